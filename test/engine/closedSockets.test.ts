import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  addEndpoint,
  closeSocket,
  forgetSocket,
  listAllSockets,
  listSockets,
  maxClosedSockets,
  openSocket,
  renameSocket,
  restoreSockets,
  send,
  subscribe,
  type RememberedSpec,
} from '../../src/protocol/sockets';
import { EngineClient } from '../support/engineClient';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('closed sockets', () => {
  it('are known to the engine with all that was added to them, and open again under their id', async (t) => {
    const { connection } = EngineClient.start(t);
    const closed = async () => (await connection.sendRequest(listAllSockets, {})).closed;
    const { id } = await connection.sendRequest(openSocket, { type: 'sub', bind: ['tcp://127.0.0.1:*'], subscribe: [bytes('a')] });
    await connection.sendRequest(subscribe, { socket: id, topic: bytes('b') });
    await connection.sendRequest(addEndpoint, { socket: id, role: 'connect', endpoint: 'inproc://there' });
    assert.deepEqual(await closed(), []);
    await connection.sendRequest(closeSocket, { socket: id });
    const spec: RememberedSpec = {
      id,
      type: 'sub',
      name: `SUB ${id}`,
      bind: ['tcp://127.0.0.1:*'],
      connect: ['inproc://there'],
      subscribe: [bytes('a'), bytes('b')],
      options: {},
    };
    assert.deepEqual(await closed(), [spec]);
    assert.deepEqual(await connection.sendRequest(listSockets, {}), []);
    await connection.sendRequest(renameSocket, { socket: id, name: 'news' });
    await assert.rejects(connection.sendRequest(send, { socket: id, frames: [bytes('x')] }), /No socket .* is open/);
    // What cannot be opened again stays as it was.
    await assert.rejects(connection.sendRequest(openSocket, { ...spec, bind: ['ipc:///no/such/folder/x'] }));
    assert.deepEqual(await closed(), [{ ...spec, name: 'news' }]);
    const info = await connection.sendRequest(openSocket, (await closed())[0] as RememberedSpec);
    assert.deepEqual([info.id, info.name, info.subscriptions.length], [id, 'news', 2]);
    assert.deepEqual(await closed(), []);
  });

  it('are forgotten when that is asked for, and so are open ones', async (t) => {
    const { connection } = EngineClient.start(t);
    const open = async () => (await connection.sendRequest(openSocket, { type: 'pair', bind: ['inproc://x'] })).id;
    const id = await open();
    await connection.sendRequest(closeSocket, { socket: id });
    await connection.sendRequest(forgetSocket, { socket: id });
    await connection.sendRequest(forgetSocket, { socket: await open() });
    assert.deepEqual(await connection.sendRequest(listAllSockets, {}), { open: [], closed: [] });
    await assert.rejects(connection.sendRequest(forgetSocket, { socket: id }), /No socket/);
  });

  it('of an earlier engine are made known; those that are known stay as they are, and there is a bound', async (t) => {
    const { connection } = EngineClient.start(t);
    const { id } = await connection.sendRequest(openSocket, { id: 's3', type: 'pair', bind: ['inproc://x'] });
    const specs = Array.from({ length: maxClosedSockets }, (_, at): RememberedSpec => ({ id: `s${at + 1}`, type: 'pull' }));
    await connection.sendRequest(restoreSockets, { sockets: specs });
    const known = await connection.sendRequest(listAllSockets, {});
    assert.deepEqual([known.open.map(({ type }) => type), known.closed.length], [['pair'], maxClosedSockets - 1]);
    await connection.sendRequest(closeSocket, { socket: id });
    const { id: fresh } = await connection.sendRequest(openSocket, { type: 'pair', bind: ['inproc://y'] });
    assert.ok(!specs.some((spec) => spec.id === fresh), `${fresh} is an id of its own`);
    await connection.sendRequest(closeSocket, { socket: fresh });
    const { closed } = await connection.sendRequest(listAllSockets, {});
    assert.deepEqual([closed.length, closed[0]?.id, closed.at(-1)?.id], [maxClosedSockets, 's2', fresh]);
    await assert.rejects(
      connection.sendRequest(restoreSockets, { sockets: [{ id: 'odd', type: 'pull', subscribe: [bytes('a')] }] }),
      /take no subscriptions/,
    );
  });

  it('take 4 MiB of an answer at most', async (t) => {
    const { connection } = EngineClient.start(t);
    const long = (at: number) => Array.from({ length: 100 }, (_, i) => `ipc:///tmp/${`${at}-${i}`.padEnd(4000, 'x')}`);
    const sockets = Array.from({ length: 20 }, (_, at): RememberedSpec => ({ id: `s${at + 1}`, type: 'pull', connect: long(at) }));
    await connection.sendRequest(restoreSockets, { sockets });
    const { closed } = await connection.sendRequest(listAllSockets, {});
    assert.deepEqual([closed.length, closed.at(-1)?.id], [10, 's20']);
  });

  it('that a crash closed listen where they did, under the endpoint that was asked for', async (t) => {
    const { connection } = EngineClient.start(t);
    const bind = ['tcp://127.0.0.1:*', 'tcp://127.0.0.1:*'];
    const first = await connection.sendRequest(openSocket, { type: 'pull', bind });
    const boundAt = first.endpoints.map(({ resolved }) => resolved);
    await connection.sendRequest(closeSocket, { socket: first.id });
    const again = await connection.sendRequest(openSocket, { id: first.id, type: 'pull', bind, boundAt });
    assert.deepEqual(
      again.endpoints.map(({ requested, resolved }) => [requested, resolved]),
      boundAt.map((resolved) => ['tcp://127.0.0.1:*', resolved]),
    );
  });
});
