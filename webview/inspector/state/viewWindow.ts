import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { Coalescer } from '../../../src/core/base/coalescer';
import { closeView, locateRecord, openView, viewRows, type Query, type Row, type ViewId, type ViewStatus } from '../../../src/protocol/log';
import { requestError, type RequestError } from '../../shared/page/requestError';
import type { ListRange } from '../../shared/lists/virtualList';

/** Rows kept on each side of those in sight. */
const margin = 100;

/** What the list wants to draw: the newest `count` rows, or those from a position on. */
export type RowWindow = { newest: true; count: number } | { newest: false; from: number; count: number };

/**
 * A view of the log as the panel sees it: asks for the rows in sight and keeps few others. At most one request for rows
 * is in flight; what changes meanwhile is asked for afterwards, in one go. Fires `change`.
 */
export class ViewWindow extends EventTarget {
  /** What the list shows. Moves only once the rows in sight are there, and not while paused. */
  range: ListRange = { first: 0, end: 0 };
  /** How the view stands in the engine. */
  status: ViewStatus | undefined;
  /** Grows with each view that is opened: two engine processes may give theirs the same id. */
  opening = 0;
  query: Query = {};
  /** What the view of `status` was opened with: `query` is ahead of it while another view is opened. */
  shown: Query = {};
  paused = false;
  /** Number of the last record seen before the pause, 0 for none; undefined while not paused, or not known yet. */
  pausedAt: number | undefined;
  /** True once the range stands still for the pause; a view opened while paused first catches up. */
  private frozen = false;
  /** The range is one of this view: a pause before that would stand still with no rows. */
  private hasRange = false;
  problem: RequestError | undefined;
  /** Paths of the values that rows are asked for. */
  private values: readonly string[] = [];
  /** Filters that rows are held against. */
  private rules: readonly string[] = [];
  /** What is looked for among the rows: they tell whether they have it. */
  private sought: string | undefined;
  private wanted: RowWindow = { newest: true, count: 50 };
  private readonly rows = new Map<number, Row>();
  /** Requests in sight may have been answered. */
  private mayBeAnswered = false;
  /** More may be known of any row in sight. */
  private areStale = false;
  private readonly loads = new Coalescer(() => this.step().catch((error: unknown) => this.fail(error)));
  /** The same query as before was opened anew: whoever looks on stays where he was. */
  isRenewed = false;
  private renewedAt = -Infinity;
  private renewal: ReturnType<typeof setTimeout> | undefined;
  /** Grows with every attempt to open, so that a late answer is known as late. */
  private attempt = 0;
  /** Views that something is done with, and how many things. */
  private readonly held = new Map<ViewId, number>();
  /** Those of them that are shown no longer. */
  private readonly left = new Set<ViewId>();

  constructor(private readonly connection: MessageConnection) {
    super();
  }

  /**
   * Opens a view for the query, and closes the one before unless its engine is gone. With `pausedAt` it goes on with a
   * pause that began after that record.
   */
  async open(query: Query, { engineIsNew = false, pausedAt }: { engineIsNew?: boolean; pausedAt?: number } = {}): Promise<void> {
    const attempt = ++this.attempt;
    const queryBefore = this.query;
    this.query = query;
    const before = this.status;
    try {
      const status = await this.connection.sendRequest(openView, query);
      if (attempt !== this.attempt) {
        await this.connection.sendRequest(closeView, { view: status.view });
        return;
      }
      this.forget();
      this.isRenewed = query.filter === queryBefore.filter && query.socket === queryBefore.socket;
      this.status = status;
      this.shown = query;
      this.opening++;
      this.range = { first: status.first, end: status.first };
      this.hasRange = false;
      this.paused ||= pausedAt !== undefined;
      this.pausedAt = pausedAt;
      this.frozen = false;
      if (before && !engineIsNew) await this.close(before.view);
      await this.load();
    } catch (error) {
      if (attempt !== this.attempt) return;
      if (before && !engineIsNew && requestError(error).code === 'invalidQuery') {
        // What was shown stays.
        this.query = queryBefore;
        return this.fail(error);
      }
      this.forget();
      this.status = undefined;
      this.range = { first: 0, end: 0 };
      this.fail(error);
    }
  }

  /** The engine is gone: what is in sight stays there, but nothing more can be asked for. */
  lose(): void {
    this.attempt++;
    this.status = undefined;
    this.left.clear();
  }

  /** Does something with a view that is shown: it stays open in the engine until that is done, also where another one takes its place. */
  async hold<T>(view: ViewId, use: () => Promise<T>): Promise<T> {
    this.held.set(view, (this.held.get(view) ?? 0) + 1);
    try {
      return await use();
    } finally {
      const others = (this.held.get(view) ?? 1) - 1;
      if (others > 0) this.held.set(view, others);
      else this.held.delete(view);
      if (others === 0 && this.left.delete(view)) void this.close(view).catch((error: unknown) => this.fail(error));
    }
  }

  private async close(view: ViewId): Promise<void> {
    if (this.held.has(view)) this.left.add(view);
    else await this.connection.sendRequest(closeView, { view });
  }

