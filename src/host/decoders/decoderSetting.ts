import type { DecoderRule } from '../../protocol/decoding';
import { absolutePath, type Places } from '../settings/settingPath';

/** As many as the engine takes. */
const mostRules = 1000;

/**
 * The setting `zmq.decoders` as the engine takes it. Each rule stays in its place, also one that makes no sense: the engine says
 * why it is not in use.
 */
export function rulesForEngine(setting: unknown, places: Places): unknown[] {
  return rulesOf(setting)
    .slice(0, mostRules)
    .map((rule) => (isObject(rule) ? { ...rule, ...absoluteFiles(rule, places) } : rule));
}

/** Options of a rule that are files. */
const fileOptions = ['protoFile', 'avroSchema', 'module'] as const;

function absoluteFiles(rule: Record<string, unknown>, places: Places): Record<string, string> {
  const files: Record<string, string> = {};
  for (const option of fileOptions) {
    const file = rule[option];
    if (typeof file === 'string' && file.trim() !== '') files[option] = absolutePath(file.trim(), places) ?? file;
  }
  return files;
}

/** The files by which Protobuf is read, each once. */
export function protoFilesOf(rules: readonly unknown[]): string[] {
  return filesOf(rules, ['protoFile']);
}

/** The files that rules name, each once. */
export function schemaFilesOf(rules: readonly unknown[]): string[] {
  return filesOf(rules, fileOptions);
}

function filesOf(rules: readonly unknown[], options: readonly (typeof fileOptions)[number][]): string[] {
  const named = rules.flatMap((rule) => (isObject(rule) ? options.map((option) => rule[option]) : []));
  return [...new Set(named.filter((file) => typeof file === 'string'))];
}

/** The setting with a rule before all others. It takes the place of those for the very same frames. */
export function withRule(setting: unknown, rule: DecoderRule): unknown[] {
  const { socket, topic, frame, path, ...how } = rule;
  const written = Object.fromEntries(Object.entries({ socket, topic, frame, path, ...how }).filter(([, value]) => value !== undefined));
  return [written, ...withoutRule(setting, rule)];
}

/** The setting without rules for the very same frames. */
export function withoutRule(setting: unknown, frames: RuleFrames): unknown[] {
  return rulesOf(setting).filter((other) => !isForSameFrames(frames, other));
}

/** A settings file may hold anything. The values are copies: VS Code hands out proxies, which no other process takes. */
function rulesOf(setting: unknown): unknown[] {
  if (setting === undefined || setting === null) return [];
  const plain = JSON.parse(JSON.stringify(setting)) as unknown;
  return Array.isArray(plain) ? plain : [plain];
}

/** What a rule is for: frames, or a value in them. */
export type RuleFrames = Pick<DecoderRule, 'socket' | 'topic' | 'frame' | 'path'>;

function isForSameFrames(rule: RuleFrames, other: unknown): boolean {
  return isObject(other) && (['socket', 'topic', 'frame', 'path'] as const).every((name) => rule[name] === other[name]);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
