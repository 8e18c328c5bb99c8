import { t } from '@vscode/l10n';
import { codeOf } from './errno';

/** Why a file cannot be read or written, as the end of a sentence. */
export function fileReason(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return t('the disk is full.');
    case 'EACCES':
    case 'EPERM':
      return t('you have no right to, or another program has it open.');
    case 'EBUSY':
      return t('another program has it open.');
    case 'EROFS':
      return t('the disk is read-only.');
    case 'ENOENT':
    case 'ENOTDIR':
      return t('there is no such file or folder.');
    case 'EISDIR':
      return t('it is a folder.');
    case 'EMFILE':
    case 'ENFILE':
      return t('too many files are open.');
    case 'ENXIO':
      return t('nobody reads from it.');
    case 'ENAMETOOLONG':
      return t('its name is too long.');
    case 'EFBIG':
      return t('it would be larger than files may be there.');
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
