import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { toHex } from '../../src/core/bytes';
import type { FrameBytes } from '../../src/protocol/log';
import { decodeText } from '../shared/decodedText';
import { formatCount, formatSize } from '../shared/format';
import { baseStyles } from '../shared/theme';
import { visibleBlock } from '../shared/visibleBlock';
import { hexDump } from './hexDump';

/** Bytes of a frame drawn at first, and how many times more with each `Show more`. */
const firstBytes = 1024;
const growth = 8;
/** Most bytes of one frame that are drawn or copied. */
export const maxBytes = 1024 * 1024;

/** One frame of a message: text, hex dump, size, and buttons that copy it. */
@customElement('zmq-frame-view')
export class FrameView extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        padding: 6px 10px 10px;
        border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 10px;
        min-height: 24px;
      }
      header .actions {
        margin-left: auto;
        white-space: nowrap;
      }
      .views {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 16px;
      }
      .text {
        flex: 1 1 280px;
        min-width: 0;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        max-height: 60vh;
        overflow: auto;
        user-select: text;
      }
      .dump {
        flex: 0 1 auto;
        display: flex;
        gap: 14px;
        max-width: 100%;
        max-height: 60vh;
        overflow: auto;
        padding-right: 10px;
        user-select: text;
      }
      .offsets {
        color: var(--vscode-descriptionForeground);
        user-select: none;
      }
      pre {
        font: inherit;
      }
    `,
  ];

  @property({ type: Number }) index = 0;
  @property({ attribute: false }) frame!: FrameBytes;
  /** Bytes in one line of the dump. */
  @property({ type: Number }) width = 16;
  /** Fetches the frame's first bytes, at most `maxBytes`; undefined where that failed, which has then been said. */
  @property({ attribute: false }) fetchBytes!: (frame: number, count: number) => Promise<Uint8Array | undefined>;
  @property({ attribute: false }) copy!: (text: string, said: string) => void;
  @state() private shown = firstBytes;

  override render() {
    const { frame, index } = this;
    const bytes = frame.bytes.subarray(0, this.shown);
    const rest = frame.size - bytes.length;
    const decoded = decodeText(bytes, rest > 0);
    const dump = hexDump(bytes, this.width);
    const canShowMore = bytes.length < Math.min(frame.kept, maxBytes);
    return html`<header>
        <h3>Frame ${index + 1}</h3>
        <span class="size">${formatCount(frame.size)} B${frame.size > 999 ? ` (${formatSize(frame.size)})` : ''}</span>
        ${decoded.valid ? nothing : html`<span class="warning">not UTF-8</span>`}
        <span class="actions">
          <vscode-button class="small" appearance="secondary" aria-label="Copy frame ${index + 1} as text" @click=${() => this.copyAs('text')}>Copy text</vscode-button>
          <vscode-button class="small" appearance="secondary" aria-label="Copy frame ${index + 1} as hex" @click=${() => this.copyAs('hex')}>Copy hex</vscode-button>
        </span>
      </header>
      ${frame.size === 0
        ? html`<p class="muted">Empty frame</p>`
        : html`<div class="views data">
            <pre class="text">${visibleBlock(decoded.text)}</pre>
            <div class="dump" aria-label="Hex dump of frame ${index + 1}" role="group" tabindex="0">
              <pre class="offsets">${dump.offsets}</pre>
              <pre class="hex">${dump.hex}</pre>
              <pre class="ascii">${dump.ascii}</pre>
            </div>
          </div>`}
      ${rest > 0
        ? html`<p class="muted">
            First ${formatCount(bytes.length)} of ${formatCount(frame.size)} bytes shown.
            ${frame.kept < frame.size ? html`The capture kept ${formatCount(frame.kept)}.` : nothing}
            ${canShowMore ? html`<vscode-button class="small" appearance="secondary" @click=${() => this.showMore()}>Show more</vscode-button>` : nothing}
          </p>`
        : nothing}`;
  }

  private async showMore(): Promise<void> {
    const wanted = Math.min(this.shown * growth, this.frame.kept, maxBytes);
    if (await this.need(wanted)) this.shown = wanted;
  }

  private async need(count: number): Promise<Uint8Array | undefined> {
    if (this.frame.bytes.length < count) {
      const bytes = await this.fetchBytes(this.index, count);
      if (!bytes) return undefined;
      this.frame = { ...this.frame, bytes };
    }
    return this.frame.bytes.subarray(0, count);
  }

  private async copyAs(form: 'text' | 'hex'): Promise<void> {
    const { size, kept } = this.frame;
    const bytes = await this.need(Math.min(kept, maxBytes));
    if (!bytes) return;
    const rest = size - bytes.length;
    const cut = rest > 0 ? `, its first ${formatCount(bytes.length)} of ${formatCount(size)} bytes,` : '';
    if (form === 'hex') return this.copy(toHex(bytes), `Frame ${this.index + 1}${cut} copied as hex.`);
    const valid = decodeText(bytes, rest > 0).valid;
    const lossy = valid ? '' : ' Bytes that are not UTF-8 became �.';
    this.copy(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), `Frame ${this.index + 1}${cut} copied as text.${lossy}`);
  }
}
