import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { keyList } from '../../../webview/inspector/keys/keyList';

const names: Record<string, string> = { ' ': 'Space', '+': 'Plus' };
/** Another key for what one of the list does. */
const same = ['='];

test('the list of keys has every key that the inspector asks for', () => {
  const listed = new Set(keyList().flatMap(({ keys }) => keys.flatMap(([texts]) => texts.flatMap((text) => text.split('+')))));
  const root = 'webview/inspector';
  const asked = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) =>
      [...readFileSync(join(root, name), 'utf8').matchAll(/(?:event\.key|letter) [!=]== '([^']+)'/g)].map(([, key]) => key ?? ''),
    );
  assert.ok(asked.length > 20);
  const missing = [...new Set(asked)]
    .filter((key) => !same.includes(key))
    .map((key) => names[key] ?? (key.startsWith('Arrow') ? key.slice(5) : key.length === 1 ? key.toUpperCase() : key))
    .filter((key) => !listed.has(key));
  assert.deepEqual(missing, []);
});
