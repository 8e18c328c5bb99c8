import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { decoderNames, encodingNames, rawFormats, type DecoderRule, type RuleStatus } from '../../protocol/decoding';
import { ZmqError } from '../base/errors';
import { topicOf, type MessageContext } from './messageContext';
import { socketTypes } from '../socket/socketTypes';
import type { TopicEnd } from '../socket/topicLength';
import { frameRoles, isEnvelope } from './envelope';
import { parseLayout } from './layout/layout';
import { parsePathPattern } from './values/path';
import { encodingCalled } from './wraps/encodings';
import { hasPart, separatorBytes } from './wraps/prefix';

/** A rule with its place in the setting, from 1. */
export interface NumberedRule extends DecoderRule {
  rule: number;
  /** Why the rule cannot be followed. Its frames are told so. */
  problem?: string;
}

const conditions = v.object(
  {
    socket: v.optional(v.string(() => t('"socket" is the name of a socket, a text.'))),
    topic: v.optional(v.string(() => t('"topic" is what the topic begins with, a text.'))),
    frame: v.optional(
      v.pipe(
        v.number(() => t('"frame" is a number, 1 for the first frame.')),
        v.integer(() => t('"frame" is a whole number.')),
        v.minValue(1, () => t('"frame" counts from 1.')),
      ),
    ),
  },
  () => t('A rule is an object such as {"topic": "weather.", "decoder": "json"}.'),
);
const maxPart = 1024 * 1024;
const pixels = (name: string) => t('"{0}" is a number of pixels, from 1 up to {1}.', name, maxPixels);
const maxPixels = 65_536;
const bytesToSkip = () => t('"skip" is a number of bytes, from 0 up to {0}.', maxPart);
const pixelCount = (name: string) => {
  const says = () => pixels(name);
  return v.pipe(v.number(says), v.integer(says), v.minValue(1, says), v.maxValue(maxPixels, says));
};
const offsetInFrame = () => t('"offset" is the byte at which the content begins; -8 is the eighth from the end.');
const action = v.object({
  decoder: v.optional(
    v.picklist(decoderNames, (issue) => t('There is no decoder {0}; there are {1}.', issue.received, decoderNames.join(', '))),
  ),
  protoFile: v.optional(
    v.pipe(
      v.string(() => t('"protoFile" is a path, a text.')),
      v.regex(/^(?:\/|[A-Za-z]:[\\/]|\\\\)/, () => t('"protoFile" must be an absolute path.')),
    ),
  ),
  messageType: v.optional(v.string(() => t('"messageType" is the full name of a message, a text.'))),
  avroSchema: v.optional(
    v.pipe(
      v.string(() => t('"avroSchema" is a path, a text.')),
      v.regex(/^(?:\/|[A-Za-z]:[\\/]|\\\\)/, () => t('"avroSchema" must be an absolute path.')),
    ),
  ),
  module: v.optional(
    v.pipe(
      v.string(() => t('"module" is a path, a text.')),
      v.regex(/^(?:\/|[A-Za-z]:[\\/]|\\\\)/, () => t('"module" must be an absolute path.')),
    ),
  ),
  encoding: v.optional(
    v.pipe(
      v.unknown(),
      v.transform((name) => (typeof name === 'string' ? (encodingCalled(name) ?? name) : name)),
      v.picklist(encodingNames, (issue) => t('There is no encoding {0}; there are {1}.', issue.received, encodingNames.join(', '))),
    ),
  ),
  layout: v.optional(v.string(() => t('"layout" says how numbers lie in the bytes, such as "<If".'))),
  format: v.optional(
    v.picklist(rawFormats, (issue) => t('There is no format {0} of pixels; there are {1}.', issue.received, rawFormats.join(', '))),
  ),
  width: v.optional(pixelCount('width')),
  height: v.optional(pixelCount('height')),
  skip: v.optional(v.pipe(v.number(bytesToSkip), v.integer(bytesToSkip), v.minValue(0, bytesToSkip), v.maxValue(maxPart, bytesToSkip))),
  after: v.optional(
    v.pipe(
      v.string(() => t('"after" is the text that ends what is left out.')),
      v.minLength(1, () => t('"after" is the text that ends what is left out.')),
    ),
  ),
  offset: v.optional(
    v.pipe(v.number(offsetInFrame), v.integer(offsetInFrame), v.minValue(-maxPart, offsetInFrame), v.maxValue(maxPart, offsetInFrame)),
  ),
  path: v.optional(v.string(() => t('"path" leads to a value, such as ".payload".'))),
});
type Action = v.InferOutput<typeof action>;

/**
 * Each entry of the setting `zmq.decoders` on its own, and how all of them stand. Rules whose frames can be told are in `rules` even where
 * what they ask for is wrong, so that it is said at the frame, too. `mayRunModules`: they are code, and the workspace is trusted.
 */
export function checkRules(setting: readonly unknown[], mayRunModules = false): { rules: NumberedRule[]; problems: RuleStatus[] } {
  const rules: NumberedRule[] = [];
  const problems: RuleStatus[] = [];
  setting.forEach((entry, index) => {
    const rule = index + 1;
    const where = v.safeParse(conditions, entry);
    const what = v.safeParse(action, entry);
    const problem =
      where.issues?.[0].message ??
      unknownKey(entry) ??
      what.issues?.[0].message ??
      (what.success ? misfit(what.output, mayRunModules) : undefined);
    if (where.success && unknownKey(entry) === undefined)
      rules.push({ rule, ...where.output, ...(what.success && problem === undefined ? what.output : { problem }) });
    problems.push(problem === undefined ? { rule } : { rule, problem: { message: problem } });
  });
  return { rules, problems };
}

const keys: ReadonlySet<string> = new Set([...Object.keys(conditions.entries), ...Object.keys(action.entries)]);

