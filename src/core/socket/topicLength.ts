import { characterLength } from '../base/utf8';
import { isJsonHeader } from './jsonHeader';

/** Longest word that may stand as the topic of a message of one frame, bytes. */
const maxWord = 128;
/** Words of fewer bytes stand before a blank by chance, too. */
const surely = 4;
/** Bytes behind such a word that are looked at. */
const looked = 16;
/** What JSON, XML, Python's `repr` and tuples begin with. */
const notFirst: ReadonlySet<number> = new Set(Array.from('{["<\'(', (letter) => letter.charCodeAt(0)));

/**
 * Length in bytes of the topic at the beginning of a message that PUB, SUB, XPUB or XSUB carries; -1 where it has none. Of several
 * frames the first one is the topic, unless it is JSON, a header; in a single one it is the first word, if more follows (`10001 42 60`),
 * as the prefix matching of RFC 29 has it used. A word may end at another separator, too, before JSON or binary values, at a NUL, or at an
 * empty line. A word is text: what is not UTF-8, or begins like JSON or XML, has none, nor has a blank among binary values.
 */
export function topicLength(bytes: Uint8Array, from: number, to: number, frames: number): number {
  if (frames > 1) return isJsonHeader(bytes, from, to) ? -1 : to - from;
  if (from === to || notFirst.has(bytes[from] as number)) return -1;
  const limit = Math.min(to, from + maxWord + 1);
  for (let at = from; at < limit;) {
    const byte = bytes[at] as number;
    if (byte === 0x20) return at === from || (at - from < surely && isBinary(bytes, at + 1, to)) ? -1 : at - from;
    if (separators.has(byte) && at > from && endsWord(bytes, at, to, at - from)) return at - from;
    if (byte < 0x20 || byte === 0x7f) return -1;
    const length = byte < 0x80 ? 1 : characterLength(bytes, at);
    if (length <= 0) return -1;
    at += length;
  }
  return -1;
}

/** What may end a word besides a blank, before JSON, binary values, or a line of its own. */
const separators: ReadonlySet<number> = new Set(Array.from(':,;|=\t\n\0', (letter) => letter.charCodeAt(0)));

/** Whether the digits before a colon are the length of what follows, up to a comma: then it is the last of netstrings, and no topic. */
function isLengthOfRest(bytes: Uint8Array, colon: number, from: number, to: number): boolean {
  let start = colon;
  while (start > from && isDigit(bytes[start - 1] as number)) start--;
  if (start === colon || (start > from && bytes[start - 1] !== 0x2c)) return false;
  let length = 0;
  for (let at = start; at < colon; at++) length = length * 10 + (bytes[at] as number) - 0x30;
  return length === to - colon - 2;
}

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;

/** Whether a word of so many bytes ends at this separator, by what follows. */
function endsWord(bytes: Uint8Array, at: number, to: number, length: number): boolean {
  let behind = at + 1;
  if (bytes[at] === 0) {
    while (behind < to && bytes[behind] === 0) behind++;
    return behind < to && (length >= surely || bytes[behind] === 0x7b || bytes[behind] === 0x5b);
  }
  if (behind < to && bytes[behind] === 0x20) behind++;
  if (behind >= to) return false;
  const next = bytes[behind] as number;
  if (bytes[at] === 0x3a && bytes[to - 1] === 0x2c && isLengthOfRest(bytes, at, at - length, to)) return false;
  if (bytes[at] === 0x0a) return next === 0x0a && length >= surely && behind + 1 < to;
  return next === 0x7b || next === 0x5b || (length >= surely && isBinary(bytes, behind, Math.min(to, behind + 2)));
}

/** Control characters, or what is not UTF-8, among the next bytes. */
function isBinary(bytes: Uint8Array, from: number, to: number): boolean {
  const limit = Math.min(to, from + looked);
  for (let at = from; at < limit;) {
    const byte = bytes[at] as number;
    if ((byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f) return true;
    const length = byte < 0x80 ? 1 : characterLength(bytes, at);
    if (length === 0) return true;
    if (length < 0) return false;
    at += length;
  }
  return false;
}
