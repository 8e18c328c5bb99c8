import * as v from 'valibot';
import { Method, result } from './method';
import { bytes, empty, routingId, shortText, topic } from './shapes';

/** Stable socket types of libzmq 4.3, by the lower-case name that queries and commands use, in the order of lists. */
export const socketTypeNames = ['sub', 'pub', 'req', 'rep', 'dealer', 'router', 'push', 'pull', 'pair', 'xpub', 'xsub', 'stream'] as const;
export type SocketType = (typeof socketTypeNames)[number];

/** Names one socket for as long as the workspace remembers it: `s1`, `s2`, … */
export const socketId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be 1 to 40 letters, digits, "_" or "-"'));
export type SocketId = v.InferOutput<typeof socketId>;
/** Names what records are about: a socket, a tap, a connection of a tap (`t1/3`), a proxy. */
export const sourceId = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{1,40}(?:\/\d{1,9})?$/, 'must be 1 to 40 letters, digits, "_" or "-", of a connection with "/" and its number'),
);

export const endpointRole = v.picklist(['bind', 'connect']);
export type EndpointRole = v.InferOutput<typeof endpointRole>;
const socketName = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));
const endpoints = v.pipe(v.array(shortText), v.maxLength(100));

/** Options of a socket; what is left out keeps the default of `core/socket/socketOptions.ts`. Durations in ms, sizes in bytes. */
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
  receiver?: ReceiverWish;
}

/** What receives for a socket: our own codec, or libzmq. */
export type ReceiverKind = 'wire' | 'libzmq';
/** `auto`: the own codec where type, transports and options allow it. */
export const receiverWishes = ['auto', 'wire', 'libzmq'] as const;
export type ReceiverWish = (typeof receiverWishes)[number];

/** Names and values are checked by `core/socket/socketOptions.ts`, for they depend on the type. */
const options = v.pipe(
  v.unknown(),
  v.check((value) => !Array.isArray(value), 'must be an object'),
  v.record(v.string(), v.unknown()),
) as v.GenericSchema<SocketOptions, Record<string, unknown>>;

/** What it takes to open a socket. */
export const socketSpec = v.strictObject({
  /** Given when a remembered socket is opened again; the engine chooses one otherwise. */
  id: v.optional(socketId),
  type: v.picklist(socketTypeNames),
  /** Shown in tree and log; the engine makes one from the type otherwise. */
  name: v.optional(socketName),
  bind: v.optional(endpoints),
  connect: v.optional(endpoints),
  /** Topic prefixes; the empty one takes everything. Only for types that subscribe. */
  subscribe: v.optional(v.pipe(v.array(topic), v.maxLength(10_000))),
  options: v.optional(options),
});
export type SocketSpec = v.InferInput<typeof socketSpec>;

const rememberedSpec = v.strictObject({ ...socketSpec.entries, id: socketId });
/** What it takes to open a socket again under its id. */
export type RememberedSpec = v.InferInput<typeof rememberedSpec>;

/** Closed sockets that the engine knows, or fewer whose endpoints and topics have 4 MiB; it forgets the one that was closed first. */
export const maxClosedSockets = 1000;

/**
 * `listening`: bound. `connecting`: first try under way. `connected`: at least one handshake is standing.
 * `retrying`: nobody there, libzmq tries again by itself. `refused`: reached, but the handshake failed.
 */
export type EndpointState = 'listening' | 'connecting' | 'connected' | 'retrying' | 'refused';

/** Why an endpoint is retrying or refused, or why the last peer of a bound one was turned away. */
export type EndpointCause =
  'nobody listens' | 'not resolved' | 'unreachable' | 'connection lost' | 'left in handshake' | 'handshake failed' | 'handshake awaited';

/**
 * What ended a handshake (zmq_socket_monitor(3), RFC 27). `hung up`: the other side closed the connection and did not say why; `refused`: it did
 * say.
 */
export type HandshakeFault = 'mechanism' | 'key' | 'types' | 'hung up' | 'refused' | 'unanswered' | 'not ZMTP' | 'authentication' | 'other';

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
  /** Of `handshake failed`. */
  fault?: HandshakeFault;
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

/**
 * How a socket stands with others. `connected`: a peer is there. `listening`: bound, and nobody is there. `connecting`: it has only
 * endpoints to connect to, and reached none. `no endpoint`: it has none.
 */
export type SocketState = 'connected' | 'listening' | 'connecting' | 'no endpoint';

/** A peer whose messages our own codec receives. */
export interface PeerInfo {
  /** Of its connection, from 1. */
  number: number;
  /** Where it is: `127.0.0.1:5555`, or the endpoint where a path has none. */
  address: string;
  identity?: Uint8Array;
  /** As it told it: `PUB`. */
  socketType?: string;
  /** Version and mechanism: `ZMTP 3.1, NULL`. */
  speaks?: string;
  counters: Counters;
}

