import { t } from '@vscode/l10n';
import { parsePath } from '../../core/codecs/values/path';
import { EVENT, IN } from '../../core/capture/segment';
import type { Consumer, FollowedRecords, Follower } from '../../core/capture/follower';
import type { Segment } from '../../core/capture/segment';
import type { Source, Sources } from '../../core/capture/sources';
import { ZmqError, sentences } from '../../core/base/errors';
import type { Counting } from '../../core/plot/counterSize';
import { GapFinder } from '../../core/plot/gapFinder';
import { Series } from '../../core/plot/series';
import { columnTest } from '../../core/query/columns';
import { topicLengthOf } from '../../core/capture/topicOfRow';
import type { GapGroup, Irregularity, SeriesId, SeriesPoints, SeriesSpec, SeriesStatus } from '../../protocol/plot';
import type { Decoding } from '../decoding/decoding';
import { tooSlow, type Outcome } from '../decoding/decoderThread';
import type { Found } from '../decoding/tasks';
import { batchEnd, batchOf, maxSlowRecords } from '../decoding/judge';
import type { Pulse } from '../process/pulse';

const maxSeries = 8;
const maxValuesPerAnswer = 50_000;
/** Groups of gaps in an answer. */
const maxGroups = 200;

/** What plots look at. */
export interface Plotted {
  records: FollowedRecords;
  sources: Sources;
}

/** No series of another capture has the same id. */
let lastId = 0;

/** One number followed through a capture. */
class Plot implements Consumer {
  readonly stride = 8 * 1024;
  readonly series = new Series();
  readonly follower: Follower;
  /** Where its numbers count the messages. */
  readonly gaps: GapFinder | undefined;
  private without = 0;
  private lost = 0;
  private problem?: string;
  private slow = 0;
  private readonly sources: Sources;
  private readonly closing = new AbortController();

  constructor(
    readonly id: SeriesId,
    private readonly spec: SeriesSpec,
    readonly source: Source | undefined,
    { records, sources }: Plotted,
    private readonly decoding: Decoding,
  ) {
    this.sources = sources;
    this.gaps = spec.gaps && new GapFinder(spec.gaps === 'by topic');
    this.follower = records.follow(this);
  }

