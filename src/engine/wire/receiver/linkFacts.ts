import { socketTypes } from '../../../core/socket/socketTypes';
import type { HandshakeFailedFacts, PeerCutFacts } from '../../../protocol/events';
import type { SocketType } from '../../../protocol/sockets';
import { previewFrame } from '../../../core/base/preview';
import type { LinkFault } from './peerLink';

/** Characters of what a peer says of itself in an event. */
const shownLength = 200;
const shown = (text: string) => previewFrame(new TextEncoder().encode(text), shownLength);

/** What came to a bound endpoint; over a path it has no address. */
export type CameIn = Pick<HandshakeFailedFacts, 'peer'>;

/** What a fault before the end of a handshake tells. @param cameIn undefined of what was connected to */
export function handshakeFacts(fault: LinkFault, type: SocketType, cameIn?: CameIn): Omit<HandshakeFailedFacts, 'code' | 'endpoint'> {
  switch (fault.what) {
    case 'mechanism':
      return { cause: 'mechanism' };
    case 'types':
      return { cause: 'types', type, able: [...socketTypes[type].peers], other: shown(fault.socketType) };
    case 'refused':
      return { cause: 'refused', detail: shown(fault.reason) };
    case 'unanswered':
      return { cause: 'unanswered' };
    case 'not ZMTP':
      return { cause: 'not ZMTP', ...(cameIn && { cameIn: true, ...cameIn }) };
    case 'too large':
    case 'no heartbeat':
    case 'ended':
      return { cause: 'hung up', type, able: [...socketTypes[type].peers] };
  }
}

/** What a fault of a peer tells, for which its connection is closed. */
export function cutFacts(fault: LinkFault, endpoint: string, peer: string, maxMessageSize: number): PeerCutFacts | undefined {
  const about = { code: 'peer cut off' as const, endpoint, peer };
  switch (fault.what) {
    case 'not ZMTP':
      return { ...about, cause: 'not ZMTP', at: fault.fault.at };
    case 'too large':
      return { ...about, cause: 'too large', maxMessageSize };
    case 'no heartbeat':
      return { ...about, cause: 'no heartbeat' };
    case 'refused':
      return { ...about, cause: 'refused', detail: shown(fault.reason) };
    default:
      return undefined;
  }
}
