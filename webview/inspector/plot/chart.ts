import { LitElement, css, html, unsafeCSS, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import uPlot from 'uplot';
import uPlotStyles from 'uplot/dist/uPlot.min.css';
import { formatTime } from '../../shared/text/format';
import { baseStyles } from '../../shared/looks/theme';
import { axisLabels } from './axisLabels';
import type { TimeSpan } from './plots';

/** One line: the smallest and the largest value at each time. */
export interface ChartLine {
  times: readonly number[];
  low: readonly (number | null)[];
  high: readonly (number | null)[];
  /** Name of a theme colour. */
  colour: string;
  dash: number[];
}

/** Height in px below which axes leave no room for lines. */
const leastHeight = 60;

/** Measures labels. */
const ruler = document.createElement('canvas').getContext('2d');

/** How far a click may be from a point, px. */
const reach = 24;

/** Lines over time. The one file that knows what draws them. */
@customElement('zmq-chart')
export class Chart extends LitElement {
  static override styles = [
    unsafeCSS(uPlotStyles),
    baseStyles,
    css`
      :host {
        display: block;
        position: relative;
        min-width: 0;
        min-height: 0;
        overflow: hidden;
      }
      .place {
        position: absolute;
        inset: 0;
      }
      .uplot {
        font-family: inherit;
      }
      .u-select {
        background: var(--vscode-editor-selectionBackground, var(--vscode-list-inactiveSelectionBackground, transparent));
        outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
        opacity: 0.5;
      }
      .u-hz .u-cursor-x,
      .u-vt .u-cursor-y {
        border-right-color: var(--vscode-descriptionForeground);
      }
      .u-hz .u-cursor-y,
      .u-vt .u-cursor-x {
        display: none;
      }
    `,
  ];

  @property({ attribute: false }) lines: readonly ChartLine[] = [];
  /** Each line has a scale of its own, the first an axis on the left, the second one on the right; otherwise all have the same. */
  @property({ type: Boolean }) ownScales = false;
  /** The times to show; undefined for all that the lines have. */
  @property({ attribute: false }) span: TimeSpan | undefined;
  /** Told the times that were dragged over. */
  @property({ attribute: false }) zoom: (span: TimeSpan) => void = () => undefined;
  /** Told the time under the pointer. */
  @property({ attribute: false }) hover: (time: number | undefined) => void = () => undefined;
  /** Told the line and the place in it that was clicked, and the ms that a px stands for. */
  @property({ attribute: false }) pick: (line: number, at: { time: number; value: number; within: number }) => void = () => undefined;
  /** Told the width of the drawing in px. */
  @property({ attribute: false }) resized: (pixels: number) => void = () => undefined;
  @query('.place') private place!: HTMLElement;
  private chart: uPlot | undefined;
  /** Looks of the lines that the chart was made for. */
  private looks = '';
  private readonly resize = new ResizeObserver(() => this.fit());
  /** VS Code changes the variables of the document when the theme changes. */
  private readonly themeChange = new MutationObserver(() => this.draw(true));

  override connectedCallback(): void {
    super.connectedCallback();
    this.resize.observe(this);
    this.themeChange.observe(document.documentElement, { attributeFilter: ['style', 'class'] });
    this.themeChange.observe(document.body, { attributeFilter: ['class'] });
    if (this.hasUpdated) this.draw(true);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resize.disconnect();
    this.themeChange.disconnect();
    this.end();
  }

  override render() {
    return html`<div class="place" @pointerenter=${() => this.chart?.syncRect(true)} @click=${this.clicked}></div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('lines') || changed.has('span') || changed.has('ownScales')) this.draw();
  }

  /** What is drawn, on the page's background, with a line of text for each line below. */
  async picture(labels: readonly string[]): Promise<Uint8Array | undefined> {
    if (!this.chart) return undefined;
    const { canvas } = this.chart.ctx;
    const ratio = devicePixelRatio;
    const lineHeight = 18 * ratio;
    const whole = document.createElement('canvas');
    whole.width = canvas.width;
    whole.height = canvas.height + (labels.length + 0.5) * lineHeight;
    const context = whole.getContext('2d');
    if (!context) return undefined;
    context.fillStyle = this.colour('--vscode-editor-background');
    context.fillRect(0, 0, whole.width, whole.height);
    context.drawImage(canvas, 0, 0);
    context.font = `${12 * ratio}px ${getComputedStyle(this).fontFamily}`;
    context.lineWidth = 2 * ratio;
    labels.forEach((label, index) => {
      const line = this.lines[index];
      if (!line) return;
      const y = canvas.height + (index + 0.6) * lineHeight;
      context.strokeStyle = this.colour(line.colour);
      context.setLineDash(line.dash.map((length) => length * ratio));
      context.beginPath();
      context.moveTo(10 * ratio, y);
      context.lineTo(40 * ratio, y);
      context.stroke();
      context.fillStyle = this.colour('--vscode-foreground');
      context.fillText(label, 48 * ratio, y + 4 * ratio);
    });
    const blob = await new Promise<Blob | null>((resolve) => whole.toBlob(resolve));
    return blob ? new Uint8Array(await blob.arrayBuffer()) : undefined;
  }

  private clicked(): void {
    const { chart } = this;
    const { left = -1, top = -1, idx } = chart?.cursor ?? {};
    if (!chart || left < 0 || typeof idx !== 'number') return;
    const time = chart.data[0][idx] as number;
    // The line whose drawing is nearest to the pointer.
    let nearest: { line: number; value: number; distance: number } | undefined;
    for (let line = 0; line < this.lines.length; line++) {
      for (const at of [2 * line + 1, 2 * line + 2]) {
        const value = chart.data[at]?.[idx];
        if (typeof value !== 'number') continue;
        const distance = Math.abs(chart.valToPos(value, chart.series[at]?.scale ?? 'y') - top);
        if (!nearest || distance < nearest.distance) nearest = { line, value, distance };
      }
    }
    if (!nearest || nearest.distance > reach || Math.abs(chart.valToPos(time, 'x') - left) > reach) return;
    const { line, value } = nearest;
    this.pick(line, { time, value, within: (chart.posToVal(1, 'x') - chart.posToVal(0, 'x')) * devicePixelRatio });
  }

  private draw(anew = false): void {
    const looks = JSON.stringify([this.ownScales, this.lines.map(({ colour, dash }) => [colour, dash])]);
    if (anew || looks !== this.looks || !this.chart) {
      this.end();
      this.looks = looks;
      const { width, height } = this.getBoundingClientRect();
      if (width === 0 || height < leastHeight) return;
      this.chart = new uPlot(this.options(width, height), this.data(), this.place);
      this.tellWidth();
    } else this.chart.setData(this.data());
  }

  private end(): void {
    this.chart?.destroy();
    this.chart = undefined;
  }

  private fit(): void {
    const { width, height } = this.getBoundingClientRect();
    if (width === 0 || height < leastHeight) return this.end();
    if (!this.chart) return this.draw(true);
    this.chart.setSize({ width, height });
    this.tellWidth();
  }

  private tellWidth(): void {
    if (this.chart) this.resized(this.chart.bbox.width / devicePixelRatio);
  }

  private data(): uPlot.AlignedData {
    const tables = this.lines.map(({ times, high, low }): uPlot.AlignedData => [
      times as number[],
      high as (number | null)[],
      low as (number | null)[],
    ]);
    const [only] = tables;
    return tables.length === 0 ? [[]] : only && tables.length === 1 ? only : uPlot.join(tables);
  }

  private options(width: number, height: number): uPlot.Options {
    const [text, grid] = [this.colour('--vscode-foreground'), this.faint('--vscode-foreground', 15)];
    const axis = { stroke: text, font: this.axisFont, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
    const values: uPlot.Axis = {
      ...axis,
      space: 22,
      size: (_chart, labels) => this.axisSize(labels),
      values: (_chart, ticks, _axis, _space, step) => axisLabels(ticks, step),
    };
    const scale = (index: number): string => (this.ownScales ? `own ${index}` : 'y');
    const axes = this.ownScales
      ? this.lines.slice(0, 2).map(({ colour }, index): uPlot.Axis => ({
          ...values,
          scale: scale(index),
          side: index === 0 ? 3 : 1,
          stroke: this.colour(colour),
          ...(index === 0 ? {} : { grid: { show: false } }),
        }))
      : [values];
    return {
      width,
      height,
      ms: 1,
      legend: { show: false },
      cursor: { drag: { x: true, y: false, setScale: false }, points: { size: 5 } },
      scales: { x: { time: true, range: (_chart, min, max) => this.range(min, max) } },
      axes: [
        {
          ...axis,
          size: 30,
          space: 90,
          values: (_chart, times, _axis, _space, step) =>
            times.map((time) => (step < 1000 ? formatTime(time) : formatTime(time).slice(0, 8))),
        },
        ...axes,
      ],
      series: [
        {},
        ...this.lines.flatMap(({ colour, dash }, index) =>
          [1.5, 1].map((line) => ({
            scale: scale(index),
            stroke: this.colour(colour),
            width: line,
            dash,
            spanGaps: false,
            points: { size: 4 },
          })),
        ),
      ],
      bands: this.lines.map(({ colour }, index) => ({ series: [2 * index + 1, 2 * index + 2], fill: this.faint(colour, 25) })),
      hooks: {
        setSelect: [
          (chart) => {
            const { left, width: dragged } = chart.select;
            if (dragged < 2) return;
            chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            this.zoom({ from: chart.posToVal(left, 'x'), to: chart.posToVal(left + dragged, 'x') });
          },
        ],
        setCursor: [
          (chart) =>
            this.hover(chart.cursor.left === undefined || chart.cursor.left < 0 ? undefined : chart.posToVal(chart.cursor.left, 'x')),
        ],
      },
    };
  }

  private get axisFont(): string {
    return `11px ${getComputedStyle(this).fontFamily}`;
  }

  /** Room in px for the labels, their ticks and gaps; steady while they are short. */
  private axisSize(labels: readonly string[] | null): number {
    if (ruler) ruler.font = this.axisFont;
    return Math.max(46, ...(labels ?? []).map((label) => Math.ceil(ruler?.measureText(label).width ?? label.length * 7) + 18));
  }

  private range(min: number | null, max: number | null): [number, number] {
    if (this.span) return [this.span.from, this.span.to];
    if (min === null || max === null) return [Date.now() - 60_000, Date.now()];
    return min === max ? [min - 500, max + 500] : [min, max];
  }

  private colour(name: string): string {
    return getComputedStyle(this).getPropertyValue(name).trim();
  }

  private faint(name: string, percent: number): string {
    return `color-mix(in srgb, ${this.colour(name) || 'gray'} ${percent}%, transparent)`;
  }
}
