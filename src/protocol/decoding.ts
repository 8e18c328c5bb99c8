import * as v from 'valibot';
import { Method, result } from './method';
import { count, empty, filePath, ofCapture } from './shapes';

/** How the bytes of a frame can be read, by the names that settings, queries and pages use, in the order of lists. */
export const decoderNames = [
  'text',
  'numbers',
  'json',
  'msgpack',
  'cbor',
  'protobuf',
  'pickle',
  'bson',
  'avro',
  'pmt',
  'xml',
  'yaml',
  'csv',
  'pairs',
  'zip',
  'hex',
  'netstring',
  'prefix',
  'base16',
  'base64',
  'gzip',
  'zlib',
  'deflate',
  'brotli',
  'zstd',
  'lz4',
  'snappy',
  'bzip2',
  'xz',
  'picture',
  'numpy',
  'module',
] as const;
export const decoderName = v.picklist(decoderNames);
export type DecoderName = v.InferOutput<typeof decoderName>;

/** Encodings of text besides UTF-8, by their names in the WHATWG Encoding Standard, and UTF-32, which that does not have. */
export const encodingNames = [
  'utf-16le',
  'utf-16be',
  'utf-32le',
  'utf-32be',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-3',
  'iso-8859-4',
  'iso-8859-5',
  'iso-8859-6',
  'iso-8859-7',
  'iso-8859-8',
  'iso-8859-9',
  'iso-8859-13',
  'iso-8859-15',
  'windows-874',
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'ibm866',
  'koi8-r',
  'koi8-u',
  'macintosh',
  'gb18030',
  'gbk',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
] as const;
export const encodingName = v.picklist(encodingNames);
export type EncodingName = v.InferOutput<typeof encodingName>;

/** How pixels lie in bytes that have no header, by the names that rules have for them. */
export const rawFormats = ['bgr', 'rgb', 'bgra', 'rgba', 'grey', 'grey16', 'grey16be', 'yuyv'] as const;
export const rawFormat = v.picklist(rawFormats);
export type RawFormat = v.InferOutput<typeof rawFormat>;

/** How bytes are to be read; what is left out is found out from the bytes. */
export const howToRead = {
  decoder: v.optional(decoderName),
  /** Of `text`. */
  encoding: v.optional(encodingName),
  /** Of `numbers`: how they lie in the bytes, as `core/codecs/layout/layout` reads it; without one they are those of a text. */
  layout: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(1000))),
  /** Of `picture` without a header: how its pixels lie, and how many a row has; rows that are not said follow from the size. */
  format: v.optional(rawFormat),
  width: v.optional(v.pipe(count, v.minValue(1), v.maxValue(65_536))),
  height: v.optional(v.pipe(count, v.minValue(1), v.maxValue(65_536))),
  /** Bytes at the beginning that are left out. */
  skip: v.optional(v.pipe(count, v.maxValue(1024 * 1024))),
  /** All is left out up to this text (`\\n`, `\\0` and `\\x1f` are escapes in it), and the text itself; behind `skip`. */
  after: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(100))),
  /** The byte at which it begins, from the end where it is negative; instead of `skip` and `after`. */
  offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(-1024 * 1024), v.maxValue(1024 * 1024))),
};
/** A text or bytes in the tree of values, as `core/codecs/values/path` reads it. */
export const valuePath = v.pipe(v.string(), v.maxLength(1000));
const valueChoice = v.strictObject({ ...howToRead, path: valuePath });
/** How a value inside a frame is to be read. */
export type ValueChoice = v.InferOutput<typeof valueChoice>;
/** How a frame is to be read, and values in it. */
export const decoderChoice = v.strictObject({ ...howToRead, values: v.optional(v.pipe(v.array(valueChoice), v.maxLength(20))) });
export type DecoderChoice = v.InferOutput<typeof decoderChoice>;
/** The same, or a decoder's name alone. */
export const chosenReading = v.union([decoderName, decoderChoice]);
export type ChosenReading = v.InferOutput<typeof chosenReading>;

/** Kinds of values over all formats. `object`: an instance of a class, by name. `reference`: a value that stands elsewhere in the same tree. */
export type ValueKind = 'null' | 'boolean' | 'integer' | 'float' | 'string' | 'bytes' | 'array' | 'map' | 'object' | 'tagged' | 'reference';

