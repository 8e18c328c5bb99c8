import { t } from '@vscode/l10n';
import { eitherOf, listed } from '../base/listed';
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
        text: t('Nothing listens at {0}: the room has no host.', listed(places)),
        hint: t(
          'You are in as soon as its host is there. Compare {0} with the invitation, or leave and host the room here.',
          partsToCompare(places),
        ),
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
        text: t('Nothing listens at {0}: the connection is refused.', requested),
        hint: t(
          'Start the other program, or compare {0} with what it binds to. The connection is made as soon as something listens there.',
          partsToCompare([requested]),
        ),
        endpoint,
      };
    case 'not resolved':
      return {
        kind: 'not resolved',
        text: t('The name in {0} does not resolve, or its network cannot be reached.', requested),
        hint: t('Check how it is spelled, or use the address of the other computer.'),
        endpoint,
      };
    case 'unreachable':
      return {
        kind: 'nobody listens',
        text: t('{0} cannot be reached from this network.', requested),
        hint: isOf(requested, 'tcp')
          ? t('Check the address, and that both computers are in one network.')
          : t('Check the path, and who may use it.'),
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
  if (endpoints.every((endpoint) => isOf(endpoint, 'tcp'))) return several ? t('host and ports') : t('host and port');
  if (endpoints.every((endpoint) => isOf(endpoint, 'ipc'))) {
    if (endpoints.every((endpoint) => endpoint.startsWith('ipc://@'))) return several ? t('the names') : t('the name');
    return several ? t('the paths') : t('the path');
  }
  if (endpoints.every((endpoint) => isOf(endpoint, 'inproc'))) return several ? t('the names') : t('the name');
  return t('the endpoints');
}

/** The handshake broke off and nothing was said: what fits is told, and what else it can have been. */
function endedEarly(
  pattern: ChatSpec['pattern'],
  type: SocketType,
  { role, requested, resolved }: EndpointInfo,
  endpoint: string,
): ChatProblem {
  const fits = whoFits(type);
  const hint =
    role === 'bind'
      ? t('Most often the socket types do not fit: {0}. It may also want PLAIN or CURVE security, or have given up.', fits)
      : t(
          'Most often the socket types do not fit: {0}. It may also want PLAIN or CURVE security, or not be a ZeroMQ socket; Probe finds out.',
          fits,
        );
  return {
    kind: 'wrong pattern',
    text:
      role === 'bind'
        ? t('Somebody came to {0} and left before the handshake was done; why was not said.', asWritten(resolved))
        : t('The other side at {0} hung up before the handshake was done; why was not said.', requested),
    hint: pattern === 'room' ? t('The endpoints of publishers and subscribers may have been swapped. {0}', hint) : hint,
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
        text: t('The socket types at {0} do not fit each other.', place),
        hint: t('{0}: choose the pattern that fits the other program.', whoFits(type)),
        endpoint: role === 'connect' ? endpoint : undefined,
      };
    case 'mechanism':
    case 'key':
    case 'authentication':
      return {
        kind: 'handshake',
        text: t('The program at the other side of {0} uses PLAIN or CURVE security, and a chat does not.', place),
        hint: t('Let it use a socket without security for the chat.'),
        endpoint,
      };
    case 'unanswered':
      return silentAt(requested);
    default:
      return {
        kind: 'handshake',
        text: `${place}: ${reason ?? t('the handshake failed.')}`,
        hint: t('Check that a ZeroMQ program without PLAIN or CURVE security is there.'),
        endpoint,
      };
  }
}

function whoFits(type: SocketType): string {
  const { label, peers } = socketTypes[type];
  return t('{0} talks to {1}', label, eitherOf(peers.map((peer) => socketTypes[peer].label)));
}

function silentAt(endpoint: string): ChatProblem {
  return {
    kind: 'no handshake',
    text: t('Something took the connection at {0}, but has not answered the handshake.', endpoint),
    hint: t('It may be stopped, or not be a ZeroMQ socket; Probe finds out.'),
    endpoint,
  };
}

/** A firewall that drops packets, and a server that only listens, look the same: nothing happens. */
function unanswered({ role, requested, state, peers }: EndpointInfo): ChatProblem | undefined {
  if (role !== 'connect' || state !== 'connecting' || peers > 0 || requested.startsWith('inproc:')) return undefined;
  return {
    kind: 'no handshake',
    text: t('Nobody answers at {0} yet.', requested),
    hint: isOf(requested, 'tcp')
      ? t('Check the address. A firewall may drop the connection, or something other than a ZeroMQ socket may accept it; Probe finds out.')
      : t('Check the path. Something other than a ZeroMQ socket may accept the connection; Probe finds out.'),
    endpoint: requested,
  };
}
