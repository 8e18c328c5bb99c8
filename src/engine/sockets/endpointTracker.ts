import { patience } from '../../core/base/patience';
import { isIP } from 'node:net';
import { eventSentence } from '../../core/events/catalogue';
import { parseEndpoint } from '../../core/socket/endpoint';
import { socketTypes } from '../../core/socket/socketTypes';
import type { DisconnectedFacts, EventFacts, HandshakeFailedFacts, RetryCause, RetryFacts } from '../../protocol/events';
import type { EndpointCause, EndpointInfo, EndpointRole, SocketState, SocketType } from '../../protocol/sockets';
import type { ConnectionEvent } from '../wire/receiver/connectionEvent';
import type { ZmqEvent } from './zmq';

/** Addresses of one endpoint that are remembered; a name may lead to ever new ones. */
const maxAddresses = 100;

interface Tracked extends EndpointInfo {
  /** Connections whose handshake is not over. */
  pending: number;
  /** The last step of the current try to connect. */
  step: 'none' | 'delayed' | 'connected' | 'ready' | 'failed';
  /** When the connection was made whose handshake is awaited, ms; until that was told. */
  awaitedSince?: number;
  /** Why it is retrying or refused, or what it waits for. */
  why?: EventFacts;
  /** What events have called it beside what it is called here: libzmq names a host by its number after the first connection. */
  addresses: Set<string>;
}

/** What an event can be about. */
type Side = EndpointRole | 'either';

/**
 * Follows a socket's endpoints through its monitor events (zmq_socket_monitor(3)) and says what each means.
 *
 * Events name an endpoint, not a connection. A bound endpoint's disconnect is taken for a connection still in its handshake
 * where there is one; should that one complete after all, the count was right already and stays.
 */
export class EndpointTracker {
  private readonly tracked: Tracked[] = [];
  /** Whose connection ended and was not tried again yet, in that order: they are tried again in the same. */
  private ended: Tracked[] = [];
  /** How many connections have ended that may have been a peer's; it tells whether one did meanwhile. */
  departures = 0;
  /** Whether several peers were there at once since none was. */
  crowded = false;

  constructor(
    private readonly type: SocketType,
    /** -1 where a larger message would be told of by itself. */
    private readonly maxMessageSize: () => number,
  ) {}

  add(role: EndpointRole, requested: string, resolved: string): EndpointInfo {
    const state = role === 'bind' ? 'listening' : 'connecting';
    const endpoint: Tracked = { role, requested, resolved, state, peers: 0, pending: 0, step: 'none', addresses: new Set() };
    this.tracked.push(endpoint);
    return endpoint;
  }

  find(role: EndpointRole, text: string): EndpointInfo | undefined {
    return this.tracked.find((endpoint) => endpoint.role === role && (endpoint.requested === text || endpoint.resolved === text));
  }

  remove(endpoint: EndpointInfo): void {
    const at = this.tracked.indexOf(endpoint as Tracked);
    if (at >= 0) this.tracked.splice(at, 1);
    this.forgetEnd(endpoint);
  }

  get list(): readonly EndpointInfo[] {
    return this.tracked;
  }

  /** A copy that may leave the process. */
  snapshot(): EndpointInfo[] {
    return this.tracked.map(({ role, requested, resolved, state, peers, why, cause, fault }) => ({
      role,
      requested,
      resolved,
      state,
      peers,
      reason: why && eventSentence(why),
      cause,
      fault,
    }));
  }

  get state(): SocketState {
    if (this.peers > 0) return 'connected';
    if (this.tracked.some(({ role }) => role === 'bind')) return 'listening';
    return this.tracked.length > 0 ? 'connecting' : 'no endpoint';
  }

  get peers(): number {
    return this.tracked.reduce((sum, endpoint) => sum + endpoint.peers, 0);
  }

  /** inproc has no monitor events: the registry tells how many counterparts an endpoint has. */
  setInprocPeers(endpoint: EndpointInfo, peers: number): void {
    if (peers < endpoint.peers) this.departures += endpoint.peers - peers;
    endpoint.peers = peers;
    endpoint.state = peers > 0 ? 'connected' : endpoint.role === 'bind' ? 'listening' : 'connecting';
  }

  /** What is to be said since time has passed; call it about once a second. `time`: ms. */
  overdue(time: number): EventFacts[] {
    return this.tracked.flatMap((endpoint) => {
      if (endpoint.awaitedSince === undefined || time - endpoint.awaitedSince < patience.handshake) return [];
      endpoint.awaitedSince = undefined;
      endpoint.why = { code: 'handshake awaited', endpoint: endpoint.requested };
      endpoint.cause = 'handshake awaited';
      return [endpoint.why];
    });
  }

