import { dropConditions, replaceConditions } from './replaceConditions';

/** A filter for what is of `from` or later and before `to`, ms since 1970, in place of other times that it asks for; they are written in UTC or in local time. */
export function withTimes(filter: string, { from, to }: { from: number; to: number }, isUtc: boolean): string {
  return replaceConditions(filter, 'time', `time>=${momentText(from, isUtc)} time<${momentText(to, isUtc)}`);
}

/** The filter for all times; undefined where it asks for none. */
export function withoutTimes(filter: string): string | undefined {
  const text = filter.trim();
  const rest = dropConditions(text, 'time');
  return rest === text ? undefined : rest;
}

/** As `time:` takes it, as short as whole ms allow. A time that the clocks of the place tell twice is written in UTC. */
function momentText(ms: number, isUtc: boolean): string {
  const utc = new Date(ms).toISOString();
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, -1);
  const isExact = new Date(local).getTime() === ms;
  return (isUtc || !isExact ? utc : local).replace(/(?::00)?\.000(Z?)$/, '$1');
}
