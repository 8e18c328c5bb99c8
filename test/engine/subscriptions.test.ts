import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { subscribe, unsubscribe } from '../../src/protocol/sockets';
import { receivers, EngineClient, bytesOf, latin, refusal } from '../support/engineClient';
import { anyPort, pair, untilHeard } from '../support/pairing';
import { Peer } from '../support/peer';

for (const receiver of receivers)
  describe(`subscriptions, received by ${receiver}`, () => {
    const engine = EngineClient.receivingBy(receiver, { after });
    const { connection } = engine;
    const hex = (text: string) => Buffer.from(text).toString('hex');

    test('a SUB takes topics up and gives them up while it is open; a publisher sees each', async (t) => {
      const { socket, peer } = await pair(t, engine, { type: 'sub' }, 'xpub', 'peer');
      assert.deepEqual(socket.subscriptions, []);
      await connection.sendRequest(subscribe, { socket: socket.id, topic: bytesOf('a') });
      assert.deepEqual(await peer.received(), ['\u0001a']);
      await connection.sendRequest(subscribe, { socket: socket.id, topic: Uint8Array.of(0xff, 0) });
      assert.deepEqual(await peer.received(), ['\u0001\u00ff\u0000']);
      assert.deepEqual((await engine.info(socket.id)).subscriptions.map(latin), ['a', '\u00ff\u0000']);
      peer.send(['apple', 'heard']);
      peer.send(['banana', 'not heard']);
      peer.send([Uint8Array.of(0xff, 0, 7), 'heard']);
      await engine.waitForMessages(socket.id, 2);
      await connection.sendRequest(unsubscribe, { socket: socket.id, topic: bytesOf('a') });
      assert.deepEqual(await peer.received(), ['\u0000a']);
      peer.send(['apple', 'not heard']);
      peer.send([Uint8Array.of(0xff, 0, 8), 'heard']);
      const rows = await engine.waitForMessages(socket.id, 3);
      assert.equal(rows.length, 3);
      assert.deepEqual((await engine.frames(rows[2]?.number ?? 0)).map(latin), ['\u00ff\u0000\u0008', 'heard']);
      assert.deepEqual((await engine.info(socket.id)).subscriptions.map(latin), ['\u00ff\u0000']);
      await engine.close(socket.id);
    });

    test('topics given on opening work at once, on every endpoint added later', async (t) => {
      const one = await Peer.zmq(t, 'pub', ['--bind', anyPort]);
      const { id } = await engine.open({ type: 'sub', subscribe: [bytesOf('')], connect: [one.endpoint] });
      await untilHeard(engine, id, one, 'one');
      await engine.close(id);
    });

    test('the topics of a socket have a bound in all, however they come', async () => {
      const topics = (count: number) => Array.from({ length: count }, (_, i) => bytesOf(String(i).padEnd(4096, 'x')));
      await refusal(engine.open({ type: 'sub', bind: [anyPort], subscribe: topics(257) }), 'limitReached');
      const { id } = await engine.open({ type: 'sub', bind: [anyPort], subscribe: topics(256) });
      await refusal(connection.sendRequest(subscribe, { socket: id, topic: bytesOf('one more') }), 'limitReached');
      await connection.sendRequest(unsubscribe, { socket: id, topic: topics(1)[0] as Uint8Array });
      await connection.sendRequest(subscribe, { socket: id, topic: bytesOf('one more') });
      assert.equal((await engine.info(id)).subscriptions.length, 256);
      await engine.close(id);
    });

    test('types without subscriptions refuse them', async () => {
      const { id } = await engine.open({ type: 'pull', bind: [anyPort] });
      await refusal(connection.sendRequest(subscribe, { socket: id, topic: bytesOf('a') }), 'notSupportedByType');
      await refusal(connection.sendRequest(unsubscribe, { socket: id, topic: bytesOf('a') }), 'notSupportedByType');
      await refusal(engine.open({ type: 'push', bind: [anyPort], subscribe: [bytesOf('a')] }), 'notSupportedByType');
      assert.deepEqual((await engine.info(id)).subscriptions, []);
      await engine.close(id);
    });

    for (const type of ['pub', 'xpub'] as const) {
      test(`${type} sees subscriptions come and go`, async (t) => {
        const { socket, peer } = await pair(t, engine, { type }, 'sub', 'engine', { peer: ['--subscribe', 'weather'] });
        const seen = await engine.waitForSocket('the subscription', socket.id, (info) => info.peerSubscriptions?.length === 1);
        assert.deepEqual(
          seen.peerSubscriptions?.map(({ topic, count }) => [latin(topic), count]),
          [['weather', 1]],
        );
        const second = await Peer.zmq(t, 'sub', ['--connect', socket.endpoints[0]?.resolved ?? '', '--subscribe', 'weather']);
        if (type === 'pub') {
          await engine.waitForSocket('the second subscriber', socket.id, (info) => info.peerSubscriptions?.[0]?.count === 2);
          const event = await engine.waitForEvent('the record', socket.id, (row) => row.event === 'subscribe');
          assert.match(`${event.topic} ${event.preview}`, /weather/);
        }
        const outcome = await engine.sendNow(socket.id, ['weather.bern', '21']);
        assert.ok(outcome.outcome === 'sent' && outcome.subscribers && outcome.subscribers.atLeast >= 1, JSON.stringify(outcome));
        assert.deepEqual(await peer.received(), ['weather.bern', '21']);
        await second.stop();
        await peer.does({ do: 'unsubscribe', topic: hex('weather') });
        await engine.waitForSocket('no subscription', socket.id, (info) => info.peerSubscriptions?.length === 0);
        if (type === 'pub') await engine.waitForEvent('the record', socket.id, (row) => row.event === 'unsubscribe');
        await peer.does({ do: 'subscribe', topic: hex('') });
        const all = await engine.waitForSocket('the new one', socket.id, (info) => info.peerSubscriptions?.length === 1);
        assert.deepEqual(all.peerSubscriptions, [{ topic: new Uint8Array(0), count: 1 }]);
        await engine.close(socket.id);
      });
    }

    test('subscriptions of a peer that is lost, and of one that comes back, are counted right', async (t) => {
      for (const options of [{ type: 'pub' }, { type: 'xpub', options: { verbose: true } }] as const) {
        const { id, endpoints } = await engine.open({ ...options, bind: [anyPort] });
        const resolved = endpoints[0]?.resolved ?? '';
        const subscriber = () => Peer.zmq(t, 'sub', ['--connect', resolved, '--subscribe', 'a', '--subscribe', 'b']);
        const topics = (count: number) =>
          engine.waitForSocket(
            `2 topics ${count} times`,
            id,
            ({ peerSubscriptions }) =>
              peerSubscriptions?.map((each) => `${latin(each.topic)} ${each.count}`).join() === `a ${count},b ${count}`,
          );
        const [one, two] = [await subscriber(), await subscriber()];
        await topics(2);
        await Promise.all([one.stop(), two.stop()]);
        await engine.waitForSocket('none', id, ({ peerSubscriptions }) => peerSubscriptions?.length === 0);
        await subscriber();
        await topics(1);
        await engine.close(id);
      }
    });

    test('two subscribers of one topic are counted for each message', async (t) => {
      const { socket } = await pair(t, engine, { type: 'pub' }, 'sub', 'engine', { peer: ['--subscribe', 'a'] });
      const resolved = socket.endpoints[0]?.resolved ?? '';
      await Peer.zmq(t, 'sub', ['--connect', resolved, '--subscribe', 'ab']);
      await engine.waitForSocket('both', socket.id, (info) => info.peerSubscriptions?.length === 2);
      const subscribers = async (topic: string) => {
        const outcome = await engine.send(socket.id, [topic]);
        return outcome.outcome === 'refused' ? outcome : outcome.outcome === 'sent' ? outcome.subscribers : outcome.outcome;
      };
      assert.deepEqual(await subscribers('a'), { atLeast: 1, atMost: 1 });
      assert.deepEqual(await subscribers('abc'), { atLeast: 1, atMost: 2 });
      await engine.close(socket.id);
    });

    test('a message nobody subscribed to goes out, and that is said', async (t) => {
      const { socket } = await pair(t, engine, { type: 'pub' }, 'sub', 'engine', { peer: ['--subscribe', 'a'] });
      await engine.waitForSocket('the subscription', socket.id, (info) => info.peerSubscriptions?.length === 1);
      const outcome = await engine.sendNow(socket.id, ['b']);
      assert.deepEqual(outcome.outcome === 'sent' && outcome.subscribers, { atLeast: 0, atMost: 0 });
      assert.match(outcome.message, /\bno\b|nobody|0/i);
      await engine.close(socket.id);
    });

    test('a message can be held until a subscriber matches', async (t) => {
      const { id, endpoints } = await engine.open({ type: 'pub', bind: [anyPort] });
      const held = engine.send(id, ['weather.bern', '21'], { holdForSubscriber: 5000 });
      const peer = await Peer.zmq(t, 'sub', ['--connect', endpoints[0]?.resolved ?? '', '--subscribe', 'other']);
      await engine.waitForSocket('a subscription that does not match', id, (info) => info.peerSubscriptions?.length === 1);
      assert.equal((await engine.messages(id, 'out')).length, 0);
      await peer.does({ do: 'subscribe', topic: hex('weather') });
      const outcome = await held;
      assert.ok(outcome.outcome === 'sent', JSON.stringify(outcome));
      assert.deepEqual(outcome.subscribers, { atLeast: 1, atMost: 1 });
      assert.deepEqual(await peer.received(), ['weather.bern', '21']);
      await engine.close(id);
    });

    test('a held message that nobody comes for is answered all the same', async () => {
      const { id } = await engine.open({ type: 'pub', bind: [anyPort] });
      const outcome = await engine.send(id, ['weather'], { holdForSubscriber: 50 });
      assert.match(outcome.message, /subscri/i);
      await refusal(engine.send(id, ['weather'], { holdForSubscriber: 5001 }), 'invalidParams');
      const other = engine.send(id, ['weather'], { holdForSubscriber: 5000 });
      await engine.close(id);
      const closed = await other.then(
        ({ outcome: kind }) => kind,
        (error: Error) => error.message,
      );
      assert.notEqual(closed, 'sent');
    });
  });
