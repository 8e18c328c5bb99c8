import type { Segment } from '../capture/segment';
import { bytesSearch, textSearch } from '../capture/textSearch';
import type { BytesSearch } from '../capture/textSearch';
import type { CostlyCondition, QueryNode } from './ast';
import { columnTest } from './columns';
import type { ColumnCondition, Stretch } from './columns';
import { eventContains, eventRows } from './eventSearch';
import { NO, UNDECIDED, YES } from './verdict';

/** What the judge is asked. */
export interface Question {
  condition: CostlyCondition;
  /** Ascending. */
  rows: Uint32Array;
}
/** Yielded where others may have their turn; whatever is given back for it means nothing. */
export const PAUSE = 'pause';
/** Results in a verdict on each row. Takes the verdicts on the rows of each question it yields. */
export type Evaluation = Generator<Question | typeof PAUSE, Uint8Array, Uint8Array>;

/**
 * Judges rows (ascending) of a segment by a condition that may take long: for each of them `NO`, `YES` or `UNDECIDED`. The
 * segment may have been evicted or split by the time of the answer. Rejects with a ZmqError where it gives up.
 */
export type Judge = (condition: CostlyCondition, segment: Segment, rows: Uint32Array) => Promise<Uint8Array>;

/** A query whose parts know their price: the cheap ones go first and leave little to the others. */
export type Plan =
  | { kind: 'and' | 'or'; price: number; parts: Plan[] }
  | { kind: 'not'; price: number; part: Plan }
  | { kind: 'column'; price: number; condition: ColumnCondition }
  | { kind: 'search'; price: number; search: BytesSearch }
  | { kind: 'judged'; price: number; condition: CostlyCondition };

/** Reading a column, searching bytes, decoding, matching a regex. */
const prices = { column: 1, search: 8, decoder: 900, value: 1000, decoded: 1200, regex: 1500 };

/** `source`: id of the one source whose records, and those of its parts, are wanted. Undefined where all are. */
export function planOf(query: QueryNode | undefined, source?: string): Plan | undefined {
  const plan = query && planNode(query);
  if (source === undefined) return plan;
  const ofSource: Plan = { kind: 'column', price: prices.column, condition: { kind: 'source', source } };
  return plan ? { kind: 'and', price: prices.column + plan.price, parts: [ofSource, plan] } : ofSource;
}

function planNode(node: QueryNode): Plan {
  switch (node.kind) {
    case 'and':
    case 'or': {
      const parts = node.parts.map(planNode).sort((a, b) => a.price - b.price);
      return { kind: node.kind, price: parts.reduce((sum, { price }) => sum + price, 0), parts };
    }
    case 'not': {
      const part = planNode(node.part);
      return { kind: 'not', price: part.price, part };
    }
    case 'text':
      return { kind: 'search', price: prices.search, search: textSearch(node.text) };
    case 'bytes':
      return { kind: 'search', price: prices.search, search: bytesSearch(node.bytes) };
    case 'frame':
      return { kind: 'column', price: prices.search, condition: node };
    case 'regex':
    case 'value':
    case 'decoded':
    case 'decoder':
      return { kind: 'judged', price: prices[node.kind], condition: node };
    default:
      return { kind: 'column', price: prices.column, condition: node };
  }
}

function some(plan: Plan, test: (part: Plan) => boolean): boolean {
  if (plan.kind === 'and' || plan.kind === 'or') return plan.parts.some((part) => some(part, test));
  return plan.kind === 'not' ? some(plan.part, test) : test(plan);
}
export function isCostly(plan: Plan): boolean {
  return some(plan, ({ kind }) => kind === 'judged');
}
export function waitsForAnswers(plan: Plan): boolean {
  return some(plan, (part) => part.kind === 'column' && part.condition.kind === 'pair');
}

export function asksForGaps(plan: Plan): boolean {
  return some(plan, (part) => part.kind === 'column' && part.condition.kind === 'gap');
}

/** Verdicts on the rows where `wanted` is not 0; `NO` on all others. */
export function* evaluate(plan: Plan, stretch: Stretch, wanted: Uint8Array): Evaluation {
  switch (plan.kind) {
    case 'and': {
      let verdicts = wanted;
      for (const part of plan.parts) {
        const next = yield* evaluate(part, stretch, verdicts);
        let open = false;
        for (let i = 0; i < next.length; i++) {
          if (next[i] === NO) continue;
          open = true;
          if (verdicts[i] === UNDECIDED) next[i] = UNDECIDED;
        }
        verdicts = next;
        if (!open) break;
      }
      return verdicts;
    }
    case 'or': {
      const verdicts = new Uint8Array(wanted.length);
      const open = wanted.slice();
      for (const part of plan.parts) {
        const next = yield* evaluate(part, stretch, open);
        for (let i = 0; i < next.length; i++) {
          const verdict = next[i] as number;
          if (verdict === NO) continue;
          verdicts[i] = verdict;
          if (verdict === YES) open[i] = NO;
        }
      }
      return verdicts;
    }
    case 'not': {
      const verdicts = yield* evaluate(plan.part, stretch, wanted);
      for (let i = 0; i < verdicts.length; i++) {
        if (wanted[i] !== NO && verdicts[i] !== UNDECIDED) verdicts[i] = verdicts[i] === NO ? YES : NO;
      }
      return verdicts;
    }
    case 'column':
      return column(plan.condition, stretch, wanted);
    case 'search':
      return yield* searched(plan.search, stretch, wanted);
    case 'judged':
      return yield* judged(plan.condition, stretch, wanted);
  }
}

