import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { visibleText } from '../../src/core/preview';
import { copyText } from '../../src/protocol/inspector';
import { recordBytes, recordDetails, type RecordDetails } from '../../src/protocol/log';
import { decodeText } from '../shared/decodedText';
import { counted, formatCount, formatDate, formatTimeOfDay } from '../shared/format';
import { icons } from '../shared/icons';
import { requestError, type RequestError } from '../shared/requestError';
import { baseStyles } from '../shared/theme';
import './frameView';
import { directionNames, severity } from './rowTemplate';

/** The region `Message details`: all of one record. Fires `close-details`. */
@customElement('zmq-message-details')
export class MessageDetails extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        overflow: hidden;
        background: var(--vscode-panel-background, var(--vscode-editor-background));
      }
      section {
        display: flex;
        flex-direction: column;
        min-height: 0;
        flex: 1;
        outline: none;
      }
      .title {
        display: flex;
        align-items: center;
        gap: 4px 12px;
        padding: 2px 4px 2px 10px;
        min-height: 30px;
      }
      .facts {
        flex: 1 1 0;
      }
      .facts > * {
        margin-right: 12px;
      }
      .title > .muted {
        max-width: 50%;
      }
      .narrow h2,
      .narrow .date {
        display: none;
      }
      .body {
        overflow: auto;
        flex: 1;
        min-height: 0;
      }
      .event {
        padding: 6px 10px;
        overflow-wrap: anywhere;
        user-select: text;
      }
      .more,
      .problem {
        padding: 6px 10px;
      }
      .failure {
        color: var(--vscode-errorForeground);
      }
      .caution {
        color: var(--vscode-editorWarning-foreground);
      }
    `,
  ];

  @property({ attribute: false }) connection!: MessageConnection;
  @property({ attribute: false }) number: number | undefined;
  @state() private details: RecordDetails | undefined;
  @state() private problem: RequestError | undefined;
  @state() private said = '';
  @state() private narrow = false;
  private asked: number | undefined;
  private asking = false;
  private readonly resize = new ResizeObserver(([entry]) => {
    this.narrow = (entry?.contentRect.width ?? 0) < 620;
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resize.disconnect();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('number')) void this.fetch();
  }

  override render() {
    const row = this.details?.row;
    return html`<section role="region" aria-label="Message details" tabindex="-1">
      <div class="title ${this.narrow ? 'narrow' : ''}">
        <h2>Details</h2>
        <div class="facts clip">${row ? this.facts(row) : nothing}</div>
        <span role="status" class="muted clip" title=${this.said}>${this.said}</span>
        <vscode-button appearance="icon" aria-label="Close details" title="Close details (Escape)" @click=${() => this.dispatchEvent(new CustomEvent('close-details'))}
          >${icons.close}</vscode-button
        >
      </div>
      <div class="body" tabindex="-1">${this.problem ? this.problemText(this.problem) : this.details ? this.content(this.details) : nothing}</div>
    </section>`;
  }

  private facts(row: RecordDetails['row']) {
    const isEvent = row.direction === 'event';
    const socket = `${visibleText(row.socketName)}${row.socketType ? ` (${row.socketType.toUpperCase()})` : ''}`;
    return html`<span>No. ${formatCount(row.number)}</span>
      <span class="data"><span class="date">${formatDate(row.time)} </span>${formatTimeOfDay(row.time)}</span>
      <span>${directionNames[row.direction]}</span>
      ${isEvent ? nothing : html`<span>${counted(row.frames, 'frame')}, ${counted(row.size, 'byte')}</span>`}
      ${row.cut ? html`<span class="warning">kept in part</span>` : nothing}
      <span title=${socket}>${socket}</span>
      ${row.topic ? html`<span class="data" title=${visibleText(row.topic)}>${visibleText(row.topic)}</span>` : nothing}`;
  }

  private content(details: RecordDetails) {
    const { row, frames } = details;
    if (row.direction === 'event') return this.eventText(details);
    return html`${repeat(
        frames,
        (_, index) => `${row.number}/${index}`,
        (frame, index) => html`<zmq-frame-view .index=${index} .frame=${frame} .width=${this.narrow ? 8 : 16} .fetchBytes=${this.fetchBytes} .copy=${this.copy}></zmq-frame-view>`,
      )}
      ${frames.length < row.frames
        ? html`<p class="more muted">
            ${formatCount(frames.length)} of ${formatCount(row.frames)} frames shown.
            <vscode-button class="small" appearance="secondary" @click=${() => this.moreFrames()}>Show more frames</vscode-button>
          </p>`
        : nothing}`;
  }

  private eventText({ row, frames }: RecordDetails) {
    const whole = frames[0] ? decodeText(frames[0].bytes).text : row.preview;
    return html`<div class="event">
      <h3 class=${severity(row.event)}>${row.event}</h3>
      <p class="data">${visibleText(whole)}</p>
      ${row.topic ? html`<p>Endpoint: <span class="data">${visibleText(row.topic)}</span></p>` : nothing}
    </div>`;
  }

  private problemText(problem: RequestError) {
    return html`<p class="problem" role="alert">${problem.message} ${problem.hint ?? ''}</p>`;
  }

  /** One request at a time: while keys are held down, only the last record matters. */
  private async fetch(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    try {
      while (this.number !== undefined && this.number !== this.asked) {
        const number = this.number;
        this.asked = number;
        try {
          this.details = await this.connection.sendRequest(recordDetails, { number });
          this.problem = undefined;
        } catch (error) {
          this.details = undefined;
          this.problem = requestError(error);
        }
        this.said = '';
      }
    } finally {
      this.asking = false;
    }
  }

  private async moreFrames(): Promise<void> {
    const before = this.details;
    if (!before) return;
    try {
      const more = await this.connection.sendRequest(recordDetails, { number: before.row.number, fromFrame: before.frames.length });
      if (this.details === before) this.details = { ...before, frames: [...before.frames, ...more.frames] };
    } catch (error) {
      this.said = requestError(error).message;
    }
  }

  private readonly fetchBytes = async (frame: number, count: number): Promise<Uint8Array | undefined> => {
    const number = this.details?.row.number ?? 0;
    try {
      return await this.connection.sendRequest(recordBytes, { number, frame, from: 0, to: count });
    } catch (error) {
      this.said = requestError(error).message;
      return undefined;
    }
  };

  private readonly copy = (text: string, said: string): void => {
    this.connection.sendRequest(copyText, { text }).then(
      () => (this.said = said),
      (error: unknown) => (this.said = requestError(error).message),
    );
  };
}
