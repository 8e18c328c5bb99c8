import { t } from '@vscode/l10n';
import type { Type } from 'protobufjs';
import type { ChosenReading, DecodedFrame, DecoderChoice, DecoderName, EncodingName, RawFormat } from '../../protocol/decoding';
import { ZmqError } from '../base/errors';
import type { AvroType } from './avro/avroSchema';
import { chooseDecoder, textPlan } from './choose';
import { readPicture } from './formats/picture';
import type { RawPicture } from './pictures/rawPicture';
import { compressionOf } from './compression/unpack';
import { sizeOf } from './arrays/arrayDescription';
import { fitsLayout } from './layout/layoutReader';
import type { MessageContext } from './messageContext';
import { announcedArray, partOfAnnounced, whyArray, type AnnouncedArray } from './numpy/numpyArray';
import type { Modules } from './modules';
import type { Schemas } from './protobuf/schemas';
import { ruleFor, valueRulesFor, type NumberedRule } from './rules';
import { weighed } from './siblings';
import type { Choice, Part } from './values/choice';
import { parsePathPattern, type PatternStep } from './values/path';
import type { Reading } from './values/reading';
import { contentFrom, partOf, type Content } from './wraps/content';
import { chosenPart, hasPart, type PartChoice } from './wraps/prefix';
import { readWritten } from './wraps/written';

/** What decoding rests on besides the bytes. */
export interface DecodingEnvironment {
  rules: readonly NumberedRule[];
  schemas: Schemas;
  /** Absent: none can be run here. */
  modules?: Modules;
}

/** How a content is read, and what is in it where that is known already. */
export interface Plan {
  decoder: DecoderName;
  /** What was read in order to choose. */
  reading?: Reading;
  /** Of `protobuf`. */
  type?: Type;
  /** Of `avro`. */
  avro?: AvroType;
  /** Of `module`. */
  module?: (bytes: Uint8Array) => Reading;
  encoding?: EncodingName;
  /** Of `numbers`. */
  layout?: string;
  /** Of `picture` without a header. */
  raw?: RawPicture & { format: RawFormat };
  /** Of `numpy` that is no file: what a frame before tells, null where none does. */
  announced?: AnnouncedArray | null;
  /** Of `prefix`. */
  part?: Part;
  inside?: Plan;
}

/** Which decoder a frame has, and what is known from choosing it. */
export interface Decision extends Plan, Pick<DecodedFrame, 'why' | 'chosenBy' | 'guess' | 'offer' | 'ruleProblem' | 'brokenRule'> {
  /** Values inside that are read in a way of their own. */
  values?: readonly ValuePlan[];
}

/** How the values are read to which a path leads. */
export interface ValuePlan {
  path: string;
  steps: readonly PatternStep[];
  plan(content: Content): Plan;
}

/** What a person chose; a name alone says nothing but the decoder. */
export function choiceOf(chosen: ChosenReading): DecoderChoice {
  return typeof chosen === 'string' ? { decoder: chosen } : chosen;
}

/** A frame (from 0) of a message; nothing where it has none. */
export function contentOf({ frames }: MessageContext, frame: number): Content {
  const { bytes, size } = frames[frame] ?? { bytes: new Uint8Array(0), size: 0 };
  return contentFrom(bytes, size);
}

/** What is unpacked may have no size that is known. */
export function choose({ bytes, size, cut }: Content): Choice {
  return chooseDecoder(bytes, cut !== undefined && size <= bytes.length ? Infinity : size);
}

/** How one frame (from 0) is read: as a person chose, else as a rule says, else as its bytes suggest. */
export function decide(
  context: MessageContext,
  frame: number,
  chosen: ChosenReading | undefined,
  environment: DecodingEnvironment,
): Decision {
  const { rules } = environment;
  const rule = ruleFor(context, frame, rules);
  const byPerson = chosen === undefined ? undefined : choiceOf(chosen);
  const decision = announcing(
    byPerson && isMeant(byPerson) ? ofPerson(context, frame, byPerson, rule, environment) : ofRule(context, frame, rule, environment),
    context,
    frame,
  );
  const values = [
    ...(byPerson?.values ?? []).flatMap((choice) => valuePlan(choice.path, (content) => planned(content, choice, {}))),
    ...valueRulesFor(context, frame, rules).flatMap((rule) =>
      valuePlan(rule.path ?? '.', (content) => planned(content, rule, schemaOf(rule, environment, context, frame))),
    ),
  ];
  return values.length > 0 ? { ...decision, values } : decision;
}

