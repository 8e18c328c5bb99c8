import { networkInterfaces } from 'node:os';
import type { NetConnectOpts, Socket } from 'node:net';
import type { Endpoint } from '../../../core/socket/endpoint';
import { localPath } from '../../process/localPath';

/** Where Node is to connect to; names are resolved at each connection. */
export function targetOf({ transport, host = '', port = 0, path = '', source }: Endpoint): NetConnectOpts {
  if (transport === 'ipc') return { path: localPath(path) };
  if (source === undefined) return { host, port };
  const [, from = '', localPort] = /^\[?(.*?)\]?:(\d+|\*)$/.exec(source) ?? [];
  const localAddress = addressOf(from);
  return { host, port, localAddress, ...(localPort === '*' || localPort === '0' ? {} : { localPort: Number(localPort) }) };
}

/** The first address of an interface of this computer, IPv4 before IPv6; what is none stays as it is. */
export function addressOf(name: string): string {
  const addresses = networkInterfaces()[name] ?? [];
  return (addresses.find(({ family }) => family === 'IPv4') ?? addresses[0])?.address ?? name;
}

/** A port that nobody listens at may be given to the connection itself, which then talks to itself. */
export function isToItself({ localPort, remotePort, localAddress, remoteAddress }: Socket): boolean {
  return localPort !== undefined && localPort === remotePort && localAddress === remoteAddress;
}

/** As people write it. */
export function addressText(address: string, port = 0): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  return plain.includes(':') ? `[${plain}]:${port}` : `${plain}:${port}`;
}
