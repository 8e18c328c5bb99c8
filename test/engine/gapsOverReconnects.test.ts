import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { openSeries, seriesGaps, seriesPoints, type SeriesSpec } from '../../src/protocol/plot';
import type { SocketId, SocketSpec } from '../../src/protocol/sockets';
import { encodeMessage } from '../../src/core/zmtp/frames';
import { EngineClient, bytesOf, type FrameInput } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { connectTo, hello } from '../support/rawPeers';

describe('numbers that count messages', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;

  const counted = async (socket: SocketId, spec: Partial<SeriesSpec> = {}) => {
    const { series } = await connection.sendRequest(openSeries, { socket, frame: 0, path: '.seq', gaps: 'together', ...spec });
    const status = async () => (await connection.sendRequest(seriesPoints, { series, pixels: 10 })).status;
    await engine.waitFor('all of it', async () => (await status()).unscanned === 0);
    const { groups } = await connection.sendRequest(seriesGaps, { series });
    return { groups, status: await status() };
  };
  const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `{"seq": ${from + at}}`);
  /** A socket that sends these and is closed when all of it came; the endpoint that it was bound to. */
  const sendAll = async (spec: SocketSpec, to: SocketId, messages: FrameInput[]): Promise<string> => {
    const before = (await engine.info(to)).counters.received;
    const { id, endpoints } = await engine.open(spec);
    await engine.waitForPeers(id);
    for (const message of messages) await engine.sendNow(id, [message]);
    await engine.waitForMessages(to, before + messages.length);
    await engine.close(id);
    await engine.waitForPeers(to, 0);
    return endpoints[0]?.resolved ?? '';
  };

  test('of whom we connect to go on over a reconnection', async () => {
    const first = await engine.open({ type: 'push', bind: [anyPort] });
    const endpoint = first.endpoints[0]?.resolved ?? '';
    const { id } = await engine.open({ type: 'pull', connect: [endpoint] });
    await engine.waitForPeers(first.id);
    for (const message of numbers(1, 10)) await engine.sendNow(first.id, [message]);
    await engine.waitForMessages(id, 10);
    await engine.close(first.id);
    await engine.waitForPeers(id, 0);
    await sendAll({ type: 'push', bind: [endpoint] }, id, numbers(15, 20));
    const { groups, status } = await counted(id);
    assert.deepEqual([groups.length, groups[0]?.count, status.gaps?.missing, groups[0]?.ofConnection], [1, 16, 4, undefined]);
  });

  test('of who comes in begin with each connection', async () => {
    const pull = await engine.open({ type: 'pull', bind: [anyPort] });
    const spec: SocketSpec = { type: 'push', connect: [pull.endpoints[0]?.resolved ?? ''] };
    await sendAll(spec, pull.id, numbers(1, 10));
    await sendAll(spec, pull.id, numbers(100, 109));
    const { groups, status } = await counted(pull.id);
    assert.deepEqual(
      groups.map(({ count, ofConnection }) => [count, ofConnection]),
      [
        [10, true],
        [10, true],
      ],
    );
    assert.equal(status.gaps?.missing, 0);
  });

  test('of who comes in with a routing id go on; two that have the same at once count each by themselves', async () => {
    const { id, endpoints } = await engine.open({ type: 'pull', bind: [anyPort] });
    const join = (peers: number, messages: string[], socket = connectTo({ after }, endpoints[0]?.resolved ?? '')) => {
      socket.write(Buffer.concat([hello('PUSH', 'w1'), ...messages.map((message) => encodeMessage([bytesOf(message)]))]));
      return engine.waitForPeers(id, peers).then(() => socket);
    };
    const first = await join(1, numbers(1, 10));
    await engine.waitForMessages(id, 10);
    first.destroy();
    await engine.waitForPeers(id, 0);
    await join(1, numbers(15, 20));
    await engine.waitForMessages(id, 16);
    const { groups } = await counted(id);
    assert.deepEqual(
      groups.map(({ peer, count, gaps: { missing }, ofConnection }) => [peer, count, missing, ofConnection]),
      [['w1', 16, 4, undefined]],
    );
    await join(2, numbers(500, 505));
    await engine.waitForMessages(id, 22);
    const both = await counted(id);
    assert.deepEqual(
      both.groups.map(({ count, gaps: { missing } }) => [count, missing]),
      [
        [16, 4],
        [6, 0],
      ],
    );
  });

  const received = async (messages: FrameInput[]): Promise<SocketId> => {
    const { id, endpoints } = await engine.open({ type: 'pull', bind: [anyPort] });
    await sendAll({ type: 'push', connect: [endpoints[0]?.resolved ?? ''] }, id, messages);
    return id;
  };

  test('are counted beyond 2^53, in text and in 64 bits; what is not exact is not', async () => {
    const large = [2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 53n + 4n, 2n ** 64n - 1n, 0n, 1n];
    const inText = await counted(await received(large.slice(0, 4).map((seq) => `{"seq": ${seq}}`)));
    assert.deepEqual([inText.status.gaps?.missing, inText.status.without, inText.groups[0]?.last], [2, 0, '9007199254740996']);
    const fields = large.slice(4).map((seq) => new Uint8Array(BigUint64Array.of(seq).buffer));
    const inFields = await counted(await received(fields), { path: '.', decoder: { decoder: 'numbers', layout: '<Q' } });
    assert.deepEqual(
      [inFields.status.gaps?.wraps, inFields.status.gaps?.back, inFields.status.without, inFields.groups[0]?.last],
      [1, 0, 0, 1],
    );
    const inexact = await counted(await received(['{"seq": 1e300}', '{"seq": 1.5}', '{"seq": "7"}']));
    assert.deepEqual([inexact.status.count, inexact.status.without], [0, 3]);
  });

  test('whose field has a size are known to begin anew after it, even with a loss', async () => {
    const bytes = [253, 254, 2, 3].map((number) => Uint8Array.of(number));
    const id = await received(bytes);
    const { status } = await counted(id, { path: '.', decoder: { decoder: 'numbers', layout: 'B' } });
    assert.deepEqual([status.gaps?.missing, status.gaps?.back, status.gaps?.wraps], [3, 0, 1]);
  });
});
