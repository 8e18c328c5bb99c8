import { t } from '@vscode/l10n';
import { patience } from '../base/patience';
import type { ChatProblem, ChatSocket, ChatSpec } from '../../protocol/chat';
import type { Turn } from '../../protocol/sockets';
import { utf8 } from '../base/bytes';
import { isEveryInterface, isLoopback, parseEndpoint } from '../socket/endpoint';
import type { Endpoint } from '../socket/endpoint';
import { visibleText } from '../base/preview';
import { listed } from '../base/listed';
import { endpointProblems } from './endpointProblems';
import type { OwnAddress } from './invite';
import { asWritten, everyInterfaceAs, fromHere } from './sockets';
import { roomProblem } from './spec';

/** What is known of a chat that may not work. */
export interface ChatFacts {
  spec: ChatSpec;
  sockets: readonly ChatSocket[];
  /** Without this chat itself, where it hosts a room. */
  peers: number;
  /** Since it was joined, ms. */
  age: number;
  /** Whether anything was received since then. */
  heard: boolean;
  turn?: Turn;
  /** Since the turn last changed, ms. */
  turnAge: number;
  /** Rooms that talk and are not joined; the empty one is messages without a room. */
  otherRooms: readonly string[];
  /** What peers of a publisher have subscribed to; undefined where it cannot be seen. */
  subscribed?: readonly Uint8Array[];
  addresses: readonly OwnAddress[];
  /** Other PULL sockets of this engine that connect to where this chat's does. */
  alsoPulling?: readonly { name: string; endpoint: string }[];
}

/** Why a chat does not work as it might, the most useful first, each with what to do. */
export function problemsOf(facts: ChatFacts): ChatProblem[] {
  const ofEndpoints = endpointProblems(facts.spec, facts.sockets, facts.age >= patience.chatProblem);
  const wasTurnedAway = ofEndpoints.some(({ kind }) => kind === 'wrong pattern' || kind === 'handshake');
  return [
    ...ofEndpoints,
    ...roomProblems(facts),
    ...subscriberProblem(facts),
    ...crowd(facts),
    ...(wasTurnedAway ? [] : nobodyConnected(facts)),
    ...turnProblem(facts),
  ];
}

function roomProblems({ spec, otherRooms }: ChatFacts): ChatProblem[] {
  const joined = spec.rooms.map((room) => `"${visibleText(room)}"`).join(', ');
  return otherRooms.slice(0, 3).map((room) =>
    room === ''
      ? {
          kind: 'other room',
          text: t('Messages arrive, but not in {0}.', joined),
          hint: t('Leave all rooms to hear everything.'),
        }
      : {
          kind: 'other room',
          text: t('Messages arrive in "{0}", but this chat has joined {1}.', visibleText(room), joined),
          hint: t('Join "{0}" to hear them.', visibleText(room)),
          room,
        },
  );
}

function subscriberProblem({ spec, subscribed, peers, age }: ChatFacts): ChatProblem[] {
  if (!subscribed || peers === 0 || age < patience.chatProblem) return [];
  const topics = subscribed.map((topic) => utf8(topic) ?? '');
  const rooms = spec.rooms.length > 0 ? spec.rooms : undefined;
  const deaf = rooms ? rooms.filter((room) => !topics.some((topic) => room.startsWith(topic))) : topics.includes('') ? [] : [''];
  if (deaf.length === 0) return [];
  const others = [...new Set(topics)]
    .slice(0, 5)
    .map((topic) => `"${visibleText(topic)}"`)
    .join(', ');
  const text = rooms
    ? t('The other side is connected but has not subscribed to {0}.', deaf.map((room) => `"${visibleText(room)}"`).join(', '))
    : others
      ? t('The other side has subscribed only to {0}: it does not hear messages that begin with anything else.', others)
      : t('The other side is connected but has subscribed to nothing.');
  const room = topics.find((topic) => topic !== '' && roomProblem(topic, spec.format) === undefined && !rooms?.includes(topic));
  const hint = others
    ? t('It has subscribed to {0}: join that room and talk there, or change the subscription.', others)
    : t('It has to subscribe; in Python: socket.setsockopt_string(zmq.SUBSCRIBE, "").');
  return [{ kind: 'nobody in room', text, hint, ...(room === undefined ? {} : { room }) }];
}

