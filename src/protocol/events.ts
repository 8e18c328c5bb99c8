import type { Found } from './probe';
import type { HandshakeFault, RefusalCause, SocketType } from './sockets';

/** What an event record tells of. */
export type EventKind =
  | 'opened'
  | 'closed'
  | 'listening'
  | 'bind failed'
  | 'accepted'
  | 'accept failed'
  | 'connecting'
  | 'connected'
  | 'retry'
  | 'handshake'
  | 'handshake failed'
  | 'disconnected'
  | 'subscribe'
  | 'unsubscribe'
  | 'send refused'
  | 'repeated'
  | 'records lost'
  | 'warning'
  | 'demo'
  | 'heartbeat'
  | 'command'
  | 'fault'
  | 'probed';

/** Why an address could not be bound. */
export type BindCause =
  | 'in use'
  | 'no such address'
  | 'no such interface'
  | 'interface without address'
  | 'other file'
  | 'permission'
  | 'no directory'
  | 'not taken'
  | 'name unknown'
  | 'name unanswered'
  | 'other';

/** Why libzmq tries to connect again. */
export type RetryCause =
  | 'nobody listens'
  | 'no ipc path'
  | 'not resolved'
  | 'unreachable'
  | 'source or target'
  | 'connection lost'
  | 'handshake failed'
  | 'left in handshake';

/**
 * How a connection ended. `in handshake`: before its handshake was done; `after failure`: its handshake had failed; `unknown`: events
 * name no connection, so it may be one in its handshake or a peer.
 */
export type EndCause = 'peer' | 'peer or size' | 'in handshake' | 'after failure' | 'unknown';

/** A socket was opened, or closed. */
export interface SocketFacts {
  code: 'opened' | 'closed';
  type: SocketType;
}
/** `endpoint` as libzmq resolved it. */
export interface ListeningFacts {
  code: 'listening';
  endpoint: string;
  requested: string;
}
export interface BindFailedFacts {
  code: 'bind failed';
  endpoint: string;
  cause: BindCause;
  errno?: string;
  /** Who has the address, where that can be seen. */
  owner?: string;
  /** The name that does not resolve. */
  host?: string;
  /** What libzmq or the system says. */
  detail?: string;
}
/** Given up on request. */
export interface ReleasedFacts {
  code: 'unbound' | 'unconnected';
  endpoint: string;
}
/** Steps of a connection. */
export interface ConnectionFacts {
  code: 'connecting' | 'accepted' | 'connected' | 'stream connected' | 'handshake awaited';
  endpoint: string;
}
export interface AcceptFailedFacts {
  code: 'accept failed';
  endpoint: string;
  errno?: string;
  detail: string;
}
export interface HandshakeFacts {
  code: 'handshake';
  endpoint: string;
  /** A further peer of a PAIR, which talks to one. */
  cause?: 'second of a pair';
}
export interface HandshakeFailedFacts {
  code: 'handshake failed';
  endpoint: string;
  cause: HandshakeFault;
  errno?: string;
  /** `hung up` and `types`: the socket's own type, and those it talks to. */
  type?: SocketType;
  able?: SocketType[];
  /** `types`: that of the other side, as it told it, where that is known. */
  other?: string;
  /** `authentication`: of ZAP (RFC 27). */
  status?: number;
  /** `not ZMTP`: it came to a bound endpoint; else it is what answered there. */
  cameIn?: true;
  /** Its address where it came in; over ipc it has none. */
  peer?: string;
  detail?: string;
}
export interface RetryFacts {
  code: 'retry';
  endpoint: string;
  cause: RetryCause;
  /** The one that does not resolve, or cannot be reached. */
  host?: string;
  /** The local address that was given, where that may be at fault. */
  source?: string;
}
export interface DisconnectedFacts {
  code: 'disconnected';
  endpoint: string;
  cause: EndCause;
  /** `in handshake`: the socket's own type, and those it talks to. */
  type?: SocketType;
  able?: SocketType[];
  /** `peer or size`: a larger message has the same effect; bytes. */
  maxMessageSize?: number;
}
/** A peer whose connection was closed from here. */
export interface PeerCutFacts {
  code: 'peer cut off';
  endpoint: string;
  /** Its address. */
  peer: string;
  /** `not ZMTP`: at that byte; `too large`: a frame above that option; `no heartbeat`: no sign of life in time; `refused`: it said ERROR. */
  cause: 'not ZMTP' | 'too large' | 'no heartbeat' | 'refused';
  at?: number;
  maxMessageSize?: number;
  detail?: string;
}
/** Of a PUB's peer. */
export interface SubscriptionFacts {
  code: 'subscribe' | 'unsubscribe';
  /** On one line, at most 200 characters; empty: everything. */
  topic: string;
}
export interface SendRefusedFacts {
  code: 'send refused';
  cause: RefusalCause;
  type: SocketType;
  errno?: string;
  detail?: string;
}
/** Events that were counted only. */
export interface RepeatedFacts {
  code: 'repeated';
  endpoint?: string;
  of: EventKind;
  count: number;
  /** The last of them, where its kind has reasons: all had the same. */
  last?: EventFacts;
}
/** With an engine before this one. */
export interface RecordsLostFacts {
  code: 'records lost';
  count: number;
}
/** Something of libzmq that cannot go on. */
export interface TroubleFacts {
  code: 'receiving stopped' | 'events unwatched' | 'release failed';
  endpoint?: string;
  detail: string;
}
/** Messages come faster than they can be recorded. Whether the receive queue was full is not known, but that it was never empty. */
export interface BehindFacts {
  /** Of a socket whose senders wait, and of one whose publishers drop. */
  code: 'senders slowed' | 'messages may be missing';
  /** For how long it was not empty. */
  seconds: number;
}
/**
 * A ROUTER has more peers than routing ids that messages came from. libzmq does not hear a peer whose routing id is taken, and its events
 * name no routing id: it may be one that is silent as well.
 */
