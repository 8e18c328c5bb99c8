import { t } from '@vscode/l10n';
import type { DecoderName, EncodingName, ValueNode } from '../../protocol/decoding';
import { readCbor } from './formats/cborReader';
import { tagNumber } from './formats/cborTags';
import { bareCompressions, compressionOf, damagedCompression } from './compression/unpack';
import { numberFormat } from './formats/singleNumber';
import { isSureDespiteFault } from './formats/faultyValue';
import { hasEarlyText, mayBeOne } from './formats/singleValue';
import { readJson } from './formats/jsonReader';
import { maxDepth } from './values/limits';
import { readMsgpack } from './formats/msgpackReader';
import { decoders } from './values/decoderNames';
import { areNetstrings } from './formats/netstrings';
import { isNpy, isNpz } from './numpy/npyReader';
import { isNumbers } from './formats/numbers';
import { beginsPickle, readPickle } from './pickle/pickleReader';
import { readPicture } from './formats/picture';
import { pictureName } from './pictures/pictureNames';
import { fileKind } from './formats/fileKinds';
import { byStructure, guessOf, whyFaulty } from './chooseStructure';
import { beginsLikeXml, encodingOfXml, isXmlData, readXml, saysXml } from './texts/xmlReader';
import { utf8Text, wholeCharacters } from './values/text';
import { deepNote } from './values/budget';
import type { Choice } from './values/choice';
import type { Reading } from './values/reading';
import { encodingCalled, textIn, wideEncodingOf } from './wraps/encodings';
import { findPart } from './wraps/prefix';
import { mayBeWritten, mayStandForMore, readWritten } from './wraps/written';

/** Sizes that frames of one number, or of a few, have: arrays without a text in them are no sign of a format then. */
const numberSizes = new Set([1, 2, 4, 8, 16]);
/** Values at the beginning of a tree that are looked at. */
const maxLooked = 200;

/** The decoder for what these bytes begin like and consist of. They are the beginning of `size` bytes, Infinity where that is not known. */
export function chooseDecoder(bytes: Uint8Array, size: number): Choice {
  const choice = choiceByContent(bytes, size);
  // Binary, or text with characters that none has; a short content stands in what is compressed as it is, behind a header.
  const { decoder, encoding, part } = choice;
  const isOpen =
    decoder === 'hex' ||
    (decoder === 'text' && encoding === undefined && controlBytes(bytes)) ||
    (decoder === 'prefix' && isBinary(bytes.subarray(0, part?.from)));
  if (!isOpen || bytes.length < size) return choice;
  return asBareCompression(bytes) ?? (decoder === 'prefix' ? undefined : guessOf(bytes, choice)) ?? choice;
}

/** `isOutermost` false: what stands behind a prefix, or is written in digits, begins with none of these once more. */
function choiceByContent(bytes: Uint8Array, size: number, isOutermost = true): Choice {
  const isWhole = bytes.length >= size;
  if (bytes.length === 0) return { decoder: 'text', why: t('it is empty') };
  const mayWrap = isOutermost && isWhole;
  return byMagic(bytes, isWhole) ?? asText(isWhole ? bytes : wholeCharacters(bytes), isWhole, mayWrap) ?? asBinary(bytes, size, mayWrap);
}

/** Whether there are characters that no text for people has, among the first bytes. */
function controlBytes(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length && at < 64; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x20 && (byte < 0x09 || byte > 0x0d) && byte !== 0x1b) return true;
  }
  return false;
}

const isBinary = (bytes: Uint8Array) => controlBytes(bytes) || utf8Text(bytes) === undefined;

/** A compression without a magic: one that ends exactly where the bytes do, and holds what is known for sure. */
function asBareCompression(bytes: Uint8Array): Choice | undefined {
  for (const { format, unpacked, isCut } of bareCompressions(bytes)) {
    if (unpacked.length < leastUnpacked) continue;
    const { decoder, reading } = choiceByContent(unpacked, isCut ? Infinity : unpacked.length);
    if (isCut) {
      // Words come out of chance, for Brotli has them; entries hardly.
      if ((reading?.value?.entries?.length ?? 0) > 0) return { decoder: format, why: t('it is {0}, which ends early', format) };
      continue;
    }
    if (decoder === 'hex' || decoder === 'numbers' || (decoder === 'text' && isBinary(unpacked))) continue;
    return { decoder: format, why: t('all of it is {0} data, which holds {1}', format, decoders[decoder].label) };
  }
  return undefined;
}

