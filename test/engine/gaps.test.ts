import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openView, viewRows } from '../../src/protocol/log';
import { closeSeries, openSeries, seriesGaps, seriesPoints, type SeriesSpec } from '../../src/protocol/plot';
import type { SocketInfo } from '../../src/protocol/sockets';
import { EngineClient, refusal } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';

describe('gaps in numbers that count messages', () => {
  const scope = { after };
  const engine = EngineClient.start(scope);
  const { connection } = engine;
  let feed: SocketInfo;

  before(async () => {
    const python = Peer.python(scope, 'sequences.py', [anyPort]);
    const { endpoint } = await python.next('bound');
    feed = await engine.open({ type: 'sub', name: 'feed', connect: [String(endpoint)], subscribe: [new Uint8Array()] });
    await python.next('sent');
    await engine.waitForMessages(feed.id, 95 + 100 + 196 + 2 + 10 + 2);
  });

  const counted = async (spec: Omit<SeriesSpec, 'socket'>) => {
    const { series } = await connection.sendRequest(openSeries, { socket: feed.id, ...spec });
    await engine.waitFor(
      'all of it',
      async () => (await connection.sendRequest(seriesPoints, { series, pixels: 100 })).status.unscanned === 0,
    );
    const { status } = await connection.sendRequest(seriesPoints, { series, pixels: 100 });
    return { series, status };
  };
  const found = async (filter: string) => {
    const { view } = await connection.sendRequest(openView, { filter, socket: feed.id });
    const rows = async () => connection.sendRequest(viewRows, { view, from: 0, count: 500 });
    await engine.waitFor('the view', async () => (await rows()).status.unscanned === 0);
    return rows();
  };

  test('without a number that counts, gap: finds nothing and says why', async () => {
    const { rows, status } = await found('gap:any');
    assert.deepEqual(rows, []);
    assert.match(status.problem ?? '', /Count Gaps/);
  });

  test('the counter of a feed like that of bitcoind, over its end, each topic by itself', async () => {
    const outdated = await connection.sendRequest(openView, { filter: 'gap:any' });
    const { series, status } = await counted({ frame: 2, path: '.', gaps: 'by topic', decoder: { decoder: 'numbers', layout: '<I' } });
    assert.deepEqual(status.gaps, { missing: 5, gaps: 5, duplicates: 0, back: 0, late: 0, wraps: 2 });
    const { groups, more, beyond } = await connection.sendRequest(seriesGaps, { series });
    assert.deepEqual(
      groups.map(({ topic, count, gaps: { missing, wraps }, socket, direction }) => [topic, count, missing, wraps, socket, direction]),
      [
        ['hashblock', 95, 5, 1, 'feed', 'in'],
        ['hashtx', 100, 0, 1, 'feed', 'in'],
      ],
    );
    assert.deepEqual([more, beyond], [0, 0]);
    const { rows } = await found('gap:missing');
    assert.equal(rows.length, 5);
    for (const row of rows) {
      assert.deepEqual(row.gap, { kind: 'missing', missing: 1 });
      assert.equal(row.topic, 'hashblock');
    }
    assert.deepEqual((await found('gap:any not gap:missing')).rows, []);
    await engine.waitFor('the view of before is said to be outdated', () =>
      engine.lastChange?.views.some(({ view, outdated: isOutdated }) => view === outdated.view && isOutdated),
    );
    await connection.sendRequest(closeSeries, { series });
  });

  test('a number in JSON that counts all topics together: losses, duplicates, late ones, steps back, and what is no number', async () => {
    const { series, status } = await counted({ frame: 1, path: '.seq', gaps: 'together' });
    assert.deepEqual(status.gaps, { missing: 3, gaps: 2, duplicates: 1, back: 1, late: 1, wraps: 0 });
    assert.equal(status.count, 208);
    const kinds = async (filter: string) =>
      (await found(filter)).rows.map(({ gap, preview }) => [gap?.kind, Number(/"?seq"?[:=] ?"?(\d+)/.exec(preview)?.[1])]);
    assert.deepEqual(await kinds('gap:any'), [
      ['missing', 53],
      ['duplicate', 70],
      ['missing', 121],
      ['late', 120],
      ['back', 1],
    ]);
    assert.deepEqual(await kinds('gap:back or gap:late'), [
      ['late', 120],
      ['back', 1],
    ]);
    assert.deepEqual(await kinds('gap:missing json:.seq>100'), [['missing', 121]]);
    // Plotted is how many are missing before each message.
    const { low, high } = await connection.sendRequest(seriesPoints, { series, pixels: 4000 });
    assert.equal(Math.max(...high.map((value) => value ?? 0)), 3);
    assert.equal(Math.min(...low.map((value) => value ?? 0)), 0);
    // By topic they would not be in order.
    const { status: byTopic, series: other } = await counted({ frame: 1, path: '.seq', gaps: 'by topic' });
    assert.ok((byTopic.gaps?.gaps ?? 0) > 50);
    for (const each of [series, other]) await connection.sendRequest(closeSeries, { series: each });
  });

  test('what is no series of this kind is refused', async () => {
    const { series } = await counted({ frame: 1, path: '.seq' });
    await refusal(connection.sendRequest(seriesGaps, { series }), 'invalidQuery');
    await connection.sendRequest(closeSeries, { series });
    await refusal(connection.sendRequest(seriesGaps, { series }), 'noSuchSeries');
    await refusal(connection.sendRequest(openSeries, { frame: 0, path: '.', gaps: 'sometimes' } as never), 'invalidParams');
    await refusal(connection.sendRequest(openView, { filter: 'gap:nothing' }), 'invalidQuery');
  });
});