export interface SocketInfo {
  id: SocketId;
  /** The chat it belongs to, which opens and closes it. */
  chat?: string;
  name: string;
  type: SocketType;
  endpoints: EndpointInfo[];
  subscriptions: Uint8Array[];
  /** PUB, XPUB: what the peers subscribed to, at most 1,000 topics and 64 KiB of them. Absent where it cannot be observed. */
  peerSubscriptions?: PeerSubscription[];
  /** How many topics `peerSubscriptions` leaves out. */
  peerSubscriptionsCut?: number;
  /** Those set by the opener; the others have their defaults. */
  options: SocketOptions;
  /** Lock-step types only. */
  turn?: Turn;
  state: SocketState;
  peers: number;
  /** Both where the codec has libzmq beside it for endpoints that it cannot take. Absent where nothing is received. */
  receiver?: ReceiverKind | 'wire and libzmq';
  /** Those that can be told apart, at most 200. */
  peerList?: PeerInfo[];
  /** ROUTER, STREAM: the latest first, at most 100. */
  heardPeers: HeardPeer[];
  /** DEALER: whether the last message received carried the empty delimiter of RFC 28. */
  delimiterSeen?: boolean;
  counters: Counters;
  rates: Rates;
}

const oneSocket = v.strictObject({ socket: socketId });

export const openSocket = new Method(
  'socket/open',
  v.strictObject({
    ...socketSpec.entries,
    /** Where each endpoint of `bind` shall listen, in their order: the port that `*` had become before a crash. */
    boundAt: v.optional(endpoints),
  }),
  result<SocketInfo>(),
);
/** Open or closed. Its records bear the new name, those of before too. */
export const renameSocket = new Method('socket/rename', v.strictObject({ socket: socketId, name: socketName }), result<null>());
/** The engine goes on knowing it as a closed one, unless it belongs to a chat. */
export const closeSocket = new Method('socket/close', oneSocket, result<null>());
/**
 * Gives up the request that a REQ waits for the reply to, or that a REP has to answer: opens another socket in its place, with the same id,
 * endpoints and ports. A reply that still comes is lost; a REQ that is bound has the option `correlate` from then on.
 */
export const resetTurn = new Method('socket/resetTurn', oneSocket, result<SocketInfo>());
/** Closes it where it is open, and forgets it. */
export const forgetSocket = new Method('socket/forget', oneSocket, result<null>());
/** Makes sockets of an earlier engine known as closed ones; those known already stay as they are. */
export const restoreSockets = new Method(
  'socket/restore',
  v.strictObject({ sockets: v.pipe(v.array(rememberedSpec), v.maxLength(maxClosedSockets)) }),
  result<null>(),
);
/** Open sockets only. */
export const listSockets = new Method('socket/list', empty, result<SocketInfo[]>());
/** `closed`: as they were when they were open, the one closed last at the end. */
export const listAllSockets = new Method('socket/listAll', empty, result<{ open: SocketInfo[]; closed: RememberedSpec[] }>());

const endpointParams = v.strictObject({
  socket: socketId,
  role: endpointRole,
  /** For removing: as given or as resolved. */
  endpoint: shortText,
});
export type EndpointParams = v.InferOutput<typeof endpointParams>;
export const addEndpoint = new Method('socket/addEndpoint', endpointParams, result<EndpointInfo>());
export const removeEndpoint = new Method('socket/removeEndpoint', endpointParams, result<null>());

const subscriptionParams = v.strictObject({ socket: socketId, topic });
export type SubscriptionParams = v.InferOutput<typeof subscriptionParams>;
export const subscribe = new Method('socket/subscribe', subscriptionParams, result<null>());
export const unsubscribe = new Method('socket/unsubscribe', subscriptionParams, result<null>());

/** How a message is addressed. */
export const addressing = {
  /** ROUTER, STREAM: whom to send to. */
  routingId: v.optional(routingId),
  /** PUB, XPUB: wait at most so many ms (<= 5000) until a subscription matches. */
  holdForSubscriber: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5000))),
};
const sendParams = v.strictObject({
  socket: socketId,
  /** Exactly what goes out, without the routing id. */
  frames: v.pipe(v.array(bytes), v.minLength(1), v.maxLength(100_000)),
  ...addressing,
});
export type SendParams = v.InferOutput<typeof sendParams>;

/** Why a send was refused, more exactly than `RefusalReason`. */
export type RefusalCause =
  | 'waiting queue full'
  | 'peer queue full'
  | 'queue full or unheard'
  | 'no peer'
  | 'unroutable'
  | 'awaiting reply'
  | 'no request'
  | 'not its turn'
  | 'busy'
  | 'receives only'
  | 'routing id missing'
  | 'routing id unknown to type'
  | 'several frames of a stream'
  | 'several frames with conflate'
  | 'other';

export type RefusalReason =
  'high-water mark' | 'no peer' | 'not its turn' | 'unroutable' | 'cannot send' | 'routing id needed' | 'busy' | 'failed';

/** Why a message that libzmq took may reach nobody. */
export type SendDoubt = 'no subscription' | 'unobservable' | 'unroutable' | 'requester gone' | 'requester may be gone' | 'another pair';

/** How a send ended. A refused one left the socket as it was. `record`: its number in the log. */
export type SendOutcome =
  | { outcome: 'sent'; message: string; record?: number; doubt?: SendDoubt; subscribers?: { atLeast: number; atMost: number } }
  | { outcome: 'queued'; message: string; record?: number }
  | { outcome: 'refused'; reason: RefusalReason; cause?: RefusalCause; message: string; hint?: string };

export const send = new Method('socket/send', sendParams, result<SendOutcome>());