  /** Settles once the rows in sight are there. */
  async take(views: readonly ViewStatus[]): Promise<void> {
    const status = views.find((view) => view.view === this.status?.view);
    if (!status) return;
    this.status = status;
    this.mayBeAnswered = true;
    if (this.paused && this.frozen) this.changed();
    else if (status.outdated) await this.renew();
    else await this.load();
  }

  /** At most once a second: late replies may come one after the other. */
  private async renew(): Promise<void> {
    const wait = this.renewedAt + 1000 - performance.now();
    if (wait > 0) {
      this.renewal ??= setTimeout(() => {
        this.renewal = undefined;
        if (this.status?.outdated && !this.frozen) void this.renew();
      }, wait);
      return this.load();
    }
    this.renewedAt = performance.now();
    return this.open(this.query);
  }

  /** Asks for other rows to be kept at hand. */
  want(wanted: RowWindow): void {
    const same =
      wanted.newest === this.wanted.newest &&
      wanted.count === this.wanted.count &&
      (wanted.newest || this.wanted.newest || wanted.from === this.wanted.from);
    if (same) return;
    this.wanted = wanted;
    void this.load();
  }

  /** From now on rows have what stands at these paths. */
  wantValues(paths: readonly string[]): void {
    if (paths.join('\n') === this.values.join('\n')) return;
    const isMore = paths.some((path) => !this.values.includes(path));
    this.values = paths;
    if (isMore) this.forgetRows();
  }

  /** From now on rows tell the first of these filters that takes them. */
  wantRules(filters: readonly string[]): void {
    if (filters.join('\n') === this.rules.join('\n')) return;
    this.rules = filters;
    this.forgetRows();
  }

  /** From now on rows tell whether this query finds them; those in sight stay until they do. */
  wantFound(query: string | undefined): void {
    if (query === this.sought) return;
    this.sought = query;
    const { from, count } = this.inSight(this.range) ?? { from: 0, count: 0 };
    for (const position of this.rows.keys()) if (position < from || position >= from + count) this.rows.delete(position);
    this.refreshRows();
  }

  pause(paused: boolean): void {
    this.paused = paused;
    this.frozen = paused && this.hasRange;
    this.pausedAt = undefined;
    this.changed();
    void this.load();
  }

  /** Position of the first match at or after a record or a time, once the range has come that far; undefined where the view is gone. */
  async locate(to: number | { time: number }): Promise<number | undefined> {
    const view = this.status?.view;
    try {
      while (view !== undefined && view === this.status?.view) {
        const position = await this.ask(view, to);
        if (position === undefined) return undefined;
        if (position < this.status.end || this.status.unscanned === 0) {
          await this.load();
          return this.status.view === view ? position : undefined;
        }
        await new Promise((resolve) => this.addEventListener('change', resolve, { once: true }));
      }
    } catch (error) {
      this.fail(error);
    }
    return undefined;
  }

  /** Settles once there is a view. */
  async opened(): Promise<void> {
    while (!this.status) await new Promise((resolve) => this.addEventListener('change', resolve, { once: true }));
  }

  /** Position of a record; undefined where the query does not take it, or it is no longer kept. */
  async find(number: number): Promise<number | undefined> {
    const position = await this.locate(number);
    const view = this.status?.view;
    if (position === undefined || view === undefined) return undefined;
    const { rows } = await this.connection.sendRequest(viewRows, { view, from: position, count: 1 });
    return rows[0]?.number === number && this.status?.view === view ? position : undefined;
  }

  /** Number of the record at a position; undefined where it is no longer kept. */
  async numberAt(position: number): Promise<number | undefined> {
    const view = this.status?.view;
    const known = this.rows.get(position)?.number;
    if (known !== undefined || view === undefined || position < 0) return known;
    const { rows } = await this.connection.sendRequest(viewRows, { view, from: position, count: 1 });
    return rows[0]?.number;
  }

  /** Records that came since the pause. */
  get unseen(): number {
    return this.frozen && this.status ? Math.max(0, this.status.end - this.range.end) : 0;
  }

  /** Looked through to its end, and without a match. */
  get isEmpty(): boolean {
    const { status, range } = this;
    return status !== undefined && status.unscanned === 0 && status.end === status.first && range.end === range.first;
  }

  row(position: number): Row | undefined {
    return this.rows.get(position);
  }

  isEvicted(position: number): boolean {
    return this.status !== undefined && position < this.status.first;
  }

  /** Settles once the range has come as far as the view, with the rows that are wanted. */
  load(): Promise<void> {
    return this.loads.done();
  }

  /** Their previews may read differently now: they are asked for anew. */
  forgetRows(): void {
    this.rows.clear();
    void this.load();
  }

  /** More is known of rows now: those in sight are asked for once more, and stay until then. */
  refreshRows(): void {
    this.areStale = true;
    void this.load();
  }

