import { t } from '@vscode/l10n';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { classMap } from 'lit/directives/class-map.js';
import { Follow } from '../../shared/page/follow';
import { columnIds, pathOfColumn, type ColumnKey } from '../../../src/protocol/inspector';
import { countText, counted } from '../../../src/core/base/quantities';
import { icons } from '../../shared/looks/icons';
import { markStyles } from '../../shared/text/markedText';
import { baseStyles } from '../../shared/looks/theme';
import type { Menu, MenuEntry } from '../../shared/controls/menu';
import '../../shared/controls/menu';
import { VirtualList } from '../../shared/lists/virtualList';
import type { RowColours } from '../state/rowColours';
import type { ReadingPlace } from '../state/readingPlace';
import type { ViewWindow } from '../state/viewWindow';
import type { MatchPlaces } from '../find/matchPlaces';
import type { Destination } from './goTo';
import type { LogActions } from './logActions';
import { columnName, type ColumnChoice } from './columnChoice';
import { cells, severity, type TimeForm } from './recordCells';
import type { TimeOrigin } from '../state/panelState';
import type { Marks } from './marks';
import { ruler } from './ruler';
import type { Selection } from './selection';
import { trafficLogStyles } from './trafficLogStyles';

const rowHeight = 22;
/** Rows at the upper edge that the find bar lies over. */
const coveredRows = 2;
/** Of what is dragged. */
const columnType = 'application/x-zmq-column';

