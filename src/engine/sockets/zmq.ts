/** The only file that imports zeromq.js. It makes sockets with every option of the product's table applied. */
import { tmpdir } from 'node:os';
import * as zmq from 'zeromq';
import type { SocketOptions, SocketType } from '../../protocol/sockets';
import { optionsOf, socketOptions } from '../../core/socket/socketOptions';
import { socketTypes } from '../../core/socket/socketTypes';

export type ZmqEvent = zmq.Event;

/** What the engine uses of a zeromq.js socket, whatever its type. */
export interface ZmqSocket {
  readonly closed: boolean;
  readonly lastEndpoint: string | null;
  /** Looks at the socket: a side effect is that libzmq handles what is new on it. */
  readonly readable: boolean;
  readonly events: { receive(): Promise<ZmqEvent> };
  receiveTimeout: number;
  /** 0 as it is made. */
  sendTimeout: number;
  /** Holds for what is bound or connected from then on. */
  ipv6: boolean;
  /** Takes effect on present connections, too. */
  receiveHighWaterMark: number;
  /**
   * zeromq.js's `bind()` and `unbind()` work in another thread, while this one may read from the socket because a message
   * came: libzmq then aborts the process, for its sockets are not thread-safe. Hence the synchronous one.
   */
  bindSync(endpoint: string): void;
  connect(endpoint: string): void;
  /** Unbinds as well: inside libzmq it is the same, and zeromq.js's `unbindSync` is wired to bind. */
  disconnect(endpoint: string): void;
  close(): void;
  /** With `sendTimeout` 0 it settles at once. */
  send(frames: Uint8Array[]): Promise<void>;
  receive(): Promise<Buffer[]>;
  subscribe?(topic: Buffer): void;
  unsubscribe?(topic: Buffer): void;
}

type ZmqClass = new () => zmq.Socket;
const classes: Record<SocketType, ZmqClass> = {
  req: zmq.Request,
  rep: zmq.Reply,
  dealer: zmq.Dealer,
  router: zmq.Router,
  // An XPUB speaks to the same peers and shows their subscriptions.
  pub: zmq.XPublisher,
  sub: zmq.Subscriber,
  xpub: zmq.XPublisher,
  xsub: zmq.XSubscriber,
  push: zmq.Push,
  pull: zmq.Pull,
  pair: zmq.Pair,
  stream: zmq.Stream,
};

/** Names that differ in zeromq.js or need more than an assignment. */
const setters: Partial<Record<keyof SocketOptions, (socket: Settable, value: never) => void>> = {
  // The property takes text only, and routing ids are bytes (ZMQ_ROUTING_ID is option 5).
  routingId: (socket, value: Uint8Array) => socket.setStringOption(5, Buffer.from(value)),
  tcpKeepalive: (socket, value: boolean) => {
    socket.tcpKeepalive = value ? 1 : -1;
  },
  tcpKeepaliveIdle: (socket, value: number) => {
    if (value > 0) socket.tcpKeepaliveIdle = value;
  },
  heartbeatTimeout: (socket, value: number) => {
    if (value > 0) socket.heartbeatTimeout = value;
  },
  verbose: (socket, value: boolean) => {
    socket.verbosity = value ? 'allSubs' : null;
  },
  // Set after verbose, which it includes.
  verboser: (socket, value: boolean) => {
    if (value) socket.verbosity = 'allSubsUnsubs';
  },
};
type Settable = Record<string, unknown> & { setStringOption(option: number, value: Buffer): void };

let prepared = false;
/** Settings of the one context, made before its first socket. */
function prepareContext(): void {
  if (prepared) return;
  prepared = true;
  zmq.context.blocky = false;
  zmq.context.maxSockets = 16_384;
  // Where libzmq puts the paths of ipc://*; without it they would be relative to the working directory.
  process.env.TMPDIR ??= tmpdir();
}

/** True where the peers' subscriptions of a PUB can be seen; CONFLATE exists on a plain PUB only. */
export function observesSubscriptions(type: SocketType, options: SocketOptions): boolean {
  return type === 'xpub' || (type === 'pub' && options.conflate !== true);
}

export function createSocket(type: SocketType, options: SocketOptions): ZmqSocket {
  prepareContext();
  const plainPublisher = type === 'pub' && !observesSubscriptions(type, options);
  const socket = plainPublisher ? new zmq.Publisher() : new classes[type]();
  const settable = socket as unknown as Settable;
  if (socketTypes[type].canSend) settable.sendTimeout = 0;
  for (const name of optionsOf(type)) {
    const value = options[name] ?? socketOptions[name].default;
    if (value === undefined || name === 'receiver' || (name === 'conflate' && value === false)) continue;
    const set = setters[name];
    if (set) set(settable, value as never);
    else settable[name] = value;
  }
  if (type === 'pub' && !plainPublisher) settable.verbosity = 'allSubsUnsubs';
  // Without it a connection that is lost keeps its peer's subscriptions, and the peer that comes back makes them once more.
  if (observesSubscriptions(type, options)) settable.immediate = options.immediate ?? true;
  return socket as unknown as ZmqSocket;
}

export const versions = { libzmq: zmq.version };
