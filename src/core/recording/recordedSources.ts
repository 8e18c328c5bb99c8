import type { SocketType } from '../../protocol/sockets';
import { previewFrame } from '../base/preview';
import type { Side, SourceDescription, Sources, Source } from '../capture/sources';
import { socketTypes } from '../socket/socketTypes';
import { topicFrames } from '../socket/topicFrames';
import type { RecordedLine } from './recordedLine';

/** Peers, connections and sockets of one file that are told apart; then sockets alone, and then nothing. */
const maxSources = 20_000;
const maxSockets = maxSources + 1000;
/** Characters of a routing id that a peer is named by. */
const maxPeer = 1000;

const encoder = new TextEncoder();

type Told = Pick<SourceDescription, 'kind' | 'types' | 'sides' | 'peer'> & { part?: number };

/** What records of a file are about, by what each of them tells: its socket, type and peer. */
export class RecordedSources {
  private readonly known = new Map<string, Source>();
  /** By what tells it, where a record need not be looked at for it. */
  private readonly found = new Map<string, Source>();
  private readonly wholes = new Map<string, string>();

  constructor(private readonly sources: Sources) {}

  of(record: RecordedLine): Source {
    const { socket, type, peer, direction } = record;
    if (peer && type && socketTypes[type].routingIdToSend) return this.find(record);
    const key = `${direction} ${type} ${peer}\n${socket}`;
    let source = this.found.get(key);
    if (!source) {
      source = this.find(record);
      if (this.found.size < maxSources) this.found.set(key, source);
    }
    return source;
  }

  private find(record: RecordedLine): Source {
    const told = toldBy(record);
    return this.opened(record, told, maxSources) ?? this.opened(record, alone(record), maxSockets) ?? this.rest();
  }

  private opened({ socket, type }: RecordedLine, told: Told, limit: number): Source | undefined {
    const key = JSON.stringify([socket, type, told]);
    const known = this.known.get(key);
    if (known || this.known.size >= limit) return known;
    const { part, ...description } = told;
    return this.add(key, {
      id: `r${this.known.size + 1}`,
      name: socket,
      ...description,
      ...(part === undefined ? {} : { partOf: { id: this.wholeOf(socket), number: part } }),
    });
  }

  /** A name for what these are parts of. */
  private wholeOf(socket: string): string {
    const id = this.wholes.get(socket) ?? `w${this.wholes.size + 1}`;
    this.wholes.set(socket, id);
    return id;
  }

  private rest(): Source {
    return this.known.get('') ?? this.add('', { id: 'rest', name: '…', kind: 'channel' });
  }

  private add(key: string, description: SourceDescription): Source {
    const source = this.sources.open(description);
    this.known.set(key, source);
    return source;
  }
}

/** The socket, whoever sent it. */
function alone({ type }: RecordedLine): Told {
  return { kind: 'socket', ...(type && { types: [type] as const }) };
}

function toldBy(record: RecordedLine): Told {
  const { socket, type, peer, direction, frames } = record;
  const [first] = frames;
  const whole = alone(record);
  if (socket === 'engine' && !type) return { kind: 'engine' };
  if (direction === 'event') {
    if (peer === 'frontend' || peer === 'backend') return { ...whole, kind: 'proxy side', part: peer === 'frontend' ? 1 : 2 };
    const [, part] = /^#(\d{1,9})$/.exec(peer) ?? [];
    return { ...whole, ...(part ? { part: Number(part) } : {}) };
  }
  if (peer === 'frontend → backend' || peer === 'backend → frontend') return { ...whole, kind: 'proxy' };
  const connection = connectionOf(peer, direction === 'out');
  if (connection) return connection;
  const isRoutingId =
    first && topicFrames(type, first, frames.length) > 0 && type && !socketTypes[type].topics && peer === previewFrame(first, maxPeer);
  if (peer === '' || isRoutingId) return whole;
  return { ...whole, kind: 'peer', peer: { ...sideOf(peer), socketType: undefined } };
}

const way = /^#(\d{1,9}) (.+) → (.+)$/;

/** A connection of a tap by the way of a message, `#3 DEALER w1 → ROUTER`: from who connected where it is `forward`. */
function connectionOf(peer: string, forward: boolean): Told | undefined {
  const [, part, from, to] = way.exec(peer) ?? [];
  if (!part || !from || !to) return undefined;
  const [connector, binder] = (forward ? [from, to] : [to, from]).map(endOf) as [End, End];
  const types = connector.type && binder.type ? ([connector.type, binder.type] as const) : undefined;
  return { kind: 'connection', part: Number(part), ...(types ? { types } : {}), sides: [connector.side, binder.side] };
}

interface End {
  type: SocketType | undefined;
  side: Side;
}

const typesByLabel = new Map(Object.entries(socketTypes).map(([type, { label }]) => [label, type as SocketType]));

/** `DEALER w1`, `DEALER`, or an address. */
function endOf(text: string): End {
  const [, label = '', identity] = /^(\S+)(?: (.+))?$/.exec(text) ?? [];
  const type = typesByLabel.get(label);
  if (!type) return { type, side: sideOf(text) };
  return { type, side: { ...sideOf(''), identity: identity === undefined ? undefined : encoder.encode(identity) } };
}

function sideOf(address: string): Side {
  return { address, identity: undefined, speaks: undefined };
}
