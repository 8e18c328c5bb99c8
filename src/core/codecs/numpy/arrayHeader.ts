import type { ValueNode } from '../../../protocol/decoding';
import { describedBy, type ArrayDescription } from '../arrays/arrayDescription';
import { dtypeOf, shapeOf, textOf } from '../arrays/dtypes';
import { readPythonLiteral } from '../arrays/pythonLiteral';
import { readCbor } from '../formats/cborReader';
import { readJson } from '../formats/jsonReader';
import { readMsgpack } from '../formats/msgpackReader';
import { readPickle } from '../pickle/pickleReader';
import { utf8Text } from '../values/text';

/** What a frame tells about frames that follow it. */
export interface ArrayHeader {
  /** Of one frame, which others may stand before; or of several, each in its place. */
  arrays: readonly ArrayDescription[];
  /** Frames for each of several arrays. */
  framesEach: number;
}

const maxHeader = 64 * 1024;
const maxArrays = 1000;
/** Containers inside one another that are looked into. */
const maxDepth = 4;
/** Bytes of a dtype or a shape in a frame of its own. */
const maxAlone = 64;
/** Bytes of a topic that may stand before a header. */
const maxTopic = 256;
/** Bytes of a header that is a line of text. */
const maxLine = 128;

/** A message's frames are looked at again and again. */
const knownHeaders = new WeakMap<Uint8Array, { header: ArrayHeader | undefined }>();

/**
 * A header before raw values: JSON, MessagePack, CBOR, a pickle or a dict as Python writes it, with a dtype and a shape or with width, height and
 * format of a picture, other things beside them or around them. Several of them stand for one frame each.
 */
export function arrayHeader(bytes: Uint8Array): ArrayHeader | undefined {
  if (bytes.length > maxHeader || !mayBeHeader(bytes)) return undefined;
  const known = knownHeaders.get(bytes);
  if (known) return known.header;
  const header = freshHeader(bytes);
  knownHeaders.set(bytes, { header });
  return header;
}

function freshHeader(bytes: Uint8Array): ArrayHeader | undefined {
  const has = (word: Uint8Array) => contains(bytes, word);
  const mayBe = names.some((name) => name.every(has)) || (countWords.some((name) => name.every(has)) && numberWords.some(has));
  if (!mayBePair(bytes) && !mayBe) return undefined;
  const value = valueOf(bytes);
  if (!value) return undefined;
  const own = value.kind === 'map' ? (ofChannels(value) ?? describedBy(value)) : pairOf(value);
  if (own) return 'arrays' in own ? own : { arrays: [own], framesEach: 1 };
  const within = Array.from(describedIn(value, 0)).slice(0, maxArrays);
  // Of several, boxes and other pictures of it are hardly meant.
  const arrays = within.length === 1 ? within : within.filter(({ isGuess, pixels }) => !isGuess && pixels === undefined);
  return arrays.length > 0 ? { arrays, framesEach: 1 } : undefined;
}

/** Most frames are no header, and known for that by their first bytes. */
function mayBeHeader(bytes: Uint8Array): boolean {
  const first = bytes[0] ?? 0;
  return (
    first === 0x7b ||
    first === 0x5b ||
    (first >= 0x80 && first < 0xa0) ||
    (first > 0xa0 && first <= 0xbf) ||
    (first >= 0xdc && first <= 0xdf) ||
    isMarkedCbor(bytes) ||
    isOldPickle(bytes) ||
    isTuple(bytes) ||
    jsonFrom(bytes) > 0
  );
}

const isMarkedCbor = (bytes: Uint8Array) => bytes[0] === 0xd9 && bytes[1] === 0xd9 && bytes[2] === 0xf7;
const isOldPickle = (bytes: Uint8Array) => (bytes[0] === 0x28 || bytes[0] === 0x7d) && bytes[bytes.length - 1] === 0x2e;

/** As Python writes it. */
const isTuple = (bytes: Uint8Array) => bytes[0] === 0x28 && bytes[bytes.length - 1] === 0x29;

