import type { ChatProblem, ChatSocket, ChatSpec } from '../../protocol/chat';
import type { EndpointInfo, SocketType } from '../../protocol/sockets';
import type { Endpoint } from '../socket/endpoint';
import { socketTypes } from '../socket/socketTypes';
import { asWritten, fromHere } from './sockets';

/** What keeps the endpoints of a chat from having peers. `isOverdue`: somebody could have come by now. */
export function endpointProblems({ pattern, host }: ChatSpec, sockets: readonly ChatSocket[], isOverdue: boolean): ChatProblem[] {
  const endpoints = sockets.flatMap((socket) => socket.endpoints.map((endpoint) => ({ socket, endpoint })));
  if (pattern === 'room' && !host && endpoints.every(({ endpoint }) => endpoint.cause === 'nobody listens')) {
    const places = endpoints.map(({ endpoint }) => endpoint.requested);
    return [
      {
        kind: 'nobody listens',
        text: `Nothing listens at ${listed(places)}: the room has no host.`,
        hint: `You are in as soon as its host is there. Compare ${partsToCompare(places)} with the invitation, or leave and host the room here.`,
        endpoint: places.at(-1),
      },
    ];
  }
  return endpoints.flatMap(
    ({ socket, endpoint }) => endpointProblem(pattern, socket.type, endpoint) ?? (isOverdue ? unanswered(endpoint) : undefined) ?? [],
  );
}

function endpointProblem(pattern: ChatSpec['pattern'], type: SocketType, info: EndpointInfo): ChatProblem | undefined {
  const { role, requested, resolved, cause, peers } = info;
  const endpoint = role === 'bind' ? fromHere(resolved) : requested;
  switch (cause) {
    case 'nobody listens':
      return {
        kind: 'nobody listens',
        text: `Nothing listens at ${requested}: the connection is refused.`,
        hint: `Start the other program, or compare ${partsToCompare([requested])} with what it binds to. The connection is made as soon as something listens there.`,
        endpoint,
      };
    case 'not resolved':
      return {
        kind: 'not resolved',
        text: `The name in ${requested} does not resolve, or its network cannot be reached.`,
        hint: 'Check how it is spelled, or use the address of the other computer.',
        endpoint,
      };
    case 'unreachable':
      return {
        kind: 'nobody listens',
        text: `${requested} cannot be reached from this network.`,
        hint: isOf(requested, 'tcp')
          ? 'Check the address, and that both computers are in one network.'
          : 'Check the path, and who may use it.',
        endpoint,
      };
    case 'left in handshake':
      return peers > 0 ? undefined : endedEarly(pattern, type, info, endpoint);
    case 'handshake awaited':
      return silentAt(requested);
    case 'handshake failed':
      return peers > 0 ? undefined : handshakeProblem(pattern, type, info, endpoint);
    default:
      return undefined;
  }
}

function isOf(endpoint: string, transport: Endpoint['transport']): boolean {
  return endpoint.startsWith(`${transport}:`);
}

/** What may be spelt otherwise at the other side: a path has no port, and a name within one program has neither. */
function partsToCompare(endpoints: readonly string[]): string {
  const several = endpoints.length > 1;
  if (endpoints.every((endpoint) => isOf(endpoint, 'tcp'))) return several ? 'host and ports' : 'host and port';
  if (endpoints.every((endpoint) => isOf(endpoint, 'ipc'))) {
    if (endpoints.every((endpoint) => endpoint.startsWith('ipc://@'))) return several ? 'the names' : 'the name';
    return several ? 'the paths' : 'the path';
  }
  if (endpoints.every((endpoint) => isOf(endpoint, 'inproc'))) return several ? 'the names' : 'the name';
  return 'the endpoints';
}

/** The handshake broke off and nothing was said: what fits is told, and what else it can have been. */
function endedEarly(
  pattern: ChatSpec['pattern'],
  type: SocketType,
  { role, requested, resolved }: EndpointInfo,
  endpoint: string,
): ChatProblem {
  const swapped = pattern === 'room' ? 'The endpoints of publishers and subscribers may have been swapped. ' : '';
  return {
    kind: 'wrong pattern',
    text:
      role === 'bind'
        ? `Somebody came to ${asWritten(resolved)} and left before the handshake was done; why was not said.`
        : `The other side at ${requested} hung up before the handshake was done; why was not said.`,
    hint: `${swapped}Most often the socket types do not fit: ${whoFits(type)}. ${
      role === 'bind'
        ? 'It may also want PLAIN or CURVE security, or have given up.'
        : 'It may also want PLAIN or CURVE security, or not be a ZeroMQ socket; Check finds out.'
    }`,
    endpoint: role === 'connect' ? endpoint : undefined,
  };
}

function handshakeProblem(pattern: ChatSpec['pattern'], type: SocketType, info: EndpointInfo, endpoint: string): ChatProblem {
  const { role, requested, resolved, reason, fault } = info;
  const place = role === 'bind' ? asWritten(resolved) : requested;
  switch (fault) {
    case 'hung up':
      return endedEarly(pattern, type, info, endpoint);
    case 'types':
      return {
        kind: 'wrong pattern',
        text: `The socket types at ${place} do not fit each other.`,
        hint: `${whoFits(type)}: choose the pattern that fits the other program.`,
        endpoint: role === 'connect' ? endpoint : undefined,
      };
    case 'mechanism':
    case 'key':
    case 'authentication':
      return {
        kind: 'handshake',
        text: `The program at the other side of ${place} uses PLAIN or CURVE security, and a chat does not.`,
        hint: 'Let it use a socket without security for the chat.',
        endpoint,
      };
    case 'unanswered':
      return silentAt(requested);
    default:
      return {
        kind: 'handshake',
        text: `${place}: ${reason ?? 'the handshake failed.'}`,
        hint: 'Check that a ZeroMQ program without PLAIN or CURVE security is there.',
        endpoint,
      };
  }
}

function whoFits(type: SocketType): string {
  const { label, peers } = socketTypes[type];
  return `${label} talks to ${peers.map((peer) => socketTypes[peer].label).join(' or ')}`;
}

function silentAt(endpoint: string): ChatProblem {
  return {
    kind: 'no handshake',
    text: `Something took the connection at ${endpoint}, but has not answered the handshake.`,
    hint: 'It may be stopped, or not be a ZeroMQ socket; Check finds out.',
    endpoint,
  };
}

/** A firewall that drops packets, and a server that only listens, look the same: nothing happens. */
function unanswered({ role, requested, state, peers }: EndpointInfo): ChatProblem | undefined {
  if (role !== 'connect' || state !== 'connecting' || peers > 0 || requested.startsWith('inproc:')) return undefined;
  return {
    kind: 'no handshake',
    text: `Nobody answers at ${requested} yet.`,
    hint: isOf(requested, 'tcp')
      ? 'Check the address. A firewall may drop the connection, or something other than a ZeroMQ socket may accept it; Check finds out.'
      : 'Check the path. Something other than a ZeroMQ socket may accept the connection; Check finds out.',
    endpoint: requested,
  };
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