  /** Takes an event in at this time (ms): what it tells, or undefined where that was said already. */
  handle(event: ZmqEvent | ConnectionEvent, time: number): EventFacts | undefined {
    const address = 'address' in event ? event.address : '';
    const endpoint = this.at(address, event.type);
    // A connection keeps the name that a person gave it; one that came in is told by the address it came to.
    const name = endpoint?.role === 'connect' ? endpoint.requested : address;
    if (this.type === 'stream') {
      // Plain TCP has no handshake: a connection is a peer, and what libzmq says of handshakes means nothing.
      if (event.type === 'accept' || event.type === 'connect') return this.streamPeer(endpoint, name);
      if (event.type.startsWith('handshake')) return undefined;
    }
    switch (event.type) {
      case 'accept':
        if (endpoint) endpoint.pending++;
        return { code: 'accepted', endpoint: name };
      case 'accept:error':
        return { code: 'accept failed', endpoint: name, detail: event.error.message, ...errnoOf(event.error) };
      case 'connect':
        return this.connected(endpoint, name, time);
      case 'connect:delay':
        if (endpoint && endpoint.step !== 'connected') endpoint.step = 'delayed';
        return undefined;
      case 'connect:retry':
        return this.retry(endpoint, name);
      case 'handshake':
        return this.ready(endpoint, name);
      case 'handshake:error:protocol':
      case 'handshake:error:auth':
      case 'handshake:error:other':
        return this.handshakeFailed(endpoint, faultOf(event, name, this.type));
      case 'disconnect':
        return this.disconnected(endpoint, name);
      default:
        // Binding and closing are recorded where they are asked for.
        return undefined;
    }
  }

  /** A handshake failed, and why is known better than an event of libzmq tells. Its connection is over. */
  handshakeFault(address: string, about: Omit<HandshakeFailedFacts, 'code' | 'endpoint'>): EventFacts {
    const endpoint = this.at(address, 'handshake:error:other');
    const facts = { code: 'handshake failed' as const, endpoint: endpoint?.role === 'connect' ? endpoint.requested : address, ...about };
    this.handshakeFailed(endpoint, facts);
    this.disconnected(endpoint, facts.endpoint);
    return facts;
  }

  /** The endpoint that an event names, in one way or another: of those it may be, the one that can be in this state, and is named so most exactly. */
  private at(address: string, type: ZmqEvent['type']): Tracked | undefined {
    const side = sideOf(type);
    let best: Tracked | undefined;
    let bestRank = -1;
    for (const endpoint of this.tracked) {
      if (side !== 'either' && endpoint.role !== side) continue;
      const exactness = this.namedSo(endpoint, address, type);
      if (exactness === 0) continue;
      const rank = (canBe(endpoint, type) ? 20 : 0) + (isNextFor(endpoint, type) ? 10 : 0) + exactness;
      if (rank > bestRank) [best, bestRank] = [endpoint, rank];
    }
    if (best && best.resolved !== address && best.requested !== address && best.addresses.size < maxAddresses) best.addresses.add(address);
    return best;
  }

  /** 0: this cannot be its address; more where that is more certain. */
  private namedSo(endpoint: Tracked, address: string, type: ZmqEvent['type']): number {
    const isExact = endpoint.resolved === address || endpoint.requested === address;
    const isKnown = isExact || endpoint.addresses.has(address);
    if (!isKnown && (!mayBeAt(endpoint, address) || !canBe(endpoint, type))) return 0;
    // libzmq first uses the number when it tries again, which it does right after the connection ended.
    if (endpoint === this.ended[0] && type === 'connect:retry') return 4;
    return isExact ? 3 : isKnown ? 2 : 1;
  }

  private streamPeer(endpoint: Tracked | undefined, name: string): EventFacts {
    if (endpoint) {
      endpoint.peers = endpoint.role === 'connect' ? 1 : endpoint.peers + 1;
      Object.assign(endpoint, { state: 'connected', why: undefined, step: 'ready' });
    }
    return { code: 'stream connected', endpoint: name };
  }

  private connected(endpoint: Tracked | undefined, name: string, time: number): EventFacts {
    const facts: EventFacts = { code: 'connected', endpoint: name };
    if (endpoint) Object.assign(endpoint, { step: 'connected', pending: 1, awaitedSince: time });
    if (endpoint?.state === 'connecting') endpoint.why = facts;
    return facts;
  }