/** With what a frame before says of the array that is meant. */
function announcing<P extends Plan>(plan: P, context: MessageContext, frame: number): P {
  if (plan.decoder === 'numpy' && plan.announced === undefined)
    return { ...plan, announced: announcedArray(context.frames, frame) ?? null };
  return plan.inside ? { ...plan, inside: announcing(plan.inside, context, frame) } : plan;
}

/** None where the path is no path. */
function valuePlan(path: string, plan: ValuePlan['plan']): ValuePlan[] {
  try {
    return [{ path, steps: parsePathPattern(path).steps, plan }];
  } catch (error) {
    if (error instanceof ZmqError) return [];
    throw error;
  }
}

function isMeant(choice: DecoderChoice): boolean {
  return choice.decoder !== undefined || choice.encoding !== undefined || hasPart(choice);
}

function ofPerson(
  context: MessageContext,
  frame: number,
  choice: DecoderChoice,
  rule: NumberedRule | undefined,
  environment: DecodingEnvironment,
): Decision {
  const byRule = rule !== undefined && choice.decoder === rule.decoder ? schemaOf(rule, environment, context, frame) : {};
  const isByLayout = choice.decoder === 'numbers' && choice.layout === undefined && rule?.decoder === 'numbers';
  const meant = isByLayout && rule.layout !== undefined ? { ...choice, layout: rule.layout } : choice;
  return { chosenBy: 'person', why: t('chosen here'), ...planned(contentOf(context, frame), meant, byRule) };
}

function ofRule(context: MessageContext, frame: number, rule: NumberedRule | undefined, environment: DecodingEnvironment): Decision {
  if (rule === undefined) return ofContent(context, frame);
  if (rule.problem !== undefined) return { ...ofContent(context, frame), ...brokenRule(rule.rule, rule.problem) };
  const schema = schemaOf(rule, environment, context, frame);
  // Without its module it says nothing of the bytes.
  if (rule.decoder === 'module' && schema.module === undefined) return { ...ofContent(context, frame), ...schema };
  const { problem, ...plan } = planned(contentOf(context, frame), rule, schema);
  return {
    chosenBy: 'rule',
    why: t('rule {0} of zmq.decoders', rule.rule),
    ...plan,
    ...(problem === undefined ? {} : brokenRule(rule.rule, problem)),
  };
}

function ofContent(context: MessageContext, frame: number): Decision {
  if (context.isEncrypted) return { decoder: 'hex', chosenBy: 'content', why: t('it is encrypted') };
  const announced = announcedArray(context.frames, frame);
  if (announced && (announced.isFitting || announced.packed)) {
    const plan: Plan = { decoder: 'numpy', announced };
    return {
      ...(announced.packed ? { decoder: announced.packed, inside: plan } : plan),
      chosenBy: 'content',
      why: whyArray(announced, frame),
    };
  }
  const content = contentOf(context, frame);
  const choice = weighed(choose(content), content.bytes, content.cut === undefined ? (context.siblings?.get(frame) ?? []) : []);
  const isBefore = announced?.from === frame - 1;
  if (announced && isBefore && (choice.decoder === 'hex' || choice.guess) && partOfAnnounced(announced, content.size))
    return { decoder: 'numpy', announced, chosenBy: 'content', why: t('{0}, but of another size', whyArray(announced, frame)) };
  if (announced && isBefore && isBase64Of(announced, content))
    return { decoder: 'base64', inside: { decoder: 'numpy', announced }, chosenBy: 'content', why: whyArray(announced, frame) };
  // A picture is packed as the header says.
  const problem = choice.decoder === 'picture' ? undefined : announced?.problem;
  return {
    ...choice,
    why: problem === undefined ? choice.why : whyNoArray(choice.why, problem, isBefore),
    chosenBy: 'content',
  };
}

/** The values of the array are written in digits of Base64. */
function isBase64Of({ described }: AnnouncedArray, { bytes, size }: Content): boolean {
  const told = sizeOf(described);
  if (told === undefined || bytes.length < size || (size !== Math.ceil(told / 3) * 4 && size !== Math.ceil((told * 4) / 3))) return false;
  const read = readWritten('base64', bytes, true);
  return 'bytes' in read && read.bytes.length === told;
}