/** A decoded value: finite JSON that loses nothing of what the bytes say. */
export interface ValueNode {
  kind: ValueKind;
  /**
   * Scalars: integers in all digits; floats as the shortest text that reads back the same, `NaN`, `Infinity`, `-0`; booleans `true`,
   * `false`; strings themselves; bytes in hex. Containers: the class of an `object`, a word on a `reference`, what a number in a `tagged`
   * means (a time in ISO 8601); absent otherwise.
   */
  text?: string;
  /** What the format calls it where that says more than the kind: `uint64`, `float32`, `tuple`, `tag 32 URI`, `timestamp`, `uint16 [2, 3]`, a message's or an enum's name. */
  type?: string;
  entries?: ValueEntry[];
  /** Entries of a container, bytes or UTF-16 units of a scalar, where fewer are given; about so many of a text inside which the bytes end. */
  whole?: number;
  /** Bytes `[from, to)` of the content it was read from, where known. */
  range?: [from: number, to: number];
  /** What a text or bytes hold, where a person or a rule says how to read them. */
  inner?: Decoded;
}

export interface ValueEntry {
  /** Absent for what has an order only (arrays); a node where the key is no string. */
  key?: string | ValueNode;
  value: ValueNode;
  /** The same key stands in an earlier entry too. */
  duplicate?: true;
}

/** Those, and how Netpbm has them besides: three times two bytes, a bit each, or numbers as text. */
export type PixelFormat = RawFormat | 'rgb48be' | 'bitmap' | 'digits' | 'grey numbers' | 'rgb numbers';
export interface PixelLayout {
  format: PixelFormat;
  /** The byte at which they begin. */
  at: number;
  /** The largest value, where that is not the largest of its bytes. */
  max?: number;
}

/** A picture, by what its header claims; the page checks that against the picture itself. */
export interface PictureInfo {
  type:
    | 'image/png'
    | 'image/jpeg'
    | 'image/gif'
    | 'image/webp'
    | 'image/bmp'
    | 'image/tiff'
    | 'image/jp2'
    | 'image/x-portable-bitmap'
    | 'image/x-portable-graymap'
    | 'image/x-portable-pixmap'
    | 'raw';
  /** In pixels. */
  width: number;
  height: number;
  /** Of what no browser draws: the page does so itself. */
  pixels?: PixelLayout;
  /** Nobody told the order of colours, or that it is a picture. */
  isGuess?: true;
}

/** A NumPy array. The statistics leave out NaN, and are absent for types that are no numbers. */
export interface ArrayInfo {
  dtype: string;
  shape: number[];
  /** The first values, at most 100, as text. */
  first: string[];
  min?: string;
  max?: string;
  mean?: string;
  /** Values behind the statistics, where these are not all. */
  counted?: number;
}

/** The content of a frame, or what another decoder has unwrapped, as one decoder reads it. */
export interface Decoded {
  decoder: DecoderName;
  /** Bytes of the content; those decoded are at most 1 MiB. */
  size: number;
  /** What was unpacked has `size` bytes and more: how many was not found out. */
  atLeast?: true;
  /** `text`: as it is. `xml`: with its lines indented. Bytes that are no UTF-8 stand as `⟨FF⟩`. `prefix`: what stands before the rest, its bytes in hex where they are no text. */
  text?: string;
  /** Of a text that is not UTF-8. */
  encoding?: EncodingName;
  /** Offset of the first byte that is no UTF-8. */
  badByte?: number;
  value?: ValueNode;
  picture?: PictureInfo;
  array?: ArrayInfo;
  /** What a compression, or Base64, holds, or what stands behind a prefix. */
  inner?: Decoded;
  /** Why the decoder could not read it, or not all of it, with the offset where it failed; what was read before stands in the other fields. */
  problem?: { message: string; at?: number };
  /** What was cut and left out, in sentences. */
  notes?: string[];
}

/** What led to the decoder, from the strongest: a person, a rule of the settings, the bytes. */
export type ChosenBy = 'person' | 'rule' | 'content';

