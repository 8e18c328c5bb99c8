import { t } from '@vscode/l10n';
import type { QueryProblem } from '../../../src/core/query/ast';
import { rememberFilter, saveFilter } from '../../../src/protocol/inspector';
import type { Query } from '../../../src/protocol/log';
import { findTopics } from '../../../src/protocol/topics';
import { countText, counted } from '../../../src/core/base/quantities';
import type { PageStore } from '../../shared/page/pageStore';
import type { EngineMirror } from '../state/engineMirror';
import type { PanelState } from '../state/panelState';
import type { ReadingPlace } from '../state/readingPlace';
import { problemsOf, refusedFilter } from './filterProblems';
import { otherQuery } from './otherQuery';
import type { OtherQuery, SearchControl } from './searchControl';

/** How long to wait for the next letter before searching, ms. */
const debounce = 150;
/** A filter that was applied for so long was in use, ms. */
const inUseAfter = 3000;
/** Topics to complete, at most. */
const topicsOffered = 50;

/** Selects the next match or the one before; undefined where there is none. */
type Step = (by: 1 | -1) => Promise<{ wrapped: boolean } | undefined>;

/**
 * The filter of the log, and the only place that its text is written: what stands in the searchbox, whether it has been applied, and the
 * last one that could be used. Kept in the panel's state, so that it comes back with the page. Fires `change`.
 */
export class FilterControl extends EventTarget implements SearchControl {
  remark = '';
  /** What is being typed; undefined once it was applied. */
  private typed: string | undefined;
  private refused: { filter: string; problems: QueryProblem[] } | undefined;
  private read: { filter: string; problems: QueryProblem[] } = { filter: '', problems: [] };
  private timer: ReturnType<typeof setTimeout> | undefined;
  private inUseTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly mirror: EngineMirror,
    private readonly store: PageStore<PanelState>,
    private readonly place: ReadingPlace,
    private readonly stepInLog: Step,
  ) {
    super();
    for (const source of [mirror, mirror.view, place]) source.addEventListener('change', () => this.changed());
  }

  get text(): string {
    return this.typed ?? this.store.state.filter;
  }

  get isTyped(): boolean {
    return this.typed !== undefined;
  }

  get problems(): readonly QueryProblem[] {
    const { filter } = this.store.state;
    if (this.read.filter !== filter) this.read = { filter, problems: problemsOf(filter) };
    if (this.read.problems.length > 0) return this.read.problems;
    return this.refused?.filter === filter ? this.refused.problems : [];
  }

  get query(): Query {
    const { socket } = this.store.state;
    const { inUse } = this;
    return { ...(inUse ? { filter: inUse } : {}), ...(socket ? { socket } : {}) };
  }

  /** Empty for none. */
  get inUse(): string {
    const { filter, validFilter = '' } = this.store.state;
    return (this.problems.length > 0 ? validFilter : filter).trim();
  }

  /** Only records of this socket; empty for all. */
  get socket(): string {
    return this.store.state.socket;
  }

  /** Empty without a filter. */
  get found(): string {
    const { status } = this.mirror.view;
    if (this.problems.length > 0) return this.inUse ? t('Not in use: “{0}” still is', this.inUse) : t('Not in use: all records are shown');
    if (!this.store.state.filter || !status) return '';
    const { first, end, unscanned, undecided = 0 } = status;
    const { active, selected } = this.place;
    const at = active !== undefined && active >= first && active < end && selected !== undefined;
    return [
      at ? t('{0} of {1}', countText(active - first + 1), counted(end - first, 'match')) : counted(end - first, 'match'),
      ...(undecided > 0 ? [t('{0} undecided', countText(undecided))] : []),
      ...(unscanned > 0 ? [t('{0} to search', countText(unscanned))] : []),
    ].join(', ');
  }

  get offer(): OtherQuery | undefined {
    const { status } = this.mirror.view;
    return !status || this.isTyped || this.problems.length > 0 ? undefined : otherQuery(this.inUse, status);
  }

  type(text: string): void {
    this.typed = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.apply(), debounce);
    this.changed();
  }

  /** Applies what was typed; where that is no filter, the one before stays in use. */
  apply(): void {
    clearTimeout(this.timer);
    clearTimeout(this.inUseTimer);
    const filter = this.typed;
    if (filter === undefined) return;
    this.typed = undefined;
    this.remark = '';
    this.refused = undefined;
    const before = this.inUse;
    this.store.update({ filter, validFilter: before });
    if (this.problems.length === 0 && filter.trim() !== before) void this.search(before);
    this.inUseTimer = setTimeout(() => this.noteUse(), inUseAfter);
    this.changed();
  }

  use(filter: string): void {
    this.typed = filter;
    this.apply();
    this.noteUse();
  }

  noteUse(): void {
    clearTimeout(this.inUseTimer);
    this.remember(this.store.state.filter);
  }

  /** Offers a query again later. */
  remember(filter: string): void {
    if (filter.trim() === '' || problemsOf(filter).length > 0 || filter === this.mirror.filters.recent[0]) return;
    void this.mirror.attempt((connection) => connection.sendRequest(rememberFilter, { filter }));
  }

  /** Ends filter and choice of a socket. */
  async clear(): Promise<void> {
    clearTimeout(this.timer);
    this.typed = undefined;
    this.store.update({ filter: '', socket: '' });
    this.changed();
    await this.mirror.view.open(this.query);
  }

  /** Shows records of this socket only, or of all. */
  readonly chooseSocket = (socket: string): void => {
    this.store.update({ socket });
    void this.mirror.view.open(this.query);
  };

  readonly step = (by: 1 | -1): void => {
    void this.mirror.attempt(async () => {
      await this.mirror.view.opened();
      const stepped = await this.stepInLog(by);
      this.remark = !stepped
        ? t('There is no match.')
        : !stepped.wrapped
          ? ''
          : by > 0
            ? t('Went on from the first match.')
            : t('Went on from the last match.');
      this.changed();
    });
  };

  readonly save = (name: string, filter: string | undefined): void => {
    void this.mirror.attempt((connection) => connection.sendRequest(saveFilter, { name, ...(filter === undefined ? {} : { filter }) }));
  };

  readonly findTopics = async (prefix: string): Promise<string[]> => {
    try {
      return (await this.mirror.connection.sendRequest(findTopics, { prefix, count: topicsOffered })).topics;
    } catch {
      // Without an engine there is nothing to complete; that it is gone is said elsewhere.
      return [];
    }
  };

  private async search(before: string): Promise<void> {
    const { view } = this.mirror;
    const { filter } = this.store.state;
    await view.open(this.query);
    const { problem } = view;
    if (problem?.code !== 'invalidQuery' || this.store.state.filter !== filter) return;
    // The engine knows better than the page.
    this.refused = { filter, problems: refusedFilter(problem, filter) };
    this.store.update({ validFilter: before });
    this.changed();
  }

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
