import { t } from '@vscode/l10n';
import { html, svg, type TemplateResult } from 'lit';
import { countText, decimalText } from '../../../src/core/base/quantities';
import type { Distribution } from '../../../src/protocol/statistics';

const width = 220;
const height = 46;

/** How values are spread, as bars, with what they show as words. Bars are as wide as one another; what lies between their edges is told by each. */
export function distributionChart(name: string, spread: Distribution, text: (value: number) => string): TemplateResult {
  const { count, counts, edges, min, median, p99, max, mean } = spread;
  const most = Math.max(...counts);
  const step = width / counts.length;
  const share = (of: number) => `${decimalText((of / count) * 100, of / count < 0.01 ? 2 : 0)} %`;
  const range = (at: number) => t('{0} to {1}', text(edges[at] ?? min), text(Math.min(edges[at + 1] ?? max, max)));
  const at = counts.indexOf(most);
  const figures = t(
    '{0}: median {1}, 99 % up to {2}, mean {3}, from {4} to {5}',
    name,
    text(median),
    text(p99),
    text(mean),
    text(min),
    text(max),
  );
  return html`<figure>
    <figcaption>${name}</figcaption>
    <svg
      role="img"
      aria-label="${figures}. ${t('Most, {0}, are {1}.', share(most), range(at))}"
      viewBox="0 0 ${width} ${height}"
      preserveAspectRatio="none"
    >
      ${counts.map((each, i) => {
        // Where there is something one can see that there is.
        const tall = each === 0 ? 0 : Math.max(2, (each / most) * height);
        return svg`<rect x=${i * step + 0.5} y=${height - tall} width=${Math.max(1, step - 1)} height=${tall}><title>${range(i)}: ${countText(each)} (${share(each)})</title></rect>`;
      })}
    </svg>
    <div class="ends" aria-hidden="true"><span>${text(min)}</span><span>${text(max)}</span></div>
    <div class="muted" aria-hidden="true">${t('Median {0}, 99 % up to {1}, mean {2}', text(median), text(p99), text(mean))}</div>
  </figure>`;
}
