import type { ChatEntry } from '../../../src/protocol/chat';
import { formatDate, formatDay } from '../../shared/text/format';

/** Messages of one sender stand together unless so many ms lie between two. */
const pause = 5 * 60_000;

export interface EntryPlace {
  entry: ChatEntry;
  /** The day that begins with this entry. */
  day?: string;
  /** First of a group: says who speaks. */
  leads: boolean;
  /** Leads, by somebody without a name where others have one: it must not seem to be theirs. */
  nameless: boolean;
}

/** Says for each entry where a day begins and where another one speaks. */
export function placesOf(entries: readonly ChatEntry[]): EntryPlace[] {
  let named = false;
  return entries.map((entry, index) => {
    const before = entries[index - 1];
    const day = !before || formatDate(before.time) !== formatDate(entry.time) ? formatDay(entry.time) : undefined;
    const goesOn =
      before !== undefined &&
      day === undefined &&
      before.kind === 'message' &&
      before.own === entry.own &&
      before.nick === entry.nick &&
      before.room === entry.room &&
      Math.abs(entry.time - before.time) < pause;
    const isOther = entry.kind === 'message' && !entry.own;
    if (isOther && entry.nick) named = true;
    return { entry, ...(day ? { day } : {}), leads: !goesOn, nameless: !goesOn && isOther && !entry.nick && named };
  });
}

const colors = 6;

/** One of the theme's chart colours, the same one for a nick wherever it is (FNV-1a). */
export function nickColor(nick: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < nick.length; i++) hash = Math.imul(hash ^ nick.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % colors;
}
