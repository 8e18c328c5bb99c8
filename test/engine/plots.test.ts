import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { configure } from '../../src/protocol/engine';
import { closeSeries, openSeries, seriesPoints, seriesValues } from '../../src/protocol/plot';
import type { SeriesPoints, SeriesSpec, SeriesStatus } from '../../src/protocol/plot';
import { bytesOf, EngineClient, refusal } from '../support/engineClient';
import { anyPort, pair } from '../support/pairing';
import { Peer } from '../support/peer';
import { suiteScope } from '../support/suiteScope';

async function plot(
  engine: EngineClient,
  spec: SeriesSpec,
): Promise<{ series: number; caughtUp(bound?: number): Promise<SeriesStatus>; close(): Promise<void> }> {
  const { connection } = engine;
  const { series } = await connection.sendRequest(openSeries, spec);
  const status = async () => (await connection.sendRequest(seriesPoints, { series, pixels: 1 })).status;
  return {
    series,
    caughtUp: (bound) =>
      engine.waitFor(
        'the series to catch up',
        async () => {
          const now = await status();
          return now.unscanned === 0 && now.count + now.without + (now.missed ?? 0) > 0 && now;
        },
        bound,
      ),
    close: async () => void (await connection.sendRequest(closeSeries, { series })),
  };
}

describe('1,000,000 points', () => {
  const count = 1_000_000;
  const scope = suiteScope();
  const engine = EngineClient.start(scope);
  const { connection } = engine;
  let socket: string;
  let opened: Awaited<ReturnType<typeof plot>>;
  const points = (more: { from?: number; to?: number; pixels: number }): Promise<SeriesPoints> =>
    connection.sendRequest(seriesPoints, { series: opened.series, ...more });

  before(async () => {
    await connection.sendRequest(configure, { capture: { maxMegabytes: 512, maxMessages: 2_000_000 } });
    const { id, endpoints } = await engine.open({ type: 'pull', bind: [anyPort] });
    socket = id;
    const numbers = Peer.python(scope, 'waves.py', [endpoints[0]?.resolved ?? '', String(count)]);
    opened = await plot(engine, { socket, frame: 0, path: '.wave' });
    numbers.tell({});
    await numbers.next('sent', 60_000);
    await engine.waitForSocket('all', id, ({ counters }) => counters.received === count, 60_000);
  });

  test('are read as they arrive and drawn by as many as there are pixels', async () => {
    const status = await opened.caughtUp(120_000);
    assert.deepEqual([status.count, status.without, status.dropped, status.missed, status.problem], [count, 0, 0, undefined, undefined]);
    const { times, low, high } = await points({ pixels: 2000 });
    assert.ok(times.length <= 2000 && low.length === times.length && high.length === times.length);
    assert.deepEqual([Math.min(...low.map(Number)), Math.max(...high.map(Number))], [-1, 1]);
    assert.ok(times.every((time, i) => i === 0 || time > (times[i - 1] ?? 0)));
    assert.ok(low.every((value, i) => Number(value) <= Number(high[i])));
  });

  test('a stretch of time shows what lies in it', async () => {
    const { status } = await points({ pixels: 1 });
    const { times } = await connection.sendRequest(seriesValues, { series: opened.series, from: 500_000, count: 100 });
    const [from = 0, to = 0] = [times[0], times.at(-1)];
    assert.ok(from >= (status.from ?? 0) && to <= (status.to ?? 0));
    const zoomed = await points({ from, to, pixels: 4000 });
    assert.ok(zoomed.times.length > 0 && zoomed.times.every((time) => time >= from - 1 && time <= to + 1));
    assert.deepEqual((await points({ from: 0, to: 1000, pixels: 100 })).times, []);
    await refusal(points({ pixels: 4001 }), 'invalidParams');
    await refusal(points({ pixels: 0 }), 'invalidParams');
  });

  test('all values can be had in order, a stretch at a time', async () => {
    const numbers = await plot(engine, { socket, frame: 0, path: '.n' });
    assert.equal((await numbers.caughtUp(120_000)).count, count);
    let next = 0;
    while (next < count) {
      const { values, times, dropped } = await connection.sendRequest(seriesValues, { series: numbers.series, from: next, count: 60_000 });
      assert.ok(values.length > 0 && values.length <= 50_000 && values.length === times.length && dropped === 0);
      assert.ok(values.every((value, i) => value === next + i));
      next += values.length;
    }
    await numbers.close();
    await refusal(connection.sendRequest(seriesValues, { series: numbers.series, from: 0, count: 1 }), 'noSuchSeries');
  });

  test('a value is found among them', async () => {
    const rows = await engine.rows({ socket, filter: 'json:.n>=777777 json:.n<777779' });
    assert.deepEqual(
      rows.map(({ preview }) => preview.slice(0, 12)),
      ['{"n": 777777', '{"n": 777778'],
    );
  });
});

