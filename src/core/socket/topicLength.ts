import { characterLength } from '../base/utf8';
import { beginsFormat } from './formatHeads';
import { isHeader, isJsonHeader } from './headerFrame';

/** What ends the topic of messages of one frame that begin so: a rule says it. */
export interface TopicEnd {
  beginning: Uint8Array;
  after: Uint8Array;
}

/** Longest word that may stand as the topic of a message of one frame, bytes. */
const maxWord = 128;
/** Longest topic that a rule's separator ends, bytes. */
const maxEnded = 1024;
/** Words of fewer bytes stand before a blank by chance, too. */
const surely = 4;
/** Bytes behind such a word that are looked at. */
const looked = 16;
/** Bytes in which a second line of YAML is looked for. */
const maxLine = 256;

const codes = (letters: string): ReadonlySet<number> => new Set(Array.from(letters, (letter) => letter.charCodeAt(0)));
/** What JSON, XML, Python's `repr` and tuples begin with. */
const notFirst = codes('{["<\'(');
/** What may end a word besides a blank, before JSON, XML, binary values, or a line of its own. */
const separators = codes(':,;|=\t\n\r\0\x1c\x1d\x1e\x1f');
/** Characters of ASCII that words consist of, with nothing else to ask of them. */
const inWords = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte > 0x20 && byte < 0x7f && !separators.has(byte) && !'()[]{}'.includes(String.fromCharCode(byte))),
);
/** What is left out between a word and the blank behind it. */
const marks = codes(':,;|=');
/** What may stand between a word and a JSON object, and is no separator, since words have it. */
const joints = codes('-@#./>~+*');
/** What stands before a JSON object in code, or has been found to end no word. */
const opening = codes('([<"\'`\\:,;|=)');
/** Beginnings of other formats, and of comments. */
const magics = ['BZh', 'GIF8', 'RIFF', 'OggS', 'fLaC', 'PAR1', '%PDF-', '//', '/*', "b'", "u'", "r'", "f'", 'b"', 'u"', 'r"', 'f"', '```'];
const magicsBy = byFirstLetter(magics);
const openBrace = 0x7b;
const quote = 0x22;
const hash = 0x23;

/**
 * Length in bytes of the topic at the beginning of a message that PUB, SUB, XPUB or XSUB carries; -1 where it has none. Of several
 * frames the first one is the topic, unless it is JSON, a header; in a single one it is the first word, if more follows (`10001 42 60`),
 * as the prefix matching of RFC 29 has it used. A word may end at another separator, too, before JSON, XML or binary values, at a NUL, at
 * an empty line, or right where a JSON object or another format begins. A word is text: what is not UTF-8, or begins like JSON, XML, code or another format,
 * has none, nor has a blank among binary values. Where one of `ends` stands in a single frame, the topic is what comes before it.
 */
export function topicLength(bytes: Uint8Array, from: number, to: number, frames: number, ends?: readonly TopicEnd[]): number {
  if (frames > 1) return isHeader(bytes, from, to) ? -1 : to - from;
  if (ends) {
    const ended = lengthToEnd(bytes, from, to, ends);
    if (ended >= 0) return ended;
  }
  if (from === to || isOtherFormat(bytes, from, to)) return -1;
  const limit = Math.min(to, from + maxWord + 1);
  for (let at = from; at < limit;) {
    const byte = bytes[at] as number;
    if (inWords[byte] === 1) {
      at++;
      continue;
    }
    if (byte === 0x20) return wordBeforeBlank(bytes, from, at, to);
    if (at > from) {
      if ((byte === 0x1f || byte === 0x28) && at - from >= surely && beginsFormat(bytes, at, to))
        return wordBeforeContent(bytes, from, at, to);
      if (separators.has(byte) && endsWord(bytes, at, to, at - from)) return wordBefore(bytes, from, at, to);
      if (byte === openBrace && bytes[at + 1] === quote && isJsonHeader(bytes, at, to)) return wordBeforeContent(bytes, from, at, to);
    }
    if (byte < 0x20 || byte === 0x7f) return -1;
    const length = byte < 0x80 ? 1 : characterLength(bytes, at);
    if (length <= 0) return at - from >= surely && beginsFormat(bytes, at, to) ? wordBeforeContent(bytes, from, at, to) : -1;
    at += length;
  }
  return -1;
}

/** None where it is the length of what follows, code that is open, or the first key of YAML. */
function wordBefore(bytes: Uint8Array, from: number, separator: number, to: number): number {
  if (!isBalanced(bytes, from, separator) || isLength(bytes, from, separator, separator + 1, to)) return -1;
  return bytes[separator] === 0x3a && isFirstOfKeys(bytes, from, separator, to) ? -1 : separator - from;
}

