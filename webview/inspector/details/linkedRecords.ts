import { filled } from '../../shared/text/filled';
import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { previewFrame } from '../../../src/core/base/preview';
import type { RecordDetails } from '../../../src/protocol/log';
import { countText } from '../../../src/core/base/quantities';
import { formatElapsed, formatTime } from '../../shared/text/format';

/** Lines that tell how a record belongs to others: request and reply, and the subscription that let it in. */
export function linkedRecords({ row, subscription }: RecordDetails, show: (number: number) => void): TemplateResult | typeof nothing {
  const { exchange } = row;
  if (!exchange && !subscription) return nothing;
  return html`<div class="relations">
    ${exchange ? html`<span>${exchangeText(row, exchange, show)}</span>` : nothing}
    ${
      subscription
        ? html`<span
            >${
              subscription.topic.length === 0
                ? t('matched the subscription to everything')
                : filled(
                    subscription.exact ? t('matched {0} (whole topic)') : t('matched {0} (prefix only)'),
                    html`<code class="data">${previewFrame(subscription.topic, 80)}</code>`,
                  )
            }</span
          >`
        : nothing
    }
  </div>`;
}

function exchangeText(
  row: RecordDetails['row'],
  { role, other, elapsed, untold }: NonNullable<RecordDetails['row']['exchange']>,
  show: (number: number) => void,
): TemplateResult {
  const link =
    other === undefined
      ? nothing
      : html`<vscode-button class="small" appearance="secondary" @click=${() => show(other)}
          >${t('No. {0}', countText(other))}</vscode-button
        >`;
  const evicted = other !== undefined && elapsed === undefined;
  if (role === 'unpaired') return html`${t('Unpaired: no request and no reply, as far as can be told')}`;
  if (role === 'request') {
    if (untold) return html`${t('Request; which reply belongs to it cannot be told')}`;
    if (other === undefined) return html`<span class="warning">${t('Request, unanswered since {0}', formatTime(row.time))}</span>`;
    return evicted
      ? html`${t('Request, answered by No. {0}, which was evicted', countText(other))}`
      : html`${filled(t('Request, answered after {0} by {1}'), formatElapsed(elapsed ?? 0), link)}`;
  }
  if (untold) return html`${t('Reply; which request it answers cannot be told')}`;
  if (other === undefined) return html`${t('Reply to a request that is not in the log')}`;
  return evicted
    ? html`${t('Reply to No. {0}, which was evicted', countText(other))}`
    : html`${filled(t('Reply after {0} to {1}'), formatElapsed(elapsed ?? 0), link)}`;
}
