import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { after, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeCommand } from '../../src/core/zmtp/commands';
import { COMMAND, encodeFrame, encodeMessage } from '../../src/core/zmtp/frames';
import { startJob, stopJob } from '../../src/protocol/composer';
import { configure, ping } from '../../src/protocol/engine';
import { clearLog } from '../../src/protocol/log';
import { subscribe, unsubscribe, type SocketSpec } from '../../src/protocol/sockets';
import { bytesOf, EngineClient, latin, receivers } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { anyPort, pair } from '../support/pairing';
import { Peer } from '../support/peer';
import { residentBytes, until } from '../support/processes';
import { connectTo, Heard, hello, listener } from '../support/rawPeers';

const mebibyte = 1024 * 1024;

describe('the receiver and peers that go too far', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;
  const placeOf = async (id: string) => (await engine.info(id)).endpoints[0]?.resolved ?? '';
  const textsOf = async (socket: string) => (await engine.rows({ socket, filter: 'not dir:event' })).map(({ preview }) => preview);
  const subscriptionsOf = async (id: string) => (await engine.info(id)).subscriptions.map(latin);

  /** A peer to a bound socket whose bytes are the test's own, behind its handshake. */
  async function come(scope: Scope, id: string, type = 'PUSH'): Promise<Socket> {
    const socket = connectTo(scope, await placeOf(id));
    const heard = new Heard(socket);
    socket.write(hello(type));
    await heard.until(bytesOf('READY'));
    return socket;
  }

  /** A socket that connects to the test, and how often it did. */
  async function dialed(scope: Scope, spec: SocketSpec, begin: (socket: Socket) => void) {
    const times: number[] = [];
    const { endpoint } = await listener(scope, (socket) => {
      times.push(performance.now());
      begin(socket);
    });
    const { id } = await engine.open({ ...spec, connect: [endpoint] });
    return { id, times };
  }

  for (const receiver of receivers)
    test(`what came before a frame that is too large is kept, by ${receiver}`, async (t) => {
      const options = { maxMessageSize: 1000, receiver };
      const small = Array.from({ length: 20 }, (_, i) => `small ${i}`);
      for (const large of [[new Uint8Array(1001)], [bytesOf('ok'), new Uint8Array(2000)]]) {
        const { id } = await engine.open({ type: 'pull', bind: [anyPort], options });
        const peer = await come(t, id);
        peer.write(
          Buffer.concat([...small.map((text) => encodeMessage([bytesOf(text)])), encodeMessage(large), encodeMessage([bytesOf('after')])]),
        );
        await engine.waitForSocket('its end', id, ({ peers, counters }) => peers === 0 && counters.received > 0);
        assert.deepEqual(await textsOf(id), small);
        await engine.close(id);
      }
    });

  test('many messages that are large and not whole take turns: each becomes whole, as with libzmq', async (t) => {
    const { id } = await engine.open({ type: 'pull', bind: [anyPort] });
    const sizes = [30, 25, 28, 31].map((size) => size * mebibyte);
    const peers = await Promise.all(sizes.map(() => come(t, id)));
    for (const [i, peer] of peers.entries()) peer.write(encodeMessage([new Uint8Array(sizes[i] as number).fill(65 + i)]));
    const rows = await engine.waitForMessages(id, sizes.length);
    assert.deepEqual(rows.map(({ size }) => size).sort(), [...sizes].sort());
    assert.ok(rows.every(({ cut }) => !cut));
    await engine.close(id);
    await connection.sendRequest(clearLog, {});
  });

  test('peers that are stuck in a message cost those of another socket nothing; theirs are given up where room is needed', async (t) => {
    const { id: stuck } = await engine.open({ type: 'pull', bind: [anyPort] });
    for (let i = 0; i < 3; i++) {
      const message = encodeMessage([new Uint8Array(40 * mebibyte)]);
      (await come(t, stuck)).write(message.subarray(0, 20 * mebibyte));
    }
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'PUSH', 'engine');
    for (let i = 0; i < 20; i++) peer.send(['x'.repeat(mebibyte)]);
    const rows = await engine.waitForMessages(socket.id, 20);
    assert.ok(rows.every(({ cut, size }) => !cut && size === mebibyte));
    await engine.close(stuck);
    await engine.close(socket.id);
    await connection.sendRequest(clearLog, {});
  });

  test('an XSUB drops what a publisher does not read, and the end of a flood finds the engine as small as before', async (t) => {
    await connection.sendRequest(configure, { capture: { maxMegabytes: 16, maxMessages: 100_000 } });
    const held: Socket[] = [];
    const { id } = await dialed(t, { type: 'xsub' }, (socket) => {
      socket.write(hello('XPUB'));
      // Reads the greeting and nothing else.
      socket.once('data', () => socket.pause());
      held.push(socket);
    });
    await engine.waitForPeers(id);
    const before = residentBytes(engine.pid);
    const { job } = await connection.sendRequest(startJob, {
      socket: id,
      frames: [{ format: 'text', text: 'x'.repeat(60_000) }],
      every: 0,
      count: 20_000,
    });
    await engine.waitFor('the job', () => engine.lastChange?.jobs.find((each) => each.job === job && each.state !== 'running'), 60_000);
    await connection.sendRequest(stopJob, { job }).catch(() => undefined);
    const grown = residentBytes(engine.pid) - before;
    assert.ok(grown < 192 * mebibyte, `${Math.round(grown / mebibyte)} MiB more`);
    await engine.close(id);
    await connection.sendRequest(configure, { capture: { maxMegabytes: 512, maxMessages: 2_000_000 } });
  });

  test('a peer that asks for signs of life and does not read them is not read either', async (t) => {
    const { id } = await engine.open({ type: 'pull', bind: [anyPort] });
    const peer = await come(t, id);
    peer.pause();
    const pings = Buffer.concat(Array.from({ length: 20_000 }, () => encodeFrame(encodeCommand('PING', Buffer.alloc(18)), COMMAND)));
    const before = residentBytes(engine.pid);
    let isFull = false;
    for (let i = 0; i < 200 && !isFull; i++) {
      isFull = !peer.write(pings) && !(await Promise.race([once(peer, 'drain').then(() => true), delay(1000, false)]));
      await connection.sendRequest(ping, {});
    }
    assert.ok(isFull, 'all was read');
    const grown = residentBytes(engine.pid) - before;
    assert.ok(grown < 64 * mebibyte, `${Math.round(grown / mebibyte)} MiB more`);
    // Once it reads, all goes on.
    peer.resume();
    peer.write(encodeMessage([bytesOf('behind them')]));
    await engine.waitForMessages(id, 1);
    await engine.close(id);
  });

  test('an interval of 0 means no second try, as with libzmq', async (t) => {
    const gone = (socket: Socket) => socket.destroy();
    const { id, times } = await dialed(t, { type: 'pull', options: { reconnectInterval: 0 } }, gone);
    const { id: other, times: others } = await dialed(t, { type: 'pull' }, gone);
    await until('several tries of the other', () => others.length >= 4);
    assert.equal(times.length, 1);
    for (const each of [id, other]) await engine.close(each);
  });

  for (const receiver of receivers)
    test(`behind an impossible length or too large a frame nobody connects again, by ${receiver}`, async (t) => {
      for (const bytes of [Buffer.from('02ffffffffffffffff', 'hex'), encodeMessage([new Uint8Array(2000)])]) {
        const { id, times } = await dialed(
          t,
          { type: 'pull', options: { receiver, maxMessageSize: 1000, reconnectInterval: 20 } },
          (socket) => {
            socket.write(Buffer.concat([hello('PUSH'), bytes]));
          },
        );
        await engine.waitForEvent('the end', id, ({ event }) => event === 'disconnected');
        await delay(300);
        assert.equal(times.length, 1);
        await engine.close(id);
      }
    });

  for (const receiver of receivers)
    test(`an XSUB counts its subscriptions, and each is told to a publisher, by ${receiver}`, async (t) => {
      const { socket, peer } = await pair(t, engine, { type: 'xsub', options: { receiver } }, 'XPUB', 'engine', {
        peer: ['--option', 'XPUB_VERBOSE=1'],
      });
      const { id } = socket;
      for (let i = 0; i < 2; i++) {
        await engine.sendNow(id, ['\u0001a']);
        assert.deepEqual(await peer.received(), ['\u0001a']);
      }
      await engine.sendNow(id, ['\u0000a']);
      assert.deepEqual(await subscriptionsOf(id), ['a']);
      peer.send(['a1']);
      assert.deepEqual(await engine.received(id), ['a1']);
      await connection.sendRequest(subscribe, { socket: id, topic: bytesOf('a') });
      await engine.sendNow(id, ['\u0001a']);
      assert.deepEqual(await peer.received(), ['\u0001a']);
      await connection.sendRequest(unsubscribe, { socket: id, topic: bytesOf('a') });
      assert.deepEqual(await peer.received(), ['\u0000a']);
      assert.deepEqual(await subscriptionsOf(id), []);
      await engine.close(id);
    });

  test('a peer of 3.0 is asked for signs of life too, as libzmq does', async (t) => {
    const heard: Heard[] = [];
    const options = { heartbeatInterval: 100, heartbeatTimeout: 200 };
    const { id } = await dialed(t, { type: 'pull', options }, (socket) => {
      heard.push(new Heard(socket));
      socket.write(hello('PUSH', '', 0));
    });
    await engine.waitForEvent('the word', id, ({ fields }) => fields?.code === 'peer cut off' && fields.cause === 'no heartbeat');
    await heard[0]?.until(bytesOf('PING'));
    await engine.close(id);
  });

  test('the signature reads as an empty identity to who knows no versions', async (t) => {
    const heard: Heard[] = [];
    const { id } = await dialed(t, { type: 'pull' }, (socket) => void heard.push(new Heard(socket)));
    await until('it greets', () => (heard[0]?.all.length ?? 0) >= 10);
    assert.deepEqual(heard[0]?.all.subarray(0, 10).toString('hex'), 'ff00000000000000017f');
    await engine.close(id);
  });

  test('messages of 30 MiB in a flood by three stay within the bound of memory', async (t) => {
    await connection.sendRequest(configure, { capture: { maxMegabytes: 64, maxMessages: 100_000 } });
    await connection.sendRequest(clearLog, {});
    const { id } = await engine.open({ type: 'pull', bind: [anyPort] });
    const place = await placeOf(id);
    const before = residentBytes(engine.pid);
    const floods = [0, 1, 2].map(() => Peer.c(t, 'flood.c', ['push', 'connect', place, '--size', String(30 * mebibyte), '--count', '12']));
    let most = 0;
    let isOver = false;
    const watching = (async () => {
      while (!isOver) {
        most = Math.max(most, residentBytes(engine.pid));
        await delay(20);
      }
    })();
    for (const flood of floods) await flood.next('sent', 60_000);
    await engine.waitForSocket('all of them', id, ({ counters }) => counters.received === 36, 60_000);
    isOver = true;
    await watching;
    t.diagnostic(`${Math.round((most - before) / mebibyte)} MiB more at most`);
    assert.ok(most - before < (64 + 192) * mebibyte, `${Math.round((most - before) / mebibyte)} MiB more at most`);
    await engine.close(id);
  });
});
