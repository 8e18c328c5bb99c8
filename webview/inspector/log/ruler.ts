import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { visibleText } from '../../../src/core/base/preview';
import { countText } from '../../../src/core/base/quantities';
import type { MarkedRecord } from '../../../src/protocol/log';
import type { ListRange } from '../../shared/lists/virtualList';
import type { FoundPlaces } from '../find/matchPlaces';

/** Places in the ruler that are told apart. */
const steps = 200;

/** Where in the log marked records and matches are, beside the scroll bar. @param show shows a row */
export function ruler(
  { first, end }: ListRange,
  marks: readonly MarkedRecord[],
  { places, parts }: FoundPlaces,
  show: (position: number) => void,
): TemplateResult | typeof nothing {
  const marked = new Map<number, MarkedRecord>();
  for (const mark of marks)
    if (mark.position >= first && mark.position < end) marked.set(Math.floor((steps * (mark.position - first)) / (end - first)), mark);
  if (marked.size === 0 && places.length === 0) return nothing;
  return html`<div class="ruler" aria-hidden="true">
    ${places.map(
      ([from, to]) =>
        html`<div class="found" .style=${`top: ${(100 * from) / parts}%; height: max(3px, ${(100 * (to - from)) / parts}%)`}></div>`,
    )}
    ${[...marked].map(
      ([place, { number, position, note }]) =>
        html`<div
          class="marked"
          .style=${`top: ${(100 * place) / steps}%`}
          title="${note ? t('No. {0}: {1}', countText(number), visibleText(note)) : t('No. {0}', countText(number))}"
          @click=${() => show(position)}
        ></div>`,
    )}
  </div>`;
}
