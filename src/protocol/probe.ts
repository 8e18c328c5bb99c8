import * as v from 'valibot';
import { Method, result } from './method';
import { ordinal, shortText } from './shapes';
import type { SocketId, SocketType } from './sockets';

/** What else than ZeroMQ may listen, as far as it is told by what it says. */
export const foreignProtocols = [
  'TLS',
  'WebSocket',
  'HTTP',
  'SSH',
  'Redis',
  'PostgreSQL',
  'MySQL',
  'MQTT',
  'AMQP',
  'NATS',
  'SMTP',
  'FTP',
  'POP3',
  'IMAP',
  'VNC',
] as const;
export type ForeignProtocol = (typeof foreignProtocols)[number];

/**
 * `silent`: takes connections and says nothing. `hangs up`: takes them, and ends them without a word. `nobody`: nothing listens.
 * `forbidden`: the system lets nobody of this user connect.
 */
export type Found = 'zmtp' | 'other protocol' | 'silent' | 'hangs up' | 'nobody' | 'forbidden' | 'not resolved' | 'unreachable';

/** What is at an endpoint, found out by talking to it for at most 3 s. */
export interface Probe {
  endpoint: string;
  found: Found;
  /** Of ZMTP, such as `3.1`. Where it is 1.0, its bytes may as well be of something else. */
  version?: string;
  /** Of ZMTP 3: `NULL`, `PLAIN`, `CURVE` or another one. */
  mechanism?: string;
  /** Of ZMTP 2, and of 3 with `NULL`: as it is said (RFC 23), a type that this product does not know included. */
  socketType?: string;
  /** Its routing id, where it has one and tells it. */
  identity?: Uint8Array;
  /** Of `other protocol`, where that could be told. */
  protocol?: ForeignProtocol;
  /** The socket of this engine that listens there. It was not connected to. */
  own?: SocketId;
  /** Types of sockets that can talk to it, the likeliest first; all that come into question where it does not tell its own. */
  fits: SocketType[];
  /** One sentence for a person. */
  text: string;
}
/** tcp and ipc. The one at the other end sees a failed handshake, so it is asked for by a person only. */
export const probeEndpoint = new Method('endpoint/probe', v.strictObject({ endpoint: shortText }), result<Probe>());

/** The most ports that are probed at one request of a person. */
export const maxPorts = 2000;
/** What was found in a stretch of a range of ports: those where something listens. `next` is the `from` of the next stretch. */
export interface PortsProbe {
  found: Probe[];
  next?: number;
}
/**
 * Ports of this computer, at most 2,000: `tcp://localhost:5000-6000`. A stretch takes a second or so, as far as it came;
 * `from` is its first port.
 */
export const probePorts = new Method(
  'endpoint/probePorts',
  v.strictObject({ endpoint: shortText, from: v.optional(ordinal) }),
  result<PortsProbe>(),
);
