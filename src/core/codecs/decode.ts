import { t } from '@vscode/l10n';
import type { Type } from 'protobufjs';
import type { ChosenReading, Decoded, DecodedFrame, DecoderName, ValueNode } from '../../protocol/decoding';
import { choose, contentOf, decide, type Decision, type DecodingEnvironment, type Plan, type ValuePlan } from './decide';
import { isAvroFile, readAvroFile } from './avro/avroFile';
import { readAvro } from './avro/avroReader';
import { readBson } from './formats/bsonReader';
import { readCbor } from './formats/cborReader';
import { readJson } from './formats/jsonReader';
import { readMsgpack } from './formats/msgpackReader';
import { couldBe } from './formats/singleNumber';
import { readNetstrings } from './formats/netstrings';
import { readNumbers } from './formats/numbers';
import { readPmt } from './formats/pmtReader';
import { readZip } from './formats/zipListing';
import { readPicture } from './formats/picture';
import { readRawPicture } from './pictures/rawPicture';
import { readLayout } from './layout/layoutReader';
import type { MessageContext } from './messageContext';
import { isNpy, isNpz, readNpy, readNpz } from './numpy/npyReader';
import { fitOfContent, readAnnounced } from './numpy/numpyArray';
import { readPickle } from './pickle/pickleReader';
import { readProtobuf } from './protobuf/protobufReader';
import { readHex } from './values/hexDump';
import { innermost } from './values/inner';
import { maxInput, maxWraps } from './values/limits';
import { nodesAt, parsePathPattern } from './values/path';
import type { Reading } from './values/reading';
import { readCsv } from './texts/csvReader';
import { readPairs } from './texts/pairsReader';
import { readXml } from './texts/xmlReader';
import { readYaml } from './texts/yamlReader';
import { readText, wholeCharacters } from './values/text';
import { contentFrom, type Content } from './wraps/content';
import { textIn } from './wraps/encodings';
import { insideOf } from './wraps/inside';
import { contentOfValue } from './wraps/valueContent';

/** Reads one frame (from 0) as a person chose, else as a rule says, else as its bytes suggest. Never throws. */
export function decodeFrame(
  context: MessageContext,
  frame: number,
  chosen: ChosenReading | undefined,
  environment: DecodingEnvironment,
): DecodedFrame {
  return decodeDecided(context, frame, decide(context, frame, chosen, environment));
}

/** Reads one frame (from 0) as was decided. Never throws. */
export function decodeDecided(
  context: MessageContext,
  frame: number,
  { chosenBy, why, guess, offer, ruleProblem, brokenRule, values, ...plan }: Decision,
): DecodedFrame {
  const { bytes = new Uint8Array(0) } = context.frames[frame] ?? {};
  const decoded = decode(contentOf(context, frame), plan, 0);
  const { value } = innermost(decoded);
  if (values && value) readValues(value, unwrapped(contentOf(context, frame), plan, layersIn(decoded)), values);
  const likely = { ...(guess ? { guess } : {}), ...(offer ? { offer } : {}) };
  const number = plan.decoder === 'hex' && chosenBy === 'content' && decoded.size === bytes.length ? couldBe(bytes) : undefined;
  const reason = number === undefined ? why : t('{0}; {1}', why, number);
  return { frame, chosenBy, why: reason, ...likely, ...(ruleProblem === undefined ? {} : { ruleProblem, brokenRule }), ...decoded };
}

/** Values that one path may lead to. */
const maxValues = 1000;

/** Reads texts and bytes inside a value of `bytes` in ways of their own. */
function readValues(root: ValueNode, bytes: Uint8Array, plans: readonly ValuePlan[]): void {
  for (const { steps, plan } of plans)
    for (const node of nodesAt(root, steps).nodes.slice(0, maxValues)) {
      const content = contentOfValue(node, bytes);
      if (content && !node.inner) node.inner = decode(content, plan(content), 1);
    }
}

function layersIn(decoded: Decoded): number {
  let count = 0;
  for (let { inner } = decoded; inner; { inner } = inner) count++;
  return count;
}

/** Reads bytes as one decoder does; of `size` bytes they are the first ones, or all. Never throws. */
export function decodeContent(bytes: Uint8Array, size: number, decoder: DecoderName, type?: Type): Decoded {
  return decode(contentFrom(bytes, size), { decoder, ...(type ? { type } : {}) }, 0);
}

/** The bytes that lie `depth` unwrappings (`Decoded.inner`) inside a frame, or inside a value of it; empty where there are none. */
export function unwrap(
  context: MessageContext,
  frame: number,
  depth: number,
  chosen: ChosenReading | undefined,
  environment: DecodingEnvironment,
  path?: string,
): Uint8Array {
  const decision = decide(context, frame, chosen, environment);
  if (path === undefined) return unwrapped(contentOf(context, frame), decision, depth);
  const decoded = decodeDecided(context, frame, decision);
  const node = nodesAt(innermost(decoded).value ?? { kind: 'null' }, parsePathPattern(path).steps).nodes[0];
  const content = node && contentOfValue(node, unwrapped(contentOf(context, frame), decision, layersIn(decoded)));
  if (!content) return new Uint8Array(0);
  const plan = decision.values?.findLast((value) => value.path === path)?.plan(content);
  return plan ? unwrapped(content, plan, depth) : content.bytes;
}

