import { networkInterfaces } from 'node:os';
import type { OwnAddress } from '../../core/chat/invite';
import { isEveryInterface, parseEndpoint } from '../../core/socket/endpoint';
import type { SocketInfo } from '../../protocol/sockets';

/** How long what was found holds, ms. */
const lifetime = 5000;
/** Interfaces of containers, virtual machines and tunnels: others rarely reach those. */
const virtual = /^(docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|cni|flannel|utun|tun|tap|zt|wg|tailscale)|WSL|Hyper-V|VirtualBox|VMware/i;

let found: { at: number; addresses: OwnAddress[] } | undefined;

/** All addresses of this computer, those first that others are likely to reach. */
export function ownAddresses(): readonly OwnAddress[] {
  const time = performance.now();
  if (!found || time - found.at > lifetime) found = { at: time, addresses: look() };
  return found.addresses;
}

/** The one of these sockets that is bound where this endpoint leads. */
export function ownSocketAt<T extends Pick<SocketInfo, 'endpoints'>>(endpoint: string, sockets: readonly T[]): T | undefined {
  return sockets.find(({ endpoints }) => endpoints.some(({ role, resolved }) => role === 'bind' && boundLeadsTo(resolved, endpoint)));
}

/** Whether who connects to the endpoint reaches what is bound at the other one. */
export function boundLeadsTo(resolved: string, endpoint: string): boolean {
  const { transport, host = '', port, text } = parseEndpoint(endpoint, 'connect');
  const bound = parseEndpoint(resolved, 'bind');
  if (transport !== 'tcp' || bound.transport !== 'tcp') return resolved === text;
  if (bound.port !== port) return false;
  const isHere = ['localhost', ...ownAddresses().map(({ address }) => address)].includes(host);
  return bound.host === host || (isHere && isEveryInterface(bound.host ?? '')) || (host === 'localhost' && bound.host === '127.0.0.1');
}

function look(): OwnAddress[] {
  const addresses = Object.entries(networkInterfaces()).flatMap(([network, list = []]) =>
    list.map(({ address, family, internal }) => ({ address, family, network, internal })),
  );
  return addresses.sort((a, b) => rank(a) - rank(b));
}

function rank({ address, family, network, internal }: OwnAddress): number {
  if (internal) return family === 'IPv4' ? 8 : 9;
  const linkLocal = family === 'IPv4' ? address.startsWith('169.254.') : /^fe[89ab]/i.test(address);
  return (virtual.test(network) ? 4 : 0) + (linkLocal ? 2 : 0) + (family === 'IPv4' ? 0 : 1);
}
