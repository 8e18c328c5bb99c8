import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { encodeMessage } from '../../src/core/zmtp/frames';
import { setFaults } from '../../src/protocol/faults';
import { closeTap, listTaps, openTap, renameTap, type TapInfo } from '../../src/protocol/taps';
import { bytesOf, EngineClient } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';
import { connectTo, hello, listener } from '../support/rawPeers';
import { residentBytes, until } from '../support/processes';

async function allOf(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'end');
  return Buffer.concat(chunks);
}

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

describe('what passes a tap', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;
  const open = (target: string, listen = anyPort): Promise<TapInfo> => connection.sendRequest(openTap, { listen, target });
  const info = async ({ id }: TapInfo): Promise<TapInfo> => {
    const found = (await connection.sendRequest(listTaps, {})).find((each) => each.id === id);
    assert.ok(found);
    return found;
  };
  const close = ({ id }: TapInfo) => connection.sendRequest(closeTap, { tap: id });

  test('bytes that are no ZMTP pass both ways unchanged, with a half-close, and the log says so', async (t) => {
    const [up, down] = [randomBytes(3_000_000), randomBytes(2_000_000)];
    // No number in them may look like the length of an identity.
    up.set(bytesOf('GE'));
    down.set(bytesOf('HT'));
    let heard: Promise<Buffer> | undefined;
    const { endpoint } = await listener(t, (socket) => {
      heard = allOf(socket);
      // It answers only once the other side has said all it has to say.
      void heard.then(() => socket.end(down));
    });
    const tap = await open(endpoint);
    const client = connectTo(t, tap.listen);
    client.end(up);
    assert.equal(md5(await allOf(client)), md5(down));
    assert.equal(md5((await heard) ?? Buffer.alloc(0)), md5(up));
    for (const who of ['The program that connected', 'The program that it reached'])
      await engine.waitForEvent(
        who,
        tap.id,
        ({ preview }) => preview === `${who} does not speak ZMTP. Its bytes are passed on, and not decoded.`,
      );
    await engine.waitForEvent('the end', tap.id, ({ preview }) => preview === 'The program that connected ended the connection.');
    await close(tap);
  });

  for (const side of ['connector', 'binder'] as const) {
    test(`a reset by the ${side} reaches the other side as one`, async (t) => {
      let accepted: Socket | undefined;
      const { endpoint } = await listener(t, (socket) => (accepted = socket));
      const tap = await open(endpoint);
      const client = connectTo(t, tap.listen);
      client.write('x');
      await until('the connection', () => accepted !== undefined, 60_000);
      assert.ok(accepted);
      await once(accepted, 'data');
      const [from, to] = side === 'connector' ? [client, accepted] : [accepted, client];
      to.resume();
      const error = once(to, 'error') as Promise<[NodeJS.ErrnoException]>;
      from.resetAndDestroy();
      assert.equal((await error)[0].code, 'ECONNRESET');
      const who = side === 'connector' ? 'The program that connected' : 'The program that it reached';
      await engine.waitForEvent('the reset', tap.id, ({ preview }) => preview === `${who} broke the connection off.`);
      await close(tap);
    });
  }

  test('a greeting and messages that come byte by byte are decoded, and a message that is cut is told', async (t) => {
    const { endpoint } = await listener(t, (socket) => socket.resume().write(hello('PULL')));
    const tap = await open(endpoint);
    const client = connectTo(t, tap.listen);
    client.setNoDelay(true);
    const sent = Buffer.concat([
      hello('PUSH', 'me'),
      encodeMessage([bytesOf('a'), bytesOf(''), bytesOf('b'.repeat(300))]),
      Buffer.from([0, 9, 1, 2]),
    ]);
    for (const byte of sent) {
      client.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const [row] = await engine.waitForMessages(tap.id, 1, 'out');
    assert.deepEqual(
      (await engine.frames(row?.number ?? 0)).map((frame) => frame.length),
      [1, 0, 300],
    );
    client.end();
    const cut = await engine.waitForEvent('the cut', tap.id, ({ preview }) => preview.includes('not its rest'));
    assert.equal(cut.preview, 'The program that connected sent 4 bytes of a message, and not its rest.');
    await close(tap);
  });

  test('frames that declare more than there is, and a flood of empty ones, take no memory, and pass', async (t) => {
    let heard = 0;
    const { endpoint } = await listener(t, (socket) => socket.on('data', ({ length }) => (heard += length)).write(hello('PULL')));
    const tap = await open(endpoint);
    const before = residentBytes(engine.pid);
    const huge = Buffer.from([2, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3]);
    const large = connectTo(t, tap.listen);
    large.write(Buffer.concat([hello('PUSH'), huge]));
    await engine.waitForEvent('a word', tap.id, ({ preview }) => preview.includes('impossible length'));
    const endless = connectTo(t, tap.listen);
    const empty = Buffer.alloc(2_000_000);
    for (let i = 0; i < empty.length; i += 2) empty[i] = 1;
    endless.write(hello('PUSH'));
    for (let i = 0; i < 20; i++) if (!endless.write(empty)) await once(endless, 'drain');
    const expected = 2 * hello('PUSH').length + huge.length + 20 * empty.length;
    await until('all of it', () => heard === expected, 60_000);
    assert.ok(residentBytes(engine.pid) - before < 150_000_000, `${residentBytes(engine.pid) - before}`);
    endless.write(Buffer.from([0, 1, 0x78]));
    const [row] = await engine.waitForMessages(tap.id, 1, 'out');
    assert.deepEqual([row?.frames, row?.cut], [20_000_001, true]);
    await close(tap);
  });

  test('a message of 60 MB is passed and kept, one beyond what may be held is kept in part', async (t) => {
    let heard = 0;
    const { endpoint } = await listener(t, (socket) => socket.on('data', ({ length }) => (heard += length)).write(hello('PULL')));
    const tap = await open(endpoint);
    const client = connectTo(t, tap.listen);
    client.write(hello('PUSH'));
    const sizes = [20_000_000, 60_000_000];
    for (const size of sizes)
      if (!client.write(encodeMessage([bytesOf('head'), new Uint8Array(size).fill(7)]))) await once(client, 'drain');
    const rows = await engine.waitForMessages(tap.id, 2, 'out');
    assert.deepEqual(
      rows.map(({ size, cut, frames }) => [size, cut, frames]),
      [
        [20_000_004, undefined, 2],
        [60_000_004, true, 2],
      ],
    );
    const passed = hello('PUSH').length + 2 * (2 + 4) + 9 * 2 + 80_000_000;
    await until('all of it', () => heard === passed);
    // It cannot wait at a fault, and the log says so.
    await connection.sendRequest(setFaults, { relay: tap.id, faults: [{ kind: 'drop', way: 'to target' }] });
    client.write(encodeMessage([new Uint8Array(60_000_000)]));
    await until('it passed all the same', () => heard === passed + 9 + 60_000_000);
    await engine.waitForEvent('a word', tap.id, ({ fields }) => fields?.code === 'fault' && fields.act === 'untouched');
    await close(tap);
  });

  test('who reads slowly holds up who sends, and memory stays bounded', async (t) => {
    let slow: Socket | undefined;
    const { endpoint } = await listener(t, (socket) => (slow = socket.pause()));
    const tap = await open(endpoint);
    const client = connectTo(t, tap.listen);
    const chunk = randomBytes(1_000_000);
    chunk.set(bytesOf('GE'));
    let sent = 0;
    let isStill = 0;
    for (let before = -1; isStill < 10; before = client.bytesWritten - client.writableLength) {
      if (client.writableLength === 0) {
        client.write(chunk);
        sent += chunk.length;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
      isStill = client.bytesWritten - client.writableLength === before && client.writableLength > 0 ? isStill + 1 : 0;
      assert.ok(sent < 60_000_000, 'the sender is not held up');
    }
    let heard = 0;
    slow?.on('data', ({ length }) => (heard += length)).resume();
    await until('all of it', () => heard === sent, 60_000);
    await close(tap);
  });

  test('1,000 connections at once, each with its message', async (t) => {
    const { endpoint } = await listener(t, (socket) => socket.resume().write(hello('PULL')));
    const tap = await open(endpoint);
    const clients = Array.from({ length: 1000 }, () => connectTo(t, tap.listen));
    clients.forEach((client, i) => client.resume().write(Buffer.concat([hello('PUSH'), encodeMessage([bytesOf(`m${i}`)])])));
    await until('all of them', async () => (await info(tap)).counters.sent === 1000, 60_000);
    const now = await info(tap);
    assert.deepEqual([now.open, now.connections.length], [1000, 200]);
    assert.equal((await engine.rows({ socket: tap.id, filter: 'conn:1000 dir:out' })).length, 1);
    await close(tap);
    await until('their ends', () => clients.every(({ closed }) => closed), 60_000);
  });

  test('another name of it is that of all its connections, whether they have ended or not', async (t) => {
    const { endpoint } = await listener(t, (socket) =>
      socket
        .on('end', () => socket.end())
        .resume()
        .write(hello('PULL')),
    );
    const tap = await open(endpoint);
    const clients = ['ended', 'open'].map((text) => {
      const client = connectTo(t, tap.listen).resume();
      client.write(Buffer.concat([hello('PUSH'), encodeMessage([bytesOf(text)])]));
      return client;
    });
    await until('both', async () => (await info(tap)).counters.sent === 2);
    clients[0]?.destroy();
    await until('its end', async () => (await info(tap)).open === 1);
    await connection.sendRequest(renameTap, { tap: tap.id, name: 'renamed' });
    assert.equal((await engine.rows({ filter: 'socket:renamed dir:out' })).length, 2);
    assert.equal((await engine.rows({ socket: tap.id })).length, (await engine.rows({ filter: 'socket:renamed' })).length);
    await close(tap);
  });

  test('IPv6, ipc, and a tap behind a tap', async (t) => {
    const heard: string[] = [];
    const { endpoint } = await listener(t, (socket) => socket.on('data', (chunk) => heard.push(String(chunk))), '::1');
    const folder = mkdtempSync(path.join(tmpdir(), 'zmq-tap-'));
    const file = path.join(folder, 'a');
    const first = await open(endpoint, `ipc://${file}`);
    const second = await open(`ipc://${file}`, `ipc://${file}2`);
    const client = connect(`${file}2`);
    t.after(() => void client.destroy());
    client.write('through both');
    await until('it', () => heard.join('') === 'through both', 60_000);
    assert.match((await info(first)).connections[0]?.connector.address ?? '', /^ipc #1$/);
    await close(second);
    await close(first);
    const again = await open(endpoint, `ipc://${file}`);
    await close(again);
    const v6 = await open(endpoint, 'tcp://[::1]:*');
    connectTo(t, v6.listen).write('v6');
    await until('it', () => heard.at(-1) === 'v6', 60_000);
    await close(v6);
  });

  test('at an abstract name programs of libzmq reach the target, or it is refused with the reason', async (t) => {
    const sink = await Peer.zmq(t, 'pull', ['--bind', anyPort]);
    const listen = `ipc://@zmq-tap-${process.pid}`;
    const opened = await open(sink.endpoint, listen).catch((error: Error) => error);
    if (opened instanceof Error) {
      // Node 20 fills such names up with zeros.
      assert.equal(opened.message, `The Node of this engine cannot use abstract names such as ${listen}.`);
      return;
    }
    const push = await Peer.zmq(t, 'push', ['--connect', listen]);
    push.send(['through']);
    assert.deepEqual(await sink.received(), ['through']);
    await close(opened);
  });

  test('either side is killed, or the tap closed under load: the other one is told, and the engine goes on', async (t) => {
    const sink = await Peer.zmq(t, 'pull', ['--bind', anyPort]);
    const tap = await open(sink.endpoint);
    const flood = Peer.c(t, 'flood.c', ['push', 'connect', tap.listen, '--seconds', '60']);
    await flood.next('ready');
    await until('traffic', async () => (await info(tap)).counters.sent > 1000, 60_000);
    flood.child.kill('SIGKILL');
    await until('no connection', async () => (await info(tap)).open === 0, 60_000);
    const other = Peer.c(t, 'flood.c', ['push', 'connect', tap.listen, '--seconds', '60']);
    await other.next('ready');
    await until('traffic', async () => (await info(tap)).connections.some(({ counters }) => counters.sent > 1000), 60_000);
    await close(tap);
    other.child.kill('SIGKILL');
    assert.deepEqual(await connection.sendRequest(listTaps, {}), []);
    await engine.waitForEvent('the end', tap.id, ({ preview }) => preview.startsWith('The tap was closed'));
  });
});
