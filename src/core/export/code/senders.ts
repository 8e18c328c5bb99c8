import type { EndpointRole, SocketType } from '../../../protocol/sockets';
import { socketTypes } from '../../socket/socketTypes';
import { isCut, type ExportedRecord } from '../../capture/exportedRecord';

/** An endpoint of a socket, as another program reaches it. */
export interface UsedEndpoint {
  role: EndpointRole;
  /** With the port that the system chose, where it was asked to. */
  text: string;
}

/** A socket of a program that sends messages as they were sent. */
export interface Sender {
  type: SocketType;
  role: EndpointRole;
  endpoint: string;
  /** Nobody knows where the messages go: the endpoint is an example. */
  isExample: boolean;
  /** Under which the other side knew it. */
  routingId: Uint8Array | undefined;
  messages: SentMessage[];
}

export interface SentMessage {
  /** Of the record. */
  number: number;
  frames: readonly Uint8Array[];
  /** Less than was on the wire. */
  isCut: boolean;
}

const example: UsedEndpoint = { role: 'connect', text: 'tcp://127.0.0.1:5555' };

/** Who sends what one of this type receives, by a type that needs no more than these frames. */
const counterpart: Readonly<Record<SocketType, SocketType>> = {
  sub: 'pub',
  xsub: 'pub',
  pub: 'xsub',
  xpub: 'xsub',
  req: 'rep',
  rep: 'req',
  dealer: 'dealer',
  router: 'dealer',
  push: 'pull',
  pull: 'push',
  pair: 'pair',
  stream: 'stream',
};

/**
 * The programs that would send the messages of these records, in order; messages that one socket can send are together. `endpointsOf`
 * tells the endpoints of a source by its id, none where it is closed. Records that are no messages are passed over.
 */
export class Senders {
  readonly all: Sender[] = [];
  passedOver = 0;

  constructor(private readonly endpointsOf: (source: string) => readonly UsedEndpoint[]) {}

  /** The frames are copied. */
  add(record: ExportedRecord): void {
    if (record.event || record.source.isEncrypted) {
      this.passedOver++;
      return;
    }
    const { number, frames } = record;
    const { type, place, routingId, from } = this.wayOf(record);
    const sender = this.senderOf(type, place, routingId);
    sender.messages.push({
      number,
      frames: frames.slice(from).map((bytes) => bytes.slice()),
      isCut: isCut(record),
    });
  }

  /** With which socket, to where, and from which of the frames on. */
  private wayOf(record: ExportedRecord): { type: SocketType; place: UsedEndpoint | undefined; routingId?: Uint8Array; from: number } {
    const { source, direction, frames } = record;
    const { kind, types, sides } = source;
    const endpoints = this.endpointsOf(kind === 'connection' ? (source.partOf?.id ?? source.id) : source.socketId);
    if (kind === 'connection' && types?.[1]) {
      const [connector, binder] = types;
      const [own, other] = direction === 'out' ? [connector, binder] : [binder, connector];
      // Its frames are those on the wire: a DEALER sends them as they are. Only a REP may answer a REQ without its id.
      const isReply = other === 'req';
      const type = isReply ? 'rep' : ['req', 'router', 'rep'].includes(own) ? 'dealer' : own;
      // Who connected did so to the tap; who was connected to listens where the tap connects to.
      const role = direction === 'out' ? 'connect' : 'bind';
      const place = endpoints.find((each) => each.role !== role);
      const identity = sides?.[direction === 'out' ? 0 : 1].identity;
      return {
        type,
        place: place && { role, text: place.text },
        ...(identity && type === 'dealer' ? { routingId: identity } : {}),
        from: isReply && frames[0]?.length === 0 ? 1 : 0,
      };
    }
    const type = source.type ?? 'push';
    const [endpoint] = endpoints;
    if (kind === 'proxy') {
      const [backend = type, frontend = backend] = types ?? [];
      return { type: counterpart[direction === 'out' ? frontend : backend], place: undefined, from: 0 };
    }
    if (direction === 'out') return { type, place: endpoint, from: 0 };
    const from = socketTypes[type].routingIdToSend && type !== 'stream' ? 1 : 0;
    const [id] = frames;
    // Ids that begin with 0 are libzmq's own, which nobody may ask for.
    const routingId = from === 1 && id && id.length > 0 && id[0] !== 0 ? id.slice() : undefined;
    return {
      type: counterpart[type],
      place: endpoint && { role: endpoint.role === 'bind' ? 'connect' : 'bind', text: endpoint.text },
      ...(routingId ? { routingId } : {}),
      from,
    };
  }

  private senderOf(type: SocketType, place: UsedEndpoint | undefined, routingId: Uint8Array | undefined): Sender {
    const { role, text } = place ?? example;
    const endpoint = role === 'connect' ? reachable(text) : text;
    const known = this.all.find(
      (sender) =>
        sender.type === type && sender.role === role && sender.endpoint === endpoint && sender.routingId?.join() === routingId?.join(),
    );
    if (known) return known;
    const sender: Sender = { type, role, endpoint, isExample: place === undefined, routingId, messages: [] };
    this.all.push(sender);
    return sender;
  }
}

/** All interfaces are reached by this computer's own address. */
function reachable(endpoint: string): string {
  return endpoint.replace(/^tcp:\/\/(?:\*|0\.0\.0\.0):/, 'tcp://127.0.0.1:').replace(/^tcp:\/\/\[::\]:/, 'tcp://[::1]:');
}

/** A word about a socket that is to be read beside it in the program. */
export function remarkOn({ type, isExample, endpoint }: Sender): string | undefined {
  if (isExample) return 'an example: put in where the messages go';
  if (endpoint.startsWith('inproc://')) return 'inproc reaches sockets of one program only: put in an endpoint that others reach';
  return type === 'rep' ? 'a REP answers: it waits for a request before each message' : undefined;
}

/** What the program begins with where messages are not whole: a remark with the numbers of their records. @param comment makes a comment of it */
export function remarkOnCuts(senders: readonly Sender[], comment: (text: string) => string): string[] {
  const cut = senders.flatMap(({ messages }) => messages.filter((message) => message.isCut).map(({ number }) => number));
  return cut.length === 0 ? [] : [comment(`kept in part, and sent so: ${cut.slice(0, 20).join(', ')}${cut.length > 20 ? ' …' : ''}`)];
}

/** Its endpoint has an address of IPv6, which libzmq takes where it is told to. */
export function needsIpv6({ endpoint }: Sender): boolean {
  return endpoint.includes('[');
}

/** It can find out that nobody is there: what it connects with sends nothing before somebody is. */
export function waitsForPeer({ type, role }: Sender): boolean {
  return role === 'connect' && ['push', 'dealer', 'req', 'pair'].includes(type);
}

/** Whether some of them have to pause before they send. */
export function havePauses(senders: readonly Sender[]): boolean {
  return senders.some(({ type }) => pauseOf(type) > 0);
}

/** Seconds until subscribers are there, or a routing id is known; 0 where sending waits by itself. */
export function pauseOf(type: SocketType): number {
  return type === 'pub' || type === 'xpub' || type === 'router' ? 1 : 0;
}
