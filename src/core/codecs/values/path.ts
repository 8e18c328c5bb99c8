import { t } from '@vscode/l10n';
import type { ValueEntry, ValueNode } from '../../../protocol/decoding';
import { ZmqError } from '../../base/errors';

/** A string key; or the place in what has an order only, which is also how integer keys are written. */
export type PathStep = string | number | bigint;

/** Where a value stands: `.name`, `."any key"`, `[3]`, one after the other; or `#2`, the second number of a text. */
export interface Path {
  steps: readonly PathStep[];
  /** From 1; then there are no steps. */
  numberOfText?: number;
}

const maxSteps = 128;
const step = /\.([^\s.[\]"'()<>=!~,#]+)|\.("(?:[^"\\\u0000-\u001f]|\\.)*")|\[(-?\d{1,40})\]/suy; // eslint-disable-line no-control-regex
const plainKey = /^[^\s.[\]"'()<>=!~,#]+$/u;

/**
 * A path as people write it. The empty one, or `.` alone, is the whole value.
 * @throws ZmqError `invalidQuery` with the place in `at`.
 */
export function parsePath(text: string): Path {
  const nth = /^#([1-9]\d{0,5})$/.exec(text);
  if (nth) return { steps: [], numberOfText: Number(nth[1]) };
  if (text === '.') return { steps: [] };
  const steps: PathStep[] = [];
  step.lastIndex = 0;
  while (step.lastIndex < text.length) {
    const from = step.lastIndex;
    const match = step.exec(text);
    const key = match?.[1] ?? keyOf(match?.[2]);
    if (key !== undefined) steps.push(key);
    else if (match?.[3] !== undefined) steps.push(integerStep(BigInt(match[3])));
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
    .map((step) => (typeof step !== 'string' ? `[${step}]` : plainKey.test(step) ? `.${step}` : `.${JSON.stringify(step)}`))
    .join('');
}

/** The step from a container to its entry of this index; undefined where the key is neither a string nor an integer. */
export function stepTo({ key }: ValueEntry, index: number): PathStep | undefined {
  if (key === undefined) return index;
  if (typeof key === 'string') return key;
  return key.kind === 'integer' && key.text !== undefined && key.text.length <= 40 ? integerStep(BigInt(key.text)) : undefined;
}

/** What stands at the end of these steps; where a key stands several times, the last one counts, as it does for `JSON.parse`. */
export function nodeAt(value: ValueNode, steps: readonly PathStep[]): ValueNode | undefined {
  let node: ValueNode | undefined = value;
  for (const step of steps) {
    node = node.entries?.findLast((entry, index) => stepTo(entry, index) === step)?.value;
    if (!node) return undefined;
  }
  return node;
}
