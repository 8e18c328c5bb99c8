import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { describe, test } from 'node:test';
import { configure, hello, ping, startDemo, stopDemo } from '../../src/protocol/engine';
import { EngineClient, bytesOf } from '../support/engineClient';
import { eachLine } from '../support/lines';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';
import { exitWithin, isAlive, until } from '../support/processes';

describe('life of the engine', () => {
  test('it says who it is', async (t) => {
    const engine = EngineClient.start(t);
    const said = await engine.connection.sendRequest(hello, {});
    assert.equal(said.protocol, 1);
    assert.equal(said.pid, engine.pid);
    assert.match(said.libzmq, /^\d+\.\d+\.\d+$/);
    assert.equal(await engine.connection.sendRequest(ping, {}), null);
  });

  test('it ends with its stdin, whatever its sockets still hold', async (t) => {
    const engine = EngineClient.start(t);
    await engine.open({ type: 'pull', bind: [anyPort] });
    const push = await engine.open({ type: 'push', connect: ['tcp://127.0.0.1:1'], options: { linger: -1, reconnectInterval: 1 } });
    await engine.send(push.id, ['never delivered']);
    await engine.close(push.id);
    const other = await engine.open({ type: 'push', connect: ['tcp://127.0.0.1:1'], options: { linger: -1 } });
    await engine.send(other.id, ['never delivered']);
    assert.deepEqual(await engine.stop(), { code: 0, signal: null });
  });

  test('it ends with its stdin in the middle of a flood', async (t) => {
    const engine = EngineClient.start(t);
    const { id, endpoints } = await engine.open({ type: 'pull', bind: [anyPort] });
    const flood = Peer.c(t, 'flood.c', ['push', 'connect', endpoints[0]?.resolved ?? '', '--seconds', '30']);
    await engine.waitForSocket('traffic', id, ({ counters }) => counters.received > 10_000);
    assert.deepEqual(await engine.stop(), { code: 0, signal: null });
    await flood.stop();
  });

  test('it ends when the process that forked it is killed', async (t) => {
    const parent = spawn(process.execPath, [path.resolve('test/support/engineParent.cjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
    t.after(async () => {
      parent.kill('SIGKILL');
      await exitWithin(parent, 5000);
    });
    const pid = await new Promise<number>((resolve, reject) => {
      eachLine(parent.stdout, (line) => resolve(Number(line)));
      parent.once('exit', () => reject(new Error('the parent ended early')));
    });
    t.after(() => void (isAlive(pid) && process.kill(pid, 'SIGKILL')));
    assert.equal(isAlive(pid), true);
    parent.kill('SIGKILL');
    await until('the engine is gone', () => !isAlive(pid));
  });

  test('started without a client it says how it is started', async () => {
    const engine = spawn(process.execPath, [path.resolve('dist/engine.js')], { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    eachLine(engine.stderr, (line) => (stderr += line));
    assert.deepEqual(await exitWithin(engine, 10_000), { code: 2, signal: null });
    assert.match(stderr, /--stdio/);
  });

  for (const signal of ['SIGKILL', 'SIGABRT'] as const) {
    test(`after ${signal} a new engine opens the same sockets on the same ports`, async (t) => {
      const first = EngineClient.start(t);
      const { id, endpoints } = await first.open({ type: 'pull', bind: [anyPort] });
      const resolved = endpoints[0]?.resolved ?? '';
      const peer = await Peer.zmq(t, 'push', ['--connect', resolved]);
      peer.send(['one']);
      await first.received(id);
      const pending = first.connection.sendRequest(ping, {}).then(
        () => 'answered',
        () => 'rejected',
      );
      assert.deepEqual(await first.kill(signal), { code: null, signal });
      assert.match(await pending, /answered|rejected/);

      const second = EngineClient.start(t);
      await second.connection.sendRequest(configure, { recordsLost: 1 });
      await second.open({ id, type: 'pull', bind: [resolved] });
      peer.send(['two']);
      assert.deepEqual(await second.received(id), ['two']);
      const [record] = await second.rows();
      assert.equal(record?.event, 'records lost');
      assert.match(record?.preview ?? '', /at least 1\b/i);
    });
  }

  test('the demo peers talk, their own side is not recorded, and they go away', async (t) => {
    const engine = EngineClient.start(t);
    const demo = await engine.connection.sendRequest(startDemo, {});
    assert.deepEqual(await engine.connection.sendRequest(startDemo, {}), demo);
    for (const endpoint of Object.values(demo)) assert.match(endpoint, /^tcp:\/\/127\.0\.0\.1:\d+$/);
    assert.deepEqual(await engine.sockets(), []);
    const sub = await engine.open({ type: 'sub', connect: [demo.weather], subscribe: [bytesOf('weather.')] });
    const req = await engine.open({ type: 'req', connect: [demo.echo] });
    const pull = await engine.open({ type: 'pull', connect: [demo.jobs] });
    const [weather] = await engine.waitForMessages(sub.id, 1);
    assert.match(weather?.topic ?? '', /^weather\./);
    await engine.waitForPeers(req.id);
    await engine.sendNow(req.id, ['hello', new Uint8Array(1)]);
    assert.deepEqual(await engine.received(req.id), ['hello', '\u0000']);
    await engine.waitForMessages(pull.id, 1);
    const about = new Set((await engine.rows()).filter(({ direction }) => direction !== 'event').map(({ socket }) => socket));
    assert.deepEqual([...about].sort(), [sub.id, req.id, pull.id].sort());
    await engine.connection.sendRequest(stopDemo, {});
    for (const { id } of [sub, req, pull]) await engine.waitForPeers(id, 0);
  });
});
