import { t } from '@vscode/l10n';
import { toHex } from '../../../src/core/base/bytes';
import { decodeText } from '../../shared/bytes/decodedText';
import { countText } from '../../../src/core/base/quantities';

/** The first bytes of a frame as a text for the clipboard, and a sentence that tells what was copied and what was not. */
export function frameToCopy(form: 'text' | 'hex', index: number, bytes: Uint8Array, size: number): { text: string; said: string } {
  const rest = size - bytes.length;
  const counts = [index + 1, countText(bytes.length), countText(size)] as const;
  if (form === 'hex') {
    const said =
      rest > 0 ? t('Frame {0}, its first {1} of {2} bytes, copied as hex.', ...counts) : t('Frame {0} copied as hex.', index + 1);
    return { text: toHex(bytes), said };
  }
  const copied =
    rest > 0 ? t('Frame {0}, its first {1} of {2} bytes, copied as text.', ...counts) : t('Frame {0} copied as text.', index + 1);
  const said = decodeText(bytes, rest > 0).valid ? copied : `${copied} ${t('Bytes that are not UTF-8 became �.')}`;
  return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), said };
}