  private async step(): Promise<void> {
    const { status } = this;
    if (!status) return;
    const { paused } = this;
    const seen = this.frozen || this.pausedAt === undefined ? status.end : await this.ask(status.view, this.pausedAt + 1);
    if (seen === undefined) return;
    let range = this.frozen ? this.range : { first: status.first, end: Math.min(seen, status.end) };
    const missing = this.missing(range, status.first);
    if (missing) {
      // Where all of them are new, there are newer ones by the time of the answer.
      const isAllNew = this.wanted.newest && !paused && missing.count >= this.wanted.count;
      const answer = await this.fetch(status.view, isAllNew ? { ...missing, from: -missing.count } : missing);
      if (!answer) return;
      if (isAllNew) range = { first: answer.first, end: answer.end };
    }
    const unanswered = this.areStale ? this.inSight(range) : this.mayBeAnswered ? this.unanswered(range) : undefined;
    this.mayBeAnswered = false;
    this.areStale = false;
    if (unanswered && !(await this.fetch(status.view, unanswered))) return;
    // A pause that began or ended meanwhile has the next step to itself.
    if (paused !== this.paused) return;
    this.range = range;
    this.hasRange = true;
    if (paused && (status.unscanned === 0 || range.end < status.end)) this.frozen = true;
    if (this.frozen && this.pausedAt === undefined && !(await this.noteLastSeen(status.view))) return;
    this.prune();
    this.changed();
  }

  /** What a later view needs to know to go on with the pause. False where the view is gone. */
  private async noteLastSeen(view: ViewId): Promise<boolean> {
    const { first, end } = this.range;
    if (end > first && !this.rows.has(end - 1) && !(await this.fetch(view, { from: end - 1, count: 1 }))) return false;
    if (this.frozen) this.pausedAt = this.rows.get(end - 1)?.number ?? 0;
    return true;
  }

  /** Position of the first match at or after a record or a time, as far as the view has looked; undefined where the view is gone. */
  private async ask(view: ViewId, to: number | { time: number }): Promise<number | undefined> {
    try {
      const { position } = await this.connection.sendRequest(locateRecord, { view, ...(typeof to === 'number' ? { number: to } : to) });
      return this.status?.view === view ? position : undefined;
    } catch (error) {
      if (this.status?.view === view) throw error;
      return undefined;
    }
  }

  /** How the view stood when it gave the rows; undefined where it is no longer the current one, and another has to be asked. */
  private async fetch(view: ViewId, rows: { from: number; count: number }): Promise<ViewStatus | undefined> {
    try {
      const { values, rules, sought } = this;
      const answer = await this.connection.sendRequest(viewRows, {
        view,
        ...rows,
        ...(values.length > 0 ? { values: [...values] } : {}),
        ...(rules.length > 0 ? { rules: [...rules] } : {}),
        ...(sought === undefined ? {} : { find: sought }),
      });
      // Rows without the values of a new column, a colour, or what is looked for by now, are not kept.
      if (this.status?.view !== view || values !== this.values || rules !== this.rules || sought !== this.sought) return undefined;
      for (const row of answer.rows) this.rows.set(row.position, row);
      if (answer.status.end >= this.status.end) this.status = answer.status;
      this.problem = undefined;
      return answer.status;
    } catch (error) {
      if (this.status?.view === view) throw error;
      return undefined;
    }
  }

  /** The rows to ask for: what is wanted and one before (for the time since), without what is known at either end. */
  private missing(range: ListRange, kept: number): { from: number; count: number } | undefined {
    const { wanted } = this;
    let from = Math.max(kept, (wanted.newest ? range.end - wanted.count : wanted.from) - 1);
    let end = Math.min(range.end, wanted.newest ? range.end : wanted.from + wanted.count, from + 500);
    while (from < end && this.rows.has(from)) from++;
    while (end > from && this.rows.has(end - 1)) end--;
    return end > from ? { from, count: end - from } : undefined;
  }

  private inSight({ first, end }: ListRange): { from: number; count: number } | undefined {
    const { wanted } = this;
    const from = Math.max(first, wanted.newest ? end - wanted.count : wanted.from);
    const count = Math.min(end - from, wanted.count, 500);
    return count > 0 ? { from, count } : undefined;
  }

  /** The stretch of rows in sight that has all requests still waiting. */
  private unanswered(range: ListRange): { from: number; count: number } | undefined {
    const { from, count } = this.inSight(range) ?? { from: 0, count: 0 };
    const to = from + count;
    let least: number | undefined;
    let most = 0;
    for (let position = from; position < to; position++) {
      const exchange = this.rows.get(position)?.exchange;
      if (!exchange || exchange.role === 'unpaired' || exchange.other !== undefined) continue;
      least ??= position;
      most = position;
    }
    return least === undefined ? undefined : { from: least, count: most - least + 1 };
  }

  private prune(): void {
    const { wanted } = this;
    const from = (wanted.newest ? this.range.end - wanted.count : wanted.from) - margin;
    const end = from + wanted.count + 2 * margin;
    for (const position of this.rows.keys()) if (position < from || position >= end) this.rows.delete(position);
  }

  private forget(): void {
    this.rows.clear();
    this.problem = undefined;
  }

  private fail(error: unknown): void {
    this.problem = requestError(error);
    this.changed();
  }

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
