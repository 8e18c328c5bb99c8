/** Addresses of this computer: what is free, what is in use and by whom, and how many more can be had. */
import { t } from '@vscode/l10n';
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { lstat, readFile, readdir, readlink } from 'node:fs/promises';
import { connect, createServer, isIP, type ListenOptions } from 'node:net';
import { networkInterfaces } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { ZmqError } from '../../core/base/errors';
import { isIPv6Endpoint, parseEndpoint, type Endpoint } from '../../core/socket/endpoint';
import { codeOf } from '../process/errno';
import { localPath } from '../process/localPath';
import { listenAt, stopListening } from '../wire/stream/listening';
import { addressOf } from '../wire/stream/targets';
import { BindError } from './bindError';

/** Descriptors left for everything else; libzmq aborts the process when a bind finds none (libzmq issues 4477, 4759). */
const reserve = 64;

/** @throws ZmqError `limitReached` while too few file descriptors are left. Where the system does not tell, it passes. */
export async function requireDescriptors(): Promise<void> {
  if (process.platform !== 'linux') return;
  const [open, limits] = await Promise.all([readdir('/proc/self/fd'), readFile('/proc/self/limits', 'utf8')]);
  const limit = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Infinity);
  if (open.length + reserve < limit) return;
  throw new ZmqError('limitReached', t('Only {0} of {1} file descriptors are left.', limit - open.length, limit), {
    hint: t('Close sockets, or raise the limit (ulimit -n) and restart VS Code.'),
  });
}

/** What binding an ipc path would meet. libzmq removes whatever lies there without an error, be it a live program's. */
export async function ipcState(path: string): Promise<'free' | 'held' | 'other file'> {
  const isAbstract = path.startsWith('@');
  if (!isAbstract && process.platform !== 'win32') {
    try {
      if (!(await lstat(path)).isSocket()) return 'other file';
    } catch {
      return 'free'; // nothing is there, or libzmq will meet and name what keeps us from looking
    }
  }
  return (await answers(localPath(path))) ? 'held' : 'free';
}

/** False only where nobody listens: a program that is stopped, or whose queue is full, does not answer either. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect({ path });
    const end = (held: boolean) => {
      probe.destroy();
      resolve(held);
    };
    probe.setTimeout(500, () => end(true));
    probe.once('connect', () => end(true));
    probe.once('error', (error) => end(!['ENOENT', 'ECONNREFUSED'].includes(codeOf(error) ?? '')));
  });
}

/** Longest wait for a name to resolve, ms: where nothing can be done without it, and where libzmq resolves it itself. */
const resolveTime = 3000;
const askTime = 1000;

/**
 * The endpoint with an address in place of a host name: libzmq would resolve it on this thread, and everything would wait.
 * @throws ZmqError `addressUnavailable` where the name does not resolve in time.
 */
export async function bindable(endpoint: Endpoint, ipv6: boolean | undefined): Promise<string> {
  const { transport, host = '', text } = endpoint;
  if (transport !== 'tcp' || host === '*' || isIP(host) !== 0 || host.includes('%') || host in networkInterfaces()) return text;
  if (await isInterface(host))
    throw new BindError(
      'addressUnavailable',
      { endpoint: text, cause: 'interface without address', host },
      { hint: t('Give it an address and bring it up, or bind to * (every interface).') },
    );
  try {
    const { address, family } = await inTime(resolved(host, ipv6), resolveTime);
    return text.replace(host, family === 6 ? `[${address}]` : address);
  } catch (error) {
    const errno = codeOf(error);
    throw new BindError(
      'addressUnavailable',
      { endpoint: text, cause: errno ? 'name unknown' : 'name unanswered', host, ...(errno ? { errno } : {}) },
      { hint: t('Bind to 127.0.0.1, to * (every interface), or to an address of this computer.') },
    );
  }
}

/** Whether a connection takes IPv6: to such an address, or to a name that resolves to nothing else. A name that is not known yet may be so later. */
export async function takesIPv6({ transport, host = '', text }: Endpoint, resolve = resolved): Promise<boolean> {
  if (isIPv6Endpoint(text)) return true;
  if (transport !== 'tcp' || isIP(host) !== 0) return false;
  return inTime(resolve(host, undefined), askTime).then(
    ({ family }) => family === 6,
    () => false,
  );
}

async function inTime<T>(answer: Promise<T>, ms: number): Promise<T> {
  const limit = new AbortController();
  const late = delay(ms, undefined, { signal: limit.signal }).then(() => Promise.reject(new Error('no answer in time')));
  try {
    return await Promise.race([answer, late]);
  } finally {
    late.catch(() => undefined); // it lost the race
    limit.abort();
  }
}

