import { t } from '@vscode/l10n';
import { characterLength } from '../../base/utf8';
import { toHex, utf8 } from '../../base/bytes';
import { visibleText } from '../../base/preview';
import { isBsonToEnd } from '../formats/bsonReader';
import { enough, evidence, plenty } from '../formats/faultyValue';
import { compressionOf, unpack } from '../compression/unpack';
import { endOfNetstrings, readNetstring } from '../formats/netstrings';
import { readPicture } from '../formats/picture';
import type { Choice, Part } from '../values/choice';

/** Part of a frame, and what it is. */
export interface FoundPart {
  part: Part;
  /** What stands before it, a few words. */
  why: string;
  content: Choice;
}

type Choose = (bytes: Uint8Array) => Choice;

/** Bytes of a text that may stand before a content. */
const maxText = 256;
/** Bytes that are no text, and stand before a content: a marker, a length, a header. */
const maxMarker = 24;
/** Bytes of such a header before JSON, whose end tells more than that of other formats. */
const maxHeader = 64;
/** Places at which JSON may begin that are tried. */
const maxTries = 4;

const codes = (letters: string): ReadonlySet<number> => new Set(Array.from(letters, (letter) => letter.charCodeAt(0)));
/** What may stand between a word and a content. */
const separators = codes(' :,;|=\t\n\r\0#>');
const openBrace = 0x7b;
const openBracket = 0x5b;

/**
 * What stands behind a text, a marker or a length, where it is certain: a format that holds to the end of the bytes. `choose` tells what
 * a content is, `written` whether it is digits that stand for one.
 */
export function findPart(bytes: Uint8Array, choose: Choose, written: (bytes: Uint8Array) => Choice | undefined): FoundPart | undefined {
  return (
    netstring(bytes, choose) ??
    enclosed(bytes, choose) ??
    digits(bytes, written) ??
    python(bytes, choose) ??
    behindText(bytes, endOfText(bytes), choose) ??
    json(bytes, choose) ??
    faultyJson(bytes, choose) ??
    behindLength(bytes, choose) ??
    behindMarker(bytes, choose) ??
    behindHeader(bytes, choose)
  );
}

/** Places at which JSON may begin that holds to the end, behind something else, as far as brackets and what stands before tell. */
export function* jsonBehind(bytes: Uint8Array): Generator<{ from: number; isText: boolean }> {
  let end = bytes.length;
  while (end > 0 && isBlank(bytes[end - 1] as number)) end--;
  const last = bytes[end - 1];
  if (last !== 0x7d && last !== 0x5d) return;
  const open = last === 0x7d ? openBrace : openBracket;
  const limit = Math.min(end - 1, maxText);
  let tries = 0;
  for (let from = bytes.indexOf(open, 1); from > 0 && from < limit && tries < maxTries; from = bytes.indexOf(open, from + 1)) {
    tries++;
    const isText = isLines(bytes, from);
    const isMarked = separators.has(bytes[from - 1] as number) || isEvent(bytes, from);
    if (isText ? open === openBrace || isMarked : from <= maxHeader && open === openBrace) yield { from, isText };
  }
}

/** `42["`: Socket.IO has the kind of an event before it. */
function isEvent(bytes: Uint8Array, from: number): boolean {
  return from <= 4 && bytes[from + 1] === 0x22 && bytes.subarray(0, from).every((byte) => byte >= 0x30 && byte <= 0x39);
}

/** A list of one word in brackets may stand at the end of any sentence. */
export function isSureJson(isObject: boolean, entries: number, firstHasEntries: boolean): boolean {
  return isObject ? entries > 0 : entries > 1 || firstHasEntries;
}

const isBlank = (byte: number) => byte === 0 || byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** Bytes at the beginning that are text of one line, at most 256. */
function endOfText(bytes: Uint8Array): number {
  const limit = Math.min(bytes.length, maxText);
  let at = 0;
  while (at < limit) {
    const byte = bytes[at] as number;
    if ((byte < 0x20 && byte !== 0x09) || byte === 0x7f) break;
    const length = byte < 0x80 ? 1 : characterLength(bytes, at);
    if (length <= 0) break;
    at += length;
  }
  return at;
}

