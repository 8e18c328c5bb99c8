import { t } from '@vscode/l10n';
import * as v from 'valibot';

/** Where VS Code keeps things for a workspace. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Things of one kind that a workspace remembers, each under an id of its own: `s1`, `s2`, … */
export interface Remembered<T> {
  /** Number of the next id; no id is used twice in a workspace. */
  next: number;
  items: T[];
}

/** How one kind of things stands in the memory. */
export interface RememberedKind<T> {
  /** Also the name of the list within. */
  key: string;
  /** What ids begin with. */
  prefix: string;
  /** One of them, in sentences. */
  one: string;
  /** Checks what was found; throws an error that says what does not hold together. */
  recall(candidate: Record<string, unknown>): T;
  /** As JSON, with its `id`. */
  store(item: T): unknown;
}

/** Numbers of ids have at most nine digits. */
const highestNumber = 999_999_999;
const next = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(highestNumber));

/** What the workspace remembers. What does not hold together is left out, each told through `complain`. */
export function recall<T extends { id: string }>(
  { key, prefix, one, recall }: RememberedKind<T>,
  memory: Memory,
  complain: (text: string) => void,
): Remembered<T> {
  const found = memory.get(key);
  if (found === undefined) return { next: 1, items: [] };
  const outer = v.safeParse(v.object({ next, [key]: v.array(v.unknown()) }), found);
  if (!outer.success) {
    complain(t('The {0} remembered for this workspace are unreadable: {1}', key, outer.issues[0].message));
    return { next: 1, items: [] };
  }
  const identified = v.looseObject({ id: v.pipe(v.string(), v.regex(new RegExp(`^${prefix}[1-9]\\d{0,8}$`), `is no id of a ${one}`)) });
  const items = new Map<string, T>();
  for (const candidate of outer.output[key] as unknown[]) {
    try {
      const item = recall(v.parse(identified, candidate));
      items.set(item.id, item);
    } catch (error) {
      complain(t('A remembered {0} is left out: {1}', one, error instanceof Error ? error.message : String(error)));
    }
  }
  const highest = Math.max(0, ...[...items.keys()].map((id) => Number(id.slice(prefix.length))));
  return { next: Math.max(outer.output.next as number, highest + 1), items: [...items.values()] };
}

export function remember<T>({ key, store }: RememberedKind<T>, memory: Memory, { next, items }: Remembered<T>): PromiseLike<void> {
  return memory.update(key, { next, [key]: items.map(store) });
}
