import { t } from '@vscode/l10n';
/** Bytes as commands and settings write them: text is UTF-8. */
export type BytesInput = string | { hex: string } | { base64: string };

const encoder = new TextEncoder();

/**
 * Hex digits in pairs; blanks, colons, `0x` and line breaks between pairs are passed over.
 * @throws SyntaxError that says where and why.
 */
export function parseHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1);
  let length = 0;
  for (const match of text.matchAll(/[^\s:,]+/g)) {
    const group = match[0].replace(/^0x/i, '');
    const bad = /[^0-9a-f]/i.exec(group);
    if (bad) throw new SyntaxError(t('"{0}" is not a hexadecimal digit.', bad[0]));
    if (group.length % 2 !== 0) throw new SyntaxError(t('"{0}" has an odd number of digits; a byte has two.', group));
    for (let i = 0; i < group.length; i += 2) bytes[length++] = parseInt(group.slice(i, i + 2), 16);
  }
  return bytes.slice(0, length);
}

const hexDigits = encoder.encode('0123456789abcdef');
const decoder = new TextDecoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `separator`: ASCII. */
export function toHex(bytes: Uint8Array, separator = ''): string {
  const between = encoder.encode(separator);
  const step = 2 + between.length;
  const codes = new Uint8Array(bytes.length * step);
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    codes[at * step] = hexDigits[byte >> 4] as number;
    codes[at * step + 1] = hexDigits[byte & 15] as number;
    for (let i = 0; i < between.length; i++) codes[at * step + 2 + i] = between[i] as number;
  }
  return decoder.decode(bytes.length === 0 ? codes : codes.subarray(0, codes.length - between.length));
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const digitOfCode = new Uint8Array(128);
for (let digit = 0; digit < alphabet.length; digit++) digitOfCode[alphabet.charCodeAt(digit)] = digit;

/** As it is mostly written, which spares the others a look. */
const plainBase64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Base64 (RFC 4648, section 4 or 5), padding optional, white space passed over.
 * @throws SyntaxError where it is none.
 */
export function parseBase64(text: string): Uint8Array {
  const isPlain = plainBase64.test(text);
  const digits = (isPlain ? text : text.replace(/\s+/g, '').replace(/-/g, '+').replace(/_/g, '/')).replace(/={1,2}$/, '');
  const bad = isPlain ? undefined : /[^A-Za-z0-9+/]/.exec(digits);
  if (bad) throw new SyntaxError(t('"{0}" is not a Base64 digit.', bad[0]));
  if (digits.length % 4 === 1) throw new SyntaxError(t('This Base64 text is cut off.'));
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let length = 0;
  for (let at = 0; at < digits.length; at++) {
    held = (held << 6) | (digitOfCode[digits.charCodeAt(at)] as number);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[length++] = (held >> bits) & 0xff;
    }
  }
  return bytes;
}

const base64Codes = encoder.encode(`${alphabet}=`);

/** Base64 with padding (RFC 4648, section 4). */
export function toBase64(bytes: Uint8Array): string {
  const codes = new Uint8Array(base64Length(bytes.length));
  writeBase64(bytes, codes, 0);
  return decoder.decode(codes);
}

/** Digits of so many bytes, with padding. */
export function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}

/** Writes the digits from `to` on. */
export function writeBase64(bytes: Uint8Array, into: Uint8Array, to: number): void {
  const { length } = bytes;
  for (let at = 0; at < length; at += 3) {
    const bits =
      ((bytes[at] as number) << 16) |
      ((at + 1 < length ? (bytes[at + 1] as number) : 0) << 8) |
      (at + 2 < length ? (bytes[at + 2] as number) : 0);
    into[to++] = base64Codes[bits >> 18] as number;
    into[to++] = base64Codes[(bits >> 12) & 63] as number;
    into[to++] = base64Codes[at + 1 < length ? (bits >> 6) & 63 : 64] as number;
    into[to++] = base64Codes[at + 2 < length ? bits & 63 : 64] as number;
  }
}

/** @throws SyntaxError for hex or Base64 that does not parse, TypeError for anything that is no BytesInput. */
export function parseBytesInput(input: unknown): Uint8Array {
  if (typeof input === 'string') return encoder.encode(input);
  if (typeof input === 'object' && input !== null) {
    if ('hex' in input && typeof input.hex === 'string') return parseHex(input.hex);
    if ('base64' in input && typeof input.base64 === 'string') return parseBase64(input.base64);
  }
  throw new TypeError('Bytes are written as "text", {"hex": "00ff"} or {"base64": "AP8="}.');
}

/** Valid UTF-8 as its text, undefined where the bytes are none. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return undefined; // the only reason to throw is that the bytes are not UTF-8
  }
}

/** One of the forms that parses back to the same bytes: text where it is valid UTF-8, hex otherwise. */
export function toBytesInput(bytes: Uint8Array): BytesInput {
  return utf8(bytes) ?? { hex: toHex(bytes) };
}

/** The same bytes as a plain array, of which `slice` makes a copy; that of a Buffer is a view of what may be written again. */
export function plainBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length);
}
