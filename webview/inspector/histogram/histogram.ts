import { t } from '@vscode/l10n';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { counted } from '../../../src/core/base/quantities';
import { withoutTimes, withTimes } from '../../../src/core/query/withTimes';
import type { Histogram, HistogramSeries } from '../../../src/protocol/log';
import { isHighContrast } from '../../shared/looks/highContrast';
import { baseStyles } from '../../shared/looks/theme';
import { Follow } from '../../shared/page/follow';
import type { FilterControl } from '../filter/filterControl';
import type { EngineMirror } from '../state/engineMirror';
import { readingOf, seriesName, timeText, widthText } from './barTexts';
import { histogramStyles } from './histogramStyles';
import { barPixels, barsOf, paintBars } from './paintBars';
import { TimeBars } from './timeBars';

/** px a bar has, at least; as many are asked for as have it. */
const leastPixels = 3;
const mostBars = 1000;
/** px the pointer moves before it drags. */
const dragFrom = 4;
/** Bars that a page is long, for the keyboard. */
const page = 10;

/** The strip `Messages over time` above the log: a click or Enter goes to a bar, a range that is dragged, or selected by the keyboard, becomes the filter's. */
@customElement('zmq-histogram')
export class HistogramStrip extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [baseStyles, histogramStyles];

  @property({ attribute: false }) mirror!: EngineMirror;
  @property({ attribute: false }) filter!: FilterControl;
  @property({ type: Boolean }) utc = false;
  /** Takes the log to a time, ms since 1970. */
  @property({ attribute: false }) go: (time: number) => void = () => undefined;
  /** Begin of the bar that the keyboard is at, and of the one that a range begins with, ms since 1970. */
  @state() private cursor: number | undefined;
  @state() private anchor: number | undefined;
  /** The bar under the pointer. */
  @state() private hovered: number | undefined;
  @state() private width = 0;
  @query('canvas') private canvas!: HTMLCanvasElement;
  @query('.strip') private strip!: HTMLElement;
  private bars: TimeBars | undefined;
  /** Where the pointer went down, px and bar, while it is. */
  private pressed: { x: number; bar: number } | undefined;
  private readonly resize = new ResizeObserver(() => (this.width = this.strip.clientWidth));
  /** VS Code changes the variables of the document when the theme changes. */
  private readonly themeChange = new MutationObserver(() => {
    this.painted = undefined;
    this.requestUpdate();
  });
  /** What the canvas shows. */
  private painted: { shown: Histogram | undefined; width: number } | undefined;

  constructor() {
    super();
    new Follow(this, () => [this.mirror, this.mirror?.view, this.bars, this.filter]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.resize.observe(this.strip);
    this.themeChange.observe(document.documentElement, { attributeFilter: ['style', 'class'] });
    this.themeChange.observe(document.body, { attributeFilter: ['class'] });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resize.disconnect();
    this.themeChange.disconnect();
    this.bars?.end();
    this.bars = undefined;
  }

  protected override firstUpdated(): void {
    this.resize.observe(this.strip);
  }

  protected override willUpdate(): void {
    const { mirror } = this;
    this.bars ??= new TimeBars(mirror.connection, mirror.view);
    this.bars.follow(Math.min(mostBars, Math.floor(this.width / leastPixels)));
  }

  private get shown(): Histogram | undefined {
    return this.bars?.shown;
  }

  override render() {
    const { shown, bars, anchor, cursor } = this;
    const count = shown ? barsOf(shown) : 0;
    const [first, last] = this.chosen(count);
    const at = cursor === undefined ? Math.max(0, count - 1) : this.barAt(cursor);
    const spoken = shown && count > 0 ? readingOf(shown, first, last, this.utc).text : t('No messages');
    return html`<div
        class="strip"
        role="slider"
        tabindex="0"
        aria-label="${t('Messages over time')}"
        aria-describedby="keys"
        aria-valuemin="0"
        aria-valuemax=${Math.max(0, count - 1)}
        aria-valuenow=${at}
        aria-valuetext=${spoken}
        @keydown=${this.keydown}
        @pointerdown=${this.pointerdown}
        @pointermove=${this.pointermove}
        @pointerup=${this.pointerup}
        @pointercancel=${() => this.release()}
        @pointerleave=${() => (this.hovered = undefined)}
        @blur=${() => this.leave()}
      >
        <canvas></canvas>
        ${anchor !== undefined ? this.box('range', first, last) : cursor !== undefined ? this.box('cursor', at, at) : nothing}
      </div>
      <span class="unseen" id="keys"
        >${t('Arrow keys go over the bars, with Shift they select a range. Enter goes to a bar or filters by the range, Escape takes it back.')}</span
      >
      <div class="foot">
        ${shown && count > 0 ? this.foot(shown, count) : nothing}
        ${bars?.problem ? html`<span class="problem clip">${bars.problem}</span>` : nothing}
      </div>
      ${shown && count > 0 ? this.reading(shown, count) : nothing}`;
  }

  protected override updated(): void {
    const { shown, width, painted } = this;
    if (painted?.shown === shown && painted?.width === width) return;
    this.painted = { shown, width };
    const style = getComputedStyle(this);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const colours = (shown?.series ?? []).map((series) => this.colourOf(series, colour));
    paintBars(this.canvas, shown, colours, isHighContrast() ? colour('--vscode-foreground') : undefined);
  }

  private foot(shown: Histogram, count: number): TemplateResult {
    const { from, width, series, uncounted } = shown;
    const all = withoutTimes(this.filter.inUse);
    return html`<span>${timeText(from, width, this.utc)}</span>
      <span class="width">${t('{0} a bar', widthText(width))}</span>
      ${uncounted > 0 ? html`<span class="warning">${t('{0} not counted yet', counted(uncounted, 'record'))}</span>` : nothing}
      <ul class="legend" aria-label="${t('Colours')}">
        ${series.map((each) => html`<li class="clip" title=${seriesName(each)}>${this.swatch(each)}${seriesName(each)}</li>`)}
      </ul>
      ${all === undefined ? nothing : html`<button @click=${() => this.filter.use(all)}>${t('Show all times')}</button>`}
      <span>${timeText(from + count * width, width, this.utc)}</span>`;
  }

  private swatch(series: HistogramSeries): TemplateResult {
    return html`<span class="swatch" .style=${`background: ${this.colourOf(series, (name) => `var(${name})`)}`}></span>`;
  }

  /** What the range, the bar under the pointer or that of the keyboard holds. */
  private reading(shown: Histogram, count: number): TemplateResult | typeof nothing {
    const { anchor, cursor, hovered } = this;
    if (hovered === undefined && cursor === undefined) return nothing;
    const under = hovered === undefined || anchor !== undefined ? undefined : this.within(hovered);
    const [first, last] = under === undefined ? this.chosen(count) : [under, under];
    const { times, counts } = readingOf(shown, first, last, this.utc);
    const middle = ((first + last + 1) / 2) * this.pixels;
    const side = middle < this.width / 2 ? `left: ${Math.max(0, middle)}px` : `right: ${Math.max(0, this.width - middle)}px`;
    return html`<div class="reading" aria-hidden="true" .style=${side}>
      ${times} ${counts.length === 0 ? html`<p>${t('No messages')}</p>` : nothing}
      <ul>
        ${counts.map(({ index, name, count }) => {
          const each = shown.series[index];
          return html`<li>${each ? this.swatch(each) : nothing}<span class="clip">${name}</span><span class="count">${count}</span></li>`;
        })}
      </ul>
      ${under === undefined || this.pressed ? nothing : html`<p class="muted">${t('A click goes there, dragging filters')}</p>`}
    </div>`;
  }

  private box(name: 'range' | 'cursor', first: number, last: number): TemplateResult {
    return html`<div class=${name} .style=${`left: ${first * this.pixels}px; width: ${(last + 1 - first) * this.pixels}px`}></div>`;
  }

  /** The bars of the range, or that of the keyboard; all where there is neither. */
  private chosen(count: number): [first: number, last: number] {
    const { anchor, cursor } = this;
    if (anchor !== undefined && cursor !== undefined) {
      const ends = [this.barAt(anchor), this.barAt(cursor)];
      return [Math.min(...ends), Math.max(...ends)];
    }
    return cursor === undefined ? [0, count - 1] : [this.barAt(cursor), this.barAt(cursor)];
  }

  private get pixels(): number {
    return this.shown ? barPixels(barsOf(this.shown), this.width) : 0;
  }

  /** The bar that a time is in, or the nearest one. */
  private barAt(time: number): number {
    const { shown } = this;
    return shown ? this.within(Math.floor((time - shown.from) / shown.width)) : 0;
  }

  private within(bar: number): number {
    return Math.max(0, Math.min(bar, (this.shown ? barsOf(this.shown) : 0) - 1));
  }

  private timeOf(bar: number): number {
    const { from = 0, width = 1 } = this.shown ?? {};
    return from + bar * width;
  }

  private keydown(event: KeyboardEvent): void {
    const { shown, cursor } = this;
    if (!shown || barsOf(shown) === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const count = barsOf(shown);
    const at = cursor === undefined ? undefined : this.barAt(cursor);
    const targets: Record<string, number> = {
      ArrowLeft: (at ?? count) - 1,
      ArrowRight: (at ?? -1) + 1,
      ArrowDown: (at ?? count) - 1,
      ArrowUp: (at ?? -1) + 1,
      PageDown: (at ?? count) - page,
      PageUp: (at ?? -1) + page,
      Home: 0,
      End: count - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) this.move(this.within(target), event.shiftKey);
    else if (event.key === 'Enter' && at !== undefined) this.act();
    else if (event.key === 'Escape' && (this.pressed || cursor !== undefined)) this.takeBack();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private move(bar: number, isRange: boolean): void {
    this.anchor = isRange ? (this.anchor ?? this.cursor ?? this.timeOf(bar)) : undefined;
    this.cursor = this.timeOf(bar);
    this.hovered = undefined;
  }

  /** Goes to the bar, or filters by the range. */
  private act(): void {
    const { shown, anchor, cursor } = this;
    if (!shown || cursor === undefined) return;
    if (anchor === undefined) return this.go(this.timeOf(this.barAt(cursor)));
    const [first, last] = this.chosen(barsOf(shown));
    this.filter.use(withTimes(this.filter.text, { from: this.timeOf(first), to: this.timeOf(last + 1) }, this.utc));
    this.anchor = undefined;
    this.cursor = undefined;
  }

  /** First the range, then the cursor. */
  private takeBack(): void {
    if (this.anchor === undefined || this.pressed) this.cursor = undefined;
    this.anchor = undefined;
    this.pressed = undefined;
  }

  private pointerdown(event: PointerEvent): void {
    const bar = this.barUnder(event);
    if (event.button !== 0 || bar === undefined) return;
    this.pressed = { x: event.clientX, bar };
    this.anchor = undefined;
    this.cursor = undefined;
    this.strip.setPointerCapture(event.pointerId);
  }

  private pointermove(event: PointerEvent): void {
    const bar = this.barUnder(event);
    this.hovered = bar;
    if (!this.pressed || bar === undefined) return;
    if (this.anchor === undefined && Math.abs(event.clientX - this.pressed.x) < dragFrom) return;
    this.anchor ??= this.timeOf(this.pressed.bar);
    this.cursor = this.timeOf(bar);
  }

  private pointerup(event: PointerEvent): void {
    const bar = this.barUnder(event);
    if (!this.pressed || bar === undefined) return;
    this.cursor = this.timeOf(bar);
    this.act();
    this.cursor = undefined;
    this.pressed = undefined;
  }

  private release(): void {
    if (this.pressed) this.takeBack();
  }

  private leave(): void {
    if (this.pressed) return;
    this.cursor = undefined;
    this.anchor = undefined;
  }

  private barUnder(event: PointerEvent): number | undefined {
    const { pixels } = this;
    return pixels === 0 ? undefined : this.within(Math.floor((event.clientX - this.strip.getBoundingClientRect().left) / pixels));
  }

  /** @param read gives the value of a theme colour */
  private colourOf({ kind, source }: HistogramSeries, read: (name: string) => string): string {
    if (!source) return read(kind === 'events' ? '--vscode-descriptionForeground' : '--vscode-disabledForeground');
    return this.mirror.sourceColours.of(source.id, read);
  }
}
