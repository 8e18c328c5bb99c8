import { t } from '@vscode/l10n';
import { parseBase64, parseHex } from '../../base/bytes';
import { utf8Text } from '../values/text';

export type WrittenFormat = 'base64' | 'base16';

/** The bytes that Base64 or hex digits (Base16) stand for (RFC 4648); `isWhole` false: it was cut, and digits at its end may be missing. */
export function readWritten(
  format: WrittenFormat,
  bytes: Uint8Array,
  isWhole: boolean,
): { bytes: Uint8Array } | { problem: { message: string; at?: number } } {
  const written = utf8Text(bytes)?.replace(padding, '');
  if (written === undefined)
    return {
      problem: {
        message: format === 'base64' ? t('This is not text, so it cannot be Base64.') : t('This is not text, so it holds no hex digits.'),
      },
    };
  const text = written.replace(format === 'base64' ? /^data:[^,]{0,200};base64,|\s+/g : /[0\\]x|[\s:,-]+/gi, '');
  const group = format === 'base64' ? 4 : 2;
  const whole = isWhole ? text : text.slice(0, text.length - (text.length % group));
  try {
    return { bytes: format === 'base64' ? parseBase64(whole) : parseHex(whole) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const at = written.search(format === 'base64' ? /[^A-Za-z0-9+/_=\s-]/ : /[^0-9a-fA-F\s:,-]/);
    return { problem: { message: error.message, ...(at < 0 ? {} : { at }) } };
  }
}

/** What JSON, compressions, pictures, and maps of MessagePack and CBOR begin with: nothing else is looked for behind digits. */
const firstBytes: ReadonlySet<number> = new Set([
  0x7b,
  0x5b,
  0x1f,
  0x78,
  0x28,
  0x04,
  0x89,
  0xff,
  0x47,
  0x52,
  0x42,
  0x49,
  0x4d,
  0x50,
  0xfd,
  0x20,
  0x0a,
  ...Array.from({ length: 15 }, (_, count) => 0x81 + count),
  0xde,
  ...Array.from({ length: 23 }, (_, count) => 0xa1 + count),
  0xbf,
]);

/** Whether digits may stand for something that is known, by their first byte. */
export function mayStandForMore(format: WrittenFormat, text: string): boolean {
  const head = readWritten(format, new TextEncoder().encode(text.slice(0, text.startsWith('data:') ? maxHead : 16)), false);
  return !('problem' in head) && firstBytes.has(head.bytes[0] ?? 0);
}
const maxHead = 256;

/** Digits without which nothing is said of what they stand for. */
const leastDigits = 16;
const hexText = /^(?:(?:[0\\]x)?[0-9a-f]{2}[\s:,-]{0,3})+$/i;
const hexHead = /^(?:[0\\]x|[0-9a-f\s:,-])*[0\\]?x?$/i;
const dataHead = /^data:[\w/+.;=-]{0,200};base64,/;
const base64Text = /^[A-Za-z0-9+/_-]+={0,2}$/;
/** What may stand behind digits in a buffer that was sent whole. */
const padding = /[\s\0]+$/;

/** How a text may have been written that stands for bytes; what it stands for decides whether it was. */
export function mayBeWritten(text: string): WrittenFormat | undefined {
  if (text.length < leastDigits) return undefined;
  // A text for people has a blank, or another character that no digit is, near its beginning.
  const head = text.slice(0, 64).trim().replace(padding, '');
  const looksHex = hexHead.test(head);
  if (!looksHex && !/^(?:data:)?[\w+/;:,=.\r\n-]*$/.test(head)) return undefined;
  const trimmed = text.trim().replace(padding, '');
  if (looksHex && hexText.test(trimmed)) return 'base16';
  const joined = trimmed.replace(/[\r\n]+/g, '').replace(dataHead, '');
  return base64Text.test(joined) && joined.length % 4 !== 1 ? 'base64' : undefined;
}
