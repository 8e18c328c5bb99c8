import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { configure, ping } from '../../src/protocol/engine';
import { exportRecords } from '../../src/protocol/export';
import { clearLog, closeView, openView } from '../../src/protocol/log';
import { viewStatistics, type Distribution, type StatisticsBy, type StatisticsRow } from '../../src/protocol/statistics';
import { EngineClient, refusal } from '../support/engineClient';
import { folderFor } from '../support/exportedForms';
import { anyPort, pair } from '../support/pairing';
import { Peer } from '../support/peer';

const run = promisify(execFile);

interface Figures {
  count: number;
  bytes: number;
  rate: number | null;
  sizes: Omit<Distribution, 'edges' | 'counts'> | null;
  gaps: Figures['sizes'];
  latencies: Figures['sizes'];
}

describe('statistics', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;

  /** What NumPy makes of the same records. */
  async function figuresOf(file: string, key: 'socket' | 'topic' | 'peer'): Promise<{ all: Figures; groups: Record<string, Figures> }> {
    const { stdout } = await run('/usr/bin/python3', [path.resolve('test/peers/figures.py'), file, key], { maxBuffer: 64 * 1024 * 1024 });
    return JSON.parse(stdout) as { all: Figures; groups: Record<string, Figures> };
  }

  /** `finest`: of a value, which may be off by so much in itself; quantiles are off by 0.4 % at most besides. */
  function fits(ours: Distribution | undefined, numpys: Figures['sizes'], finest: number, what: string): void {
    assert.equal(ours?.count, numpys?.count, what);
    if (!ours || !numpys) return;
    const near = (name: keyof typeof numpys, share: number) =>
      assert.ok(
        Math.abs(ours[name] - numpys[name]) <= numpys[name] * share + finest,
        `${what}, ${name}: ${ours[name]} where NumPy has ${numpys[name]}`,
      );
    for (const name of ['min', 'max', 'mean'] as const) near(name, 1e-9);
    for (const name of ['median', 'p99'] as const) near(name, 0.004);
  }

  /** Exported times are rounded to µs, so what lies between two of them may be off by one. */
  const micro = 0.001_01;

  function rowFits(row: StatisticsRow, numpys: Figures | undefined, what: string): void {
    assert.ok(numpys, `${what} is no group of NumPy's`);
    assert.equal(row.received + row.sent, numpys.count, what);
    assert.equal(row.bytes, numpys.bytes, what);
    if (numpys.rate !== null) assert.ok(Math.abs((row.rate ?? NaN) / numpys.rate - 1) < 0.01, `${what}: ${row.rate}, ${numpys.rate}`);
    fits(row.sizes, numpys.sizes, 0, `sizes of ${what}`);
    fits(row.gaps, numpys.gaps, micro, `times between messages of ${what}`);
    fits(row.latencies, numpys.latencies, micro, `latencies of ${what}`);
  }

  test('by source, topic and peer they are what NumPy finds, for all and for what a filter finds', async (t) => {
    const count = 20_000;
    const publisher = Peer.python(t, 'heavyTail.py', [String(count)]);
    await publisher.next('ready');
    const feed = await engine.open({ type: 'sub', name: 'feed', connect: [publisher.endpoint], subscribe: [new Uint8Array()] });
    const { socket: asker, peer } = await pair(t, engine, { type: 'req', name: 'asker' }, 'REP', 'engine');
    for (let i = 0; i < 50; i++) {
      await engine.sendNow(asker.id, [`question ${i}`]);
      await peer.received();
      if (i % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      peer.send(['answer']);
      await engine.waitForSocket('the answer', asker.id, ({ counters }) => counters.received === i + 1);
    }
    await publisher.next('sent', 60_000);
    await engine.waitForSocket('all of them', feed.id, ({ counters }) => counters.received === count, 60_000);

    const folder = await folderFor(t);
    for (const [filter, messages] of [
      ['not dir:event', count + 100],
      ['topic:sensor/1 size>100', undefined],
      [`socket:asker dir:out`, 50],
    ] as const) {
      const view = await engine.viewOf({ filter });
      const file = path.join(folder, 'log.jsonl');
      const { records } = await connection.sendRequest(exportRecords, { view, form: 'jsonl', file });
      if (messages !== undefined) assert.equal(records, messages);
      assert.ok(records >= 50, `${filter} finds ${records}`);
      for (const [by, key, none] of [
        ['source', 'socket', ''],
        ['topic', 'topic', '(no topic)'],
        ['peer', 'peer', '(not known)'],
      ] as const) {
        const numpys = await figuresOf(file, key);
        const { all, rows, beyond, ...rest } = await connection.sendRequest(viewStatistics, { view, by });
        const { events, evicted, cancelled, unscanned, undecided } = rest;
        assert.deepEqual([events, evicted, cancelled, unscanned, undecided, beyond], [0, 0, undefined, 0, 0, undefined]);
        // NumPy finds no reply among records that have none.
        const isPart = filter.endsWith('dir:out');
        const what = `by ${by} of ${filter}`;
        for (const row of [all, ...rows]) if (isPart) assert.equal(row.latencies?.count, 50);
        const comparable = ({ latencies, ...row }: StatisticsRow) => (isPart || !latencies ? row : { ...row, latencies });
        rowFits(comparable(all), numpys.all, `all ${what}`);
        assert.equal(rows.length, Object.keys(numpys.groups).length, what);
        for (const row of rows) rowFits(comparable(row), numpys.groups[row.label === none ? '' : row.label], `${row.label} ${what}`);
        if (by === 'topic' && messages === count + 100) assert.ok(rows.length > 20, `${rows.length} topics`);
      }
      await connection.sendRequest(closeView, { view });
    }
    await engine.close(feed.id);
    await engine.close(asker.id);
  });

  test('requests nobody answered are counted with who asked, and events are told apart', async (t) => {
    await connection.sendRequest(clearLog, {});
    const { socket, peer } = await pair(t, engine, { type: 'dealer', name: 'asker' }, 'ROUTER', 'engine');
    for (const text of ['one', 'two', 'three']) await engine.sendNow(socket.id, ['', text]);
    for (let i = 0; i < 3; i++) await peer.received();
    const { all, rows, events } = await connection.sendRequest(viewStatistics, {
      view: await engine.viewOf({ socket: socket.id }),
      by: 'source',
    });
    assert.equal(rows.length, 1);
    assert.deepEqual([all.sent, all.unanswered, all.latencies], [3, 3, undefined]);
    assert.ok(events > 0);
    const view = await engine.viewOf({ socket: socket.id, filter: 'text:"not there"' });
    const none = await connection.sendRequest(viewStatistics, { view, by: 'topic' });
    assert.deepEqual([none.rows, none.all.received, none.all.first], [[], 0, undefined]);
    await engine.close(socket.id);
  });

  test('with progress and answers beside it; cancelled it tells how far it came; closing the view ends it', async (t) => {
    await connection.sendRequest(configure, { capture: { maxMegabytes: 1024, maxMessages: 4_000_000 } });
    await connection.sendRequest(clearLog, {});
    const count = 1_500_000;
    const { id, endpoints } = await engine.open({ type: 'pull', name: 'many', bind: [anyPort] });
    const flood = Peer.c(t, 'flood.c', ['push', 'connect', endpoints[0]?.resolved ?? '', '--size', '40', '--count', String(count)]);
    await flood.next('sent', 120_000);
    await engine.waitForSocket('all of them', id, ({ counters }) => counters.received === count, 60_000);
    const view = await engine.viewOf({ socket: id });
    const shares = new Set<number>();
    const progress = () => engine.lastChange?.statistics?.find((each) => each.view === view);
    engine.takeChange = () => {
      const status = progress();
      if (status) shares.add(status.looked / status.records);
      return Promise.resolve();
    };
    const counting = connection.sendRequest(viewStatistics, { view, by: 'source' });
    let answers = 0;
    let isOver = false;
    void counting.finally(() => (isOver = true));
    while (!isOver) {
      await connection.sendRequest(ping, {});
      answers++;
    }
    const { all, looked, records } = await counting;
    assert.equal(all.received, count);
    assert.equal(looked, records);
    assert.ok(answers > 5, `${answers} answers meanwhile`);
    assert.ok(
      [...shares].some((share) => share > 0 && share < 1),
      `told: ${[...shares].join(', ')}`,
    );

    // What was told last may still be of the one before.
    await engine.waitFor('it is over', () => engine.lastChange?.statistics === undefined);
    const source = new CancellationTokenSource();
    const cancelling = connection.sendRequest(viewStatistics, { view, by: 'topic' }, source.token);
    await engine.waitFor('its progress', () => (progress()?.looked ?? 0) > 0);
    source.cancel();
    const part = await cancelling;
    assert.equal(part.cancelled, true);
    assert.ok(part.looked > 0 && part.looked < part.records);
    assert.ok(part.all.received > 0 && part.all.received <= part.looked);

    // A view that is still searching when it is asked: what comes to light is counted.
    const { view: searching } = await connection.sendRequest(openView, { socket: id, filter: 'size=40' });
    const found = await connection.sendRequest(viewStatistics, { view: searching, by: 'topic' });
    assert.equal(found.all.received, count);

    const others = Array.from({ length: 4 }, () => connection.sendRequest(viewStatistics, { view, by: 'source' }));
    const refused = refusal(connection.sendRequest(viewStatistics, { view, by: 'source' }), 'limitReached');
    const ended = others.map((other) => refusal(other, 'noSuchView'));
    await refused;
    await connection.sendRequest(closeView, { view });
    for (const { message } of await Promise.all(ended)) assert.match(message, /is not open/);
    await engine.waitFor('nothing under way', () => engine.lastChange !== undefined && engine.lastChange.statistics === undefined);
    engine.takeChange = () => Promise.resolve();
    await engine.close(id);
    await connection.sendRequest(clearLog, {});
  });

  test('records that are evicted or cleared meanwhile are counted', async (t) => {
    await connection.sendRequest(configure, { capture: { maxMegabytes: 64, maxMessages: 400_000 } });
    const { id, endpoints } = await engine.open({ type: 'pull', name: 'many', bind: [anyPort] });
    const flood = Peer.c(t, 'flood.c', ['push', 'connect', endpoints[0]?.resolved ?? '', '--size', '20', '--seconds', '6']);
    await engine.waitForSocket('a full log', id, ({ counters }) => counters.evicted > 10_000, 60_000);
    let evicted = 0;
    for (const query of [{}, { socket: id }, { socket: id, filter: 'size<30' }]) {
      const { view } = await connection.sendRequest(openView, query);
      const counted = await connection.sendRequest(viewStatistics, { view, by: 'topic' });
      const told = counted.all.received + counted.events + counted.evicted;
      assert.equal(counted.looked, counted.records);
      if (!('filter' in query)) assert.ok(told <= counted.records, `${told} of ${counted.records}`);
      evicted += counted.evicted;
      await connection.sendRequest(closeView, { view });
    }
    t.diagnostic(`${evicted} evicted`);
    await flood.stop();
    const view = await engine.viewOf({});
    const kept = engine.lastChange?.log.kept ?? 0;
    assert.ok(kept > 100_000);
    const counting = connection.sendRequest(viewStatistics, { view, by: 'source' });
    await connection.sendRequest(clearLog, {});
    const { all, events, evicted: gone, looked, records } = await counting;
    assert.equal(looked, records);
    assert.ok(gone > 0);
    assert.equal(all.received + events + gone, records);
  });

  test('what cannot be asked is refused', async () => {
    await refusal(connection.sendRequest(viewStatistics, { view: 9999, by: 'topic' }), 'noSuchView');
    await refusal(connection.sendRequest(viewStatistics, { view: 1, by: 'colour' as StatisticsBy }), 'invalidParams');
    await refusal(connection.sendRequest(viewStatistics, { capture: 'other', view: 1, by: 'topic' }), 'noSuchCapture');
  });
});
