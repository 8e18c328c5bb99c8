import { after } from 'node:test';
import type { Scope } from './engineClient';

/** Ends with the suite it is made in. What `before` gives to `after` itself would end with that hook. */
export function suiteScope(): Scope {
  const ends: (() => Promise<void> | void)[] = [];
  after(async () => {
    for (const end of ends.reverse()) await end();
  });
  return { after: (run) => void ends.push(run) };
}