  private ready(endpoint: Tracked | undefined, name: string): EventFacts {
    if (endpoint) {
      if (endpoint.role === 'connect') endpoint.peers = 1;
      else if (endpoint.pending > 0) endpoint.peers++;
      endpoint.pending = Math.max(0, endpoint.pending - 1);
      Object.assign(endpoint, {
        state: 'connected',
        why: undefined,
        cause: undefined,
        fault: undefined,
        step: 'ready',
        awaitedSince: undefined,
      });
    }
    this.crowded = this.peers > 1;
    return { code: 'handshake', endpoint: name, ...(this.type === 'pair' && this.crowded ? { cause: 'second of a pair' } : {}) };
  }

  private handshakeFailed(endpoint: Tracked | undefined, facts: HandshakeFailedFacts): EventFacts {
    if (endpoint) Object.assign(endpoint, { cause: 'handshake failed', fault: facts.cause, step: 'failed', awaitedSince: undefined });
    if (endpoint?.role === 'connect') Object.assign(endpoint, { state: 'refused', why: facts });
    return facts;
  }

  private disconnected(endpoint: Tracked | undefined, name: string): EventFacts {
    const facts = this.ending(endpoint, name);
    if (facts.cause !== 'in handshake' && facts.cause !== 'after failure') this.departures++;
    if (!endpoint) return facts;
    if (endpoint.role === 'connect') this.ended = [...this.ended.filter((other) => other !== endpoint), endpoint];
    endpoint.awaitedSince = undefined;
    if (endpoint.pending > 0) endpoint.pending--;
    else endpoint.peers = Math.max(0, endpoint.peers - 1);
    if (endpoint.peers === 0) endpoint.state = endpoint.role === 'bind' ? 'listening' : 'refused';
    if (facts.cause === 'in handshake') Object.assign(endpoint, { cause: 'left in handshake', fault: undefined });
    if (endpoint.role === 'connect') {
      if (facts.cause === 'in handshake') endpoint.why = facts;
      else endpoint.why ??= { code: 'disconnected', endpoint: name, cause: 'after failure' };
    } else if (facts.cause === 'after failure') endpoint.step = 'none';
    return facts;
  }

  /** What the end of a connection at this endpoint can be told to be. */
  private ending(endpoint: Tracked | undefined, name: string): DisconnectedFacts {
    const about = { code: 'disconnected' as const, endpoint: name };
    if (endpoint && endpoint.pending > 0) {
      if (endpoint.step === 'failed') return { ...about, cause: 'after failure' };
      if (endpoint.peers > 0) return { ...about, cause: 'unknown' };
      return { ...about, cause: 'in handshake', ...whoFits(this.type) };
    }
    const maxMessageSize = this.maxMessageSize();
    return maxMessageSize < 0 ? { ...about, cause: 'peer' } : { ...about, cause: 'peer or size', maxMessageSize };
  }

  private forgetEnd(endpoint: EndpointInfo): void {
    this.ended = this.ended.filter((other) => other !== endpoint);
  }

  private retry(endpoint: Tracked | undefined, name: string): EventFacts {
    const step = endpoint?.step ?? 'none';
    const facts = retryFacts(name, step);
    if (endpoint) this.forgetEnd(endpoint);
    if (endpoint) {
      if (endpoint.state !== 'refused' || step === 'delayed')
        Object.assign(endpoint, { state: 'retrying', why: facts, cause: endpointCauses[facts.cause] });
      Object.assign(endpoint, { step: 'none', peers: 0, pending: 0, awaitedSince: undefined });
    }
    return facts;
  }
}

/** Only what is bound accepts, only what connects makes connections. */
function sideOf(type: ZmqEvent['type']): Side {
  if (type.startsWith('accept')) return 'bind';
  return type.startsWith('connect') ? 'connect' : 'either';
}

/** Whether an event of this type can be about an endpoint as it stands. */
function canBe({ role, step, pending, peers }: Tracked, type: ZmqEvent['type']): boolean {
  switch (type) {
    case 'accept':
    case 'accept:error':
      return role === 'bind';
    case 'connect':
    case 'connect:delay':
      return step !== 'connected' && step !== 'ready';
    case 'connect:retry':
      return peers === 0 && pending === 0;
    case 'disconnect':
      return pending > 0 || peers > 0;
    default:
      // What has a handshake to come.
      return role === 'bind' ? pending > 0 : step === 'connected';
  }
}