/** The grid `Traffic log`. Fires `record-select` with the record's number, and `close-details` on Escape. */
@customElement('zmq-traffic-log')
export class TrafficLog extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [baseStyles, markStyles, trafficLogStyles];

  @property({ attribute: false }) view!: ViewWindow;
  @property({ attribute: false }) place!: ReadingPlace;
  @property({ attribute: false }) selection!: Selection;
  @property({ attribute: false }) actions!: LogActions;
  @property({ attribute: false }) columns!: ColumnChoice;
  @property({ attribute: false }) colours!: RowColours;
  @property({ attribute: false }) marks!: Marks;
  @property({ attribute: false }) matchPlaces!: MatchPlaces;
  @property({ type: Boolean }) sincePrevious = false;
  @property({ attribute: false }) timeOrigin: TimeOrigin | undefined;
  /** Records the capture gave up, for the note above the oldest. */
  @property({ type: Number }) evicted = 0;
  @query('.grid') private grid!: HTMLElement;
  @query('zmq-menu') private menu!: Menu;
  /** Of the context menu, from its opening on. */
  private menuItems: readonly MenuEntry[] = [];
  private menuLabel = '';
  /** The edge of a column is dragged. */
  private isResizing = false;
  /** A record with a peer was in sight: from then on they have a column. */
  private hasPeers = false;
  private readonly list = new VirtualList(this, rowHeight, rowHeight, () => this.requestUpdate());
  private shownOpening = 0;
  /** The active row is to be shown as soon as it is here. */
  private opening = false;
  /** Position to go back to with the next update; `sought` while it is asked for. */
  private wayBack: 'sought' | number | undefined;
  private goingBack: Promise<void> | undefined;
  /** How far the log had come when its end was in sight last; undefined before. */
  private seenEnd: number | undefined;
  /** The record that was asked for last. */
  private revealed: number | undefined;

  constructor() {
    super();
    new Follow(this, () => [this.view, this.place, this.selection, this.columns, this.marks, this.matchPlaces]);
  }

  protected override firstUpdated(): void {
    this.list.attach(this.grid);
  }

  /** Where the list stands, and so which rows are wanted; `render` only draws it. */
  protected override willUpdate(): void {
    const { view, list, place } = this;
    if (view.opening !== this.shownOpening) {
      // Another query, or another engine: begin where things happen.
      if (this.shownOpening === 0 || view.isRenewed) this.goingBack = this.goBack();
      else {
        list.toEnd();
        if (place.selected !== undefined) void this.keepInSight(place.selected);
      }
      this.shownOpening = view.opening;
      this.seenEnd = undefined;
    }
    list.setRange({ first: view.range.first - this.lead, end: view.range.end });
    if (typeof this.wayBack === 'number') {
      list.goTo(this.wayBack);
      this.wayBack = undefined;
    }
    // Where nothing is left there is nothing to stay at.
    if (this.wayBack === undefined && !list.follow && view.isEmpty) list.toEnd();
    list.kept = place.active;
    const { from, count } = list.window();
    view.want(list.follow ? { newest: true, count: list.pageSize + 1 } : { newest: false, from: Math.max(from, 0), count });
    for (let position = from; position < from + count && !this.hasPeers; position++) this.hasPeers = Boolean(view.row(position)?.peer);
  }

  /** What is in sight now is noted. */
  protected override updated(): void {
    if (this.list.atEnd || this.seenEnd === undefined) this.seenEnd = this.view.range.end;
    this.keepTop(this.list.window().from);
    if (this.opening) this.selectActive();
  }

  override render() {
    const { view, list, place } = this;
    const { from, count } = list.window();
    const shown = this.shownColumns;
    const rows: TemplateResult[] = [];
    for (let position = from; position < from + count; position++)
      rows.push(position < view.range.first ? this.evictedNote() : this.record(position));
    return html`<div
        class=${classMap({ grid: true, since: this.sincePrevious || this.timeOrigin !== undefined, peers: this.hasPeers, chosen: this.columns.isMade })}
        role="grid"
        tabindex="0"
        aria-label="${t('Traffic log')}"
        aria-multiselectable="true"
        aria-rowcount=${view.range.end - view.range.first + 1}
        aria-colcount=${shown.length}
        aria-activedescendant=${place.active === undefined ? nothing : `row-${place.active}`}
        @keydown=${this.keydown}
        @mousedown=${this.mousedown}
        @contextmenu=${this.contextmenu}
        @dblclick=${() => this.open()}
      >
        <div role="row" class="header" aria-rowindex="1">${shown.map((column) => this.header(column))}</div>
        <div class="layer" role="rowgroup"><div class="rows" role="none">${keyed(view.opening, rows)}</div></div>
        <div class="spacer" role="none"></div>
      </div>
      <zmq-menu .label=${this.menuLabel} .items=${this.menuItems}></zmq-menu>
      ${ruler(view.range, this.marks.all, this.matchPlaces.shown, (position) => this.show(position))}
      ${list.atEnd ? nothing : this.latest()}`;
  }

  override update(changed: Map<PropertyKey, unknown>): void {
    super.update(changed);
    const { shift, from, count } = this.list.window();
    const newest = this.view.row(Math.min(from + count, this.view.range.end) - 1);
    const markRoom = this.marks.all.length > 0 ? 14 : 0;
    if (newest)
      this.grid.style.setProperty('--number-width', `calc(${Math.max(3, countText(newest.number).length) + 1}ch + ${markRoom}px)`);
    const { columns, grid } = this;
    if (columns.isMade) grid.style.setProperty('--columns', columns.template(this.shownColumns));
    else grid.style.removeProperty('--columns');
    this.style.setProperty('--scrollbar', `${grid.offsetWidth - grid.clientWidth}px`);
    this.grid.style.setProperty('--shift', `${-shift}px`);
    this.grid.style.setProperty('--viewport', `${this.list.viewport}px`);
    this.grid.style.setProperty('--spacer', `${this.list.spacerHeight}px`);
  }

  /** Takes the keyboard to a row, and shows it. */
  private show(position: number): void {
    this.place.activate(position);
    this.selection.only(position);
    this.list.stopFollowing();
    this.list.reveal(position);
    this.requestUpdate();
    if (this.place.selected !== undefined) this.open();
  }

  /** Goes to the next marked row, or the one before. */
  private toMark(by: 1 | -1): void {
    const { active } = this.place;
    const { first, end } = this.view.range;
    const mark = this.marks.next(active ?? (by > 0 ? first - 1 : end), by);
    if (mark) this.show(mark.position);
  }

  private latest(): TemplateResult {
    const unseen = Math.max(0, this.view.range.end - (this.seenEnd ?? Infinity));
    const words = unseen > 0 ? t('Jump to latest ({0})', counted(unseen, 'new record')) : t('Jump to latest');
    return html`<div class="latest">
      <vscode-button aria-label="${t('Jump to latest')}" title=${words} @click=${() => this.jumpToLatest()}
        >${icons.down}
        <div class="words">${words}</div></vscode-button
      >
    </div>`;
  }

  jumpToLatest(): void {
    this.list.toEnd();
    this.grid.focus();
  }

  /** Goes to the first row at or after a record or a time, in the log as it is filtered; whether there is one. */
  async goTo(to: Destination): Promise<boolean> {
    const { view } = this;
    const position = await view.locate('number' in to ? to.number : to);
    if (position === undefined || position >= view.range.end || view.range.end === view.range.first) return false;
    this.show(position);
    return true;
  }

  /** Where a search begins: beyond the row that the keyboard is at, or at the end of what is in sight that it comes from. Number of a record. */
  async startOf(by: 1 | -1): Promise<number> {
    const { view, place, list } = this;
    const { from, count } = list.window();
    const at = place.active === undefined ? place.selected : await view.numberAt(place.active);
    if (at !== undefined) return at + by;
    const shown = by > 0 ? Math.max(from, view.range.first) : Math.min(from + count, view.range.end) - 1;
    return (await view.numberAt(shown)) ?? 0;
  }

  /** Takes the keyboard to a match; where it is not in sight, into the middle of what is around it. */
  showFound(position: number): void {
    const { list } = this;
    const { from } = list.window();
    const isInSight = position >= from + coveredRows && position < from + list.pageSize;
    this.show(position);
    if (!isInSight) list.goTo(position - Math.floor(list.pageSize / 3));
  }

  /** Scrolls to a record, where it stays. */
  async reveal(number: number): Promise<void> {
    this.revealed = number;
    const position = await this.view.locate(number);
    // A view that is new begins at its end, with this update.
    await this.updateComplete;
    if (position === undefined || this.revealed !== number) return;
    this.place.activate(position);
    this.list.reveal(position);
  }

  /**
   * Selects the next match or the one before, and goes on from the other end.
   * @returns whether it went on there; undefined where there is nothing to select
   */
  async step(by: 1 | -1): Promise<{ wrapped: boolean } | undefined> {
    const { view, place } = this;
    // A view that is new has no rows yet, and begins at its end with this update.
    await view.load();
    await this.updateComplete;
    const { selected } = place;
    let from = place.active;
    if (from === undefined && selected !== undefined) {
      // The record in the details is none of the matches: it stands between two of them.
      const after = await view.locate(selected);
      from = after === undefined ? undefined : by > 0 ? after - 1 : after;
    }
    const { first, end } = view.range;
    if (end === first) return undefined;
    const position = from === undefined ? undefined : from + by;
    const wrapped = position !== undefined && (position < first || position >= end);
    const next = position === undefined || wrapped ? (by > 0 ? first : end - 1) : position;
    place.activate(next);
    this.list.reveal(next);
    this.open();
    return { wrapped };
  }

  /** In another view the record of the details stays in sight, where it is there too. */
  private async keepInSight(number: number): Promise<void> {
    const { revealed, view, place } = this;
    const position = await view.find(number).catch(() => undefined);
    if (position === undefined || this.revealed !== revealed || place.selected !== number || !this.list.follow) return;
    place.activate(position);
    // With what came before it, too.
    this.wayBack = position - Math.floor(this.list.pageSize / 3);
    this.requestUpdate();
  }

  /** Settles once the log is where it was before the page was put away. */
  async settled(): Promise<void> {
    await this.updateComplete;
    await this.goingBack;
  }

  /** Takes the log to where it was: before the page was put away, or the view opened anew. */
  private async goBack(): Promise<void> {
    const { view, place } = this;
    const { top, selected } = place;
    if (top === undefined) this.list.toEnd();
    else this.wayBack = 'sought';
    const { revealed } = this;
    const [position, active] = await Promise.all(
      [top, selected].map(async (number) => (number === undefined ? undefined : view.locate(number))),
    );
    this.wayBack = this.revealed === revealed ? position : undefined;
    if (this.revealed === revealed) place.activate(active);
    this.requestUpdate();
  }

  private keepTop(from: number): void {
    if (this.wayBack !== undefined || !this.view.status) return;
    const { list, view, place } = this;
    const top = list.follow ? undefined : (view.row(Math.max(from, view.range.first))?.number ?? place.top);
    if (top !== place.top) place.move({ top });
  }

  /** The note of what was evicted, above the oldest. */
  private get lead(): 0 | 1 {
    return this.evicted > 0 && this.view.range.end > this.view.range.first ? 1 : 0;
  }

  private get shownColumns(): readonly ColumnKey[] {
    return this.columns.isMade ? this.columns.shown(this.hasPeers) : columnIds;
  }

  /** Those on the screen: where nobody chose, some are hidden where there is little room. */
  private get displayedColumns(): ColumnKey[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[role=columnheader]')]
      .filter((header) => getComputedStyle(header).display !== 'none')
      .map(({ dataset }) => dataset['column'] as ColumnKey);
  }

  private readonly widthOf = (id: ColumnKey): number =>
    this.renderRoot.querySelector(`[data-column="${CSS.escape(id)}"]`)?.getBoundingClientRect().width ?? 0;

  private get times(): TimeForm {
    return this.timeOrigin ?? (this.sincePrevious ? 'since previous' : this.columns.isUtc ? 'utc' : 'local');
  }

  private header(id: ColumnKey): TemplateResult {
    return html`<div
      role="columnheader"
      class=${pathOfColumn(id) === undefined ? id : 'value'}
      data-column=${id}
      title=${pathOfColumn(id) === undefined ? nothing : this.valueTitle(id)}
      draggable="true"
      @dragstart=${(event: DragEvent) => (this.isResizing ? event.preventDefault() : event.dataTransfer?.setData(columnType, id))}
      @dragover=${(event: DragEvent) => event.dataTransfer?.types.includes(columnType) && event.preventDefault()}
      @drop=${(event: DragEvent) => this.dropColumn(event, id)}
      @contextmenu=${(event: MouseEvent) => this.headerMenu(event, id)}
    >
      ${this.columnLabel(id)}<span
        class="edge"
        aria-hidden="true"
        title="${t('Drag to resize; double-click for its own width')}"
        @pointerdown=${(event: PointerEvent) => this.dragEdge(event, id)}
        @dblclick=${(event: Event) => {
          event.stopPropagation();
          this.columns.fit(id, this.displayedColumns);
        }}
      ></span>
    </div>`;
  }

  private columnLabel(id: ColumnKey): TemplateResult | string {
    const { times } = this;
    if (id === 'time') {
      if (typeof times === 'object') return t('Since No. {0}', countText(times.number));
      return times === 'since previous' ? t('Since previous') : times === 'utc' ? t('Time (UTC)') : columnName(id);
    }
    return id === 'direction' ? html`<span aria-hidden="true">⇅</span><span class="unseen">${columnName(id)}</span>` : columnName(id);
  }

  /** Says so where no message in sight has the value. */
  private valueTitle(id: ColumnKey): string {
    const path = pathOfColumn(id) ?? '';
    const { from, count } = this.list.window();
    for (let position = from; position < from + count; position++)
      if (Object.hasOwn(this.view.row(position)?.values ?? {}, path)) return columnName(id);
    return t('{0}: no message in sight has it', columnName(id));
  }

  /** A column of its own for what stands at a path; why not, where it cannot be. */
  addValueColumn(path: string): string | undefined {
    return this.columns.addValue(path, this.displayedColumns);
  }

  private dragEdge(event: PointerEvent, id: ColumnKey): void {
    if (event.button !== 0) return;
    const edge = event.currentTarget as HTMLElement;
    const displayed = this.displayedColumns;
    const from = event.clientX - this.widthOf(id);
    edge.setPointerCapture(event.pointerId);
    this.isResizing = true;
    const move = (moved: PointerEvent): void => this.columns.resize(id, moved.clientX - from, displayed);
    edge.addEventListener('pointermove', move);
    edge.addEventListener(
      'lostpointercapture',
      () => {
        this.isResizing = false;
        edge.removeEventListener('pointermove', move);
      },
      { once: true },
    );
  }

  private dropColumn(event: DragEvent, before: ColumnKey): void {
    const id = event.dataTransfer?.getData(columnType);
    const known = this.columns.order.find((each) => each === id);
    if (!known) return;
    event.preventDefault();
    this.columns.moveBefore(known, before, this.displayedColumns);
  }

  private headerMenu(event: MouseEvent, id: ColumnKey): void {
    event.preventDefault();
    event.stopPropagation();
    void this.openColumnsMenu(id, new DOMRect(event.clientX, event.clientY, 0, 0), this.grid);
  }

  /** Of all columns, or first of the one that was clicked. */
  async openColumnsMenu(at: ColumnKey | undefined, beside: DOMRect, origin: HTMLElement): Promise<void> {
    this.menuItems = this.columns.menu(at, this.displayedColumns, this.widthOf);
    this.menuLabel = t('Columns');
    this.requestUpdate();
    await this.updateComplete;
    await this.menu.updateComplete;
    this.menu.openBeside(beside, origin);
  }

  private evictedNote(): TemplateResult {
    return html`<div role="row" class="note">
      <span role="gridcell">${t("{0} evicted to stay within the capture's bounds", counted(this.evicted, 'older record'))}</span>
    </div>`;
  }

  private record(position: number): TemplateResult {
    const { view } = this;
    const row = view.row(position);
    const place = { id: `row-${position}`, index: position - view.range.first + 2 };
    if (!row) {
      return html`<div role="row" class="record note" id=${place.id} aria-rowindex=${place.index}>
        <span role="gridcell">${view.isEvicted(position) ? t('evicted') : '…'}</span>
      </div>`;
    }
    const colour = this.colours.of(row);
    return html`<div
      role="row"
      id=${place.id}
      .style=${colour ? `--row-colour: ${colour}` : ''}
      class="record ${colour ? 'coloured' : ''} ${row.direction} ${severity(row.event)} ${row.found ? 'found' : ''} ${position === this.place.active ? 'active' : ''}"
      aria-rowindex=${place.index}
      aria-selected=${this.isSelected(position, row.number) ? 'true' : 'false'}
      .place=${{ position, number: row.number }}
    >
      ${cells(row, view.row(position - 1), { columns: this.shownColumns, times: this.times, isFixed: this.columns.isMade, note: this.marks.noteOf(row.number) })}
    </div>`;
  }

  private mousedown(event: MouseEvent): void {
    const clicked = placeOf(event);
    if (!clicked || event.button !== 0) return;
    const { position, number } = clicked;
    // The view may be another one by now than the one that was drawn; the record is the one that was clicked.
    const isStill = this.view.row(position)?.number === number;
    this.place.activate(isStill ? position : undefined);
    this.list.stopFollowing();
    this.opening = false;
    if (isStill && event.shiftKey) this.selection.extendTo(position);
    else if (isStill && (event.ctrlKey || event.metaKey)) this.selection.toggle(position);
    else {
      if (isStill) this.selection.only(position);
      this.dispatchEvent(new CustomEvent('record-select', { detail: number }));
      return;
    }
    // The details, where they are open, show the one that was come to.
    if (this.place.selected !== undefined) this.open();
  }

  /** Of one of the selected rows it is about all of them, of another one about that. */
  private contextmenu(event: MouseEvent): void {
    event.preventDefault();
    const clicked = placeOf(event)?.position;
    const position = clicked ?? this.place.active;
    if (position === undefined) return;
    this.place.activate(position);
    this.list.stopFollowing();
    if (!this.selection.has(position)) this.selection.only(position);
    void this.openMenu(position, clicked === undefined ? undefined : event);
  }

  private async openMenu(position: number, at: MouseEvent | undefined): Promise<void> {
    // Rows that are asked for anew stay on the screen, and are not known for a moment.
    if (!this.view.row(position)) await this.view.load();
    this.menuItems = this.actions.menu(this.view.row(position));
    this.menuLabel = t('Actions for these records');
    this.requestUpdate();
    await this.updateComplete;
    const row = this.renderRoot.querySelector(`#row-${position}`)?.getBoundingClientRect() ?? this.grid.getBoundingClientRect();
    await this.menu.updateComplete;
    this.menu.openBeside(at ? new DOMRect(at.clientX, at.clientY, 0, 0) : new DOMRect(row.left + 40, row.top, 0, row.height), this.grid);
  }

  /** Where several are selected the details show one of them only. */
  private isSelected(position: number, number: number): boolean {
    return this.selection.count > 0 ? this.selection.has(position) : number === this.place.selected;
  }

  private keydown(event: KeyboardEvent): void {
    if (event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      this.keydownWithControl(event);
      return;
    }
    const { list } = this;
    const { first, end } = this.view.range;
    const visible = list.window();
    const current =
      this.place.active ??
      (event.key === 'ArrowUp' || event.key === 'PageUp' ? Math.min(end, visible.from + list.pageSize) : visible.from - 1);
    const target: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + list.pageSize,
      PageUp: current - list.pageSize,
      Home: first,
      End: end - 1,
    };
    const letter = event.key.toLowerCase();
    if (letter === 'm' || letter === 'n' || event.key === 'F2') {
      event.preventDefault();
      if (letter === 'm') this.actions.mark();
      else if (letter === 'n') this.toMark(event.shiftKey ? -1 : 1);
      else this.actions.note();
      return;
    }
    const position = target[event.key];
    if (position !== undefined) {
      event.preventDefault();
      if (end > first) this.activate(Math.min(Math.max(position, first), end - 1), event.key, event.shiftKey);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.open();
    } else if (event.key === 'Escape') {
      const areSeveral = this.selection.count > 1;
      this.selection.clear();
      if (!areSeveral) this.dispatchEvent(new CustomEvent('close-details'));
    }
  }

  private keydownWithControl(event: KeyboardEvent): void {
    const { active } = this.place;
    if (event.key === 'a') this.actions.selectAll();
    else if (event.key === 'c') this.actions.copy('text');
    else if (event.key === ' ' && active !== undefined) this.selection.toggle(active);
    else return;
    event.preventDefault();
  }

  private activate(position: number, key: string, isRange: boolean): void {
    if (isRange) {
      const { active } = this.place;
      if (this.selection.count === 0 && active !== undefined) this.selection.only(active);
      this.selection.extendTo(position);
    } else if (this.selection.count > 0) this.selection.only(position);
    this.place.activate(position);
    if (key === 'End') this.list.toEnd();
    else {
      this.list.stopFollowing();
      if (key === 'Home') this.list.scrollTo(this.list.range.first);
      else this.list.reveal(position);
    }
    if (this.place.selected !== undefined) this.open();
  }

  private open(): void {
    this.opening = true;
    this.requestUpdate();
  }

  private selectActive(): void {
    const { active } = this.place;
    const row = active === undefined ? undefined : this.view.row(active);
    if (!row) return;
    this.opening = false;
    this.dispatchEvent(new CustomEvent('record-select', { detail: row.number }));
  }
}

/** Which row an event of the mouse is about. */
function placeOf(event: Event): { position: number; number: number } | undefined {
  const target = event.composedPath().find((node) => node instanceof HTMLElement && node.classList.contains('record'));
  return (target as { place?: { position: number; number: number } } | undefined)?.place;
}
