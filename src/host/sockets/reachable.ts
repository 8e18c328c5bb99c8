import type { SocketInfo } from '../../protocol/sockets';

/** Whether others can reach the socket, or it has reached somebody: a peer is there, or it listens for one. */
export function isReachable({ endpoints, peers }: Pick<SocketInfo, 'endpoints' | 'peers'>): boolean {
  return peers > 0 || endpoints.some(({ state }) => state === 'listening' || state === 'connected');
}
