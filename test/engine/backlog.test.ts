import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configure } from '../../src/protocol/engine';
import { openView, viewRows } from '../../src/protocol/log';
import { EngineClient } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';

test('a socket whose messages come faster than they can be recorded for long is closed, and the log says so', async (t) => {
  const engine = EngineClient.start(t);
  await engine.connection.sendRequest(configure, { capture: { maxMegabytes: 32, maxMessages: 100_000 } });
  const { id, endpoints } = await engine.open({ type: 'pull', bind: [anyPort] });
  const quiet = await engine.open({ type: 'pull', bind: [anyPort] });
  for (let i = 0; i < 2; i++) Peer.c(t, 'flood.c', ['push', 'connect', endpoints[0]?.resolved ?? '', '--size', '1000', '--seconds', '60']);
  await engine.waitFor('the socket to be closed', async () => (await engine.sockets()).every((socket) => socket.id !== id), 60_000);
  assert.deepEqual(
    (await engine.sockets()).map((socket) => socket.id),
    [quiet.id],
  );
  const { view, first } = await engine.connection.sendRequest(openView, { filter: '"wait unread"' });
  const { rows } = await engine.connection.sendRequest(viewRows, { view, from: first, count: 10 });
  assert.match(rows[0]?.preview ?? '', /^"PULL .*" was closed: about \d+ MiB wait unread/);
});
