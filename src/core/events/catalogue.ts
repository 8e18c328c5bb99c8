import type { EventFacts } from '../../protocol/events';
import type { SocketType } from '../../protocol/sockets';
import { socketTypes } from '../socket/socketTypes';

/** What each event says, by its code and, where it has one, its cause; `{name}` stands for that field. */
export const eventMessages = {
  opened: '{type} socket opened.',
  closed: '{type} socket closed.',
  listening: 'Listening.',
  'listening: resolved': 'Listening at {endpoint}.',
  'bind failed: in use': 'The address {endpoint} is in use.',
  'bind failed: in use, owner': 'The address {endpoint} is in use by {owner}.',
  'bind failed: no such address': 'Cannot bind to {endpoint}: this computer has no such address.',
  'bind failed: no such interface': 'Cannot bind to {endpoint}: this computer has no such address or interface.',
  'bind failed: other file': 'Cannot bind to {endpoint}: a file or directory of this name exists, and binding would delete it.',
  'bind failed: permission': 'Cannot bind to {endpoint}: permission denied.',
  'bind failed: no directory': 'Cannot bind to {endpoint}: the directory does not exist.',
  'bind failed: not taken': 'Cannot bind to {endpoint}: libzmq does not take it.',
  'bind failed: name unknown':
    'Cannot bind to {endpoint}: the name "{host}" does not resolve ({errno}), and is no interface of this computer.',
  'bind failed: name unanswered':
    'Cannot bind to {endpoint}: the name "{host}" does not resolve in time, and is no interface of this computer.',
  'bind failed: other': 'Cannot bind to {endpoint}: {detail}.',
  unbound: 'No longer listening.',
  unconnected: 'Disconnected on request.',
  connecting: 'Connecting.',
  accepted: 'A peer connects.',
  'accept failed': 'A connection could not be accepted: {detail}.',
  connected: 'Connection made; the handshake follows.',
  'stream connected': 'Connection made.',
  'handshake awaited':
    'The connection is made, but the other side has not answered the handshake yet. It may not speak ZMTP, or be stopped.',
  handshake: 'Handshake done: a peer is ready.',
  'handshake: second of a pair': 'Handshake done: a peer is ready. A PAIR socket talks to one peer only: this one will not be heard.',
  'handshake failed: mechanism':
    'The handshake failed: the two sides use different security mechanisms (NULL, PLAIN or CURVE). This socket uses NULL.',
  'handshake failed: key': 'The handshake failed: a CURVE key is wrong.',
  'handshake failed: types': 'The handshake failed: the socket types do not fit each other.',
  'handshake failed: hung up':
    "The handshake failed: the other side hung up, and why was not said. It may not speak ZMTP, refuse this socket's security mechanism, or have a type that {type} does not talk to (it talks to {able}).",
  'handshake failed: unanswered':
    'The handshake failed: the other side took the connection, but did not answer in time as ZMTP wants. It may not speak ZMTP, or be stopped.',
  'handshake failed: authentication': 'Authentication was refused with status {status} (RFC 27).',
  'handshake failed: other': 'The handshake failed: {detail}.',
  'retry: nobody listens': 'Nothing listens at {endpoint}; trying again.',
  'retry: no ipc path': 'No program listens at {endpoint}; trying again. Check the path and its permissions.',
  'retry: not resolved': 'The name "{host}" does not resolve, or its network cannot be reached; trying again.',
  'retry: unreachable': 'The network of {host} cannot be reached; trying again.',
  'retry: connection lost': 'The connection was lost; trying again.',
  'retry: handshake failed': 'The handshake failed; trying again.',
  'retry: left in handshake': 'The connection ended before the handshake was done; trying again.',
  'disconnected: peer': 'A peer disconnected.',
  'disconnected: peer or size':
    'A peer disconnected. It ended or the network failed; a message above maxMessageSize ({maxMessageSize} B) has the same effect.',
  'disconnected: in handshake':
    'The connection ended before the handshake was done, and why was not said: the other side may have given up, or have a type that {type} does not talk to (it talks to {able}).',
  'disconnected: after failure': 'The connection ended.',
  'disconnected: unknown': 'A connection ended: that of a peer, or one whose handshake was not done. Which one was not said.',
  subscribe: 'subscribe {topic}',
  'subscribe: everything': 'subscribe (everything)',
  unsubscribe: 'unsubscribe {topic}',
  'unsubscribe: everything': 'unsubscribe (everything)',
  'send refused: waiting queue full': 'The queue for peers that are not there yet is full (send high-water mark).',
  'send refused: peer queue full': "A peer's queue is full (send high-water mark).",
  'send refused: no peer': '{type} has no peer to send to.',
  'send refused: unroutable': 'No peer has this routing id.',
  'send refused: awaiting reply': 'REQ awaits the reply to its last request.',
  'send refused: no request': 'REP has no request to answer.',
  'send refused: not its turn': "It is not this {type} socket's turn to send.",
  'send refused: busy': 'Another operation is under way on this socket.',
  'send refused: receives only': '{type} sockets only receive.',
  'send refused: routing id missing': '{type} sends to one peer: name its routing id.',
  'send refused: routing id unknown to type': '{type} sockets do not take a routing id.',
  'send refused: several frames of a stream': 'STREAM sends one frame of bytes at a time.',
  'send refused: several frames with conflate': 'CONFLATE corrupts messages of several frames (libzmq issue 4399).',
  'send refused: other': 'The send failed: {detail}.',
  repeated: '{of}: {count} more times in the last seconds, counted only.',
  'repeated: with reason': '{of}: {count} more times in the last seconds, counted only. Each time: {last}',
  'records lost': 'The engine was started again. At least {count} records were lost.',
  'records lost: none': 'The engine was started again. The log was empty.',
  'receiving stopped': 'Receiving stopped: {detail}. Close and reopen the socket.',
  'events unwatched': 'Events can no longer be watched: {detail}.',
  'release failed': 'Releasing the endpoint: {detail}.',
  'senders slowed':
    'Messages come faster than they can be recorded: the queue was not empty for {seconds} s. Their senders are slowed down.',
  'messages may be missing':
    'Messages come faster than they can be recorded: the queue was not empty for {seconds} s. A publisher drops what its subscribers do not take in time, and tells nobody: some may be missing.',
  conflated:
    'The option conflate is set: of messages of several frames only the last frame arrives, and stands in the log as if it were the whole message.',
} as const satisfies Record<string, string>;

