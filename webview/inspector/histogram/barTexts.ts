import { t } from '@vscode/l10n';
import { countText, counted } from '../../../src/core/base/quantities';
import { visibleText } from '../../../src/core/base/preview';
import type { Histogram, HistogramSeries } from '../../../src/protocol/log';
import { formatDate, formatTime, formatUtc } from '../../shared/text/format';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** What a series is called. */
export function seriesName({ kind, source }: HistogramSeries): string {
  if (source) return visibleText(source.name);
  return kind === 'events' ? t('Events') : t('Others');
}

/** How wide bars are: `100 ms`, `10 min`. */
export function widthText(width: number): string {
  const [unit, name] = (
    [
      [day, 'd'],
      [hour, 'h'],
      [minute, 'min'],
      [second, 's'],
    ] as const
  ).find(([each]) => width >= each) ?? [1, 'ms'];
  return `${countText(width / unit)} ${name}`;
}

/** A time as exactly as bars of this width need it, with its date where that is another one than today's. */
export function timeText(ms: number, width: number, isUtc: boolean): string {
  const dateOf = (each: number) => (isUtc ? new Date(each).toISOString().slice(0, 10) : formatDate(each));
  const date = dateOf(ms);
  if (width >= day) return date;
  const time = (isUtc ? formatUtc(ms) : formatTime(ms)).slice(0, width >= minute ? 5 : width >= second ? 8 : 12);
  return date === dateOf(Date.now()) ? time : `${date} ${time}`;
}

/** The times of some bars, and how much of each series they have. */
export interface BarsReading {
  times: string;
  counts: { index: number; name: string; count: string }[];
  text: string;
}

/** What there is to say of bars `first … last`. */
export function readingOf({ from, width, series }: Histogram, first: number, last: number, isUtc: boolean): BarsReading {
  const time = (bar: number) => timeText(from + bar * width, width, isUtc);
  const times = t('{0} to {1}', time(first), time(last + 1));
  const sums = series.map(({ counts }) => counts.slice(first, last + 1).reduce((sum, count) => sum + count, 0));
  const counts = series.flatMap((each, index) => (sums[index] ? [{ index, name: seriesName(each), count: countText(sums[index]) }] : []));
  const messages = series.reduce((sum, { kind }, index) => sum + (kind === 'events' ? 0 : (sums[index] as number)), 0);
  const named = counts.map(({ name, count }) => `${name} ${count}`).join(', ');
  return { times, counts, text: [`${times}: ${counted(messages, 'message')}`, ...(named ? [named] : [])].join('; ') };
}