/** More are there than a message of the pattern reaches: PAIR has one peer, PUSH and REQ send each message to one of theirs in turn. */
function crowd({ spec, sockets, peers, alsoPulling }: ChatFacts): ChatProblem[] {
  if (spec.pattern === 'pair' && peers > 1)
    return [
      {
        kind: 'crowd',
        text: t('{0} programs are connected, and PAIR talks to one only: the others are not heard.', peers),
        hint: t('Use a room or a group for more than two.'),
      },
    ];
  const crowded: ChatProblem[] = sockets
    .filter((socket) => (socket.type === 'push' || socket.type === 'req') && socket.peers > 1)
    .map((socket) => ({
      kind: 'crowd',
      text: t('{0} programs are connected: each of your messages goes to one of them, in turn.', socket.peers),
      hint: t('Use a room, a group or a broadcast if all of them are to hear everything.'),
    }));
  const sharing = (alsoPulling ?? []).map(({ name, endpoint }): ChatProblem => ({
    kind: 'crowd',
    text: t('"{0}" in this window receives from {1} as well: each message goes to one of the two.', visibleText(name), endpoint),
    hint: t('Close one of them to have all messages here.'),
  }));
  return [...crowded, ...sharing];
}

function nobodyConnected({ sockets, peers, age, heard, addresses }: ChatFacts): ChatProblem[] {
  if (peers > 0 || heard || age < patience.chatProblem) return [];
  const bound = sockets
    .flatMap(({ endpoints }) => endpoints)
    .filter(({ role }) => role === 'bind')
    .map(({ resolved }) => resolved);
  const [first] = bound;
  if (first === undefined) return [];
  return [
    {
      kind: 'nobody connected',
      text: t('Nobody has connected to {0} yet.', listed(bound.map(asWritten))),
      hint: howToReach(bound, addresses),
      endpoint: fromOutside(first, addresses),
    },
  ];
}

/** Who can reach bound endpoints, and how; those of one chat are bound alike. */
function howToReach(bound: readonly string[], addresses: readonly OwnAddress[]): string {
  const endpoints = bound.map((resolved) => parseEndpoint(resolved, 'bind'));
  const { transport, host = '' } = endpoints[0] as Endpoint;
  if (transport === 'ipc') return t('Programs on this computer connect to the same path.');
  if (transport === 'inproc') return t('Only sockets of this window can connect to it.');
  const ports = listed(endpoints.map(({ port }) => String(port)));
  const withPorts = (host: string) => (endpoints.length > 1 ? t('{0}, ports {1}', host, ports) : `${host}:${ports}`);
  if (isLoopback(host)) {
    return t(
      'This is loopback: programs on this computer connect to it, others cannot. Bind to tcp://*:{0} to be reached from the network.',
      String(endpoints[0]?.port),
    );
  }
  const reachable = isEveryInterface(host)
    ? addresses.filter(({ internal, family }) => !internal && family === 'IPv4')
    : addresses.filter(({ address }) => address === host);
  const list = reachable
    .slice(0, 4)
    .map(({ address, network }) => `${withPorts(`tcp://${address.includes(':') ? `[${address}]` : address}`)} (${network})`)
    .join(', ');
  if (list)
    return endpoints.length > 1
      ? t('Others connect to {0}; a firewall on this computer has to let TCP ports {1} in.', list, ports)
      : t('Others connect to {0}; a firewall on this computer has to let TCP port {1} in.', list, ports);
  return t('This computer has no address in a network now; programs on it connect to {0}.', withPorts('tcp://127.0.0.1'));
}

/** Where to knock to see whether others could come in. */
function fromOutside(resolved: string, addresses: readonly OwnAddress[]): string {
  const own = addresses.find(({ internal, family }) => !internal && family === 'IPv4');
  return own ? everyInterfaceAs(own.address, resolved) : fromHere(resolved);
}

function turnProblem({ turn, turnAge }: ChatFacts): ChatProblem[] {
  if (turn !== 'awaiting reply' || turnAge < patience.chatProblem) return [];
  const seconds = Math.floor(turnAge / 1000);
  return [
    {
      kind: 'turn',
      text: t('No answer for {0} seconds.', seconds),
      hint: t('REQ can send again only after an answer: wait, or reset the turn if none will come.'),
    },
  ];
}