/** What became of a message that was sent, likewise. */
export const sendMessages = {
  sent: 'Sent.',
  queued: 'Queued with 0 peers: it goes out when one connects.',
  'sent: subscriber': 'Sent to 1 matching subscriber.',
  'sent: exact subscribers': 'Sent to {atMost} matching subscribers.',
  'sent: subscribers': 'Sent to {atLeast} to {atMost} matching subscribers.',
  'sent: no subscription': 'Sent, but no subscription matches: nobody receives it.',
  'sent: unobservable': 'Sent. Who receives it cannot be observed.',
  'sent: unroutable': 'Sent, or dropped if no peer has this routing id: the option mandatory is off.',
  'sent: requester gone': 'The requester is gone: libzmq drops the reply.',
  'sent: requester may be gone':
    'Sent, or dropped: a connection ended since the request came, and if it was the requester’s, libzmq drops the reply.',
  'sent: another pair': 'Sent to a PAIR that has not answered yet. A PAIR talks to one peer: if it already had one, nobody hears this.',
} as const satisfies Record<string, string>;

export type EventMessage = keyof typeof eventMessages;

/** Which message tells these facts. */
export function messageOf(facts: EventFacts): EventMessage {
  switch (facts.code) {
    case 'listening':
      return facts.endpoint === facts.requested ? 'listening' : 'listening: resolved';
    case 'bind failed':
      return facts.cause === 'in use' && facts.owner !== undefined ? 'bind failed: in use, owner' : `bind failed: ${facts.cause}`;
    case 'handshake':
      return facts.cause ? `handshake: ${facts.cause}` : 'handshake';
    case 'handshake failed':
      return `handshake failed: ${facts.cause}`;
    case 'retry':
      return `retry: ${facts.cause}`;
    case 'disconnected':
      return `disconnected: ${facts.cause}`;
    case 'subscribe':
    case 'unsubscribe':
      return facts.topic === '' ? `${facts.code}: everything` : facts.code;
    case 'send refused':
      return `send refused: ${facts.cause}`;
    case 'repeated':
      return facts.last ? 'repeated: with reason' : 'repeated';
    case 'records lost':
      return facts.count === 0 ? 'records lost: none' : 'records lost';
    default:
      return facts.code;
  }
}

const placeholder = /\{(\w+)\}/g;

/** The fields that a message names. */
export function placeholdersOf(message: string): string[] {
  return Array.from(message.matchAll(placeholder), ([, name = '']) => name);
}

/** What an event says to a person. */
export function eventSentence(facts: EventFacts): string {
  const message: string | undefined = eventMessages[messageOf(facts)];
  // Written by an engine that knows more than this one.
  if (message === undefined) return facts.code;
  return withFields(message, facts);
}

/** A message with its fields filled in. */
export function withFields(message: string, fields: object): string {
  return message.replace(placeholder, (_, name: string) => written(name, (fields as Readonly<Record<string, unknown>>)[name]));
}

/** Whether the sentence names the endpoint it is about. */
export function saysEndpoint(facts: EventFacts): boolean {
  return placeholdersOf(eventMessages[messageOf(facts)]).includes('endpoint');
}

function written(name: string, value: unknown): string {
  // As it is typed where it is set.
  if (name === 'maxMessageSize') return String(value);
  if (typeof value === 'number') return value.toLocaleString('en');
  if (name === 'type') return labelOf(value as SocketType);
  if (Array.isArray(value)) return (value as SocketType[]).map(labelOf).join(', ');
  if (typeof value === 'object' && value !== null) return eventSentence(value as EventFacts);
  return typeof value === 'string' ? value : '';
}

function labelOf(type: SocketType): string {
  return socketTypes[type].label;
}