export interface UnheardFacts {
  code: 'peers unheard';
  peers: number;
  /** Routing ids that messages came from. */
  heard: number;
}
/** The option `conflate` is set on a socket that receives. */
export interface ConflatedFacts {
  code: 'conflated';
}

/** A side of a tapped connection: the program that connected, or the one that is bound. */
export type TapSide = 'connector' | 'binder';

/** A tap began to listen at `endpoint`, or no longer does. */
export interface TapFacts {
  code: 'tap opened' | 'tap closed';
  endpoint: string;
  target: string;
}
/** A program connected and was connected on to `endpoint`. */
export interface TappedFacts {
  code: 'tapped';
  endpoint: string;
}
/** A program connected, and could not be connected on to `endpoint`. */
export interface TargetDownFacts {
  code: 'target down';
  endpoint: string;
  cause: 'nobody listens' | 'no ipc path' | 'not resolved' | 'unreachable' | 'no descriptors';
  errno?: string;
}
/** What one side told of itself in its greeting or its READY. */
export interface SideReadyFacts {
  code: 'side ready';
  side: TapSide;
  /** Version and mechanism: `ZMTP 3.1, NULL`, `ZMTP 2.0`. */
  speaks: string;
  /** As told; absent where it is encrypted or was not told. */
  socketType?: string;
  /** On one line, at most 200 characters. */
  identity?: string;
}
/** A step of PLAIN or CURVE. The password of PLAIN is not read. */
export interface HandshakeStepFacts {
  code: 'handshake step';
  side: TapSide;
  name: string;
  /** PLAIN. */
  username?: string;
}
/** An ERROR command: it ends the handshake (RFC 37). */
export interface SideRefusedFacts {
  code: 'side refused';
  side: TapSide;
  /** As told, on one line, at most 200 characters. */
  detail: string;
}
export interface HeartbeatFacts {
  code: 'ping' | 'pong';
  side: TapSide;
  /** s; of PING. */
  timeToLive?: number;
}
/** Of RADIO and DISH. */
export interface GroupFacts {
  code: 'join' | 'leave';
  side: TapSide;
  group: string;
}
/** A command that is not known here. */
export interface CommandFacts {
  code: 'command';
  side: TapSide;
  name: string;
  /** Bytes behind its name. */
  size: number;
}
/** From octet `at` of what this side sends nothing is decoded; it goes on being passed. */
export interface UndecodedFacts {
  code: 'not decoded';
  side: TapSide;
  cause: 'not ZMTP' | 'no mechanism' | 'reserved flags' | 'impossible length' | 'no command' | 'message in handshake';
  at: number;
}
/** A tapped connection ended within a message. */
export interface MessageCutFacts {
  code: 'message cut';
  side: TapSide;
  /** Bytes of it that came. */
  size: number;
}
/** A tapped connection ended. */
export interface TapEndFacts {
  code: 'tap ended';
  cause: 'ended by connector' | 'ended by binder' | 'reset by connector' | 'reset by binder' | 'tap closed';
}

