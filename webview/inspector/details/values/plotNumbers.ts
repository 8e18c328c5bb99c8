import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { numberInside } from '../../../../src/core/codecs/formats/numbers';
import type { Decoded } from '../../../../src/protocol/decoding';

/** Each of the numbers that are offered. */
const plotNth = [
  () => t('Plot first number of the text'),
  () => t('Plot second number of the text'),
  () => t('Plot third number of the text'),
  () => t('Plot fourth number of the text'),
  () => t('Plot fifth number of the text'),
  () => t('Plot sixth number of the text'),
  () => t('Plot seventh number of the text'),
  () => t('Plot eighth number of the text'),
  () => t('Plot ninth number of the text'),
  () => t('Plot tenth number of the text'),
  () => t('Plot eleventh number of the text'),
  () => t('Plot twelfth number of the text'),
];

/** Buttons below a text, one for each of its first numbers; `#2` is the path of the second. */
export function plotNumbers(content: Decoded | undefined, plot: (path: string) => void): TemplateResult | typeof nothing {
  if (content?.text === undefined || (content.decoder !== 'text' && content.decoder !== 'numbers')) return nothing;
  const numbers: string[] = [];
  for (
    let number = numberInside(content.text, 1);
    number !== undefined && numbers.length < plotNth.length;
    number = numberInside(content.text, numbers.length + 1)
  )
    numbers.push(number);
  if (numbers.length === 0) return nothing;
  return html`<p class="numbers">
    <span class="muted">${t('Plot')}</span>
    ${numbers.map(
      (number, index) =>
        html`<vscode-button
          class="small"
          appearance="secondary"
          aria-label=${plotNth[index]?.() ?? nothing}
          title=${plotNth[index]?.() ?? nothing}
          @click=${() => plot(`#${index + 1}`)}
          >${number}</vscode-button
        >`,
    )}
  </p>`;
}
