import type { SocketOptions, SocketType } from '../../protocol/sockets';
import type { Endpoint } from './endpoint';

/** Types whose messages our own codec can receive: they answer nothing. */
export const wireTypes = ['sub', 'xsub', 'pull'] as const satisfies readonly SocketType[];
export type WireType = (typeof wireTypes)[number];

/** What keeps our own codec from receiving. */
export type WireObstacle = 'transport' | 'abstract name' | 'conflate' | 'receiveHighWaterMark';

export function isWireType(type: SocketType): type is WireType {
  return (wireTypes as readonly SocketType[]).includes(type);
}

/** Undefined where nothing does. @param platform of `process` */
export function wireObstacle(options: SocketOptions, endpoints: readonly Endpoint[], platform: string): WireObstacle | undefined {
  if (options.conflate) return 'conflate';
  // Nothing is queued before the log; who wants a mark wants libzmq's.
  if (options.receiveHighWaterMark !== undefined) return 'receiveHighWaterMark';
  for (const { transport, path } of endpoints) {
    if (transport !== 'tcp' && (transport !== 'ipc' || platform === 'win32')) return 'transport';
    if (path?.startsWith('@')) return 'abstract name';
  }
  return undefined;
}
