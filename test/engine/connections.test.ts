import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { SocketType } from '../../src/protocol/sockets';
import { receivers, EngineClient, bytesOf } from '../support/engineClient';
import { foreignServer } from '../support/foreignServer';
import { anyPort, pair } from '../support/pairing';
import { Peer } from '../support/peer';

const portOf = (endpoint: string) => endpoint.slice(endpoint.lastIndexOf(':') + 1);

for (const receiver of receivers)
  describe(`what is said of connections, received by ${receiver}`, () => {
    const engine = EngineClient.receivingBy(receiver, { after });
    const directory = mkdtempSync(path.join(tmpdir(), 'zmq-connections-'));
    after(() => rmSync(directory, { recursive: true }));

    const names: Record<string, (bound: string) => string> = {
      localhost: (bound) => `tcp://localhost:${portOf(bound)}`,
      'the name of this computer': (bound) => `tcp://${hostname()}:${portOf(bound)}`,
      'a short number': (bound) => `tcp://127.1:${portOf(bound)}`,
      'source and target': (bound) => `tcp://127.0.0.1:0;localhost:${portOf(bound)}`,
      'its number': (bound) => bound,
      'its number of IPv6': (bound) => `tcp://[::1]:${portOf(bound)}`,
      'its number of IPv6 in full': (bound) => `tcp://[0:0:0:0:0:0:0:1]:${portOf(bound)}`,
    };
    for (const [what, nameOf] of Object.entries(names)) {
      const ipv6 = what.includes('IPv6');
      const binding = ipv6
        ? ['--option', 'ipv6=1', '--bind', 'tcp://[::1]:*']
        : ['--bind', what === 'the name of this computer' ? 'tcp://*:*' : anyPort];
      test(`an endpoint that is named by ${what} stands as it does when its peer restarts`, async (t) => {
        const first = await Peer.zmq(t, 'push', binding);
        const requested = nameOf(first.endpoint);
        const { id } = await engine.open({ type: 'pull', connect: [requested], options: { ipv6 } });
        await engine.waitForPeers(id);
        await first.stop();
        await engine.waitForSocket(
          'nobody listens',
          id,
          ({ endpoints: [one] }) => one?.state === 'retrying' && one.cause === 'nobody listens',
        );
        const again = await Peer.zmq(t, 'push', [...binding.slice(0, -1), first.endpoint]);
        const { endpoints, peers, state } = await engine.waitForPeers(id);
        assert.deepEqual([endpoints[0]?.state, endpoints[0]?.reason, peers, state], ['connected', undefined, 1, 'connected']);
        again.send(['hello']);
        assert.deepEqual(await engine.received(id), ['hello']);
        const events = await engine.events(id);
        assert.deepEqual(
          events.filter(({ preview }) => preview.includes('cannot be reached')).map(({ preview }) => preview),
          [],
        );
        for (const { fields } of events) if (fields && 'endpoint' in fields) assert.equal(fields.endpoint, requested, fields.code);
        await engine.close(id);
      });
    }

    for (const bound of ['tcp://lo:*', 'tcp://*:*', 'tcp://localhost:*', 'tcp://[::]:*']) {
      test(`what comes to ${bound} and goes is counted there`, async (t) => {
        const { id, endpoints } = await engine.open({ type: 'pull', bind: [bound], options: { ipv6: bound.includes('::') } });
        const port = portOf(endpoints[0]?.resolved ?? '');
        for (let attempt = 0; attempt < 2; attempt++) {
          const peer = await Peer.zmq(t, 'push', ['--connect', `tcp://127.0.0.1:${port}`]);
          const { endpoints: connected } = await engine.waitForPeers(id);
          assert.deepEqual([connected[0]?.state, connected[0]?.peers], ['connected', 1]);
          await peer.stop();
          const { endpoints: left } = await engine.waitForPeers(id, 0);
          assert.deepEqual([left[0]?.state, left[0]?.cause], ['listening', undefined]);
        }
        await engine.close(id);
      });
    }

    test('an ipc path in another spelling stands as it does when its peer restarts', async (t) => {
      const bound = `ipc://${directory}/x`;
      const first = await Peer.zmq(t, 'push', ['--bind', bound]);
      const { id } = await engine.open({ type: 'pull', connect: [`ipc://${directory}/../${path.basename(directory)}//x`] });
      await engine.waitForPeers(id);
      await first.stop();
      await engine.waitForPeers(id, 0);
      await Peer.zmq(t, 'push', ['--bind', bound]);
      const { endpoints } = await engine.waitForPeers(id);
      assert.equal(endpoints[0]?.state, 'connected');
      await engine.close(id);
    });

    test('names of one number on one port are told apart', async (t) => {
      let peer = await Peer.zmq(t, 'push', ['--bind', anyPort]);
      const { endpoint } = peer;
      const connect = [`tcp://localhost:${portOf(endpoint)}`, endpoint];
      const { id } = await engine.open({ type: 'pull', connect, options: { reconnectInterval: 100 } });
      await engine.waitForPeers(id, 2);
      for (let round = 0; round < 5; round++) {
        await peer.stop();
        await engine.waitForPeers(id, 0);
        peer = await Peer.zmq(t, 'push', ['--bind', endpoint]);
        const { endpoints } = await engine.waitForPeers(id, 2);
        assert.deepEqual(
          endpoints.map(({ peers }) => peers),
          [1, 1],
        );
      }
      const causes = (await engine.events(id)).map(({ fields }) => fields && 'cause' in fields && fields.cause);
      assert.equal(causes.includes('unreachable'), false);
      await engine.close(id);
    });

    test('a local address that this computer does not have is told apart from a host that does not resolve', async (t) => {
      const { endpoint } = await Peer.zmq(t, 'push', ['--bind', anyPort]);
      // A name is refused before libzmq is asked.
      for (const source of ['192.0.2.1:0', '192.0.2.1:5600']) {
        const { id } = await engine.open({ type: 'pull', connect: [`tcp://${source};localhost:${portOf(endpoint)}`] });
        const fields = await engine.waitFor('the reason', async () => {
          const retries = (await engine.events(id)).map(({ fields }) => fields).filter((facts) => facts?.code === 'retry');
          return retries[0];
        });
        assert.deepEqual([fields.cause, fields.host, fields.source], ['source or target', 'localhost', source]);
        await engine.close(id);
      }
    });

    test('S01: a ROUTER says that one of two peers may have a routing id that is taken, unless it hands ids over', async (t) => {
      const { id, endpoints } = await engine.open({ type: 'router', bind: [anyPort] });
      const connect = async () => Peer.zmq(t, 'dealer', ['--connect', endpoints[0]?.resolved ?? '', '--option', 'identity=dev1']);
      const first = await connect();
      first.send(['dev1']);
      await engine.waitForMessages(id, 1);
      const second = await connect();
      await engine.waitForPeers(id, 2);
      second.send(['never heard']);
      const facts = await engine.waitFor('the event', async () =>
        (await engine.events(id)).map(({ fields }) => fields).find((fields) => fields?.code === 'peers unheard'),
      );
      assert.deepEqual(facts, { code: 'peers unheard', peers: 2, heard: 1 });
      assert.equal((await engine.rows({ socket: id, filter: 'dir:in' })).length, 1);
      await engine.close(id);
    });

    for (const type of ['pub', 'xpub'] as SocketType[]) {
      test(`a connecting ${type} counts the subscriptions of a restarted subscriber once`, async (t) => {
        let subscriber = await Peer.zmq(t, 'sub', ['--bind', anyPort, '--subscribe', 'a']);
        const { endpoint } = subscriber;
        const { id } = await engine.open({ type, connect: [endpoint], options: type === 'xpub' ? { verboser: true } : {} });
        for (let round = 0; round < 3; round++) {
          await engine.waitForSocket(
            'the subscription',
            id,
            ({ peerSubscriptions, peers }) => peers === 1 && peerSubscriptions?.length === 1,
          );
          const outcome = await engine.sendNow(id, ['a1']);
          assert.deepEqual('subscribers' in outcome && outcome.subscribers, { atLeast: 1, atMost: 1 });
          await subscriber.stop();
          await engine.waitForSocket('no subscription', id, ({ peerSubscriptions }) => peerSubscriptions?.length === 0);
          if (round < 2) subscriber = await Peer.zmq(t, 'sub', ['--bind', endpoint, '--subscribe', 'a']);
        }
        await engine.close(id);
      });
    }

    test('a publisher whose subscriptions outlive their connections, by an option of the person, counts no more than its peers', async (t) => {
      let subscriber = await Peer.zmq(t, 'sub', ['--bind', anyPort, '--subscribe', 'a']);
      const { endpoint } = subscriber;
      const { id } = await engine.open({ type: 'pub', connect: [endpoint], options: { immediate: false } });
      await engine.waitForSocket('the subscription', id, ({ peerSubscriptions }) => peerSubscriptions?.length === 1);
      assert.equal((await engine.sendNow(id, ['a1'])).message, 'Sent to 1 matching subscriber.');
      for (let round = 0; round < 2; round++) {
        await subscriber.stop();
        await engine.waitForPeers(id, 0);
        subscriber = await Peer.zmq(t, 'sub', ['--bind', endpoint, '--subscribe', 'a']);
        await engine.waitForPeers(id, 1);
      }
      await engine.waitForSocket('the subscription again', id, ({ peerSubscriptions }) => (peerSubscriptions?.[0]?.count ?? 0) > 1);
      assert.equal((await engine.sendNow(id, ['a2'])).message, 'Sent to 0 to 1 matching subscribers.');
      await engine.close(id);
    });

    test('a REQ that gives up and connects anew is not blamed for its type', async () => {
      const { id, endpoints } = await engine.open({ type: 'rep', bind: [anyPort] });
      const at = endpoints[0]?.resolved ?? '';
      let before: string | undefined;
      for (let attempt = 0; attempt < 20; attempt++) {
        const req = await engine.open({ type: 'req', connect: [at] });
        await engine.waitForPeers(req.id);
        const next = engine.open({ type: 'req', connect: [at] });
        await Promise.all([next, engine.close(req.id), before && engine.close(before)]);
        before = (await next).id;
      }
      if (before) await engine.close(before);
      await engine.waitForEvent('the last end', id, ({ fields }) => fields?.code === 'disconnected');
      await engine.waitForPeers(id, 0);
      for (const { preview } of await engine.events(id)) assert.doesNotMatch(preview, /may not fit/);
      await engine.close(id);
    });

    test('a client with CURVE at a bound socket is not blamed for its type: its security is named as well', async (t) => {
      for (const [type, counterpart] of [
        ['rep', 'req'],
        ['pull', 'push'],
        ['pub', 'sub'],
      ] as const) {
        const { id, endpoints } = await engine.open({ type, bind: [anyPort] });
        await Peer.zmq(t, counterpart, ['--curve', '--connect', endpoints[0]?.resolved ?? '']);
        const { preview } = await engine.waitForEvent('the failure', id, ({ event }) => event === 'handshake failed');
        assert.match(preview, /security mechanism/);
        const { endpoints: seen } = await engine.info(id);
        assert.equal(seen[0]?.cause, 'handshake failed');
        assert.ok(seen[0]?.fault === 'mechanism' || seen[0]?.fault === 'hung up', seen[0]?.fault);
        await engine.close(id);
      }
    });

    test('an HTTP server is told as something that may not speak ZMTP', async (t) => {
      const endpoint = await foreignServer(
        t,
        createHttpServer((_, response) => response.end('hello')),
      );
      const { id } = await engine.open({ type: 'sub', connect: [endpoint] });
      const { endpoints } = await engine.waitForSocket('a reason', id, ({ endpoints: [one] }) => one?.cause !== undefined);
      assert.match(endpoints[0]?.reason ?? '', /may not speak ZMTP|handshake/);
      await engine.waitForEvent('a reason in the log', id, ({ event }) => event === 'handshake failed' || event === 'disconnected');
      await engine.close(id);
    });

    const servers = { silent: undefined, text: '220 mail.example.com ready\r\n' };
    for (const [kind, greeting] of Object.entries(servers)) {
      test(`what a ${kind} server is waited for is said, and no more`, async (t) => {
        const endpoint = await foreignServer(
          t,
          createServer((connection) => void (greeting && connection.write(greeting))),
        );
        // Our own receiver knows more: test/engine/receiver.
        const { id } = await engine.open({ type: 'sub', connect: [endpoint], options: { receiver: 'libzmq' } });
        const first = await engine.waitForSocket('a reason', id, ({ endpoints: [one] }) => one?.reason !== undefined);
        assert.equal(first.state, 'connecting');
        const { preview } = await engine.waitForEvent('the word', id, ({ fields }) => fields?.code === 'handshake awaited');
        assert.match(preview, /connection is made/);
        assert.doesNotMatch(preview, /the other side answers/);
        const { endpoints } = await engine.info(id);
        assert.deepEqual([endpoints[0]?.state, endpoints[0]?.reason, endpoints[0]?.cause], ['connecting', preview, 'handshake awaited']);
        await engine.close(id);
      });
    }

    test('a PAIR that connects knows whether it is heard by an answer alone', async (t) => {
      const { socket, peer } = await pair(t, engine, { type: 'pair' }, 'pair', 'peer');
      const before = await engine.sendNow(socket.id, ['hello']);
      assert.deepEqual([before.outcome, 'doubt' in before && before.doubt], ['sent', 'another pair']);
      peer.send(['answer']);
      await engine.received(socket.id);
      assert.equal((await engine.sendNow(socket.id, ['again'])).message, 'Sent.');
      const second = await engine.open({ type: 'pair', connect: [peer.endpoint] });
      await engine.waitForPeers(second.id);
      assert.match((await engine.sendNow(second.id, ['anybody?'])).message, /nobody hears/);
      for (const { id } of [socket, second]) await engine.close(id);
    });

    test('a PAIR whose peer has gone while another is connected says what can be', async (t) => {
      const { id, endpoints } = await engine.open({ type: 'pair', bind: [anyPort] });
      const first = await Peer.zmq(t, 'pair', ['--connect', endpoints[0]?.resolved ?? '']);
      await engine.waitForPeers(id);
      await Peer.zmq(t, 'pair', ['--connect', endpoints[0]?.resolved ?? '']);
      await engine.waitForPeers(id, 2);
      await engine.sendNow(id, ['heard by the first']);
      await first.stop();
      await engine.waitForPeers(id, 1);
      const outcome = await engine.send(id, ['heard by nobody']);
      assert.ok(outcome.outcome === 'refused', JSON.stringify(outcome));
      assert.deepEqual([outcome.reason, outcome.cause], ['no peer', 'queue full or unheard']);
      await engine.close(id);
    });

    test('a late answer of REP to a client that has gone is doubted while others are there', async (t) => {
      const { id, endpoints } = await engine.open({ type: 'rep', bind: [anyPort] });
      const at = endpoints[0]?.resolved ?? '';
      const gone = await Peer.zmq(t, 'req', ['--connect', at]);
      const other = await Peer.zmq(t, 'req', ['--connect', at]);
      await engine.waitForPeers(id, 2);
      gone.send(['question']);
      await engine.received(id);
      await gone.stop();
      await engine.waitForPeers(id, 1);
      const late = await engine.sendNow(id, ['answer']);
      assert.deepEqual([late.outcome, 'doubt' in late && late.doubt], ['sent', 'requester may be gone']);
      other.send(['question']);
      await engine.received(id, 1);
      assert.equal((await engine.sendNow(id, ['answer'])).message, 'Sent.');
      await engine.close(id);
    });

    test('a SUB with conflate says in the log what becomes of several frames', async () => {
      const { id } = await engine.open({ type: 'sub', bind: [anyPort], subscribe: [bytesOf('')], options: { conflate: true } });
      const { preview } = await engine.waitForEvent('the warning', id, ({ fields }) => fields?.code === 'conflated');
      assert.match(preview, /only the last frame/);
      const plain = await engine.open({ type: 'push', bind: [anyPort], options: { conflate: true } });
      assert.ok((await engine.events(plain.id)).every(({ fields }) => fields?.code !== 'conflated'));
      for (const each of [id, plain.id]) await engine.close(each);
    });

    test('what was counted keeps its reason', async () => {
      const { id } = await engine.open({ type: 'sub', connect: ['tcp://127.0.0.1:1'], options: { reconnectInterval: 20 } });
      await engine.waitForSocket('many retries', id, ({ counters }) => counters.events >= 4);
      await engine.waitForEvent('a retry', id, ({ event }) => event === 'retry');
      await new Promise((resolve) => setTimeout(resolve, 300));
      await engine.close(id);
      const counted = (await engine.events(id)).find(({ event }) => event === 'repeated');
      assert.match(counted?.preview ?? '', /^retry: [\d,]+ more times .*Nothing listens at tcp:\/\/127\.0\.0\.1:1/);
    });
  });