/** IPv4 first, as long as nobody chose IPv6. */
export async function resolved(host: string, ipv6: boolean | undefined): Promise<LookupAddress> {
  if (ipv6 !== undefined) return lookup(host, { family: ipv6 ? 0 : 4 });
  try {
    return await lookup(host, { family: 4 });
  } catch (error) {
    return lookup(host, { family: 6 }).catch(() => {
      throw error;
    });
  }
}

/** Whether the system has a network interface of this name, up or not; where it does not tell, those with an address. */
export async function isInterface(name: string): Promise<boolean> {
  if (name in networkInterfaces()) return true;
  // No path may come of it.
  if (process.platform !== 'linux' || !/^[\w-][\w.-]*$/.test(name)) return false;
  return lstat(`/sys/class/net/${name}`).then(
    () => true,
    () => false,
  );
}

/**
 * The local side of a connection names an interface: libzmq would take one that is not there, and never connect.
 * @throws ZmqError `addressUnavailable`
 */
export async function checkSourceInterface({ source = '', text }: Endpoint): Promise<void> {
  const host = source.startsWith('[') ? '' : source.slice(0, source.lastIndexOf(':'));
  if (host === '' || host === '*' || isIP(host) !== 0 || host in networkInterfaces()) return;
  const message = (await isInterface(host)) ? t('The interface {0} has no address.', host) : t('This computer has no interface {0}.', host);
  throw new ZmqError('addressUnavailable', message, {
    endpoint: text,
    hint: t('Before the semicolon stands an address of this computer or an interface, such as eth0.'),
  });
}

/** An endpoint like the given one that is free now. */
export async function freeEndpoint(endpoint: Endpoint): Promise<string> {
  if (endpoint.transport !== 'tcp') return `${endpoint.text}-2`;
  const prefix = endpoint.text.slice(0, endpoint.text.lastIndexOf(':'));
  const host = endpoint.host === '*' ? undefined : endpoint.host;
  for (let port = (endpoint.port ?? 0) + 1; port <= Math.min(65_535, (endpoint.port ?? 0) + 20); port++) {
    if (await portIsFree(port, host)) return `${prefix}:${port}`;
  }
  return `${prefix}:*`;
}

async function portIsFree(port: number, host: string | undefined): Promise<boolean> {
  return (await listenError({ port, host })) === undefined;
}

/** The system's code for why nobody can listen there; undefined where one can. */
async function listenError(where: ListenOptions): Promise<string | undefined> {
  const server = createServer();
  try {
    await listenAt(server, where);
  } catch (error) {
    return codeOf(error);
  }
  await new Promise<void>((resolve) => stopListening(server, resolve));
  return undefined;
}

/** Why an endpoint cannot be bound, by the system's code; undefined where it can be. */
export function bindErrno(resolvedEndpoint: string): Promise<string | undefined> {
  const { transport, host = '', port, path = '' } = parseEndpoint(resolvedEndpoint, 'bind');
  if (transport === 'ipc') return listenError({ path: localPath(path) });
  return listenError({ port, host: host === '*' ? undefined : addressOf(host) });
}

/** Name and process id of the program that listens on a TCP port, where Linux lets us see it. */
export async function ownerOfPort(port: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  try {
    const inodes = new Set([...(await listeningInodes('/proc/net/tcp', port)), ...(await listeningInodes('/proc/net/tcp6', port))]);
    if (inodes.size === 0) return undefined;
    for (const pid of await readdir('/proc')) {
      if (/^\d+$/.test(pid) && (await holdsSocket(pid, inodes))) {
        return t('{0} (process {1})', (await readFile(`/proc/${pid}/comm`, 'utf8')).trim(), pid);
      }
    }
  } catch {
    return undefined; // a process ended meanwhile, or /proc is closed to us: the name is a courtesy
  }
  return undefined;
}

/** Column 2 is the local address in hex, 4 the state (0A listens), 10 the inode: proc(5). */
async function listeningInodes(file: string, port: number): Promise<string[]> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = (await readFile(file, 'utf8')).split('\n').slice(1);
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(suffix) && columns[3] === '0A')
    .map((columns) => columns[9] ?? '');
}

async function holdsSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  try {
    for (const fd of await readdir(`/proc/${pid}/fd`)) {
      const target = await readlink(`/proc/${pid}/fd/${fd}`);
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      if (inode && inodes.has(inode)) return true;
    }
  } catch {
    return false; // another user's process, or gone
  }
  return false;
}
