import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { errorCodes } from '../../src/protocol/errors';
import { Method, Notice } from '../../src/protocol/method';
import { EngineClient } from '../support/engineClient';
import { openPage, refusal } from '../support/hostPage';

const text = readFileSync('docs/engine-protocol.md', 'utf8');
const pagesText = readFileSync('docs/page-protocol.md', 'utf8');
/** Modules of the leg between a page and its host. */
const pageModules = ['inspector', 'chatPage'];

/** Everything that src/protocol declares. */
async function contract(): Promise<{ module: string; method: Method | Notice }[]> {
  const names = readdirSync('src/protocol').map((file) => file.replace(/\.ts$/, ''));
  const modules = names.map(async (module) => {
    const exported = Object.values((await import(`../../src/protocol/${module}.ts`)) as Record<string, unknown>);
    return exported.filter((one) => one instanceof Method || one instanceof Notice).map((method) => ({ module, method }));
  });
  return (await Promise.all(modules)).flat();
}

/** Names of methods in the tables below one heading, or below all. */
function methodsIn(document: string, heading = ''): string[] {
  const part = document.slice(document.indexOf(heading)).split('\n## ')[0] ?? '';
  const rows = (heading ? part : document).split('\n').filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([a-z]+\/\w+)`/gi)].map((match) => match[1] as string));
}

describe('docs/engine-protocol.md', () => {
  test('its example runs and prints what it says', async () => {
    const program = /```python\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
    const expected = /```text\n([\s\S]*?)```/.exec(text)?.[1];
    const { stdout } = await promisify(execFile)('/usr/bin/python3', ['-c', program], { timeout: 60_000 });
    assert.equal(stdout, expected);
  });

  test('it and docs/page-protocol.md list every method of the contract, and no other', async () => {
    const methods = await contract();
    for (const [document, listed] of [
      ['docs/engine-protocol.md', methodsIn(text)],
      ['docs/page-protocol.md', methodsIn(pagesText)],
    ] as const) {
      const declared = methods.filter(({ module }) => pageModules.includes(module) === (document === 'docs/page-protocol.md'));
      assert.ok(declared.length > 15, document);
      assert.deepEqual([...listed].sort(), declared.map(({ method }) => method.method).sort(), document);
    }
  });

  test('it lists every error with its number', () => {
    for (const [name, code] of Object.entries(errorCodes)) assert.ok(text.includes(`| ${code} | \`${name}\` |`), `${name} is missing`);
  });
});

test('every method is declared once', async () => {
  const names = (await contract()).map(({ method }) => method.method);
  assert.deepEqual(names, [...new Set(names)]);
});

test('the engine serves every method that a client may send, and refuses params that do not fit', async (t) => {
  const engine = EngineClient.start(t);
  const fromEngine = methodsIn(text, '## From the engine to its client');
  assert.equal(fromEngine.length, 3);
  for (const name of methodsIn(text).filter((name) => !fromEngine.includes(name)))
    await assert.rejects(engine.connection.sendRequest(name, { nonsense: 1 }), refusal(errorCodes.invalidParams, /./), name);
});

test('the host serves every method that the inspector asks for', async (t) => {
  const { page } = openPage(t);
  const methods = new Map<string, Method>();
  for (const file of readdirSync('src/protocol'))
    for (const [name, one] of Object.entries((await import(`../../src/protocol/${file}`)) as Record<string, unknown>))
      if (one instanceof Method) methods.set(name, one);
  const asked = new Set(
    readdirSync('webview/inspector', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) =>
        [...readFileSync(`webview/inspector/${file}`, 'utf8').matchAll(/sendRequest\(\s*(\w+)/g)].map(([, name]) => name ?? ''),
      ),
  );
  const known = [...asked].flatMap((name) => methods.get(name) ?? []);
  assert.ok(known.length > 45);
  for (const { method } of known)
    await assert.rejects(page.sendRequest(method, { nonsense: 1 }), refusal(errorCodes.invalidParams, /./), method);
});

test('the host serves every method that the inspector may send, and refuses params that do not fit', async (t) => {
  const { page } = openPage(t);
  const names = methodsIn(pagesText, '## From the inspector to the host');
  assert.equal(names.length, 18);
  for (const name of [
    ...names,
    'view/open',
    'view/statistics',
    'record/decode',
    'topics/list',
    'plot/open',
    'composer/send',
    'socket/open',
  ])
    await assert.rejects(page.sendRequest(name, { nonsense: 1 }), refusal(errorCodes.invalidParams, /./), name);
});
