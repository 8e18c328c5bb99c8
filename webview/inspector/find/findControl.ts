import { t } from '@vscode/l10n';
import { Coalescer } from '../../../src/core/base/coalescer';
import { countText, counted } from '../../../src/core/base/quantities';
import type { QueryProblem } from '../../../src/core/query/ast';
import { closeView, locateRecord, openView, viewRows, type Query, type ViewStatus } from '../../../src/protocol/log';
import { requestError } from '../../shared/page/requestError';
import type { PageStore } from '../../shared/page/pageStore';
import type { FilterControl } from '../filter/filterControl';
import { problemsOf, refusedFilter } from '../filter/filterProblems';
import { otherQuery } from '../filter/otherQuery';
import type { OtherQuery, SearchControl } from '../filter/searchControl';
import type { EngineMirror } from '../state/engineMirror';
import type { PanelState } from '../state/panelState';
import type { ReadingPlace } from '../state/readingPlace';

/** How long to wait for the next letter before searching, ms. */
const debounce = 150;
/** How long a view that is outdated is put up with, ms: late replies may come one after the other. */
const renewAfter = 1000;

/** Steps that are remembered while one is under way. */
const mostSteps = 100;

/** What the log does for who looks for something in it. */
export interface FoundIn {
  /** Number of the first record to be looked at on the way down or up. */
  startOf(by: 1 | -1): Promise<number>;
  /** Takes the keyboard to a row, in sight. */
  showFound(position: number): void;
  focus(): void;
}

/** A match: its number among the matches, and its position in the log. */
interface Found {
  match: number;
  position: number;
}

/**
 * What is looked for among the rows that the log shows, none of which it hides: a view of its own, of what the filter and this text find. It is
 * open as long as the find bar is. Fires `change`.
 */
export class FindControl extends EventTarget implements SearchControl {
  /** That the last step went on from the other end; else empty. */
  wrapped = '';
  remark = '';
  /** Of the view of the matches. */
  status: ViewStatus | undefined;
  private typed: string | undefined;
  /** What was looked for before the bar was closed. */
  private textBefore = '';
  private read: { text: string; problems: QueryProblem[] } = { text: '', problems: [] };
  private refused: { text: string; problems: QueryProblem[] } | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** What the view was opened for. */
  private openedFor = '';
  private renewals = 0;
  private renewal: ReturnType<typeof setTimeout> | undefined;
  /** Those that are wanted, the first of them under way. */
  private steps: (1 | -1)[] = [];
  /** It waits until more was looked through. */
  private isWaiting = false;
  /** Grows with whatever ends the steps that are under way. */
  private wish = 0;
  /** The match that the keyboard is at. */
  private at: (Found & { view: number; opening: number }) | undefined;
  /** As far as the log goes while it is paused: the matches up to there, and whether these are all. */
  private paused: { view: number; after: number; end: number; isWhole: boolean } | undefined;
  private readonly openings = new Coalescer(() => this.openView());
  private readonly counts = new Coalescer(() => this.count().catch((error: unknown) => this.giveUp(error)));

  constructor(
    private readonly mirror: EngineMirror,
    private readonly store: PageStore<PanelState>,
    private readonly place: ReadingPlace,
    private readonly filter: FilterControl,
    private readonly log: FoundIn,
  ) {
    super();
    const follow = (): void => this.follow();
    for (const source of [mirror, mirror.view, place]) source.addEventListener('change', follow);
  }

  get isOpen(): boolean {
    return this.store.state.find !== undefined;
  }

  /** Something is looked for. */
  get isInUse(): boolean {
    return this.wanted !== undefined;
  }

  get text(): string {
    return this.typed ?? this.applied;
  }

  get isTyped(): boolean {
    return this.typed !== undefined;
  }

  get problems(): readonly QueryProblem[] {
    const text = this.applied;
    if (this.read.text !== text) this.read = { text, problems: problemsOf(text) };
    if (this.read.problems.length > 0) return this.read.problems;
    return this.refused?.text === text ? this.refused.problems : [];
  }

  get found(): string {
    if (this.problems.length > 0) return t('Cannot be read');
    const { status, pausedAt, current } = this;
    if (!status || !this.isInUse) return '';
    if (status.problem !== undefined) return status.problem;
    const matches = Math.max(0, this.end - status.first);
    const isWhole = pausedAt?.isWhole ?? status.unscanned === 0;
    const count = isWhole ? countText(matches) : `${countText(matches)}+`;
    const ofAll =
      current === undefined
        ? isWhole
          ? counted(matches, 'match')
          : t('{0} matches', count)
        : t('{0} of {1}', countText(current - status.first + 1), count);
    return [
      ofAll,
      ...(status.undecided ? [t('{0} undecided', countText(status.undecided))] : []),
      ...(isWhole ? [] : [t('{0} to search', countText(status.unscanned))]),
    ].join(', ');
  }

