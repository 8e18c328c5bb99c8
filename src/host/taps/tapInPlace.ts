import type { SocketId } from '../../protocol/sockets';
import type { TapInfo } from '../../protocol/taps';
import type { SocketStore } from '../sockets/socketStore';
import { freeBehind } from './tapEndpoints';
import type { TapStore } from './tapStore';

/** A bound endpoint of a socket. */
export interface OwnPlace {
  socket: SocketId;
  endpoint: string;
}

/**
 * Puts a tap where the socket is bound, and binds that to a free endpoint which the tap leads to: programs connect as before. Where it cannot be
 * done the socket is bound as it was.
 */
export async function tapInPlace(
  sockets: Pick<SocketStore, 'addEndpoint' | 'removeEndpoint'>,
  taps: Pick<TapStore, 'open'>,
  { socket, endpoint }: OwnPlace,
  name?: string,
): Promise<TapInfo> {
  const behind = await freeBehind(endpoint);
  const { resolved: target } = await sockets.addEndpoint({ socket, role: 'bind', endpoint: behind });
  const undo = [() => sockets.removeEndpoint({ socket, role: 'bind', endpoint: target })];
  try {
    await sockets.removeEndpoint({ socket, role: 'bind', endpoint });
    undo.unshift(async () => void (await sockets.addEndpoint({ socket, role: 'bind', endpoint })));
    return await taps.open({ listen: endpoint, target, name });
  } catch (error) {
    for (const step of undo) await step();
    throw error;
  }
}