/** Where an object of JSON begins behind a topic; 0 where none does. */
function jsonFrom(bytes: Uint8Array): number {
  const first = bytes[0] ?? 0;
  const mayBe = first > 0x20 && first < 0x7b && first !== 0x5b && bytes[bytes.length - 1] === 0x7d;
  return mayBe ? Math.max(0, bytes.subarray(0, maxTopic).indexOf(0x7b)) : 0;
}

function valueOf(bytes: Uint8Array): ValueNode | undefined {
  const first = bytes[0] ?? 0;
  if (first === 0x7b || first === 0x5b || isTuple(bytes)) return ofText(bytes);
  const from = jsonFrom(bytes);
  if (from > 0) return ofText(bytes.subarray(from));
  if ((first === 0x80 && bytes[bytes.length - 1] === 0x2e) || isOldPickle(bytes)) return sound(readPickle(bytes).reading);
  const packed = first < 0xa0 || (first >= 0xdc && !isMarkedCbor(bytes)) ? sound(readMsgpack(bytes)) : undefined;
  return packed ?? sound(readCbor(bytes));
}

const sound = ({ value, problem }: { value?: ValueNode; problem?: object }) => (problem ? undefined : value);

/** JSON, with a fault or not, or a literal of Python. */
function ofText(bytes: Uint8Array): ValueNode | undefined {
  const { value, problem } = readJson(bytes);
  return (problem ? readPythonLiteral(utf8Text(bytes) ?? '') : undefined) ?? value;
}

const encoder = new TextEncoder();
/** Texts that a header has, all those of one line. */
const names = [
  ['hape'],
  ['dim'],
  ['ize', 'mode'],
  ['ize', 'ormat'],
  ['idth', 'eight'],
  ['ows', 'ol'],
  ['"nx"', '"ny"'],
  ['"w"', '"h"'],
  ['hannels', 'ormat'],
  ['bsr_d'],
].map((words) => words.map((word) => encoder.encode(word)));

/** Texts that one has with a number of values; many others have them, too, but no type of numbers. */
const countWords = [
  ['yp', 'ize'],
  ['yp', 'ount'],
  ['yp', 'ength'],
  ['yp', 'ample'],
  ['yp', 'ytes'],
  ['dtype', '"n"'],
].map((words) => words.map((word) => encoder.encode(word)));
const numberWords = ['int', 'loat', 'ouble', 'short', '<', '>', 'omplex', 'Int', 'FLOAT', 'DBR_'].map((word) => encoder.encode(word));

function contains(bytes: Uint8Array, word: Uint8Array): boolean {
  for (let at = bytes.indexOf(word[0] as number); at >= 0; at = bytes.indexOf(word[0] as number, at + 1))
    if (word.every((byte, i) => bytes[at + i] === byte)) return true;
  return false;
}

/** Lists of two or three things, short ones. */
function mayBePair(bytes: Uint8Array): boolean {
  const first = bytes[0] ?? 0;
  const isList = first === 0x5b || first === 0x82 || first === 0x83 || first === 0x92 || first === 0x93 || first === 0x80 || first === 0x28;
  return isList && bytes.length <= maxAlone * 4 && (first !== 0x5b || bytes.includes(0x22));
}

function typeAndShape(dtype: ValueNode, shape: ValueNode): ArrayDescription | undefined {
  return describedBy({
    kind: 'map',
    entries: [
      { key: 'dtype', value: dtype },
      { key: 'shape', value: shape },
    ],
  });
}

/** A dtype and a shape without names. */
function pairOf({ kind, entries = [] }: ValueNode): ArrayDescription | undefined {
  if (kind !== 'array' || entries.length < 2 || entries.length > 3) return undefined;
  const dtype = entries.find(({ value }) => textOf(value) !== undefined && dtypeOf(value));
  const shape = entries.find(({ value }) => value.kind === 'array' && shapeOf(value, true));
  return dtype && shape && typeAndShape(dtype.value, shape.value);
}

