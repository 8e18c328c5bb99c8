import type { GlobPart } from './glob';

/** A pattern over code points, or over bytes. */
export type UnitGlob = (number[] | Exclude<GlobPart, Uint8Array>)[];

const slash = 0x2f;

/**
 * Where what a pattern spells out stands in a text that it matches as a whole, each open part taking as little as it can; nothing where it
 * does not match. `isCut`: the text goes on beyond its units. In time that grows with both lengths and no faster, and not at all with a
 * pattern that asks for more than there is.
 */
export function globPlaces(pattern: UnitGlob, units: readonly number[], isCut: boolean): [from: number, to: number][] {
  const end = units.length;
  const parts = pattern.filter((part, index) => part !== '*' || pattern[index - 1] !== '*');
  if (!isCut && leastLength(parts) > end) return [];
  // Of any two parts side by side one takes at least a unit.
  const glob = parts.slice(0, 2 * end + 2);
  // For each part and place: whether the pattern from there on matches the text from there on.
  const matches = [...glob, undefined].map(() => new Uint8Array(end + 1));
  const isMatch = (part: number, at: number): boolean => matches[part]?.[at] === 1;
  for (let part = glob.length; part >= 0; part--) {
    const row = matches[part] as Uint8Array;
    for (let at = end; at >= 0; at--) {
      if ((at === end && (isCut || part === glob.length)) || canGoOn(glob[part], part, at)) row[at] = 1;
    }
  }
  if (!isMatch(0, 0)) return [];
  const places: [number, number][] = [];
  let at = 0;
  glob.forEach((part, index) => {
    if (typeof part !== 'string') {
      if (at + part.length <= end) places.push([at, at + part.length]);
      at = Math.min(end, at + part.length);
    } else if (part === '?') at = Math.min(end, at + 1);
    else while (part !== '#' && at < end && !isMatch(index + 1, at)) at++;
  });
  return places;

  function canGoOn(part: UnitGlob[number] | undefined, index: number, at: number): boolean {
    switch (part) {
      case undefined:
        return false;
      case '*':
        return isMatch(index + 1, at) || isMatch(index, at + 1);
      case '+':
        return isMatch(index + 1, at) || (units[at] !== slash && isMatch(index, at + 1));
      case '?':
        return isMatch(index + 1, at + 1);
      case '#':
        return at === end || units[at] === slash;
      default: {
        const isThere = part.every((unit, i) => (at + i < end ? units[at + i] === unit : isCut));
        return isThere && isMatch(index + 1, Math.min(end, at + part.length));
      }
    }
  }
}

function leastLength(parts: UnitGlob): number {
  return parts.reduce((sum, part) => sum + (typeof part !== 'string' ? part.length : part === '?' ? 1 : 0), 0);
}