export interface DecodedFrame extends Decoded {
  /** From 0. */
  frame: number;
  chosenBy: ChosenBy;
  /** Why this decoder, a few words: `rule 2 of zmq.decoders`, `begins as gzip does`, `every byte is MessagePack`. */
  why: string;
  /** Nobody named the decoder, and its format is likely rather than certain. */
  guess?: true;
  /** Another decoder that could fit: a person may say so. */
  offer?: DecoderName;
  /** A rule could not be followed: a sentence with file and line where a schema is at fault. */
  ruleProblem?: string;
  /** The rule that could not be followed, from 1. */
  brokenRule?: number;
}

/** Which frames a decoder is meant for; what is left out does not matter. The first rule that fits a frame wins. */
export interface DecoderRule {
  /** Name of the socket. */
  socket?: string;
  /** What the topic begins with. */
  topic?: string;
  /** From 1; without it all frames that are neither envelope nor topic, nor a JSON header in its place. */
  frame?: number;
  /** Absent: as the bytes suggest, behind what is left out. */
  decoder?: DecoderName;
  /** Absolute path of a `.proto` file or of a descriptor set. */
  protoFile?: string;
  /** Full name of the message in it. */
  messageType?: string;
  /** Absolute path of a schema of Avro, in JSON. */
  avroSchema?: string;
  /** Absolute path of a JavaScript module that exports `decode(bytes, context)`. */
  module?: string;
  encoding?: EncodingName;
  layout?: string;
  format?: RawFormat;
  width?: number;
  height?: number;
  skip?: number;
  after?: string;
  offset?: number;
  /** The rule is for the value there, and not for the frame. */
  path?: string;
}

/** A rule as it stands in the settings, with why it is not in use. */
export interface RuleStatus {
  /** Of the setting, from 1. */
  rule: number;
  problem?: { message: string; file?: string; line?: number };
}
export interface SchemaStatus {
  protoFile: string;
  /** Full names of the messages in it, sorted. */
  messageTypes: string[];
  problem?: { message: string; file?: string; line?: number };
}
/** How the rules stand. Waits for schemas that are being read. */
export const decoderStatus = new Method('decoders/status', empty, result<{ rules: RuleStatus[]; schemas: SchemaStatus[] }>());
/** Reads a schema without a rule for it: to choose a message type from. */
export const readSchema = new Method('decoders/readSchema', v.strictObject({ protoFile: filePath }), result<SchemaStatus>());

const decodeParams = v.strictObject({
  ...ofCapture,
  number: count,
  /** Frames `fromFrame …`, at most 100, as in `record/details`. */
  fromFrame: v.optional(count),
  count: v.optional(v.pipe(count, v.maxValue(100))),
  /** What a person chose, by frame number (from 0). */
  decoders: v.optional(v.record(v.pipe(v.string(), v.regex(/^\d{1,6}$/, 'must be a frame number')), chosenReading)),
});
export type DecodeParams = v.InferOutput<typeof decodeParams>;
/** Decoded in a thread of its own, at most 200 ms a frame; a frame that takes longer has a `problem` and nothing else. */
export const decodeRecord = new Method('record/decode', decodeParams, result<{ frames: DecodedFrame[] }>());

/** Bytes `from … to - 1` of what lies `depth` unwrappings (`Decoded.inner`) inside a frame; at most 1 MiB. */
const contentParams = v.strictObject({
  ...ofCapture,
  number: count,
  frame: count,
  depth: v.pipe(count, v.maxValue(16)),
  decoder: v.optional(chosenReading),
  /** Of a value with an `inner`; the depth counts from there. */
  path: v.optional(valuePath),
  from: count,
  to: count,
});
export type ContentParams = v.InferOutput<typeof contentParams>;
export const recordContent = new Method('record/content', contentParams, result<Uint8Array>());

/** A record, or one of its frames. */
export const recordPart = v.strictObject({ ...ofCapture, number: count, frame: v.optional(count), decoder: v.optional(chosenReading) });
export type RecordPart = v.InferOutput<typeof recordPart>;

export interface RecordText {
  text: string;
  language: 'json' | 'xml' | 'yaml' | 'plaintext';
  /** What is not in it, a sentence. */
  cut?: string;
}
/**
 * A record, or one of its frames, as a document: decoded values indented, bytes as a hex dump; at most 4 Mi characters. The same record
 * gives the same text, so two documents can be compared.
 */
export const recordText = new Method('record/text', recordPart, result<RecordText>());
