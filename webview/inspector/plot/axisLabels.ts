import { decimalText } from '../../../src/core/base/quantities';

const units = ['', 'k', 'M', 'G', 'T', 'P'];

/** Labels of an axis whose ticks are `step` apart: as short as tells them from one another, such as `200M`. */
export function axisLabels(ticks: readonly number[], step: number): string[] {
  const largest = Math.max(...ticks.map(Math.abs), 0);
  if (largest >= 1e18 || (largest > 0 && largest < 1e-4))
    return ticks.map((tick) => (tick === 0 ? '0' : tick.toExponential(digits(step / 10 ** Math.floor(Math.log10(largest))))));
  const power = largest < 100_000 ? 0 : Math.floor(Math.log10(largest) / 3);
  const short = digits(step / 1000 ** power);
  // Ticks close together far from zero need all their digits.
  return short > 3
    ? ticks.map((tick) => decimalText(tick, digits(step)))
    : ticks.map((tick) => (tick === 0 ? '0' : `${decimalText(tick / 1000 ** power, short)}${units[power]}`));
}

/** Digits behind the point that tell multiples of a step exactly. */
function digits(step: number): number {
  let count = Math.min(20, Math.max(0, Math.floor(-Math.log10(step))));
  for (let scaled = step * 10 ** count; count < 20 && Math.abs(scaled - Math.round(scaled)) > 1e-6 * scaled; scaled *= 10) count++;
  return count;
}
