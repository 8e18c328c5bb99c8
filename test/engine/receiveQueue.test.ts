import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ReceiveQueue } from '../../src/engine/sockets/receiveQueue';
import { configure } from '../../src/protocol/engine';
import { openView, viewRows } from '../../src/protocol/log';
import type { SocketType } from '../../src/protocol/sockets';
import { EngineClient, bytesOf } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';
import { residentBytes } from '../support/processes';

const mebibyte = 1024 * 1024;

describe('the mark of a socket for which nobody chose one', () => {
  /** Marks as they are set. */
  function watched(isOwn = true, type: SocketType = 'sub') {
    const marks: number[] = [];
    const socket = {
      set receiveHighWaterMark(mark: number) {
        marks.push(mark);
      },
    };
    return { marks, queue: new ReceiveQueue(socket as { receiveHighWaterMark: number }, isOwn, type) };
  }

  test('follows the size of the first messages downwards: later libzmq might wait for ever', () => {
    const { marks, queue } = watched();
    queue.addEndpoint('tcp://127.0.0.1:*');
    let bytes = 0;
    for (let messages = 1; messages <= 1000; messages++) queue.received((bytes += 30_000), messages, 1);
    const low = marks.at(-1) as number;
    assert.ok(marks.length > 1 && low < 10_000 && low * 30_000 <= 65 * mebibyte, String(marks));
    for (let messages = 1001; messages <= 60_000; messages++) queue.received((bytes += 10), messages, 1);
    queue.addEndpoint('ipc:///tmp/late');
    for (let messages = 60_001; messages <= 60_100; messages++) queue.received((bytes += 10 * mebibyte), messages, 50);
    assert.equal(marks.at(-1), low);
    assert.deepEqual(
      marks,
      [...marks].sort((a, b) => b - a),
    );
  });

  test('is as low as large messages need it where senders wait, and as high as that of libzmq where they drop', () => {
    const marksOf = (type: SocketType) => {
      const { marks, queue } = watched(true, type);
      for (let messages = 1; messages <= 20; messages++) queue.received(messages * 16 * mebibyte, messages, 1);
      return marks;
    };
    for (const type of ['pull', 'pair', 'rep'] as const) assert.deepEqual(marksOf(type), [1000, 16], type);
    for (const type of ['sub', 'xsub', 'dealer', 'router', 'req'] as const) assert.deepEqual(marksOf(type), [10_000, 1000], type);
  });

  test('is wide over ipc, and a chosen one stays as it is', () => {
    const { marks, queue } = watched();
    queue.addEndpoint('ipc:///tmp/first');
    assert.deepEqual(marks, [10_000, 200_000]);
    const chosen = watched(false);
    chosen.queue.addEndpoint('ipc:///tmp/first');
    for (let messages = 1; messages <= 100; messages++) chosen.queue.received(messages * mebibyte, messages, 1);
    assert.deepEqual(chosen.marks, []);
  });
});

describe('messages that come faster than they can be recorded', () => {
  for (const size of [1000, 65_536]) {
    test(`senders of ${size} bytes are slowed down: the socket stays, nothing is lost, memory has a bound`, async (t) => {
      const engine = EngineClient.start(t);
      await engine.connection.sendRequest(configure, { capture: { maxMegabytes: 64, maxMessages: 2_000_000 } });
      const { id, endpoints } = await engine.open({ type: 'pull', bind: [anyPort] });
      const floods = [1, 2].map(() =>
        Peer.c(t, 'flood.c', ['push', 'connect', endpoints[0]?.resolved ?? '', '--size', String(size), '--seconds', '6']),
      );
      let most = 0;
      const watch = setInterval(() => (most = Math.max(most, residentBytes(engine.pid))), 50);
      const told = await Promise.all(floods.map((flood) => flood.next('sent', 60_000)));
      clearInterval(watch);
      const sent = told.reduce((sum, { sent }) => sum + Number(sent), 0);
      await engine.waitForSocket('all of them', id, ({ counters }) => counters.received === sent, 60_000);
      assert.deepEqual(
        (await engine.sockets()).map((socket) => socket.id),
        [id],
      );
      // Where nothing holds senders back, 6 s are gigabytes.
      assert.ok(most < 900 * mebibyte, `${Math.round(most / mebibyte)} MiB`);
    });
  }

  test('a subscriber that is never done says that messages may be missing', async (t) => {
    const engine = EngineClient.receivingBy('libzmq', t);
    await engine.connection.sendRequest(configure, { capture: { maxMegabytes: 512, maxMessages: 2_000_000 } });
    const { id, endpoints } = await engine.open({ type: 'sub', bind: [anyPort], subscribe: [bytesOf('')] });
    // Taking a message of many frames costs several times more than sending it.
    const floods = [1, 2].map(() =>
      Peer.c(t, 'flood.c', ['pub', 'connect', endpoints[0]?.resolved ?? '', '--size', '8', '--frames', '400', '--seconds', '5']),
    );
    // A view is searched when there is time.
    for (const flood of floods) await flood.next('sent', 60_000);
    const { view } = await engine.connection.sendRequest(openView, { socket: id, filter: 'event:warning' });
    const text = await engine.waitFor(
      'the warning',
      async () => {
        const { status } = await engine.connection.sendRequest(viewRows, { view, from: 0, count: 0 });
        const { rows } = await engine.connection.sendRequest(viewRows, { view, from: status.first, count: 10 });
        return rows.find(({ preview }) => preview.includes('A publisher drops'))?.preview;
      },
      90_000,
    );
    assert.match(text, /^Messages come faster than they can be recorded: the queue was not empty for \d+ s\. .*some may be missing\.$/);
  });

  for (const type of ['pull', 'pair', 'dealer'] as const) {
    for (const groups of [
      ['135x1000', '1x60000000', '3x1'],
      ['1x30000000', '2000x10', '700x1000'],
      ['15000x100', '1500x20000', '20x10'],
      ['10x5000000', '3000x10', '20x1000000', '1x1'],
    ]) {
      test(`nothing stays on the way where ${type} is sent ${groups.join(', ')}`, async (t) => {
        const engine = EngineClient.receivingBy('libzmq', t);
        const { id, endpoints } = await engine.open({ type, bind: [anyPort] });
        const peer = Peer.python(t, 'sizes.py', [type === 'pull' ? 'push' : type, endpoints[0]?.resolved ?? '', ...groups]);
        await peer.next('sent', 30_000);
        let count = groups.reduce((sum, group) => sum + Number(group.split('x')[0]), 0);
        for (let more = 0; more < 3; more++) {
          await engine.waitForSocket('all of them', id, ({ counters }) => counters.received === count);
          peer.tell({});
          count++;
        }
        await engine.waitForSocket('the last one', id, ({ counters }) => counters.received === count);
      });
    }
  }

  test('messages that come seldom and several at a time are no backlog', async (t) => {
    const engine = EngineClient.receivingBy('libzmq', t);
    const { id, endpoints } = await engine.open({ type: 'sub', bind: [anyPort], subscribe: [bytesOf('')] });
    const peer = await Peer.zmq(t, 'pub', ['--connect', endpoints[0]?.resolved ?? '']);
    await engine.waitForPeers(id);
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 5; i++) peer.send([`${round} ${i}`]);
      await delay(1200);
    }
    assert.equal((await engine.waitForMessages(id, 15)).length, 15);
    assert.deepEqual(
      (await engine.events(id)).filter(({ event }) => event === 'warning').map(({ preview }) => preview),
      [],
    );
  });
});