const behindPrefix = (bytes: Uint8Array): Choice => choiceByContent(bytes, bytes.length, false);

function asPart(bytes: Uint8Array): Choice | undefined {
  const found = findPart(bytes, behindPrefix, asWritten);
  return found && { decoder: 'prefix', why: found.why, part: found.part, inside: found.content };
}

/** Bytes that come out of what may be a compression: fewer are chance. */
const leastUnpacked = 32;

/** What comes out of bytes that are no compression is nothing that is known. */
const isOfAFormat = (unpacked: Uint8Array) => choiceByContent(unpacked, Infinity).decoder !== 'hex';

function byMagic(bytes: Uint8Array, isWhole: boolean): Choice | undefined {
  const compression = compressionOf(bytes);
  if (compression) return { decoder: compression, why: t('it begins like {0} data', compression) };
  const damaged = damagedCompression(bytes, isWhole);
  if (damaged && damaged.unpacked.length >= leastUnpacked && isOfAFormat(damaged.unpacked))
    return { decoder: damaged.format, why: t('it begins like {0} data, and is damaged or ends early', damaged.format) };
  if (isNpy(bytes)) return { decoder: 'numpy', why: t('it begins like {0} data', '.npy') };
  if (isNpz(bytes)) return { decoder: 'numpy', why: t('it begins like {0} data', '.npz') };
  const picture = readPicture(bytes)?.picture;
  if (picture) return { decoder: 'picture', why: t('it begins like {0} data', pictureName(picture)) };
  return byStructure(bytes, isWhole);
}

/** Control characters that no text for people has. */
// eslint-disable-next-line no-control-regex
const control = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/;

function asText(bytes: Uint8Array, isWhole: boolean, isOutermost: boolean): Choice | undefined {
  const json = asJson(bytes, isWhole);
  if (json) return json;
  const text = utf8Text(bytes);
  if (text === undefined) return isWhole && beginsLikeXml(bytes) ? asEncodedXml(bytes) : undefined;
  const xml = beginsLikeXml(bytes) ? asXml(bytes, text, isWhole) : undefined;
  if (xml) return xml;
  if (isNumbers(text)) return { decoder: 'numbers', why: t('it is numbers only') };
  const pickle = asPickle(bytes, isWhole);
  if (pickle) return pickle;
  if (isWhole && areNetstrings(bytes)) return { decoder: 'netstring', why: t('all of it is netstrings') };
  const wide = isWhole ? asWideText(bytes) : undefined;
  if (wide) return wide;
  const part = isOutermost ? asPart(bytes) : undefined;
  if (part) return part;
  // Small binary values are UTF-8 by chance, for they consist of bytes below 80.
  const controls = controlsIn(text);
  if (!isPaddedText(text) && (bytes.length === 4 ? controls > 0 : controls * 4 > text.length)) return undefined;
  return (isOutermost ? asWritten(bytes) : undefined) ?? { decoder: 'text', why: t('every byte is UTF-8') };
}

function controlsIn(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code < 0x20 && !(code >= 0x09 && code <= 0x0d) && code !== 0x1b) || code === 0x7f) count++;
  }
  return count;
}

/** A text in a buffer that was sent whole; a few letters are rather a number where it has the size of one. */
function isPaddedText(text: string): boolean {
  const end = /\0+$/.exec(text)?.index ?? text.length;
  return end < text.length && end >= (numberSizes.has(text.length) ? 4 : 3) && text.slice(0, end).search(control) < 0;
}

/** UTF-16 or UTF-32. */
function asWideText(bytes: Uint8Array): Choice | undefined {
  const { encoding, isMarked, isText } = wideEncodingOf(bytes) ?? {};
  if (encoding === undefined) return undefined;
  const plan = textPlan(bytes, encoding);
  if (!isText && !plan.inside) return undefined;
  const name = encoding.toUpperCase();
  return { ...plan, why: isMarked ? t('it begins with the mark of {0}', name) : t('it looks like {0}', name) };
}

