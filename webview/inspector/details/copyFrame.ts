import { toHex } from '../../../src/core/base/bytes';
import { decodeText } from '../../shared/bytes/decodedText';
import { formatCount } from '../../shared/text/format';

/** The first bytes of a frame as a text for the clipboard, and a sentence that tells what was copied and what was not. */
export function frameToCopy(form: 'text' | 'hex', index: number, bytes: Uint8Array, size: number): { text: string; said: string } {
  const rest = size - bytes.length;
  const cut = rest > 0 ? `, its first ${formatCount(bytes.length)} of ${formatCount(size)} bytes,` : '';
  if (form === 'hex') return { text: toHex(bytes), said: `Frame ${index + 1}${cut} copied as hex.` };
  const lossy = decodeText(bytes, rest > 0).valid ? '' : ' Bytes that are not UTF-8 became �.';
  return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), said: `Frame ${index + 1}${cut} copied as text.${lossy}` };
}
