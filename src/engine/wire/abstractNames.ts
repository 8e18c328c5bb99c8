import { t } from '@vscode/l10n';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { ZmqError } from '../../core/base/errors';
import type { Endpoint } from '../../core/socket/endpoint';
import { localPath } from '../process/localPath';

/** Whether a name, with its `@`, stands in the system's list of sockets just so. */
export async function isListed(name: string): Promise<boolean> {
  return (await readFile('/proc/net/unix', 'utf8').catch(() => '')).split('\n').some((line) => line.endsWith(` ${name}`));
}

let areExact: Promise<boolean> | undefined;

/** Some versions of Node fill an abstract name up with zeros, and programs of libzmq do not find it then. @throws ZmqError `unsupportedTransport` */
export async function requireExactNames({ transport, path = '', text }: Endpoint): Promise<void> {
  if (transport !== 'ipc' || !path.startsWith('@') || (await (areExact ??= tried()))) return;
  throw new ZmqError('unsupportedTransport', t('The Node of this engine cannot use abstract names such as {0}.', text), {
    endpoint: text,
    hint: t('Use tcp, or ipc with a path.'),
  });
}

/** Whether a name that is listened at stands in the system's list as it was given. */
async function tried(): Promise<boolean> {
  const name = `@zmq-inspector-${process.pid}`;
  const server = createServer().listen(localPath(name));
  try {
    await once(server, 'listening');
    return await isListed(name);
  } catch {
    return false; // this system has no such names
  } finally {
    server.close();
  }
}