function unwrapped(from: Content, planned: Plan, depth: number): Uint8Array {
  let content = from;
  let plan = planned;
  for (let level = 0; level < depth; level++) {
    const inside = insideOf(plan, content);
    if (!inside?.content || level >= maxWraps) return new Uint8Array(0);
    content = inside.content;
    plan = planInside(plan, content);
  }
  return content.bytes;
}

/** How a content inside is read: an array that is announced may be another content, unless the header says how it is packed. */
function planInside({ inside }: Plan, content: Content): Plan {
  const { announced } = inside ?? {};
  const isOther = announced && !announced.described.packed && 'problem' in fitOfContent(announced, content);
  return inside === undefined || isOther ? choose(content) : inside;
}

function decode(content: Content, plan: Plan, depth: number): Decoded {
  const { decoder, reading } = plan;
  const { bytes, size, cut } = content;
  const inside = insideOf(plan, content);
  const {
    missing,
    behind: _behind,
    content: inner,
    ...read
  }: Partial<Decoded> & Pick<Reading, 'missing' | 'behind'> & { content?: Content } = inside ?? reading ?? readAs(content, plan);
  // Of a picture the header is read; the page shows all of a frame.
  const isAllThere = cut === undefined || (decoder === 'picture' && depth === 0 && bytes.length === maxInput);
  // What stands behind a prefix is cut where the frame is, and says so itself.
  const notes = [...(isAllThere || decoder === 'prefix' ? [] : [cut]), ...(read.notes ?? [])];
  if (inner && depth >= maxWraps) notes.push(t('What is wrapped more than {0} times is left out.', maxWraps));
  const decoded: Decoded = { decoder, size, ...(content.atLeast ? { atLeast: true } : {}), ...read };
  // Where the bytes were cut their end is no fault of theirs.
  if (missing && cut !== undefined) delete decoded.problem;
  if (notes.length > 0) decoded.notes = notes;
  if (decoder === 'netstring' && depth < maxWraps) openBytes(decoded.value, bytes, depth);
  if (inner && depth < maxWraps) decoded.inner = decode(inner, planInside(plan, inner), depth + 1);
  return decoded;
}

/** What is known of the bytes in a list, as of a frame that is these bytes. */
function openBytes(list: ValueNode | undefined, bytes: Uint8Array, depth: number): void {
  for (const { value } of list?.entries?.slice(0, maxValues) ?? []) {
    const content = value.kind === 'bytes' ? contentOfValue(value, bytes) : undefined;
    const plan = content && choose(content);
    if (content && plan && plan.decoder !== 'hex' && plan.decoder !== 'text') value.inner = decode(content, plan, depth + 1);
  }
}

const noArray = () => t('It begins neither as a .npy nor as a .npz file, and no frame before tells dtype and shape.');

function readAs(
  content: Content,
  { decoder, type, avro, module, encoding, layout, raw, announced }: Plan,
): Partial<Decoded> & Pick<Reading, 'missing'> {
  const { bytes, size, cut } = content;
  const characters = () => (cut === undefined ? bytes : wholeCharacters(bytes));
  switch (decoder) {
    case 'text':
      return encoding === undefined ? readText(characters()) : { encoding, ...textIn(encoding, bytes) };
    case 'numbers':
      return layout === undefined ? readNumbers(characters()) : readLayout(bytes, size, layout);
    case 'netstring':
      return readNetstrings(bytes);
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
    case 'bson':
      return readBson(bytes);
    case 'avro':
      return isAvroFile(bytes) ? readAvroFile(bytes) : avro ? readAvro(bytes, avro) : { problem: { message: noSchema() } };
    case 'xml':
      return readXml(characters());
    case 'yaml':
      return readYaml(characters());
    case 'csv':
      return readCsv(characters());
    case 'pairs':
      return readPairs(characters());
    case 'module':
      return module ? module(bytes) : { problem: { message: noModule() } };
    case 'pmt':
      return readPmt(bytes);
    case 'zip':
      return readZip(bytes);
    case 'picture':
      return readPicture(bytes) ?? (raw ? readRawPicture(size, raw) : { problem: { message: noPicture(), at: 0 } });
    case 'numpy':
      if (isNpy(bytes)) return readNpy(bytes);
      if (isNpz(bytes)) return readNpz(bytes);
      return announced === undefined ? { problem: { message: noArray() } } : readAnnounced(announced, content);
    default:
      return readHex(bytes);
  }
}

const noPicture = () => t('It begins as no picture that is known here. Raw pixels need a "format" and a "width", which a rule can tell.');
const noSchema = () =>
  t('Avro is read by its schema, and this is no file that has its own: a rule of zmq.decoders names one as "avroSchema".');
const noModule = () => t('A rule of zmq.decoders names the module that reads it, as "module".');
