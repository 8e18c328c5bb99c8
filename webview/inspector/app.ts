import { t } from '@vscode/l10n';
import { LitElement, html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { withTopic } from '../../src/core/query/withTopic';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { on } from '../../src/core/rpc/on';
import {
  askToExport,
  markRecord,
  runCommand,
  showComposer,
  showFilter,
  showOpenForm,
  showRecord,
  showStatistics,
} from '../../src/protocol/inspector';
import { clearLog } from '../../src/protocol/log';
import type { SeriesSpec } from '../../src/protocol/plot';
import type { PageStore } from '../shared/page/pageStore';
import { focusOnceDrawn } from '../shared/page/focusOnceDrawn';
import { Follow } from '../shared/page/follow';
import { WidthOf } from '../shared/page/widthOf';
import { baseStyles, noticeStyles } from '../shared/looks/theme';
import { appStyles } from './appStyles';
import { Composing } from './compose/composing';
import { replaced } from './compose/putAside';
import { SendAgain } from './compose/sendAgain';
import './log/emptyLog';
import { FilterControl } from './filter/filterControl';
import { FindControl } from './find/findControl';
import { MatchPlaces } from './find/matchPlaces';
import { withLayout } from './details/earlierLayouts';
import { valueActions } from './details/values/valueActions';
import { ShownRecord } from './details/shownRecord';
import { Opening } from './sockets/opening';
import { socketName } from './sockets/socketLabel';
import { panelNotice } from './log/panelNotice';
import { newOpenDraft, type ComposeDraft, type PanelState, type TimeOrigin } from './state/panelState';
import { Plots } from './plot/plots';
import { StatisticsControl } from './statistics/statisticsControl';
import { EngineMirror } from './state/engineMirror';
import { ReadingPlace } from './state/readingPlace';
import type { KeyHelp } from './keys/keyHelp';
import type { LineBox, LineQuestion } from '../shared/controls/lineBox';
import '../shared/controls/lineBox';
import { goTo } from './log/goTo';
import { Marks } from './log/marks';
import { ColumnChoice } from './log/columnChoice';
import { LogActions } from './log/logActions';
import { Selection } from './log/selection';
import './log/statusLine';
import type { Toolbar } from './log/toolbar';
import './log/toolbar';
import type { TrafficLog } from './log/trafficLog';
import './log/trafficLog';

/** How long it is said, ms. */
const saidFor = 10_000;
/** Width in px that log and details take beside one another; details and plot. */
const roomBeside = 640;
const roomForBoth = 900;

/** The whole panel: toolbar, log with details, forms, status line. */
@customElement('zmq-inspector')
export class InspectorApp extends LitElement {
  static override styles = [baseStyles, noticeStyles, appStyles];

  @state() mirror: EngineMirror | undefined;
  @query('zmq-traffic-log') private log!: TrafficLog;
  @query('zmq-toolbar') private toolbar!: Toolbar;
  private store!: PageStore<PanelState>;
  private place!: ReadingPlace;
  private filter!: FilterControl;
  private find!: FindControl;
  private matchPlaces!: MatchPlaces;
  private plots!: Plots;
  private statistics!: StatisticsControl;
  private record!: ShownRecord;
  private opening!: Opening;
  private composing!: Composing;
  private selection!: Selection;
  private logActions!: LogActions;
  private columns!: ColumnChoice;
  private marks!: Marks;
  private readonly valueActions = valueActions(
    (condition) => this.logActions.filterBy(condition),
    (path) => this.addColumn(path),
  );
  /** How something done with rows of the log went, for a while. */
  @state() private said = '';
  private saidTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly sendAgain = new SendAgain(this);
  private readonly left = new WidthOf(this, () => this.renderRoot.querySelector('.left'));

  constructor() {
    super();
    new Follow(this, () => [this.mirror, this.mirror?.view, this.store]);
  }

  /** Called once by the page's script. */
  start(connection: MessageConnection, store: PageStore<PanelState>): void {
    this.store = store;
    const mirror = new EngineMirror(connection, store.state.place);
    this.place = new ReadingPlace(mirror, store);
    this.filter = new FilterControl(mirror, store, this.place, (by) => this.log.step(by));
    this.find = new FindControl(mirror, store, this.place, this.filter, {
      startOf: (by) => this.log.startOf(by),
      showFound: (position) => this.log.showFound(position),
      focus: () => this.log.focus(),
    });
    this.matchPlaces = new MatchPlaces(mirror, this.find);
    this.plots = new Plots(mirror, store);
    this.statistics = new StatisticsControl(mirror, store);
    this.record = new ShownRecord(mirror, this.place, this.filter);
    this.opening = new Opening(mirror, store);
    this.composing = new Composing(mirror, store);
    this.selection = new Selection(mirror.view);
    this.marks = new Marks(mirror);
    this.logActions = new LogActions(mirror, this.selection, this.place, this.filter, this.marks, this.sendAgain.actionsFor, this);
    this.selection.addEventListener('change', () => this.requestUpdate());
    this.columns = new ColumnChoice(mirror);
    mirror.addEventListener('change', () => {
      if (mirror.capture !== store.state.capture) store.update({ capture: mirror.capture });
    });
    mirror.view.addEventListener('change', () => {
      const { pausedAt } = mirror.view;
      if (pausedAt !== this.place.pausedAt) this.place.move({ pausedAt });
    });
    on(connection, showOpenForm, (spec) => {
      const { openDraft } = this.state;
      // Told nothing, it keeps what was typed; told a known socket, it manages that one.
      const known = spec.id !== undefined && mirror.entry(spec.id);
      this.set({
        showOpenForm: true,
        openDraft: known || Object.keys(spec).length === 0 ? { ...openDraft, socket: spec.id } : newOpenDraft(spec),
      });
      void this.focusPart('zmq-open-socket-form');
    });
    on(connection, showComposer, ({ socket }) => {
      const { composeDraft } = this.state;
      const other = socket !== undefined && socket !== composeDraft.socket;
      this.set({
        showComposer: true,
        composeDraft: other ? { ...composeDraft, socket, delimiter: undefined, routingId: undefined } : composeDraft,
      });
      void this.focusPart('zmq-compose-form');
    });
    on(connection, showRecord, ({ number }) => this.showRecord(number));
    on(connection, askToExport, () => this.onceShown(() => this.logActions.export()));
    on(connection, markRecord, () => this.onceShown(() => this.logActions.mark()));
    on(connection, showStatistics, () => this.showStatistics());
    on(connection, showFilter, ({ filter, topic }) => {
      if (topic !== undefined) return this.filter.use(withTopic(this.filter.text, topic));
      this.filter.use(filter ?? '');
      void this.updateComplete.then(() => this.toolbar.focusFilter());
    });
    // Of the page and not of the panel, for nothing in it may have the focus yet; before the window, where VS Code listens.
    document.addEventListener('keydown', (event) => this.keydown(event));
    connection.listen();
    void mirror.start(this.filter.query).finally(() => {
      // What comes first is drawn first.
      requestAnimationFrame(() => setTimeout(() => void import('./parts')));
    });
    this.mirror = mirror;
  }

  override render() {
    const { mirror } = this;
    if (!mirror) return nothing;
    const { state, filter } = this;
    const { view } = mirror;
    const { selected } = this.place;
    const shown = view.range.end - view.range.first;
    const repeating = mirror.jobs.filter((job) => job.state === 'running');
    const forms = state.showOpenForm || state.showComposer;
    return html`<zmq-toolbar
        .recorded=${mirror.capture !== undefined}
        .paused=${view.paused}
        .unseen=${view.unseen}
        .filter=${filter}
        .filters=${mirror.filters}
        .sockets=${mirror.sockets}
        .sincePrevious=${state.sincePrevious && !state.timeOrigin}
        .histogramShown=${state.histogram === true}
        .openFormShown=${state.showOpenForm}
        .composerShown=${state.showComposer}
        .statisticsShown=${state.statistics !== undefined}
        .findShown=${state.find !== undefined}
        @toggle-find=${() => (this.find.isOpen ? this.find.leave() : this.showFind())}
        @pause=${() => view.pause(!view.paused)}
        @clear=${() => this.clear()}
        @choose-columns=${(event: CustomEvent<HTMLElement>) =>
          void this.log.openColumnsMenu(undefined, event.detail.getBoundingClientRect(), event.detail)}
        @since-previous=${() => this.set({ sincePrevious: state.timeOrigin !== undefined || !state.sincePrevious, timeOrigin: undefined })}
        @toggle-histogram=${() => this.set({ histogram: !state.histogram })}
        @toggle-statistics=${() => (state.statistics ? this.closeStatistics() : this.showStatistics())}
        @toggle-open-form=${() => this.toggleForm('showOpenForm', 'zmq-open-socket-form')}
        @toggle-composer=${() => this.toggleForm('showComposer', 'zmq-compose-form')}
      ></zmq-toolbar>
      ${panelNotice(mirror, () => this.run('restartEngine'))}
      <main class=${forms ? 'with-forms' : ''}>
        <div class="left ${this.isBeside ? 'beside' : ''}">
          <div class="upper">
            ${
              state.histogram
                ? html`<zmq-histogram
                    .mirror=${mirror}
                    .filter=${this.filter}
                    .utc=${this.columns.isUtc}
                    .go=${(time: number) => void this.log.goTo({ time })}
                  ></zmq-histogram>`
                : nothing
            }
            <div class="log">
              <zmq-traffic-log
                .view=${view}
                .place=${this.place}
                .selection=${this.selection}
                .actions=${this.logActions}
                .columns=${this.columns}
                .colours=${mirror.colours}
                .marks=${this.marks}
                .matchPlaces=${this.matchPlaces}
                .sincePrevious=${state.sincePrevious}
                .timeOrigin=${state.timeOrigin}
                .evicted=${mirror.log?.evicted ?? 0}
                @record-select=${(event: CustomEvent<number>) => this.place.move({ selected: event.detail })}
                @close-details=${() => this.closeDetails()}
              ></zmq-traffic-log>
              <zmq-find-bar
                .find=${this.find}
                .filters=${mirror.filters}
                .sockets=${[...new Set(mirror.sockets.map(socketName))]}
              ></zmq-find-bar>
              <zmq-line-box></zmq-line-box>
              ${view.status && shown === 0 && view.status.unscanned === 0 && mirror.log ? this.emptyLog() : nothing}
            </div>
          </div>
          ${this.lower(mirror, selected)}
        </div>
        ${
          forms
            ? html`<zmq-splitter
                  class="of-forms"
                  sizes="width"
                  label="${t('Resize forms')}"
                  .resize=${(formsWidth: number) => this.set({ formsWidth })}
                ></zmq-splitter>
                <div class="forms" .style=${state.formsWidth === undefined ? '' : `--forms-width: ${state.formsWidth}px`}>
                  ${this.forms()}
                </div>`
            : nothing
        }
      </main>
      <zmq-status-line
        .said=${this.said}
        .facts=${{
          shown,
          kept: mirror.log?.kept ?? 0,
          evicted: mirror.log?.evicted ?? 0,
          messagesPerSecond: mirror.log?.messagesPerSecond ?? 0,
          bytesPerSecond: mirror.log?.bytesPerSecond ?? 0,
          repeated: repeating.length,
          selected: this.selection.count,
          repeatedPerSecond: repeating.reduce((sum, { perSecond }) => sum + perSecond, 0),
          recording: mirror.log?.recording,
        }}
        @show-keys=${() => this.showKeys()}
      ></zmq-status-line>
      <zmq-key-help></zmq-key-help>`;
  }

  get state(): PanelState {
    return this.store.state;
  }

  /** Does something with what the log shows, which a new panel does not know yet. */
  private onceShown(act: () => void): void {
    const { mirror } = this;
    void mirror?.attempt(async () => {
      await mirror.view.opened();
      await mirror.view.load();
      await this.log.settled();
      act();
    });
  }

  /** Shows a record wherever it is: a filter or a pause that hides it ends. */
  private showRecord(number: number): void {
    const { mirror } = this;
    void mirror?.attempt(async () => {
      const { view } = mirror;
      await view.opened();
      if ((await view.find(number)) === undefined) await this.filter.clear();
      if (view.paused) view.pause(false);
      this.place.move({ selected: number });
      await this.log.reveal(number);
    });
  }

  private set(change: Partial<PanelState>): void {
    this.store.update(change);
  }

  /** Details and plot are at the right of the log. */
  private get isBeside(): boolean {
    return this.state.detailsAtRight === true && this.left.px >= roomBeside;
  }

  private emptyLog() {
    const sockets = this.mirror?.sockets ?? [];
    return html`<zmq-empty-log
      .filtered=${(this.filter.inUse !== '' || this.state.socket !== '') && (this.mirror?.log?.kept ?? 0) > 0}
      .closedSockets=${sockets.some((entry) => entry.state === 'closed')}
      .openSockets=${sockets.some((entry) => entry.state === 'open')}
      .recorded=${this.mirror?.capture !== undefined}
      .run=${(command: 'startDemo') => this.run(command)}
      @show-all=${() => void this.filter.clear()}
    ></zmq-empty-log>`;
  }

  /** Details, statistics and plot, beside one another where there is room. */
  private lower(mirror: EngineMirror, selected: number | undefined) {
    const { state } = this;
    if (selected === undefined && state.plots.length === 0 && !state.statistics) return nothing;
    const beside = this.isBeside;
    return html`<zmq-splitter
        sizes=${beside ? 'width' : 'height'}
        label="${t('Resize details')}"
        .resize=${(size: number) => this.set(beside ? { detailsWidth: size } : { detailsHeight: size })}
      ></zmq-splitter>
      <div
        class="lower ${beside || this.left.px <= roomForBoth ? 'stacked' : ''}"
        .style=${`flex-basis: ${beside ? (state.detailsWidth === undefined ? '45%' : `${state.detailsWidth}px`) : `${state.detailsHeight}px`}`}
      >
        ${
          selected === undefined
            ? nothing
            : html`<zmq-message-details
                .record=${this.record}
                .atRight=${state.detailsAtRight === true}
                .hasRoomAtRight=${this.left.px >= roomBeside}
                .setAtRight=${(detailsAtRight: boolean) => this.set({ detailsAtRight })}
                .showRecord=${(number: number) => this.showRecord(number)}
                .logActions=${this.valueActions}
                .plot=${(spec: SeriesSpec) => this.plots.add(spec)}
                .actionsFor=${this.sendAgain.actionsFor}
                .layouts=${state.layouts ?? []}
                .rememberLayout=${(layout: string) => this.set({ layouts: withLayout(this.state.layouts ?? [], layout) })}
                @close-details=${() => this.closeDetails()}
              ></zmq-message-details>`
        }
        ${
          state.statistics
            ? html`<zmq-statistics-pane
                .mirror=${mirror}
                .statistics=${this.statistics}
                @close-form=${() => this.closeStatistics()}
              ></zmq-statistics-pane>`
            : nothing
        }
        ${state.plots.length === 0 ? nothing : html`<zmq-plot-pane .mirror=${mirror} .plots=${this.plots} .showRecord=${(number: number) => this.showRecord(number)} .filterBy=${this.logActions.filterBy}></zmq-plot-pane>`}
      </div>`;
  }

  private forms() {
    const { state } = this;
    return html`${
      state.showOpenForm
        ? html`<zmq-open-socket-form
            .opening=${this.opening}
            @close-form=${() => this.toggleForm('showOpenForm', 'zmq-open-socket-form')}
          ></zmq-open-socket-form>`
        : nothing
    }
    ${
      state.showComposer
        ? html`<zmq-compose-form
            .composing=${this.composing}
            @close-form=${() => this.toggleForm('showComposer', 'zmq-compose-form')}
          ></zmq-compose-form>`
        : nothing
    }`;
  }

  say(text: string): void {
    this.record.say(text);
    if (this.place.selected === undefined) this.sayOfLog(text);
  }

  get timeOrigin(): TimeOrigin | undefined {
    return this.state.timeOrigin;
  }
  set timeOrigin(timeOrigin: TimeOrigin | undefined) {
    this.set({ timeOrigin });
  }

  askLine(question: Omit<LineQuestion, 'closed'>): void {
    void this.renderRoot.querySelector<LineBox>('zmq-line-box')?.ask({ ...question, closed: () => this.log.focus() });
  }

  sayOfLog(text: string): void {
    this.said = text;
    clearTimeout(this.saidTimer);
    this.saidTimer = setTimeout(() => (this.said = ''), saidFor);
  }

  private showKeys(): void {
    // It comes with the parts that are loaded behind the log.
    void customElements.whenDefined('zmq-key-help').then(() => this.renderRoot.querySelector<KeyHelp>('zmq-key-help')?.show());
  }

  private addColumn(path: string): void {
    const problem = this.log.addValueColumn(path);
    this.say(problem ?? t('{0} is a column of the log now.', path));
  }

  compose(draft: Omit<ComposeDraft, 'hold' | 'repeat'>): void {
    const before = this.state.composeDraft;
    const { hold, repeat } = before;
    this.set({ showComposer: true, composeDraft: replaced(before, { ...draft, hold, ...(repeat ? { repeat } : {}) }) });
    void this.focusPart('zmq-compose-form');
  }

  private toggleForm(which: 'showOpenForm' | 'showComposer', element: string): void {
    const shown = !this.state[which];
    this.set({ [which]: shown });
    void this.focusPart(shown ? element : 'zmq-traffic-log');
  }

  private async focusPart(element: string): Promise<void> {
    await this.updateComplete;
    await focusOnceDrawn(this.renderRoot.querySelector<HTMLElement>(element));
  }

  private showFind(): void {
    this.find.open();
    void this.focusPart('zmq-find-bar');
  }

  private showStatistics(): void {
    this.statistics.show();
    void this.focusPart('zmq-statistics-pane');
  }

  private closeStatistics(): void {
    this.statistics.close();
    this.log.focus();
  }

  private closeDetails(): void {
    if (this.place.selected === undefined) return;
    this.place.move({ selected: undefined });
    this.log.focus();
  }

  private clear(): void {
    const { mirror, place, filter } = this;
    void mirror?.attempt(async (connection) => {
      await connection.sendRequest(clearLog, {});
      place.move({ selected: undefined, top: undefined });
      await mirror.view.open(filter.query);
    });
  }

  private run(command: 'startDemo' | 'subscribe' | 'newSocket' | 'tap' | 'restartEngine' | 'reopenAll'): void {
    void this.mirror?.attempt((connection) => connection.sendRequest(runCommand, { command }));
  }

  /** `?` lists all keys, Ctrl+F finds, F3 finds on, `/` filters, Escape closes; F6 goes through histogram, log, details, statistics, plot and forms, and then on to the next part of the workbench. */
  private keydown(event: KeyboardEvent): void {
    if (event.key === 'f' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.showFind();
    }
    if (event.key === '/' && !event.defaultPrevented && !isTyping(event)) {
      event.preventDefault();
      this.toolbar.focusFilter();
    }
    if (event.key === 'g' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.askLine(goTo((to) => this.log.goTo(to)));
    }
    if (event.key === '?' && !event.defaultPrevented && !isTyping(event)) {
      event.preventDefault();
      this.showKeys();
    }
    if (event.key === 'F3' && (this.find.isInUse || this.filter.inUse)) {
      event.preventDefault();
      (this.find.isInUse ? this.find : this.filter).step(event.shiftKey ? -1 : 1);
    }
    if (event.key === 'Escape' && !event.defaultPrevented && event.target !== this.log) {
      const form = event
        .composedPath()
        .find(
          (node) =>
            node instanceof HTMLElement && node.matches('zmq-open-socket-form, zmq-compose-form, zmq-message-details, zmq-statistics-pane'),
        );
      if (form instanceof HTMLElement)
        form.dispatchEvent(new CustomEvent(form.matches('zmq-message-details') ? 'close-details' : 'close-form'));
    }
    if (event.key !== 'F6' || event.shiftKey) return;
    const parts = [
      ...this.renderRoot.querySelectorAll<HTMLElement>(
        'zmq-histogram, zmq-traffic-log, zmq-message-details, zmq-statistics-pane, zmq-plot-pane, zmq-open-socket-form, zmq-compose-form',
      ),
    ];
    const next = parts[parts.findIndex((part) => event.composedPath().includes(part)) + 1];
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  }
}

function isTyping(event: Event): boolean {
  const [target] = event.composedPath();
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea');
}
