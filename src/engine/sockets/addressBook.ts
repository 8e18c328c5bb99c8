import { t } from '@vscode/l10n';
import { ZmqError } from '../../core/base/errors';
import type { Endpoint } from '../../core/socket/endpoint';
import { isIPv6Endpoint } from '../../core/socket/endpoint';
import type { BindCause } from '../../protocol/events';
import { codeOf } from '../process/errno';
import { bindable, bindErrno, freeEndpoint, ipcState, ownerOfPort, requireDescriptors } from './addresses';
import { BindError } from './bindError';
import type { Carrier } from './carrier';

/** libzmq frees an address some time after it said so; ms to go on trying. */
const releaseTime = 500;
const pause = 10;

/** Binds and unbinds, and remembers which addresses are held or were given up just now. */
export class AddressBook {
  /** Resolved endpoint to who has it. */
  private readonly held = new Map<string, string>();
  /** Resolved endpoint to when it was given up. */
  private readonly released = new Map<string, number>();

  /** Binds for the socket of this name; `ipv6`: whether host names may be IPv6 addresses; where nobody chose, an address of either kind is bound as what it is. The endpoint as libzmq resolved it. @throws ZmqError `addressInUse`, `addressUnavailable`, `limitReached` */
  async bind(carrier: Carrier, endpoint: Endpoint, name: string, ipv6: boolean | undefined): Promise<string> {
    await requireDescriptors();
    const text = await bindable(endpoint, ipv6);
    carrier.ipv6 = ipv6 ?? isIPv6Endpoint(text);
    const resolved = await this.inTime(endpoint, () => this.tryBind(carrier, endpoint, text));
    this.take(resolved, name);
    return resolved;
  }

  /** Tries until the address that was given up just now is free. `bind`: undefined where it is in use. @throws BindError `addressInUse` */
  async inTime<T>(endpoint: Endpoint, bind: () => Promise<T | undefined>): Promise<T> {
    const until = Date.now() + (this.wasReleased(endpoint.text) ? releaseTime : 0);
    for (;;) {
      const bound = await bind();
      if (bound !== undefined) return bound;
      if (Date.now() >= until) throw await this.inUse(endpoint);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  /** Something of this inspector has it. */
  take(resolved: string, name: string): void {
    this.held.set(resolved, t('"{0}" of this inspector', name));
  }
  release(resolved: string): void {
    this.held.delete(resolved);
  }

  /** The resolved endpoint, or undefined where the address is in use. */
  private async tryBind(carrier: Carrier, endpoint: Endpoint, text: string): Promise<string | undefined> {
    if (endpoint.transport === 'ipc' && endpoint.path !== undefined && endpoint.path !== '*') {
      const state = await ipcState(endpoint.path);
      if (state === 'held') return undefined;
      if (state === 'other file') throw addressUnavailable(endpoint, 'ENOTSOCK');
    }
    try {
      return await carrier.listen(text);
    } catch (error) {
      if (error instanceof ZmqError) throw error;
      // libzmq may forget what the system said while it tells its monitor of it: then the system is asked.
      const isForgotten = codeOf(error) === 'EAGAIN';
      const errno = isForgotten ? await bindErrno(text) : codeOf(error);
      if (errno === 'EADDRINUSE') return undefined;
      if (isForgotten && errno === undefined) return carrier.listen(text);
      throw addressUnavailable(endpoint, errno, error instanceof Error ? error.message : String(error));
    }
  }

  unbind(carrier: Carrier, resolved: string): void {
    this.release(resolved);
    carrier.unbind(resolved);
    const time = Date.now();
    for (const [text, when] of this.released) if (time - when > releaseTime) this.released.delete(text);
    this.released.set(resolved, time);
  }

  private wasReleased(text: string): boolean {
    return [...this.released].some(([resolved, when]) => Date.now() - when <= releaseTime && sameAddress(resolved, text));
  }

  /** Why it cannot be bound: who has it, and what is free. */
  async inUse(endpoint: Endpoint): Promise<BindError> {
    const own = [...this.held].find(([resolved]) => sameAddress(resolved, endpoint.text))?.[1];
    const owner = own ?? (endpoint.port === undefined ? undefined : await ownerOfPort(endpoint.port));
    const suggestion = await freeEndpoint(endpoint);
    return new BindError(
      'addressInUse',
      { endpoint: endpoint.text, cause: 'in use', errno: 'EADDRINUSE', ...(owner ? { owner } : {}) },
      { suggestion, hint: t('Bind to another one, such as {0}, or connect to it instead.', suggestion) },
    );
  }
}

/** The same path, name, or port: enough to say who may hold an address. */
function sameAddress(resolved: string, text: string): boolean {
  if (!text.startsWith('tcp://') || !resolved.startsWith('tcp://')) return resolved === text;
  return resolved.slice(resolved.lastIndexOf(':')) === text.slice(text.lastIndexOf(':'));
}

const notHere = () => t('Bind to 127.0.0.1, to * (every interface), or to an address of this computer.');

/** `detail`: what libzmq or the system says, for a code that is not known here. */
export function addressUnavailable({ text, transport }: Endpoint, errno = '', detail = errno): BindError {
  const known: Record<string, [BindCause, string]> = {
    EADDRNOTAVAIL: ['no such address', notHere()],
    ENOTSOCK: ['other file', t('Choose another path, or remove it yourself.')],
    ENODEV: ['no such interface', notHere()],
    EACCES: [
      'permission',
      transport === 'tcp' ? t('Ports below 1024 need rights; choose a higher one.') : t('Check the rights of the directory.'),
    ],
    ENOENT: ['no directory', t('Create it, or choose another path.')],
    ENOTDIR: ['no directory', t('Create it, or choose another path.')],
    EINVAL: ['not taken', t('A right one looks like tcp://127.0.0.1:5555.')],
  };
  const [cause, hint] = known[errno] ?? (['other', t('Check the address.')] as const);
  return new BindError('addressUnavailable', { endpoint: text, cause, errno, ...(cause === 'other' ? { detail } : {}) }, { hint });
}
