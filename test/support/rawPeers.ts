/** Programs on the other side of the wire that are no ZeroMQ: each byte is the test's own. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { encodeCommand } from '../../src/core/zmtp/commands';
import { COMMAND, encodeFrame } from '../../src/core/zmtp/frames';
import { encodeGreeting } from '../../src/core/zmtp/greeting';
import { encodeMetadata } from '../../src/core/zmtp/metadata';
import { bytesOf } from './engineClient';
import type { Scope } from './engineClient';

/** A listener of the test; each connection to it is handed over. */
export async function listener(
  scope: Scope,
  accept: (socket: Socket) => void,
  host = '127.0.0.1',
): Promise<{ server: Server; endpoint: string }> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket.on('close', () => open.delete(socket)).on('error', () => undefined));
    accept(socket);
  });
  server.listen(0, host);
  await once(server, 'listening');
  scope.after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { server, endpoint: `tcp://${host.includes(':') ? `[${host}]` : host}:${port}` };
}

export function connectTo(scope: Scope, endpoint: string): Socket {
  const [, host = '', port] = /^tcp:\/\/\[?(.*?)\]?:(\d+)$/.exec(endpoint) ?? [];
  const socket = connect({ host, port: Number(port), allowHalfOpen: true }).on('error', () => undefined);
  scope.after(() => void socket.destroy());
  return socket;
}

/** What a ZMTP 3 peer with NULL sends until its handshake is over. */
export const hello = (type: string, identity = '', minor = 1) =>
  Buffer.concat([
    encodeGreeting({ minor }),
    encodeFrame(
      encodeCommand(
        'READY',
        encodeMetadata([['Socket-Type', bytesOf(type)], ...(identity ? [['Identity', bytesOf(identity)] as const] : [])]),
      ),
      COMMAND,
    ),
  ]);

/** All that came on a connection so far, and a wait for more. */
export class Heard {
  private bytes: Buffer = Buffer.alloc(0);
  private wake: (() => void) | undefined;

  constructor(socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.bytes = Buffer.concat([this.bytes, chunk]);
      this.wake?.();
    });
  }

  /** Once these bytes came, wherever they stand. */
  async until(wanted: Uint8Array, bound = 15_000): Promise<void> {
    const end = Date.now() + bound;
    while (this.bytes.indexOf(wanted) < 0) {
      if (Date.now() > end) throw new Error(`${Buffer.from(wanted).toString('latin1')} was not heard in ${this.bytes.toString('latin1')}.`);
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        setTimeout(resolve, 100);
      });
    }
  }

  get all(): Buffer {
    return this.bytes;
  }
}
