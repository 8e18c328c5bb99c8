import { unlink } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { Source } from '../../../core/capture/sources';
import { parseEndpoint } from '../../../core/socket/endpoint';
import type { WireType } from '../../../core/socket/receiverChoice';
import { parseSubscription } from '../../../core/socket/subscriptions';
import { TopicFilter } from '../../../core/socket/topicFilter';
import type { SocketOptions } from '../../../protocol/sockets';
import type { CaptureWriter } from '../../inspection/captureWriter';
import { localPath } from '../../process/localPath';
import type { ConnectionEvent } from './connectionEvent';
import { Backlog } from '../../process/backlog';
import { now } from '../../process/clock';
import { ipcFile, listenAt, stopListening } from '../stream/listening';
import { addressOf, addressText, targetOf } from '../stream/targets';
import { HoldingInTurn } from '../stream/holding';
import { Dialer } from './dialer';
import type { CameIn } from './linkFacts';
import { handshakeTime, PeerLink, type LinkFault, type LinkOwner } from './peerLink';
import { acceptInto, type Reader } from './reading';

/** Of all sockets. */
const holding = new HoldingInTurn();

/** The peers of a receiver. */
export interface Peers {
  /** The number of the next connection, from 1. */
  nextNumber(): number;
  /** A peer is ready: the source of its messages. `endpoint`: that we are connected to. */
  joined(link: PeerLink, endpoint?: string): Source;
  left(link: PeerLink): void;
}

/** Whom a receiver tells. */
export interface ReceiverOwner {
  /** As libzmq's monitor would tell it. */
  event(event: ConnectionEvent): void;
  /** A connection is over before its peer was ready, or was closed for a fault of its peer. */
  failed(endpoint: string, link: PeerLink, fault: LinkFault, cameIn?: CameIn): void;
  /** What one peer sends was not read to its end for so many seconds. */
  behind(seconds: number): void;
  readonly peers: Peers;
}

/** The endpoint of a connection, and who is to try again when it ends. */
interface Place {
  endpoint: string;
  dialer?: Dialer;
}

/** The part of a SUB, XSUB or PULL socket that is on the wire, by our own codec over `node:net`: it behaves as libzmq does, and knows who sent what. */
export class WireReceiver implements LinkOwner {
  closed = false;
  ipv6 = false;
  readonly holding = holding;
  readonly topics = new TopicFilter();
  private readonly dialers = new Map<string, Dialer>();
  private readonly servers = new Map<string, Server>();
  private readonly places = new Map<PeerLink, Place>();

  constructor(
    readonly type: WireType,
    readonly options: SocketOptions,
    readonly maxMessageSize: number,
    readonly writer: CaptureWriter,
    private readonly owner: ReceiverOwner,
  ) {}

  /** The endpoint where it listens then. @throws as `net.Server` does */
  async listen(text: string): Promise<string> {
    const { transport, host = '', port = 0, path: given = '' } = parseEndpoint(text, 'bind');
    const file = ipcFile(given);
    // A socket that nobody listens at any more is removed, as libzmq does.
    if (transport === 'ipc') await unlink(file).catch(() => undefined);
    const every = this.ipv6 ? '::' : '0.0.0.0';
    const server = createServer({ pauseOnConnect: true, noDelay: true });
    const where = transport === 'ipc' ? { path: localPath(file) } : { host: host === '*' ? every : addressOf(host), port };
    const address = await listenAt(server, where);
    const resolved = address ? `tcp://${addressText(address.address, address.port)}` : `ipc://${file}`;
    server.on('error', (error) => this.owner.event({ type: 'accept:error', address: resolved, error }));
    server.on('connection', (socket) => this.accept(socket, resolved));
    this.servers.set(resolved, server);
    return resolved;
  }

  private accept(accepted: Socket, endpoint: string): void {
    const address = addressOfPeer(accepted);
    const socket = acceptInto(accepted, () => reader);
    this.owner.event({ type: 'accept', address: endpoint });
    const reader = this.link(socket, { endpoint }, address);
  }

  connect(text: string): void {
    const endpoint = parseEndpoint(text, 'connect');
    const { ipv6 } = this;
    const target = () => ({ ...targetOf(endpoint), ...(endpoint.transport === 'tcp' && !ipv6 ? { family: 4 } : {}) });
    const dialer: Dialer = new Dialer(text, target, {
      options: this.options,
      event: (event) => this.owner.event(event),
      connected: (socket) => this.link(socket, { endpoint: text, dialer }, addressOfPeer(socket)),
    });
    this.dialers.set(text, dialer);
  }

