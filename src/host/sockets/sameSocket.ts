import { socketTypes } from '../../core/socket/socketTypes';
import type { RememberedSpec, SocketSpec } from '../../protocol/sockets';
import { toSpecInput } from './specInput';

/** Whether a remembered socket is what opening the spec would make. One without a name gets that of its type and id. */
export function isSameSocket(given: SocketSpec, known: RememberedSpec): boolean {
  const named = { ...given, name: given.name ?? `${socketTypes[given.type].label} ${known.id}` };
  return looks(named) === looks(known);
}

/** `feed 2`, `feed 3`: the first that no other has; undefined, which gives it one, where nobody named the original. */
export function nameOfCopy({ id, type, name }: RememberedSpec, taken: ReadonlySet<string | undefined>): string | undefined {
  if (name === undefined || name === `${socketTypes[type].label} ${id}`) return undefined;
  const [, base = name] = /^(.*?)(?: \d+)?$/s.exec(name) ?? [];
  for (let number = 2; ; number++) if (!taken.has(`${base} ${number}`)) return `${base} ${number}`;
}

/** What is not given and what is empty is the same; endpoints, topics and options have no order. */
function looks(spec: SocketSpec): string {
  const { type, name, bind = [], connect = [], subscribe = [], options = {} } = toSpecInput(spec);
  const trimmed = [bind, connect].map((endpoints) => endpoints.map((endpoint) => endpoint.trim()).sort());
  const topics = [...new Set(subscribe.map((topic) => JSON.stringify(topic)))].sort();
  return JSON.stringify([type, name, trimmed, topics, Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
