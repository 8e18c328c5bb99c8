import type { QueryProblem } from '../../../src/core/query/ast';
import { rememberFilter, saveFilter } from '../../../src/protocol/inspector';
import type { Query } from '../../../src/protocol/log';
import { findTopics } from '../../../src/protocol/topics';
import { counted, formatCount } from '../../shared/format';
import type { PanelState } from '../state/panelState';
import type { EngineMirror } from '../state/engineMirror';
import { problemsOf, refusedFilter } from './filterProblems';

/** The list of matches. */
interface Matches {
  /** Position the keyboard is at. */
  readonly active: number | undefined;
  /** Number of the record whose details are shown. */
  readonly selected: number | undefined;
  step(by: 1 | -1): Promise<{ wrapped: boolean } | undefined>;
}

/** What the filter needs of the panel. */
interface Panel {
  readonly state: PanelState;
  readonly mirror: EngineMirror | undefined;
  readonly log: Matches | null;
  set(change: Partial<PanelState>): void;
  attempt(action: (mirror: EngineMirror) => Promise<unknown>): Promise<void>;
}

/** Topics to complete, at most. */
const topicsOffered = 50;

/** The filter of the log: what stands in the searchbox, and the last one that could be used. */
export class FilterControl {
  /** What there is to say of the last step. */
  remark = '';
  private refused: { filter: string; problems: QueryProblem[] } | undefined;
  private read: { filter: string; problems: QueryProblem[] } = { filter: '', problems: [] };

  constructor(private readonly panel: Panel) {}

  get problems(): readonly QueryProblem[] {
    const { filter } = this.panel.state;
    if (this.read.filter !== filter) this.read = { filter, problems: problemsOf(filter) };
    if (this.read.problems.length > 0) return this.read.problems;
    return this.refused?.filter === filter ? this.refused.problems : [];
  }

  get query(): Query {
    const { socket } = this.panel.state;
    const { inUse } = this;
    return { ...(inUse ? { filter: inUse } : {}), ...(socket ? { socket } : {}) };
  }

  /** Empty for none. */
  get inUse(): string {
    const { filter, validFilter = '' } = this.panel.state;
    return (this.problems.length > 0 ? validFilter : filter).trim();
  }

  /** What it found, in a few words; empty without a filter. */
  get found(): string {
    const { state, mirror, log } = this.panel;
    const status = mirror?.view.status;
    if (this.problems.length > 0) return this.inUse ? `Not in use: “${this.inUse}” still is` : 'Not in use: all records are shown';
    if (!state.filter || !status) return '';
    const { first, end, unscanned, undecided = 0 } = status;
    const at = log?.active;
    const place = at !== undefined && at >= first && at < end && log?.selected !== undefined ? `${formatCount(at - first + 1)} of ` : '';
    return [
      place + counted(end - first, 'match', 'matches'),
      ...(undecided > 0 ? [`${formatCount(undecided)} undecided`] : []),
      ...(unscanned > 0 ? [`${formatCount(unscanned)} to search`] : []),
    ].join(', ');
  }

  /** Takes what was typed; where that is no filter, the one before stays in use. */
  readonly search = (filter: string): void => {
    this.remark = '';
    this.refused = undefined;
    const before = this.inUse;
    this.panel.set({ filter, validFilter: before });
    if (this.problems.length === 0 && filter.trim() !== before) void this.apply(before);
  };

  /** Takes a filter that is meant as it is. */
  readonly show = (filter: string): void => {
    this.search(filter);
    if (filter.trim() !== '' && this.problems.length === 0) this.remember(filter);
  };

  /** Shows records of this socket only, or of all. */
  readonly chooseSocket = (socket: string): void => {
    this.panel.set({ socket });
    void this.panel.mirror?.view.open(this.query);
  };

  readonly step = (by: 1 | -1): void => {
    void this.panel.attempt(async ({ view }) => {
      await view.opened();
      const stepped = await this.panel.log?.step(by);
      this.remark = !stepped
        ? 'There is no match.'
        : !stepped.wrapped
          ? ''
          : by > 0
            ? 'Went on from the first match.'
            : 'Went on from the last match.';
      this.panel.set({});
    });
  };

  readonly remember = (filter: string): void => {
    void this.panel.attempt((mirror) => mirror.connection.sendRequest(rememberFilter, { filter }));
  };

  readonly save = (name: string, filter: string | undefined): void => {
    void this.panel.attempt((mirror) => mirror.connection.sendRequest(saveFilter, { name, ...(filter === undefined ? {} : { filter }) }));
  };

  readonly findTopics = async (prefix: string): Promise<string[]> => {
    try {
      const found = await this.panel.mirror?.connection.sendRequest(findTopics, { prefix, count: topicsOffered });
      return found?.topics ?? [];
    } catch {
      // Without an engine there is nothing to complete; that it is gone is said elsewhere.
      return [];
    }
  };

  private async apply(before: string): Promise<void> {
    const { mirror, state } = this.panel;
    const { filter } = state;
    await mirror?.view.open(this.query);
    const problem = mirror?.view.problem;
    if (problem?.code !== 'invalidQuery' || this.panel.state.filter !== filter) return;
    // The engine knows better than the page.
    this.refused = { filter, problems: refusedFilter(problem, filter) };
    this.panel.set({ validFilter: before });
  }
}
