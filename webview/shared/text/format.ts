import { t } from '@vscode/l10n';
import { languageTag } from '../../../src/core/base/language';

const two = (value: number): string => String(value).padStart(2, '0');

/** Local time of day with ms: `09:41:07.042`. */
export function formatTime(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** The same in UTC. */
export function formatUtc(ms: number): string {
  return new Date(ms).toISOString().slice(11, 23);
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
