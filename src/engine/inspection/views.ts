import type { View } from '../../core/query/view';
import { ZmqError } from '../../core/base/errors';
import { compileQuery } from '../../core/query/compile';
import { findMarks, markTerms, type MarkTerm } from '../../core/query/marks';
import { parseQuery } from '../../core/query/parse';
import type { Mark, Query, Row, ViewId, ViewStatus } from '../../protocol/log';
import { now } from '../process/clock';
import { tooSlow } from '../decoding/decoderThread';
import type { Decoding } from '../decoding/decoding';
import { threadJudge } from '../decoding/judge';
import type { Log } from './log';
import type { LogReader } from './logReader';
import type { Previews } from './previews';

/** Longest stretch of scanning without returning to the event loop, ms. */
const slice = 8;
/** Views at once: one a panel, and some for other programs. */
const maxViews = 32;

interface OpenView {
  view: View;
  /** What rows are marked with. */
  terms: MarkTerm[];
  /** Ends a search that is under way. */
  closing: AbortController;
  /** Of the log when it was opened; undefined where replies change nothing. */
  lateReplies?: number;
}

/** The views that clients have opened, kept up with the log in slices. */
export class Views {
  private readonly views = new Map<ViewId, OpenView>();
  private nextId = 1;
  private scanning = false;
  private alarm: NodeJS.Timeout | undefined;

  constructor(
    private readonly log: Log,
    private readonly reader: LogReader,
    private readonly previews: Previews,
    private readonly decoding: Decoding,
    /** Told when scanning has found more. */
    private readonly onProgress: () => void,
  ) {}

  /** @throws ZmqError `noSuchSocket`, `invalidQuery`, `limitReached` */
  open(query: Query): ViewStatus {
    if (this.views.size >= maxViews) throw new ZmqError('limitReached', `${maxViews} views are open.`, { hint: 'Close some.' });
    const socket = query.socket === undefined ? undefined : this.log.numberOf(query.socket);
    if (query.socket !== undefined && socket === undefined) {
      throw new ZmqError('noSuchSocket', `No socket "${query.socket}" was opened in this engine.`, { hint: 'Its log is empty.' });
    }
    const { query: filter, problems } = parseQuery(query.filter ?? '');
    const [problem] = problems;
    if (problem)
      throw new ZmqError('invalidQuery', problem.message, {
        at: { from: problem.from, to: problem.to },
        hint: 'docs/engine-protocol.md describes the query language.',
      });
    const { sockets } = this.log;
    const closing = new AbortController();
    const matcher = compileQuery(filter, { sockets, socket, now, judge: threadJudge(this.decoding.searcher, sockets, closing.signal) });
    const view = this.log.capture.openView(matcher);
    const id = this.nextId++;
    this.views.set(id, { view, terms: markTerms(filter), closing, ...(matcher?.delay ? { lateReplies: this.log.lateReplies } : {}) });
    this.scanSlice();
    this.scan();
    return this.status(id);
  }

  /** @throws ZmqError `noSuchView` */
  close(id: ViewId): void {
    const { view, closing } = this.get(id);
    this.log.capture.closeView(view);
    this.views.delete(id);
    closing.abort();
  }

  /** @throws ZmqError `noSuchView` */
  async rows(id: ViewId, from: number, count: number): Promise<{ status: ViewStatus; rows: Row[] }> {
    const open = this.get(id);
    const { view } = open;
    const status = this.status(id);
    const rows: Row[] = [];
    for (const { match, number } of view.records(from, count)) {
      const row = this.reader.row(number);
      if (row) rows.push({ position: match, ...row });
    }
    const previews = await this.previews.of(rows.map(({ number }) => number));
    for (const row of rows) Object.assign(row, previews.get(row.number));
    if (open.terms.length > 0) await this.mark(rows, open);
    return { status, rows };
  }

  private async mark(rows: Row[], open: OpenView): Promise<void> {
    const marks = await this.find([...rows.map(({ preview }) => preview), ...rows.map(({ topic }) => topic)], open, rows.length);
    rows.forEach((row, i) => {
      if (marks[i]?.length) row.marks = marks[i];
      if (marks[rows.length + i]?.length) row.topicMarks = marks[rows.length + i];
    });
  }

  /** What the view's filter finds in texts. @throws ZmqError `noSuchView` */
  async marks(id: ViewId, texts: readonly string[]): Promise<{ marks: Mark[][] }> {
    return { marks: await this.find(texts, this.get(id), texts.length) };
  }

  /** Texts from `topics` on are topics. A regex that took too long marks nothing more. */
  private async find(texts: readonly string[], open: OpenView, topics: number): Promise<Mark[][]> {
    const { terms } = open;
    if (!terms.some(({ kind }) => kind === 'regex')) return texts.map((text, i) => findMarks(text, terms, i >= topics));
    const outcomes = await this.decoding.reader.run('marks', { texts: [...texts], terms: [...terms], topics }, texts.length, {
      patience: 1,
    });
    if (outcomes.includes(tooSlow)) open.terms = terms.filter(({ kind }) => kind !== 'regex');
    return outcomes.map((outcome) => (outcome === tooSlow ? [] : outcome));
  }

  /** @throws ZmqError `noSuchView` */
  locate(id: ViewId, number: number): { position: number } {
    return { position: this.get(id).view.locate(number) };
  }

  get statuses(): ViewStatus[] {
    return [...this.views.keys()].map((id) => this.status(id));
  }

  /** Goes on scanning until all views have seen all records. */
  scan(): void {
    if (this.scanning) return;
    this.scanning = true;
    const step = () => {
      if (this.scanSlice()) {
        this.scanning = false;
        this.setAlarm();
        return;
      }
      this.onProgress();
      setImmediate(step);
    };
    step();
  }

  /** True when nothing is left to scan here and now. */
  private scanSlice(): boolean {
    const end = performance.now() + slice;
    for (const { view } of this.views.values()) {
      const scan = view.scan(() => performance.now() > end);
      if (scan === 'more') return false;
      if (scan !== 'idle') {
        void scan.then(() => {
          this.onProgress();
          this.scan();
        });
      }
    }
    return true;
  }

  /** Comes back when records have become old enough. */
  private setAlarm(): void {
    const dues = [...this.views.values()].flatMap(({ view }) => view.due ?? []);
    clearTimeout(this.alarm);
    if (dues.length === 0) return;
    this.alarm = setTimeout(
      () => {
        this.scan();
        this.onProgress();
      },
      Math.max(20, Math.min(...dues) - now()),
    ).unref();
  }

  private status(id: ViewId): ViewStatus {
    const { view, lateReplies } = this.get(id);
    const { first, end, unscanned, undecided, problem } = view;
    return {
      view: id,
      first,
      end,
      unscanned,
      ...(undecided > 0 ? { undecided } : {}),
      ...(problem === undefined ? {} : { problem }),
      ...(lateReplies === undefined || lateReplies === this.log.lateReplies ? {} : { outdated: true }),
    };
  }

  private get(id: ViewId): OpenView {
    const view = this.views.get(id);
    if (!view) throw new ZmqError('noSuchView', `View ${id} is not open.`, { hint: 'Open one with view/open.' });
    return view;
  }
}
