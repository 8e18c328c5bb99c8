import { t } from '@vscode/l10n';
import { countText, decimalText } from '../base/quantities';
import type { Latency } from '../../protocol/connections';

/** How long replies took. */
export function latencySentence({ count, min, median, p99 }: Latency): string {
  const [least, middle, most] = [min, median, p99].map(millisecondsText) as [string, string, string];
  return t('Latency: minimum {0}, median {1}, p99 {2}, of {3} replies', least, middle, most, countText(count));
}

function millisecondsText(ms: number): string {
  return `${decimalText(ms, ms < 10 ? 2 : ms < 100 ? 1 : 0)} ms`;
}
