import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { configure, ping } from '../../src/protocol/engine';
import { clearLog, closeView, openView, recordDetails, viewRows } from '../../src/protocol/log';
import { listSockets } from '../../src/protocol/sockets';
import { EngineClient, bytesOf, latin, refusal } from '../support/engineClient';
import { anyPort, pair } from '../support/pairing';
import { Peer } from '../support/peer';

const sequence = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);

describe('log', () => {
  test('under a flood nothing is lost or reordered, and requests are answered in order', async (t) => {
    const engine = EngineClient.start(t);
    const { id, endpoints } = await engine.open({ type: 'pull', bind: [anyPort] });
    const count = 600_000;
    const flood = Peer.c(t, 'flood.c', ['push', 'connect', endpoints[0]?.resolved ?? '', '--count', String(count), '--rate', '300000']);
    await engine.waitForSocket('traffic', id, ({ counters }) => counters.received > 0);
    const latencies: number[] = [];
    const order: number[] = [];
    let received = 0;
    while (received < count) {
      const start = performance.now();
      const answers = [
        engine.connection.sendRequest(ping, {}),
        engine.connection.sendRequest(listSockets, {}),
        engine.connection.sendRequest(ping, {}),
      ];
      await Promise.all(answers.map(async (answer, i) => order.push(await answer.then(() => i))));
      latencies.push(performance.now() - start);
      received = (await engine.info(id)).counters.received;
    }
    assert.deepEqual(
      order,
      order.map((_, i) => i % 3),
    );
    latencies.sort((a, b) => a - b);
    const at = (part: number) => (latencies[Math.floor((latencies.length - 1) * part)] ?? 0).toFixed(1);
    t.diagnostic(`answers under flood: median ${at(0.5)} ms, 99 % ${at(0.99)} ms, longest ${at(1)} ms of ${latencies.length}`);
    assert.equal((await flood.next('sent')).sent, count);
    const { view } = await engine.connection.sendRequest(openView, {});
    const { rows: newest, status } = await engine.connection.sendRequest(viewRows, { view, from: count - 500, count: 500 });
    assert.ok(status.end >= count);
    const info = await engine.info(id);
    assert.deepEqual([info.counters.received, info.counters.receivedBytes, info.counters.evicted], [count, count * 100, 0]);
    for (let i = 0; i < 2000; i++) {
      const number = 1 + Math.floor((i * (status.end - 1)) / 2000);
      const details = await engine.connection.sendRequest(recordDetails, { number });
      if (details.row.direction !== 'in') continue;
      // Only events come before a message besides the messages sent before it.
      const ahead = number - 1 - sequence(details.frames[0]?.bytes ?? new Uint8Array(4));
      assert.ok(ahead >= 0 && ahead < 20, `record ${number}`);
    }
    assert.ok(newest.every(({ number }, i) => i === 0 || number === (newest[i - 1]?.number ?? 0) + 1));
  });

  test('limits evict the oldest, and the counters still know all', async (t) => {
    const engine = EngineClient.start(t);
    await engine.connection.sendRequest(configure, { capture: { maxMegabytes: 1, maxMessages: 1000 } });
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'push', 'engine');
    const quiet = await engine.open({ type: 'pull', bind: [anyPort] });
    const flood = Peer.c(t, 'flood.c', ['push', 'connect', socket.endpoints[0]?.resolved ?? '', '--count', '20000', '--size', '50']);
    await flood.next('sent');
    const info = await engine.waitForSocket('all', socket.id, ({ counters }) => counters.received === 20_000);
    assert.equal(info.counters.received, 20_000);
    assert.equal(info.counters.kept + info.counters.evicted, 20_000 + info.counters.events);
    assert.ok(info.counters.kept <= 1000 && info.counters.kept > 500, `${info.counters.kept} kept`);
    peer.send(['one more notice']);
    await engine.waitForSocket('it', socket.id, ({ counters }) => counters.received === 20_001);
    const { log } = await engine.waitFor('a notice of it', () =>
      engine.lastChange?.log.received === 20_001 ? engine.lastChange : undefined,
    );
    assert.equal(log.kept + log.evicted, log.appended);
    assert.ok(log.keptBytes <= log.maxBytes);
    assert.equal(log.maxBytes, 1024 * 1024);
    const rows = await engine.rows({ socket: socket.id });
    assert.equal(rows.length, (await engine.info(socket.id)).counters.kept);
    await refusal(engine.connection.sendRequest(recordDetails, { number: 1 }), 'noSuchRecord');
    // The flood's end is an event, before or after the notice.
    const messages = rows.filter(({ direction }) => direction === 'in');
    const [last] = await engine.frames(messages.at(-2)?.number ?? 0);
    assert.equal(sequence(last ?? new Uint8Array(4)), 19_999);
    assert.equal((await engine.info(quiet.id)).counters.kept, 0);
  });

  test('a limit in bytes holds for large messages too', async (t) => {
    const engine = EngineClient.start(t);
    await engine.connection.sendRequest(configure, { capture: { maxMegabytes: 4, maxMessages: 1_000_000 } });
    const { id, endpoints } = await engine.open({ type: 'pull', bind: [anyPort] });
    Peer.c(t, 'flood.c', ['push', 'connect', endpoints[0]?.resolved ?? '', '--count', '100', '--size', '300000']);
    await engine.waitForSocket('all', id, ({ counters }) => counters.received === 100);
    const status = await engine.waitFor('the notice', () => (engine.lastChange?.log.received === 100 ? engine.lastChange.log : undefined));
    assert.ok(status.keptBytes <= 4 * 1024 * 1024, `${status.keptBytes} bytes`);
    assert.ok(status.kept >= 5);
    const big = Peer.c(t, 'flood.c', ['push', 'connect', endpoints[0]?.resolved ?? '', '--count', '1', '--size', '20000000']);
    await big.next('sent');
    const row = await engine.waitFor('it', async () => (await engine.messages(id)).find(({ size }) => size === 20_000_000));
    assert.equal(row.cut, true);
    const [frame] = (await engine.connection.sendRequest(recordDetails, { number: row.number })).frames;
    assert.equal(frame?.size, 20_000_000);
    assert.ok((frame?.kept ?? 0) <= 1024 * 1024);
  });

  test('a filter finds text in either case and grows with the traffic', async (t) => {
    const engine = EngineClient.start(t);
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'push', 'engine');
    const other = await engine.open({ type: 'pull', bind: [anyPort] });
    const push = await engine.open({ type: 'push', connect: [other.endpoints[0]?.resolved ?? ''] });
    await engine.waitForPeers(push.id);
    for (const text of ['Alarm one', 'nothing', 'second aLARM']) peer.send([text]);
    await engine.waitForMessages(socket.id, 3);
    await engine.sendNow(push.id, ['ala', 'rm']);
    await engine.sendNow(push.id, ['other alarm']);
    await engine.waitForMessages(other.id, 2);
    const texts = async (query: { filter: string; socket?: string }) => (await engine.rows(query)).map(({ preview }) => preview);
    assert.deepEqual(await texts({ filter: 'ALARM', socket: socket.id }), ['Alarm one', 'second aLARM']);
    assert.equal((await texts({ filter: 'alarm' })).length, 4);
    assert.deepEqual(await texts({ filter: '"ala rm"' }), []);
    assert.deepEqual(await texts({ filter: '"no such text"' }), []);
    assert.ok((await engine.rows({ filter: 'handshake' })).every(({ direction }) => direction === 'event'));

    const { view, end } = await engine.connection.sendRequest(openView, { filter: 'alarm', socket: socket.id });
    assert.ok(end <= 2);
    for (let i = 0; i < 1000; i++) peer.send([i % 10 === 0 ? `alarm ${i}` : `calm ${i}`]);
    const status = await engine.waitFor('102 matches', () =>
      engine.lastChange?.views.find((each) => each.view === view && each.end === 102 && each.unscanned === 0),
    );
    const { rows } = await engine.connection.sendRequest(viewRows, { view, from: 100, count: 500 });
    assert.deepEqual(
      rows.map(({ preview, position }) => [position, preview]),
      [
        [100, 'alarm 980'],
        [101, 'alarm 990'],
      ],
    );
    assert.equal(status.first, 0);
    const fromEnd = await engine.connection.sendRequest(viewRows, { view, from: -2, count: 500 });
    assert.deepEqual([fromEnd.status.end, fromEnd.rows], [102, rows]);
    const all = await engine.connection.sendRequest(viewRows, { view, from: -500, count: 500 });
    assert.deepEqual([all.rows.length, all.rows[0]?.position], [102, 0]);
    await engine.connection.sendRequest(closeView, { view });
    await refusal(engine.connection.sendRequest(viewRows, { view, from: 0, count: 1 }), 'noSuchView');
  });

  test('clearing forgets the records, not the sockets, and counts go on', async (t) => {
    const engine = EngineClient.start(t);
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'push', 'engine');
    peer.send(['before']);
    await engine.received(socket.id);
    const { view } = await engine.connection.sendRequest(openView, { filter: 'e' });
    const last = (await engine.rows()).at(-1)?.number ?? 0;
    await engine.connection.sendRequest(clearLog, {});
    assert.deepEqual(await engine.rows(), []);
    assert.deepEqual((await engine.connection.sendRequest(viewRows, { view, from: 0, count: 500 })).rows, []);
    peer.send(['after']);
    const [row] = await engine.waitForMessages(socket.id, 1);
    assert.equal(row?.preview, 'after');
    assert.ok((row?.number ?? 0) > last);
    const { counters } = await engine.info(socket.id);
    assert.deepEqual([counters.received, counters.kept, counters.evicted], [2, 1, 0]);
    await engine.waitFor('the match after clearing', async () =>
      (await engine.connection.sendRequest(viewRows, { view, from: 0, count: 500 })).rows.some(({ preview }) => preview === 'after'),
    );
  });

  test('rows tell direction, topic, frames, size and time', async (t) => {
    const engine = EngineClient.start(t);
    const { socket, peer } = await pair(t, engine, { type: 'sub', name: 'Prices', subscribe: [bytesOf('')] }, 'xpub', 'peer');
    await peer.received();
    const before = Date.now();
    peer.send(['EUR/CHF', '0.95', '']);
    const [row] = await engine.waitForMessages(socket.id, 1);
    assert.ok(row);
    assert.deepEqual(
      [row.direction, row.socket, row.socketName, row.socketType, row.topic, row.frames, row.size],
      ['in', socket.id, 'Prices', 'sub', 'EUR/CHF', 3, 11],
    );
    assert.match(row.preview, /0\.95/);
    assert.ok(Math.abs(row.time - before) < 60_000, 'the wall clock');
    assert.deepEqual((await engine.frames(row.number)).map(latin), ['EUR/CHF', '0.95', '']);
  });

  test('notices wait for their answers and come no faster than promised', async (t) => {
    const engine = EngineClient.start(t);
    const { id, endpoints } = await engine.open({ type: 'pull', bind: [anyPort] });
    const start = performance.now();
    const before = engine.changes;
    const flood = Peer.c(t, 'flood.c', ['push', 'connect', endpoints[0]?.resolved ?? '', '--seconds', '1', '--rate', '20000']);
    await flood.next('sent');
    await engine.waitForSocket('traffic', id, ({ counters }) => counters.received > 0);
    const most = ((performance.now() - start) / 1000) * 20 + 1;
    const notices = engine.changes - before;
    assert.ok(notices > 0 && notices <= most, `${notices} notices, at most ${most}`);
  });
});