/** What a fault that is on did to a message, or to its connection. */
export interface FaultFacts {
  code: 'fault';
  /** Whose message. */
  side: TapSide | ProxySideName;
  /**
   * `restarted`: in the place of `reset` in a proxy, whose sockets cannot break off one connection. `untouched`: the message was too large to wait until
   * it is whole.
   */
  act:
    | 'delayed'
    | 'dropped'
    | 'duplicated'
    | 'corrupted'
    | 'slowed'
    | 'moved'
    | 'held'
    | 'let go'
    | 'edited'
    | 'reset'
    | 'restarted'
    | 'black hole'
    | 'untouched';
  /** The record of the message; absent where it is about the connection. */
  record?: number;
  ms?: number;
  /** Of `corrupted`: the frame, from 0, and the byte in it. */
  frame?: number;
  at?: number;
  /** Of `moved`: so many places later, or earlier where it is negative. */
  places?: number;
}
/** Which faults are on in a tap or a proxy. */
export interface FaultsFacts {
  code: 'faults';
  /** Kinds, in their order. */
  kinds: string[];
}

/** A socket of a proxy. */
export type ProxySideName = 'frontend' | 'backend';

/** A proxy began to pass messages between sockets of these types. */
export interface ProxyFacts {
  code: 'proxy started';
  /** As people write them: `ROUTER`. */
  frontend: string;
  backend: string;
}
export interface ProxyStateFacts {
  code: 'proxy stopped' | 'proxy paused' | 'proxy goes on';
}
/** A message did not reach the other socket's peers. */
export interface NotPassedFacts {
  code: 'not passed on';
  /** Its record. */
  record: number;
  cause: 'no such peer' | 'peer full' | 'other';
  /** Of `other`: as libzmq has it. */
  detail?: string;
}

/** What is at an endpoint that a person asked about. */
export interface ProbedFacts {
  code: 'probed';
  endpoint: string;
  found: Found;
  /** Of `zmtp`, as `Probe` of probe.ts has them. */
  version?: string;
  mechanism?: string;
  socketType?: string;
  /** On one line, at most 100 characters. */
  identity?: string;
  /** Name of the socket, where it is one of this engine. */
  own?: string;
  /** Of `other protocol`. */
  protocol?: string;
  /** Of `unreachable`: what the system says. */
  detail?: string;
}

/** What an event record tells, as data: a code and what belongs to it. `core/events/catalogue.ts` has the sentences. */
export type EventFacts =
  | SocketFacts
  | ListeningFacts
  | BindFailedFacts
  | ReleasedFacts
  | ConnectionFacts
  | AcceptFailedFacts
  | HandshakeFacts
  | HandshakeFailedFacts
  | RetryFacts
  | DisconnectedFacts
  | PeerCutFacts
  | SubscriptionFacts
  | SendRefusedFacts
  | RepeatedFacts
  | RecordsLostFacts
  | TroubleFacts
  | BehindFacts
  | UnheardFacts
  | ConflatedFacts
  | TapFacts
  | ProxyFacts
  | ProxyStateFacts
  | NotPassedFacts
  | TappedFacts
  | TargetDownFacts
  | SideReadyFacts
  | HandshakeStepFacts
  | SideRefusedFacts
  | HeartbeatFacts
  | GroupFacts
  | CommandFacts
  | UndecodedFacts
  | MessageCutFacts
  | TapEndFacts
  | FaultFacts
  | FaultsFacts
  | ProbedFacts;

export type EventCode = EventFacts['code'];
