import type { Segment } from '../capture/segment';
import type { QueryNode } from './ast';
import type { GapTable, SourceTable } from './columns';
import { asksForGaps, evaluate, isCostly, PAUSE, planOf, waitsForAnswers } from './evaluate';
import type { Evaluation, Judge } from './evaluate';
import { YES } from './verdict';

export interface QueryContext {
  sources: SourceTable;
  /** ms since 1970. */
  now(): number;
  judge: Judge;
  /** Awaited now and then: lets others have their turn where it is time. */
  pause(): Promise<void> | undefined;
  /** Only records of the source of this id, and of its parts. */
  source?: string;
  /** Where values count the messages. */
  gaps?: GapTable;
}

/** Finds the records that a query asks for. */
export interface Matcher {
  /** Some of it is left to the judge. */
  readonly isCostly: boolean;
  /** ms that a record waits before it is looked at: a request is answered a moment later. */
  readonly delay: number;
  /** Some of it is about gaps: records from `checkedTo` on are not looked at yet. */
  readonly gaps: GapTable | undefined;
  readonly judge: Judge;
  now(): number;
  pause(): Promise<void> | undefined;
  /** Verdicts on rows `from … to - 1`. Yields what the judge has to be asked, and is given its answer. */
  evaluate(segment: Segment, from: number, to: number): Evaluation;
}

/** How long a request may wait for its reply before it counts as unanswered, ms. */
export const answerTime = 1000;

/** Undefined where every record matches. */
export function compileQuery(query: QueryNode | undefined, context: QueryContext): Matcher | undefined {
  const plan = planOf(query, context.source);
  if (!plan) return undefined;
  const started = context.now();
  return {
    isCostly: isCostly(plan),
    delay: waitsForAnswers(plan) ? answerTime : 0,
    gaps: asksForGaps(plan) ? context.gaps : undefined,
    judge: context.judge,
    now: () => context.now(),
    pause: () => context.pause(),
    evaluate: (segment, from, to) =>
      evaluate(plan, { segment, from, to, sources: context.sources, started, gaps: context.gaps }, new Uint8Array(to - from).fill(1)),
  };
}

/** Whether a single record meets a query: at once, unless the judge has to be asked. A record that cannot be told is none. Rejects as the judge does. */
export function meets(matcher: Matcher, segment: Segment, row: number): boolean | Promise<boolean> {
  const evaluation = matcher.evaluate(segment, row, row + 1);
  let step = evaluation.next();
  while (!step.done && step.value === PAUSE) step = evaluation.next();
  if (step.done) return step.value[0] === YES;
  const asked = async () => {
    let next: typeof step | ReturnType<typeof evaluation.next> = step;
    while (!next.done)
      next =
        next.value === PAUSE ? evaluation.next() : evaluation.next(await matcher.judge(next.value.condition, segment, next.value.rows));
    return next.value[0] === YES;
  };
  return asked();
}
