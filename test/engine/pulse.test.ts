import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openSeries, seriesPoints } from '../../src/protocol/plot';
import { openView, viewRows } from '../../src/protocol/log';
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
