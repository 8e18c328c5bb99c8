import { t } from '@vscode/l10n';
import { setTimeout as delay } from 'node:timers/promises';
import { ZmqError } from '../../core/base/errors';
import type { Records } from '../../core/capture/records';
import type { Sources } from '../../core/capture/sources';
import type { View } from '../../core/query/view';
import { Counting } from '../../core/statistics/counting';
import type { ViewId } from '../../protocol/log';
import type { Statistics, StatisticsBy, StatisticsStatus } from '../../protocol/statistics';
import { now } from '../process/clock';
import { turn } from '../process/turns';

/** Matches between two looks at the clock. */
const stride = 4096;
/** Between two looks at a view that has not come to the end, ms. */
const patience = 20;
/** At once. */
const maxRunning = 4;

/** What statistics are made of. */
export interface StatisticsSources {
  records: Records;
  sources: Sources;
  /** @throws ZmqError `noSuchView` */
  matchesOf(view: ViewId): View;
}

/** Makes figures of the matches of views, a slice at a time. */
export class StatisticsJobs {
  private readonly running = new Set<StatisticsStatus>();

  constructor(
    private readonly from: StatisticsSources,
    private readonly onProgress: () => void,
  ) {}

  get statuses(): StatisticsStatus[] {
    return [...this.running];
  }

  /** @throws ZmqError `noSuchView`, `limitReached` */
  async of(view: ViewId, by: StatisticsBy, isStopped: () => boolean): Promise<Statistics> {
    if (this.running.size >= maxRunning)
      throw new ZmqError('limitReached', t('{0} statistics are under way.', maxRunning), {
        hint: t('Wait for one of them, or cancel it.'),
      });
    const { records } = this.from;
    const status: StatisticsStatus = { view, looked: 0, records: records.end - records.first };
    const counting = new Counting(by, records, this.from.sources);
    this.running.add(status);
    try {
      const at = now();
      const { evicted, matches } = await this.count(counting, status, isStopped);
      return {
        at,
        ...counting.result,
        events: counting.events,
        evicted,
        unscanned: matches.problem === undefined ? 0 : matches.unscanned,
        undecided: matches.undecided,
        ...(status.looked < status.records && matches.problem === undefined ? { cancelled: true } : {}),
        looked: status.looked,
        records: status.records,
      };
    } finally {
      this.running.delete(status);
      this.onProgress();
    }
  }

  /** Counts the matches among the records that are there now. */
  private async count(counting: Counting, status: StatisticsStatus, isStopped: () => boolean): Promise<{ evicted: number; matches: View }> {
    const { records } = this.from;
    const { first, end } = records;
    const numbers = new Float64Array(stride);
    let matches = this.from.matchesOf(status.view);
    let at = matches.first;
    /** Position behind the last match that is wanted, as far as the view has come. */
    let limit = matches.locate(end);
    let evicted = 0;
    while (status.looked < status.records && !isStopped()) {
      if (matches.first > at) {
        evicted += Math.min(matches.first, limit) - at;
        at = matches.first;
      }
      const scanned = Math.min(records.end - matches.unscanned, end);
      limit = matches.locate(end);
      const taken = Math.min(matches.numbers(at, numbers), limit - at);
      if (taken > 0) await this.take(counting, numbers, taken);
      at += taken;
      const isGivenUp = matches.problem !== undefined;
      status.looked = (at < limit ? (numbers[taken - 1] as number) + 1 : scanned) - first;
      if (at === limit && isGivenUp) break;
      if (at === limit && scanned < end) await delay(patience);
      const pause = turn();
      if (pause) {
        this.onProgress();
        await pause;
      }
      matches = this.from.matchesOf(status.view);
    }
    return { evicted, matches };
  }

  /** Takes in so many records by their numbers, segment by segment. */
  private async take(counting: Counting, numbers: Float64Array, count: number): Promise<void> {
    for (let from = 0; from < count;) {
      const place = this.from.records.segmentOf(numbers[from] as number);
      const segment = place instanceof Promise ? await place : place;
      if (!segment) return;
      const to = below(numbers, count, segment.endNumber);
      counting.add(segment, numbers, from, to);
      from = to;
    }
    await counting.settle();
  }
}

/** How many of the first `count` numbers, which ascend, are below `limit`. */
function below(numbers: Float64Array, count: number, limit: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
