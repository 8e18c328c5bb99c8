/** Endpoints of taps: where one could listen, and what programs are told to connect to. */
import { t } from '@vscode/l10n';
import { access } from 'node:fs/promises';
import { createServer } from 'node:net';
import { isEveryInterface, isLoopback, isSamePlace, parseEndpoint } from '../../core/socket/endpoint';
import type { SocketEntry } from '../../protocol/inspector';
import type { SocketId } from '../../protocol/sockets';

/** How many ports or names after the first one are tried. */
const tries = 50;

/** What programs of this computer connect to where this endpoint is bound. */
export function reachedAt(bound: string): string {
  const { transport, host = '', text } = parseEndpoint(bound, 'bind');
  return transport === 'tcp' && isEveryInterface(host) ? withHost(text, 'localhost') : text;
}

/** What a program connects to that connected to the target before: a tap of this computer is named as the target was. */
export function insteadOf(target: string, listen: string): string {
  const reached = parseEndpoint(reachedAt(listen), 'connect');
  const { transport, host = '', source } = parseEndpoint(target, 'connect');
  if (reached.transport !== 'tcp' || !isLoopback(reached.host ?? '') || reached.host === '::1') return reached.text;
  const isNamedAlike = transport === 'tcp' && source === undefined && isLoopback(host) && host !== '::1';
  return withHost(reached.text, isNamedAlike ? host : 'localhost');
}

/** What to change in a program. */
export function advice(target: string, listen: string): string {
  return t('Let your program connect to {0} instead of {1}.', insteadOf(target, listen), target);
}

/** Where a tap of the target could listen: on this computer, at the next port or name that is free. */
export async function freeListen(target: string): Promise<string> {
  return freeNear(target, '-tap');
}

/** Where a socket that is bound there could be bound instead, for nobody but its tap. */
export async function freeBehind(bound: string): Promise<string> {
  return freeNear(reachedAt(bound), '-behind');
}

async function freeNear(endpoint: string, suffix: string): Promise<string> {
  const { transport, host = '', port = 0, path = '' } = parseEndpoint(endpoint, 'connect');
  if (transport === 'ipc') {
    for (let number = 1; number < tries; number++) {
      const near = `${path}${suffix}${number === 1 ? '' : number}`;
      if (near.startsWith('@') || !(await exists(near))) return `ipc://${near}`;
    }
    return 'ipc://*';
  }
  const here = host === '::1' ? '::1' : '127.0.0.1';
  const prefix = here === '::1' ? 'tcp://[::1]' : `tcp://${here}`;
  for (let near = port + 1; near <= Math.min(65_535, port + tries); near++) if (await isFree(near, here)) return `${prefix}:${near}`;
  return `${prefix}:*`;
}

/** The endpoint of an open socket of the inspector that whoever connects to the target reaches. */
export function ownPlace(target: string, sockets: readonly SocketEntry[]): { socket: SocketEntry; endpoint: string } | undefined {
  for (const { socket, endpoint } of boundPlaces(sockets)) if (isSamePlace(reachedAt(endpoint), target)) return { socket, endpoint };
  return undefined;
}

/** Where sockets of the inspector are bound that can be tapped. */
export function boundPlaces(sockets: readonly SocketEntry[]): { socket: SocketEntry; endpoint: string }[] {
  return sockets.flatMap((socket) =>
    (socket.info?.endpoints ?? [])
      .filter(({ role, resolved }) => role === 'bind' && !resolved.startsWith('inproc:'))
      .map(({ resolved }) => ({ socket, endpoint: resolved })),
  );
}

/** Where sockets of the inspector are to connect to, and which do. */
export function connectedPlaces(sockets: readonly SocketEntry[]): Map<string, SocketId> {
  const places = new Map<string, SocketId>();
  for (const { id, info } of sockets)
    for (const { role, resolved } of info?.endpoints ?? [])
      if (role === 'connect' && !resolved.startsWith('inproc:') && !places.has(resolved)) places.set(resolved, id);
  return places;
}

function withHost(text: string, host: string): string {
  return `tcp://${host}${text.slice(text.lastIndexOf(':'))}`;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
