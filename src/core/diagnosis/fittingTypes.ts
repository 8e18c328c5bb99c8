import { socketTypeNames, type SocketType } from '../../protocol/sockets';
import { socketTypes } from '../socket/socketTypes';

/** What a peer tells of itself, and how it is reached. */
export interface Peer {
  speaks: 'zmtp' | 'something else';
  transport: string;
  mechanism?: string | undefined;
  socketType?: string | undefined;
}

/** Types of our sockets that can talk to a peer, the likeliest first; all that come into question where it does not tell its own. */
export function fittingTypes({ speaks, transport, mechanism = 'NULL', socketType }: Peer): SocketType[] {
  // STREAM speaks plain TCP.
  if (speaks === 'something else') return transport === 'tcp' ? ['stream'] : [];
  if (mechanism !== 'NULL') return [];
  if (socketType === undefined) return socketTypeNames.filter((type) => socketTypes[type].peers.length > 0);
  const known = socketTypeNames.find((type) => type === socketType.toLowerCase());
  return known ? [...socketTypes[known].peers] : [];
}
