import { t } from '@vscode/l10n';
import { floatText } from '../values/floatText';

/** Bytes of a head and of the number behind it. */
const sizes = new Set([5, 9]);
/** Numbers that somebody measures, or counts, lie between these; zero does, too. */
const least = 1e-9;
const most = 1e12;

const isPlausible = (value: number) => value === 0 || (Math.abs(value) >= least && Math.abs(value) <= most);

/**
 * The format of which the bytes are one number of 4 or 8 bytes behind its head, as programs send them that pack every value: floats of a
 * plausible size and integers that a double holds. Undefined for what may be a text in an encoding of before Unicode.
 */
export function numberFormat(bytes: Uint8Array): 'msgpack' | 'cbor' | undefined {
  if (!sizes.has(bytes.length)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [head] = bytes;
  const isFloat = (float32: number, float64: number): boolean =>
    ((head === float32 && bytes.length === 5 && isPlausible(view.getFloat32(1))) ||
      (head === float64 && bytes.length === 9 && isPlausible(view.getFloat64(1)))) &&
    !looksLikeText(bytes.subarray(1));
  const isInteger = (...heads: number[]): boolean =>
    bytes.length === 9 && heads.includes(head as number) && Math.abs(Number(view.getBigInt64(1))) <= Number.MAX_SAFE_INTEGER;
  if (isFloat(0xca, 0xcb) || isInteger(0xcf, 0xd3)) return 'msgpack';
  return isFloat(0xfa, 0xfb) || isInteger(0x1b, 0x3b) ? 'cbor' : undefined;
}

/**
 * Whether what follows a letter, which the head of a float is in encodings of before Unicode, could be letters too: capitals, for others are
 * no number of a plausible size; those of Europe; or those of two bytes each.
 */
function looksLikeText(rest: Uint8Array): boolean {
  const [second = 0] = rest;
  if (rest.every((byte) => (byte >= 0x41 && byte <= 0x5a) || byte >= 0xc0)) return true;
  if (rest.every((byte) => byte >= 0xa0)) return true;
  if (second < 0xa1) return false;
  for (let at = 1; at < rest.length;) {
    const byte = rest[at++] as number;
    const isPair = byte >= 0xa1 && (rest[at] ?? 0) >= 0xa1;
    if (isPair) at++;
    else if (byte < 0x20 || (byte >= 0x7f && byte < 0xc0)) return false;
  }
  return true;
}

/** Numbers of few digits are rather meant than those of many. */
const fewDigits = 8;

/** What 4 or 8 bytes could be, with the layout for it, in words: a guess. */
export function couldBe(bytes: Uint8Array): string | undefined {
  const bits = bytes.length * 8;
  if (bits !== 32 && bits !== 64) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [sign, isLittle] of [
    ['<', true],
    ['>', false],
  ] as const) {
    const integer = bits === 32 ? view.getInt32(0, isLittle) : Number(view.getBigInt64(0, isLittle));
    if (Math.abs(integer) < 1_000_000) return t('could be int{0} {1} (numbers, layout {2})', bits, integer, `${sign}i${bits / 8}`);
    const float = bits === 32 ? view.getFloat32(0, isLittle) : view.getFloat64(0, isLittle);
    // Or seconds since 1970, from 2001 to 2100.
    const isLikely = (Math.abs(float) >= 1e-4 && Math.abs(float) < 1e8) || (bits === 64 && float >= 1e9 && float < 4.1e9);
    const text = floatText(float, bits);
    if (isLikely && (bits === 32 || text.length <= fewDigits || isLittle))
      return t('could be float{0} {1} (numbers, layout {2})', bits, text, `${sign}f${bits / 8}`);
  }
  return undefined;
}
