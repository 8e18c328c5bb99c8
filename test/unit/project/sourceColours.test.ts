import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SourceColours } from '../../../webview/inspector/state/sourceColours';

test('sources have colours of their own as far as they go, parts that of the whole, and the same each time', () => {
  const ids = Array.from({ length: 12 }, (_, i) => `s${i + 1}`);
  const [colours, again] = [new SourceColours(), new SourceColours()];
  const told = ids.map((id) => colours.of(id));
  assert.equal(new Set(told.slice(0, 10)).size, 10);
  assert.ok(told.slice(0, 5).every((colour) => colour.startsWith('var(')));
  assert.ok(told.slice(5, 10).every((colour) => colour.startsWith('color-mix(')));
  // More of them share some, and keep theirs.
  assert.deepEqual(
    ids.map((id) => colours.of(id)),
    told,
  );
  assert.deepEqual(
    ids.map((id) => again.of(id)),
    told,
  );
  for (const [part, whole] of [
    ['t1/3', 't1'],
    ['p1-backend', 'p1'],
    ['p1-frontend', 'p1'],
  ] as const) {
    const fresh = new SourceColours();
    assert.equal(fresh.of(part), fresh.of(whole), part);
  }
  assert.equal(
    new SourceColours().of('s1', () => 'red'),
    'red',
  );
});
