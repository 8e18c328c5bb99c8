const whole = new Intl.NumberFormat('en-US');

/** `1,234,567` */
export function formatCount(count: number): string {
  return whole.format(Math.round(count));
}

/** `1 record`, `1,234 records` */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${Math.round(count) === 1 ? '' : 's'}`;
}

const units = ['B', 'KB', 'MB', 'GB', 'TB'];

/** Three digits and a decimal unit: `812 B`, `1.42 KB`, `60.0 MB`. */
export function formatSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 ? 0 : value < 10 ? 2 : value < 100 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Local time of day with ms: `09:41:07.042`. */
export function formatTime(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** Local date and time with µs, for details. */
export function formatDateTime(ms: number): string {
  const date = new Date(ms);
  const micros = String(Math.floor((ms - Math.floor(ms)) * 1000)).padStart(3, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${formatTime(ms)}${micros}`;
}

/** Time since the record before, signed because clocks are set back: `+0.042`, `+1:02.500` in minutes. */
export function formatSince(ms: number): string {
  const sign = ms < 0 ? '−' : '+';
  const value = Math.abs(ms);
  if (value < 60_000) return `${sign}${(value / 1000).toFixed(3)}`;
  const minutes = Math.floor(value / 60_000);
  return `${sign}${minutes}:${((value % 60_000) / 1000).toFixed(3).padStart(6, '0')}`;
}
