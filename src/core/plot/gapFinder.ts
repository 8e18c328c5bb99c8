import { IN, type Segment } from '../capture/segment';
import type { Source } from '../capture/sources';
import { subjectsOf } from '../capture/subjects';
import type { GapCounts, GapGroup, Irregularity } from '../../protocol/plot';
import { noCounts, Sequence } from './sequence';

interface Followed {
  source: Source;
  group: Omit<GapGroup, 'socket' | 'gaps' | 'last'>;
  sequence: Sequence;
}

/** Groups that are told apart. */
const maxGroups = 1000;
/** Records whose irregularity is remembered, the newest ones. */
const maxRemembered = 100_000;
/** Characters of a topic. */
const maxSubject = 200;

/** Finds gaps in the numbers of messages, each topic by itself or all of a source together. */
export class GapFinder {
  private readonly followed = new Map<string, Followed>();
  /** By number of the record. */
  private readonly found = new Map<number, Irregularity>();
  /** Messages of groups that there was no room for. */
  beyond = 0;

  constructor(private readonly isByTopic: boolean) {}

  /** Takes the number of the next message; gives how many are missing before it. */
  take(segment: Segment, row: number, source: Source, value: number): number {
    const followed = this.followedOf(segment, row, source);
    if (!followed) {
      this.beyond++;
      return 0;
    }
    const { sequence, group } = followed;
    group.count++;
    const odd = sequence.take(value);
    if (!odd) return 0;
    this.found.set(segment.firstNumber + row, odd);
    if (this.found.size > maxRemembered)
      for (const oldest of this.found.keys()) {
        this.found.delete(oldest);
        break;
      }
    return odd.kind === 'missing' ? odd.missing : 0;
  }

  /** Messages went before they were looked at. */
  interrupt(): void {
    for (const { sequence } of this.followed.values()) sequence.interrupt();
  }

  /** What is odd about a record. */
  of(number: number): Irregularity | undefined {
    return this.found.get(number);
  }

  /** Of all groups. */
  get totals(): GapCounts {
    const totals = noCounts();
    for (const { sequence } of this.followed.values())
      for (const key of Object.keys(totals) as (keyof GapCounts)[]) totals[key] += sequence.counts[key];
    return totals;
  }

  /** Those with the most that is missing first. */
  get groups(): GapGroup[] {
    return [...this.followed.values()]
      .map(({ source, group, sequence }) => ({ socket: source.name, ...group, last: sequence.last ?? 0, gaps: { ...sequence.counts } }))
      .sort((one, other) => oddOf(other.gaps) - oddOf(one.gaps));
  }

  private followedOf(segment: Segment, row: number, source: Source): Followed | undefined {
    const direction = segment.directionOf(row);
    const frames = Array.from(segment.frames(row), ({ bytes }) => bytes);
    const subjects = subjectsOf(source, direction, frames, maxSubject);
    const topic = this.isByTopic ? subjects.topic : '';
    const key = `${source.number} ${direction} ${subjects.peer.length} ${subjects.peer} ${topic}`;
    const known = this.followed.get(key);
    if (known || this.followed.size >= maxGroups) return known;
    const group: Followed['group'] = { direction: direction === IN ? 'in' : 'out', topic, peer: subjects.peer, count: 0 };
    const followed = { source, group, sequence: new Sequence() };
    this.followed.set(key, followed);
    return followed;
  }
}

function oddOf({ missing, gaps, duplicates, back }: GapCounts): number {
  return missing + gaps + duplicates + back;
}
