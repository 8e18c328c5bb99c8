import type { EventKind } from '../../protocol/log';

/** Codes of event kinds in the capture: an index into this list, which fits six bits. */
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
];

export function eventCode(kind: EventKind): number {
  return eventKinds.indexOf(kind);
}
