/** A dtype of times: `datetime64[ns]`, `M8[25s]`. */
const form = /\[(\d{0,9})([a-zA-Z]{1,2})\]$/;
const perSecond: Readonly<Record<string, bigint>> = { s: 1n, ms: 1_000n, us: 1_000_000n, ns: 1_000_000_000n };
const seconds: Readonly<Record<string, bigint>> = { W: 604_800n, D: 86_400n, h: 3_600n, m: 60n };
const words: Readonly<Record<string, string>> = {
  Y: 'years',
  M: 'months',
  W: 'weeks',
  D: 'days',
  h: 'h',
  m: 'min',
  s: 's',
  ms: 'ms',
  us: 'µs',
  ns: 'ns',
  ps: 'ps',
  fs: 'fs',
  as: 'as',
};
/** From the year 0 up to the end of 9999. */
const firstSecond = -62_167_219_200n;
const lastSecond = 253_402_300_799n;

/** How values of a dtype that counts time are written: dates as in ISO 8601, spans with their unit; counts alone where neither is to be had. */
export function timeText(dtype: string, isDate: boolean): (count: bigint) => string {
  const [, factor = '', unit = ''] = form.exec(dtype) ?? [];
  const step = BigInt(factor || 1);
  if (isDate) return (count) => dateText(count * step, unit) ?? String(count);
  return (count) => (Object.hasOwn(words, unit) ? `${count * step} ${words[unit]}` : String(count));
}

/** As precise as the unit is; undefined for units and times that dates are not written in. */
function dateText(count: bigint, unit: string): string | undefined {
  if (unit === 'Y') return monthText(count * 12n)?.slice(0, 4);
  if (unit === 'M') return monthText(count);
  if (Object.hasOwn(seconds, unit))
    return secondText(count * (seconds[unit] as bigint))?.slice(0, unit === 'h' ? 13 : unit === 'm' ? 16 : 10);
  const parts = Object.hasOwn(perSecond, unit) ? (perSecond[unit] as bigint) : undefined;
  if (parts === undefined) return undefined;
  const rest = ((count % parts) + parts) % parts;
  const text = secondText((count - rest) / parts);
  return text === undefined || parts === 1n ? text : `${text}.${String(rest).padStart(String(parts).length - 1, '0')}`;
}

function monthText(since1970: bigint): string | undefined {
  const all = since1970 + 1970n * 12n;
  if (all < 0n || all >= 120_000n) return undefined;
  return `${String(all / 12n).padStart(4, '0')}-${String((all % 12n) + 1n).padStart(2, '0')}`;
}

function secondText(since1970: bigint): string | undefined {
  return since1970 < firstSecond || since1970 > lastSecond ? undefined : new Date(Number(since1970) * 1000).toISOString().slice(0, 19);
}
