import * as v from 'valibot';
import type { SocketId, SocketSpec } from '../protocol/sockets';
import { parseSpecInput, toSpecInput } from './specInput';

/** Where VS Code keeps things for a workspace. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

export type RememberedSpec = SocketSpec & { id: SocketId };
export interface RememberedSockets {
  /** Number of the next id; no id is used twice in a workspace. */
  next: number;
  specs: RememberedSpec[];
}

const key = 'sockets';
/** Numbers of ids have at most nine digits. */
const highestNumber = 999_999_999;
const stored = v.object({ next: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(highestNumber)), sockets: v.array(v.unknown()) });
const identified = v.looseObject({ id: v.pipe(v.string(), v.regex(/^s[1-9]\d{0,8}$/, 'is no id of a socket')) });

/** What the workspace remembers. What does not hold together is left out, each told through `complain`. */
export function recallSockets(memory: Memory, complain: (text: string) => void): RememberedSockets {
  const found = memory.get(key);
  if (found === undefined) return { next: 1, specs: [] };
  const outer = v.safeParse(stored, found);
  if (!outer.success) {
    complain(`The sockets remembered for this workspace are unreadable: ${outer.issues[0].message}`);
    return { next: 1, specs: [] };
  }
  const specs = new Map<SocketId, RememberedSpec>();
  for (const candidate of outer.output.sockets) {
    try {
      const { id } = v.parse(identified, candidate);
      specs.set(id, { ...parseSpecInput(candidate), id });
    } catch (error) {
      complain(`A remembered socket is left out: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const highest = Math.max(0, ...[...specs.keys()].map((id) => Number(id.slice(1))));
  return { next: Math.max(outer.output.next, highest + 1), specs: [...specs.values()] };
}

export function rememberSockets(memory: Memory, { next, specs }: RememberedSockets): PromiseLike<void> {
  return memory.update(key, { next, sockets: specs.map(toSpecInput) });
}
