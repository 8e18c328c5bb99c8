import type { Picked } from '../codecs/values/picked';

/** Numbers of so many digits are told apart by doubles. */
const doubleDigits = 15;

/**
 * Less than 0, 0 or more than 0 as a value is below, at or above the number of this text; NaN where it is no number. Exact beyond 2^53.
 * NaN is at NaN alone, so that it can be found.
 */
export function orderAgainst(text: string): (picked: Picked) => number {
  const number = Number(text);
  if (Number.isNaN(number)) return ({ kind, number: value }) => (kind === 'number' && Number.isNaN(value) ? 0 : NaN);
  const isInfinite = /^-?Infinity$/.test(text);
  const isShort = text.replace(/[eE].*/, '').replace(/\D/g, '').length <= doubleDigits && Math.abs(number) < 1e300;
  return ({ kind, number: value, text: digits }) => {
    if (kind !== 'number' || value === undefined) return NaN;
    if (Number.isNaN(value)) return NaN;
    if (isInfinite) return digits === undefined && value === number ? 0 : -number;
    if (digits === undefined && !Number.isFinite(value)) return value;
    return digits === undefined && isShort ? value - number : compareDecimals(digits ?? String(value), text);
  };
}

/** The digits of a number as `0.d₁d₂… · 10^point`, without zeros at either end; none for 0. */
function parts(text: string): { sign: number; digits: string; point: number } {
  const [, minus, whole = '', fraction = '', exponent] = /^([+-])?(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const all = whole + fraction;
  const zeros = /^0*/.exec(all)?.[0].length ?? 0;
  const digits = all.slice(zeros).replace(/0+$/, '');
  return { sign: digits === '' ? 0 : minus === '-' ? -1 : 1, digits, point: whole.length - zeros + Number(exponent ?? 0) };
}

/** Less than 0, 0 or more than 0 as the first of two decimal texts is the smaller, an equal or the larger number. */
export function compareDecimals(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  if (left.sign !== right.sign || left.sign === 0) return left.sign - right.sign;
  const larger =
    left.point !== right.point ? left.point - right.point : left.digits === right.digits ? 0 : left.digits < right.digits ? -1 : 1;
  return larger * left.sign;
}
