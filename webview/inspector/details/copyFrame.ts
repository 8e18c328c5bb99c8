import { t } from '@vscode/l10n';
import { toHex } from '../../../src/core/base/bytes';
import { decodeText } from '../../shared/bytes/decodedText';
import { countText } from '../../../src/core/base/quantities';

/** The first bytes of a frame as a text for the clipboard, and a sentence that tells what was copied and what was not. */
export function frameToCopy(form: 'text' | 'hex', index: number, bytes: Uint8Array, size: number): { text: string; said: string } {
  const rest = size - bytes.length;
  const cut = rest > 0 ? t(', its first {0} of {1} bytes,', countText(bytes.length), countText(size)) : '';
  if (form === 'hex') return { text: toHex(bytes), said: t('Frame {0}{1} copied as hex.', index + 1, cut) };
  const lossy = decodeText(bytes, rest > 0).valid ? '' : t(' Bytes that are not UTF-8 became �.');
  return {
    text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
    said: t('Frame {0}{1} copied as text.{2}', index + 1, cut, lossy),
  };
}
