import { randomUUID } from 'node:crypto';
import { lstatSync, renameSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ListenOptions, Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { codeOf } from '../../process/errno';

/** Connections waiting to be accepted, where the system takes so many. */
const backlog = 1024;

type Place = Pick<ListenOptions, 'host' | 'port' | 'path'>;

/** The file of a server, as it was when the server began to listen. */
interface OwnFile {
  file: string;
  inode: string;
}

const ownFiles = new WeakMap<Server, OwnFile>();

/** The address that the system chose; undefined where it is a path. @throws as `net.Server` does, with the code that the system gave */
export async function listenAt(server: Server, where: Place): Promise<{ address: string; port: number } | undefined> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...where, backlog, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  }).catch(async (error: unknown) => {
    throw await asTheSystemHasIt(error, where);
  });
  noteFile(server, where.path);
  const address = server.address();
  return typeof address === 'object' && address ? address : undefined;
}

/** Node says of a directory that is missing that it may not be entered. */
async function asTheSystemHasIt(error: unknown, { path: file }: Place): Promise<unknown> {
  if (file === undefined || codeOf(error) !== 'EACCES') return error;
  const reason: unknown = await stat(path.dirname(file)).catch((missing: unknown) => missing);
  return codeOf(reason) === 'ENOENT' ? reason : error;
}

function noteFile(server: Server, file: string | undefined): void {
  const inode = file === undefined ? undefined : inodeOf(file);
  if (file !== undefined && inode !== undefined) ownFiles.set(server, { file, inode });
}

/** Undefined where nothing is there, and for an abstract name, which is no file. */
function inodeOf(file: string): string | undefined {
  try {
    const { dev, ino } = lstatSync(file, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

/**
 * Listens no longer. Node removes what lies at the path of the server, be it the file of a program that has bound the path meanwhile, as
 * libzmq lets it: that one is out of the way for so long.
 */
export function stopListening(server: Server, stopped?: () => void): void {
  const putBack = putAside(ownFiles.get(server));
  ownFiles.delete(server);
  // Node is done with the path when this returns.
  server.close(stopped);
  putBack?.();
}

/** How a file that is another's comes back to its place; undefined where none is there. */
function putAside(own: OwnFile | undefined): (() => void) | undefined {
  if (!own) return undefined;
  const { file, inode } = own;
  const found = inodeOf(file);
  if (found === undefined || found === inode) return undefined;
  const aside = `${file}-${randomUUID().slice(0, 8)}`;
  try {
    // Renaming takes the rights that removing does, and no more: where it fails, Node cannot remove the file either.
    renameSync(file, aside);
  } catch {
    return undefined;
  }
  return () => renameSync(aside, file);
}

/** The path of an ipc endpoint; `*` stands for a new one. */
export function ipcFile(given: string): string {
  return given === '*' ? path.join(tmpdir(), `zmq-${randomUUID().slice(0, 8)}`) : given;
}
