import type { EventCode } from '../../protocol/events';
import type { EventKind } from '../../protocol/events';

/** Event kinds by their number in the capture: an index into this list, which fits six bits. */
export const eventKinds: readonly EventKind[] = [
  'opened',
  'closed',
  'listening',
  'bind failed',
  'accepted',
  'accept failed',
  'connecting',
  'connected',
  'retry',
  'handshake',
  'handshake failed',
  'disconnected',
  'subscribe',
  'unsubscribe',
  'send refused',
  'repeated',
  'records lost',
  'warning',
  'demo',
  'probed',
];

export function kindNumber(kind: EventKind): number {
  return eventKinds.indexOf(kind);
}

/** The kind under which a code is found and shown. */
export const kindOf: Readonly<Record<EventCode, EventKind>> = {
  opened: 'opened',
  closed: 'closed',
  listening: 'listening',
  'bind failed': 'bind failed',
  unbound: 'closed',
  unconnected: 'closed',
  connecting: 'connecting',
  accepted: 'accepted',
  'accept failed': 'accept failed',
  connected: 'connected',
  'stream connected': 'connected',
  'handshake awaited': 'warning',
  handshake: 'handshake',
  'handshake failed': 'handshake failed',
  retry: 'retry',
  disconnected: 'disconnected',
  subscribe: 'subscribe',
  unsubscribe: 'unsubscribe',
  'send refused': 'send refused',
  repeated: 'repeated',
  'records lost': 'records lost',
  'receiving stopped': 'warning',
  'events unwatched': 'warning',
  'release failed': 'warning',
  'senders slowed': 'warning',
  'messages may be missing': 'warning',
  'peers unheard': 'warning',
  conflated: 'warning',
  probed: 'probed',
};
