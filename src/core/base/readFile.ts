import { t } from '@vscode/l10n';
/** The first `maxBytes` bytes of a file; throws as Node's `fs` does. */
export type ReadFile = (path: string, maxBytes: number) => Uint8Array;

/** Whether an error comes from reading, and not from what was read. */
export function isOfSystem(error: unknown): boolean {
  return typeof (error as { code?: unknown } | undefined)?.code === 'string';
}

/** Why a file could not be read, a sentence. */
export function fileSentence(error: unknown): string {
  switch ((error as { code?: unknown } | undefined)?.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return t('There is no such file.');
    case 'EACCES':
    case 'EPERM':
      return t('This file may not be read.');
    case 'EISDIR':
      return t('This is a folder, not a file.');
    default:
      return t('The file cannot be read: {0}.', (error instanceof Error ? error.message : String(error)).replace(/\.$/, ''));
  }
}
