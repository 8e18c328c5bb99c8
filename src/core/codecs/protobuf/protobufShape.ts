import { utf8Text } from '../values/text';
import { EndOfWire, WireReader } from './protobufWire';

/** Messages with a length before them that are read one by one. */
const maxMessages = 100_000;
/** Messages inside one another that are weighed. */
const maxWeighed = 16;

/** Whether all bytes of `[from, to)` are fields, by their tags and lengths. */
export function isWholeMessage(bytes: Uint8Array, from: number, to: number): boolean {
  const reader = new WireReader(bytes);
  reader.at = from;
  try {
    while (reader.at < to) {
      const { field, wireType } = reader.tag(to);
      reader.skip(to, field, wireType);
    }
  } catch (error) {
    if (error instanceof EndOfWire) return false;
    throw error;
  }
  return true;
}

/** Messages, each behind its length, that end where the bytes do; undefined where they are no such ones. */
export function delimitedMessages(bytes: Uint8Array): (readonly [from: number, to: number])[] | undefined {
  const parts: (readonly [number, number])[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = varintAt(bytes, at, bytes.length);
    if (!length || length.at + length.value > bytes.length || parts.length === maxMessages) return undefined;
    const to = length.at + length.value;
    if (!isWholeMessage(bytes, length.at, to)) return undefined;
    parts.push([length.at, to]);
    at = to;
  }
  return parts.length > 0 ? parts : undefined;
}

/** What speaks for Protobuf, in bits: one more where chance is half as likely. */
export interface ProtobufSigns {
  bits: number;
  fields: number;
  /** Characters of the longest text. */
  text: number;
}

/** Bits from which bytes are taken for Protobuf, and from which they could be. */
const certain = 26;
const possible = 12;
/** Characters of a text without which nothing is certain. */
const leastText = 3;

/** `certain`, `possible`, or undefined, for bytes that nobody has named: their fields, alone or behind a length, must end where they do. */
export function guessProtobuf(bytes: Uint8Array): 'certain' | 'possible' | undefined {
  if (bytes.length < 4) return undefined;
  const signs = signsOf(bytes, 0, bytes.length, 0) ?? delimitedSigns(bytes);
  if (!signs) return undefined;
  const { bits, fields, text } = signs;
  if (bits >= certain && fields > 1 && text >= leastText && bytes.some(isNoText)) return 'certain';
  return bits >= possible ? 'possible' : undefined;
}

/** No text has them, in whatever encoding. */
const isNoText = (byte: number) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d;

function delimitedSigns(bytes: Uint8Array): ProtobufSigns | undefined {
  const all: ProtobufSigns = { bits: 0, fields: 0, text: 0 };
  for (let at = 0; at < bytes.length;) {
    const length = varintAt(bytes, at, bytes.length);
    if (!length || length.value === 0 || length.at + length.value > bytes.length) return undefined;
    at = length.at + length.value;
    const signs = signsOf(bytes, length.at, at, 0);
    if (!signs) return undefined;
    all.bits += signs.bits;
    all.fields += signs.fields;
    all.text = Math.max(all.text, signs.text);
  }
  return all;
}

/** What speaks for fields of `[from, to)`; undefined where they do not end there. */
function signsOf(bytes: Uint8Array, from: number, to: number, depth: number): ProtobufSigns | undefined {
  const signs: ProtobufSigns = { bits: 4, fields: 0, text: 0 };
  let before = 0;
  for (let at = from; at < to;) {
    const tag = varintAt(bytes, at, to);
    if (!tag || tag.value < 8 || tag.value > 0xffff) return undefined;
    const field = tag.value >> 3;
    const wireType = tag.value & 7;
    // What writes messages does so in the order of the numbers, of which most are small.
    signs.bits += field < before ? -4 : field <= 16 ? 4 : 1;
    before = field;
    signs.fields++;
    if (wireType === 1) at = tag.at + 8;
    else if (wireType === 5) at = tag.at + 4;
    else if (wireType === 0) {
      const number = varintAt(bytes, tag.at, to);
      if (!number) return undefined;
      at = number.at;
      signs.bits++;
    } else if (wireType === 2) {
      const length = varintAt(bytes, tag.at, to);
      if (!length || length.at + length.value > to) return undefined;
      at = length.at + length.value;
      weigh(bytes, length.at, at, depth, signs);
    } else return undefined;
    if (at > to) return undefined;
  }
  return signs.fields > 0 ? signs : undefined;
}

/** Adds what the content of a field says: a text, a message, or nothing. */
function weigh(bytes: Uint8Array, from: number, to: number, depth: number, signs: ProtobufSigns): void {
  const characters = to - from;
  if (isPrintable(bytes, from, to)) {
    signs.bits += 1.4 * Math.min(characters, 40);
    signs.text = Math.max(signs.text, characters);
    return;
  }
  const inside = depth < maxWeighed && characters > 1 ? signsOf(bytes, from, to, depth + 1) : undefined;
  if (!inside) return;
  signs.bits += Math.max(0, inside.bits);
  signs.fields += inside.fields;
  signs.text = Math.max(signs.text, inside.text);
}

function isPrintable(bytes: Uint8Array, from: number, to: number): boolean {
  let isAscii = true;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x20 || byte === 0x7f) return false;
    if (byte >= 0x80) isAscii = false;
  }
  return isAscii || utf8Text(bytes.subarray(from, to)) !== undefined;
}

/** A number in its shortest form, up to 2^64 but exact only below 2^53; undefined where none ends before `to`. */
function varintAt(bytes: Uint8Array, from: number, to: number): { value: number; at: number } | undefined {
  let value = 0;
  for (let at = from, factor = 1; at < to && at < from + 10; at++, factor *= 128) {
    const byte = bytes[at] as number;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return byte === 0 && at > from ? undefined : { value, at: at + 1 };
  }
  return undefined;
}
