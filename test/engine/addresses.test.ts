import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { EngineClient, refusal } from '../support/engineClient';
import { anyPort } from '../support/pairing';

describe('addresses', () => {
  const engine = EngineClient.start({ after });
  const folder = mkdtempSync(path.join(tmpdir(), 'zmq-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('a file or a folder that lies at an ipc path is not taken away', async () => {
    const file = path.join(folder, 'precious.txt');
    writeFileSync(file, 'content');
    for (const taken of [file, folder]) {
      const { message } = await refusal(engine.open({ type: 'pull', bind: [`ipc://${taken}`] }), 'addressUnavailable');
      assert.match(message, /file or directory of this name exists/);
    }
    assert.equal(readFileSync(file, 'utf8'), 'content');
  });

  test('a path is not taken from a program that does not get round to accepting', async (t) => {
    const socket = path.join(folder, 'busy');
    const holder = spawn('/usr/bin/python3', ['test/peers/fullQueue.py', socket], { stdio: ['pipe', 'pipe', 'inherit'] });
    t.after(() => holder.kill('SIGKILL'));
    await once(holder.stdout, 'data');
    const before = statSync(socket).ino;
    await refusal(engine.open({ type: 'pull', bind: [`ipc://${socket}`] }), 'addressInUse');
    assert.equal(statSync(socket).ino, before);
  });

  test('the path of a program that is gone can be bound again', async () => {
    const endpoint = `ipc://${path.join(folder, 'left')}`;
    const first = EngineClient.start({ after });
    await first.open({ type: 'pull', bind: [endpoint] });
    await first.kill('SIGKILL');
    const { endpoints } = await engine.open({ type: 'pull', bind: [endpoint] });
    assert.equal(endpoints[0]?.state, 'listening');
  });

  test('a name that does not resolve is refused as such, one that does is bound by its address', async () => {
    const { message } = await refusal(engine.open({ type: 'pull', bind: ['tcp://no-such-host.invalid:5555'] }), 'addressUnavailable');
    assert.match(message, /"no-such-host\.invalid" does not resolve/);
    const { endpoints } = await engine.open({ type: 'pull', bind: ['tcp://localhost:*'] });
    assert.match(endpoints[0]?.resolved ?? '', /^tcp:\/\/127\.0\.0\.1:\d+$/);
  });

  test('who connected over inproc meets the next one to bind the name', async () => {
    const binder = await engine.open({ type: 'pull', bind: ['inproc://again'] });
    const push = await engine.open({ type: 'push', connect: ['inproc://again'] });
    await engine.sendNow(push.id, ['one']);
    assert.deepEqual(await engine.received(binder.id), ['one']);
    await engine.close(binder.id);
    await engine.waitForPeers(push.id, 0);
    const next = await engine.open({ type: 'pull', bind: ['inproc://again'] });
    await engine.waitForPeers(push.id, 1);
    await engine.sendNow(push.id, ['two']);
    assert.deepEqual(await engine.received(next.id), ['two']);
  });

  test('plain TCP peers of a STREAM are counted', async (t) => {
    const { id, endpoints } = await engine.open({ type: 'stream', bind: [anyPort] });
    const client = connect(Number(endpoints[0]?.resolved.split(':').at(-1)), '127.0.0.1');
    t.after(() => client.destroy());
    await engine.waitForPeers(id, 1);
    const [endpoint] = (await engine.info(id)).endpoints;
    assert.equal(endpoint?.state, 'connected');
    client.end();
    await engine.waitForPeers(id, 0);
    const events = (await engine.rows({ socket: id })).filter(({ direction }) => direction === 'event').map(({ preview }) => preview);
    assert.ok(events.includes('Connection made.'), events.join('\n'));
    assert.ok(!events.some((event) => /handshake/i.test(event)), events.join('\n'));
  });
});
