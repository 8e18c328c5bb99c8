import { beginsFormat } from './formatHeads';

/** Bytes at the beginning that tell. The end is not asked: wherever a frame is cut, the answer is the same. */
const looked = 64;
/** A number or a word of JSON, and a comma or the closing bracket behind it. */
const firstValue = /^[\t\n\r ]*(?:-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)[\t\n\r ]*[\],]/;
const blanks: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * Whether a frame begins as a JSON object or array does, that is, with a bracket and a key, a value or the other bracket behind it: a
 * header, as pyzmq's recipes and detectors send it before raw values. `[sensor]`, `{room}` and `[::1]:80` are names and no JSON.
 */
export function isJsonHeader(bytes: Uint8Array, from: number, to: number): boolean {
  const first = bytes[from];
  if (from >= to || (first !== 0x7b && first !== 0x5b && first !== 0xef && !blanks.has(first))) return false;
  const limit = Math.min(to, from + looked);
  let at = from + (first === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf ? 3 : 0);
  const skipBlanks = () => {
    while (at < limit && blanks.has(bytes[at])) at++;
  };
  skipBlanks();
  for (; at < limit && bytes[at] === 0x5b;) {
    at++;
    skipBlanks();
    const next = bytes[at];
    if (at >= limit) return false;
    if (next === 0x22 || next === 0x27 || next === 0x5d) return true;
    if (next !== 0x7b && next !== 0x5b) return firstValue.test(String.fromCharCode(...bytes.subarray(at, limit)));
  }
  if (at >= limit || bytes[at] !== 0x7b) return false;
  at++;
  skipBlanks();
  return at < limit && (bytes[at] === 0x22 || bytes[at] === 0x27 || bytes[at] === 0x7d);
}

const xmlHeader = /^<(?:\?xml\b|[A-Za-z][\w:.-]{0,40}(?:\s+[\w:.-]{1,40}\s*=\s*["']|\s*\/>))/;
const textHeader = /^(?:dtype|shape)\s*[=:]/;

/** First bytes of what may be one. */
const heads = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte >= 0x80 || '{[ \t\n\r\x1f(<ds'.includes(String.fromCharCode(byte))),
);

/** Whether the first of several frames is a header: JSON, a map of MessagePack or CBOR, a pickle, XML, or a line that tells of an array. */
export function isHeader(bytes: Uint8Array, from: number, to: number): boolean {
  const first = bytes[from];
  if (first === undefined || heads[first] === 0) return false;
  if (isJsonHeader(bytes, from, to) || beginsFormat(bytes, from, to)) return true;
  if (first !== 0x3c && first !== 0x64 && first !== 0x73) return false;
  const head = String.fromCharCode(...bytes.subarray(from, Math.min(to, from + looked)));
  return first === 0x3c ? xmlHeader.test(head) : textHeader.test(head);
}
