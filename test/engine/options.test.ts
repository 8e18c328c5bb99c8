import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, describe, test } from 'node:test';
import { optionsOf, socketOptions } from '../../src/core/socket/socketOptions';
import { socketTypeNames, type SocketOptions } from '../../src/protocol/sockets';
import { EngineClient, bytesOf } from '../support/engineClient';
import { anyPort, pair, untilHeard } from '../support/pairing';
import { Peer } from '../support/peer';

const routingId = bytesOf('somebody');

describe('options', () => {
  const engine = EngineClient.start({ after });

  for (const type of socketTypeNames) {
    test(`${type} opens with each of its options, at its default and at its bounds`, async () => {
      for (const name of optionsOf(type)) {
        const traits = socketOptions[name];
        const values =
          traits.kind === 'boolean'
            ? [false, true]
            : traits.kind === 'bytes'
              ? [routingId, Uint8Array.of(255, 0)]
              : traits.kind === 'choice'
                ? traits.choices
                : [traits.default, traits.min, traits.max];
        for (const value of values) {
          const options = { [name]: value } as SocketOptions;
          const { id, options: kept } = await engine
            .open({ type, bind: [anyPort], options })
            .catch((error: Error) => assert.fail(`${name} = ${String(value)}: ${error.message}`));
          assert.deepEqual(kept, options);
          await engine.close(id);
        }
      }
    });
  }

  test('conflate keeps the last message only', async () => {
    const pull = await engine.open({ type: 'pull', bind: [anyPort] });
    const push = await engine.open({ type: 'push', options: { conflate: true }, connect: ['tcp://127.0.0.1:1'] });
    for (const text of ['1', '2', '3']) await engine.send(push.id, [text]);
    assert.equal((await engine.messages(push.id, 'out')).length, 3);
    await engine.connection.sendRequest('socket/addEndpoint', { socket: push.id, role: 'connect', endpoint: pull.endpoints[0]?.resolved });
    await engine.waitForPeers(pull.id);
    await engine.waitFor('a message over the connection that stands', async () => {
      await engine.send(push.id, ['last']);
      return (await engine.messages(pull.id)).length > 0;
    });
    await engine.close(push.id);
    await engine.close(pull.id);
  });

  test('a conflating SUB hears single frames', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'sub', subscribe: [bytesOf('')], options: { conflate: true } }, 'pub', 'peer');
    await untilHeard(engine, socket.id, peer, 'latest');
    const [row] = await engine.messages(socket.id);
    assert.equal(row?.conflated, true, 'the record says that it may be a part of a message');
    await engine.close(socket.id);
    const [after] = await engine.messages(socket.id);
    assert.equal(after?.conflated, true, 'and so once the socket is closed');
  });

  test('immediate does not queue for a peer that is not there', async () => {
    for (const immediate of [false, true]) {
      const { id } = await engine.open({ type: 'push', connect: ['tcp://127.0.0.1:1'], options: { immediate } });
      assert.equal((await engine.send(id, ['x'])).outcome, immediate ? 'refused' : 'queued');
      await engine.close(id);
    }
  });

  for (const type of ['req', 'dealer'] as const) {
    test(`a Python router sees the routing id of a ${type}`, async (t) => {
      const { socket, peer } = await pair(t, engine, { type, options: { routingId } }, 'router', 'engine');
      await engine.sendNow(socket.id, ['hello']);
      assert.deepEqual((await peer.received())[0], 'somebody');
      await engine.close(socket.id);
    });
  }

  test('a routing id is given as bytes, whatever they are', async (t) => {
    const { socket, peer } = await pair(
      t,
      engine,
      { type: 'dealer', options: { routingId: Uint8Array.of(0xff, 0, 0x80) } },
      'router',
      'engine',
    );
    await engine.sendNow(socket.id, ['hello']);
    assert.deepEqual(await peer.received(), ['\u00ff\u0000\u0080', 'hello']);
    await engine.close(socket.id);
  });

  test('handover lets a new peer take over a routing id', async (t) => {
    for (const handover of [false, true]) {
      const { socket, peer } = await pair(t, engine, { type: 'router', options: { handover } }, 'dealer', 'engine', {
        peer: ['--option', 'routing_id=twin'],
      });
      peer.send(['first']);
      await engine.waitForMessages(socket.id, 1);
      const second = await Peer.zmq(t, 'dealer', ['--connect', socket.endpoints[0]?.resolved ?? '', '--option', 'routing_id=twin']);
      await engine.waitFor(
        'the second handshake',
        async () => (await engine.events(socket.id)).filter(({ event }) => event === 'handshake').length >= 2,
      );
      second.send(['second']);
      if (handover) {
        await engine.waitForMessages(socket.id, 2);
        await engine.sendNow(socket.id, ['to the new one'], { routingId: bytesOf('twin') });
        assert.deepEqual(await second.received(), ['to the new one']);
      } else {
        await engine.sendNow(socket.id, ['to the old one'], { routingId: bytesOf('twin') });
        assert.deepEqual(await peer.received(), ['to the old one']);
        assert.equal((await engine.messages(socket.id)).length, 1);
      }
      await engine.close(socket.id);
      await peer.stop();
      await second.stop();
    }
  });

  test('a verbose XPUB passes repeated subscriptions on', async (t) => {
    for (const verbose of [false, true]) {
      const { socket } = await pair(t, engine, { type: 'xpub', options: { verbose } }, 'sub', 'engine', { peer: ['--subscribe', 'a'] });
      await engine.waitForMessages(socket.id, 1);
      await Peer.zmq(t, 'sub', ['--connect', socket.endpoints[0]?.resolved ?? '', '--subscribe', 'a', '--subscribe', 'b']);
      const rows = await engine.waitFor('the subscription to b', async () => {
        const all = await engine.messages(socket.id);
        return all.some(({ preview }) => preview.includes('subscribe b')) && all;
      });
      assert.equal(rows.filter(({ preview }) => preview.includes('subscribe a')).length, verbose ? 2 : 1);
      await engine.close(socket.id);
    }
  });

  test('a verboser XPUB passes every end of a subscription on, and counts them', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'xpub', options: { verboser: true } }, 'sub', 'engine', {
      peer: ['--subscribe', 'a'],
    });
    await engine.waitForMessages(socket.id, 1);
    const second = await Peer.zmq(t, 'sub', ['--connect', socket.endpoints[0]?.resolved ?? '', '--subscribe', 'a']);
    const counted = (count: number) =>
      engine.waitForSocket(
        `${count} subscriptions`,
        socket.id,
        ({ peerSubscriptions = [] }) => peerSubscriptions.reduce((sum, each) => sum + each.count, 0) === count,
      );
    await counted(2);
    await second.stop();
    await counted(1);
    await peer.stop();
    await counted(0);
    assert.equal((await engine.messages(socket.id)).filter(({ preview }) => preview.includes('unsubscribe a')).length, 2);
    await engine.close(socket.id);
  });

  test('heartbeats end a connection whose peer stopped, and only where they are on', async (t) => {
    const { socket, peer } = await pair(
      t,
      engine,
      { type: 'pull', options: { heartbeatInterval: 100, heartbeatTimeout: 200 } },
      'push',
      'engine',
    );
    peer.child.kill('SIGSTOP');
    await engine.waitForEvent('the disconnect', socket.id, ({ event }) => event === 'disconnected');
    peer.child.kill('SIGCONT');
    await engine.waitForPeers(socket.id);
    await engine.close(socket.id);
  });

  test('a peer that comes back is found again, after the reconnect interval', async (t) => {
    const { socket, peer } = await pair(
      t,
      engine,
      { type: 'pull', options: { reconnectInterval: 10, reconnectMaxInterval: 50 } },
      'push',
      'peer',
    );
    const { endpoint } = peer;
    await peer.does({ do: 'close' });
    const gone = await engine.waitForSocket('the loss', socket.id, (info) => info.peers === 0 && info.endpoints[0]?.state !== 'connected');
    assert.ok(gone.endpoints[0]?.reason);
    const back = await Peer.zmq(t, 'push', ['--bind', endpoint]);
    const again = await engine.waitForPeers(socket.id);
    assert.equal(again.endpoints[0]?.state, 'connected');
    back.send(['back']);
    assert.deepEqual(await engine.received(socket.id), ['back']);
    await engine.close(socket.id);
  });

  test('with IPv6 allowed, the loopback address of this computer is reached', async (t) => {
    const hasIpv6 = Object.values(networkInterfaces())
      .flat()
      .some((address) => address?.address === '::1');
    const host = hasIpv6 ? '[::1]' : '127.0.0.1';
    const { socket, peer } = await pair(t, engine, { type: 'pull', options: { ipv6: true } }, 'push', 'engine', {
      endpoint: `tcp://${host}:*`,
      peer: ['--option', 'ipv6=1'],
    });
    assert.ok(socket.endpoints[0]?.resolved.startsWith(`tcp://${host}:`), socket.endpoints[0]?.resolved);
    peer.send(['hello']);
    assert.deepEqual(await engine.received(socket.id), ['hello']);
    await engine.close(socket.id);
  });
});