describe('plots', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;

  async function values(spec: SeriesSpec): Promise<{ values: (number | string)[]; without: number }> {
    const opened = await plot(engine, spec);
    const { without } = await opened.caughtUp();
    const answer = await connection.sendRequest(seriesValues, { series: opened.series, from: 0, count: 1000 });
    await opened.close();
    return { values: answer.values, without };
  }

  test('a path of JSON and MessagePack, of one topic, and the second number of a text', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'sub', subscribe: [bytesOf('')] }, 'xpub', 'engine');
    await peer.received();
    const sent: [string, string | Uint8Array][] = [
      ['a', '{"list": [{"v": 1}, {"v": 2.5}]}'],
      ['a', '{"list": [{"v": 1}]}'],
      ['ab', '{"list": [{"v": 1}, {"v": 100}]}'],
      ['a', '{"list": [{}, {"v": -3e2}]}'],
      [
        'a',
        Uint8Array.from([
          0x81,
          0xa4,
          ...bytesOf('list'),
          0x92,
          0xc0,
          0x81,
          0xa1,
          ...bytesOf('v'),
          0xcb,
          0x40,
          0x09,
          0x21,
          0xfb,
          0x54,
          0x44,
          0x2d,
          0x18,
        ]),
      ],
      ['a', 'not json'],
      ['a', '{"list": [0, {"v": NaN}]}'],
      ['a', '{"list": [0, {"v": "7"}]}'],
    ];
    for (const frames of sent) peer.send(frames);
    for (const text of ['10001 42 60', '10001 43.5 61', '10001']) peer.send([text]);
    await engine.waitForMessages(socket.id, sent.length + 3);
    assert.deepEqual(await values({ socket: socket.id, topic: bytesOf('a'), frame: 1, path: '.list[1].v' }), {
      values: [2.5, -300, Math.PI, 'NaN'],
      without: 3,
    });
    assert.deepEqual(await values({ socket: socket.id, topic: bytesOf('ab'), frame: 1, path: '.list[1].v' }), {
      values: [100],
      without: 0,
    });
    assert.deepEqual(await values({ socket: socket.id, topic: bytesOf('10001'), frame: 0, path: '#2' }), {
      values: [42, 43.5],
      without: 0,
    });
    assert.deepEqual((await values({ socket: socket.id, frame: 1, path: '.list[0].v' })).values, [1, 1, 1]);
    const opened = await plot(engine, { socket: socket.id, topic: bytesOf('a'), frame: 1, path: '.list[1].v' });
    await opened.caughtUp();
    const { low, high } = await connection.sendRequest(seriesPoints, { series: opened.series, pixels: 4000 });
    assert.ok(low.includes(null) || low.length < 4, 'NaN is a gap where it stands alone');
    assert.deepEqual(
      [Math.min(...low.flatMap((value) => value ?? [])), Math.max(...high.flatMap((value) => value ?? []))],
      [-300, Math.PI],
    );
    await opened.close();
  });

  test('one direction, and the decoder that was chosen', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'pair' }, 'pair', 'engine');
    peer.send(['{"v": 1}']);
    await engine.waitForMessages(socket.id, 1);
    await engine.sendNow(socket.id, ['{"v": 2}']);
    assert.deepEqual((await values({ socket: socket.id, direction: 'in', frame: 0, path: '.v' })).values, [1]);
    assert.deepEqual((await values({ socket: socket.id, direction: 'out', frame: 0, path: '.v' })).values, [2]);
    assert.deepEqual(await values({ socket: socket.id, direction: 'out', frame: 0, path: '.v', decoder: 'msgpack' }), {
      values: [],
      without: 1,
    });
  });

  test('what was evicted before it could be looked at is told, and what is plotted stays', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'push', 'engine');
    peer.send(['{"v": 5}']);
    await engine.waitForMessages(socket.id, 1);
    const opened = await plot(engine, { socket: socket.id, frame: 0, path: '.v' });
    await opened.caughtUp();
    await connection.sendRequest(configure, { capture: { maxMegabytes: 1, maxMessages: 100 } });
    for (let i = 0; i < 300; i++) peer.send([`{"v": ${i}}`]);
    await engine.waitForSocket('all', socket.id, ({ counters }) => counters.received === 301);
    const { count, missed = 0, without } = await opened.caughtUp();
    assert.equal(count + missed >= 301 && without === 0, true, `${count} values, ${missed} missed`);
    const { values: kept } = await connection.sendRequest(seriesValues, { series: opened.series, from: 0, count: 1 });
    assert.deepEqual(kept, [5]);
    await opened.close();
  });

  test('what cannot be plotted is refused', async () => {
    const { at } = await refusal(connection.sendRequest(openSeries, { frame: 0, path: '.a[' }), 'invalidQuery');
    assert.ok(at);
    await refusal(connection.sendRequest(openSeries, { frame: 0, path: '.a', socket: 'never' }), 'noSuchSocket');
    await refusal(connection.sendRequest(seriesPoints, { series: 999, pixels: 10 }), 'noSuchSeries');
    const opened = await Promise.all(Array.from({ length: 8 }, () => plot(engine, { frame: 0, path: '.v' })));
    await refusal(connection.sendRequest(openSeries, { frame: 0, path: '.v' }), 'limitReached');
    for (const { close } of opened) await close();
  });
});
