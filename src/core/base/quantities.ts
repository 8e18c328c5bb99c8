import { languageTag } from './language';

/** How numbers stand on the screen, everywhere alike, as the language in use writes them. The words beside them are the caller's. */

/** A whole number: `1,234,567`. */
export function countText(count: number): string {
  return format(count, 0);
}

/** How often something happens: `0.4`, `9.7`, `1,234`; a tenth is news only where it happens seldom. */
export function frequencyText(perSecond: number): string {
  const shown = perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond);
  return format(shown, Number.isInteger(shown) ? 0 : 1);
}

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Three digits in a decimal unit: `812 B`, `1.42 kB`, `60.0 MB`. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 ? 0 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return `${format(value, digits)} ${units[unit]}`;
}

/** As `sizeText`, a second: `300 B/s`, `12.0 kB/s`. */
export function byteRateText(bytesPerSecond: number): string {
  return `${sizeText(bytesPerSecond)}/s`;
}

/** With so many digits behind the point: `1,234.50`. */
export function decimalText(value: number, digits: number): string {
  return format(value, digits);
}

const formats = new Map<string, Intl.NumberFormat>();

/** Making one takes far longer than using it. */
function format(value: number, digits: number): string {
  const language = languageTag();
  const key = `${language} ${digits}`;
  let known = formats.get(key);
  if (!known) formats.set(key, (known = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits })));
  return known.format(value);
}
