import type { Segment } from '../capture/segment';
import type { SocketType } from '../../protocol/sockets';
import type { CostlyCondition, QueryNode } from './ast';
import { evaluate, isCostly, planOf, waitsForAnswers } from './evaluate';
import type { Evaluation } from './evaluate';

/** A socket as the columns number it: by its place in a list. */
export interface QuerySocket {
  name: string;
  /** Absent for the engine itself. */
  type?: SocketType;
}

/**
 * Judges rows (ascending) of a segment by a condition that may take long: for each of them `NO`, `YES` or `UNDECIDED`. The
 * segment may have been evicted or split by the time of the answer. Rejects with a ZmqError where it gives up.
 */
export type Judge = (condition: CostlyCondition, segment: Segment, rows: Uint32Array) => Promise<Uint8Array>;

export interface QueryContext {
  /** Grows while the matcher is in use. */
  sockets: readonly QuerySocket[];
  /** ms since 1970. */
  now(): number;
  judge: Judge;
  /** Only records of the socket of this number. */
  socket?: number;
}

/** Finds the records that a query asks for. */
export interface Matcher {
  /** Some of it is left to the judge. */
  readonly isCostly: boolean;
  /** ms that a record waits before it is looked at: a request is answered a moment later. */
  readonly delay: number;
  readonly judge: Judge;
  now(): number;
  /** Verdicts on rows `from … to - 1`. Yields what the judge has to be asked, and is given its answer. */
  evaluate(segment: Segment, from: number, to: number): Evaluation;
}

/** How long a request may wait for its reply before it counts as unanswered, ms. */
export const answerTime = 1000;

/** Undefined where every record matches. */
export function compileQuery(query: QueryNode | undefined, context: QueryContext): Matcher | undefined {
  const plan = planOf(query, context.socket);
  if (!plan) return undefined;
  const started = context.now();
  return {
    isCostly: isCostly(plan),
    delay: waitsForAnswers(plan) ? answerTime : 0,
    judge: context.judge,
    now: () => context.now(),
    evaluate: (segment, from, to) =>
      evaluate(plan, { segment, from, to, sockets: context.sockets, started }, new Uint8Array(to - from).fill(1)),
  };
}