/** Whether a word of digits says how long the rest is, as far as a line end or a comma behind it may count. */
function isLength(bytes: Uint8Array, from: number, wordEnd: number, content: number, to: number): boolean {
  const rest = to - content;
  const length = numberIn(bytes, from, wordEnd);
  return length >= 0 && length <= rest && rest - length <= 3;
}

/** The number that digits stand for; -1 where they are none. */
function numberIn(bytes: Uint8Array, from: number, to: number): number {
  let number = from < to ? 0 : -1;
  for (let at = from; at < to; at++) {
    if (!isDigit(bytes[at] as number)) return -1;
    number = number * 10 + (bytes[at] as number) - 0x30;
  }
  return number;
}

function lengthToEnd(bytes: Uint8Array, from: number, to: number, ends: readonly TopicEnd[]): number {
  for (const { beginning, after } of ends) {
    if (!stands(beginning, bytes, from, to)) continue;
    const limit = Math.min(to - after.length, from + maxEnded);
    for (let at = from; at <= limit; at++) if (stands(after, bytes, at, to)) return at - from;
  }
  return -1;
}

function stands(wanted: Uint8Array, bytes: Uint8Array, at: number, to: number): boolean {
  if (at + wanted.length > to) return false;
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}

function isOtherFormat(bytes: Uint8Array, from: number, to: number): boolean {
  const first = bytes[from] as number;
  if (notFirst.has(first)) return true;
  if (first === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf)
    return isJsonHeader(bytes, from, to) || notFirst.has(bytes[from + 3] as number);
  if (first === hash) return isLengthOfBlock(bytes, from, to);
  return beginsOneOf(magicsBy, bytes, from, to);
}

function byFirstLetter(texts: readonly string[]): readonly (readonly Uint8Array[] | undefined)[] {
  const lists: Uint8Array[][] = [];
  for (const text of texts) (lists[text.charCodeAt(0)] ??= []).push(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
  return lists;
}

function beginsOneOf(lists: ReturnType<typeof byFirstLetter>, bytes: Uint8Array, from: number, to: number): boolean {
  const list = lists[bytes[from] as number];
  if (!list) return false;
  for (const wanted of list) if (stands(wanted, bytes, from, to)) return true;
  return false;
}

/** `#15hello`: how many digits, the length of what follows, as instruments send it (IEEE 488.2). */
function isLengthOfBlock(bytes: Uint8Array, from: number, to: number): boolean {
  const digits = from + 1 < to ? numberIn(bytes, from + 1, from + 2) : -1;
  const content = from + 2 + digits;
  if (digits < 1 || content > to) return false;
  const length = numberIn(bytes, from + 2, content);
  return length >= 0 && (to - content === length || (to - content === length + 1 && bytes[to - 1] === 0x0a));
}

/** Of `temp: 21.5` the word without its colon; none where it is no word, code that is open, or the first key of YAML. */
function wordBeforeBlank(bytes: Uint8Array, from: number, blank: number, to: number): number {
  if (blank - from < surely && isBinary(bytes, blank + 1, to)) return -1;
  const end = blank - from > 1 && marks.has(bytes[blank - 1] as number) ? blank - 1 : blank;
  if (
    !hasLetter(bytes, from, end) ||
    !isBalanced(bytes, from, end) ||
    isCode(bytes, from, blank, to) ||
    (end - from === 2 && areHexPairs(bytes, from, to))
  )
    return -1;
  return end < blank && isFirstOfKeys(bytes, from, end, to) ? -1 : end - from;
}

function wordBeforeContent(bytes: Uint8Array, from: number, content: number, to: number): number {
  let end = content;
  while (end > from && joints.has(bytes[end - 1] as number)) end--;
  return end > from && !opening.has(bytes[end - 1] as number) && isBalanced(bytes, from, end) && !isLength(bytes, from, end, content, to)
    ? end - from
    : -1;
}

/** Pairs of hex digits with blanks between them, a letter among them. */
const hexPairs = /^(?=.*[a-f])[0-9a-f]{2}(?: [0-9a-f]{2}){5}/i;
const areHexPairs = (bytes: Uint8Array, from: number, to: number) =>
  hexPairs.test(String.fromCharCode(...bytes.subarray(from, Math.min(to, from + 24))));

/** A letter or digit of any script. */
function hasLetter(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte >= 0x80 || isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a)) return true;
  }
  return false;
}

/** Whether all brackets that are opened are closed. */
function isBalanced(bytes: Uint8Array, from: number, to: number): boolean {
  let open = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (byte === 0x28 || byte === 0x5b || byte === openBrace) open++;
    else if (byte === 0x29 || byte === 0x5d || byte === 0x7d) open--;
  }
  return open === 0;
}

