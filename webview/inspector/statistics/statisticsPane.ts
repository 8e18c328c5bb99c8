import { t } from '@vscode/l10n';
import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { countText, counted, sizeText } from '../../../src/core/base/quantities';
import { copyText } from '../../../src/protocol/inspector';
import { statisticsKinds, type Statistics, type StatisticsBy, type StatisticsRow } from '../../../src/protocol/statistics';
import '../../shared/controls/choice';
import '../../shared/controls/menuButton';
import { icons } from '../../shared/looks/icons';
import { paneStyles } from '../../shared/looks/pane';
import { baseStyles } from '../../shared/looks/theme';
import { Follow } from '../../shared/page/follow';
import { requestError } from '../../shared/page/requestError';
import { formatTime } from '../../shared/text/format';
import type { EngineMirror } from '../state/engineMirror';
import { figuresAs, type FiguresForm } from './copyFigures';
import { distributionChart } from './distributionChart';
import { durationText, figureColumns, groupName, kindName, messagesOf, type FigureColumn } from './figureColumns';
import type { FiguresTable, ShownFigures } from './figuresTable';
import './figuresTable';
import type { Counted, StatisticsControl } from './statisticsControl';
import { statisticsPaneStyles } from './statisticsPaneStyles';

/** The region `Statistics`: figures of what the log shows, as a table, and how those of one row are spread. Fires `close-form`. */
@customElement('zmq-statistics-pane')
export class StatisticsPane extends LitElement {
  static override styles = [baseStyles, paneStyles, statisticsPaneStyles];

  @property({ attribute: false }) mirror!: EngineMirror;
  @property({ attribute: false }) statistics!: StatisticsControl;
  /** What was copied, or why it was not. */
  @state() private said = '';
  /** Which row the person chose; undefined for the first one, which is all messages. */
  @state() private chosen: string | undefined;
  @query('zmq-figures-table') private table!: FiguresTable | null;
  /** The table, and what it was made from. */
  private columns: readonly FigureColumn[] = [];
  private rows: readonly ShownFigures[] = [];
  private madeFrom: readonly unknown[] = [];

  constructor() {
    super();
    new Follow(this, () => [this.statistics]);
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const { counted, shown } = this.statistics;
    const from = [counted, shown?.sortBy, shown?.descending];
    if (!counted || !shown || from.every((part, at) => part === this.madeFrom[at])) return;
    this.madeFrom = from;
    this.columns = figureColumns(counted.by, [counted.statistics.all]);
    this.rows = shownRows(
      counted.statistics,
      this.columns.find(({ key }) => key === shown.sortBy),
      shown.descending,
    );
  }

  override render() {
    const { statistics } = this;
    const { counted, isCounting, problem, shown } = statistics;
    if (!shown) return nothing;
    const status = this.status();
    return html`<section role="region" aria-label="${t('Statistics')}" tabindex="-1" @keydown=${this.keydown}>
      <div class="title">
        <h2>${t('Statistics')}</h2>
        <zmq-choice
          label="${t('Statistics by')}"
          .options=${statisticsKinds.map((by) => ({ value: by, label: t('By {0}', kindName(by)) }))}
          .value=${shown.by}
          .choose=${(by: StatisticsBy) => statistics.by(by)}
        ></zmq-choice>
        <span role="status" class="muted" title=${status}>${status}</span>
        ${isCounting ? html`<vscode-button class="small" appearance="secondary" @click=${() => statistics.cancel()}>${t('Cancel')}</vscode-button>` : nothing}
        ${this.button(t('Refresh statistics'), icons.refresh, () => statistics.refresh())}
        <zmq-menu-button
          label="${t('Copy statistics')}"
          .icon=${icons.copy}
          .items=${[
            { label: t('Text, Parted by Tabs'), run: () => void this.copy('text') },
            { label: 'CSV', run: () => void this.copy('csv') },
            { label: t('Markdown Table'), run: () => void this.copy('markdown') },
          ]}
        ></zmq-menu-button>
        ${this.button(t('Close statistics'), icons.close, () => this.dispatchEvent(new CustomEvent('close-form')))}
      </div>
      ${problem ? html`<p class="problem" role="alert">${[problem.message, problem.hint].filter(Boolean).join(' ')}</p>` : nothing}
      ${counted ? this.figures(counted) : nothing}
    </section>`;
  }

  override focus(): void {
    if (this.table) this.table.focus();
    else this.renderRoot.querySelector<HTMLElement>('section')?.focus();
  }

  private button(label: string, icon: unknown, run: () => void) {
    return html`<vscode-button appearance="icon" aria-label=${label} title=${label} @click=${run}>${icon}</vscode-button>`;
  }