/** JSON objects and arrays, behind a text and a separator or behind a short binary header. */
function json(bytes: Uint8Array, choose: Choose): FoundPart | undefined {
  for (const { from, isText } of jsonBehind(bytes)) {
    const content = choose(bytes.subarray(from));
    const { value, problem } = content.reading ?? {};
    if (content.decoder !== 'json' || problem || !value?.entries) continue;
    if (!isSureJson(value.kind === 'map', value.entries.length, value.entries[0]?.value.entries !== undefined)) continue;
    return { part: { from }, why: isText ? behindWord(bytes, from) : behindBytes(from), content };
  }
  return undefined;
}

/** What programs put around JSON, before and behind: control characters of a protocol, quotes, fences, a call, an assignment. */
const enclosures: readonly [before: RegExp, behind: RegExp][] = [
  // eslint-disable-next-line no-control-regex
  [/^(?:[^\s\u0000-\u001f]+[ :,;|=\t])?[\u0001\u0002\u000b]\s*$/, /^\s*[\u0003\u0004\u0017\u001c][^]{0,4}$/],
  [/^(?:[^\s'"`]+[ :,;|=\t]+|b)?'$/, /^'[\s\0]*$/],
  [/^(?:[^\s'"`]+[ :,;|=\t]+)?"$/, /^"[\s\0]*$/],
  [/^(?:[^\s'"`]+[ :,;|=\t]+)?`$/, /^`[\s\0]*$/],
  [/^\s*(`{3,}|~{3,})\w*\r?\n\s*$/, /^\s*[`~]{3,}\s*$/],
  [/^[\w$.]+\(\s*$/, /^\s*\)\s*;?\s*$/],
  [/^(?:(?:var|let|const)\s+)?[\w$.]+\s*=\s*$/, /^\s*;\s*$/],
];
const maxTail = 16;

/** JSON with something around it that belongs to both of its ends. */
function enclosed(bytes: Uint8Array, choose: Choose): FoundPart | undefined {
  const from = firstOf(bytes, openBrace, openBracket);
  if (from < 1) return undefined;
  const last = bytes.lastIndexOf(bytes[from] === openBrace ? 0x7d : 0x5d);
  const to = last + 1;
  if (last <= from || to === bytes.length || bytes.length - to > maxTail) return undefined;
  const [before, behind] = [bytes.subarray(0, from), bytes.subarray(to)].map((part) => String.fromCharCode(...part)) as [string, string];
  if (!enclosures.some(([head, tail]) => head.test(before) && tail.test(behind))) return undefined;
  const content = choose(bytes.subarray(from, to));
  const isBinary = !isLines(bytes, from);
  const { value, problem } = content.reading ?? {};
  const isSure = value?.kind === 'map' || (isBinary && value?.entries) || value?.entries?.[0]?.value.entries;
  if (content.decoder !== 'json' || problem || !isSure || !value?.entries?.length) return undefined;
  return { part: { from, to }, why: isBinary ? behindBytes(from) : behindWord(bytes, from), content };
}

/** Base64 or hex digits behind one word. */
function digits(bytes: Uint8Array, written: (bytes: Uint8Array) => Choice | undefined): FoundPart | undefined {
  let from = 0;
  while (from < maxWord && from < bytes.length && (bytes[from] as number) > 0x20 && !separators.has(bytes[from] as number)) from++;
  if (from === 0 || !separators.has(bytes[from] as number)) return undefined;
  const word = from;
  while (separators.has(bytes[from] as number)) from++;
  const isLikely = digitsOnly.test(String.fromCharCode(...bytes.subarray(from, from + 16)));
  const content = isLikely && endOfText(bytes) >= word ? written(bytes.subarray(from)) : undefined;
  return content && { part: { from }, why: behindWord(bytes, from), content };
}
const maxWord = 100;
const digitsOnly = /^[\w+/\\:;,.=-]{16}$/;

/** A tuple or a text as Python shows it, behind a topic; a few whole numbers in parentheses are rather a remark. */
function python(bytes: Uint8Array, choose: Choose): FoundPart | undefined {
  let end = bytes.length;
  while (end > 0 && isBlank(bytes[end - 1] as number)) end--;
  const open = bytes[end - 1] === 0x29 ? 0x28 : bytes[end - 1] === 0x27 ? 0x27 : undefined;
  if (open === undefined) return undefined;
  const first = bytes.subarray(0, maxText).indexOf(open);
  const from = open === 0x28 ? first : first - 1;
  if (from < 2 || (open === 0x27 && bytes[from] !== 0x62 && bytes[from] !== 0x75) || !isTopic(bytes, from)) return undefined;
  const content = choose(bytes.subarray(from));
  const { value, problem } = content.reading ?? {};
  if (content.decoder !== 'json' || problem || !value) return undefined;
  const isSure = open === 0x27 ? content.inside !== undefined : value.entries?.some(({ value: { kind } }) => kind !== 'integer');
  return isSure ? { part: { from }, why: behindWord(bytes, from), content } : undefined;
}

/** JSON with a fault behind a topic: its end is missing, a byte is no UTF-8, or a NUL and the rest of a buffer follow. */
function faultyJson(bytes: Uint8Array, choose: Choose): FoundPart | undefined {
  const from = firstOf(bytes, openBrace, openBracket);
  if (from < 2 || !beginsJson(bytes, from) || !isTopic(bytes, from)) return undefined;
  const rest = bytes.subarray(from);
  const content = choose(rest);
  const { value, missing, behind, problem } = content.reading ?? {};
  if (content.decoder !== 'json' || !problem || !value?.entries) return undefined;
  const end = value.range?.[1] ?? 0;
  const isLikely = missing !== undefined || rest[end] === 0 || (behind === undefined && end > (problem.at ?? 0) && end === rest.length);
  return isLikely ? { part: { from }, why: behindWord(bytes, from), content } : undefined;
}

function firstOf(bytes: Uint8Array, one: number, other: number): number {
  const limit = Math.min(bytes.length, maxText);
  for (let at = 0; at < limit; at++) if (bytes[at] === one || bytes[at] === other) return at;
  return -1;
}

/** One word and a separator. */
function isTopic(bytes: Uint8Array, to: number): boolean {
  const text = utf8(bytes.subarray(0, to));
  // eslint-disable-next-line no-control-regex
  return text !== undefined && /^[^\s\u0000-\u001f()<>'"]+[ :,;|=\t\n\r\0#>]+$/.test(text);
}

/** `{"` or `[{"`, with blanks or without. */
function beginsJson(bytes: Uint8Array, from: number): boolean {
  const next = bytes[from + 1] as number;
  if (next !== 0x22 && next !== openBrace && !isBlank(next)) return false;
  return /^(?:\[\s*)?\{\s*"/.test(String.fromCharCode(...bytes.subarray(from, from + 32)));
}

/** Nothing but text stands before, of several lines perhaps. */
function isLines(bytes: Uint8Array, to: number): boolean {
  for (let at = 0; at < to;) {
    const byte = bytes[at] as number;
    if (byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d)) return false;
    const length = byte < 0x80 ? 1 : characterLength(bytes, at);
    if (length <= 0) return false;
    at += length;
  }
  return true;
}

/** Decoders of what says neither at its end nor by its magic what it is. */
const unsure: ReadonlySet<string> = new Set(['text', 'numbers', 'hex', 'prefix', 'base16', 'base64']);
const isSure = ({ decoder }: Choice) => !unsure.has(decoder);

/** A word of text, a separator, and a binary format, XML, or, behind a NUL, anything that is known. */
function behindText(bytes: Uint8Array, textEnd: number, choose: Choose): FoundPart | undefined {
  if (textEnd < 2 || textEnd >= maxText) return undefined;
  const next = bytes[textEnd];
  if (next === 0) return behindNul(bytes, textEnd, choose) ?? behindSeparator(bytes, textEnd, choose, false);
  if (next === undefined) return behindSeparator(bytes, textEnd, choose, true);
  if (next === 0x0a || next === 0x0d) {
    const blankLine =
      next === 0x0a && bytes[textEnd + 1] === 0x0a
        ? 2
        : next === 0x0d && bytes[textEnd + 1] === 0x0a && bytes[textEnd + 2] === 0x0d
          ? 4
          : 0;
    const found = takeIf(bytes, textEnd + (blankLine || (next === 0x0d && bytes[textEnd + 1] === 0x0a ? 2 : 1)), choose);
    if (found) return found;
  }
  return behindSeparator(bytes, textEnd, choose, false);
}

/** A C string, of fixed length perhaps, and what follows it. */
function behindNul(bytes: Uint8Array, textEnd: number, choose: Choose): FoundPart | undefined {
  const json = bytes.subarray(0, textEnd).includes(openBrace) ? faultyJson(bytes, choose) : undefined;
  if (json) return json;
  let from = textEnd;
  while (bytes[from] === 0) from++;
  if (bytes.subarray(from, from + maxText).every(isBlank)) return undefined;
  const content = choose(bytes.subarray(from));
  const text = content.decoder === 'text' || content.decoder === 'numbers' || content.decoder === 'base64' || content.decoder === 'base16';
  if (isSure(content) && !(content.decoder === 'msgpack' || content.decoder === 'cbor') && textEnd >= 2)
    return { part: { from }, why: behindWord(bytes, from), content };
  if (textEnd < leastWord) return undefined;
  if (!isSure(content) && !(text && isPlain(bytes, from))) return undefined;
  return { part: { from }, why: behindWord(bytes, from), content };
}
const leastWord = 3;

/** Text without another NUL, but for those at its end. */
function isPlain(bytes: Uint8Array, from: number): boolean {
  let end = bytes.length;
  while (bytes[end - 1] === 0) end--;
  const text = utf8(bytes.subarray(from, end));
  // eslint-disable-next-line no-control-regex
  return text !== undefined && !/[\u0000-\u0008\u000e-\u001f\u007f]/.test(text);
}

/** Behind the first separator of a text, or the last one before bytes that are no text. */
function behindSeparator(bytes: Uint8Array, textEnd: number, choose: Choose, isText: boolean): FoundPart | undefined {
  let first = 0;
  while (first < textEnd && !separators.has(bytes[first] as number)) first++;
  if (first === 0 || first >= textEnd) return undefined;
  let from = first + 1;
  while (from < textEnd && separators.has(bytes[from] as number)) from++;
  if (isText) return bytes[from] === 0x3c ? takeIf(bytes, from, choose) : undefined;
  const found = takeIf(bytes, from, choose);
  if (found) return found;
  let last = textEnd;
  while (last > from && !separators.has(bytes[last - 1] as number)) last--;
  return last > from ? takeIf(bytes, last, choose) : undefined;
}

function takeIf(bytes: Uint8Array, from: number, choose: Choose): FoundPart | undefined {
  if (from >= bytes.length) return undefined;
  const content = choose(bytes.subarray(from));
  return isSure(content) && content.decoder !== 'json' && hasWords(content, enough)
    ? { part: { from }, why: behindWord(bytes, from), content }
    : undefined;
}

/** Binary values without a text in them may be chance; with a fault more must speak for them. */
function hasWords({ decoder, reading }: Choice, least: number): boolean {
  if (decoder !== 'msgpack' && decoder !== 'cbor') return true;
  const { value, problem } = reading ?? {};
  const first = value?.type === 'sequence' ? value.entries?.[0]?.value : value;
  const isNamed = first?.kind === 'map' && (first.entries ?? []).some(({ key }) => typeof key === 'string');
  return value !== undefined && isNamed && (problem === undefined || evidence(value) >= least);
}

/** `12:hello world!,`, and what Mongrel2 sends: who, whom, where, and netstrings of headers and body. */
function netstring(bytes: Uint8Array, choose: Choose): FoundPart | undefined {
  const end = endOfNetstrings(bytes);
  const request = mongrel2(bytes, end);
  const single = request ? undefined : readNetstring(bytes, 0);
  const part = request ?? (single && single.to + 1 === end ? single : undefined);
  if (!part || part.from === part.to) return undefined;
  const why = request ? t('it is a request of Mongrel2') : t('it is a netstring');
  return { part, why, content: choose(bytes.subarray(part.from, part.to)) };
}

/** The body of a request, or its headers where it has none. */
function mongrel2(bytes: Uint8Array, end: number): Required<Part> | undefined {
  if (bytes[end - 1] !== 0x2c) return undefined;
  let at = 0;
  for (let words = 0; words < 3; words++) at = bytes.indexOf(0x20, at) + 1 || Infinity;
  if (at > maxText) return undefined;
  const headers = readNetstring(bytes, at);
  const body = headers && readNetstring(bytes, headers.to + 1);
  if (!body || body.to + 1 !== end) return undefined;
  return body.to > body.from ? body : headers;
}

/** A length that is that of the rest, and of nothing else. */
function behindLength(bytes: Uint8Array, choose: Choose): FoundPart | undefined {
  if (bytes.length < 6) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [size, read] of lengths) {
    if (bytes.length < size + 2) continue;
    const length = read(view);
    if (length !== bytes.length - size && length !== bytes.length) continue;
    const content = choose(bytes.subarray(size));
    const isKnown = isSure(content) || (content.decoder !== 'hex' && isPlain(bytes, size) && (size > 1 || bytes.length > leastPascal));
    if (!isKnown) continue;
    return { part: { from: size }, why: t('its length stands before it'), content };
  }
  return undefined;
}
/** A text behind a single byte that happens to be its length. */
const leastPascal = 6;
const lengthBytes: ReadonlySet<number> = new Set(Array.from({ length: 32 }, (_, byte) => byte).filter((byte) => byte < 9 || byte > 13));
const lengths: readonly [number, (view: DataView) => number][] = [
  [4, (view) => view.getUint32(0)],
  [4, (view) => view.getUint32(0, true)],
  [8, (view) => (view.byteLength < 8 ? -1 : Number(view.getBigUint64(0)))],
  [8, (view) => (view.byteLength < 8 ? -1 : Number(view.getBigUint64(0, true)))],
  // Others than these begin texts, too.
  [1, (view) => (lengthBytes.has(view.getUint8(0)) ? view.getUint8(0) : -1)],
  [2, (view) => view.getUint16(0)],
  [2, (view) => view.getUint16(0, true)],
];

/** A compression, a pickle or a picture that begins a few bytes later. */
function behindMarker(bytes: Uint8Array, choose: Choose): FoundPart | undefined {
  const limit = Math.min(maxMarker, bytes.length - leastMarked);
  for (let from = 1; from <= limit; from++) {
    if (!begins(bytes, from)) continue;
    const rest = bytes.subarray(from);
    const compression = compressionOf(rest);
    if (compression ? unpack(compression, rest, true).problem !== undefined : !readPicture(rest) && !isPickle(rest)) continue;
    const content = choose(rest);
    if (content.decoder !== 'hex' && isSure(content)) return { part: { from }, why: behindBytes(from), content };
  }
  return undefined;
}
const leastMarked = 8;
/** Instructions that a pickle begins with behind its protocol: its frame, a container, a mark, a class or a value. */
const pickleBeginnings = codes('\u0095}])(cXKGUNC\u008c');
const isPickle = (bytes: Uint8Array) => bytes[0] === 0x80 && (bytes[bytes.length - 1] === 0x2e || pickleBeginnings.has(bytes[2] as number));

/** A map of MessagePack or CBOR with keys that are texts, or a document of BSON, behind a header of a few fields. */
function behindHeader(bytes: Uint8Array, choose: Choose): FoundPart | undefined {
  const limit = Math.min(maxHeader, bytes.length - leastMarked);
  if (isLines(bytes, Math.min(bytes.length, maxText))) return undefined;
  let tries = 0;
  for (let from = 1; from <= limit && tries < maxTries; from++) {
    if (!beginsNamed(bytes, from)) continue;
    tries++;
    const content = choose(bytes.subarray(from));
    const { decoder, reading: { value, problem } = {} } = content;
    const isSure = decoder === 'bson' ? !problem : (decoder === 'msgpack' || decoder === 'cbor') && value && evidence(value) >= plenty;
    if (isSure && hasWords(content, plenty)) return { part: { from }, why: behindBytes(from), content };
  }
  return undefined;
}

/** Letters, digits and what parts them in names. */
const nameBytes = codes('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.@$ /:');

function isName(bytes: Uint8Array, from: number, length: number): boolean {
  for (let at = from; at < from + length; at++) if (!nameBytes.has(bytes[at] as number)) return false;
  return true;
}

/** Whether a map may begin here whose first key is a name, or a document that ends where the bytes do. */
function beginsNamed(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at] as number;
  const second = bytes[at + 1] as number;
  if (first > 0x80 && first < 0x90) return second > 0xa0 && second < 0xc0 && isName(bytes, at + 2, second - 0xa0);
  if ((first > 0xa0 && first < 0xb8) || first === 0xbf) return second > 0x60 && second < 0x78 && isName(bytes, at + 2, second - 0x60);
  return bytes[at + 3] === 0 && isBsonToEnd(bytes, at);
}

/** Whether two bytes may begin what is looked for behind a marker: most places are passed over by this. */
function begins(bytes: Uint8Array, at: number): boolean {
  const second = bytes[at + 1] as number;
  switch (bytes[at]) {
    case 0x1f:
      return second === 0x8b;
    case 0x78:
      return second === 0x01 || second === 0x5e || second === 0x9c || second === 0xda;
    case 0x28:
      return second === 0xb5;
    case 0x04:
      return second === 0x22;
    case 0x80:
      return second >= 2 && second <= 5;
    case 0x89:
      return second === 0x50;
    case 0xff:
      return second === 0xd8;
    case 0x47:
      return second === 0x49;
    default:
      return false;
  }
}

function behindWord(bytes: Uint8Array, from: number): string {
  return t('"{0}" stands before it', prefixText(bytes.subarray(0, from)));
}

function behindBytes(count: number): string {
  return count === 1 ? t('1 byte stands before it') : t('{0} bytes stand before it', count);
}

/** What stands before a content, for people: text, or hex. */
export function prefixText(bytes: Uint8Array): string {
  const text = utf8(bytes);
  // eslint-disable-next-line no-control-regex
  return text !== undefined && !/[\u0001-\u0008\u000e-\u001f\u007f]/.test(text)
    ? visibleText(text)
    : `0x${toHex(bytes.subarray(0, maxText))}`;
}

/** Where the content begins that a rule or a person means. */
export interface PartChoice {
  skip?: number;
  after?: string;
  offset?: number;
}

export function hasPart({ skip, after, offset }: PartChoice): boolean {
  return skip !== undefined || after !== undefined || offset !== undefined;
}

/** The part that is meant, or why there is none. */
export function chosenPart(bytes: Uint8Array, size: number, { skip = 0, after, offset }: PartChoice): { part: Part } | { problem: string } {
  if (offset !== undefined) {
    const from = offset < 0 ? size + offset : offset;
    return from < 0 || from > size ? { problem: t('The frame has {0} bytes, so there is no byte {1}.', size, offset) } : { part: { from } };
  }
  if (skip > size) return { problem: t('The frame has {0} bytes, fewer than the {1} that are left out.', size, skip) };
  if (after === undefined) return { part: { from: skip } };
  const separator = separatorBytes(after);
  const at = indexOf(bytes, separator, skip);
  return at < 0 ? { problem: t('"{0}" does not stand in the frame.', after) } : { part: { from: at + separator.length } };
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0', '\\': '\\' };

/** `\n`, `\r`, `\t`, `\0`, `\\` and `\x1f` stand for what they do elsewhere. */
export function separatorBytes(written: string): Uint8Array {
  const parts = written.split(/(\\x[0-9a-fA-F]{2})/);
  const bytes = parts.flatMap((part, i) =>
    i % 2 === 1
      ? [parseInt(part.slice(2), 16)]
      : [...encoder.encode(part.replace(/\\([nrt0\\])/g, (_, letter: string) => escapes[letter] ?? ''))],
  );
  return Uint8Array.from(bytes);
}

const encoder = new TextEncoder();

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(wanted[0] as number, from); at >= 0; at = bytes.indexOf(wanted[0] as number, at + 1))
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
  return -1;
}
