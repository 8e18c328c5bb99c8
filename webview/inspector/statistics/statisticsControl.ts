import { CancellationTokenSource } from 'vscode-jsonrpc/browser';
import type { Query, ViewId } from '../../../src/protocol/log';
import { viewStatistics, type Statistics, type StatisticsBy } from '../../../src/protocol/statistics';
import type { PageStore } from '../../shared/page/pageStore';
import { requestError, type RequestError } from '../../shared/page/requestError';
import type { EngineMirror } from '../state/engineMirror';
import type { PanelState, StoredStatistics } from '../state/panelState';

/** Figures, and what they are of. */
export interface Counted {
  statistics: Statistics;
  by: StatisticsBy;
  query: Query;
}

/**
 * The statistics of what the log shows: asked for when they are to be seen, and again for another query, another log, or on wish. What is shown stays until there is
 * something newer. Fires `change`.
 */
export class StatisticsControl extends EventTarget {
  counted: Counted | undefined;
  /** Why there is nothing newer. */
  problem: RequestError | undefined;
  /** Ends what is under way. */
  private counting: CancellationTokenSource | undefined;
  /** Whose matches are counted: not those of the view that is shown, once that was opened anew. */
  private countedView: ViewId | undefined;
  /** What was asked about last: the query, and the log. */
  private asked: { query: Query; generation: number | undefined } | undefined;
  /** Of what is under way, 0 to 1. */
  progress = 0;

  constructor(
    private readonly mirror: EngineMirror,
    private readonly store: PageStore<PanelState>,
  ) {
    super();
    for (const source of [mirror, mirror.view]) source.addEventListener('change', () => this.follow());
  }

  /** How they are shown; undefined where they are not. */
  get shown(): StoredStatistics | undefined {
    return this.store.state.statistics;
  }

  get isCounting(): boolean {
    return this.counting !== undefined;
  }

  show(): void {
    if (!this.shown) this.store.update({ statistics: { by: 'source', sortBy: 'messages', descending: true } });
    this.refresh();
  }

  close(): void {
    this.cancel();
    this.store.update({ statistics: undefined });
    this.counted = undefined;
    this.asked = undefined;
    this.changed();
  }

  by(by: StatisticsBy): void {
    if (!this.shown) return;
    this.store.update({ statistics: { ...this.shown, by } });
    this.refresh();
  }

  /** By this column, or the other way round. Numbers begin with the largest. */
  sort(column: string): void {
    const { shown } = this;
    if (!shown) return;
    const isName = column === 'label' || column === 'source';
    const descending = shown.sortBy === column ? !shown.descending : !isName;
    this.store.update({ statistics: { ...shown, sortBy: column, descending } });
    this.changed();
  }

  /** What was counted by then is shown. */
  cancel(): void {
    this.counting?.cancel();
  }

  refresh(): void {
    this.cancel();
    void this.count();
  }

  private follow(): void {
    if (!this.shown) return;
    const { view, generation, statistics } = this.mirror;
    const { asked } = this;
    const isOther =
      generation !== asked?.generation || view.shown.filter !== asked?.query.filter || view.shown.socket !== asked?.query.socket;
    if (view.status && isOther) return this.refresh();
    const status = statistics.find((each) => each.view === this.countedView);
    const progress = status && status.records > 0 ? status.looked / status.records : 0;
    if (!this.isCounting || progress === this.progress) return;
    this.progress = progress;
    this.changed();
  }

  private async count(): Promise<void> {
    const { shown, mirror } = this;
    const { status, shown: query } = mirror.view;
    if (!shown || !status) return;
    const { by } = shown;
    const counting = new CancellationTokenSource();
    this.counting = counting;
    this.countedView = status.view;
    this.asked = { query, generation: mirror.generation };
    this.progress = 0;
    this.changed();
    try {
      const statistics = await mirror.view.hold(status.view, () =>
        mirror.connection.sendRequest(viewStatistics, { view: status.view, by }, counting.token),
      );
      if (this.counting !== counting) return;
      this.counted = { statistics, by, query };
      this.problem = undefined;
    } catch (error) {
      if (this.counting !== counting) return;
      this.problem = requestError(error);
    }
    this.counting = undefined;
    this.changed();
  }

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
