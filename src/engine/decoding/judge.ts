import { t } from '@vscode/l10n';
import type { Segment } from '../../core/capture/segment';
import { hasWeakFrame, maxSiblings, siblingRows } from '../../core/capture/siblings';
import { ZmqError } from '../../core/base/errors';
import type { CostlyCondition } from '../../core/query/ast';
import type { SourceTable } from '../../core/query/columns';
import { UNDECIDED } from '../../core/query/verdict';
import type { Judge } from '../../core/query/evaluate';
import type { DecoderThread } from './decoderThread';
import { timeLimit, tooSlow } from './decoderThread';
import type { Batch, BatchSiblings } from './tasks';

/** Payload bytes handed to the thread at a time; a larger record goes alone. */
const maxBatchBytes = 4 * 1024 * 1024;
/** Records with short frames in a batch: their siblings are looked for on this thread. */
const maxWeakRows = 4000;
/** Records that may take too long before a search, or a series, is given up. */
export const maxSlowRecords = 10;

/** The judge of one view, which gives up where too many records take too long, and when the view is closed. */
export function threadJudge(thread: DecoderThread, sources: SourceTable, signal: AbortSignal): Judge {
  let slow = 0;
  return async (condition, segment, rows) => {
    const isDecoded = condition.kind !== 'regex' || condition.where === 'decoded';
    const verdicts = new Uint8Array(rows.length);
    for (let from = 0; from < rows.length && !signal.aborted;) {
      const to = batchEnd(segment, rows, from, isDecoded);
      const outcomes = await thread.run(
        'judge',
        { ...batchOf(segment, rows.subarray(from, to), sources, isDecoded), condition },
        to - from,
        {
          maxSlow: maxSlowRecords - slow,
          signal,
        },
      );
      outcomes.forEach((outcome, i) => {
        verdicts[from + i] = outcome === tooSlow ? UNDECIDED : outcome;
        if (outcome === tooSlow) slow++;
      });
      if (slow >= maxSlowRecords) throw givenUp(condition);
      from = to;
    }
    return verdicts;
  };
}

/** Rows from `from` on that fit into one batch. `isDecoded`: they are read by decoders. */
export function batchEnd(segment: Segment, rows: Uint32Array, from: number, isDecoded = true): number {
  let bytes = 0;
  let weak = 0;
  let to = from;
  while (to < rows.length && (to === from || bytes + segment.keptOf(rows[to] as number) <= maxBatchBytes)) {
    const row = rows[to++] as number;
    bytes += segment.keptOf(row);
    if (isDecoded && hasWeakFrame(segment, row) && ++weak === maxWeakRows) break;
  }
  return to;
}

/** These rows, and what a thread needs to know of their sources. */
export function batchOf(segment: Segment, rows: Uint32Array, sources: SourceTable, isDecoded = true): Batch {
  const named: Batch['sources'] = new Map();
  let latest: number | undefined;
  for (let i = 0; i < rows.length; i++) {
    const number = segment.sourceOf(rows[i] as number);
    if (number === latest) continue;
    latest = number;
    if (named.has(number)) continue;
    const { name, type, topicEnds, isEncrypted } = sources.of(number);
    named.set(number, { name, type, ...(topicEnds ? { topicEnds } : {}), ...(isEncrypted ? { isEncrypted } : {}) });
  }
  const siblings = isDecoded ? siblingsIn(segment, rows, named) : undefined;
  return siblings ? { segment: segment.parts(siblings.union), sources: named, siblings } : { segment: segment.parts(rows), sources: named };
}

/** The siblings of short frames; undefined where there are no such frames. `union`: the rows and those, ascending. */
function siblingsIn(segment: Segment, rows: Uint32Array, sources: Batch['sources']): (BatchSiblings & { union: Uint32Array }) | undefined {
  let of: Int32Array | undefined;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (!hasWeakFrame(segment, row)) continue;
    of ??= new Int32Array(rows.length * maxSiblings).fill(-1);
    of.set(siblingRows(segment, row, sources.get(segment.sourceOf(row))), i * maxSiblings);
  }
  if (!of) return undefined;
  const beside = new Set<number>();
  for (const row of of) if (row >= 0 && placeIn(rows, row) < 0) beside.add(row);
  const union = new Uint32Array(rows.length + beside.size);
  union.set(rows);
  union.set([...beside], rows.length);
  union.sort();
  return {
    union,
    rows: beside.size === 0 ? rows.map((_, place) => place) : rows.map((row) => placeIn(union, row)),
    of: of.map((row) => (row < 0 ? -1 : placeIn(union, row))),
  };
}

/** Where a row stands among ascending ones; -1 where it does not. */
function placeIn(rows: Uint32Array, row: number): number {
  let from = 0;
  let to = rows.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((rows[middle] as number) < row) from = middle + 1;
    else to = middle;
  }
  return rows[from] === row ? from : -1;
}

function givenUp(condition: CostlyCondition): ZmqError {
  const what =
    condition.kind === 'regex'
      ? t('The regex /{0}/', condition.source)
      : condition.kind === 'value'
        ? t('Reading json:{0}', condition.path)
        : t('Decoding');
  return new ZmqError(
    'tooSlow',
    t('{0} took longer than {1} ms on {2} records; the search was stopped.', what, timeLimit, maxSlowRecords),
    {
      hint:
        condition.kind === 'regex'
          ? t('Write it without nested repetitions such as (a+)+.')
          : t('Narrow the search by socket: or topic: first.'),
    },
  );
}