/** A text in an encoding, and what is written in it. */
export function textPlan(bytes: Uint8Array, encoding: EncodingName): Omit<Choice, 'why'> & { decoder: 'text' } {
  const content = encoder.encode(textIn(encoding, bytes).text);
  const inside = content.length > 0 ? behindPrefix(content) : undefined;
  return { decoder: 'text', encoding, ...(inside && !plain.has(inside.decoder) ? { inside } : {}) };
}

/** Decoders that say no more of a text than the text. */
const plain: ReadonlySet<DecoderName> = new Set(['text', 'hex', 'numbers']);

/** Digits that stand for a format that is sure of itself: other texts are rather words. */
function asWritten(bytes: Uint8Array): Choice | undefined {
  const text = utf8Text(bytes) ?? '';
  const format = mayBeWritten(text);
  const read = format && mayStandForMore(format, text) ? readWritten(format, bytes, true) : undefined;
  if (!format || !read || 'problem' in read || read.bytes.length === 0) return undefined;
  const inside = behindPrefix(read.bytes);
  const { value, problem } = inside.reading ?? {};
  const isSure =
    inside.decoder === 'json'
      ? value?.entries !== undefined && !problem
      : inside.decoder === 'msgpack' || inside.decoder === 'cbor'
        ? value !== undefined && !problem && isNamed(value)
        : byMagic(read.bytes, true) !== undefined;
  return isSure
    ? {
        decoder: format,
        why:
          format === 'base64'
            ? t('it is Base64 of {0}', decoders[inside.decoder].label)
            : t('it is hex digits of {0}', decoders[inside.decoder].label),
        inside,
      }
    : undefined;
}

/** A map, and its keys are names. */
function isNamed({ kind, entries = [] }: ValueNode): boolean {
  return kind === 'map' && entries.length > 0 && entries.every(({ key }) => typeof key === 'string' && /^[\w.$@/: -]+$/.test(key));
}

/** XML that says so, or one element from the first character to the last. */
function asXml(bytes: Uint8Array, text: string, isWhole: boolean): Choice | undefined {
  const reading = readXml(bytes);
  const { value, problem, missing } = reading;
  if (!value?.entries?.length) return undefined;
  if (!problem) return { decoder: 'xml', why: t('all of it is XML'), reading };
  if (missing && !isWhole) return { decoder: 'xml', why: t('its beginning is XML'), reading };
  // Behind a NUL stands what a buffer held before; a text behind an element is rather one with a word in brackets.
  const isSure = saysXml(text) || (isXmlData(reading, text) && (missing !== undefined || bytes[problem.at ?? -1] === 0));
  return isSure ? { decoder: 'xml', why: whyFaulty('xml', reading), reading } : undefined;
}

/** XML in the encoding that it says, or, as a guess, in that of most texts that are no UTF-8. */
function asEncodedXml(bytes: Uint8Array): Choice | undefined {
  const name = encodingOfXml(bytes);
  const said = name === undefined ? undefined : encodingCalled(name);
  const encoding = said ?? 'windows-1252';
  const plan = textPlan(bytes, encoding);
  if (plan.inside?.decoder !== 'xml' || (said === undefined && plan.inside.reading?.problem)) return undefined;
  if (said === undefined) {
    const why =
      name === undefined
        ? t('a guess: it is XML in {0}', encoding)
        : t('a guess: it is XML in {0}; it says it is in {1}, which is not read here', encoding, name);
    return { ...plan, why, guess: true };
  }
  return { ...plan, why: t('it is XML that says it is in {0}', encoding) };
}

