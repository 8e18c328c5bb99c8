import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { visibleText } from '../../../src/core/base/preview';
import type { JobId, SendJob } from '../../../src/protocol/composer';
import { textField } from '../../shared/forms/textField';
import { countText, frequencyText } from '../../../src/core/base/quantities';
import { baseStyles, formStyles } from '../../shared/looks/theme';
import type { RepeatDraft } from '../state/panelState';

const maxEvery = 86_400_000;
const maxCount = 1_000_000_000;

/** `Repeat` of the composer: how often, and what is being sent so. */
@customElement('zmq-repeat-part')
export class RepeatPart extends LitElement {
  static override styles = [
    baseStyles,
    formStyles,
    css`
      .how {
        align-items: flex-start;
        margin: 6px 0;
      }
      .how > * {
        flex: 1 1 100px;
      }
      li {
        padding: 4px 0;
        overflow-wrap: anywhere;
        font-variant-numeric: tabular-nums;
      }
      .running {
        color: var(--vscode-charts-green);
      }
      .failed {
        color: var(--vscode-errorForeground);
      }
    `,
  ];

  @property({ attribute: false }) draft: RepeatDraft | undefined;
  @property({ attribute: false }) edit!: (draft: RepeatDraft) => void;
  /** Of all sockets, running and ended. */
  @property({ attribute: false }) jobs: readonly SendJob[] = [];
  @property({ attribute: false }) socketName!: (job: SendJob) => string;
  /** Nothing can be sent now. */
  @property({ type: Boolean }) disabled = false;
  @property({ attribute: false }) start!: (every: number, count: number) => Promise<void>;
  @property({ attribute: false }) stop!: (job: JobId) => Promise<void>;
  private busy = false;

  override render() {
    const { every, count } = this.draft ?? { every: '1000', count: '' };
    const everyProblem = numberProblem(every, 0, maxEvery);
    const countProblem = count.trim() === '' ? undefined : numberProblem(count, 1, maxCount);
    const running = this.jobs.some(({ state }) => state === 'running');
    return html`<details ?open=${this.draft !== undefined || this.jobs.length > 0}>
      <summary>${t('Repeat')}${running ? html` <span class="running">${t('(running)')}</span>` : nothing}</summary>
      <div class="row how">
        ${textField(t('Every (ms)'), every, everyProblem, (text) => this.edit({ every: text, count }), { numeric: true })}
        ${textField(t('Times'), count, countProblem, (text) => this.edit({ every, count: text }), { placeholder: t('until stopped'), numeric: true })}
      </div>
      <div class="row">
        <vscode-button
          appearance="secondary"
          ?disabled=${this.disabled || everyProblem !== undefined || countProblem !== undefined}
          @click=${() => this.attempt(() => this.start(Number(every), Number(count.trim() || 0)))}
          class="start"
          >${t('Start')}</vscode-button
        >
        <span class="muted">${every.trim() === '0' ? t('As fast as the socket takes them') : nothing}</span>
      </div>
      <ul role="list" aria-label="${t('Repeated messages')}">
        ${[...this.jobs].reverse().map((job) => this.job(job))}
      </ul>
    </details>`;
  }

  private job(job: SendJob) {
    const { count, sent, refused, state, message, perSecond } = job;
    const amount = count > 0 ? t('{0} of {1}', countText(sent), countText(count)) : countText(sent);
    const progress = t('{0}: {1} sent, {2}/s', visibleText(this.socketName(job)), amount, frequencyText(perSecond));
    return html`<li>
      <div class="row">
        <span class="grow">
          ${progress}${refused > 0 ? html`, <span class="warning">${t('{0} refused', countText(refused))}</span>` : nothing}
          <span class=${state}>${stateWord(state)}</span>
        </span>
        ${
          state === 'running'
            ? html`<vscode-button
                class="small"
                appearance="secondary"
                aria-label="${t('Stop sending from {0}', visibleText(this.socketName(job)))}"
                @click=${() => this.stopJob(job.job)}
                >${t('Stop')}</vscode-button
              >`
            : nothing
        }
      </div>
      ${message ? html`<p class=${state === 'failed' ? 'problem' : 'muted'}>${message}</p>` : nothing}
    </li>`;
  }

  private async stopJob(job: JobId): Promise<void> {
    await this.attempt(() => this.stop(job));
    // Its button goes with it.
    this.renderRoot.querySelector<HTMLElement>('.start')?.focus();
  }

  /** One at a time; buttons stay enabled, for one that is disabled loses the focus. */
  private async attempt(action: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await action();
    } finally {
      this.busy = false;
    }
  }
}

function numberProblem(text: string, least: number, most: number): string | undefined {
  const value = Number(text);
  if (/^\s*\d+\s*$/.test(text) && value >= least && value <= most) return undefined;
  return t('Must be a whole number from {0} to {1}.', countText(least), countText(most));
}

function stateWord(state: SendJob['state']): string {
  return { running: t('running'), done: t('done'), stopped: t('stopped'), failed: t('failed') }[state];
}
