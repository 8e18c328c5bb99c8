import { t } from '@vscode/l10n';
import type { FollowedRecords, Progress } from '../../core/capture/follower';
import { numberAt } from '../../core/capture/records';
import type { Source, Sources } from '../../core/capture/sources';
import { Histogram } from '../../core/plot/histogram';
import { placesIn } from '../../core/query/places';
import { View } from '../../core/query/view';
import { ZmqError } from '../../core/base/errors';
import type { GapTable } from '../../core/query/columns';
import type { Irregularity } from '../../protocol/plot';
import { compileQuery } from '../../core/query/compile';
import { findMarks, isRegexTerm, joinedMarks, markTerms, type MarkTerm } from '../../core/query/marks';
import type { Stretches } from '../../protocol/export';
import type { Histogram as HistogramAnswer, Mark, MarkedRecord, Query, Row, ViewId, ViewStatus } from '../../protocol/log';
import { now } from '../process/clock';
import { tooSlow } from '../decoding/decoderThread';
import type { Decoding } from '../decoding/decoding';
import { threadJudge } from '../decoding/judge';
import { turn } from '../process/turns';
import type { Pulse, Worker } from '../process/pulse';
import { readFilter } from './readFilter';
import type { RecordRows } from './recordRows';
import type { Previews } from './previews';
import type { MarkedRecords } from './markedRecords';
import type { RowRules } from './rowRules';
import type { RowValues } from './rowValues';

/** Views at once: one a panel, one more where it finds something, and some for other programs. */
const maxViews = 32;

/** How long a histogram is counted for one answer, ms. */
const countedFor = 150;

/** Who has terms that mark texts. */
interface Finder {
  terms: readonly MarkTerm[];
}

interface OpenView extends Finder {
  view: View;
  /** Of its matches, from when it is first asked for on. */
  histogram?: Histogram;
  /** It asks for gaps, of the series that there were when it was opened. */
  gapsOf?: string;
  /** Ends a search that is under way. */
  closing: AbortController;
  /** Of the capture when it was opened; undefined where replies change nothing. */
  lateReplies?: number;
  /** The one whose records it shows alone. */
  source?: Source;
  /** Its turns end. */
  leave(): void;
}

/** What views look at. */
export interface Viewed {
  records: FollowedRecords;
  sources: Sources;
  rows: RecordRows;
  previews: Previews;
  values: RowValues;
  rules: RowRules;
  marked: MarkedRecords;
  gaps: GapTable & {
    /** Which values count messages. */
    readonly ids: string;
    of(number: number): Irregularity | undefined;
  };
  /** Replies that came when their request counted as unanswered already. */
  lateReplies(): number;
}

/** Characters of texts, each term counted, in which marks are found at once; more of them are for a thread. */
const maxCompared = 512 * 1024;

/** No view of another capture has the same id. */
let lastId = 0;

/** The views that clients have opened on a capture, kept up with it in slices. */
export class Views {
  private readonly views = new Map<ViewId, OpenView>();
  private alarm: NodeJS.Timeout | undefined;

  constructor(
    private readonly viewed: Viewed,
    private readonly decoding: Decoding,
    private readonly pulse: Pulse,
  ) {}

  /** @throws ZmqError `noSuchSocket`, `invalidQuery`, `limitReached` */
  open(query: Query): ViewStatus {
    if (this.views.size >= maxViews) throw new ZmqError('limitReached', t('{0} views are open.', maxViews), { hint: t('Close some.') });
    const { records, sources } = this.viewed;
    const source = query.socket === undefined ? undefined : sources.byIdentifier(query.socket);
    if (query.socket !== undefined && source === undefined) {
      throw new ZmqError('noSuchSocket', t('No socket "{0}" has records in this log.', query.socket), { hint: t('Its log is empty.') });
    }
    const filter = readFilter(query.filter ?? '');
    const closing = new AbortController();
    const judge = threadJudge(this.decoding.searcher, sources, closing.signal);
    const matcher = compileQuery(filter, { sources, source: source?.id, now, judge, pause: turn, gaps: this.viewed.gaps });
    const view = new View(records, matcher);
    if (source) sources.hold(source);
    const id = ++lastId;
    const worker: Worker = { run: (outOfTime) => this.scan(view, outOfTime) };
    const leave = this.pulse.add(worker);
    const lateReplies = matcher?.delay ? { lateReplies: this.viewed.lateReplies() } : {};
    this.views.set(id, {
      view,
      terms: markTerms(filter),
      closing,
      source,
      leave,
      ...lateReplies,
      ...(matcher?.gaps ? { gapsOf: this.viewed.gaps.ids } : {}),
    });
    this.pulse.workFirst(worker);
    return this.status(id);
  }