  private figures(counted: Counted) {
    const { shown } = this.statistics;
    const { all } = counted.statistics;
    if (messagesOf(all) === 0)
      return html`<p class="muted">
        ${counted.query.filter || counted.query.socket ? t('No message matches.') : t('There are no messages yet.')}
      </p>`;
    const { columns, rows } = this;
    const selected = rows.find(({ row }) => keyOf(row) === this.chosen)?.row ?? rows[0]?.row ?? all;
    return html`<zmq-figures-table
        label="${t('Figures by {0}', kindName(counted.by))}"
        .columns=${columns}
        .rows=${rows}
        .selected=${selected}
        .sortBy=${shown?.sortBy ?? ''}
        .descending=${shown?.descending ?? false}
        @sort=${(event: CustomEvent<string>) => this.statistics.sort(event.detail)}
        @select=${(event: CustomEvent<StatisticsRow>) => (this.chosen = keyOf(event.detail))}
      ></zmq-figures-table>
      <div class="spread" role="group" aria-label="${t('Distributions: {0}', columns[0]?.text(selected) ?? '')}">
        <h3 class="clip" aria-hidden="true">${columns[0]?.text(selected)}</h3>
        ${selected.sizes ? distributionChart(groupName('sizes'), selected.sizes, sizeText) : nothing}
        ${selected.gaps ? distributionChart(groupName('gaps'), selected.gaps, durationText) : nothing}
        ${selected.latencies ? distributionChart(groupName('latencies'), selected.latencies, durationText) : nothing}
      </div>`;
  }

  /** What the figures are of, and what is not in them. */
  private status(): string {
    const { counted: known, isCounting, progress, problem } = this.statistics;
    if (isCounting) return t('Looked at {0} % …', countText(Math.floor(progress * 100)));
    if (this.said) return this.said;
    if (!known) return problem ? '' : t('waiting for the engine');
    const { statistics, query } = known;
    const { all, at, cancelled, looked, records, events, evicted, unscanned, undecided } = statistics;
    const messages = counted(messagesOf(all), 'message');
    const time = formatTime(at).slice(0, 8);
    const socket = query.socket === undefined ? '' : (this.mirror.entry(query.socket)?.spec.name ?? query.socket);
    const filter = [query.filter, socket && `socket:${socket}`].filter(Boolean).join(' ');
    return [
      filter ? t('{0} that match “{1}”, as of {2}', messages, filter, time) : t('{0}, as of {1}', messages, time),
      ...(cancelled ? [t('cancelled: only the oldest {0} of {1} were looked at', countText(looked), counted(records, 'record'))] : []),
      ...(events > 0 ? [t('without {0} of events', counted(events, 'record'))] : []),
      ...(evicted > 0 ? [t('{0} evicted before they were counted', countText(evicted))] : []),
      ...(unscanned > 0 ? [t('the filter was given up with {0} to search', counted(unscanned, 'record'))] : []),
      ...(undecided > 0 ? [t('{0} undecided', countText(undecided))] : []),
      ...(all.setBack > 0 ? [t('times left out since the clock was set back: {0}', countText(all.setBack))] : []),
    ].join('; ');
  }

  private async copy(form: FiguresForm): Promise<void> {
    const { columns, rows } = this;
    if (rows.length === 0) return;
    try {
      await this.mirror.connection.sendRequest(copyText, {
        text: figuresAs(
          form,
          columns,
          rows.map(({ row }) => row),
        ),
      });
      this.say(t('The table was copied.'));
    } catch (error) {
      this.say(requestError(error).message);
    }
  }

  private say(text: string): void {
    this.said = text;
    setTimeout(() => (this.said = ''), 3000);
  }

  private keydown(event: KeyboardEvent): void {
    const isInTable = event.composedPath()[0] instanceof HTMLTableRowElement;
    if (!isInTable || event.key !== 'c' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void this.copy('text');
  }
}

/** All messages first, then the groups in order, and last what has no group of its own. */
function shownRows({ all, rows, beyond }: Statistics, sortBy: FigureColumn | undefined, descending: boolean): ShownFigures[] {
  const sorted = sortBy ? [...rows].sort((a, b) => compared(sortBy.value(a), sortBy.value(b), descending)) : rows;
  return [
    { row: { ...all, label: t('All messages') }, isFixed: true },
    ...sorted.map((row) => ({ row })),
    ...(beyond ? [{ row: { ...beyond, label: t('Others, beyond the first {0}', countText(rows.length)) }, isFixed: true as const }] : []),
  ];
}

const keyOf = ({ label, source = '' }: StatisticsRow) => `${label}\n${source}`;

/** What has no value comes behind all that have one, in either order. */
function compared(a: string | number | undefined, b: string | number | undefined, descending: boolean): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const order = a < b ? -1 : Number(a > b);
  return descending ? -order : order;
}
