import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { once } from 'node:events';
import { after, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { recordBytes, recordDetails } from '../../src/protocol/log';
import type { EventKind } from '../../src/protocol/events';
import { removeEndpoint } from '../../src/protocol/sockets';
import { receivers, EngineClient } from '../support/engineClient';
import { anyPort, pair } from '../support/pairing';
import { Peer } from '../support/peer';

for (const receiver of receivers)
  describe(`events, received by ${receiver}`, () => {
    const engine = EngineClient.receivingBy(receiver, { after });

    async function eventOf(socket: string, kind: EventKind) {
      return engine.waitForEvent(kind, socket, ({ event }) => event === kind);
    }

    test('the life of a bound socket is told in order', async (t) => {
      const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'push', 'engine');
      await peer.does({ do: 'close' });
      await eventOf(socket.id, 'disconnected');
      await engine.waitForPeers(socket.id, 0);
      await engine.close(socket.id);
      const kinds = (await engine.events(socket.id)).map(({ event }) => event);
      const expected: EventKind[] = ['opened', 'listening', 'accepted', 'handshake', 'disconnected', 'closed'];
      assert.deepEqual(
        kinds.filter((kind) => kind && expected.includes(kind)),
        expected,
      );
      const rows = await engine.rows({ socket: socket.id });
      assert.ok(
        rows.every(({ number }, i) => i === 0 || number > (rows[i - 1]?.number ?? 0)),
        'numbers grow',
      );
      const listening = rows.find(({ event }) => event === 'listening');
      assert.equal(listening?.topic, socket.endpoints[0]?.resolved);
    });

    test('the life of a connected socket is told in order', async (t) => {
      const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'push', 'peer');
      assert.equal(socket.endpoints[0]?.state, 'connected');
      await peer.stop();
      await eventOf(socket.id, 'disconnected');
      await eventOf(socket.id, 'retry');
      const kinds = (await engine.events(socket.id)).map(({ event }) => event);
      const expected: EventKind[] = ['opened', 'connecting', 'connected', 'handshake', 'disconnected'];
      assert.deepEqual([...new Set(kinds.filter((kind) => kind && expected.includes(kind)))], expected);
      await engine.close(socket.id);
    });

    test('where nothing listens, that is said, on the endpoint and in the log', async () => {
      const { id } = await engine.open({ type: 'sub', connect: ['tcp://127.0.0.1:1'] });
      const { preview, topic } = await eventOf(id, 'retry');
      assert.match(preview, /[Nn]othing listens/);
      assert.equal(topic, 'tcp://127.0.0.1:1');
      const info = await engine.waitForSocket('the state', id, (now) => now.endpoints[0]?.state === 'retrying');
      assert.match(info.endpoints[0]?.reason ?? '', /[Nn]othing listens/);
      assert.equal(info.peers, 0);
      await engine.close(id);
    });

    test('an event is found by the words that it shows, and only by these', async () => {
      const { id } = await engine.open({ type: 'sub', connect: ['tcp://127.0.0.1:1'] });
      const { number, preview } = await eventOf(id, 'retry');
      const found = async (filter: string) => (await engine.rows({ socket: id, filter })).some((row) => row.number === number);
      for (const filter of [
        'LISTENS',
        '"Nothing listens at tcp://127.0.0.1:1; trying again."',
        '/^Nothing listens/',
        `hex:${Buffer.from('listens').toString('hex')}`,
        'event:retry listens',
        'peer:127.0.0.1:1 not elsewhere',
      ])
        assert.ok(await found(filter), filter);
      for (const filter of ['"code"', 'cause', '/"cause"/', `hex:${Buffer.from('code').toString('hex')}`, 'not listens'])
        assert.ok(!(await found(filter)), filter);
      const details = await engine.connection.sendRequest(recordDetails, { number });
      assert.deepEqual(
        details.frames.map(({ bytes }) => Buffer.from(bytes).toString()),
        [preview, 'tcp://127.0.0.1:1'],
      );
      assert.deepEqual(details.row.fields, { code: 'retry', endpoint: 'tcp://127.0.0.1:1', cause: 'nobody listens' });
      const bytes = await engine.connection.sendRequest(recordBytes, { number, frame: 0, from: 8, to: 15 });
      assert.equal(Buffer.from(bytes).toString(), 'listens');
      await engine.close(id);
    });

    test('a name that does not resolve is told as that', async () => {
      const { id } = await engine.open({ type: 'sub', connect: ['tcp://no-such-host.invalid:5555'] });
      const info = await engine.waitForSocket('the reason', id, (now) => now.endpoints[0]?.reason !== undefined);
      assert.match(info.endpoints[0]?.reason ?? '', /no-such-host\.invalid.*does not resolve/);
      await engine.close(id);
    });

    for (const binder of ['engine', 'peer'] as const) {
      test(`a peer of a type that does not fit is told; the ${binder} binds`, async (t) => {
        let id: string;
        if (binder === 'engine') {
          const opened = await engine.open({ type: 'rep', bind: [anyPort] });
          id = opened.id;
          await Peer.zmq(t, 'sub', ['--connect', opened.endpoints[0]?.resolved ?? '', '--subscribe', '']);
        } else {
          const peer = await Peer.zmq(t, 'sub', ['--bind', anyPort, '--subscribe', '']);
          ({ id } = await engine.open({ type: 'rep', connect: [peer.endpoint] }));
        }
        const row = await engine.waitForEvent(
          'the reason',
          id,
          ({ event, preview }) => (event === 'disconnected' || event === 'handshake failed') && /type/.test(preview),
        );
        assert.match(row.preview, /REQ|types do not fit/);
        assert.equal((await engine.info(id)).peers, 0);
        await engine.close(id);
      });
    }

    test('a port that answers but does not speak ZMTP is told', async (t) => {
      const tcp = await Peer.zmq(t, 'tcp', ['--bind', anyPort]);
      const { id } = await engine.open({ type: 'sub', connect: [tcp.endpoint] });
      await engine.waitForEvent('the connection', id, ({ event }) => event === 'connected');
      await tcp.next('received');
      tcp.send(['HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n']);
      await tcp.does({ do: 'close' });
      const { preview } = await engine.waitForEvent(
        'the failure',
        id,
        ({ event }) => event === 'handshake failed' || event === 'disconnected',
      );
      assert.match(preview, /ZMTP|handshake/);
      await engine.close(id);
    });

    test('a peer that needs PLAIN is told as a mechanism mismatch', async (t) => {
      const { id, endpoints } = await engine.open({ type: 'rep', bind: [anyPort] });
      await Peer.zmq(t, 'req', [
        '--option',
        'plain_username=user',
        '--option',
        'plain_password=secret',
        '--connect',
        endpoints[0]?.resolved ?? '',
      ]);
      const { preview } = await eventOf(id, 'handshake failed');
      assert.match(preview, /mechanism/);
      await engine.close(id);
    });

    test('a second PAIR peer is told that it will not be heard', async (t) => {
      const { socket } = await pair(t, engine, { type: 'pair' }, 'pair', 'engine');
      await Peer.zmq(t, 'pair', ['--connect', socket.endpoints[0]?.resolved ?? '']);
      await engine.waitForEvent('the warning', socket.id, ({ preview }) => /one peer/.test(preview));
      await engine.close(socket.id);
    });

    test('a storm of connections is counted, not recorded one by one', async () => {
      const { id, endpoints } = await engine.open({ type: 'pull', bind: [anyPort] });
      const port = Number(endpoints[0]?.resolved.split(':').at(-1));
      const storm = 500;
      for (let i = 0; i < storm; i++) {
        const tcp = connect(port, '127.0.0.1');
        await once(tcp, 'connect');
        tcp.destroy();
      }
      await engine.waitForEvent('the last connections', id, ({ event }) => event === 'accepted');
      // What waits to be accepted has its turn within a moment, and is told once a second.
      await delay(1500);
      await engine.close(id);
      const events = await engine.events(id);
      const counted = events.filter(({ event }) => event === 'repeated');
      assert.ok(events.length < 200, `${events.length} records`);
      assert.ok(counted.length > 0, 'nothing says how many were held back');
      const heldBack = counted
        .filter(({ preview }) => preview.startsWith('accepted'))
        .reduce((sum, { preview }) => sum + Number(/(\d[\d,]*) more/.exec(preview)?.[1]?.replaceAll(',', '') ?? 0), 0);
      const recorded = events.filter(({ event }) => event === 'accepted').length;
      assert.equal(heldBack + recorded, storm);
    });

    test('a socket that is closed with messages to nobody does not stop the others', async (t) => {
      const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'push', 'engine');
      for (let i = 0; i < 10; i++) {
        const { id } = await engine.open({ type: 'push', connect: ['tcp://127.0.0.1:1'], options: { linger: 500, reconnectInterval: 1 } });
        assert.equal((await engine.send(id, ['never delivered'])).outcome, 'queued');
        await engine.close(id);
      }
      // Longer than the closed sockets linger: the time in which their retries went unread once blocked libzmq's I/O thread.
      for (let i = 0; i < 20; i++) {
        peer.send([`message ${i}`]);
        await engine.received(socket.id, i);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await engine.close(socket.id);
    });

    test('an endpoint that is removed brings no further records', async () => {
      const { id } = await engine.open({ type: 'sub', connect: ['tcp://127.0.0.1:1'] });
      await eventOf(id, 'retry');
      await engine.connection.sendRequest(removeEndpoint, { socket: id, role: 'connect', endpoint: 'tcp://127.0.0.1:1' });
      const closed = await eventOf(id, 'closed');
      assert.equal(closed.topic, 'tcp://127.0.0.1:1');
      assert.deepEqual((await engine.info(id)).endpoints, []);
      await engine.close(id);
    });
  });
