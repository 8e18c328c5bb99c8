/** What Node takes for an ipc path: an abstract name begins with NUL for the system. */
export function localPath(path: string): string {
  return path.startsWith('@') ? `\0${path.slice(1)}` : path;
}
