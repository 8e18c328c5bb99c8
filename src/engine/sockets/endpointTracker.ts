import { socketTypes } from '../../core/socket/socketTypes';
import type { EventKind } from '../../protocol/log';
import type { EndpointCause, EndpointInfo, EndpointRole, SocketType } from '../../protocol/sockets';
import type { ZmqEvent } from './zmq';

/** What a monitor event means, as a record of the log. */
export interface EventRecord {
  kind: EventKind;
  text: string;
  endpoint: string;
  cause?: EndpointCause;
}

interface Tracked extends EndpointInfo {
  /** Connections whose handshake is not over. */
  pending: number;
  /** The last step of the current try to connect. */
  step: 'none' | 'delayed' | 'connected' | 'ready' | 'failed';
}

/**
 * Follows a socket's endpoints through its monitor events (zmq_socket_monitor(3)) and says what each means.
 *
 * Events name an endpoint, not a connection. A bound endpoint's disconnect is taken for a connection still in its handshake
 * where there is one; should that one complete after all, the count was right already and stays.
 */
export class EndpointTracker {
  private readonly tracked: Tracked[] = [];

  constructor(
    private readonly type: SocketType,
    private readonly maxMessageSize: number,
  ) {}

  add(role: EndpointRole, requested: string, resolved: string): EndpointInfo {
    const state = role === 'bind' ? 'listening' : 'connecting';
    const endpoint: Tracked = { role, requested, resolved, state, peers: 0, pending: 0, step: 'none' };
    this.tracked.push(endpoint);
    return endpoint;
  }

  find(role: EndpointRole, text: string): EndpointInfo | undefined {
    return this.tracked.find((endpoint) => endpoint.role === role && (endpoint.requested === text || endpoint.resolved === text));
  }

  remove(endpoint: EndpointInfo): void {
    const at = this.tracked.indexOf(endpoint as Tracked);
    if (at >= 0) this.tracked.splice(at, 1);
  }

  get list(): readonly EndpointInfo[] {
    return this.tracked;
  }

  /** A copy that may leave the process. */
  snapshot(): EndpointInfo[] {
    return this.tracked.map(({ role, requested, resolved, state, peers, reason, cause }) => ({
      role,
      requested,
      resolved,
      state,
      peers,
      reason,
      cause,
    }));
  }

  get peers(): number {
    return this.tracked.reduce((sum, endpoint) => sum + endpoint.peers, 0);
  }

  /** inproc has no monitor events: the registry tells how many counterparts an endpoint has. */
  setInprocPeers(endpoint: EndpointInfo, peers: number): void {
    endpoint.peers = peers;
    endpoint.state = peers > 0 ? 'connected' : endpoint.role === 'bind' ? 'listening' : 'connecting';
  }

  /** Takes an event in; what it means for a person, or undefined where that was said already. */
  handle(event: ZmqEvent): EventRecord | undefined {
    const address = 'address' in event ? event.address : '';
    const endpoint = this.at(address);
    if (this.type === 'stream') {
      // Plain TCP has no handshake: a connection is a peer, and what libzmq says of handshakes means nothing.
      if (event.type === 'accept' || event.type === 'connect') return this.streamPeer(endpoint, address);
      if (event.type.startsWith('handshake')) return undefined;
    }
    switch (event.type) {
      case 'accept':
        if (endpoint) endpoint.pending++;
        return { kind: 'accepted', text: 'A peer connects.', endpoint: address };
      case 'accept:error':
        return { kind: 'accept failed', text: `A connection could not be accepted: ${event.error.message}.`, endpoint: address };
      case 'connect':
        if (endpoint) Object.assign(endpoint, { step: 'connected', pending: 1 });
        return { kind: 'connected', text: 'Connection made; the handshake follows.', endpoint: address };
      case 'connect:delay':
        if (endpoint && endpoint.step !== 'connected') endpoint.step = 'delayed';
        return undefined;
      case 'connect:retry':
        return this.retry(endpoint, address);
      case 'handshake':
        return this.ready(endpoint, address);
      case 'handshake:error:protocol':
      case 'handshake:error:auth':
      case 'handshake:error:other':
        return this.handshakeFailed(endpoint, address, reasonOf(event));
      case 'disconnect':
        return this.disconnected(endpoint, address);
      default:
        // Binding and closing are recorded where they are asked for.
        return undefined;
    }
  }

  /** Events of accepted connections name the local address they came in at, also where every interface was bound. */
  private at(address: string): Tracked | undefined {
    const exact = this.tracked.find((endpoint) => endpoint.resolved === address || endpoint.requested === address);
    if (exact || !address.startsWith('tcp://')) return exact;
    const port = address.slice(address.lastIndexOf(':'));
    return this.tracked.find(
      (endpoint) => endpoint.role === 'bind' && endpoint.resolved.startsWith('tcp://') && endpoint.resolved.endsWith(port),
    );
  }

  private streamPeer(endpoint: Tracked | undefined, address: string): EventRecord {
    if (endpoint) {
      endpoint.peers = endpoint.role === 'connect' ? 1 : endpoint.peers + 1;
      Object.assign(endpoint, { state: 'connected', reason: undefined, step: 'ready' });
    }
    return { kind: 'connected', text: 'Connection made.', endpoint: address };
  }

