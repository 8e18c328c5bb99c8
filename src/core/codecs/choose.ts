import type { DecoderName, ValueNode } from '../../protocol/decoding';
import { readCbor } from './cborReader';
import { compressionOf } from './compression';
import { readJson } from './jsonReader';
import { readMsgpack } from './msgpackReader';
import { isNumbers } from './numbers';
import { readPickle } from './pickleReader';
import { readPicture } from './picture';
import { utf8Text, wholeCharacters } from './text';
import type { Reading } from './tree';

export interface Choice {
  decoder: DecoderName;
  /** A few words. */
  why: string;
  /** What was read in order to choose. */
  reading?: Reading;
}

/** Sizes that frames of one number, or of a few, have: arrays without a text in them are no sign of a format then. */
const numberSizes = new Set([1, 2, 4, 8, 16]);
/** Values at the beginning of a tree that are looked at. */
const maxLooked = 200;

/** The decoder for what these bytes begin like and consist of. `isWhole` false: they are the beginning of a longer content. */
export function chooseDecoder(bytes: Uint8Array, isWhole: boolean): Choice {
  if (bytes.length === 0) return { decoder: 'text', why: 'it is empty' };
  return byMagic(bytes) ?? asText(isWhole ? bytes : wholeCharacters(bytes), isWhole) ?? asBinary(bytes, isWhole);
}

function byMagic(bytes: Uint8Array): Choice | undefined {
  const compression = compressionOf(bytes);
  if (compression) return { decoder: compression, why: `begins as ${compression} does` };
  const picture = readPicture(bytes)?.picture;
  return picture && { decoder: 'picture', why: `begins as ${picture.type.slice('image/'.length).toUpperCase()} does` };
}

/** Control characters that no text for people has. */
// eslint-disable-next-line no-control-regex
const control = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/g;

function asText(bytes: Uint8Array, isWhole: boolean): Choice | undefined {
  const text = utf8Text(bytes);
  if (text === undefined) return undefined;
  if (looksLikeJson(text)) {
    const reading = readJson(bytes);
    if (!reading.problem) return { decoder: 'json', why: 'all of it is JSON', reading };
    if (!isWhole && reading.endsEarly && reading.value?.entries?.length) return { decoder: 'json', why: 'its beginning is JSON', reading };
  }
  if (isNumbers(text)) return { decoder: 'numbers', why: 'it is numbers only' };
  const pickle = isWhole ? asPickle(bytes) : undefined;
  if (pickle) return pickle;
  // Small binary values are UTF-8 by chance, for they consist of bytes below 80.
  if ((text.match(control)?.length ?? 0) * 4 > text.length) return undefined;
  return { decoder: 'text', why: 'every byte is UTF-8' };
}

/** By the first and last character: most texts are no JSON, and need not be read to know that. */
function looksLikeJson(text: string): boolean {
  return /^[\ufeff\s]*(?:[[{"]|-?(?:\d|Infinity)|(?:true|false|null|NaN)\s*$)/.test(text.length > 64 ? text.slice(0, 64) : text);
}

function asBinary(bytes: Uint8Array, isWhole: boolean): Choice {
  const pickle = asPickle(bytes);
  if (pickle) return pickle;
  const choices = ([['MessagePack', 'msgpack', readMsgpack], ['CBOR', 'cbor', readCbor]] as const)
    .filter(([, decoder]) => mayBegin[decoder](bytes))
    .map(([name, decoder, read]) => ({ name, decoder, reading: read(bytes) }))
    .filter(({ reading, decoder }) => isPlausible(reading, bytes, isWhole, decoder))
    .map((choice) => ({ ...choice, letters: (choice.reading.value && lookAt(choice.reading.value)?.letters) ?? 0 }))
    .sort((one, other) => other.letters - one.letters);
  const [best] = choices;
  if (best) return { decoder: best.decoder, why: isWhole ? `every byte is ${best.name}` : `its beginning is ${best.name}`, reading: best.reading };
  return { decoder: 'hex', why: 'it is neither text nor a format that is known here' };
}

/** A single number, or bytes, are no sign of a format. */
const mayBegin: Readonly<Record<'msgpack' | 'cbor', (bytes: Uint8Array) => boolean>> = {
  msgpack: ([first = 0]) => (first >= 0x80 && first < 0xc0) || first === 0xd6 || first === 0xd7 || first === 0xc7 || (first >= 0xd9 && first <= 0xdf),
  cbor: ([first = 0]) => (first >= 0x60 && first < 0xdc),
};

function isPlausible({ value, problem, endsEarly }: Reading, bytes: Uint8Array, isWhole: boolean, decoder: 'msgpack' | 'cbor'): boolean {
  if (!value || (problem && !(endsEarly && !isWhole && value.entries?.length))) return false;
  // The tag that says nothing but that this is CBOR.
  if (decoder === 'cbor' && value.type === 'tag 55799') return true;
  if (value.type === 'timestamp') return true;
  const found = lookAt(value);
  if (!found || found.controls * 8 > found.letters) return false;
  if (value.kind === 'string') return found.letters >= 3;
  if (value.kind !== 'array' && value.kind !== 'map' && value.kind !== 'tagged') return false;
  return found.letters > 0 || (!numberSizes.has(bytes.length) && (value.entries?.length ?? 0) > 0);
}

/** Characters of keys and texts among the first values: the more, the less it is chance. Undefined where something speaks against a format. */
function lookAt(root: ValueNode): { letters: number; controls: number } | undefined {
  let letters = 0;
  let controls = 0;
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
    if (node.kind === 'string') count(node.text ?? '');
    for (const { key, value } of node.entries ?? []) {
      if (typeof key === 'string') count(key);
      else if (key && unlikelyKeys.has(key.kind)) return undefined;
      pending.push(value);
    }
  }
  return { letters, controls };
}

const unlikelyKeys: ReadonlySet<ValueNode['kind']> = new Set(['null', 'boolean', 'map', 'object', 'reference']);

/** What `pickle` begins protocols 0 and 1 with: those instructions that make a value, or a mark. */
const oldBeginnings = new Set(Array.from('(])}cNIJKLMFGSTUVX', (letter) => letter.charCodeAt(0)));

/** Protocol 2 and later by its first bytes; earlier ones only where all of it is one and more than a letter and a full stop. */
function asPickle(bytes: Uint8Array): Choice | undefined {
  if (bytes.length < 4 || bytes[bytes.length - 1] !== 0x2e) return undefined;
  const isNew = bytes[0] === 0x80 && (bytes[1] as number) >= 2 && (bytes[1] as number) <= 5;
  if (!isNew && !oldBeginnings.has(bytes[0] as number)) return undefined;
  const reading = readPickle(bytes);
  if (reading.problem || !reading.value) return undefined;
  const isNumber = reading.value.kind === 'integer' || reading.value.kind === 'float' || reading.value.kind === 'boolean';
  if (!isNew && !reading.hasMemo && !(isNumber && bytes[bytes.length - 2] === 0x0a)) return undefined;
  return { decoder: 'pickle', why: isNew ? `is a pickle of protocol ${bytes[1]}` : 'all of it is a pickle of protocol 0 or 1', reading };
}
