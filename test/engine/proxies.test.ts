import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { letGo, listHeld, setFaults, type Fault, type LettingGo } from '../../src/protocol/faults';
import { listProxies, pauseProxy, renameProxy, startProxy, stopProxy, type ProxyInfo, type ProxySpec } from '../../src/protocol/proxies';
import { startJob } from '../../src/protocol/composer';
import { addEndpoint, closeSocket, listSockets, openSocket, renameSocket, send, type SocketType } from '../../src/protocol/sockets';
import { closeTap, openTap } from '../../src/protocol/taps';
import { bytesOf, EngineClient, refusal } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';

describe('proxies', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;
  const info = async (id: string): Promise<ProxyInfo> => {
    const proxy = (await connection.sendRequest(listProxies, {})).find((each) => each.id === id);
    assert.ok(proxy);
    return proxy;
  };
  const stop = (id: string) => connection.sendRequest(stopProxy, { proxy: id });
  const placeOf = ({ endpoints }: ProxyInfo['frontend']) => endpoints[0]?.resolved ?? '';

  /** A proxy that is bound on both sides. */
  async function started(frontend: SocketType, backend: SocketType, more: Partial<ProxySpec> = {}) {
    const proxy = await connection.sendRequest(startProxy, {
      frontend: { type: frontend, bind: [anyPort] },
      backend: { type: backend, bind: [anyPort] },
      ...more,
    });
    return { id: proxy.id, front: placeOf(proxy.frontend), back: placeOf(proxy.backend) };
  }
  const connected = async (scope: Scope, type: string, endpoint: string, ...more: string[]) =>
    Peer.zmq(scope, type, ['--connect', endpoint, ...more]);
  const withPeers = (id: string, front: number, back: number) =>
    engine.waitFor('the peers', async () => {
      const { frontend, backend } = await info(id);
      return frontend.peers === front && backend.peers === back;
    });
  const rowsOf = async (id: string, filter = 'not dir:event') =>
    (await engine.rows({ socket: id, filter })).map(({ direction, peer, preview }) => [direction, peer, preview]);
  const takes = async (peer: Peer, count: number) => {
    const texts: string[] = [];
    for (let i = 0; i < count; i++) texts.push((await peer.received()).join('|'));
    return texts;
  };

  test('a forwarder: publishers and subscribers, with topics and subscriptions; each message is in the log once', async (t) => {
    const { id, front, back } = await started('xsub', 'xpub');
    const publisher = await connected(t, 'pub', front);
    const weather = await connected(t, 'sub', back, '--subscribe', 'weather.');
    const all = await connected(t, 'sub', back, '--subscribe', '');
    const again = await connected(t, 'sub', back, '--subscribe', 'weather.');
    await engine.waitFor('what they subscribe to', async () => {
      const { backend } = await info(id);
      return backend.peerSubscriptions?.reduce((sum, { count }) => sum + count, 0) === 3;
    });
    await withPeers(id, 1, 3);
    // The publisher hears of it over the wire.
    await engine.waitFor('a message that comes', async () => {
      publisher.send(['hello', 'x']);
      return (await rowsOf(id)).length > 0;
    });
    publisher.send(['weather.oslo', '-3']);
    publisher.send(['news', 'none']);
    const until = async (peer: Peer, last: string) => {
      const texts: string[] = [];
      do texts.push((await peer.received()).join('|'));
      while (texts.at(-1) !== last);
      return texts.filter((text) => !text.startsWith('hello'));
    };
    assert.deepEqual(await until(all, 'news|none'), ['weather.oslo|-3', 'news|none']);
    for (const peer of [weather, again]) assert.deepEqual(await takes(peer, 1), ['weather.oslo|-3']);
    assert.deepEqual(await rowsOf(id, 'topic:weather.oslo'), [['out', 'frontend → backend', '-3']]);
    assert.equal((await rowsOf(id, 'event:subscribe')).length, 3);
    // Those of its sockets would be the same messages once more.
    assert.deepEqual(await connection.sendRequest(listSockets, {}), []);
    weather.tell({ do: 'unsubscribe', topic: Buffer.from('weather.').toString('hex') });
    await engine.waitFor('the end of one', async () => (await rowsOf(id, 'event:unsubscribe')).length === 1);
    publisher.send(['weather.oslo', '-4']);
    assert.deepEqual(await takes(again, 1), ['weather.oslo|-4']);
    await stop(id);
  });

  test('a streamer shares work out, and waits where nobody takes it', async (t) => {
    const { id, front, back } = await started('pull', 'push');
    const source = await connected(t, 'push', front);
    for (let i = 0; i < 10; i++) source.send([`early ${i}`]);
    await engine.waitFor('the first one', async () => (await info(id)).counters.sent === 1);
    assert.equal((await info(id)).counters.sent, 1, 'the others wait');
    const workers = [await connected(t, 'pull', back), await connected(t, 'pull', back)];
    await withPeers(id, 1, 2);
    await engine.waitFor('all of them', async () => (await info(id)).counters.sent === 10);
    for (let i = 0; i < 20; i++) source.send([`m${i}`]);
    await engine.waitFor('the rest', async () => (await info(id)).counters.sent === 30);
    const came = () => workers.map(({ lines }) => lines.filter(({ event }) => event === 'received').length);
    await engine.waitFor('what the workers have', () => Promise.resolve(came().reduce((sum, count) => sum + count) === 30));
    assert.ok(
      came().every((count) => count >= 5),
      came().join(', '),
    );
    await stop(id);
  });

  test('a queue: clients and workers, requests and replies paired by their envelope, latency', async (t) => {
    const { id, front, back } = await started('router', 'dealer');
    const worker = await connected(t, 'rep', back);
    const clients = [await connected(t, 'req', front), await connected(t, 'req', front)];
    await withPeers(id, 2, 1);
    for (const [at, client] of clients.entries()) {
      client.send([`q${at}`]);
      assert.deepEqual(await takes(worker, 1), [`q${at}`]);
      worker.send([`a${at}`]);
      assert.deepEqual(await takes(client, 1), [`a${at}`]);
    }
    const rows = await engine.rows({ socket: id, filter: 'not dir:event' });
    assert.deepEqual(
      rows.map(({ direction, peer, exchange }) => [direction, peer, exchange?.role]),
      [0, 1].flatMap(() => [
        ['out', 'frontend → backend', 'request'],
        ['in', 'backend → frontend', 'reply'],
      ]),
    );
    const { latency, counters } = await info(id);
    assert.deepEqual([latency?.count, counters.sent, counters.received], [2, 2, 2]);
    assert.equal((await engine.rows({ socket: id, filter: 'type:router not dir:event' })).length, 4);
    await stop(id);
  });

  for (const [frontend, backend, source, sink] of [
    ['sub', 'pub', 'pub', 'sub'],
    ['sub', 'xpub', 'pub', 'sub'],
    ['pull', 'pub', 'push', 'sub'],
    ['xsub', 'push', 'pub', 'pull'],
    ['dealer', 'dealer', 'dealer', 'dealer'],
    ['pair', 'dealer', 'pair', 'dealer'],
    ['push', 'pull', 'pull', 'push'],
  ] as const)
    test(`${frontend} and ${backend} pass on what comes, both ways where both can`, async (t) => {
      const { id, front, back } = await started(frontend, backend);
      const takesAll = (type: string) => (type === 'sub' ? ['--subscribe', ''] : []);
      const one = await connected(t, source, front, ...takesAll(source));
      const other = await connected(t, sink, back, ...takesAll(sink));
      await withPeers(id, 1, 1);
      const [from, to] = source === 'pull' ? [other, one] : [one, other];
      if (source === 'pub' || sink === 'sub')
        await engine.waitFor('a message that arrives', () => {
          from.send(['hello']);
          return Promise.resolve(to.lines.some(({ event }) => event === 'received'));
        });
      from.send(['a', '', 'b']);
      let came: string;
      do came = (await takes(to, 1)).join('');
      while (came === 'hello');
      assert.equal(came, 'a||b');
      if (['dealer', 'pair'].includes(sink)) {
        to.send(['back']);
        assert.deepEqual(await takes(from, 1), ['back']);
      }
      await stop(id);
    });

  test('several endpoints on each side, bound and connected', async (t) => {
    const workers = [await Peer.zmq(t, 'pull', ['--bind', anyPort]), await Peer.zmq(t, 'pull', ['--bind', anyPort])];
    const proxy = await connection.sendRequest(startProxy, {
      name: 'shares',
      frontend: { type: 'pull', bind: [anyPort, anyPort] },
      backend: { type: 'push', connect: workers.map(({ endpoint }) => endpoint) },
    });
    const sources = await Promise.all(proxy.frontend.endpoints.map(({ resolved }) => connected(t, 'push', resolved)));
    await withPeers(proxy.id, 2, 2);
    for (const source of sources) for (const text of ['a', 'b']) source.send([text]);
    for (const worker of workers) assert.equal((await takes(worker, 2)).length, 2);
    await connection.sendRequest(renameProxy, { proxy: proxy.id, name: 'shares work' });
    assert.equal((await engine.rows({ filter: 'socket:"shares work" not dir:event' })).length, 4);
    await stop(proxy.id);
  });

  test('while it is paused nothing passes, and nothing is lost', async (t) => {
    const { id, front, back } = await started('pull', 'push');
    const [source, worker] = [await connected(t, 'push', front), await connected(t, 'pull', back)];
    await withPeers(id, 1, 1);
    source.send(['before']);
    assert.deepEqual(await takes(worker, 1), ['before']);
    await connection.sendRequest(pauseProxy, { proxy: id, paused: true });
    for (let i = 0; i < 50; i++) source.send([`m${i}`]);
    await source.does({ do: 'connect', endpoint: 'inproc://so-that-all-is-sent' });
    assert.ok((await info(id)).counters.sent <= 2);
    assert.deepEqual((await info(id)).paused, true);
    await connection.sendRequest(pauseProxy, { proxy: id, paused: false });
    assert.deepEqual(
      await takes(worker, 50),
      Array.from({ length: 50 }, (_, i) => `m${i}`),
    );
    await stop(id);
  });

  describe('faults', () => {
    async function streamer(scope: Scope, faults: Fault[]) {
      const { id, front, back } = await started('pull', 'push');
      const [source, worker] = [await connected(scope, 'push', front), await connected(scope, 'pull', back)];
      await withPeers(id, 1, 1);
      await connection.sendRequest(setFaults, { relay: id, faults });
      const acts = async () =>
        (await engine.rows({ socket: id, filter: 'event:fault' })).flatMap(({ fields }) => (fields?.code === 'fault' ? [fields] : []));
      return { id, front, source, worker, acts };
    }

    test('drop, duplicate, delay and corrupt by a filter, each told', async (t) => {
      const { id, source, worker, acts } = await streamer(t, [
        { kind: 'drop', filter: 'json:.n=1' },
        { kind: 'duplicate', filter: 'json:.n=2' },
        { kind: 'delay', ms: 100, filter: 'json:.n=3' },
        { kind: 'corrupt', filter: 'xxx' },
      ]);
      for (let n = 0; n < 4; n++) source.send([`{"n": ${n}}`]);
      assert.deepEqual(await takes(worker, 4), ['{"n": 0}', '{"n": 2}', '{"n": 2}', '{"n": 3}']);
      source.send(['xxx', '', 'x'.repeat(300)]);
      const [changed] = await takes(worker, 1);
      assert.notEqual(changed, `xxx||${'x'.repeat(300)}`);
      assert.equal(changed?.length, 305);
      assert.deepEqual(
        (await acts()).map(({ act, side }) => [act, side]),
        ['dropped', 'duplicated', 'delayed', 'corrupted'].map((act) => [act, 'frontend']),
      );
      await connection.sendRequest(setFaults, { relay: id, faults: [] });
      source.send(['{"n": 1}']);
      assert.deepEqual(await takes(worker, 1), ['{"n": 1}']);
      await stop(id);
    });

    test('hold: a message waits, and is edited, let go or dropped', async (t) => {
      const { id, source, worker } = await streamer(t, [{ kind: 'hold', way: 'to target' }]);
      for (const text of ['a', 'b', 'c', 'd']) source.send([text]);
      const held = async () => engine.waitFor('a held one', async () => (await connection.sendRequest(listHeld, { relay: id }))[0]?.number);
      const go = async (how: LettingGo) => connection.sendRequest(letGo, { relay: id, number: await held(), how });
      await go({ do: 'edit', frames: [Uint8Array.of(0x65), new Uint8Array(0)] });
      await go({ do: 'drop' });
      await go({ do: 'pass' });
      assert.deepEqual(await takes(worker, 2), ['e|', 'c']);
      assert.equal((await info(id)).held, 1);
      await connection.sendRequest(setFaults, { relay: id, faults: [] });
      assert.deepEqual(await takes(worker, 1), ['d']);
      await stop(id);
    });

    test('a black hole swallows, and a reset cuts all connections, which come again', async (t) => {
      const { id, source, worker, acts } = await streamer(t, [{ kind: 'black hole', afterSeconds: 0 }]);
      await engine.waitFor('both ways', async () => (await acts()).length === 2);
      source.send(['swallowed']);
      await engine.waitFor('its record', async () => (await rowsOf(id)).length === 1);
      await connection.sendRequest(setFaults, { relay: id, faults: [{ kind: 'reset', afterMessages: 2 }] });
      source.send(['one']);
      assert.deepEqual(await takes(worker, 1), ['one']);
      source.send(['two']);
      await engine.waitFor('the act', async () => (await acts()).some(({ act }) => act === 'restarted'));
      await engine.waitFor('those that come again', async () => {
        const { frontend, backend } = await info(id).catch(() => ({ frontend: undefined, backend: undefined }));
        return frontend?.peers === 1 && backend?.peers === 1;
      });
      source.send(['three']);
      assert.deepEqual(await takes(worker, 1), ['three']);
      await stop(id);
    });
  });

  test('what cannot be passed on is told', async (t) => {
    const { id, front, back } = await started('router', 'dealer');
    const [client, worker] = [await connected(t, 'dealer', front), await connected(t, 'dealer', back)];
    await withPeers(id, 1, 1);
    worker.send(['nobody', '', 'x']);
    await engine.waitFor('its event', async () => (await rowsOf(id, 'event:"send refused"')).length === 1);
    const [[, , text] = []] = await rowsOf(id, 'event:"send refused"');
    assert.match(text ?? '', /^Message No\. \d+ is not passed on: no peer has its routing id\.$/);
    await connection.sendRequest(setFaults, { relay: id, faults: [{ kind: 'delay', ms: 1 }] });
    worker.send(['nobody', '', 'x']);
    await engine.waitFor('one more', async () => (await rowsOf(id, 'event:"send refused"')).length === 2);
    assert.equal((await rowsOf(id, 'peer:nobody not dir:event')).length, 2);
    client.send(['x']);
    assert.equal((await worker.received()).length, 2);
    await stop(id);
  });

  test('its sides are acted upon by the proxy alone, and an id belongs to one thing', async () => {
    const { id } = await started('pull', 'push');
    const socket = `${id}-backend`;
    for (const acting of [
      connection.sendRequest(send, { socket, frames: [bytesOf('x')] }),
      connection.sendRequest(closeSocket, { socket }),
      connection.sendRequest(renameSocket, { socket, name: 'mine' }),
      connection.sendRequest(addEndpoint, { socket, role: 'bind', endpoint: anyPort }),
      connection.sendRequest(startJob, { socket, frames: [{ format: 'text', text: 'x' }], count: 2, every: 0 }),
    ])
      assert.match((await refusal(acting, 'noSuchSocket')).message, new RegExp(`side of the proxy ${id}`));
    for (const taken of [
      connection.sendRequest(openSocket, { id, type: 'pull', bind: [anyPort] }),
      connection.sendRequest(openTap, { id, listen: anyPort, target: anyPort.replace('*', '1') }),
      connection.sendRequest(openTap, { id: socket, listen: anyPort, target: anyPort.replace('*', '1') }),
    ])
      assert.match((await refusal(taken, 'invalidParams')).message, /is the id of something else/);
    await stop(id);
  });

  test('nothing passes where types do not fit, an address is taken, or a name is unknown', async () => {
    const of = (frontend: SocketType, backend: SocketType) =>
      refusal(
        connection.sendRequest(startProxy, { frontend: { type: frontend, bind: [anyPort] }, backend: { type: backend } }),
        'invalidProxy',
      );
    for (const [frontend, backend] of [
      ['pub', 'push'],
      ['stream', 'dealer'],
      ['router', 'router'],
      ['req', 'dealer'],
      ['rep', 'req'],
      ['xpub', 'xpub'],
    ] as const) {
      assert.match((await of(frontend, backend)).hint ?? '', /\.$/);
    }
    const own = 'tcp://127.0.0.1:29999';
    const ends = (bind: string[], connect: string[]) =>
      connection.sendRequest(startProxy, { frontend: { type: 'pull', bind }, backend: { type: 'push', connect } });
    await refusal(ends([anyPort], []), 'invalidProxy');
    assert.match((await refusal(ends([own], ['tcp://localhost:29999']), 'invalidProxy')).message, /back to itself/);
    const beyond = await connection.sendRequest(openTap, { listen: anyPort, target: own });
    const around = await refusal(ends([own], [beyond.listen]), 'invalidProxy');
    assert.match(around.message, new RegExp(`connects to ${beyond.listen} would lead back`));
    const { id, front } = await started('pull', 'push');
    const behind = await connection.sendRequest(startProxy, {
      frontend: { type: 'pull', bind: [own] },
      backend: { type: 'push', connect: [front] },
    });
    await refusal(ends([front], [beyond.listen]), 'invalidProxy');
    await refusal(connection.sendRequest(openTap, { listen: front, target: own }), 'invalidTap');
    await stop(behind.id);
    await connection.sendRequest(closeTap, { tap: beyond.id });
    await refusal(
      connection.sendRequest(startProxy, { frontend: { type: 'pull', bind: [anyPort] }, backend: { type: 'push', bind: [front] } }),
      'addressInUse',
    );
    assert.deepEqual(
      (await connection.sendRequest(listProxies, {})).map((proxy) => proxy.id),
      [id],
    );
    await refusal(stop('p99'), 'noSuchProxy');
    await refusal(connection.sendRequest(setFaults, { relay: 'p99', faults: [] }), 'noSuchRelay');
    await stop(id);
  });

  test('stopped under load it is gone at once, and its addresses are free', async (t) => {
    const sink = Peer.c(t, 'sink.c', [anyPort, '1000000000']);
    const { endpoints } = (await sink.next('ready')) as unknown as { endpoints: string[] };
    const spec = { frontend: { type: 'pull', bind: [anyPort] }, backend: { type: 'push', connect: endpoints } } as const;
    const { id, frontend } = await connection.sendRequest(startProxy, { ...spec, frontend: { ...spec.frontend, bind: [anyPort] } });
    const front = placeOf(frontend);
    Peer.c(t, 'flood.c', ['push', 'connect', front, '--seconds', '20']);
    await engine.waitFor('some thousands', async () => (await info(id)).counters.sent > 5000);
    await stop(id);
    const again = await connection.sendRequest(startProxy, {
      backend: { ...spec.backend, connect: endpoints },
      frontend: { type: 'pull', bind: [front] },
    });
    await engine.waitFor('more of them', async () => (await info(again.id)).counters.sent > 1000);
    await stop(again.id);
  });
});