  private link(socket: Socket, place: Place, address: string | undefined): Reader {
    const link = new PeerLink(socket, this.owner.peers.nextNumber(), address ?? place.endpoint, this);
    this.places.set(link, place);
    const { tcpKeepalive = false, tcpKeepaliveIdle = 0 } = this.options;
    if (tcpKeepalive) socket.setKeepAlive(true, tcpKeepaliveIdle * 1000);
    socket.on('error', () => undefined); // its end says as much
    socket.on('close', () => link.close({ what: 'ended' }));
    const backlog = new Backlog((seconds) => this.owner.behind(seconds));
    return (bytes, more) => {
      link.take(bytes);
      if (more || backlog.isOpen) backlog.look(!more, now());
    };
  }

  /** Who came in that way loses the connection, as with libzmq. */
  unbind(text: string): void {
    const server = this.servers.get(text);
    // First out of the list: what follows is no news then.
    this.servers.delete(text);
    if (server) stopListening(server);
    this.endLinks(text, undefined);
  }

  disconnect(text: string): void {
    const dialer = this.dialers.get(text);
    if (!dialer) return;
    this.dialers.delete(text);
    dialer.stop();
    this.endLinks(text, dialer);
  }

  /** @param dialer undefined for those that came in */
  private endLinks(endpoint: string, dialer: Dialer | undefined): void {
    for (const [link, place] of this.places) if (place.endpoint === endpoint && place.dialer === dialer) link.close({ what: 'ended' });
  }

  /** Told each time, as libzmq does; its end once nobody wants it any more. */
  subscribe(topic: Uint8Array): void {
    this.topics.add(topic);
    this.tell(topic, true);
  }
  unsubscribe(topic: Uint8Array): void {
    if (this.topics.remove(topic)) this.tell(topic, false);
  }
  private tell(topic: Uint8Array, on: boolean): void {
    for (const link of this.places.keys()) link.subscribe(topic, on);
  }

  /** Of an XSUB: a subscription is one however it is written; all else goes to every publisher. */
  send(frames: readonly Uint8Array[]): Promise<void> {
    const subscription = frames.length === 1 ? parseSubscription(frames[0] as Uint8Array) : undefined;
    if (subscription?.subscribe) this.subscribe(subscription.topic);
    else if (subscription) this.unsubscribe(subscription.topic);
    else for (const link of this.places.keys()) link.send(frames);
    return Promise.resolve();
  }

  ready(link: PeerLink): Source {
    const { endpoint = '', dialer } = this.places.get(link) ?? {};
    this.owner.event({ type: 'handshake', address: endpoint });
    return this.owner.peers.joined(link, dialer && endpoint);
  }

  ended(link: PeerLink, fault: LinkFault): void {
    const place = this.places.get(link);
    this.places.delete(link);
    if (link.isReady) this.owner.peers.left(link);
    if (!place || this.closed) return;
    const { endpoint: address, dialer } = place;
    // One that was removed is no news.
    if (dialer ? this.dialers.get(address) !== dialer : !this.servers.has(address)) return;
    if (link.isReady && fault.what === 'ended') this.owner.event({ type: 'disconnect', address });
    else this.owner.failed(address, link, fault, dialer ? undefined : cameIn(link, address));
    // What speaks something else will go on to: libzmq waits for so long for a handshake.
    if (!isFinal(fault, link)) dialer?.again(fault.what === 'not ZMTP' ? handshakeTime : 0);
  }

  close(): void {
    this.closed = true;
    for (const dialer of this.dialers.values()) dialer.stop();
    for (const server of this.servers.values()) stopListening(server);
    for (const link of [...this.places.keys()]) link.close({ what: 'ended' });
    this.dialers.clear();
    this.servers.clear();
  }
}

/** What will not be otherwise next time: libzmq does not try again then, nor where a peer it knows breaks the protocol or sends too large a frame. */
function isFinal({ what }: LinkFault, link: PeerLink): boolean {
  return ['mechanism', 'types', 'refused', 'too large'].includes(what) || (what === 'not ZMTP' && link.isReady);
}

function cameIn({ address }: PeerLink, endpoint: string): CameIn {
  return address === endpoint ? {} : { peer: address };
}

/** Over a path there is none. */
function addressOfPeer({ remoteAddress, remotePort }: Socket): string | undefined {
  return remoteAddress === undefined ? undefined : addressText(remoteAddress, remotePort);
}