/** Whether this is what comes next for an endpoint: one that waits to be tried again waited for its connection before. */
function isNextFor({ step }: Tracked, type: ZmqEvent['type']): boolean {
  if (type === 'connect:delay') return step === 'none';
  return type === 'connect:retry' && step !== 'none';
}

/** Whether an address that it does not bear may be its own: of a tcp port, the same number. */
function mayBeAt({ role, requested, resolved }: Tracked, address: string): boolean {
  if (!address.startsWith('tcp://') || !resolved.startsWith('tcp://')) return false;
  if (portOf(address) !== portOf(resolved)) return false;
  // Events of accepted connections name the local address they came in at, also where every interface was bound.
  if (role === 'bind') return true;
  const { host = '' } = parseEndpoint(requested, 'connect');
  return isIP(host) === 0 || sameNumber(host, hostOf(address));
}

/** As libzmq writes it, which need not be an endpoint that can be given. */
function hostOf(endpoint: string): string {
  return endpoint.slice(endpoint.indexOf('//') + 2, endpoint.lastIndexOf(':')).replace(/^\[|\]$/g, '');
}

function portOf(endpoint: string): number {
  return Number(endpoint.slice(endpoint.lastIndexOf(':') + 1));
}

/** Addresses can be written in several ways: `::1`, `0:0:0:0:0:0:0:1`. */
function sameNumber(one: string, other: string): boolean {
  return isIP(one) === isIP(other) && canonical(one) === canonical(other);
}

function canonical(host: string): string {
  const url = `http://${isIP(host) === 6 ? `[${host}]` : host}`;
  return URL.canParse(url) ? new URL(url).hostname : host;
}

const endpointCauses: Readonly<Record<RetryCause, EndpointCause>> = {
  'nobody listens': 'nobody listens',
  'no ipc path': 'nobody listens',
  'not resolved': 'not resolved',
  unreachable: 'unreachable',
  'source or target': 'unreachable',
  'connection lost': 'connection lost',
  'handshake failed': 'handshake failed',
  'left in handshake': 'left in handshake',
};

function retryFacts(endpoint: string, step: Tracked['step']): RetryFacts {
  const about = { code: 'retry' as const, endpoint };
  switch (step) {
    case 'delayed':
      return { ...about, cause: 'nobody listens' };
    case 'ready':
      return { ...about, cause: 'connection lost' };
    case 'failed':
      return { ...about, cause: 'handshake failed' };
    case 'connected':
      return { ...about, cause: 'left in handshake' };
    case 'none': {
      if (endpoint.startsWith('ipc://')) return { ...about, cause: 'no ipc path' };
      const { host = endpoint, source } = parseEndpoint(endpoint, 'connect');
      // libzmq says nothing of either: a source that is no address of this computer, or a name, ends like a host out of reach.
      if (source !== undefined) return { ...about, cause: 'source or target', host, source };
      return { ...about, cause: isIP(host) === 0 ? 'not resolved' : 'unreachable', host };
    }
  }
}

function whoFits(type: SocketType): { type: SocketType; able: SocketType[] } {
  return { type, able: [...socketTypes[type].peers] };
}

/** What an error of zmq_socket_monitor(3) or RFC 27 says of a handshake. */
function faultOf(
  event: Extract<ZmqEvent, { type: `handshake:error:${string}` }>,
  endpoint: string,
  type: SocketType,
): HandshakeFailedFacts {
  const about = { code: 'handshake failed' as const, endpoint };
  if (event.type === 'handshake:error:auth') return { ...about, cause: 'authentication', status: event.error.status };
  const known = errnoOf(event.error);
  switch (known.errno) {
    case 'ERR_ZMTP_MECHANISM_MISMATCH':
      return { ...about, ...known, cause: 'mechanism' };
    case 'ERR_ZMTP_CRYPTOGRAPHIC':
      return { ...about, ...known, cause: 'key' };
    case 'ERR_ZMTP_INVALID_METADATA':
      return { ...about, ...known, cause: 'types' };
    case 'EPIPE':
    case 'ECONNRESET':
      return { ...about, ...known, cause: 'hung up', ...whoFits(type) };
    case 'EAGAIN':
    case 'ETIMEDOUT':
      return { ...about, ...known, cause: 'unanswered' };
    default:
      return { ...about, ...known, cause: 'other', detail: `${event.error.message}${known.errno ? ` (${known.errno})` : ''}` };
  }
}

function errnoOf(error: Error): { errno?: string } {
  return 'code' in error && typeof error.code === 'string' ? { errno: error.code } : {};
}