/** Streams of PSI (bsread): each channel has a frame of values and one of a time; double is meant, and one value, where nothing is told. */
function ofChannels({ entries = [] }: ValueNode): ArrayHeader | undefined {
  const field = (name: string) => entries.find(({ key }) => key === name)?.value;
  const channels = field('channels');
  if (!textOf(field('htype'))?.startsWith('bsr_d') || channels?.kind !== 'array') return undefined;
  const arrays = (channels.entries ?? []).slice(0, maxArrays).map(({ value }): ArrayDescription => {
    const told = new Map((value.entries ?? []).map(({ key, value }) => [key, value]));
    told.set('dtype', told.get('type') ?? { kind: 'string', text: 'float64' });
    if (!told.has('shape')) told.set('shape', { kind: 'array', entries: [{ value: { kind: 'integer', text: '1' } }] });
    const described = describedBy({
      kind: 'map',
      entries: Array.from(told, ([key, value]) => ({ ...(key === undefined ? {} : { key }), value })),
    });
    if (!described) return { dtype: '', types: [], shape: [] };
    // The length of a row comes first.
    return described.shape.length > 1 ? { ...described, shape: described.shape.toReversed(), isFastestFirst: true } : described;
  });
  return arrays.length > 0 ? { arrays, framesEach: 2 } : undefined;
}

function* describedIn({ entries = [] }: ValueNode, depth: number): Generator<ArrayDescription> {
  if (depth >= maxDepth) return;
  for (const { value } of entries) {
    const described = value.kind === 'map' ? describedBy(value) : undefined;
    if (described) yield described;
    else if (value.entries) yield* describedIn(value, depth + 1);
  }
}

/** What two frames say together, the one a dtype and the other a shape. */
export function headerOfTwo(first: Uint8Array, second: Uint8Array): ArrayDescription | undefined {
  if (first.length > maxAlone || second.length > maxAlone) return undefined;
  const [type, lengths] = mayBeShape(second) ? [first, second] : [second, first];
  if (!mayBeShape(lengths) || mayBeShape(type)) return undefined;
  const name =
    utf8Text(type)
      ?.trim()
      .replace(/^"(.*)"$/, '$1') ?? '';
  // A letter may be anything.
  const dtype = name.length >= 2 && /^[<>=|\w"'. ()[\]]+$/.test(name) ? { kind: 'string' as const, text: name } : undefined;
  const shape = dtype && dtypeOf(dtype) ? shapeAlone(lengths) : undefined;
  return dtype && shape && typeAndShape(dtype, shape);
}

/** `uint16 2 3`, `uint16,2x3`, `dtype=uint16 shape=(2, 3)`. */
const line = /^\s*["']?([<>=|]?[A-Za-z]\w+)["']?[\s,;:|]+([([]?\d[\d\s,;x×*]*[)\]]?)\s*$/;
const namedType = /\bdtype["']?\s*[=:]\s*["']?([<>=|]?\w+)/i;
const namedShape = /\bshape["']?\s*[=:]\s*([([]?\d[\d\s,x×*]*[)\]]?)/i;

/** What a short text says in one line. */
export function headerOfLine(bytes: Uint8Array): ArrayDescription | undefined {
  const first = bytes[0] ?? 0;
  const mayBe = bytes.length >= 4 && bytes.length <= maxLine && ((first | 0x20) >= 0x61 || (first >= 0x3c && first <= 0x3e));
  const text = mayBe ? utf8Text(bytes) : undefined;
  if (text === undefined || !/\d/.test(text)) return undefined;
  const [, type, lengths] = line.exec(text) ?? [undefined, namedType.exec(text)?.[1], namedShape.exec(text)?.[1]];
  if (type === undefined || lengths === undefined) return undefined;
  return describedBy({
    kind: 'map',
    entries: [
      { key: 'type', value: { kind: 'string', text: type } },
      { key: 'shape', value: { kind: 'string', text: lengths.trim() } },
    ],
  });
}

/** Digits, brackets or a short array of MessagePack or CBOR, known by the first byte. */
function mayBeShape([head = 0]: Uint8Array): boolean {
  return (head >= 0x30 && head <= 0x39) || head === 0x28 || head === 0x5b || (head > 0x80 && head < 0x89) || (head > 0x90 && head < 0x99);
}

function shapeAlone(bytes: Uint8Array): ValueNode | undefined {
  const text = utf8Text(bytes);
  return text === undefined ? valueOf(bytes) : { kind: 'string', text };
}
