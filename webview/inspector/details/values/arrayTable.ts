import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { visibleText } from '../../../../src/core/base/preview';
import type { ArrayInfo } from '../../../../src/protocol/decoding';
import { countText, counted } from '../../../../src/core/base/quantities';

/** A NumPy array: what it is, and its first values. */
export function arrayTable({ dtype, shape, first, min, mean, max, counted: behind }: ArrayInfo, index: number): TemplateResult {
  const values = shape.reduce((product, length) => product * length, 1);
  const fact = (name: string, value: string | undefined) =>
    value === undefined
      ? nothing
      : html`<dt>${name}</dt>
          <dd class="data">${visibleText(value)}</dd>`;
  return html`<div class="array" role="group" aria-label="${t('Array in frame {0}', index + 1)}">
    <dl>
      ${fact('dtype', dtype)}${fact('shape', shape.length === 0 ? t('scalar') : shape.map(countText).join(' × '))}${fact('min', min)}${fact('mean', mean)}${fact('max', max)}
    </dl>
    ${behind === undefined || min === undefined ? nothing : html`<p class="muted">${t('Minimum, mean and maximum of {0}.', counted(behind, 'value'))}</p>`}
    ${
      first.length === 0
        ? nothing
        : html`<p class="muted">
              ${first.length < values ? t('First {0} of {1}', countText(first.length), counted(values, 'value')) : counted(values, 'value')}
            </p>
            <p class="data values" tabindex="0">${first.map(visibleText).join('  ')}</p>`
    }
  </div>`;
}
