import { t } from '@vscode/l10n';
import { countText } from '../base/quantities';
import type { Type } from 'protobufjs';
import type { Decoded, DecodedFrame, DecoderName } from '../../protocol/decoding';
import type { MessageContext } from './messageContext';
import { ZmqError } from '../base/errors';
import { readBase64 } from './formats/base64';
import { readCbor } from './formats/cborReader';
import { chooseDecoder, type Choice } from './choose';
import { compressionOf, unpack } from './compression/unpack';
import { isCompression, type Unpacked } from './compression/unpacked';
import { readHex } from './values/hexDump';
import { readJson } from './formats/jsonReader';
import { maxInput, maxWraps } from './values/limits';
import { readMsgpack } from './formats/msgpackReader';
import { readNumbers } from './formats/numbers';
import { arrayHeader, readArray } from './numpy/numpyArray';
import { readPickle } from './pickle/pickleReader';
import { readPicture } from './formats/picture';
import { readProtobuf } from './protobuf/protobufReader';
import { ruleFor, type NumberedRule } from './rules';
import type { Schemas } from './protobuf/schemas';
import { readText, wholeCharacters } from './values/text';
import type { Reading } from './values/reading';

/** What decoding rests on besides the bytes. */
export interface DecodingEnvironment {
  rules: readonly NumberedRule[];
  schemas: Schemas;
}

/** Which decoder a frame has, and what is known from choosing it. */
interface Decision extends Choice, Pick<DecodedFrame, 'chosenBy' | 'ruleProblem' | 'brokenRule'> {
  /** Of `protobuf`. */
  type?: Type;
  /** What was wanted for the content of a compression that nobody named. */
  inside?: Pick<Decision, 'decoder' | 'type'>;
}

/** Reads one frame (from 0) as a person chose, else as a rule says, else as its bytes suggest. Never throws. */
export function decodeFrame(
  context: MessageContext,
  frame: number,
  chosen: DecoderName | undefined,
  environment: DecodingEnvironment,
): DecodedFrame {
  return decodeDecided(context, frame, decide(context, frame, chosen, environment));
}

/** Reads one frame (from 0) as was decided. Never throws. */
export function decodeDecided(
  context: MessageContext,
  frame: number,
  { chosenBy, why, ruleProblem, brokenRule, ...decision }: Decision,
): DecodedFrame {
  const array = decision.decoder === 'numpy' ? { array: readArray(context.frames, frame, true) } : {};
  return {
    frame,
    chosenBy,
    why,
    ...(ruleProblem === undefined ? {} : { ruleProblem, brokenRule }),
    ...decode(contentOf(context, frame), { ...decision, ...array }, 0),
  };
}

/** Reads bytes as one decoder does; of `size` bytes they are the first ones, or all. Never throws. */
export function decodeContent(bytes: Uint8Array, size: number, decoder: DecoderName, type?: Type): Decoded {
  return decode(contentFrom(bytes, size), { decoder, type }, 0);
}

/** The bytes that lie `depth` unwrappings (`Decoded.inner`) inside a frame; empty where there are none. */
export function unwrap(
  context: MessageContext,
  frame: number,
  depth: number,
  decoder: DecoderName | undefined,
  environment: DecodingEnvironment,
): Uint8Array {
  let content = contentOf(context, frame);
  let name = decide(context, frame, decoder, environment).decoder;
  for (let level = 0; level < depth; level++) {
    const inner = innerOf(name, content);
    if (!inner?.content || level >= maxWraps) return new Uint8Array(0);
    content = inner.content;
    name = choose(content).decoder;
  }
  return content.bytes;
}

/** What is decoded: the first bytes of something, at most 1 MiB. */
interface Content {
  bytes: Uint8Array;
  size: number;
  /** There is more, nobody knows how much. */
  atLeast?: true;
  /** Why there is more than `bytes`, a sentence. */
  cut?: string;
}

function contentFrom(bytes: Uint8Array, size: number): Content {
  const head = bytes.length > maxInput ? bytes.subarray(0, maxInput) : bytes;
  return {
    bytes: head,
    size,
    ...(head.length < size
      ? {
          cut:
            head.length === maxInput ? t('Only the first 1 MiB decoded.') : t('Only {0} decoded: no more of it is kept.', firstBytes(head)),
        }
      : {}),
  };
}