  private ready(endpoint: Tracked | undefined, address: string): EventRecord {
    if (endpoint) {
      if (endpoint.role === 'connect') endpoint.peers = 1;
      else if (endpoint.pending > 0) endpoint.peers++;
      endpoint.pending = Math.max(0, endpoint.pending - 1);
      Object.assign(endpoint, { state: 'connected', reason: undefined, cause: undefined, step: 'ready' });
    }
    const crowd = this.type === 'pair' && this.peers > 1 ? ' A PAIR socket talks to one peer only: this one will not be heard.' : '';
    return { kind: 'handshake', text: `Handshake done: a peer is ready.${crowd}`, endpoint: address };
  }

  private handshakeFailed(endpoint: Tracked | undefined, address: string, reason: string): EventRecord {
    if (endpoint) endpoint.cause = 'handshake failed';
    if (endpoint?.role === 'connect') Object.assign(endpoint, { state: 'refused', reason, step: 'failed' });
    return { kind: 'handshake failed', text: reason, endpoint: address };
  }

  private disconnected(endpoint: Tracked | undefined, address: string): EventRecord {
    const inHandshake = endpoint !== undefined && endpoint.pending > 0;
    if (endpoint) {
      if (inHandshake) endpoint.pending--;
      else endpoint.peers = Math.max(0, endpoint.peers - 1);
      if (endpoint.peers === 0) endpoint.state = endpoint.role === 'bind' ? 'listening' : 'refused';
    }
    if (inHandshake && endpoint.step !== 'failed') {
      const { label, peers } = socketTypes[this.type];
      const able = peers.map((peer) => socketTypes[peer].label).join(', ');
      const reason = able
        ? `The peer left before the handshake was done. If it keeps doing so, its type may not fit: ${label} talks to ${able}.`
        : 'The peer left before the handshake was done.';
      endpoint.cause = 'left in handshake';
      if (endpoint.role === 'connect') endpoint.reason = reason;
      return { kind: 'disconnected', text: reason, endpoint: address, cause: 'left in handshake' };
    }
    if (endpoint?.role === 'connect') endpoint.reason ??= 'The connection ended.';
    const limit =
      this.maxMessageSize < 0
        ? ''
        : ` It ended or the network failed; a message above maxMessageSize (${this.maxMessageSize} B) has the same effect.`;
    return { kind: 'disconnected', text: inHandshake ? 'The connection ended.' : `A peer disconnected.${limit}`, endpoint: address };
  }

  private retry(endpoint: Tracked | undefined, address: string): EventRecord {
    const step = endpoint?.step ?? 'none';
    const { cause, text } = retryReason(address, step);
    if (endpoint) {
      if (endpoint.state !== 'refused' || step === 'delayed') Object.assign(endpoint, { state: 'retrying', reason: text, cause });
      Object.assign(endpoint, { step: 'none', peers: 0, pending: 0 });
    }
    return { kind: 'retry', text, endpoint: address, cause };
  }
}

function retryReason(address: string, step: Tracked['step']): { cause: EndpointCause; text: string } {
  if (step === 'delayed') return { cause: 'nobody listens', text: `Nothing listens at ${address}; trying again.` };
  if (step === 'ready') return { cause: 'connection lost', text: 'The connection was lost; trying again.' };
  if (step === 'failed') return { cause: 'handshake failed', text: 'The handshake failed; trying again.' };
  if (step === 'connected')
    return { cause: 'left in handshake', text: 'The connection ended before the handshake was done; trying again.' };
  if (address.startsWith('ipc://'))
    return { cause: 'nobody listens', text: `No program listens at ${address}; trying again. Check the path and its permissions.` };
  const host = /([^;/]*):\d+$/.exec(address)?.[1] ?? address;
  const named = !/^[\d.]+$|^\[/.test(host);
  return named
    ? { cause: 'not resolved', text: `The name "${host}" does not resolve, or its network cannot be reached; trying again.` }
    : { cause: 'unreachable', text: `The network of ${host} cannot be reached; trying again.` };
}

/** Sentences for the errors of zmq_socket_monitor(3) and RFC 27. */
function reasonOf(event: Extract<ZmqEvent, { type: `handshake:error:${string}` }>): string {
  if (event.type === 'handshake:error:auth') {
    return `Authentication was refused with status ${event.error.status} (RFC 27).`;
  }
  const code = 'code' in event.error ? event.error.code : undefined;
  switch (code) {
    case 'ERR_ZMTP_MECHANISM_MISMATCH':
      return 'The handshake failed: the two sides use different security mechanisms (NULL, PLAIN or CURVE). This socket uses NULL.';
    case 'ERR_ZMTP_CRYPTOGRAPHIC':
      return 'The handshake failed: a CURVE key is wrong.';
    case 'ERR_ZMTP_INVALID_METADATA':
      return 'The handshake failed: the socket types do not fit each other.';
    case 'EPIPE':
    case 'ECONNRESET':
      return "The handshake failed: the other side hung up. It may not speak ZMTP, or refuse this socket's security mechanism.";
    case 'EAGAIN':
    case 'ETIMEDOUT':
      return 'The handshake failed: the other side answers, but does not speak ZMTP.';
  }
  return `The handshake failed: ${event.error.message}${code ? ` (${code})` : ''}.`;
}
