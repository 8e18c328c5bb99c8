import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { configure } from '../../src/protocol/engine';
import { clearLog, openView, viewHistogram, viewRows, type Histogram, type Row } from '../../src/protocol/log';
import { EngineClient, refusal, type Scope } from '../support/engineClient';
import type { SocketId } from '../../src/protocol/sockets';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';

/** Two sockets of the engine that are connected to one another. */
async function pair(engine: EngineClient, name: string): Promise<[SocketId, SocketId]> {
  const left = await engine.open({ type: 'pair', name, bind: [anyPort] });
  const right = await engine.open({ type: 'pair', name: `${name} too`, connect: [left.endpoints[0]?.resolved ?? ''] });
  await engine.waitForPeers(left.id);
  await engine.waitForPeers(right.id);
  return [left.id, right.id];
}

/** An engine that has sockets of several names, some of whose peers are records' sources of their own. */
async function filled(scope: Scope): Promise<EngineClient> {
  const engine = EngineClient.start(scope);
  const [left, right] = await pair(engine, 'pair');
  for (let i = 0; i < 40; i++) await engine.sendNow(i % 3 === 0 ? left : right, [`ping ${i}`]);
  const { id, endpoints } = await engine.open({ type: 'pull', name: 'work', bind: [anyPort] });
  for (let i = 0; i < 2; i++) {
    const push = await Peer.zmq(scope, 'push', ['--connect', endpoints[0]?.resolved ?? '']);
    for (let sent = 0; sent < 50; sent++) push.send([sent % 5 === 0 ? 'wanted' : 'other']);
  }
  await engine.waitForMessages(id, 100);
  return engine;
}

/** A histogram once the view has looked at all there is. */
async function histogramOf(engine: EngineClient, view: number, bars: number): Promise<Histogram> {
  return engine.waitFor('a whole histogram', async () => {
    const shown = await engine.connection.sendRequest(viewHistogram, { view, bars });
    return shown.status.unscanned === 0 && shown.uncounted === 0 && shown;
  });
}

/** What a histogram of these bars has to show of rows, counted one by one. */
function naive(rows: readonly Row[], { from, width, series }: Histogram): Map<string, number> {
  const names = new Map(series.map(({ source }) => [source?.name ?? '', source?.id]));
  const counts = new Map<string, number>();
  for (const { time, direction, socketName } of rows) {
    const about = direction === 'event' ? 'events' : (names.get(socketName) ?? 'others');
    const at = `${about} ${Math.floor(time / width) - from / width}`;
    counts.set(at, (counts.get(at) ?? 0) + 1);
  }
  return counts;
}

function shownBy({ series }: Histogram): Map<string, number> {
  return new Map(
    series.flatMap(({ kind, source, counts }) =>
      counts.flatMap((count, i) => (count > 0 ? [[`${source?.id ?? kind} ${i}`, count] as const] : [])),
    ),
  );
}

describe('view/histogram', () => {
  for (const filter of ['', 'wanted', 'dir:event', 'socket:work not wanted'])
    for (const bars of [1, 7, 400])
      test(`counts what ${filter === '' ? 'there is' : `"${filter}" finds`} in ${bars} bars as one does row by row`, async (t) => {
        const engine = await filled(t);
        const { connection } = engine;
        const { view } = await connection.sendRequest(openView, { filter });
        const shown = await histogramOf(engine, view, bars);
        const { rows, status } = await connection.sendRequest(viewRows, { view, from: 0, count: 500 });
        assert.ok(rows.length > 10 && rows.length === status.end);
        assert.ok((shown.series[0]?.counts.length ?? 0) <= bars);
        assert.equal(shown.from % shown.width, 0);
        assert.deepEqual(shownBy(shown), naive(rows, shown));
      });

  test('follows the log, its limits and its end', async (t) => {
    const engine = await filled(t);
    const { connection } = engine;
    const { view } = await connection.sendRequest(openView, {});
    const [left, right] = await pair(engine, 'more');
    let sent = 0;
    for (const maxMessages of [undefined, 1000, 120, 100]) {
      if (maxMessages) await connection.sendRequest(configure, { capture: { maxMegabytes: 64, maxMessages } });
      for (let i = 0; i < 30; i++, sent++) await engine.sendNow(left, ['more']);
      await engine.waitForSocket('all of them', right, ({ counters }) => counters.received === sent);
      const shown = await histogramOf(engine, view, 100);
      const { rows } = await connection.sendRequest(viewRows, { view, from: shown.status.first, count: 500 });
      assert.deepEqual(shownBy(shown), naive(rows, shown));
    }
    await connection.sendRequest(clearLog, {});
    assert.deepEqual((await histogramOf(engine, view, 100)).series, [], 'all was received before');
  });

  test('of a view that is not open is refused, and so are no bars and too many', async (t) => {
    const { connection } = EngineClient.start(t);
    await refusal(connection.sendRequest(viewHistogram, { view: 77, bars: 10 }), 'noSuchView');
    const { view } = await connection.sendRequest(openView, {});
    for (const bars of [0, 1001, 1.5]) await refusal(connection.sendRequest(viewHistogram, { view, bars }), 'invalidParams');
  });
});