const firstBytes = ({ length }: Uint8Array) => t('the first {0} B', countText(length));

/** What is unpacked may have no size that is known. */
function choose({ bytes, size, cut }: Content): Choice {
  return chooseDecoder(bytes, cut !== undefined && size <= bytes.length ? Infinity : size);
}

function contentOf({ frames }: MessageContext, frame: number): Content {
  const { bytes, size } = frames[frame] ?? { bytes: new Uint8Array(0), size: 0 };
  return contentFrom(bytes, size);
}

/** The decoder of one frame (from 0): what a person chose, else what a rule says, else what its bytes suggest. */
export function decide(
  context: MessageContext,
  frame: number,
  chosen: DecoderName | undefined,
  environment: DecodingEnvironment,
): Decision {
  const { rules } = environment;
  const rule = ruleFor(context, frame, rules);
  if (chosen !== undefined) {
    const byRule = chosen === 'protobuf' && rule?.decoder === 'protobuf' ? schemaOf(rule, environment) : {};
    return { chosenBy: 'person', why: t('chosen here'), ...looked(contentOf(context, frame), { decoder: chosen, ...byRule }) };
  }
  if (rule?.decoder !== undefined) {
    return {
      chosenBy: 'rule',
      why: t('rule {0} of zmq.decoders', rule.rule),
      ...looked(contentOf(context, frame), { decoder: rule.decoder, ...schemaOf(rule, environment) }),
    };
  }
  const broken = rule?.problem === undefined ? {} : brokenRule(rule.rule, rule.problem);
  const before = context.frames[frame - 1];
  const announced = before && arrayHeader(before.bytes) ? readArray(context.frames, frame, true) : undefined;
  if (announced?.array) return { decoder: 'numpy', chosenBy: 'content', why: t('the frame before tells dtype and shape'), ...broken };
  const { decoder, why, reading } = choose(contentOf(context, frame));
  const whyNot = announced?.problem
    ? t('{0}; it is not the array that the frame before announces: {1}', why, announced.problem.message)
    : why;
  return { decoder, why: whyNot, reading, chosenBy: 'content', ...broken };
}

/** Formats that a compression may hold; whoever wants the bytes themselves says `hex`, `text` or the compression. */
const compressible: ReadonlySet<DecoderName> = new Set(['json', 'msgpack', 'cbor', 'protobuf', 'pickle', 'numbers', 'picture']);

/** What was wanted may be compressed: then it is meant for the inside. */
function looked<T extends Pick<Decision, 'decoder' | 'type'>>({ bytes }: Content, wanted: T): T & Pick<Decision, 'inside'> {
  const compression = compressible.has(wanted.decoder) ? compressionOf(bytes) : undefined;
  return compression ? { ...wanted, decoder: compression, inside: { decoder: wanted.decoder, type: wanted.type } } : wanted;
}

function schemaOf(
  { rule, protoFile, messageType }: NumberedRule,
  { schemas }: DecodingEnvironment,
): Pick<Decision, 'type' | 'ruleProblem' | 'brokenRule'> {
  if (protoFile === undefined || messageType === undefined) return {};
  try {
    return { type: schemas.type(protoFile, messageType) };
  } catch (error) {
    if (!(error instanceof ZmqError)) throw error;
    return brokenRule(rule, error.message);
  }
}

function brokenRule(rule: number, problem: string): Pick<Decision, 'ruleProblem' | 'brokenRule'> {
  return { ruleProblem: t('Rule {0} of zmq.decoders: {1}', rule, problem), brokenRule: rule };
}

type Decoding = Pick<Decision, 'decoder' | 'reading' | 'type' | 'inside'> & { array?: ReturnType<typeof readArray> };