const keywordsBy = byFirstLetter([
  ...['const ', 'let ', 'var ', 'def ', 'import ', 'from ', 'function ', 'if ', 'for ', 'while ', 'class ', 'int ', 'void ', '#include '],
]);
const longestKeyword = 8;
/** A keyword and what makes it one. */
const code =
  /^(?:(?:const|let|var)\s+[\w$]+\s*=|def\s+\w+\s*\(|(?:import|from)\s+[\w.]+\s*(?:[\n;]|import\b)|function\s+\w*\s*\(|(?:if|for|while)\s*\(|for\s+\w+\s+in\s|class\s+\w+\s*[:({]|(?:int|void)\s+\w+\s*\(|#include\s*[<"])/;

/** Whether a line of a program begins here, whose first word is this one. */
function isCode(bytes: Uint8Array, from: number, wordEnd: number, to: number): boolean {
  if (wordEnd - from > longestKeyword || !beginsOneOf(keywordsBy, bytes, from, to)) return false;
  return code.test(String.fromCharCode(...bytes.subarray(from, Math.min(to, from + 100))));
}

/** Whether the next line begins with another word and a colon, too. */
function isFirstOfKeys(bytes: Uint8Array, from: number, wordEnd: number, to: number): boolean {
  const limit = Math.min(to, wordEnd + maxLine);
  let at = wordEnd;
  while (at < limit && bytes[at] !== 0x0a) at++;
  const line = ++at;
  while (at < limit && bytes[at] !== 0x3a && (bytes[at] as number) > 0x20) at++;
  const isKey = at > line && at < limit && bytes[at] === 0x3a && (at + 1 === to || (bytes[at + 1] as number) <= 0x20);
  return isKey && !(at - line === wordEnd - from && stands(bytes.subarray(from, wordEnd), bytes, line, to));
}

/** Whether the digits before a colon are the length of what follows, up to a comma: then it is the last of netstrings, and no topic. */
function isLengthOfRest(bytes: Uint8Array, colon: number, from: number, to: number): boolean {
  let start = colon;
  while (start > from && isDigit(bytes[start - 1] as number)) start--;
  if (start === colon || (start > from && bytes[start - 1] !== 0x2c)) return false;
  return numberIn(bytes, start, colon) === to - colon - 2;
}

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;

/** Whether a word of so many bytes ends at this separator, by what follows. */
function endsWord(bytes: Uint8Array, at: number, to: number, length: number): boolean {
  const separator = bytes[at] as number;
  let behind = at + 1;
  if (separator === 0) {
    while (behind < to && bytes[behind] === 0) behind++;
    if (behind === to) return false;
    if (length >= surely) return true;
    const isText = bytes[behind] === openBrace || bytes[behind] === 0x5b;
    return isText && length > 1 && !isBinaryLength(bytes, at - length, behind, to);
  }
  if (separator === 0x0d && bytes[behind] === 0x0a) return endsLine(bytes, behind + 1, to, length);
  if (separator === 0x0a) return endsLine(bytes, behind, to, length);
  if (behind < to && bytes[behind] === 0x20) behind++;
  if (behind >= to) return false;
  const next = bytes[behind] as number;
  if (separator >= 0x1c && separator < 0x20) return next >= 0x20;
  if (separator === 0x3a && bytes[to - 1] === 0x2c && isLengthOfRest(bytes, at, at - length, to)) return false;
  if (next === openBrace || next === 0x5b || beginsFormat(bytes, behind, to)) return true;
  if (next === 0x3c && separator !== 0x3d) return isTag(bytes[behind + 1]);
  return length >= surely && isBinary(bytes, behind, Math.min(to, behind + 2)) && !isPadding(bytes, behind, to);
}

/** Digits of Base64 end with signs that separate, and C strings with NUL bytes. */
function isPadding(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  while (at < to && (bytes[at] === 0x3d || bytes[at] === 0)) at++;
  return at === to;
}

/** Whether so few bytes before a content are a number, its length: of it alone, or of all. */
function isBinaryLength(bytes: Uint8Array, from: number, content: number, to: number): boolean {
  let little = 0;
  for (let at = content - 1; at >= from; at--) little = little * 256 + (bytes[at] as number);
  return little === to - content || little === to - from;
}

/** A line of its own: JSON follows, or an empty line and something else. */
function endsLine(bytes: Uint8Array, next: number, to: number, length: number): boolean {
  if ((isJsonHeader(bytes, next, to) && !isBlankLine(bytes, next)) || beginsFormat(bytes, next, to)) return true;
  const behind = next + (bytes[next] === 0x0d ? 2 : 1);
  return length >= surely && isBlankLine(bytes, next) && behind < to;
}

const isBlankLine = (bytes: Uint8Array, at: number) => bytes[at] === 0x0a || (bytes[at] === 0x0d && bytes[at + 1] === 0x0a);

/** What stands behind the first bracket of XML. */
const isTag = (byte = 0) => byte === 0x3f || byte === 0x21 || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);

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
