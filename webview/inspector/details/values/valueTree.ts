import { t } from '@vscode/l10n';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { formatPath } from '../../../../src/core/codecs/values/path';
import { visibleText } from '../../../../src/core/base/preview';
import { decoders } from '../../../../src/core/codecs/values/decoderNames';
import type { DecoderName, ValueNode } from '../../../../src/protocol/decoding';
import { countText, counted } from '../../../../src/core/base/quantities';
import { icons } from '../../../shared/looks/icons';
import { markedText } from '../../../shared/text/markedText';
import type { MenuItem } from '../../../shared/controls/menu';
import type { MenuButton } from '../../../shared/controls/menuButton';
import '../../../shared/controls/menuButton';
import { baseStyles } from '../../../shared/looks/theme';
import { visibleBlock } from '../../../shared/text/visibleBlock';
import type { ValueActions } from './valueActions';
import { valueGuess } from './valueGuess';
import { VirtualList } from '../../../shared/lists/virtualList';
import type { FilterMarks } from '../bytes/filterMarks';
import { copyJson } from './copyJson';
import { ValueRows, type ValueRow } from './valueRows';
import { cutNote, isLong, isNumber, keyText, lineLength, valueLine, valueToCopy } from './valueText';
import { valueTreeStyles } from './valueTreeStyles';

const rowHeight = 22;
/** Rows in sight at most; what is beyond scrolls. */
const maxRows = 24;
/** Characters of a long value shown before `Show all`. */
const excerpt = 1000;

/** A tree of decoded values. Only the lines in sight are drawn. */
@customElement('zmq-value-tree')
export class ValueTree extends LitElement {
  static override styles = [baseStyles, valueTreeStyles];

