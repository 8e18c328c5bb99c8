import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { decoderNames, type DecoderName, type DecoderRule, type RuleStatus } from '../../protocol/decoding';
import type { MessageContext } from './messageContext';
import { topicLength } from '../socket/topicLength';
import { frameRoles, isEnvelope } from './envelope';

/** A rule with its place in the setting, from 1. */
export interface NumberedRule extends Omit<DecoderRule, 'decoder'> {
  rule: number;
  /** Absent with a `problem`. */
  decoder?: DecoderName;
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
const action = v.object(
  {
    decoder: v.picklist(decoderNames, (issue) => t('There is no decoder {0}; there are {1}.', issue.received, decoderNames.join(', '))),
    protoFile: v.optional(
      v.pipe(
        v.string(() => t('"protoFile" is a path, a text.')),
        v.regex(/^(?:\/|[A-Za-z]:[\\/]|\\\\)/, () => t('"protoFile" must be an absolute path.')),
      ),
    ),
    messageType: v.optional(v.string(() => t('"messageType" is the full name of a message, a text.'))),
  },
  () => t('The rule names no "decoder".'),
);

/**
 * Each entry of the setting `zmq.decoders` on its own, and how all of them stand. Rules whose frames can be told are in `rules` even where
 * what they ask for is wrong, so that it is said at the frame, too.
 */
export function checkRules(setting: readonly unknown[]): { rules: NumberedRule[]; problems: RuleStatus[] } {
  const rules: NumberedRule[] = [];
  const problems: RuleStatus[] = [];
  setting.forEach((entry, index) => {
    const rule = index + 1;
    const where = v.safeParse(conditions, entry);
    const what = v.safeParse(action, entry);
    const problem =
      where.issues?.[0].message ?? unknownKey(entry) ?? what.issues?.[0].message ?? (what.success ? schemaProblem(what.output) : undefined);
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

function schemaProblem({
  decoder,
  protoFile,
  messageType,
}: Pick<DecoderRule, 'decoder' | 'protoFile' | 'messageType'>): string | undefined {
  if (decoder !== 'protobuf')
    return (protoFile ?? messageType) ? t('"protoFile" and "messageType" go with the decoder "protobuf" only.') : undefined;
  if ((protoFile === undefined) !== (messageType === undefined))
    return protoFile === undefined ? t('With "messageType" goes a "protoFile".') : t('With "protoFile" goes a "messageType".');
  return undefined;
}

const encoder = new TextEncoder();
const topicTypes: ReadonlySet<string> = new Set(['pub', 'sub', 'xpub', 'xsub']);

/** The first rule that fits a frame (from 0). A rule that names no frame is for those that are neither envelope nor topic nor the header in its place. */
export function ruleFor(context: MessageContext, frame: number, rules: readonly NumberedRule[]): NumberedRule | undefined {
  let isAside: boolean | undefined;
  for (const rule of rules) {
    if (rule.frame !== undefined && rule.frame !== frame + 1) continue;
    if (rule.socket !== undefined && rule.socket !== context.socketName) continue;
    if (rule.topic !== undefined && !topicBegins(context, rule.topic)) continue;
    if (rule.frame !== undefined) return rule;
    isAside ??= isBeside(context, frame);
    if (!isAside) return rule;
  }
  return undefined;
}

function isBeside({ socketType, direction, frames }: MessageContext, frame: number): boolean {
  const role = frameRoles(socketType, direction, frames)[frame] ?? 'body';
  return isEnvelope(role) || (role === 'header' && frame === 0);
}

function topicBegins({ socketType, frames }: MessageContext, prefix: string): boolean {
  const first = frames[0];
  if (!first || !topicTypes.has(socketType ?? '')) return false;
  const length = topicLength(first.bytes, 0, first.bytes.length, frames.length);
  const wanted = encoder.encode(prefix);
  return wanted.length <= length && wanted.every((byte, i) => first.bytes[i] === byte);
}
