import { randomUUID } from 'node:crypto';
import type { ListenOptions, Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Connections waiting to be accepted, where the system takes so many. */
const backlog = 1024;

/** The address that the system chose; undefined where it is a path. @throws as `net.Server` does */
export async function listenAt(
  server: Server,
  where: Pick<ListenOptions, 'host' | 'port' | 'path'>,
): Promise<{ address: string; port: number } | undefined> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...where, backlog, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return typeof address === 'object' && address ? address : undefined;
}

/** The path of an ipc endpoint; `*` stands for a new one. */
export function ipcFile(given: string): string {
  return given === '*' ? path.join(tmpdir(), `zmq-${randomUUID().slice(0, 8)}`) : given;
}