  get offer(): OtherQuery | undefined {
    return !this.status || !this.isInUse || this.isTyped ? undefined : otherQuery(this.applied.trim(), this.status);
  }

  get findTopics(): (prefix: string) => Promise<string[]> {
    return this.filter.findTopics;
  }

  /** Shows the bar, with what was looked for before. */
  open(): void {
    if (this.isOpen) return;
    this.store.update({ find: this.textBefore });
    this.follow();
  }

  readonly leave = (): void => {
    clearTimeout(this.timer);
    this.textBefore = this.text;
    this.typed = undefined;
    this.store.update({ find: undefined });
    this.endStep();
    this.follow();
    this.log.focus();
  };

  type(text: string): void {
    this.typed = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.apply(), debounce);
    this.changed();
  }

  apply(): void {
    clearTimeout(this.timer);
    const text = this.typed;
    if (text === undefined) return;
    this.typed = undefined;
    this.refused = undefined;
    this.store.update({ find: text });
    this.endStep();
    this.follow();
  }

  use(text: string): void {
    this.typed = text;
    this.apply();
    this.noteUse();
  }

  noteUse(): void {
    if (this.isOpen) this.filter.remember(this.applied);
  }

  readonly step = (by: 1 | -1): void => {
    if (this.isTyped) this.apply();
    // One that has to wait for the search is given up for another way.
    if (this.isWaiting && this.steps[0] !== by) this.endStep();
    if (this.steps.length < mostSteps && this.steps.push(by) === 1) void this.mirror.attempt(() => this.walk(this.wish));
  };

  /** Takes the steps that are wanted, one after the other. */
  private async walk(wish: number): Promise<void> {
    await this.openings.done();
    for (let by = this.steps[0]; by !== undefined && wish === this.wish; by = this.steps[0]) {
      const { status } = this;
      try {
        await this.go(by, wish);
      } catch (error) {
        const isStill = wish === this.wish && status?.view === this.status?.view;
        if (wish === this.wish) this.endStep();
        // A view that was closed meanwhile has nothing to tell.
        if (isStill) throw error;
      }
      if (wish === this.wish) this.steps.shift();
    }
  }

  private get applied(): string {
    return this.store.state.find ?? '';
  }

  /** What has to be open; undefined where nothing is looked for. */
  private get wanted(): Query | undefined {
    const { view } = this.mirror;
    const text = this.applied.trim();
    if (text === '' || this.problems.length > 0 || !view.status) return undefined;
    const { filter } = view.shown;
    return { ...view.shown, filter: filter ? `(${filter}) (${text})` : text };
  }

  /** Position after the last match that the log shows. */
  private get end(): number {
    return this.pausedAt?.end ?? this.status?.end ?? 0;
  }

  private get pausedAt() {
    const { paused } = this;
    return paused?.view === this.status?.view && paused?.after === this.mirror.view.pausedAt ? paused : undefined;
  }

  /** Number of the match that the keyboard is at. */
  private get current(): number | undefined {
    const { at } = this;
    const isThere = at && at.view === this.status?.view && at.opening === this.mirror.view.opening && at.position === this.place.active;
    return isThere ? at.match : undefined;
  }

  private endStep(): void {
    this.wish++;
    this.steps = [];
    this.wrapped = '';
    this.remark = '';
  }

  private follow(): void {
    const { status } = this;
    if (this.openedFor !== this.key) this.openings.ask();
    if (status) {
      const told = this.mirror.views.find(({ view }) => view === status.view);
      if (told) this.status = told;
      if (told?.outdated)
        this.renewal ??= setTimeout(() => {
          this.renewal = undefined;
          this.renewals++;
          this.follow();
        }, renewAfter);
      this.counts.ask();
    }
    this.changed();
  }

  private get key(): string {
    const { generation, view } = this.mirror;
    const { wanted } = this;
    return wanted ? [generation, view.opening, this.renewals, JSON.stringify(wanted)].join() : '';
  }

  /** Opens a view of what is wanted now, and closes the one before. */
  private async openView(): Promise<void> {
    const { wanted, key, status: before } = this;
    if (key === this.openedFor) return;
    const { connection, generation, view } = this.mirror;
    const isSameEngine = this.mirror.engine === 'running' && this.openedFor.startsWith(`${generation},`);
    const text = this.applied.trim();
    this.openedFor = key;
    try {
      this.status = wanted && (await connection.sendRequest(openView, wanted));
      view.wantFound(wanted && text);
    } catch (error) {
      this.status = undefined;
      view.wantFound(undefined);
      this.refuse(error, (wanted?.filter ?? '').length - text.length);
    }
    // With its engine it is gone already.
    if (before && isSameEngine) await connection.sendRequest(closeView, { view: before.view }).catch(() => undefined);
    this.follow();
  }

  /** @param from where in the query of the view the text begins, with the parenthesis before it */
  private refuse(error: unknown, from: number): void {
    const problem = requestError(error);
    const before = Math.max(0, from - 1);
    const { at } = problem;
    const text = this.applied;
    const moved = at && { from: Math.max(0, at.from - before), to: Math.max(1, at.to - before) };
    this.refused = { text, problems: refusedFilter({ ...problem, ...(moved ? { at: moved } : {}) }, text) };
  }

  /** Finds out what the numbers told cannot be told from the status: where a pause ends, and which match the keyboard is at. */
  private async count(): Promise<void> {
    const { status, place, mirror } = this;
    const { view } = mirror;
    if (!status) return;
    const { pausedAt: after, opening } = view;
    if (after !== undefined && !this.pausedAt?.isWhole) {
      const { position, seen } = await this.locate(status.view, after + 1);
      this.paused = { view: status.view, after, end: position, isWhole: seen > after };
    }
    const { active } = place;
    const row = active === undefined ? undefined : view.row(active);
    if (active !== undefined && row?.found && this.current === undefined) {
      const { position, seen } = await this.locate(status.view, row.number);
      if (seen > row.number) this.at = { match: position, position: active, view: status.view, opening };
    }
    this.changed();
  }

  /** A view that is gone has nothing to tell. */
  private giveUp(error: unknown): void {
    if (requestError(error).code !== 'noSuchView') throw error;
  }

  private locate(view: number, number: number): Promise<{ position: number; seen: number }> {
    return this.mirror.connection.sendRequest(locateRecord, { view, number: Math.max(0, number) });
  }

  private async go(by: 1 | -1, wish: number): Promise<void> {
    const { view, log } = this.mirror;
    const { opening } = view;
    const last = view.pausedAt ?? log?.appended ?? 0;
    const ahead = await this.nearest(await this.log.startOf(by), by, last, wish);
    const found = ahead ?? (await this.nearest(by > 0 ? 0 : last, by, last, wish));
    const { status } = this;
    if (wish !== this.wish || opening !== view.opening || !status) return;
    this.wrapped = '';
    if (found) {
      this.at = { ...found, view: status.view, opening };
      this.log.showFound(found.position);
      if (!ahead) this.wrapped = by > 0 ? t('Went on from the first match.') : t('Went on from the last match.');
    }
    this.remark = found ? [this.wrapped, this.found].join(' ').trim() : t('There is no match.');
    this.changed();
  }

  /**
   * The match that is next to a record, or is the record, as soon as it is sure that none is nearer. Undefined where there is none
   * up to the record `last`.
   */
  private async nearest(number: number, by: 1 | -1, last: number, wish: number): Promise<Found | undefined> {
    const { connection, view } = this.mirror;
    let from = number;
    while (wish === this.wish && this.status) {
      const { view: id } = this.status;
      const { position, seen } = await this.locate(id, by > 0 ? from : from + 1);
      const match = by > 0 ? position : position - 1;
      const isSure = by > 0 || seen > from;
      const [row] = isSure && match >= 0 ? (await connection.sendRequest(viewRows, { view: id, from: match, count: 1 })).rows : [];
      if (row && view.pausedAt !== undefined && row.number > view.pausedAt) return undefined;
      const inLog = row && (await view.find(row.number));
      if (inLog !== undefined) return { match, position: inLog };
      // A time that the filter counts from now was another one when the log was opened.
      if (row) from = row.number + by;
      else if (seen > (by > 0 ? last : from)) return undefined;
      else await this.more();
    }
    return undefined;
  }

  private async more(): Promise<void> {
    this.isWaiting = true;
    await new Promise((resolve) => this.addEventListener('change', resolve, { once: true }));
    this.isWaiting = false;
  }

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
