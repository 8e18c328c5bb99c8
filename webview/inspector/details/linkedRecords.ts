import { html, nothing, type TemplateResult } from 'lit';
import { previewFrame } from '../../../src/core/base/preview';
import type { RecordDetails } from '../../../src/protocol/log';
import { formatCount, formatElapsed, formatTime } from '../../shared/text/format';

/** Lines that tell how a record belongs to others: request and reply, and the subscription that let it in. */
export function linkedRecords({ row, subscription }: RecordDetails, show: (number: number) => void): TemplateResult | typeof nothing {
  const { exchange } = row;
  if (!exchange && !subscription) return nothing;
  return html`<div class="relations">
    ${exchange ? html`<span>${exchangeText(row, exchange, show)}</span>` : nothing}
    ${
      subscription
        ? html`<span
            >matched
            ${subscription.topic.length === 0 ? 'the subscription to everything' : html`<code class="data">${previewFrame(subscription.topic, 80)}</code> ${subscription.exact ? '(whole topic)' : '(prefix only)'}`}</span
          >`
        : nothing
    }
  </div>`;
}

function exchangeText(
  row: RecordDetails['row'],
  { role, other, elapsed }: NonNullable<RecordDetails['row']['exchange']>,
  show: (number: number) => void,
): TemplateResult {
  const link =
    other === undefined
      ? nothing
      : html`<vscode-button class="small" appearance="secondary" @click=${() => show(other)}>No. ${formatCount(other)}</vscode-button>`;
  const evicted = other !== undefined && elapsed === undefined;
  if (role === 'request') {
    if (other === undefined) return html`Request, <span class="warning">unanswered since ${formatTime(row.time)}</span>`;
    return evicted
      ? html`Request, answered by No. ${formatCount(other)}, which was evicted`
      : html`Request, answered after ${formatElapsed(elapsed ?? 0)} by ${link}`;
  }
  if (other === undefined) return html`Reply to a request that is not in the log`;
  return evicted
    ? html`Reply to No. ${formatCount(other)}, which was evicted`
    : html`Reply after ${formatElapsed(elapsed ?? 0)} to ${link}`;
}
