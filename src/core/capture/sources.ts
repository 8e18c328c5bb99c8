import type { Counters, SocketType } from '../../protocol/sockets';
import { socketTypes } from '../socket/socketTypes';
import type { TopicEnd } from '../socket/topicLength';
import { hasExchanges } from '../protocols/known';
import { Exchanges, formOfSocket, formOnWire } from './exchanges';
import { Latencies } from './latencies';
import { IN, OUT } from './segment';
import type { DirectionCode } from './segment';

/** What a source can be. Nobody but this table needs to ask. */
export type SourceKind = 'engine' | 'socket' | 'peer' | 'tap' | 'connection' | 'proxy' | 'proxy side' | 'channel';

/** One side of a connection. */
export interface Side {
  address: string;
  identity: Uint8Array | undefined;
  /** Version and mechanism, as it told them. */
  speaks: string | undefined;
}

/** What is known of a source when it comes. */
export interface SourceDescription {
  id: string;
  name: string;
  kind: SourceKind;
  /**
   * One type of a socket or of one side; two where it is between both: of a connection who connected, and to whom; of a proxy its backend, and its
   * frontend.
   */
  types?: readonly [SocketType] | readonly [SocketType, SocketType];
  /** Of a peer: that its socket is connected to; absent where the peer came in. */
  endpoint?: string;
  /** What it is a part of, and its number there, from 1: a connection of a tap, a side of a proxy. */
  partOf?: { id: string; number: number };
  /** Addresses, and identities where they have one, of both sides of a connection, in the order of `types`. */
  sides?: readonly [Side, Side];
  /** Who sends what it receives, where each peer of a socket is a source. */
  peer?: Side & { socketType: string | undefined };
  /** What it is a part of, where its messages count there as well. */
  whole?: Source;
  /** Its messages cannot be read (RFC 26). */
  isEncrypted?: boolean;
  /** Of what it receives in several frames only the last one is known, as if it were the whole message (`ZMQ_CONFLATE`). */
  conflates?: boolean;
}

/** What a record is about: a socket, a connection of a tap, a proxy or a side of it, a channel of a file, the engine itself. */
export interface Source extends SourceDescription {
  /** In the column of the same name. */
  readonly number: number;
  readonly counters: Counters;
  /** Of the socket whose messages they are: of a peer that of the socket it talks to. */
  readonly socketId: string;
  /**
   * How its messages read: as those of a socket of this type. Of a connection it is as who connected would send and receive them, but for the
   * envelopes, which are on the wire as a DEALER has them; of a proxy as its backend does.
   */
  readonly type: SocketType | undefined;
  /** Which of its records are requests and replies, where its type asks and answers. */
  readonly exchanges: Exchanges | undefined;
  /** Of its exchanges, where it is a connection. */
  readonly latencies: Latencies | undefined;
  /** Where rules say that the topics of its messages of one frame end. */
  readonly topicEnds: readonly TopicEnd[] | undefined;
  /** How many hold on to it: while it is open, or somebody looks at its records alone. */
  holds: number;
}

/** Number of the engine itself. */
export const engineSource = 0;

/**
 * All sources that have records or are open, by number. A number is given again when nobody holds its source and no record of it is
 * kept, so that the table stays as small as what is there.
 */
export class Sources {
  private readonly byNumber: (TableEntry | undefined)[] = [];
  private readonly byId = new Map<string, TableEntry>();
  private readonly free: number[] = [];
  private topicEnds: (name: string) => readonly TopicEnd[] | undefined = () => undefined;

  constructor() {
    this.open({ id: 'engine', name: 'engine', kind: 'engine' });
  }

  /** Holds the source of this id, described anew where it is known. Its holder releases it. */
  open(description: SourceDescription): Source {
    const known = this.byId.get(description.id);
    if (known) {
      this.hold(known);
      this.rename(known.id, description.name);
      known.describe(description);
      return known;
    }
    const source = new TableEntry(this.free.pop() ?? this.byNumber.length, description);
    source.topicEnds = this.topicEnds(source.name);
    this.byNumber[source.number] = source;
    this.byId.set(source.id, source);
    return source;
  }

  /** So that all its records are found by the name it has now, what is a part of it goes along, be it over or not. */
  rename(id: string, name: string): void {
    if (this.byId.get(id)?.name === name) return;
    for (const source of this.byId.values()) {
      if (source.id !== id && source.partOf?.id !== id) continue;
      source.name = name;
      source.topicEnds = this.topicEnds(name);
    }
  }

