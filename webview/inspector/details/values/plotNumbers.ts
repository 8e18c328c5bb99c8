import { html, nothing, type TemplateResult } from 'lit';
import { numberInside } from '../../../../src/core/codecs/formats/numbers';
import type { Decoded } from '../../../../src/protocol/decoding';

/** Of the numbers that are offered. */
const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth', 'eleventh', 'twelfth'];

/** Buttons below a text, one for each of its first numbers; `#2` is the path of the second. */
export function plotNumbers(content: Decoded | undefined, plot: (path: string) => void): TemplateResult | typeof nothing {
  if (content?.text === undefined || (content.decoder !== 'text' && content.decoder !== 'numbers')) return nothing;
  const numbers: string[] = [];
  for (
    let number = numberInside(content.text, 1);
    number !== undefined && numbers.length < ordinals.length;
    number = numberInside(content.text, numbers.length + 1)
  )
    numbers.push(number);
  if (numbers.length === 0) return nothing;
  return html`<p class="numbers">
    <span class="muted">Plot</span>
    ${numbers.map(
      (number, index) =>
        html`<vscode-button
          class="small"
          appearance="secondary"
          aria-label="Plot ${ordinals[index]} number of the text"
          title="Plot ${ordinals[index]} number of the text"
          @click=${() => plot(`#${index + 1}`)}
          >${number}</vscode-button
        >`,
    )}
  </p>`;
}
