import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import type { Scope } from './engineClient';

/** Endpoint of a server of this process that does not speak ZMTP; the scope's end closes it. */
export async function foreignServer(scope: Scope, server: Server): Promise<string> {
  server.on('connection', (connection) => {
    connection.on('error', () => connection.destroy());
    scope.after(() => void connection.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  scope.after(() => void server.close());
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
