import { t } from '@vscode/l10n';
import type { ValueEntry, ValueNode } from '../../../protocol/decoding';
import { parseHex } from '../../base/bytes';
import { ZmqError } from '../../base/errors';
import { indexOfUnsafe, withoutUnsafe } from '../../base/preview';
import { opened } from './inner';
import { utf8Text } from './text';

/** A string key; or the place in what has an order only (-1 is the last one), which is also how integer keys are written. */
export type PathStep = string | number | bigint;

/** Every entry of what stands there, whatever its key: `[*]` or `.*`. */
export const everyEntry = Symbol('every entry');
export type PatternStep = PathStep | typeof everyEntry;

/** Where a value stands: `.name`, `."any key"`, `[3]`, one after the other; or `#2`, the second number of a text. */
export interface Path<Step extends PatternStep = PathStep> {
  steps: readonly Step[];
  /** From 1; then there are no steps. */
  numberOfText?: number;
}

const maxSteps = 128;
const step =
  /\.([^\s.[\]"'()<>=!~,#]+)|\.("(?:[^"\\\u0000-\u001f]|\\.)*")|\[(-?\d{1,40})\]|\[\*?\]|\[("(?:[^"\\\u0000-\u001f]|\\.)*")\]|\['([^'\u0000-\u001f]*)'\]/suy; // eslint-disable-line no-control-regex
/** What JSONPath begins with, or a name where people leave out the point. */
const beginning = /^(?:\$(?=$|[.[])|[\p{L}_][^\s.[\]"'()<>=!~,#]*)/u;
/** Without what can be taken for an operator of a query, or for a joint between two conditions. */
const plainKey = /^(?!\*$)[^\s.[\]"'()<>=!~,#:;&|]+$/u;

/**
 * A path as people write it, to one value. The empty one, or `.` alone, is the whole value.
 * @throws ZmqError `invalidQuery` with the place in `at`.
 */
export function parsePath(text: string): Path {
  const { steps, ...rest } = parsePathPattern(text);
  if (!steps.every((step) => step !== everyEntry))
    throw new ZmqError('invalidQuery', t('{0} stands for several values, and one is needed here.', '*'), {
      hint: t('Name the value, as in [0] or .name; a key that is a star is written {0}.', '."*"'),
      at: { from: 0, to: text.length },
    });
  return { steps, ...rest };
}

/**
 * A path as people write it, in which `[*]` and `.*` stand for every entry; `$.name`, `name` and `['name']` are `.name`.
 * @throws ZmqError `invalidQuery` with the place in `at`.
 */
export function parsePathPattern(text: string): Path<PatternStep> {
  const nth = /^#([1-9]\d{0,5})$/.exec(text);
  if (nth) return { steps: [], numberOfText: Number(nth[1]) };
  if (text === '.') return { steps: [] };
  const steps: PatternStep[] = [];
  const [begun = ''] = beginning.exec(text) ?? [];
  if (begun !== '' && begun !== '$') steps.push(begun);
  step.lastIndex = begun.length;
  while (step.lastIndex < text.length) {
    const from = step.lastIndex;
    const match = step.exec(text);
    const key = match?.[1] ?? keyOf(match?.[2] ?? match?.[4]) ?? match?.[5];
    if (match?.[1] === '*') steps.push(everyEntry);
    else if (key !== undefined) steps.push(key);
    else if (match?.[3] !== undefined) steps.push(integerStep(BigInt(match[3])));
    else if (match?.[0].startsWith('[')) steps.push(everyEntry);
    else refuse(text, from);
    if (steps.length > maxSteps)
      throw new ZmqError('invalidQuery', t('A path has at most {0} steps.', maxSteps), { at: { from, to: text.length } });
  }
  return { steps };
}

function keyOf(quoted: string | undefined): string | undefined {
  if (quoted === undefined) return undefined;
  try {
    return JSON.parse(quoted) as string;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // an escape that JSON does not have
    throw error;
  }
}

function integerStep(value: bigint): PathStep {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

function refuse(text: string, from: number): never {
  throw new ZmqError('invalidQuery', t('"{0}" is no step of a path.', text.slice(from, from + 40)), {
    hint: t('Steps are written as .name, ."any key" or [3]; #2 alone is the second number of a text.'),
    at: { from, to: text.length },
  });
}

/** The text that `parsePath` reads as these steps. */
export function formatPath(steps: readonly PathStep[]): string {
  if (steps.length === 0) return '.';
  return steps
    .map((step) =>
      typeof step !== 'string' ? `[${step}]` : plainKey.test(step) && indexOfUnsafe(step) < 0 ? `.${step}` : `.${quotedKey(step)}`,
    )
    .join('');
}

/** As JSON has it, with nothing in it that cannot be seen. */
function quotedKey(key: string): string {
  return withoutUnsafe(JSON.stringify(key), (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The step from a container to its entry of this index; undefined where the key is neither an integer nor a text, be it one in bytes. */
export function stepTo({ key }: ValueEntry, index: number): PathStep | undefined {
  if (key === undefined) return index;
  if (typeof key === 'string') return key;
  if (key.kind === 'bytes') return key.whole === undefined ? utf8Text(parseHex(key.text ?? '')) : undefined;
  return key.kind === 'integer' && key.text !== undefined && key.text.length <= 40 ? integerStep(BigInt(key.text)) : undefined;
}

/** Gives what a value holds, for steps that lead into it. */
type Open = (value: ValueNode) => ValueNode;

/** All that stands at the ends of these steps. `isPart`: there may be more, for a container on the way is given in part only. */
export function nodesAt(
  value: ValueNode,
  steps: readonly PatternStep[],
  open: Open = opened,
): { nodes: readonly ValueNode[]; isPart: boolean } {
  let nodes = [value];
  let isPart = false;
  for (const step of steps) {
    const next: ValueNode[] = [];
    for (const each of nodes) {
      const opened = open(each);
      const node = typeof step === 'string' ? opened : valuesIn(opened);
      const found = step === everyEntry ? (node.entries ?? []).map(({ value }) => value) : (entryAt(node, step) ?? []);
      if (node.whole !== undefined && node.entries && (step === everyEntry || Array.isArray(found))) isPart = true;
      if (Array.isArray(found)) for (const each of found) next.push(each);
      else next.push(found);
    }
    nodes = next;
  }
  return { nodes, isPart };
}

/** What stands at the end of these steps; where a key stands several times, the last one counts, as it does for `JSON.parse`. */
export function nodeAt(value: ValueNode, steps: readonly PathStep[], open: Open = opened): ValueNode | undefined {
  let node: ValueNode | undefined = value;
  for (const step of steps) {
    node = entryAt(open(node), step);
    if (!node) return undefined;
  }
  return node;
}

/** A map that holds an array of NumPy stands for its values, where a place in it is meant. */
function valuesIn(node: ValueNode): ValueNode {
  if (node.type !== 'ndarray') return node;
  return node.entries?.find(({ value: { kind, type } }) => kind === 'array' && type?.endsWith(']'))?.value ?? node;
}

/** A place in a list, as some write it behind a point. */
export function isPlace(step: PathStep): boolean {
  return typeof step === 'string' && /^(?:0|[1-9]\d{0,8})$/.test(step);
}

function entryAt(value: ValueNode, step: PathStep): ValueNode | undefined {
  let node = value;
  // A name can only be meant for what a tag stands before.
  while (typeof step === 'string' && node.kind === 'tagged' && node.entries?.length === 1) node = node.entries[0]?.value ?? node;
  if (typeof step !== 'string') node = valuesIn(node);
  const isList = (isPlace(step) || (typeof step === 'number' && step < 0)) && node.entries?.every(({ key }) => key === undefined);
  if (isList && isPlace(step)) return node.entries?.[Number(step)]?.value;
  // A list counts from its end, too.
  if (isList && Number(step) < 0 && node.whole === undefined) return node.entries?.at(Number(step))?.value;
  const found = node.entries?.findLast((entry, index) => stepTo(entry, index) === step);
  if (found || typeof step !== 'string' || !writtenInteger.test(step)) return found?.value;
  const integer = integerStep(BigInt(step));
  return node.entries?.findLast((entry) => entry.key !== undefined && stepTo(entry, 0) === integer)?.value;
}

/** A name that leads to an integer key where there is no text like it. */
const writtenInteger = /^(?:0|-?[1-9]\d{0,39})$/;