  /** From now on topics of messages of one frame end where this says, by the name of their source. */
  endTopics(topicEnds: (name: string) => readonly TopicEnd[] | undefined): void {
    this.topicEnds = topicEnds;
    for (const source of this.byId.values()) source.topicEnds = topicEnds(source.name);
  }

  /** The source of a record that is kept. Of one that has gone nothing may be known any more. */
  of(number: number): Source {
    return this.byNumber[number] ?? gone;
  }

  byIdentifier(id: string): Source | undefined {
    return this.byId.get(id);
  }

  /**
   * The number after `last` for a connection of this source. Records may be kept of connections that it had before it was closed and opened
   * again: they keep their numbers.
   */
  nextPart(id: string, last: number): number {
    let number = last + 1;
    while (this.byId.has(`${id}/${number}`)) number++;
    return number;
  }

  /** Keeps its number while it is open, or somebody looks at its records alone. */
  hold(source: Source): void {
    source.holds++;
  }

  release(source: Source): void {
    source.holds--;
    this.settle(source);
  }

  /** So many records of it went. */
  evicted(number: number, records: number): void {
    const source = this.of(number);
    for (const { counters } of source.whole ? [source, source.whole] : [source]) {
      counters.kept -= records;
      counters.evicted += records;
    }
    this.settle(source);
    if (source.whole) this.settle(source.whole);
  }

  /** No record is kept any more. */
  cleared(): void {
    for (const source of [...this.byId.values()]) {
      source.counters.kept = 0;
      source.counters.evicted = 0;
      this.settle(source);
    }
  }

  private settle(source: Source): void {
    if (source.holds > 0 || source.counters.kept > 0) return;
    this.byNumber[source.number] = undefined;
    this.byId.delete(source.id);
    this.free.push(source.number);
  }

  get size(): number {
    return this.byId.size;
  }
}

/** Of a source that nothing is known of yet. */
export function noCounters(): Counters {
  return { received: 0, sent: 0, receivedBytes: 0, sentBytes: 0, events: 0, refused: 0, kept: 0, evicted: 0 };
}

class TableEntry implements Source {
  holds = 1;
  readonly counters = noCounters();
  readonly id: string;
  name = '';
  kind: SourceKind = 'engine';
  types: SourceDescription['types'];
  endpoint: string | undefined;
  partOf: SourceDescription['partOf'];
  sides: SourceDescription['sides'];
  peer: SourceDescription['peer'];
  whole: SourceDescription['whole'];
  conflates = false;
  isEncrypted = false;
  topicEnds: readonly TopicEnd[] | undefined;
  exchanges: Exchanges | undefined;
  latencies: Latencies | undefined;

  constructor(
    readonly number: number,
    description: SourceDescription,
  ) {
    this.id = description.id;
    this.describe(description);
  }

  describe({ name, kind, types, endpoint, partOf, sides, peer, whole, conflates = false, isEncrypted = false }: SourceDescription): void {
    const hasSameTypes = this.types?.join() === types?.join();
    this.name = name;
    this.kind = kind;
    this.types = types;
    this.endpoint = endpoint;
    this.partOf = partOf;
    this.sides = sides;
    this.peer = peer;
    this.whole = whole;
    this.conflates = conflates;
    this.isEncrypted = isEncrypted;
    if (hasSameTypes) return;
    const [first, second] = types ?? [];
    const form =
      hasExchanges(first) && !isEncrypted ? (second && kind === 'connection' ? formOnWire(first, second) : formOfSocket(first)) : undefined;
    this.exchanges = form && new Exchanges(form);
    this.latencies = form && second ? new Latencies() : undefined;
  }

  get socketId(): string {
    return this.kind === 'peer' ? (this.partOf?.id ?? this.id) : this.id;
  }

  get type(): SocketType | undefined {
    const [first] = this.types ?? [];
    return this.kind === 'connection' && this.types?.length === 2 && hasExchanges(first) ? 'dealer' : first;
  }
}

/** Whether a record begins with a topic, as far as its source tells: the other way XPUB and XSUB carry subscriptions. */
export function carriesTopics(type: SocketType | undefined, direction: DirectionCode): boolean {
  return type !== undefined && socketTypes[type].topics && direction === (type === 'sub' || type === 'xsub' ? IN : OUT);
}

const gone: Source = new TableEntry(-1, { id: '', name: '', kind: 'socket' });