  /** @throws ZmqError `noSuchView` */
  close(id: ViewId): void {
    const { view, closing, source, leave } = this.get(id);
    view.close();
    leave();
    if (source) this.viewed.sources.release(source);
    this.views.delete(id);
    closing.abort();
  }

  dispose(): void {
    for (const id of [...this.views.keys()]) this.close(id);
    clearTimeout(this.alarm);
  }

  /** With what stands at the paths `values`, the first of the filters `rules` that takes each row, and whether `find` does. @throws ZmqError `noSuchView`, `invalidQuery` */
  async rows({
    view: id,
    from,
    count,
    values = [],
    rules = [],
    find,
  }: {
    view: ViewId;
    from: number;
    count: number;
    values?: readonly string[];
    rules?: readonly string[];
    find?: string | undefined;
  }): Promise<{ status: ViewStatus; rows: Row[] }> {
    const open = this.get(id);
    const { view } = open;
    const status = this.status(id);
    const rows: Row[] = [];
    for (const { match, number } of view.records(from < 0 ? Math.max(status.first, status.end + from) : from, count)) {
      await turn();
      const row = await this.viewed.rows.row(number);
      if (row) rows.push({ position: match, ...row });
    }
    const previews = await this.viewed.previews.of(rows.map(({ number }) => number));
    for (const row of rows) {
      Object.assign(row, previews.get(row.number));
      const gap = this.viewed.gaps.of(row.number);
      if (gap) row.gap = gap;
      const note = this.viewed.marked.noteOf(row.number);
      if (note !== undefined) row.marked = note;
    }
    if (values.length > 0) await this.viewed.values.fill(rows, values);
    if (rules.length > 0) await this.viewed.rules.fill(rows, rules);
    await this.mark(rows, open);
    if (find !== undefined) {
      const rule = await this.viewed.rules.find(rows, find);
      await this.mark(
        rows.filter(({ found }) => found),
        rule,
      );
    }
    return { status, rows };
  }

  /** What terms find is added to the marks of rows. */
  private async mark(rows: readonly Row[], finder: Finder): Promise<void> {
    if (finder.terms.length === 0) return;
    const marks = await this.find(
      [...rows.map(({ preview }) => preview), ...rows.map(({ topic, peer }) => topic || peer)],
      finder,
      rows.length,
    );
    rows.forEach((row, i) => {
      const [more = [], moreOfTopic = []] = [marks[i], marks[rows.length + i]];
      if (more.length > 0) row.marks = joinedMarks([...(row.marks ?? []), ...more]);
      if (moreOfTopic.length > 0) row.topicMarks = joinedMarks([...(row.topicMarks ?? []), ...moreOfTopic]);
    });
  }

  /** What the view's filter finds in texts. @throws ZmqError `noSuchView` */
  async marks(id: ViewId, texts: readonly string[]): Promise<{ marks: Mark[][] }> {
    return { marks: await this.find(texts, this.get(id), texts.length) };
  }

