import { t } from '@vscode/l10n';
import type { StatisticsBy } from '../../protocol/statistics';
import { previewFrame } from '../base/preview';
import type { DirectionCode, Segment } from '../capture/segment';
import { carriesTopics, type Source, type Sources } from '../capture/sources';
import { peerOf } from '../capture/subjects';
import { topicLengthOf } from '../capture/topicOfRow';
import { socketTypes } from '../socket/socketTypes';
import type { TopicEnd } from '../socket/topicLength';
import { ByteKeys } from './byteKeys';
import { Tally } from './tally';

/** Groups that are counted each on its own; a table of more could not be read, and each of them takes memory. */
export const maxGroups = 1000;
/** Longest topic that is told from others, bytes. */
const maxKey = 1024;
/** Characters of a topic or a routing id that are shown. */
const labelLength = 200;

/** The tallies of groups, in the order in which they came, and one for all that came when there was no room for another group. */
export class Tallies {
  readonly groups: Tally[] = [];
  private more: Tally | undefined;

  add(label: string, source?: string): Tally {
    if (this.groups.length === maxGroups) return this.beyond;
    const tally = new Tally(label, source);
    this.groups.push(tally);
    return tally;
  }

  get beyond(): Tally {
    return (this.more ??= new Tally(''));
  }

  get hasBeyond(): boolean {
    return this.more !== undefined;
  }
}

/** Finds the group of a message. */
export interface Grouping {
  /** Numbers of sources may mean others than before. */
  refresh(): void;
  tallyOf(segment: Segment, row: number, direction: DirectionCode): Tally;
}

export function groupingBy(by: StatisticsBy, tallies: Tallies, sources: Sources): Grouping {
  if (by === 'source') return new BySource(tallies, sources);
  return by === 'topic' ? new ByTopic(tallies, sources) : new ByPeer(tallies, sources);
}

/** What a source is a part of, or itself. */
const ownerOf = ({ id, partOf }: Source) => partOf?.id ?? id;

class BySource implements Grouping {
  private readonly byOwner = new Map<string, Tally>();
  private byNumber: (Tally | undefined)[] = [];

  constructor(
    private readonly tallies: Tallies,
    private readonly sources: Sources,
  ) {}

  refresh(): void {
    this.byNumber = [];
  }

  tallyOf(segment: Segment, row: number): Tally {
    const number = segment.sourceOf(row);
    return this.byNumber[number] ?? (this.byNumber[number] = this.find(this.sources.of(number)));
  }

  private find(source: Source): Tally {
    const owner = ownerOf(source);
    let tally = this.byOwner.get(owner);
    if (!tally) {
      tally = this.tallies.add(source.name);
      if (this.byOwner.size < maxGroups) this.byOwner.set(owner, tally);
    }
    return tally;
  }
}

/** How topics of the messages of one source in one direction are found. */
interface TopicPlace {
  isThere: boolean;
  ends: readonly TopicEnd[] | undefined;
}

class ByTopic implements Grouping {
  private readonly keys = new ByteKeys(maxGroups);
  private readonly byKey: Tally[] = [];
  private without: Tally | undefined;
  /** By number of the source and direction: to ask for each message costs more than all else. */
  private places: (TopicPlace | undefined)[] = [];

  constructor(
    private readonly tallies: Tallies,
    private readonly sources: Sources,
  ) {}

  refresh(): void {
    this.places = [];
  }

  tallyOf(segment: Segment, row: number, direction: DirectionCode): Tally {
    const number = segment.sourceOf(row);
    const { isThere, ends } = this.places[number * 2 + direction] ?? this.placeOf(number, direction);
    const length = isThere ? topicLengthOf(segment, row, ends) : -1;
    if (length < 0) return (this.without ??= this.tallies.add(t('(no topic)')));
    const { bytes } = segment;
    const start = segment.startOf(row);
    const key = length > maxKey ? -1 : this.keys.indexOf(0, bytes, start, start + length);
    return key < 0 ? this.tallies.beyond : (this.byKey[key] ?? this.add(key, bytes.subarray(start, start + length)));
  }

  private placeOf(number: number, direction: DirectionCode): TopicPlace {
    const { type, topicEnds } = this.sources.of(number);
    return (this.places[number * 2 + direction] = { isThere: carriesTopics(type, direction), ends: topicEnds });
  }

  private add(key: number, topic: Uint8Array): Tally {
    return (this.byKey[key] = this.tallies.add(previewFrame(topic, labelLength) || t('(empty)')));
  }
}

/** By whom messages came from or went to, as the column of the log says it: what the source tells, or else the routing id before a message. */
class ByPeer implements Grouping {
  private readonly byPeer = new Map<string, Tally>();
  private readonly keys = new ByteKeys(maxGroups);
  private readonly byKey: Tally[] = [];
  /** Numbers of those whose messages begin with a routing id. */
  private readonly scopes = new Map<string, number>();
  /** By number of the source and direction. */
  private byNumber: (Tally | undefined)[] = [];

  constructor(
    private readonly tallies: Tallies,
    private readonly sources: Sources,
  ) {}

  refresh(): void {
    this.byNumber = [];
  }

  tallyOf(segment: Segment, row: number, direction: DirectionCode): Tally {
    const number = segment.sourceOf(row);
    const known = this.byNumber[number * 2 + direction];
    if (known) return known;
    const source = this.sources.of(number);
    const peer = peerOf(source, direction);
    if (peer === '' && source.type && socketTypes[source.type].routingIdToSend && segment.framesOf(row) > 1)
      return this.findRouted(source, segment.bytes, segment.startOf(row), segment.firstFrameEnd(row));
    const tally = this.find(source, peer);
    // A message of one frame tells nothing of the next ones.
    if (peer !== '' || !source.type || !socketTypes[source.type].routingIdToSend) this.byNumber[number * 2 + direction] = tally;
    return tally;
  }

  private findRouted(source: Source, bytes: Uint8Array, start: number, end: number): Tally {
    const owner = ownerOf(source);
    let scope = this.scopes.get(owner);
    if (scope === undefined) this.scopes.set(owner, (scope = this.scopes.size));
    const key = end - start > maxKey ? -1 : this.keys.indexOf(scope, bytes, start, end);
    if (key < 0) return this.tallies.beyond;
    return (this.byKey[key] ??= this.tallies.add(previewFrame(bytes.subarray(start, end), labelLength) || t('(empty)'), source.name));
  }

  private find(source: Source, peer: string): Tally {
    const key = `${ownerOf(source)}\n${peer}`;
    let tally = this.byPeer.get(key);
    if (!tally) {
      tally = this.tallies.add(peer || t('(not known)'), source.name);
      if (this.byPeer.size < maxGroups) this.byPeer.set(key, tally);
    }
    return tally;
  }
}