  /** Accessible name. */
  @property() label = '';
  @property({ attribute: false }) value!: ValueNode;
  @property({ attribute: false }) marks!: FilterMarks;
  @property({ attribute: false }) copy!: (text: string, said: string) => void;
  /** What the log can do with a value at a path. Absent where values have no path there. */
  @property({ attribute: false }) logActions: ValueActions | undefined;
  /** Absent where a value cannot be plotted. */
  @property({ attribute: false }) plot: ((path: string) => void) | undefined;
  /** More that plots can do with a number. */
  @property({ attribute: false }) plotActions: (path: string) => MenuItem[] = () => [];
  /** Has a text or bytes read by a decoder; by one that the person still has to choose where it is undefined. */
  @property({ attribute: false }) decodeValue: ((path: string, decoder: DecoderName | undefined) => void) | undefined;
  /** Told which bytes of the content the selected value stands in, where known. */
  @property({ attribute: false }) selected: (range: ValueNode['range']) => void = () => undefined;
  @state() private model!: ValueRows;
  @state() private active: ValueRow | undefined;
  /** The active value is shown to its end. */
  @state() private whole = false;
  @query('.tree') private tree!: HTMLElement;
  @query('zmq-menu-button') private menu!: MenuButton;
  private readonly list = new VirtualList(this, rowHeight, 0, () => this.requestUpdate());
  private readonly marksChanged = (): void => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    this.marks.addEventListener('change', this.marksChanged);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.marks.removeEventListener('change', this.marksChanged);
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { list } = this;
    if (changed.has('value')) {
      this.model = new ValueRows(this.value);
      this.active = undefined;
      list.setRange({ first: 0, end: this.model.rows.length });
      list.goTo(0);
    }
    list.setRange({ first: 0, end: this.model.rows.length });
    list.kept = this.activeAt;
  }

  protected override firstUpdated(): void {
    this.list.attach(this.tree);
  }

  override render() {
    const { model, list, active, activeAt: at } = this;
    const { from, count } = list.window();
    return html`<div class="tools">
        <vscode-button appearance="icon" aria-label="${t('Expand all')}" title="${t('Expand all')}" @click=${() => this.all(true)}
          >${icons.expandAll}</vscode-button
        >
        <vscode-button appearance="icon" aria-label="${t('Collapse all')}" title="${t('Collapse all')}" @click=${() => this.all(false)}
          >${icons.collapseAll}</vscode-button
        >
        <zmq-menu-button
          .label=${t('Value actions, {0}', this.label)}
          .icon=${icons.more}
          .items=${this.actions(active ?? model.rows[0])}
        ></zmq-menu-button>
      </div>
      <div
        class="tree data"
        role="tree"
        tabindex="0"
        aria-label=${this.label}
        aria-activedescendant=${at === undefined ? nothing : `value-${at}`}
        @keydown=${this.keydown}
        @mousedown=${this.mousedown}
        @contextmenu=${this.contextmenu}
      >
        <div class="layer" role="none">
          <div class="rows" role="none">${model.rows.slice(from, from + count).map((row, index) => this.line(row, from + index))}</div>
        </div>
        <div class="spacer" role="none"></div>
      </div>
      ${active && isLong(active.node) ? this.wholeText(active) : nothing}`;
  }

  override update(changed: Map<PropertyKey, unknown>): void {
    super.update(changed);
    const { style } = this.tree;
    style.height = `${Math.min(this.model.rows.length, maxRows) * rowHeight}px`;
    style.setProperty('--shift', `${-this.list.window().shift}px`);
    style.setProperty('--viewport', `${this.list.viewport}px`);
    style.setProperty('--spacer', `${this.list.spacerHeight}px`);
  }

  /** Selects the innermost value that covers a byte. */
  reveal(byte: number): ValueRow | undefined {
    const row = this.model.reveal(byte);
    this.activate(row);
    return row;
  }

  private get activeAt(): number | undefined {
    const at = this.model.indexOf(this.active);
    return at < 0 ? undefined : at;
  }

  private line(row: ValueRow, position: number): TemplateResult {
    const { model } = this;
    const { node, entry, level } = row;
    const container = model.isContainer(row);
    const open = model.isOpen(row);
    const isActive = row.node === this.active?.node;
    const key = entry ? keyText(entry, row.index) : '';
    const note = cutNote(node);
    const indent = `min(${(level - 1) * 12 + 4}px, 50%)`;
    return html`<div
      role="treeitem"
      id="value-${position}"
      class="row ${isActive ? 'active' : ''}"
      aria-level=${level}
      aria-posinset=${row.index + 1}
      aria-setsize=${row.siblings}
      aria-expanded=${container ? String(open) : nothing}
      aria-selected=${isActive ? 'true' : 'false'}
      title=${row.path && row.path.length > 0 ? visibleText(formatPath(row.path)) : nothing}
      .position=${position}
    >
      <span class="indent" .style=${`width: ${indent}`}></span
      ><span class="twistie ${open ? 'open' : ''}">${container ? icons.right : nothing}</span>${
        entry
          ? html`<span
                class="key ${typeof entry.key === 'object' ? entry.key.kind : entry.key === undefined ? 'index' : ''}"
                title=${typeof entry.key === 'object' ? `Key: ${entry.key.type ?? entry.key.kind}` : nothing}
                >${markedText(key, this.marks.of(key))}</span
              ><span class="colon">:&nbsp;</span>`
          : nothing
      }<span class="value ${node.kind}">${this.valueText(node, open)}</span
      >${entry?.duplicate ? html`<span class="badge" title="${t('The same key appears further up, too')}">${t('duplicate')}</span>` : nothing}${
        node.type ? html`<span class="type" title=${visibleText(node.type)}>${visibleText(node.type)}</span>` : nothing
      }${note ? html`<span class="note">${note}</span>` : nothing}
      ${
        this.plot && row.path && isNumber(node)
          ? html`<vscode-button
              class="plot"
              appearance="icon"
              tabindex="-1"
              aria-label="${t('Plot {0}', visibleText(formatPath(row.path)))}"
              title="${t('Plot')}"
              @click=${() => this.plotRow(row)}
              >${icons.plot}</vscode-button
            >`
          : nothing
      }
    </div>`;
  }

  private valueText(node: ValueNode, open: boolean): unknown {
    const text = valueLine(node, open);
    if (node.kind === 'reference') return html`→ ${visibleText(text || t('seen above'))}`;
    const shown = markedText(text, open ? undefined : this.marks.of(text));
    if (node.inner) return shown;
    return node.kind === 'string'
      ? html`"${shown}${(node.text?.length ?? 0) > lineLength ? '…' : ''}"`
      : html`${shown}${node.kind === 'bytes' && (node.text?.length ?? 0) > lineLength ? '…' : ''}`;
  }

  private wholeText({ node }: ValueRow): TemplateResult {
    const { text = '' } = node;
    const shown = this.whole ? text : text.slice(0, excerpt);
    return html`<div class="whole" role="group" aria-label="${t('Selected value')}" tabindex="0">
        <pre class="data">${markedText(shown, this.marks.of(shown), visibleBlock)}</pre>
      </div>
      ${
        shown.length < text.length
          ? html`<p class="muted">
              ${t('{0} of {1} shown.', countText(shown.length), counted(text.length, 'character'))}
              <vscode-button class="small" appearance="secondary" @click=${() => (this.whole = true)}>${t('Show all')}</vscode-button>
            </p>`
          : nothing
      }`;
  }

  private actions(row: ValueRow | undefined): MenuItem[] {
    if (!row) return [];
    const path = row.path ? formatPath(row.path) : undefined;
    return [
      { label: t('Copy Value'), run: () => this.copyValue(row) },
      ...(path === undefined ? [] : [{ label: t('Copy Path'), run: () => this.copy(path, t('Path {0} copied.', path)) }]),
      copyJson(row.node, t('Value'), this.copy),
      ...(path === undefined ? [] : (this.logActions?.(path, row.node) ?? [])),
      ...(path === undefined ? [] : this.decodings(row.node, path)),
      ...(this.plot && path !== undefined && isNumber(row.node)
        ? [{ label: t('Plot {0}', path), run: () => this.plotRow(row) }, ...this.plotActions(path)]
        : []),
    ];
  }

  private decodings(node: ValueNode, path: string): MenuItem[] {
    const { decodeValue } = this;
    if (!decodeValue || (node.kind !== 'string' && node.kind !== 'bytes')) return [];
    const guess = valueGuess(node);
    return [
      ...(guess ? [{ label: t('Decode as {0}', decoders[guess].label), run: () => decodeValue(path, guess) }] : []),
      { label: t('Decode this value as…'), run: () => decodeValue(path, undefined) },
    ];
  }

  private copyValue(row: ValueRow): void {
    const cut = cutNote(row.node);
    this.copy(valueToCopy(row.node), cut ? t('Value copied, {0}.', cut) : t('Value copied.'));
  }

  private plotRow({ path }: ValueRow): void {
    if (path) this.plot?.(formatPath(path));
  }

  private all(open: boolean): void {
    this.list.stopFollowing();
    if (open) this.model.openAll();
    else this.model.closeAll();
    if (this.model.indexOf(this.active) < 0) this.active = undefined;
    this.requestUpdate();
  }

  private toggle(row: ValueRow, open = !this.model.isOpen(row)): void {
    this.model.setOpen(row, open);
    this.requestUpdate();
  }

  private activate(row: ValueRow | undefined): void {
    this.active = row;
    this.whole = false;
    this.selected(row?.isInside ? undefined : row?.node.range);
    if (!row) return;
    this.list.setRange({ first: 0, end: this.model.rows.length });
    this.list.reveal(this.model.indexOf(row));
  }

  private rowOf(event: Event): ValueRow | undefined {
    const line = event.composedPath().find((node) => node instanceof HTMLElement && node.classList.contains('row'));
    const position = (line as { position?: number } | undefined)?.position;
    return position === undefined ? undefined : this.model.rows[position];
  }

  private mousedown(event: MouseEvent): void {
    const row = this.rowOf(event);
    if (!row || event.button !== 0 || event.composedPath().some((node) => node instanceof HTMLElement && node.classList.contains('plot')))
      return;
    this.activate(row);
    if (this.model.isContainer(row)) this.toggle(row);
  }

  private contextmenu(event: MouseEvent): void {
    event.preventDefault();
    const row = this.rowOf(event) ?? this.active;
    if (!row) return;
    this.activate(row);
    const line =
      event.detail === 0 && event.clientX === 0 ? this.renderRoot.querySelector('.row.active')?.getBoundingClientRect() : undefined;
    void this.updateComplete.then(() => this.menu.showAt(line?.left ?? event.clientX, line?.bottom ?? event.clientY, this.tree));
  }

  private keydown(event: KeyboardEvent): void {
    const { model, list } = this;
    const at = model.indexOf(this.active);
    const row = model.rows[at];
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c') {
      if (!row) return;
      event.preventDefault();
      return this.copyValue(row);
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = model.rows.length - 1;
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at < 0 ? last : at - 1,
      PageDown: at + list.pageSize,
      PageUp: at - list.pageSize,
      Home: 0,
      End: last,
    };
    const to = moves[event.key];
    if (to !== undefined) this.activate(model.rows[Math.min(Math.max(to, 0), last)]);
    else if (event.key === 'ArrowRight') this.goIn(row);
    else if (event.key === 'ArrowLeft') this.goOut(row);
    else if (event.key === '*') this.all(true);
    else if ((event.key === 'Enter' || event.key === ' ') && row) this.toggle(row);
    else return;
    event.preventDefault();
  }

  private goIn(row: ValueRow | undefined): void {
    if (!row) this.activate(this.model.rows[0]);
    else if (!this.model.isContainer(row)) return;
    else if (this.model.isOpen(row)) this.activate(this.model.rows[this.model.indexOf(row) + 1]);
    else this.toggle(row, true);
  }

  private goOut(row: ValueRow | undefined): void {
    if (row && this.model.isOpen(row)) this.toggle(row, false);
    else if (row?.parent) this.activate(row.parent);
  }
}
