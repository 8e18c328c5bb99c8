import { t } from '@vscode/l10n';
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

/** `1 message/s`, `1,234 messages/s` */
export function messageRateText(perSecond: number): string {
  const frequency = frequencyText(perSecond);
  return frequency === '1' ? t('1 message/s') : t('{0} messages/s', frequency);
}

/** As a person typed it, up to a hundredth: `1,234.5`. */
export function numberText(value: number): string {
  const digits = [0, 1].find((digits) => Number(value.toFixed(digits)) === value) ?? 2;
  return format(value, digits);
}

/** With so many digits behind the point: `1,234.50`. */
export function decimalText(value: number, digits: number): string {
  return format(value, digits);
}

const nouns = {
  byte: [() => t('1 byte'), (count: string) => t('{0} bytes', count)],
  character: [() => t('1 character'), (count: string) => t('{0} characters', count)],
  connection: [() => t('1 connection'), (count: string) => t('{0} connections', count)],
  duplicate: [() => t('1 duplicate'), (count: string) => t('{0} duplicates', count)],
  entry: [() => t('1 entry'), (count: string) => t('{0} entries', count)],
  fault: [() => t('1 fault'), (count: string) => t('{0} faults', count)],
  frame: [() => t('1 frame'), (count: string) => t('{0} frames', count)],
  gap: [() => t('1 gap'), (count: string) => t('{0} gaps', count)],
  item: [() => t('1 item'), (count: string) => t('{0} items', count)],
  line: [() => t('1 line'), (count: string) => t('{0} lines', count)],
  match: [() => t('1 match'), (count: string) => t('{0} matches', count)],
  message: [() => t('1 message'), (count: string) => t('{0} messages', count)],
  'more problem': [() => t('1 more problem'), (count: string) => t('{0} more problems', count)],
  'new message': [() => t('1 new message'), (count: string) => t('{0} new messages', count)],
  'new record': [() => t('1 new record'), (count: string) => t('{0} new records', count)],
  'older record': [() => t('1 older record'), (count: string) => t('{0} older records', count)],
  peer: [() => t('1 peer'), (count: string) => t('{0} peers', count)],
  proxy: [() => t('1 proxy'), (count: string) => t('{0} proxies', count)],
  record: [() => t('1 record'), (count: string) => t('{0} records', count)],
  socket: [() => t('1 socket'), (count: string) => t('{0} sockets', count)],
  tap: [() => t('1 tap'), (count: string) => t('{0} taps', count)],
  topic: [() => t('1 topic'), (count: string) => t('{0} topics', count)],
  'unread message': [() => t('1 unread message'), (count: string) => t('{0} unread messages', count)],
  'unseen record': [() => t('1 unseen record'), (count: string) => t('{0} unseen records', count)],
  value: [() => t('1 value'), (count: string) => t('{0} values', count)],
} as const;

/** `1 record`, `1,234 records` */
export function counted(count: number, noun: keyof typeof nouns): string {
  const [one, many] = nouns[noun];
  return Math.round(count) === 1 ? one() : many(countText(count));
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
