import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openSeries, seriesPoints } from '../../src/protocol/plot';
import { configure } from '../../src/protocol/engine';
import { clearLog, openView, recordDetails, viewRows } from '../../src/protocol/log';
import { listTopics } from '../../src/protocol/topics';
import { EngineClient } from '../support/engineClient';
import { pair } from '../support/pairing';
import { until } from '../support/processes';

describe('a client that never answers a notice', () => {
  test('stalls nothing: views, topics and plots go on, and it is asked once', async (t) => {
    const engine = EngineClient.start(t);
    engine.takeChange = () => new Promise(() => undefined);
    const { socket, peer } = await pair(t, engine, { type: 'sub', subscribe: [new Uint8Array(0)], name: 'readings' }, 'xpub', 'peer');
    const { connection } = engine;
    const { view } = await connection.sendRequest(openView, { filter: 'json:.value>=500' });
    const { series } = await connection.sendRequest(openSeries, { socket: socket.id, frame: 1, path: '.value' });
    await peer.received();
    for (let i = 0; i < 1000; i++) peer.send(['reading', JSON.stringify({ value: i })]);

    await until('the view', async () => (await connection.sendRequest(viewRows, { view, from: 0, count: 0 })).status.end === 500);
    await until('the series', async () => (await connection.sendRequest(seriesPoints, { series, pixels: 100 })).status.count === 1000);
    assert.equal(engine.changes, 1);
  });
});

test('a client that wants no notices gets none, and is answered all the same', async (t) => {
  const engine = EngineClient.start(t);
  const { connection } = engine;
  await connection.sendRequest(configure, { notices: false });
  const before = engine.changes;
  const { view } = await connection.sendRequest(openView, { filter: 'event:opened' });
  await engine.open({ type: 'pull', bind: ['tcp://127.0.0.1:*'] });
  await until('the view', async () => (await connection.sendRequest(viewRows, { view, from: 0, count: 0 })).status.end === 1);
  assert.equal(engine.changes, before);
  await connection.sendRequest(configure, { notices: true });
  await until('a notice', () => engine.changes > before);
});

test('a capture goes by its name; one that is not open is refused', async (t) => {
  const engine = EngineClient.start(t);
  const { connection } = engine;
  const { view } = await connection.sendRequest(openView, { capture: 'live' });
  await engine.open({ type: 'pull', bind: ['tcp://127.0.0.1:*'] });
  const { rows } = await connection.sendRequest(viewRows, { capture: 'live', view, from: 0, count: 10 });
  assert.equal(rows[0]?.event, 'opened');
  const refused = { data: { code: 'noSuchCapture', hint: 'Open it again, or look at one of these: live.' } };
  await assert.rejects(connection.sendRequest(openView, { capture: 'nope' }), refused);
  await assert.rejects(connection.sendRequest(recordDetails, { capture: 'nope', number: 1 }), refused);
  await assert.rejects(connection.sendRequest(listTopics, { capture: 'nope', from: 0, count: 1 }), refused);
  await assert.rejects(connection.sendRequest(seriesPoints, { capture: 'nope', series: 1, pixels: 1 }), refused);
  await assert.rejects(connection.sendRequest(clearLog, { capture: 'nope' }), refused);
});
