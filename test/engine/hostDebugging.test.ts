import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ping } from '../../src/protocol/engine';
import { openInspector } from '../support/hostPage';
import { freeEndpoint } from '../support/script';

test('a debugger finds the engine at the port that launch.json gives, and none without it', async (t) => {
  const port = new URL((await freeEndpoint()).replace('tcp:', 'http:')).port;
  const targets = `http://127.0.0.1:${port}/json/list`;
  await openInspector(t).engine.request(ping, {});
  await assert.rejects(fetch(targets));

  process.env['ZMQ_INSPECTOR_ENGINE_PORT'] = port;
  t.after(() => delete process.env['ZMQ_INSPECTOR_ENGINE_PORT']);
  await openInspector(t).engine.request(ping, {});
  const [target] = (await (await fetch(targets)).json()) as { url: string }[];
  assert.match(target?.url ?? '', /dist\/engine\.js$/);
});
