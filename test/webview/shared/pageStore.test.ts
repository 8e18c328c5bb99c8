import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../support/processes';
import { PageStore } from '../../../webview/shared/page/pageStore';

interface Kept {
  version: 1;
  at: number;
}

test('a change is written at once, since the page may go right after it; those that follow are written together', async () => {
  const written: Kept[] = [];
  const api = { postMessage: () => undefined, getState: () => undefined, setState: (state: unknown) => void written.push(state as Kept) };
  const store = new PageStore<Kept>(api, { version: 1, at: 0 });
  const told: number[] = [];
  store.addEventListener('change', () => told.push(store.state.at));
  for (const at of [1, 2, 3]) store.update({ at });
  assert.deepEqual(
    written.map(({ at }) => at),
    [1],
  );
  assert.deepEqual(told, [1, 2, 3]);
  await until('the latest is written', () => written.at(-1)?.at === 3);
  assert.equal(written.length, 2);
});