function column(condition: ColumnCondition, stretch: Stretch, wanted: Uint8Array): Uint8Array {
  const test = columnTest(condition, stretch);
  const verdicts = new Uint8Array(wanted.length);
  for (let i = 0; i < wanted.length; i++) if (wanted[i] !== NO && test(stretch.from + i)) verdicts[i] = YES;
  return verdicts;
}

/** Rows nobody asks for that are searched all the same, where that spares a new start behind them. */
const gap = 16;
/** Bytes that are searched without a pause. */
const searchPiece = 8 * 1024 * 1024;

function* searched(search: BytesSearch, { segment, from, to }: Stretch, wanted: Uint8Array): Evaluation {
  const verdicts = new Uint8Array(wanted.length);
  const events = eventRows(segment, from, to).filter((row) => wanted[row - from] !== NO);
  const messages = events.length > 0 ? wanted.slice() : wanted;
  for (const row of events) messages[row - from] = NO;
  yield* searchMessages(search, segment, from, messages, verdicts);
  for (const row of events) if (eventContains(search, segment, row)) verdicts[row - from] = YES;
  return verdicts;
}

function* searchMessages(
  search: BytesSearch,
  segment: Segment,
  from: number,
  wanted: Uint8Array,
  verdicts: Uint8Array,
): Generator<typeof PAUSE, void> {
  for (let start = nextWanted(wanted, 0), end; start < wanted.length; start = nextWanted(wanted, end)) {
    end = endOfRun(wanted, start);
    yield* searchRows(search, segment, from + start, from + end, verdicts.subarray(start, end));
    clearUnwanted(wanted, verdicts, start, end);
  }
}

// Loops over rows run several times slower within a generator.

function nextWanted(wanted: Uint8Array, from: number): number {
  let i = from;
  while (i < wanted.length && wanted[i] === NO) i++;
  return i;
}

/** The end of those rows from `start` on that are searched without a new start. */
function endOfRun(wanted: Uint8Array, start: number): number {
  let end = start + 1;
  for (let i = end; i < wanted.length && i - end <= gap; i++) if (wanted[i] !== NO) end = i + 1;
  return end;
}

function clearUnwanted(wanted: Uint8Array, verdicts: Uint8Array, from: number, to: number): void {
  for (let i = from; i < to; i++) if (wanted[i] === NO) verdicts[i] = NO;
}

function* searchRows(search: BytesSearch, segment: Segment, from: number, to: number, found: Uint8Array): Generator<typeof PAUSE, void> {
  for (let row = from, end; row < to; row = end) {
    end = endOfPiece(segment, row, to);
    const inThese = found.subarray(row - from);
    const size = segment.bytesOf(row, end);
    if (size <= searchPiece) segment.search(search, row, end, inThese);
    // One long record, in which a match may begin in one piece and end in the next.
    else
      for (let at = 0; at < size && inThese[0] === NO; at += searchPiece) {
        segment.search(search, row, end, inThese, { from: at, to: at + searchPiece + search.length - 1 });
        yield PAUSE;
      }
    if (end < to) yield PAUSE;
  }
}

/** The end of as many rows as fit into one piece; at least one. */
function endOfPiece(segment: Segment, from: number, to: number): number {
  if (segment.bytesOf(from, to) <= searchPiece) return to;
  let end = from + 1;
  while (segment.bytesOf(from, end + 1) <= searchPiece) end++;
  return end;
}

function* judged(condition: CostlyCondition, { from }: Stretch, wanted: Uint8Array): Evaluation {
  const verdicts = new Uint8Array(wanted.length);
  const rows = new Uint32Array(wanted.length);
  let count = 0;
  for (let i = 0; i < wanted.length; i++) if (wanted[i] !== NO) rows[count++] = from + i;
  if (count === 0) return verdicts;
  const asked = rows.slice(0, count);
  const answer = yield { condition, rows: asked };
  for (let i = 0; i < count; i++) verdicts[(asked[i] as number) - from] = answer[i] as number;
  return verdicts;
}