/** A misspelt condition would make a rule for everything. */
function unknownKey(entry: unknown): string | undefined {
  const unknown = Object.keys(entry ?? {}).find((key) => !keys.has(key));
  return unknown === undefined ? undefined : t('A rule has no "{0}"; there are {1}.', unknown.slice(0, 40), [...keys].join(', '));
}

/** Why what a rule asks for makes no sense together. */
function misfit(
  { decoder, protoFile, messageType, avroSchema, module, encoding, layout, format, width, height, skip, after, offset, path }: Action,
  mayRunModules: boolean,
): string | undefined {
  if (decoder === undefined && encoding === undefined && !hasPart({ skip, after, offset })) return t('The rule names no "decoder".');
  if (decoder !== 'protobuf' && (protoFile ?? messageType) !== undefined)
    return t('"protoFile" and "messageType" go with the decoder "protobuf" only.');
  if (decoder !== 'picture' && (format ?? width ?? height) !== undefined)
    return t('"format", "width" and "height" go with the decoder "picture" only.');
  if ((width ?? height) !== undefined && (format === undefined || width === undefined))
    return t('Raw pixels need a "width", and their "format".');
  if (decoder !== 'avro' && avroSchema !== undefined) return t('"avroSchema" goes with the decoder "avro" only.');
  if ((decoder === 'module') !== (module !== undefined))
    return module === undefined
      ? t('The decoder "module" needs a "module": the path of a JavaScript file that exports decode(bytes, context).')
      : t('"module" goes with the decoder "module" only.');
  if (module !== undefined && !mayRunModules)
    return t('Modules are code, and run in trusted workspaces only: see "Workspaces: Manage Workspace Trust" in the command palette.');
  if ((protoFile === undefined) !== (messageType === undefined))
    return protoFile === undefined ? t('With "messageType" goes a "protoFile".') : t('With "protoFile" goes a "messageType".');
  if (encoding !== undefined && decoder !== undefined && decoder !== 'text') return t('"encoding" goes with the decoder "text" only.');
  const layoutProblem = layout === undefined ? undefined : decoder === 'numbers' ? problemOfLayout(layout) : onlyNumbers();
  if (layoutProblem !== undefined) return layoutProblem;
  if (offset !== undefined && (skip !== undefined || after !== undefined)) return t('"offset" stands in place of "skip" and "after".');
  return path === undefined ? undefined : pathProblem(path);
}

const onlyNumbers = () => t('"layout" goes with the decoder "numbers" only.');

function problemOfLayout(layout: string): string | undefined {
  const parsed = parseLayout(layout);
  return 'problem' in parsed ? parsed.problem : undefined;
}

function pathProblem(path: string): string | undefined {
  try {
    return parsePathPattern(path).numberOfText === undefined ? undefined : t('"path" leads to a value, such as ".payload".');
  } catch (error) {
    if (error instanceof ZmqError) return error.message;
    throw error;
  }
}

const encoder = new TextEncoder();

/** Where rules say that the topics of a source's messages of one frame end; undefined where none does. */
export function topicEnds(rules: readonly NumberedRule[], socketName: string): readonly TopicEnd[] | undefined {
  const ends = rules.flatMap(({ socket = socketName, topic = '', frame = 1, after, skip = 0, path, problem }) =>
    after !== undefined && skip === 0 && frame === 1 && path === undefined && problem === undefined && socket === socketName
      ? [{ beginning: encoder.encode(topic), after: separatorBytes(after) }]
      : [],
  );
  return ends.length > 0 ? ends : undefined;
}

/** The first rule that fits a frame (from 0). A rule that names no frame is for those that are neither envelope nor topic nor the header in its place. */
export function ruleFor(context: MessageContext, frame: number, rules: readonly NumberedRule[]): NumberedRule | undefined {
  if (rules.length === 0) return undefined;
  const fits = fitting(context, frame);
  return rules.find((rule) => rule.path === undefined && fits(rule));
}

/** The rules for values inside a frame (from 0), in order. */
export function valueRulesFor(context: MessageContext, frame: number, rules: readonly NumberedRule[]): readonly NumberedRule[] {
  if (!rules.some(({ path }) => path !== undefined)) return none;
  const fits = fitting(context, frame);
  return rules.filter((rule) => rule.path !== undefined && rule.problem === undefined && fits(rule));
}

const none: readonly NumberedRule[] = [];

function fitting(context: MessageContext, frame: number): (rule: NumberedRule) => boolean {
  let isAside: boolean | undefined;
  return (rule) => {
    if (rule.frame !== undefined && rule.frame !== frame + 1) return false;
    if (rule.socket !== undefined && rule.socket !== context.socketName) return false;
    if (rule.topic !== undefined && !topicBegins(context, rule.topic, hasPart(rule))) return false;
    if (rule.frame !== undefined) return true;
    isAside ??= isBeside(context, frame);
    return !isAside;
  };
}

function isBeside({ socketType, direction, frames }: MessageContext, frame: number): boolean {
  const role = frameRoles(socketType, direction, frames)[frame] ?? 'body';
  return isEnvelope(role) || (role === 'header' && frame === 0);
}

/** `isPart`: the rule says itself where a content begins, so that a single frame without a topic is meant by its beginning. */
function topicBegins(context: MessageContext, prefix: string, isPart: boolean): boolean {
  const { socketType, frames } = context;
  if (!socketType || !socketTypes[socketType].topics) return false;
  const beginning = topicOf(context) ?? (isPart && frames.length === 1 ? frames[0]?.bytes : undefined);
  const wanted = encoder.encode(prefix);
  return beginning !== undefined && wanted.length <= beginning.length && wanted.every((byte, i) => beginning[i] === byte);
}
