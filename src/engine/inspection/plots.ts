import { parsePath } from '../../core/codecs/values/path';
import { EVENT, IN } from '../../core/capture/segment';
import type { Segment } from '../../core/capture/segment';
import { ZmqError, sentences } from '../../core/base/errors';
import { Series } from '../../core/plot/series';
import { topicLength } from '../../core/socket/topicLength';
import type { SeriesId, SeriesPoints, SeriesSpec, SeriesStatus } from '../../protocol/plot';
import type { Decoding } from '../decoding/decoding';
import { tooSlow } from '../decoding/decoderThread';
import { batchEnd, plain } from '../decoding/judge';
import type { Log } from './log';

const maxSeries = 8;
/** Records looked at in one go. */
const stride = 8 * 1024;
const maxValuesPerAnswer = 50_000;
/** Records that may take too long before a series is given up. */
const patience = 10;

/** One number followed through the log. */
class Plot {
  readonly series = new Series();
  without = 0;
  missed = 0;
  problem?: string;
  private slow = 0;
  private next: number;
  private busy = false;
  private readonly closing = new AbortController();

  constructor(
    readonly id: SeriesId,
    private readonly spec: SeriesSpec,
    private readonly socket: number | undefined,
    private readonly log: Log,
    private readonly decoding: Decoding,
    private readonly onProgress: () => void,
  ) {
    this.next = log.capture.first;
  }

  get status(): SeriesStatus {
    const { series, without, missed, problem, log } = this;
    return {
      series: this.id,
      count: series.count,
      dropped: series.dropped,
      without,
      ...(missed > 0 ? { missed } : {}),
      unscanned: problem === undefined ? log.capture.end - Math.max(this.next, log.capture.first) : 0,
      ...(series.count > 0 ? { from: series.from, to: series.to } : {}),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  private get isClosed(): boolean {
    return this.closing.signal.aborted;
  }

  close(): void {
    this.closing.abort();
  }

  /** Follows the log until its end, a stride at a time. */
  follow(): void {
    if (this.busy || this.problem !== undefined || this.next >= this.log.capture.end) return;
    this.busy = true;
    void this.run()
      .catch((error: unknown) => (this.problem = sentences(error)))
      .finally(() => {
        this.busy = false;
        this.onProgress();
      });
  }

  private async run(): Promise<void> {
    const { capture } = this.log;
    while (this.next < capture.end && !this.isClosed) {
      if (this.next < capture.first) {
        this.missed += capture.first - this.next;
        this.next = capture.first;
      }
      const segment = capture.segmentOf(this.next);
      if (!segment) return;
      const from = this.next - segment.firstNumber;
      const to = Math.min(segment.count, from + stride);
      await this.pick(segment, this.rowsOf(segment, from, to));
      this.next = segment.firstNumber + to;
      this.onProgress();
      await new Promise(setImmediate);
    }
  }

  private rowsOf(segment: Segment, from: number, to: number): Uint32Array {
    const { socket, spec } = this;
    const rows = new Uint32Array(to - from);
    let count = 0;
    for (let row = from; row < to; row++) {
      const direction = segment.directionOf(row);
      if (direction === EVENT || (socket !== undefined && segment.socketOf(row) !== socket)) continue;
      if (spec.direction !== undefined && (spec.direction === 'in') !== (direction === IN)) continue;
      if (spec.topic !== undefined && !hasTopic(segment, row, spec.topic)) continue;
      rows[count++] = row;
    }
    return rows.subarray(0, count);
  }

  private async pick(segment: Segment, rows: Uint32Array): Promise<void> {
    const { path, frame, decoder } = this.spec;
    for (let from = 0; from < rows.length && !this.isClosed;) {
      const to = batchEnd(segment, rows, from);
      const part = rows.subarray(from, to);
      const found = await this.decoding.searcher.run(
        'pick',
        { columns: segment.columns(part), sockets: plain(this.log.sockets), path, frame, ...(decoder ? { decoder } : {}) },
        part.length,
        { patience: patience - this.slow, signal: this.closing.signal },
      );
      if (this.isClosed) return;
      found.forEach((value, i) => {
        if (typeof value === 'number') this.series.append(segment.timeOf(part[i] as number), value);
        else this.without++;
        if (value === tooSlow && ++this.slow >= patience)
          throw new ZmqError('tooSlow', `Decoding took too long on ${patience} messages; the plot was stopped.`);
      });
      from = to;
    }
  }
}

function hasTopic(segment: Segment, row: number, topic: Uint8Array): boolean {
  const from = segment.startOf(row);
  const end = segment.firstFrameEnd(row);
  if (topicLength(segment.bytes, from, end, segment.framesOf(row)) !== topic.length) return false;
  for (let at = 0; at < topic.length; at++) if (segment.bytes[from + at] !== topic[at]) return false;
  return true;
}

/** The series that clients plot. */
export class Plots {
  private readonly plots = new Map<SeriesId, Plot>();
  private nextId = 1;

  constructor(
    private readonly log: Log,
    private readonly decoding: Decoding,
    private readonly onProgress: () => void,
  ) {}

  /** @throws ZmqError `limitReached`, `noSuchSocket`, `invalidQuery` */
  open(spec: SeriesSpec): SeriesStatus {
    if (this.plots.size >= maxSeries) throw new ZmqError('limitReached', `${maxSeries} series are plotted.`, { hint: 'Remove one first.' });
    parsePath(spec.path);
    const socket = spec.socket === undefined ? undefined : this.log.numberOf(spec.socket);
    if (spec.socket !== undefined && socket === undefined)
      throw new ZmqError('noSuchSocket', `No socket "${spec.socket}" was opened in this engine.`, {
        hint: 'Plot a value of a record that is in the log.',
      });
    const plot = new Plot(this.nextId++, spec, socket, this.log, this.decoding, this.onProgress);
    this.plots.set(plot.id, plot);
    plot.follow();
    return plot.status;
  }

  /** @throws ZmqError `noSuchSeries` */
  close(id: SeriesId): void {
    this.get(id).close();
    this.plots.delete(id);
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

  get statuses(): SeriesStatus[] {
    return [...this.plots.values()].map(({ status }) => status);
  }

  /** Looks at what has arrived. */
  follow(): void {
    for (const plot of this.plots.values()) plot.follow();
  }

  private get(id: SeriesId): Plot {
    const plot = this.plots.get(id);
    if (!plot) throw new ZmqError('noSuchSeries', `Series ${id} is not open.`, { hint: 'Open it with plot/open.' });
    return plot;
  }
}
