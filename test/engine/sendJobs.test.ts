import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startJob, stopJob } from '../../src/protocol/composer';
import type { FrameDraft, SendJob } from '../../src/protocol/composer';
import { EngineClient, refusal } from '../support/engineClient';
import { anyPort, pair } from '../support/pairing';
import { Peer } from '../support/peer';

const text = (text: string): FrameDraft[] => [{ format: 'text', text }];

describe('messages sent again and again', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;

  const start = (socket: string, every: number, count: number, frames = text('{{n}}')) =>
    connection.sendRequest(startJob, { socket, frames, every, count });
  /** How the job stands, by the notices, once it is as wanted. */
  const waitForJob = (job: number, holds: (status: SendJob) => boolean) =>
    engine.waitFor(`job ${job}`, () => engine.lastChange?.jobs.find((status) => status.job === job && holds(status)));
  const ended = (job: number) => waitForJob(job, ({ state }) => state !== 'running');

  test('so many times, every few ms, each with its number', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'push' }, 'pull', 'peer');
    const begun = await start(socket.id, 5, 30, [...text('{{n}}'), { format: 'msgpack', text: '{{n}}' }]);
    assert.deepEqual([begun.socket, begun.every, begun.count], [socket.id, 5, 30]);
    for (let n = 1; n <= 30; n++) assert.deepEqual(await peer.received(), [String(n), String.fromCharCode(n)]);
    const { state, sent, refused, perSecond, message } = await ended(begun.job);
    assert.deepEqual([state, sent, refused, message], ['done', 30, 0, undefined]);
    assert.ok(perSecond > 0 && perSecond <= 250, `${perSecond} messages/s`);
    assert.equal((await engine.messages(socket.id, 'out')).length, 30);
    await engine.close(socket.id);
  });

  test('as fast as they go', async (t) => {
    const { id, endpoints } = await engine.open({ type: 'pull', bind: [anyPort] });
    const push = await engine.open({ type: 'push', connect: [endpoints[0]?.resolved ?? ''] });
    await engine.waitForPeers(push.id);
    const { job } = await start(push.id, 0, 20_000, text('number {{n}}'));
    const { state, sent, perSecond } = await ended(job);
    assert.deepEqual([state, sent], ['done', 20_000]);
    t.diagnostic(`${Math.round(perSecond)} messages/s`);
    await engine.waitForSocket('all', id, ({ counters }) => counters.received === 20_000);
    const found = await engine.rows({ filter: '/^number (1|777|20000)$/', socket: id });
    assert.deepEqual(
      found.map(({ preview }) => preview),
      ['number 1', 'number 777', 'number 20000'],
    );
    for (const socket of [id, push.id]) await engine.close(socket);
  });

  test('each with its own time, also where many are made at once', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'push' }, 'pull', 'peer');
    for (const every of [1, 10, 60]) {
      const { job } = await start(socket.id, every, 12, text('{{now}}'));
      const times: number[] = [];
      for (let n = 1; n <= 12; n++) times.push(Date.parse((await peer.received())[0] ?? ''));
      times.forEach((time, n) => assert.ok(n === 0 || time > (times[n - 1] as number), `every ${every} ms: ${times.join(' ')}`));
      await ended(job);
    }
    await engine.close(socket.id);
  });

  test('until stopped, with the rate meanwhile', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'push' }, 'pull', 'peer');
    const { job } = await start(socket.id, 10, 0, text('tick'));
    for (let i = 0; i < 5; i++) assert.deepEqual(await peer.received(), ['tick']);
    await waitForJob(job, ({ perSecond }) => perSecond > 0);
    const stopped = await connection.sendRequest(stopJob, { job });
    assert.equal(stopped.state, 'stopped');
    const { counters } = await engine.info(socket.id);
    await ended(job);
    const last = await engine.info(socket.id);
    assert.ok(last.counters.sent - counters.sent <= 1);
    assert.equal((await connection.sendRequest(stopJob, { job })).state, 'stopped');
    await refusal(connection.sendRequest(stopJob, { job: 999 }), 'noSuchJob');
    await engine.close(socket.id);
  });

  test('what is refused counts as one of them at a pace, and is tried again at full speed', async (t) => {
    const { id, endpoints } = await engine.open({ type: 'push', bind: [anyPort] });
    const paced = await ended((await start(id, 20, 4)).job);
    assert.deepEqual([paced.state, paced.sent, paced.refused], ['done', 0, 4]);
    assert.match(paced.message ?? '', /\.$/);
    const { job } = await start(id, 0, 5);
    await waitForJob(job, ({ refused }) => refused > 2);
    const peer = await Peer.zmq(t, 'pull', ['--connect', endpoints[0]?.resolved ?? '']);
    for (let n = 1; n <= 5; n++) assert.deepEqual(await peer.received(), [String(n)]);
    const { state, sent } = await ended(job);
    assert.deepEqual([state, sent], ['done', 5]);
    await engine.close(id);
  });

  test('they fail with their socket', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'push' }, 'pull', 'peer');
    const { job } = await start(socket.id, 10, 0);
    await peer.received();
    await engine.close(socket.id);
    const { state, message } = await ended(job);
    assert.equal(state, 'failed');
    assert.match(message ?? '', /\.$/);
  });

  test('frames that cannot be, and too many at once, are refused', async (t) => {
    const { socket } = await pair(t, engine, { type: 'push' }, 'pull', 'peer');
    const { at } = await refusal(start(socket.id, 10, 1, [{ format: 'json', text: '{"n": {{n}}, }' }]), 'invalidFrame');
    assert.deepEqual(at, { from: 13, to: 14 });
    await refusal(start('never', 10, 1), 'noSuchSocket');
    await refusal(start(socket.id, -1, 1), 'invalidParams');
    await refusal(start(socket.id, 86_400_001, 1), 'invalidParams');
    const jobs = await Promise.all(Array.from({ length: 16 }, () => start(socket.id, 1000, 0)));
    await refusal(start(socket.id, 1000, 0), 'limitReached');
    for (const { job } of jobs) await connection.sendRequest(stopJob, { job });
    const { job } = await start(socket.id, 1000, 1);
    await connection.sendRequest(stopJob, { job });
    await engine.close(socket.id);
  });
});
