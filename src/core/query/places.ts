import type { Stretches } from '../../protocol/export';
import type { View } from './view';

/**
 * Where among the rows `from … to - 1` of a view those of another one lie: the rows are cut into `steps` parts of one length, fewer where there
 * are fewer rows; the stretches of parts that hold any, in order and apart.
 */
export function placesIn(view: View, other: View, { from, to, steps }: { from: number; to: number; steps: number }): Stretches {
  const rows = to - from;
  const parts = Math.min(steps, rows);
  const matchesBefore = (position: number): number => {
    const [at] = view.records(Math.max(position, view.first), 1);
    return at ? other.locate(at.number) : other.end;
  };
  const places: Stretches = [];
  let before = parts > 0 ? matchesBefore(from) : 0;
  for (let part = 0; part < parts; part++) {
    const upTo = matchesBefore(from + Math.floor(((part + 1) * rows) / parts));
    const last = places.at(-1);
    if (upTo > before && last?.[1] === part) last[1] = part + 1;
    else if (upTo > before) places.push([part, part + 1]);
    before = upTo;
  }
  return places;
}