  get status(): SeriesStatus {
    const { series, without, lost, problem, gaps } = this;
    return {
      series: this.id,
      count: series.count,
      dropped: series.dropped,
      without,
      ...(lost > 0 ? { missed: lost } : {}),
      unscanned: problem === undefined ? this.follower.unread : 0,
      ...(gaps ? { gaps: gaps.totals } : {}),
      ...(series.count > 0 ? { from: series.from, to: series.to } : {}),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  private get isClosed(): boolean {
    return this.closing.signal.aborted;
  }

  close(): void {
    this.follower.close();
    this.closing.abort();
  }

  missed(records: number): void {
    this.lost += records;
    this.gaps?.interrupt();
  }

  async take(segment: Segment, from: number, to: number): Promise<boolean> {
    try {
      await this.pick(segment, this.rowsOf(segment, from, to));
      return !this.isClosed;
    } catch (error) {
      this.problem = sentences(error);
      this.follower.close();
      return false;
    }
  }

  /** False for what has no value to plot. */
  private append(segment: Segment, row: number, found: Found | Counting): boolean {
    if (found === undefined) return false;
    const value = this.gaps ? this.gaps.take(segment, row, this.sources.of(segment.sourceOf(row)), found) : found;
    if (typeof value !== 'number') return false;
    this.series.append(segment.timeOf(row), value, segment.firstNumber + row);
    return true;
  }

  private rowsOf(segment: Segment, from: number, to: number): Uint32Array {
    const { source, spec } = this;
    const rows = new Uint32Array(to - from);
    let count = 0;
    const { sources } = this;
    const isMeant = source && columnTest({ kind: 'source', source: source.id }, { segment, from, to, sources, started: 0 });
    for (let row = from; row < to; row++) {
      const direction = segment.directionOf(row);
      if (direction === EVENT || isMeant?.(row) === false) continue;
      if (spec.direction !== undefined && (spec.direction === 'in') !== (direction === IN)) continue;
      if (spec.topic !== undefined && !hasTopic(segment, row, this.sources.of(segment.sourceOf(row)), spec.topic)) continue;
      rows[count++] = row;
    }
    return rows.subarray(0, count);
  }

  private async pick(segment: Segment, rows: Uint32Array): Promise<void> {
    const { path, frame, decoder } = this.spec;
    for (let from = 0; from < rows.length && !this.isClosed;) {
      const to = batchEnd(segment, rows, from);
      const part = rows.subarray(from, to);
      const found: Outcome<Found | Counting>[] = await this.decoding.searcher.run(
        this.gaps ? 'count' : 'pick',
        { ...batchOf(segment, part, this.sources), path, frame, ...(decoder ? { decoder } : {}) },
        part.length,
        { maxSlow: maxSlowRecords - this.slow, signal: this.closing.signal },
      );
      if (this.isClosed) return;
      found.forEach((value, i) => {
        if (value === tooSlow || !this.append(segment, part[i] as number, value)) this.without++;
        if (value === tooSlow && ++this.slow >= maxSlowRecords)
          throw new ZmqError('tooSlow', t('Decoding took too long on {0} messages; the plot was stopped.', maxSlowRecords));
      });
      from = to;
    }
  }
}

function hasTopic(segment: Segment, row: number, { topicEnds }: Source, topic: Uint8Array): boolean {
  const from = segment.startOf(row);
  if (topicLengthOf(segment, row, topicEnds) !== topic.length) return false;
  for (let at = 0; at < topic.length; at++) if (segment.bytes[from + at] !== topic[at]) return false;
  return true;
}

/** The series that clients plot of a capture. */
export class Plots {
  private readonly plots = new Map<SeriesId, { plot: Plot; leave(): void }>();

  constructor(
    private readonly plotted: Plotted,
    private readonly decoding: Decoding,
    private readonly pulse: Pulse,
  ) {}

  /** @throws ZmqError `limitReached`, `noSuchSocket`, `invalidQuery` */
  open(spec: SeriesSpec): SeriesStatus {
    if (this.plots.size >= maxSeries)
      throw new ZmqError('limitReached', t('{0} series are plotted.', maxSeries), { hint: t('Remove one first.') });
    parsePath(spec.path);
    const { sources } = this.plotted;
    const source = spec.socket === undefined ? undefined : sources.byIdentifier(spec.socket);
    if (spec.socket !== undefined && source === undefined)
      throw new ZmqError('noSuchSocket', t('No socket "{0}" has records in this log.', spec.socket), {
        hint: t('Plot a value of a record that is in the log.'),
      });
    const plot = new Plot(++lastId, spec, source, this.plotted, this.decoding);
    if (source) sources.hold(source);
    this.plots.set(plot.id, { plot, leave: this.pulse.add(plot.follower) });
    this.pulse.workFirst(plot.follower);
    return plot.status;
  }

  /** @throws ZmqError `noSuchSeries` */
  close(id: SeriesId): void {
    const plot = this.get(id);
    this.plots.get(id)?.leave();
    this.plots.delete(id);
    plot.close();
    if (plot.source) this.plotted.sources.release(plot.source);
    // What a `gap:` finds is otherwise now.
    if (plot.gaps) this.pulse.touch();
  }

  dispose(): void {
    for (const id of [...this.plots.keys()]) this.close(id);
  }

  /** @throws ZmqError `noSuchSeries` */
  points({ series: id, from, to, pixels }: { series: SeriesId; from?: number; to?: number; pixels: number }): SeriesPoints {
    const { series, status } = this.get(id);
    return { status, ...series.envelope(from ?? series.from ?? 0, to ?? series.to ?? 0, pixels) };
  }

  /** @throws ZmqError `noSuchSeries` */
  values({ series: id, from, count }: { series: SeriesId; from: number; count: number }): {
    times: number[];
    values: (number | string)[];
    dropped: number;
  } {
    const { series } = this.get(id);
    const { times, values } = series.slice(from, Math.min(count, maxValuesPerAnswer));
    return { times, values: values.map((value) => (Number.isFinite(value) ? value : String(value))), dropped: series.dropped };
  }

  /** @throws ZmqError `noSuchSeries`, `invalidQuery` where it has no `gaps` */
  gaps(id: SeriesId): { groups: GapGroup[]; more: number; beyond: number } {
    const { gaps } = this.get(id);
    if (!gaps) throw new ZmqError('invalidQuery', t('Series {0} counts no gaps.', id), { hint: t('Open it with "gaps".') });
    const { groups, beyond } = gaps;
    return { groups: groups.slice(0, maxGroups), more: Math.max(0, groups.length - maxGroups), beyond };
  }

  /** The record whose value is drawn there. @throws ZmqError `noSuchSeries`, `noSuchRecord` */
  recordNear({ series: id, time, value, within }: { series: SeriesId; time: number; value: number; within: number }): { number: number } {
    const number = this.get(id).series.recordNear(time, value, within);
    if (number === undefined || number < this.plotted.records.first)
      throw new ZmqError('noSuchRecord', t('The message of this value is no longer kept.'), {
        hint: t('The setting zmq.capture.maxMegabytes says how much is.'),
      });
    return { number };
  }

  /** What is odd about a record, by the first series that says so. */
  irregularityOf(number: number): Irregularity | undefined {
    for (const { gaps } of this.countingPlots) {
      const odd = gaps?.of(number);
      if (odd) return odd;
    }
    return undefined;
  }

  /** Records below this number have been looked at by every series that counts gaps. */
  get checkedTo(): number {
    return this.countingPlots.reduce(
      (least, { follower, status }) => (status.problem === undefined ? Math.min(least, follower.cursor) : least),
      Infinity,
    );
  }

  /** Those series; which of them there are decides what a `gap:` finds. */
  get countingIds(): string {
    return this.countingPlots.map(({ id }) => id).join();
  }

  private get countingPlots(): Plot[] {
    return [...this.plots.values()].flatMap(({ plot }) => (plot.gaps ? [plot] : []));
  }

  get statuses(): SeriesStatus[] {
    return [...this.plots.values()].map(({ plot }) => plot.status);
  }

  private get(id: SeriesId): Plot {
    const open = this.plots.get(id);
    if (!open) throw new ZmqError('noSuchSeries', t('Series {0} is not open.', id), { hint: t('Open it with plot/open.') });
    return open.plot;
  }
}
