import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ping } from '../../src/protocol/engine';
import { openView, recordBytes, recordDetails, viewMarks, viewRows } from '../../src/protocol/log';
import { bytesOf, EngineClient } from '../support/engineClient';
import { pair } from '../support/pairing';

describe('the largest of its kind', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;

  /** What is asked, with a ping right behind it that must not have to wait for the answer. */
  async function withPing<T>(request: Promise<T>): Promise<T> {
    const answered: string[] = [];
    const asked = request.then((answer) => {
      answered.push('request');
      return answer;
    });
    await connection.sendRequest(ping, {}).then(() => answered.push('ping'));
    const answer = await asked;
    assert.deepEqual(answered, ['ping', 'request']);
    return answer;
  }

  test('500 rows of messages with 100 frames, most of it no text', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'push', 'engine');
    const frame = Uint8Array.from({ length: 4096 }, (_, i) => (i * 7) & 0xff);
    const message = Array.from({ length: 100 }, () => frame);
    for (let i = 0; i < 50; i++) peer.send(message);
    // Nobody has looked at a row yet.
    await engine.waitForSocket('all', socket.id, ({ counters }) => counters.received === 50);
    const { view } = await connection.sendRequest(openView, { socket: socket.id });
    const { rows } = await withPing(connection.sendRequest(viewRows, { view, from: 0, count: 500 }));
    assert.equal(rows.filter(({ frames, size }) => frames === 100 && size === 409_600).length, 50);
  });

  test('marks of a hundred texts by a hundred words', async () => {
    const words = Array.from({ length: 100 }, (_, i) => `word${i}`);
    const { view } = await connection.sendRequest(openView, { filter: words.join(' or ') });
    const texts = Array.from({ length: 100 }, (_, i) => `word${i} ${'x'.repeat(10_000)}`);
    const { marks } = await withPing(connection.sendRequest(viewMarks, { view, texts }));
    assert.deepEqual(marks[42], [[0, 6]]);
  });

  test('a message of 150,000 frames: all are counted, 100,000 kept, and pages of them are given', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'push', 'engine');
    peer.send(['before']);
    await engine.waitForMessages(socket.id, 1);
    peer.send(Array.from({ length: 150_000 }, (_, i) => String(i % 10)));
    await engine.waitForMessages(socket.id, 2);
    const row = (await engine.rows({ socket: socket.id, filter: 'frames>1' }))[0];
    assert.deepEqual([row?.frames, row?.size, row?.cut], [150_000, 150_000, true]);
    const number = row?.number ?? 0;
    const details = await connection.sendRequest(recordDetails, { number, fromFrame: 99_950 });
    assert.deepEqual([details.frames.length, details.framesKept, details.row.frames], [50, 100_000, 150_000]);
    assert.deepEqual(await connection.sendRequest(recordBytes, { number, frame: 99_999, from: 0, to: 9 }), bytesOf('9'));
    await assert.rejects(connection.sendRequest(recordBytes, { number, frame: 100_000, from: 0, to: 9 }), /has no frame 100000/);
    assert.equal((await engine.rows({ socket: socket.id, filter: 'before' })).length, 1);
  });

  test('sockets whose peers subscribed to long topics: as many are listed as have room, the others counted', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'pub' }, 'sub', 'engine');
    const topic = (i: number) => Buffer.from(`${i}`.padEnd(4000, 'x')).toString('hex');
    for (let i = 0; i < 100; i++) await peer.does({ do: 'subscribe', topic: topic(i) });
    const { peerSubscriptions = [] } = await engine.waitForSocket(
      'all',
      socket.id,
      (info) => (info.peerSubscriptions?.length ?? 0) + (info.peerSubscriptionsCut ?? 0) === 100,
    );
    const bytes = peerSubscriptions.reduce((sum, each) => sum + each.topic.length, 0);
    assert.ok(bytes > 32 * 1024 && bytes <= 64 * 1024, `${bytes} bytes`);
    await engine.close(socket.id);
  });
});