function decode(content: Content, { decoder, reading, type, array, inside }: Decoding, depth: number): Decoded {
  const { bytes, size, cut } = content;
  const inner = innerOf(decoder, content);
  const { missing, ...read }: Partial<Decoded> & Pick<Reading, 'missing'> = inner
    ? { ...(inner.problem ? { problem: inner.problem } : {}), ...(inner.notes ? { notes: inner.notes } : {}) }
    : (reading ?? readAs(decoder, content, type, array));
  // Of a picture the header is read; the page shows all of a frame.
  const isAllThere = cut === undefined || (decoder === 'picture' && depth === 0 && bytes.length === maxInput);
  const notes = [...(isAllThere ? [] : [cut]), ...(read.notes ?? [])];
  if (inner?.content && depth >= maxWraps) notes.push(t('What is wrapped more than {0} times is left out.', maxWraps));
  const decoded: Decoded = { decoder, size, ...(content.atLeast ? { atLeast: true } : {}), ...read };
  // Where the bytes were cut their end is no fault of theirs.
  if (missing && cut !== undefined) delete decoded.problem;
  if (notes.length > 0) decoded.notes = notes;
  if (inner?.content && depth < maxWraps) decoded.inner = decode(inner.content, inside ?? choose(inner.content), depth + 1);
  return decoded;
}

function readAs(
  decoder: DecoderName,
  { bytes, cut }: Content,
  type: Type | undefined,
  array: ReturnType<typeof readArray>,
): Partial<Decoded> & Pick<Reading, 'missing'> {
  const characters = () => (cut === undefined ? bytes : wholeCharacters(bytes));
  switch (decoder) {
    case 'text':
      return readText(characters());
    case 'numbers':
      return readNumbers(characters());
    case 'json':
      return readJson(characters());
    case 'msgpack':
      return readMsgpack(bytes);
    case 'cbor':
      return readCbor(bytes);
    case 'pickle':
      return readPickle(bytes).reading;
    case 'protobuf':
      return readProtobuf(bytes, type);
    case 'picture':
      return readPicture(bytes) ?? { problem: { message: t('It begins neither as PNG nor as JPEG nor as GIF.'), at: 0 } };
    case 'numpy':
      return array ?? { problem: { message: t('The frame before is not JSON with dtype and shape.') } };
    default:
      return readHex(bytes);
  }
}

/** What a wrapping decoder finds inside; undefined for those that do not wrap. */
function innerOf(decoder: DecoderName, outer: Content): (Pick<Decoded, 'problem' | 'notes'> & { content?: Content }) | undefined {
  const { bytes, cut } = outer;
  if (decoder === 'base64') {
    const read = readBase64(bytes, cut === undefined);
    return 'problem' in read
      ? read
      : {
          content: {
            bytes: read.bytes,
            size: read.bytes.length,
            ...(cut === undefined ? {} : { atLeast: true, cut: unpackedNote(read.bytes, outer) }),
          },
        };
  }
  if (!isCompression(decoder)) return undefined;
  const unpacked: Unpacked = unpack(decoder, bytes, cut === undefined);
  const problem = unpacked.problem ? { problem: unpacked.problem } : {};
  if (unpacked.problem && unpacked.bytes.length === 0) return problem;
  const { behind = 0 } = unpacked;
  const notes =
    behind > 0
      ? {
          notes: [
            behind === 1 ? t('1 byte follows the {0} data.', decoder) : t('{0} bytes follow the {1} data.', countText(behind), decoder),
          ],
        }
      : {};
  const isAll = !unpacked.cut && !unpacked.problem;
  return {
    ...problem,
    ...notes,
    content: {
      bytes: unpacked.bytes,
      size: Math.max(unpacked.whole ?? 0, unpacked.bytes.length),
      ...(isAll ? {} : { cut: unpackedNote(unpacked.bytes, outer) }),
      ...(isAll || unpacked.whole !== undefined ? {} : { atLeast: true }),
    },
  };
}

/** Why no more was unpacked. */
function unpackedNote(unpacked: Uint8Array, { bytes, cut }: Content): string {
  if (unpacked.length >= maxInput) return t('Only the first 1 MiB unpacked.');
  if (cut === undefined) return t('Only {0} could be unpacked.', firstBytes(unpacked));
  return t(
    'Only {0} unpacked: what {1} of the frame held.',
    firstBytes(unpacked),
    bytes.length === maxInput ? t('the first 1 MiB') : firstBytes(bytes),
  );
}