  /** Texts from `topics` on are topics. A regex that took too long marks nothing more. */
  private async find(texts: readonly string[], finder: Finder, topics: number): Promise<Mark[][]> {
    const { terms } = finder;
    const characters = texts.reduce((sum, { length }) => sum + length, 0);
    if (!terms.some(isRegexTerm) && characters * terms.length <= maxCompared)
      return texts.map((text, i) => findMarks(text, terms, i >= topics));
    const outcomes = await this.decoding.reader.run('marks', { texts: [...texts], terms: [...terms], topics }, texts.length, {
      maxSlow: 1,
    });
    if (outcomes.includes(tooSlow)) finder.terms = terms.filter((term) => !isRegexTerm(term));
    return outcomes.map((outcome) => (outcome === tooSlow ? [] : outcome));
  }

  /** @throws ZmqError `noSuchView`, `limitReached` */
  markRecords(id: ViewId, stretches: Stretches, wish: { marked: boolean; note?: string | undefined }): void {
    this.viewed.marked.mark(this.get(id).view, stretches, wish);
    this.pulse.touch();
  }

  /** @throws ZmqError `noSuchView` */
  markedRecords(id: ViewId): { marked: MarkedRecord[] } {
    return { marked: this.viewed.marked.in(this.get(id).view) };
  }

  /** The view itself, for who reads its matches. @throws ZmqError `noSuchView` */
  matchesOf(id: ViewId): View {
    return this.get(id).view;
  }

  /** @throws ZmqError `noSuchView` */
  async locate(id: ViewId, { number, time }: { number?: number; time?: number }): Promise<{ position: number; seen: number }> {
    const { view } = this.get(id);
    const position = view.locate(number ?? (await numberAt(this.viewed.records, time ?? 0)));
    return { position, seen: view.seen };
  }

  /** @throws ZmqError `noSuchView` */
  places(id: ViewId, { of, from, to, steps }: { of: ViewId; from: number; to: number; steps: number }): { places: Stretches } {
    return { places: placesIn(this.get(id).view, this.get(of).view, { from, to, steps }) };
  }

  /** Matches by time, as far as they can be counted in a moment. @throws ZmqError `noSuchView` */
  async histogram(id: ViewId, bars: number): Promise<HistogramAnswer> {
    const open = this.get(id);
    const { records, sources } = this.viewed;
    open.histogram ??= new Histogram(open.view, records, sources, turn);
    const end = performance.now() + countedFor;
    const counted = await open.histogram.bars(bars, () => performance.now() >= end);
    return { status: this.status(id), ...counted };
  }

  get statuses(): ViewStatus[] {
    return [...this.views.keys()].map((id) => this.status(id));
  }

  private scan(view: View, outOfTime: () => boolean): Progress {
    const progress = view.scan(outOfTime);
    if (progress === 'idle') this.setAlarm();
    return progress;
  }

  /** Comes back when records have become old enough. */
  private setAlarm(): void {
    const dues = [...this.views.values()].flatMap(({ view }) => view.due ?? []);
    clearTimeout(this.alarm);
    if (dues.length === 0) return;
    this.alarm = setTimeout(() => this.pulse.touch(), Math.max(0, Math.min(...dues) - now())).unref();
  }

  private status(id: ViewId): ViewStatus {
    const { view, lateReplies, gapsOf } = this.get(id);
    const { first, end, unscanned, undecided } = view;
    const problem = view.problem ?? (gapsOf === '' ? noSequence() : undefined);
    const areOthers = gapsOf !== undefined && gapsOf !== this.viewed.gaps.ids;
    return {
      view: id,
      first,
      end,
      unscanned,
      ...(undecided > 0 ? { undecided } : {}),
      ...(problem === undefined ? {} : { problem }),
      ...(areOthers || (lateReplies !== undefined && lateReplies !== this.viewed.lateReplies()) ? { outdated: true } : {}),
    };
  }

  private get(id: ViewId): OpenView {
    const view = this.views.get(id);
    if (!view) throw new ZmqError('noSuchView', t('View {0} is not open.', id), { hint: t('Open one with view/open.') });
    return view;
  }
}

function noSequence(): string {
  return t('No value counts messages yet: choose Count Gaps in the menu of a value in the details.');
}
