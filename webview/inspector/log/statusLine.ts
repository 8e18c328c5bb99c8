import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { byteRateText, countText, counted, frequencyText, messageRateText, sizeText } from '../../../src/core/base/quantities';
import type { RecordingStatus } from '../../../src/protocol/recordings';
import { baseStyles } from '../../shared/looks/theme';

export interface StatusFacts {
  shown: number;
  kept: number;
  evicted: number;
  messagesPerSecond: number;
  bytesPerSecond: number;
  /** Messages that are being sent again and again. */
  repeated: number;
  /** All of them together. */
  repeatedPerSecond: number;
  /** Of several at once; 0 for fewer. */
  selected: number;
  /** The file that is shown, where it is no live log. */
  recording: RecordingStatus | undefined;
}

/** Least time between two texts; the first that says something comes at once. */
const interval = 250;

/** The `status` line below the log. Fires `show-keys`. */
@customElement('zmq-status-line')
export class StatusLine extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      .said {
        padding: 2px 10px;
        line-height: 18px;
        font-size: 12px;
        overflow-wrap: anywhere;
      }
      .facts {
        flex: 1;
        display: flex;
        flex-wrap: wrap;
        gap: 0 16px;
        padding: 2px 10px;
        min-height: 22px;
        line-height: 18px;
        font-size: 12px;
        color: var(--vscode-descriptionForeground);
        font-variant-numeric: tabular-nums;
      }
      .keys {
        order: 1;
        margin-right: 6px;
      }
      .keys::part(control) {
        width: 22px;
        height: 22px;
        padding: 0;
      }
    `,
  ];

  @property({ attribute: false }) facts!: StatusFacts;
  /** How something done with the log went. */
  @property() said = '';
  private drawn: { at: number; kept: number } | undefined;
  private drawnSelected = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  protected override shouldUpdate(changed: Map<PropertyKey, unknown>): boolean {
    if (changed.has('said') || this.facts.selected !== this.drawnSelected) {
      this.drawnSelected = this.facts.selected;
      return true;
    }
    const now = performance.now();
    const wait = !this.drawn || this.drawn.kept === 0 ? 0 : this.drawn.at + interval - now;
    if (wait <= 0) {
      this.drawn = { at: now, kept: this.facts.kept };
      return true;
    }
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.requestUpdate();
    }, wait);
    return false;
  }

  override render() {
    const { shown, kept, repeated, repeatedPerSecond, selected, recording } = this.facts;
    // Figures that never rest are there to be read, not to be announced.
    return html`<div role="status" class="facts" aria-live="off">
        <span>${t('Shown {0}', countText(shown))}</span>
        ${selected > 1 ? html`<span>${t('Selected {0}', countText(selected))}</span>` : nothing}
        <span>${t('Kept {0}', countText(kept))}</span>
        ${recording ? ofFile(recording) : ofTraffic(this.facts)}
        ${repeated > 0 ? html`<span>${t('Repeating {0}, {1}/s', counted(repeated, 'message'), frequencyText(repeatedPerSecond))}</span>` : nothing}
      </div>
      <div role="status" class="said" ?hidden=${this.said === ''}>${this.said}</div>
      <vscode-button
        class="keys"
        appearance="icon"
        aria-label="${t('Keys')}"
        title="${t('Keys (?)')}"
        aria-haspopup="dialog"
        .ariaHaspopup=${'dialog'}
        @click=${() => this.dispatchEvent(new CustomEvent('show-keys'))}
        >?</vscode-button
      >`;
  }
}

function ofTraffic({ evicted, messagesPerSecond, bytesPerSecond }: StatusFacts) {
  return html`<span>${t('Evicted {0}', countText(evicted))}</span>
    <span>${messageRateText(messagesPerSecond)}</span>
    <span>${byteRateText(bytesPerSecond)}</span>`;
}

/** Whether all of it is there, and what is wrong with what is not. */
function ofFile({ read, size, isWhole, unread, firstUnread }: RecordingStatus) {
  return html`${
    isWhole
      ? nothing
      : html`<span class="warning"
          >${t('The first {0} of {1} are shown; more does not fit into zmq.capture.maxMegabytes or maxMessages', sizeText(read), sizeText(size))}</span
        >`
  }
  ${
    firstUnread
      ? html`<span class="warning"
          >${t('{0} not read; line {1}: {2}', counted(unread, 'line'), countText(firstUnread.line), firstUnread.reason)}</span
        >`
      : nothing
  }`;
}
