import { IN, type Segment } from '../capture/segment';
import type { Source } from '../capture/sources';
import { subjectsOf } from '../capture/subjects';
import { toHex } from '../base/bytes';
import type { GapCounts, GapGroup, Irregularity } from '../../protocol/plot';
import { sizeOfType, type Counting } from './counterSize';
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
  take(segment: Segment, row: number, source: Source, counting: Counting): number {
    const { value, field } = typeof counting === 'object' ? counting : { value: counting, field: undefined };
    const followed = this.followedOf(segment, row, source, field);
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
      .map(({ source, group, sequence }) => ({ socket: source.name, ...group, last: lastOf(sequence), gaps: { ...sequence.counts } }))
      .sort((one, other) => oddOf(other.gaps) - oddOf(one.gaps));
  }

  private followedOf(segment: Segment, row: number, source: Source, field: string | undefined): Followed | undefined {
    const direction = segment.directionOf(row);
    const frames = Array.from(segment.frames(row), ({ bytes }) => bytes);
    const subjects = subjectsOf(source, direction, frames, maxSubject);
    const topic = this.isByTopic ? subjects.topic : '';
    const { peer } = subjects;
    const routed = source.peer || source.sides ? '' : peer;
    const within = `${direction} ${routed.length} ${routed} ${topic}`;
    const sender = senderOf(source);
    const own = this.followed.get(`${source.id} ${within}`);
    const lasting = own ?? (sender === undefined ? undefined : this.followed.get(`${sender} ${within}`));
    // Where two have the same routing id at once each counts by itself.
    const known = lasting && (lasting.source === source || lasting.source.holds === 0) ? lasting : own;
    if (known) {
      if (known.source !== source) Object.assign(known, { source, group: { ...known.group, peer } });
      return known;
    }
    if (this.followed.size >= maxGroups) return undefined;
    const ofConnection = sender === undefined && source.partOf && (source.peer || source.sides);
    const group: Followed['group'] = {
      direction: direction === IN ? 'in' : 'out',
      topic,
      peer,
      count: 0,
      ...(ofConnection ? { ofConnection: true } : {}),
    };
    const followed = { source, group, sequence: new Sequence(field === undefined ? undefined : sizeOfType(field)) };
    this.followed.set(`${lasting ? source.id : (sender ?? source.id)} ${within}`, followed);
    return followed;
  }
}

/** Who sends what a connection brings, where it is the same one when it connects again: by the endpoint that we connect to, or by its routing id. */
function senderOf({ partOf, peer, sides, endpoint }: Source): string | undefined {
  if (!partOf) return undefined;
  if (peer && endpoint !== undefined) return `${partOf.id} at ${endpoint}`;
  const { identity } = peer ?? sides?.[0] ?? {};
  return identity?.length ? `${partOf.id} by ${toHex(identity)}` : undefined;
}

function lastOf({ last = 0 }: Sequence): number | string {
  return typeof last === 'bigint' ? String(last) : last;
}

function oddOf({ missing, gaps, duplicates, back }: GapCounts): number {
  return missing + gaps + duplicates + back;
}
