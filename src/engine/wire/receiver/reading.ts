import { connect, Socket, type NetConnectOpts } from 'node:net';
import { plainBytes } from '../../../core/base/bytes';

/** Octets that are read of one connection before the next one has its turn. */
const turnBytes = 512 * 1024;

/** What every connection is read into, one after the other: each is done with it before the next read. */
let shared: Uint8Array<ArrayBuffer> | undefined;

/** Takes what is read. `more`: more than that has come already. */
export type Reader = (bytes: Uint8Array, more: boolean) => void;

/** How Node reads into the shared buffer. A connection that fills it has its turn again after the others. */
function onread(socket: () => Socket, reader: () => Reader | undefined) {
  const buffer = (shared ??= plainBytes(Buffer.allocUnsafeSlow(turnBytes)));
  return {
    buffer,
    callback: (length: number) => {
      const isFull = length === turnBytes;
      reader()?.(buffer.subarray(0, length), isFull);
      if (!isFull) return true;
      setImmediate(() => {
        if (!socket().isPaused()) socket().resume();
      });
      return false;
    },
  };
}

/** A connection to somebody. `reader`: asked for at each read. */
export function connectInto(target: NetConnectOpts, reader: () => Reader | undefined): Socket {
  const socket: Socket = connect({ ...target, noDelay: true, onread: onread(() => socket, reader) });
  return socket;
}

/** What Node does not declare of a connection that a server took. */
interface Accepted {
  _handle?: unknown;
}

/**
 * A connection that a server took, which must be paused. Node gives those no buffer of one's own, but its sockets can be made of a handle, as its
 * server makes them; where there is none, it is read by chunks.
 */
export function acceptInto(accepted: Socket, reader: () => Reader | undefined): Socket {
  const holder = accepted as Socket & Accepted;
  const { _handle: handle } = holder;
  if (!handle) {
    accepted.on('data', (chunk) => reader()?.(chunk, false)).resume();
    return accepted;
  }
  holder._handle = undefined;
  // Its server counts it no longer; the connection itself goes on.
  accepted.destroy();
  const socket: Socket = new Socket({ handle, onread: onread(() => socket, reader) } as ConstructorParameters<typeof Socket>[0]);
  socket.setNoDelay(true);
  return socket;
}
