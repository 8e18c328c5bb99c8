import { t } from '@vscode/l10n';
import { languageTag } from '../../../src/core/base/language';
import { byteRateText, countText, decimalText, frequencyText, sizeText } from '../../../src/core/base/quantities';

/** `1,234,567` */
export function formatCount(count: number): string {
  return countText(count);
}

/** `1,234.50`, with so many digits behind the point. */
export function formatDecimal(value: number, digits: number): string {
  return decimalText(value, digits);
}

const nouns = {
  byte: [() => t('1 byte'), (count: string) => t('{0} bytes', count)],
  character: [() => t('1 character'), (count: string) => t('{0} characters', count)],
  entry: [() => t('1 entry'), (count: string) => t('{0} entries', count)],
  frame: [() => t('1 frame'), (count: string) => t('{0} frames', count)],
  item: [() => t('1 item'), (count: string) => t('{0} items', count)],
  match: [() => t('1 match'), (count: string) => t('{0} matches', count)],
  message: [() => t('1 message'), (count: string) => t('{0} messages', count)],
  'more problem': [() => t('1 more problem'), (count: string) => t('{0} more problems', count)],
  'new message': [() => t('1 new message'), (count: string) => t('{0} new messages', count)],
  'older record': [() => t('1 older record'), (count: string) => t('{0} older records', count)],
  peer: [() => t('1 peer'), (count: string) => t('{0} peers', count)],
  record: [() => t('1 record'), (count: string) => t('{0} records', count)],
  'unread message': [() => t('1 unread message'), (count: string) => t('{0} unread messages', count)],
  'unseen record': [() => t('1 unseen record'), (count: string) => t('{0} unseen records', count)],
  value: [() => t('1 value'), (count: string) => t('{0} values', count)],
} as const;

/** `1 record`, `1,234 records` */
export function counted(count: number, noun: keyof typeof nouns): string {
  const [one, many] = nouns[noun];
  return Math.round(count) === 1 ? one() : many(formatCount(count));
}

/** Three digits and a decimal unit: `812 B`, `1.42 kB`, `60.0 MB`. */
export function formatSize(bytes: number): string {
  return sizeText(bytes);
}

/** `0.4`, `12`: how often something happens in a second. */
export function formatFrequency(perSecond: number): string {
  return frequencyText(perSecond);
}

/** `1 message/s`, `1,234 messages/s` */
export function formatMessageRate(perSecond: number): string {
  const frequency = frequencyText(perSecond);
  return frequency === '1' ? t('1 message/s') : t('{0} messages/s', frequency);
}

/** `300 B/s`, `12.3 MB/s` */
export function formatRate(bytesPerSecond: number): string {
  return byteRateText(bytesPerSecond);
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Local time of day with ms: `09:41:07.042`. */
export function formatTime(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** Local date: `2026-03-09`. */
export function formatDate(ms: number): string {
  const date = new Date(ms);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** A day by its name: `Monday, March 9, 2026`. */
export function formatDay(ms: number): string {
  const language = languageTag();
  let known = dayFormats.get(language);
  if (!known)
    dayFormats.set(
      language,
      (known = new Intl.DateTimeFormat(language, { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' })),
    );
  return known.format(ms);
}

/** As `formatTime`, with µs: `09:41:07.042123`. */
export function formatTimeOfDay(ms: number): string {
  return `${formatTime(ms)}${String(Math.floor((ms - Math.floor(ms)) * 1000)).padStart(3, '0')}`;
}

/** Time since the record before, signed because clocks are set back: `+0.042`, `+1:02.500` in minutes. */
export function formatSince(ms: number): string {
  const sign = ms < 0 ? '−' : '+';
  const value = Math.abs(ms);
  if (value < 60_000) return `${sign}${(value / 1000).toFixed(3)}`;
  const minutes = Math.floor(value / 60_000);
  return `${sign}${minutes}:${((value % 60_000) / 1000).toFixed(3).padStart(6, '0')}`;
}

/** A duration in a few characters: `0.4 ms`, `12 ms`, `1.42 s`, `2:05 min`. */
export function formatElapsed(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${ms.toFixed(0)} ms`;
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  return t('{0}:{1} min', Math.floor(whole / 60), two(whole % 60));
}
