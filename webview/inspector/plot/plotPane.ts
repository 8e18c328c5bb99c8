import { t } from '@vscode/l10n';
import { LitElement, html, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { visibleText } from '../../../src/core/base/preview';
import { saveFile } from '../../../src/protocol/inspector';
import { seriesRecord } from '../../../src/protocol/plot';
import { countText, counted } from '../../../src/core/base/quantities';
import { formatTime } from '../../shared/text/format';
import { isHighContrast } from '../../shared/looks/highContrast';
import { Follow } from '../../shared/page/follow';
import { icons } from '../../shared/looks/icons';
import '../../shared/controls/menuButton';
import { requestError } from '../../shared/page/requestError';
import { paneStyles } from '../../shared/looks/pane';
import { baseStyles } from '../../shared/looks/theme';
import { toggleButton, toggleButtonStyles } from '../../shared/controls/toggleButton';
import type { EngineMirror } from '../state/engineMirror';
import type { Chart, ChartLine } from './chart';
import './chart';
import './gapTable';
import { CsvExport } from './csvExport';
import { lookOf, type LineLook } from './lineLooks';
import { plotPaneStyles } from './plotPaneStyles';
import type { PlottedSeries, Plots, TimeSpan } from './plots';
import { extremes, isFlat, numberText, spreadOf, valueAt } from './seriesValues';

/** A point of a drawing. `within`: ms that it may be off. */
interface Place {
  time: number;
  value: number;
  within: number;
}

/** Fewer are looked through before one could read that they wait. */
const manyRecords = 1000;

/** The region `Plot`: lines of numbers over time, and what they are. */
@customElement('zmq-plot-pane')
export class PlotPane extends LitElement {
  static override styles = [baseStyles, paneStyles, toggleButtonStyles, plotPaneStyles];

  @property({ attribute: false }) mirror!: EngineMirror;
  @property({ attribute: false }) plots!: Plots;
  /** Puts a condition into the filter of the log. */
  @property({ attribute: false }) showRecord!: (number: number) => void;
  @property({ attribute: false }) filterBy!: (condition: string) => void;
  @state() private said = '';
  @state() private hovered: number | undefined;
  @state() private csv: CsvExport | undefined;
  @state() private lines: ChartLine[] = [];
  @query('zmq-chart') private chart!: Chart;
  /** What `lines` were made from. */
  private drawn: readonly unknown[] = [];

  constructor() {
    super();
    new Follow(this, () => [this.plots, this.mirror]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.csv?.cancel();
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const { series } = this.plots;
    const drawn = series.map(({ points, hidden }) => !hidden && points);
    if (drawn.length === this.drawn.length && drawn.every((points, index) => points === this.drawn[index])) return;
    this.drawn = drawn;
    this.lines = series.flatMap(({ points, hidden, look }) =>
      hidden ? [] : [{ times: points?.times ?? [], low: points?.low ?? [], high: points?.high ?? [], ...this.look(look) }],
    );
  }

  override render() {
    const { plots } = this;
    const { series, paused, zoom, ownScales } = plots;
    return html`<section role="region" aria-label="${t('Plot')}" tabindex="-1">
      <div class="title">
        <h2>${t('Plot')}</h2>
        <span role="status" class="muted clip" title=${this.said}>${this.said}</span>
        ${this.csv ? html`<vscode-button class="small" appearance="secondary" @click=${() => this.csv?.cancel()}>${t('Cancel Export')}</vscode-button>` : nothing}
        ${this.button(paused ? t('Resume plot') : t('Pause plot'), paused ? icons.resume : icons.pause, () => plots.pause(!paused))}
        ${
          series.length > 1
            ? toggleButton({
                label: t('Own scales'),
                title: t('A scale of its own for each line'),
                icon: icons.scales,
                pressed: ownScales,
                press: () => plots.scaleEach(!ownScales),
              })
            : nothing
        }
        ${this.button(t('Zoom in'), icons.add, () => this.zoomBy(0.5), { title: t('Zoom in: drag over the times, or +') })}
        ${this.button(t('Zoom out'), icons.remove, () => this.zoomBy(2), { title: t('Zoom out (−)'), disabled: zoom === undefined })}
        ${this.button(t('Reset zoom'), icons.fit, () => plots.zoomTo(undefined), { title: t('Reset zoom (0)'), disabled: zoom === undefined })}
        <zmq-menu-button
          label="${t('Export plot')}"
          .icon=${icons.save}
          .items=${[
            { label: t('Export as PNG…'), run: () => void this.exportPng() },
            { label: t('Export as CSV…'), run: () => void this.exportCsv() },
          ]}
        ></zmq-menu-button>
        ${this.button(t('Close plot'), icons.close, () => plots.removeAll())}
      </div>
      <div
        class="chart"
        role="img"
        tabindex="0"
        aria-label=${this.summary()}
        aria-description="${t('Plus and minus zoom, arrows move, 0 shows everything, Enter shows the message of the last value; a click that of a point')}"
        @keydown=${this.keydown}
        @pointerleave=${() => (this.hovered = undefined)}
      >
        <zmq-chart
          .lines=${this.lines}
          .ownScales=${ownScales}
          .span=${zoom}
          .zoom=${(span: TimeSpan) => plots.zoomTo(span)}
          .hover=${(time: number | undefined) => (this.hovered = time)}
          .pick=${(line: number, at: Place) => void this.showRecordAt(line, at)}
          .resized=${(pixels: number) => plots.resize(pixels)}
        ></zmq-chart>
      </div>
      ${this.legend(series)}
    </section>`;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('section')?.focus();
  }

  private button(label: string, icon: unknown, run: () => void, { title = label, disabled = false } = {}): TemplateResult {
    return html`<vscode-button appearance="icon" aria-label=${label} title=${title} ?disabled=${disabled} @click=${run}
      >${icon}</vscode-button
    >`;
  }

  private legend(series: readonly PlottedSeries[]): TemplateResult {
    const at = this.hovered === undefined ? t('Last') : t('At {0}', formatTime(this.hovered));
    const { zoom } = this.plots;
    return html`<div class="legend" tabindex="-1">
      <table>
        <thead>
          <tr>
            <th scope="col" class="name">${t('Series')}</th>
            <th scope="col">${at}</th>
            <th scope="col" class="extreme">${zoom ? t('Shown Min') : t('Min')}</th>
            <th scope="col" class="extreme">${zoom ? t('Shown Max') : t('Max')}</th>
            <th scope="col" class="count">${t('Values')}</th>
            <th scope="col"><span class="unseen">${t('Remove')}</span></th>
          </tr>
        </thead>
        <tbody>
          ${series.map((one) => this.entry(one))}
        </tbody>
      </table>
    </div>`;
  }

  private entry(series: PlottedSeries): TemplateResult {
    const label = visibleText(this.plots.label(series.spec));
    const { min, max } = extremes(series.points);
    const value = this.hovered === undefined ? series.last : valueAt(series.points, this.hovered);
    const state = [stateText(series), this.socketText(series), this.scaleText(series)].filter((part) => part !== undefined).join(', ');
    const shown = !series.hidden;
    const look = this.look(series.look);
    return html`<tr>
        <th scope="row" class="name">
          <button
            class="label"
            title=${shown ? t('{0}: hide this line', label) : t('{0}: show this line', label)}
            aria-pressed=${shown ? 'true' : 'false'}
            @click=${() => this.plots.show(series, !shown)}
          >
            ${svg`<svg width="26" height="10" aria-hidden="true"><line x1="1" y1="5" x2="25" y2="5" stroke-width="2.5" stroke-dasharray=${look.dash.join(' ')} .style=${`stroke: var(${look.colour})`} /></svg>`}<span
              class="clip"
              >${label}</span
            >
          </button>
          ${state ? html`<span class=${series.problem || series.status?.problem ? 'problem' : 'muted'}>${state}</span>` : nothing}
        </th>
        <td class="data" title=${value ?? ''}>${numberText(value)}</td>
        <td class="data extreme" title=${min ?? ''}>${numberText(min)}</td>
        <td class="data extreme" title=${max ?? ''}>${numberText(max)}</td>
        <td class="data count">${series.status ? countText(series.status.count) : ''}</td>
        <td class="remove">${this.button(t('Remove {0}', label), icons.close, () => this.plots.remove(series))}</td>
      </tr>
      ${
        series.status?.gaps
          ? html`<tr>
              <td class="gaps" colspan="6">
                <zmq-gap-table .connection=${this.mirror.connection} .status=${series.status} .filterBy=${this.filterBy}></zmq-gap-table>
              </td>
            </tr>`
          : nothing
      }`;
  }

  private look(index: number): LineLook {
    return lookOf(index, isHighContrast());
  }

  private socketText({ spec: { socket } }: PlottedSeries): string | undefined {
    if (socket === undefined || this.mirror.engine !== 'running') return undefined;
    return this.mirror.entry(socket)?.state === 'open' ? undefined : t('its socket is closed');
  }

  /** How a line lies on its scale, where that needs a word. */
  private scaleText(series: PlottedSeries): string | undefined {
    const { ownScales } = this.plots;
    const shown = this.plots.series.filter(({ hidden }) => !hidden);
    const at = shown.indexOf(series);
    if (at < 0) return 'hidden';
    const onScale = (ownScales ? [series] : shown).map(({ points }) => points);
    if (spreadOf(onScale) === Infinity) return t('values too far apart to be drawn');
    if (shown.length < 2) return undefined;
    if (ownScales) return [t('axis on the left'), t('axis on the right')][at] ?? t('no axis: from Min to Max');
    return isFlat(series.points, onScale) ? t('flat on a scale for all: see Own scales') : undefined;
  }

  private summary(): string {
    const lines = this.plots.series
      .filter(({ hidden }) => !hidden)
      .map((one) => {
        const { min, max } = extremes(one.points);
        const label = visibleText(this.plots.label(one.spec));
        return min === undefined
          ? `${label}: ${stateText(one) ?? t('no values')}`
          : t(
              '{0}: {1}, last {2}, from {3} to {4}',
              label,
              counted(one.status?.count ?? 0, 'value'),
              numberText(one.last),
              numberText(min),
              numberText(max),
            );
      });
    return t('Line chart over time. {0}', lines.join('. '));
  }

  /** Shows the message of a value of a line that is drawn. */
  private async showRecordAt(line: number, at: Place): Promise<void> {
    const series = this.plots.series.filter(({ hidden }) => !hidden)[line]?.status?.series;
    if (series === undefined) return;
    try {
      this.showRecord((await this.mirror.connection.sendRequest(seriesRecord, { series, ...at })).number);
    } catch (error) {
      const { message, hint } = requestError(error);
      this.said = hint ? `${message} ${hint}` : message;
    }
  }

  /** The last message of the first line; at the pointer, where it is over the drawing. */
  private showLast(): void {
    const { series } = this.plots;
    const line = series.filter(({ hidden }) => !hidden)[0];
    const time = this.hovered ?? line?.status?.to;
    const value = this.hovered === undefined ? line?.last : valueAt(line?.points, this.hovered);
    if (time !== undefined && typeof value === 'number') void this.showRecordAt(0, { time, value, within: 0 });
  }

  private zoomBy(factor: number, shift = 0): void {
    const { plots } = this;
    const whole = plots.span;
    const shown = plots.zoom ?? whole;
    if (!shown || !whole) return;
    const width = Math.max(1, (shown.to - shown.from) * factor);
    const middle = (shown.from + shown.to) / 2 + shift * (shown.to - shown.from);
    const next = { from: middle - width / 2, to: middle + width / 2 };
    plots.zoomTo(shift === 0 && next.from <= whole.from && next.to >= whole.to ? undefined : next);
  }

  private keydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+' || event.key === '=') this.zoomBy(0.5);
    else if (event.key === '-') this.zoomBy(2);
    else if (event.key === '0') this.plots.zoomTo(undefined);
    else if (event.key === 'Enter') this.showLast();
    else if (event.key === 'ArrowLeft' && this.plots.zoom) this.zoomBy(1, -0.25);
    else if (event.key === 'ArrowRight' && this.plots.zoom) this.zoomBy(1, 0.25);
    else return;
    event.preventDefault();
  }

  private async exportPng(): Promise<void> {
    const content = await this.chart.picture(
      this.plots.series
        .filter(({ hidden }) => !hidden)
        .map(({ spec, last }) => `${visibleText(this.plots.label(spec))}   ${numberText(last)}`),
    );
    if (content) await this.save('plot.png', content, t('The plot was saved.'));
  }

  private async exportCsv(): Promise<void> {
    if (this.csv) return;
    const csv = new CsvExport(
      this.mirror.connection,
      this.plots.series.flatMap(({ spec, status }) =>
        status ? [{ id: status.series, label: this.plots.label(spec), count: status.count }] : [],
      ),
      (share) => (this.said = t('Reading values, {0} %', Math.floor(share * 100))),
    );
    this.csv = csv;
    try {
      const { content, cut } = await csv.run();
      if (content) await this.save('plot.csv', content, cut ? t('Saved, but cut: {0}', cut) : t('The values were saved.'));
      else this.said = t('The export was cancelled.');
    } catch (error) {
      this.said = requestError(error).message;
    } finally {
      this.csv = undefined;
    }
  }

  private async save(name: string, content: Uint8Array, said: string): Promise<void> {
    try {
      this.said = (await this.mirror.connection.sendRequest(saveFile, { name, content })) ? said : '';
    } catch (error) {
      this.said = requestError(error).message;
    }
  }
}

/** What a person has to know of a series besides its values. */
function stateText({ status, problem }: PlottedSeries): string | undefined {
  if (problem) return problem;
  if (!status) return t('waiting for the engine');
  const parts = [
    status.problem,
    status.unscanned >= manyRecords ? t('{0} to look through', counted(status.unscanned, 'record')) : undefined,
    status.count === 0 && status.unscanned === 0 && status.without === 0 ? t('no values yet') : undefined,
    status.without > 0
      ? status.gaps
        ? t('{0} without an exact integer there', counted(status.without, 'record'))
        : t('{0} without a number there', counted(status.without, 'record'))
      : undefined,
    status.dropped > 0 ? t('the oldest {0} given up', counted(status.dropped, 'value')) : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ');
}