/** How JSON may begin: most texts do not, and need not be read to know that. */
// eslint-disable-next-line no-control-regex
const jsonBeginning = /^(?:\u00ef\u00bb\u00bf)?(?:[\s\u001e]|\u00c2\u00a0)*(?:[[{"]|\/[/*]|-?(?:\d|Infinity)|(?:true|false|null|NaN)\s*$)/;

/** How values begin that Python shows: a tuple, a text with a letter before it, and calls that nobody writes but a program. */
const pythonBeginning =
  /^\s*(?:\(\s*[[({'"ub\d+.-]|[ub]['"]|(?:datetime\.(?:datetime|date|time|timedelta)|(?:np|numpy)\.(?:u?int|float|complex|bool_?|str_|datetime)\d*|(?:collections\.)?(?:OrderedDict|defaultdict|deque|Counter)|(?:decimal\.)?Decimal|(?:uuid\.)?UUID|(?:np\.|numpy\.)?array|tensor|Timestamp|(?:types\.)?(?:Simple)?[nN]amespace|frozenset|mappingproxy|bytearray|dict_(?:keys|values|items)|Fraction|Pure(?:Posix|Windows)Path|(?:Posix|Windows)Path)\(|set\(\)$|[A-Z]\w*\(\s*\w+=)/;

/** Objects and arrays that are written into a text. */
function jsonIn(text: string): Choice | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  const choice = asJson(encoder.encode(text), true);
  return choice?.reading?.value?.entries && !choice.reading.problem ? choice : undefined;
}

const encoder = new TextEncoder();

/** First bytes of JSON, and what may stand before it. */
const jsonBytes: ReadonlySet<number> = new Set(
  Array.from(' \t\n\v\f\r\u001e\u00ef\u00c2[{"/-0123456789ItfnN', (letter) => letter.charCodeAt(0)),
);
const mayBeginJson = (bytes: Uint8Array) => jsonBytes.has(bytes[0] as number);

/** JSON, with faults or not: a fault leaves no doubt where what was read before it is a container and half of all. */
function asJson(bytes: Uint8Array, isWhole: boolean): Choice | undefined {
  if (!mayBeginJson(bytes) || !jsonBeginning.test(String.fromCharCode(...bytes.subarray(0, 64))))
    return mayBePython(bytes) ? asPython(bytes, isWhole) : undefined;
  const reading = readJson(bytes);
  const { value, problem, missing, notes } = reading;
  if (!problem) {
    if (value?.type === 'sequence') return { decoder: 'json', why: t('it is JSON, several values'), reading };
    if (notes && !value?.entries && isNumbers(utf8Text(bytes) ?? '')) return undefined;
    // Digits with NULs behind them are rather a number of that size.
    if (notes && !value?.entries && numberSizes.has(bytes.length) && bytes.includes(0) && !isPaddedText(utf8Text(bytes) ?? ''))
      return undefined;
    const inside = value?.kind === 'string' && value.whole === undefined ? jsonIn(value.text ?? '') : undefined;
    return { decoder: 'json', why: notes ? t('it is JSON') : t('all of it is JSON'), reading, ...(inside ? { inside } : {}) };
  }
  const entries = value?.entries?.length ?? 0;
  const isSign = value?.kind === 'map' ? entries > 0 : entries > 1 || value?.entries?.some(({ value: { entries } }) => entries?.length);
  if (!value || !isSign) return undefined;
  if (missing && !isWhole) return { decoder: 'json', why: t('its beginning is JSON'), reading };
  const end = value.range?.[1] ?? 0;
  // Behind a NUL stands what a buffer held before, however long it is; a text may stand on lines of its own.
  const isLine = value.kind === 'map' && (problem.at ?? 0) > end && (bytes[end] === 0x0a || bytes[end] === 0x0d);
  return missing || end * 2 >= bytes.length || bytes[end] === 0 || isLine
    ? { decoder: 'json', why: whyFaulty('json', reading), reading }
    : undefined;
}

/** Whether a parenthesis or a quote follows the first word: most texts have a blank there. */
function mayBePython(bytes: Uint8Array): boolean {
  let at = 0;
  for (
    let byte = bytes[0] ?? 0;
    ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) || byte === 0x2e || byte === 0x5f || (byte >= 0x30 && byte <= 0x39);
  )
    byte = bytes[++at] ?? 0;
  return bytes[at] === 0x28 || (at === 1 && (bytes[1] === 0x27 || bytes[1] === 0x22));
}

/** A value that Python shows as such, from the first character to the last. */
function asPython(bytes: Uint8Array, isWhole: boolean): Choice | undefined {
  if (!isWhole || !pythonBeginning.test(String.fromCharCode(...bytes.subarray(0, 64)))) return undefined;
  const reading = readJson(bytes);
  const { value, problem } = reading;
  if (!value || problem || value.type === 'sequence') return undefined;
  const entries = value.entries ?? [];
  // What stands in parentheses alone is a remark.
  if (value.type === 'tuple' && entries.length < 2 && !hasTupleComma(bytes) && !entries.some(({ value }) => value.entries?.length))
    return undefined;
  const inside = value.kind === 'string' && value.whole === undefined ? jsonIn(value.text ?? '') : undefined;
  return { decoder: 'json', why: t('it is a value as Python shows it'), reading, ...(inside ? { inside } : {}) };
}

/** A comma behind the one value of a tuple. */
function hasTupleComma(bytes: Uint8Array): boolean {
  return /,\s*\)\s*$/.test(String.fromCharCode(...bytes.subarray(-16)));
}

function asBinary(bytes: Uint8Array, size: number, isOutermost: boolean): Choice {
  const isWhole = bytes.length >= size;
  const pickle = asPickle(bytes, isWhole);
  if (pickle) return pickle;
  const packed = asPacked(bytes, size) ?? asFile(bytes) ?? asFaultyPacked(bytes);
  if (packed) return packed;
  if (isWhole && areNetstrings(bytes)) return { decoder: 'netstring', why: t('all of it is netstrings') };
  const special = isOutermost ? (asWideText(bytes) ?? asPart(bytes)) : undefined;
  if (special) return special;
  const number = isWhole ? numberFormat(bytes) : undefined;
  if (number) return { decoder: number, why: t('it is a number in {0}', decoders[number].label) };
  const other =
    isWhole &&
    numberSizes.has(bytes.length) &&
    (['msgpack', 'cbor'] as const).find((format) => mayBegin[format](bytes[0] as number) && mayBeOne(format, bytes));
  if (other) return { decoder: 'hex', why: t('it could be {0}, but is as short as a number', decoders[other].label) };
  if (isMostlyAscii(isWhole ? bytes : wholeCharacters(bytes))) return { decoder: 'text', why: t('most of it is ASCII') };
  return { decoder: 'hex', why: whyNot(bytes, isWhole) };
}

function asFile(bytes: Uint8Array): Choice | undefined {
  const file = fileKind(bytes);
  return file === undefined ? undefined : { decoder: 'hex', why: t('it begins like {0} data, which is only named here', file) };
}

function asPacked(bytes: Uint8Array, size: number): Choice | undefined {
  const inMsgpack = mayBegin.msgpack(bytes[0] as number) ? plausible('msgpack', bytes, size) : undefined;
  // Texts in it are hardly chance; without any, CBOR may explain more.
  const inCbor = !inMsgpack?.letters && mayBegin.cbor(bytes[0] as number) ? plausible('cbor', bytes, size) : undefined;
  const best = inCbor && (!inMsgpack || inCbor.letters > 0) ? inCbor : inMsgpack;
  return (
    best && {
      decoder: best.decoder,
      why:
        bytes.length >= size
          ? t('every byte is {0}', decoders[best.decoder].label)
          : t('its beginning is {0}', decoders[best.decoder].label),
      reading: best.reading,
    }
  );
}

/** Containers of texts with something behind them, without their end or with a damaged byte. */
function asFaultyPacked(bytes: Uint8Array): Choice | undefined {
  for (const decoder of ['msgpack', 'cbor'] as const) {
    if (!mayBegin[decoder](bytes[0] as number) || !hasEarlyText(decoder, bytes)) continue;
    const reading = decoder === 'msgpack' ? readMsgpack(bytes) : readCbor(bytes);
    if (isSureDespiteFault(decoder, bytes, reading)) return { decoder, why: whyFaulty(decoder, reading), reading };
  }
  return undefined;
}

/** Words of a text in one of the encodings of before Unicode, or with a byte that is damaged. */
function isMostlyAscii(bytes: Uint8Array): boolean {
  let foreign = 0;
  let letters = 0;
  for (const byte of bytes) {
    if (byte >= 0x80) foreign++;
    else if (byte < 0x20 ? byte !== 0x09 && byte !== 0x0a && byte !== 0x0d : byte === 0x7f) return false;
    else if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) letters++;
  }
  return letters >= 4 && letters * 2 >= bytes.length && foreign * 4 <= bytes.length;
}

/** Why these bytes are nothing but bytes. */
function whyNot(bytes: Uint8Array, isWhole: boolean): string {
  const { format, at } = damagedCompression(bytes, isWhole) ?? {};
  if (format === undefined) return t('it is neither text nor a format that is known here');
  return t('it begins like {0} data, but is damaged at byte {1}', format, at ?? 0);
}

/** First bytes of containers, texts, tags and timestamps. */
const mayBegin: Readonly<Record<'msgpack' | 'cbor', (first: number) => boolean>> = {
  msgpack: (first) =>
    (first >= 0x80 && first < 0xc0) ||
    first === 0xd6 ||
    first === 0xd7 ||
    (first >= 0xc7 && first <= 0xc9) ||
    (first >= 0xd9 && first <= 0xdf),
  cbor: (first) => first >= 0x60 && first < 0xdc,
};

/** Characters without which several values, or one with NUL bytes behind it, are no sign of a format. */
const lettersBeforeMore = 4;

/** What speaks for a format, undefined where something speaks against it. */
function plausible(
  decoder: 'msgpack' | 'cbor',
  bytes: Uint8Array,
  size: number,
): { decoder: 'msgpack' | 'cbor'; reading: Reading; letters: number } | undefined {
  if (bytes.length >= size && !mayBeOne(decoder, bytes)) return undefined;
  const reading = decoder === 'msgpack' ? readMsgpack(bytes) : readCbor(bytes);
  const { value, problem, missing, notes } = reading;
  // Grey pictures look like containers inside one another, hundreds of them.
  const goesOn = missing !== undefined && missing <= size - bytes.length && notes?.includes(deepNote(maxDepth)) !== true;
  if (!value || (problem && !(goesOn && value.entries?.length))) return undefined;
  const found = lookAt(value);
  if (!found || found.controls * 8 > found.letters) return undefined;
  const { letters, hasExtension } = found;
  // Texts in an encoding of before Unicode hold types that a program might have made up, but no control characters.
  if (hasExtension && letters === 0 && bytes.every((byte) => byte >= 0x20)) return undefined;
  const isAlone = value.type !== 'sequence' && value.range?.[1] === bytes.length;
  // What follows a value makes chance likelier.
  if (!isAlone && !problem && letters < lettersBeforeMore) return undefined;
  // The tag that says nothing but that this is CBOR; others leave their value in the tree.
  if (decoder === 'cbor' && bytes[0] === 0xd9 && bytes[1] === 0xd9 && bytes[2] === 0xf7) return { decoder, reading, letters };
  const isTagged = decoder === 'cbor' && (bytes[0] as number) >> 5 === 6;
  return isSign(value, isTagged, letters, bytes.length) ? { decoder, reading, letters } : undefined;
}

/** A single number, or bytes, are no sign of a format; a few numbers are none where they have the size of one. */
function isSign(value: ValueNode, isTagged: boolean, letters: number, size: number): boolean {
  if (value.type === 'timestamp') return true;
  if (value.kind === 'string') return letters >= 3;
  if (!isTagged && value.kind !== 'array' && value.kind !== 'map') return false;
  return letters > 0 || (!numberSizes.has(size) && (isTagged || (value.entries?.length ?? 0) > 0));
}

/** Characters of keys and texts among the first values: the more, the less it is chance. Undefined where something speaks against a format. */
function lookAt(root: ValueNode): { letters: number; controls: number; hasExtension: boolean } | undefined {
  let letters = 0;
  let controls = 0;
  let oddKeys = 0;
  let hasExtension = false;
  const count = (text: string) => {
    letters += text.length;
    controls += text.match(control)?.length ?? 0;
  };
  const pending = [root];
  for (let looked = 0; looked < maxLooked; looked++) {
    const node = pending.pop();
    if (!node) break;
    // A text that is no UTF-8 is none; only MessagePack once had no other type for bytes.
    if (node.kind === 'bytes' && node.type === 'text') return undefined;
    if (node.kind === 'string' && node.type !== 'UUID') count(node.text ?? '');
    if (node.type?.startsWith('ext ')) hasExtension = true;
    if (node.kind === 'tagged' && !isFitting(node)) return undefined;
    for (const { key, value } of node.entries ?? []) {
      if (typeof key === 'string') count(key);
      else if (key?.kind === 'null' || key?.kind === 'boolean') oddKeys++;
      else if (key && unlikelyKeys.has(key.kind)) return undefined;
      pending.push(value);
    }
  }
  return letters < oddKeys * lettersForOddKey ? undefined : { letters, controls, hasExtension };
}

const unlikelyKeys: ReadonlySet<ValueNode['kind']> = new Set(['map', 'object', 'reference']);
/** Characters that speak for a format as much as a key that is null or a boolean speaks against it. */
const lettersForOddKey = 2;

/** What the tags of RFC 8949 stand before. */
const contentOfTag: Readonly<Record<number, readonly ValueNode['kind'][]>> = {
  0: ['string'],
  1: ['integer', 'float'],
  2: ['bytes'],
  3: ['bytes'],
  4: ['array'],
  5: ['array'],
  24: ['bytes'],
  32: ['string'],
  33: ['string'],
  34: ['string'],
  35: ['string'],
  36: ['string'],
};

function isFitting(node: ValueNode): boolean {
  const [content] = node.entries ?? [];
  const fitting = contentOfTag[tagNumber(node) ?? -1];
  return content === undefined || fitting === undefined || fitting.includes(content.value.kind);
}

/** What `pickle` begins protocols 0 and 1 with: those instructions that make a value, or a mark. */
const oldBeginnings = new Set(Array.from('(])}cNIJKLMFGSTUVX', (letter) => letter.charCodeAt(0)));
/** A dict, a list or a class, as protocol 0 begins them: no text does. */
const surelyOld = /^(?:\([dl]p\d+\n|c[\w.]+\n\w+\n)/;

/** Protocol 2 and later by its first bytes; earlier ones only where all of it is one and more than a letter and a full stop. */
function asPickle(bytes: Uint8Array, isWhole: boolean): Choice | undefined {
  const isNew = beginsPickle(bytes);
  if (bytes.length < 4 || !(isNew || oldBeginnings.has(bytes[0] as number))) return undefined;
  const isSurelyOld = !isNew && surelyOld.test(String.fromCharCode(...bytes.subarray(0, 100)));
  if (!isNew && (!isWhole || (bytes[bytes.length - 1] !== 0x2e && !isSurelyOld))) return undefined;
  const { reading, hasMemo, gaveUp } = readPickle(bytes);
  const { value, problem, missing } = reading;
  if (!value) return undefined;
  const why = isNew ? t('it is a pickle of protocol {0}', bytes[1] ?? 0) : t('all of it is a pickle of protocol 0 or 1');
  if (problem && !(isNew && (gaveUp || (missing && !isWhole))))
    return isSurelyOld || (isNew && isSurePickle(bytes, reading, hasMemo))
      ? { decoder: 'pickle', why: whyFaulty('pickle', reading), reading }
      : undefined;
  const isNumber = value.kind === 'integer' || value.kind === 'float' || value.kind === 'boolean';
  if (!isNew && !hasMemo && !(isNumber && bytes[bytes.length - 2] === 0x0a)) return undefined;
  return { decoder: 'pickle', why, reading };
}

/** Whether a pickle is no chance though something is wrong: it has a frame whose length is plausible, or it ended, or it has texts. */
function isSurePickle(bytes: Uint8Array, { value, problem, missing = 0, behind = 0 }: Reading, hasMemo: boolean): boolean {
  const hasFrame = bytes[2] === 0x95 && bytes.subarray(7, 11).every((byte) => byte === 0);
  const found = value && lookAt(value);
  if (!found || found.controls * 8 > found.letters) return false;
  if (hasFrame || behind > 0) return hasFrame || (value.entries?.length ?? 0) > 0 || found.letters >= lettersBeforeMore;
  return (hasMemo && found.letters > 0) || (found.letters >= lettersBeforeMore && (missing > 0 || (problem?.at ?? 0) * 2 >= bytes.length));
}
