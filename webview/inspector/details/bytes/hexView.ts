import { LitElement, css, html, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Mark } from '../../../../src/protocol/log';
import { baseStyles } from '../../../shared/looks/theme';
import { columnOfByte, byteAtColumn, hexDump } from './hexDump';

/** One of each for all dumps of the page: the browser keeps these by name. */
const selection = new Highlight();
const findings = new Highlight();
selection.priority = 1;
CSS.highlights.set('zmq-selected-bytes', selection);
CSS.highlights.set('zmq-found-bytes', findings);

/** Offset, digits and ASCII of bytes, in which a range is selected: by click, by keyboard, or by its owner. */
@customElement('zmq-hex-view')
export class HexView extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .dump {
        display: flex;
        /* The height of the columns counts lines, also those out of sight. */
        align-items: flex-start;
        gap: 14px;
        width: fit-content;
        max-width: 100%;
        max-height: min(60vh, 430px);
        overflow: auto;
        padding: 1px 10px 1px 1px;
        user-select: text;
      }
      .offsets {
        color: var(--vscode-descriptionForeground);
        user-select: none;
      }
      pre {
        font: inherit;
      }
      .hex,
      .ascii {
        cursor: default;
      }
      ::highlight(zmq-found-bytes) {
        background-color: var(--vscode-editor-findMatchHighlightBackground, transparent);
        text-decoration: underline 1px var(--vscode-editor-findMatchHighlightBorder, var(--vscode-contrastActiveBorder, transparent));
      }
      ::highlight(zmq-selected-bytes) {
        color: var(--vscode-list-activeSelectionForeground, var(--vscode-editor-selectionForeground, var(--vscode-editor-foreground)));
        background-color: var(--vscode-list-activeSelectionBackground, var(--vscode-editor-selectionBackground, transparent));
        text-decoration: underline 1px var(--vscode-contrastActiveBorder, transparent);
      }
    `,
  ];

  /** Accessible name. */
  @property() label = '';
  @property({ attribute: false }) bytes!: Uint8Array;
  /** Bytes in one line. */
  @property({ type: Number }) width = 16;
  /** The selected bytes, `[from, to)`. */
  @property({ attribute: false }) selected: readonly [from: number, to: number] | undefined;
  /** What the filter found in the bytes. */
  @property({ attribute: false, hasChanged: isOther }) found: readonly Mark[] = [];
  /** Told the byte that a person chose. */
  @property({ attribute: false }) choose: (byte: number) => void = () => undefined;
  @query('.dump') private dump!: HTMLElement;
  @query('.hex') private hex!: HTMLElement;
  @query('.ascii') private ascii!: HTMLElement;
  private readonly marked: [highlight: Highlight, range: StaticRange][] = [];
  /** The byte the keyboard is at. */
  private cursor = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unmark();
  }

  override render() {
    const dump = hexDump(this.bytes, this.width);
    return html`<div class="dump data" aria-label=${this.label} role="group" tabindex="0" @keydown=${this.keydown}>
      <pre class="offsets">${dump.offsets}</pre>
      <pre class="hex" @click=${this.clicked}>${dump.hex}</pre>
      <pre class="ascii" @click=${this.clicked}>${dump.ascii}</pre>
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (!['selected', 'found', 'bytes', 'width'].some((name) => changed.has(name))) return;
    this.mark();
    if (!this.selected) return;
    const [from] = this.selected;
    const bytesBefore = changed.get('bytes') as Uint8Array | undefined;
    const hasCome = bytesBefore !== undefined && from >= bytesBefore.length && from < this.bytes.length;
    if (!changed.has('selected') && !hasCome) return;
    this.cursor = from;
    this.showByte(from);
  }

  private mark(): void {
    this.unmark();
    for (const range of this.found) this.markBytes(findings, range);
    if (this.selected) this.markBytes(selection, this.selected);
  }

  private markBytes(highlight: Highlight, range: readonly [from: number, to: number]): void {
    const { width } = this;
    const [from, to] = [Math.max(0, range[0]), Math.min(range[1], this.bytes.length)];
    if (from >= to) return;
    const column = (byte: number): number => Math.floor(byte / width) * (columnOfByte(width - 1) + 3) + columnOfByte(byte % width);
    const letter = (byte: number): number => Math.floor(byte / width) * (width + 1) + (byte % width);
    this.markText(highlight, this.hex, column(from), column(to - 1) + 2);
    this.markText(highlight, this.ascii, letter(from), letter(to - 1) + 1);
  }

  private markText(highlight: Highlight, column: HTMLElement, startOffset: number, endOffset: number): void {
    const text = textOf(column);
    if (!text) return;
    const range = new StaticRange({ startContainer: text, startOffset, endContainer: text, endOffset });
    this.marked.push([highlight, range]);
    highlight.add(range);
  }

  private unmark(): void {
    for (const [highlight, range] of this.marked.splice(0)) highlight.delete(range);
  }

  private get lineHeight(): number {
    return this.hex.getBoundingClientRect().height / Math.ceil(this.bytes.length / this.width);
  }

  private showByte(byte: number): void {
    const { dump, lineHeight } = this;
    const top = Math.floor(byte / this.width) * lineHeight;
    if (top < dump.scrollTop || top + lineHeight > dump.scrollTop + dump.clientHeight) dump.scrollTop = top - dump.clientHeight / 2;
  }

  private clicked(event: MouseEvent): void {
    // What is being copied stays selected as it is.
    if (!document.getSelection()?.isCollapsed) return;
    const column = event.currentTarget as HTMLElement;
    const text = textOf(column);
    if (!text) return;
    const box = column.getBoundingClientRect();
    const first = document.createRange();
    first.setStart(text, 0);
    first.setEnd(text, 1);
    const at = Math.floor((event.clientX - box.left) / first.getBoundingClientRect().width);
    const inLine = column === this.hex ? byteAtColumn(at) : at;
    const byte = Math.floor((event.clientY - box.top) / this.lineHeight) * this.width + Math.min(inLine, this.width - 1);
    if (byte < this.bytes.length) this.pick(byte);
  }

  private pick(byte: number): void {
    this.cursor = byte;
    this.choose(byte);
  }

  private keydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const { cursor, width } = this;
    const last = this.bytes.length - 1;
    const moves: Record<string, number> = {
      ArrowLeft: cursor - 1,
      ArrowRight: this.selected ? cursor + 1 : cursor,
      ArrowUp: cursor - width,
      ArrowDown: this.selected ? cursor + width : cursor,
      Home: 0,
      End: last,
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.pick(Math.min(Math.max(to, 0), last));
  }
}

function isOther(found: readonly Mark[], before: readonly Mark[] | undefined): boolean {
  return JSON.stringify(found) !== JSON.stringify(before);
}

function textOf(column: HTMLElement): Text | undefined {
  for (const node of column.childNodes) if (node instanceof Text && node.length > 0) return node;
  return undefined;
}