function whyNoArray(why: string, problem: string, isBefore: boolean): string {
  return isBefore
    ? t('{0}; it is not the array that the frame before announces: {1}', why, problem)
    : t('{0}; it is not the array that a frame before announces: {1}', why, problem);
}

/** How a content is read where that is said, in part perhaps. `problem`: why the part that is meant is not there. */
function planned(
  content: Content,
  {
    decoder,
    encoding,
    layout,
    format,
    width,
    height,
    ...place
  }: PartChoice & Pick<DecoderChoice, 'decoder' | 'encoding' | 'layout' | 'format' | 'width' | 'height'>,
  { type, avro, module, ...broken }: ReturnType<typeof schemaOf>,
): Plan & Pick<Decision, 'ruleProblem' | 'brokenRule'> & { problem?: string } {
  const raw =
    format === undefined ? undefined : { format, ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) };
  if (!hasPart(place)) return { ...broken, ...wholePlan(content, decoder, { encoding, layout, type, avro, module, raw }) };
  const found = chosenPart(content.bytes, content.size, place);
  if ('problem' in found) return { ...broken, ...choose(content), problem: found.problem };
  return {
    ...broken,
    decoder: 'prefix',
    part: found.part,
    inside: wholePlan(partOf(content, found.part), decoder, { encoding, layout, type, avro, module, raw }),
  };
}

function wholePlan(
  content: Content,
  decoder: DecoderName | undefined,
  {
    encoding,
    layout,
    type,
    avro,
    module,
    raw,
  }: { [Option in 'encoding' | 'layout' | 'type' | 'avro' | 'module' | 'raw']: Plan[Option] | undefined },
): Plan {
  if (encoding !== undefined) return textPlan(content.bytes, encoding);
  if (decoder === undefined) return choose(content);
  if (decoder === 'picture' && raw && !readPicture(content.bytes)?.picture && !compressionOf(content.bytes)) return { decoder, raw };
  if (decoder === 'prefix') return prefixPlan(content);
  if (decoder === 'numbers' && layout !== undefined && fitsLayout(layout, content.size)) return { decoder, layout };
  // What was wanted may be compressed: then it is meant for the inside.
  const compression = compressible.has(decoder) ? compressionOf(content.bytes) : undefined;
  const plan: Plan = {
    decoder,
    ...(type ? { type } : {}),
    ...(avro ? { avro } : {}),
    ...(module ? { module } : {}),
    ...(decoder === 'numbers' && layout !== undefined ? { layout } : {}),
  };
  return compression ? { decoder: compression, inside: plan } : plan;
}

/** A prefix is what was found to be one. */
function prefixPlan(content: Content): Plan {
  const choice = choose(content);
  return choice.decoder === 'prefix' ? choice : { decoder: 'prefix' };
}

/** Formats that a compression may hold; whoever wants the bytes themselves says `hex`, `text` or the compression. */
const compressible: ReadonlySet<DecoderName> = new Set([
  'json',
  'msgpack',
  'cbor',
  'protobuf',
  'pickle',
  'bson',
  'avro',
  'pmt',
  'zip',
  'xml',
  'yaml',
  'csv',
  'pairs',
  'numbers',
  'picture',
  'numpy',
]);

function schemaOf(
  { rule, protoFile, messageType, avroSchema, module }: NumberedRule,
  { schemas, modules }: DecodingEnvironment,
  context: MessageContext,
  frame: number,
): Pick<Decision, 'type' | 'avro' | 'module' | 'ruleProblem' | 'brokenRule'> {
  if (module !== undefined) {
    const problem = modules?.problem(module);
    return problem === undefined && modules
      ? { module: (bytes) => modules.decode(module, bytes, context, frame) }
      : brokenRule(rule, problem ?? t('Modules cannot be run here.'));
  }
  if (avroSchema === undefined && (protoFile === undefined || messageType === undefined)) return {};
  try {
    if (avroSchema !== undefined) return { avro: schemas.avro(avroSchema) };
    if (protoFile === undefined || messageType === undefined) return {};
    return { type: schemas.type(protoFile, messageType) };
  } catch (error) {
    if (!(error instanceof ZmqError)) throw error;
    return brokenRule(rule, error.message);
  }
}

function brokenRule(rule: number, problem: string): Pick<Decision, 'ruleProblem' | 'brokenRule'> {
  return { ruleProblem: t('Rule {0} of zmq.decoders: {1}', rule, problem), brokenRule: rule };
}
