import { RequestType } from 'vscode-jsonrpc';
import type { ErrorData } from './errors';
import type { RefusalCause } from './events';

/** Stable socket types of libzmq 4.3, by the lower-case name that queries and commands use. */
export type SocketType = 'req' | 'rep' | 'dealer' | 'router' | 'pub' | 'sub' | 'xpub' | 'xsub' | 'push' | 'pull' | 'pair' | 'stream';

/** Names one socket for as long as the workspace remembers it: `s1`, `s2`, … */
export type SocketId = string;

export type EndpointRole = 'bind' | 'connect';

/** Options of a socket; what is left out keeps the default of `core/socketOptions.ts`. Durations in ms, sizes in bytes. */
export interface SocketOptions {
  routingId?: Uint8Array;
  sendHighWaterMark?: number;
  receiveHighWaterMark?: number;
  linger?: number;
  immediate?: boolean;
  conflate?: boolean;
  maxMessageSize?: number;
  heartbeatInterval?: number;
  heartbeatTimeout?: number;
  heartbeatTimeToLive?: number;
  reconnectInterval?: number;
  reconnectMaxInterval?: number;
  tcpKeepalive?: boolean;
  tcpKeepaliveIdle?: number;
  ipv6?: boolean;
  verbose?: boolean;
  verboser?: boolean;
  noDrop?: boolean;
  relaxed?: boolean;
  correlate?: boolean;
  mandatory?: boolean;
  handover?: boolean;
}

/** What it takes to open a socket. */
export interface SocketSpec {
  /** Given when a remembered socket is opened again; the engine chooses one otherwise. */
  id?: SocketId;
  type: SocketType;
  /** Shown in tree and log; the engine makes one from the type otherwise. */
  name?: string;
  bind?: string[];
  connect?: string[];
  /** Topic prefixes; the empty one takes everything. Only for types that subscribe. */
  subscribe?: Uint8Array[];
  options?: SocketOptions;
}

/**
 * `listening`: bound. `connecting`: first try under way. `connected`: at least one handshake is standing.
 * `retrying`: nobody there, libzmq tries again by itself. `refused`: reached, but the handshake failed.
 */
export type EndpointState = 'listening' | 'connecting' | 'connected' | 'retrying' | 'refused';

/** Why an endpoint is retrying or refused, or why the last peer of a bound one was turned away. */
export type EndpointCause =
  'nobody listens' | 'not resolved' | 'unreachable' | 'connection lost' | 'left in handshake' | 'handshake failed' | 'handshake awaited';

export interface EndpointInfo {
  role: EndpointRole;
  /** As the person gave it (`tcp://*:*`). */
  requested: string;
  /** As libzmq resolved it (`tcp://0.0.0.0:41735`); equals `requested` for what is connected. */
  resolved: string;
  state: EndpointState;
  /** Peers whose handshake through this endpoint is standing. */
  peers: number;
  /** Why it is retrying or refused, a sentence. */
  reason?: string;
  /** Until a handshake stands. */
  cause?: EndpointCause;
}

/** A subscription that a peer of a PUB or XPUB socket has made. */
export interface PeerSubscription {
  topic: Uint8Array;
  /** How many times it stands, over all peers. */
  count: number;
}

export interface Counters {
  received: number;
  sent: number;
  receivedBytes: number;
  sentBytes: number;
  events: number;
  /** Sends that were refused. */
  refused: number;
  /** Records of the log that are still kept, messages and events. */
  kept: number;
  /** Records of the log that had to make room. */
  evicted: number;
}

/** A peer that was heard and can be answered by its routing id. */
export interface HeardPeer {
  routingId: Uint8Array;
  /** ROUTER: whether its last message carried the empty delimiter of RFC 28. */
  delimiterSeen: boolean;
}

/** Over the last second. */
export interface Rates {
  receivedPerSecond: number;
  sentPerSecond: number;
  bytesPerSecond: number;
}

/** Whose turn it is on a lock-step socket (REQ, REP; RFC 28). */
export type Turn = 'ready to send' | 'awaiting reply' | 'awaiting request' | 'has a request to answer';

export interface SocketInfo {
  id: SocketId;
  /** The chat it belongs to, which opens and closes it. */
  chat?: string;
  name: string;
  type: SocketType;
  endpoints: EndpointInfo[];
  subscriptions: Uint8Array[];
  /** PUB, XPUB: what the peers subscribed to, at most 1,000 topics. Absent where it cannot be observed. */
  peerSubscriptions?: PeerSubscription[];
  /** How many topics `peerSubscriptions` leaves out. */
  peerSubscriptionsCut?: number;
  /** Those set by the opener; the others have their defaults. */
  options: SocketOptions;
  /** Lock-step types only. */
  turn?: Turn;
  peers: number;
  /** ROUTER, STREAM: the latest first, at most 100. */
  heardPeers: HeardPeer[];
  /** DEALER: whether the last message received carried the empty delimiter of RFC 28. */
  delimiterSeen?: boolean;
  counters: Counters;
  rates: Rates;
}

export const openSocket = new RequestType<SocketSpec, SocketInfo, ErrorData>('socket/open');
/** Its records bear the new name, those of before too. */
export const renameSocket = new RequestType<{ socket: SocketId; name: string }, null, ErrorData>('socket/rename');
export const closeSocket = new RequestType<{ socket: SocketId }, null, ErrorData>('socket/close');
/** Open sockets only. */
export const listSockets = new RequestType<Record<string, never>, SocketInfo[], ErrorData>('socket/list');

export interface EndpointParams {
  socket: SocketId;
  role: EndpointRole;
  /** For removing: as given or as resolved. */
  endpoint: string;
}
export const addEndpoint = new RequestType<EndpointParams, EndpointInfo, ErrorData>('socket/addEndpoint');
export const removeEndpoint = new RequestType<EndpointParams, null, ErrorData>('socket/removeEndpoint');

export interface SubscriptionParams {
  socket: SocketId;
  topic: Uint8Array;
}
export const subscribe = new RequestType<SubscriptionParams, null, ErrorData>('socket/subscribe');
export const unsubscribe = new RequestType<SubscriptionParams, null, ErrorData>('socket/unsubscribe');

export interface SendParams {
  socket: SocketId;
  /** Exactly what goes out, without the routing id. */
  frames: Uint8Array[];
  /** ROUTER, STREAM: whom to send to. */
  routingId?: Uint8Array;
  /** PUB, XPUB: wait at most so many ms (<= 5000) until a subscription matches. */
  holdForSubscriber?: number;
}

export type RefusalReason =
  'high-water mark' | 'no peer' | 'not its turn' | 'unroutable' | 'cannot send' | 'routing id needed' | 'busy' | 'failed';

/** Why a message that libzmq took may reach nobody. */
export type SendDoubt = 'no subscription' | 'unobservable' | 'unroutable' | 'requester gone' | 'requester may be gone' | 'another pair';

/** How a send ended. A refused one left the socket as it was. `record`: its number in the log. */
export type SendOutcome =
  | { outcome: 'sent'; message: string; record?: number; doubt?: SendDoubt; subscribers?: { atLeast: number; atMost: number } }
  | { outcome: 'queued'; message: string; record?: number }
  | { outcome: 'refused'; reason: RefusalReason; cause?: RefusalCause; message: string; hint?: string };

export const send = new RequestType<SendParams, SendOutcome, ErrorData>('socket/send');
