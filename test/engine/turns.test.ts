import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { listAllSockets, resetTurn, type RefusalReason, type SendOutcome } from '../../src/protocol/sockets';
import { EngineClient, bytesOf, latin, refusal } from '../support/engineClient';
import { anyPort, pair } from '../support/pairing';
import { Peer } from '../support/peer';

function assertRefused(outcome: SendOutcome, reason: RefusalReason): void {
  assert.equal(outcome.outcome, 'refused', JSON.stringify(outcome));
  assert.equal(outcome.outcome === 'refused' && outcome.reason, reason);
  assert.match(outcome.message, /\.$/);
}

describe('turns and refusals', () => {
  const engine = EngineClient.start({ after });

  test('a REQ awaits its reply and refuses a second request', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'req' }, 'rep', 'engine');
    assert.equal(socket.turn, 'ready to send');
    await engine.sendNow(socket.id, ['first']);
    assert.equal((await engine.info(socket.id)).turn, 'awaiting reply');
    assertRefused(await engine.send(socket.id, ['second']), 'not its turn');
    const after = await engine.info(socket.id);
    assert.equal(after.turn, 'awaiting reply');
    assert.deepEqual([after.counters.sent, after.counters.refused], [1, 1]);
    assert.deepEqual(await peer.received(), ['first']);
    peer.send(['reply']);
    assert.deepEqual(await engine.received(socket.id), ['reply']);
    await engine.waitForSocket('its turn', socket.id, ({ turn }) => turn === 'ready to send');
    await engine.sendNow(socket.id, ['second']);
    assert.deepEqual(await peer.received(), ['second']);
    await engine.close(socket.id);
  });

  test('a REP has nothing to answer before a request, and one answer for each', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'rep' }, 'req', 'engine');
    assert.equal(socket.turn, 'awaiting request');
    assertRefused(await engine.send(socket.id, ['answer']), 'not its turn');
    for (const question of ['one', 'two', 'three']) {
      peer.send([question]);
      await engine.waitForSocket('the request', socket.id, ({ turn }) => turn === 'has a request to answer');
      await engine.sendNow(socket.id, [`answer to ${question}`]);
      assert.deepEqual(await peer.received(), [`answer to ${question}`]);
      assertRefused(await engine.send(socket.id, ['again']), 'not its turn');
      assert.equal((await engine.info(socket.id)).turn, 'awaiting request');
    }
    await engine.close(socket.id);
  });

  test('a REP survives a request without the empty delimiter', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'rep' }, 'dealer', 'engine');
    peer.send(['no delimiter']);
    peer.send(['', 'with delimiter']);
    assert.deepEqual(await engine.received(socket.id), ['with delimiter']);
    await engine.sendNow(socket.id, ['answer']);
    assert.deepEqual(await peer.received(), ['', 'answer']);
    await engine.close(socket.id);
  });

  for (const binds of ['engine', 'peer'] as const)
    test(`a REQ that waits is reset where the ${binds} binds: it asks again by the same endpoints, and a late reply is none of the next request`, async (t) => {
      const { socket, peer } = await pair(t, engine, { type: 'req', name: 'asker' }, 'rep', binds);
      await engine.sendNow(socket.id, ['first']);
      assert.deepEqual(await peer.received(), ['first']);
      const before = await engine.info(socket.id);
      const closedBefore = (await engine.connection.sendRequest(listAllSockets, {})).closed.length;
      const fresh = await engine.connection.sendRequest(resetTurn, { socket: socket.id });
      assert.equal(fresh.turn, 'ready to send');
      assert.equal(fresh.name, 'asker');
      assert.deepEqual(
        fresh.endpoints.map(({ requested, resolved }) => [requested, resolved]),
        before.endpoints.map(({ requested, resolved }) => [requested, resolved]),
      );
      assert.deepEqual(fresh.options, binds === 'engine' ? { correlate: true } : {});
      assert.equal((await engine.connection.sendRequest(listAllSockets, {})).closed.length, closedBefore);
      await engine.waitForPeers(socket.id);
      peer.send(['late']);
      await engine.sendNow(socket.id, ['second']);
      assert.deepEqual(await peer.received(), ['second']);
      peer.send(['reply']);
      assert.deepEqual(await engine.received(socket.id), ['reply']);
      assert.equal((await engine.messages(socket.id)).length, 1);
      await engine.close(socket.id);
    });

  test('a reset says what it cannot do, and one that is closed meanwhile stays so', async () => {
    const pub = await engine.open({ type: 'pub' });
    const reset = (socket: string) => engine.connection.sendRequest(resetTurn, { socket });
    assert.match((await refusal(reset(pub.id), 'notSupportedByType')).message, /no turns/);
    await refusal(reset('nobody'), 'noSuchSocket');
    const req = await engine.open({ type: 'req', bind: ['inproc://asked'] });
    const [one, two] = await Promise.allSettled([reset(req.id), reset(req.id)]);
    assert.deepEqual([one.status, two.status], ['fulfilled', 'rejected']);
    const [, closed] = await Promise.allSettled([reset(req.id), engine.close(req.id)]);
    assert.equal(closed.status, 'fulfilled');
    assert.equal(
      (await engine.sockets()).some(({ id }) => id === req.id),
      false,
    );
    // Its source was let go of once, and can be held again.
    await engine.open({ id: req.id, type: 'req', bind: ['inproc://asked'] });
    await engine.close(req.id);
    await engine.close(pub.id);
  });

  test('a relaxed REQ may ask again, and correlation drops the late reply', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'req', options: { relaxed: true, correlate: true } }, 'router', 'engine');
    await engine.sendNow(socket.id, ['first']);
    const first = await peer.received();
    await engine.sendNow(socket.id, ['second']);
    const second = await peer.received();
    assert.deepEqual([first.at(-1), second.at(-1)], ['first', 'second']);
    const envelope = (frames: string[]) => frames.slice(0, -1).map((frame) => Buffer.from(frame, 'latin1'));
    peer.send([...envelope(first), 'late reply']);
    peer.send([...envelope(second), 'reply']);
    assert.deepEqual(await engine.received(socket.id), ['reply']);
    assert.equal((await engine.messages(socket.id)).length, 1);
    await engine.close(socket.id);
  });

  for (const type of ['sub', 'pull'] as const) {
    test(`${type} cannot send`, async () => {
      const { id } = await engine.open({ type, bind: [anyPort] });
      assertRefused(await engine.send(id, ['x']), 'cannot send');
      assert.equal((await engine.info(id)).counters.sent, 0);
      await engine.close(id);
    });
  }

  for (const type of ['push', 'dealer', 'pair', 'req'] as const) {
    test(`a bound ${type} without a peer refuses to send, and works once there is one`, async () => {
      const { id, endpoints } = await engine.open({ type, bind: [anyPort] });
      assertRefused(await engine.send(id, ['x']), 'no peer');
      const other = await engine.open({
        type: ({ push: 'pull', dealer: 'dealer', pair: 'pair', req: 'rep' } as const)[type],
        connect: [endpoints[0]?.resolved ?? ''],
      });
      await engine.waitForPeers(id);
      await engine.sendNow(id, ['y']);
      assert.deepEqual(await engine.received(other.id), ['y']);
      await engine.close(other.id);
      await engine.close(id);
    });
  }

  test('what is connected to nobody queues and says so', async () => {
    const { id } = await engine.open({ type: 'push', connect: ['tcp://127.0.0.1:1'] });
    const outcome = await engine.send(id, ['x']);
    assert.equal(outcome.outcome, 'queued', JSON.stringify(outcome));
    assert.match(outcome.message, /0 peers|no peer/i);
    await engine.close(id);
  });

  test('a full queue refuses at the high-water mark, whoever is to blame', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'push', options: { sendHighWaterMark: 1 } }, 'pull', 'engine', {
      peer: ['--option', 'rcvhwm=1'],
    });
    await peer.does({ do: 'pause' });
    const large = new Uint8Array(1024 * 1024);
    let outcome: SendOutcome | undefined;
    let sent = -1;
    for (let i = 0; i < 500 && outcome?.outcome !== 'refused'; i++) {
      outcome = await engine.send(socket.id, [large]);
      sent++;
    }
    assert.ok(outcome);
    assertRefused(outcome, 'high-water mark');
    assert.equal((await engine.info(socket.id)).counters.sent, sent);
    await peer.does({ do: 'resume' });
    for (let i = 0; i < sent; i++) await peer.next('received');
    await engine.sendNow(socket.id, ['after']);
    assert.deepEqual(await peer.received(), ['after']);
    await engine.close(socket.id);
  });

  test('a PUB refuses rather than drops when a subscriber does not keep up, unless told to drop', async (t) => {
    for (const noDrop of [true, false]) {
      const { socket, peer } = await pair(t, engine, { type: 'pub', options: { sendHighWaterMark: 1, noDrop } }, 'sub', 'engine', {
        peer: ['--subscribe', '', '--option', 'rcvhwm=1'],
      });
      await engine.waitForSocket('the subscription', socket.id, (info) => info.peerSubscriptions?.length === 1);
      await peer.does({ do: 'pause' });
      const large = new Uint8Array(1024 * 1024);
      let refused = 0;
      for (let i = 0; i < 30; i++) if ((await engine.send(socket.id, [large])).outcome === 'refused') refused++;
      assert.equal(refused > 0, noDrop);
      await engine.close(socket.id);
      await peer.stop();
    }
  });

  test('a reply to a requester that left is dropped, and said to be', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'rep' }, 'req', 'engine');
    peer.send(['question']);
    await engine.waitForSocket('the request', socket.id, ({ turn }) => turn === 'has a request to answer');
    await peer.stop();
    await engine.waitForPeers(socket.id, 0);
    const outcome = await engine.send(socket.id, ['answer']);
    assert.equal(outcome.outcome, 'sent');
    assert.match(outcome.message, /requester is gone/);
    await engine.close(socket.id);
  });

  test('a full queue of what is connected to nobody is a high-water mark', async () => {
    const { id } = await engine.open({ type: 'push', connect: ['inproc://nobody'], options: { sendHighWaterMark: 1 } });
    let outcome = await engine.send(id, ['job']);
    for (let sends = 0; outcome.outcome === 'queued' && sends < 5000; sends++) outcome = await engine.send(id, ['job']);
    assertRefused(outcome, 'high-water mark');
    await engine.close(id);
  });

  test('a ROUTER knows of each peer whether it sent the delimiter', async (t) => {
    const { socket, peer: req } = await pair(t, engine, { type: 'router' }, 'req', 'engine');
    const dealer = await Peer.zmq(t, 'dealer', ['--connect', socket.endpoints[0]?.resolved ?? '']);
    req.send(['question']);
    await engine.received(socket.id);
    dealer.send(['plain']);
    const { heardPeers } = await engine.waitForSocket('both', socket.id, (info) => info.heardPeers.length === 2);
    assert.deepEqual(
      heardPeers.map((heard) => heard.delimiterSeen),
      [false, true],
    );
    await engine.close(socket.id);
  });

  test('an XSUB lists what it subscribed to by hand', async () => {
    const { id } = await engine.open({ type: 'xsub', connect: ['inproc://publisher'] });
    await engine.send(id, [Uint8Array.of(1, 0x61)]);
    assert.deepEqual((await engine.info(id)).subscriptions, [bytesOf('a')]);
    await engine.send(id, [Uint8Array.of(0, 0x61)]);
    assert.deepEqual((await engine.info(id)).subscriptions, []);
    await engine.close(id);
  });

  test('a ROUTER needs a routing id and refuses unknown ones', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'router' }, 'dealer', 'engine', { peer: ['--option', 'routing_id=alice'] });
    assertRefused(await engine.send(socket.id, ['x']), 'routing id needed');
    assertRefused(await engine.send(socket.id, ['x'], { routingId: bytesOf('bob') }), 'unroutable');
    assert.equal((await engine.info(socket.id)).counters.sent, 0);
    await engine.sendNow(socket.id, ['x'], { routingId: bytesOf('alice') });
    assert.deepEqual(await peer.received(), ['x']);
    const [row] = await engine.messages(socket.id, 'out');
    assert.equal(row?.peer, 'alice');
    assert.equal(row?.topic, '');
    assert.equal(row?.preview, 'x');
    await engine.close(socket.id);
  });

  test('a ROUTER told not to be mandatory sends to nobody, as libzmq does', async () => {
    const { id } = await engine.open({ type: 'router', bind: [anyPort], options: { mandatory: false } });
    assert.notEqual((await engine.send(id, ['x'], { routingId: bytesOf('bob') })).outcome, 'refused');
    await engine.close(id);
  });

  test('a routing id is refused or ignored where the type has none, never sent along', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'dealer' }, 'dealer', 'engine');
    await engine.send(socket.id, ['x'], { routingId: bytesOf('bob') }).catch(() => 'refused');
    await engine.sendNow(socket.id, ['y']);
    const first = await peer.received();
    assert.deepEqual(first.length, 1);
    assert.equal(first.includes('bob'), false);
    await engine.close(socket.id);
  });

  test('routing ids of peers are kept exactly, the latest first, at most 100', async (t) => {
    const { id, endpoints } = await engine.open({ type: 'router', bind: [anyPort] });
    const peer = await Promise.all(
      ['binary', 'text'].map(async (kind) => {
        const dealer = await engine.open({
          type: 'dealer',
          connect: [endpoints[0]?.resolved ?? ''],
          options: { routingId: kind === 'text' ? bytesOf('grüß') : Uint8Array.of(0xff, 0, 1) },
        });
        await engine.waitFor('a send', async () => (await engine.send(dealer.id, [kind])).outcome !== 'refused');
        return dealer;
      }),
    );
    await engine.waitForMessages(id, 2);
    const routingIds = (await engine.info(id)).heardPeers.map((peer) => peer.routingId);
    assert.deepEqual(routingIds.map(latin).sort(), [latin(bytesOf('grüß')), '\u00ff\u0000\u0001'].sort());
    for (const routingId of routingIds) await engine.sendNow(id, ['back'], { routingId });
    for (const dealer of peer) assert.deepEqual(await engine.received(dealer.id), ['back']);
    for (let i = 0; i < 110; i++) {
      const dealer = await engine.open({
        type: 'dealer',
        connect: [endpoints[0]?.resolved ?? ''],
        options: { routingId: bytesOf(`d${i}`) },
      });
      await engine.send(dealer.id, ['hello']);
      await engine.waitForMessages(id, 3 + i);
      await engine.close(dealer.id);
    }
    const last = (await engine.info(id)).heardPeers.map((peer) => peer.routingId);
    assert.equal(last.length, 100);
    assert.equal(latin(last[0] ?? new Uint8Array(0)), 'd109');
    for (const dealer of peer) await engine.close(dealer.id);
    await engine.close(id);
    t.diagnostic('110 dealers came and went');
  });

  test('an unfit message for a lock-step or single-frame socket is refused, not corrupted', async () => {
    const { id } = await engine.open({ type: 'push', bind: [anyPort], options: { conflate: true } });
    const pull = await engine.open({ type: 'pull', connect: [(await engine.info(id)).endpoints[0]?.resolved ?? ''] });
    await engine.waitForPeers(id);
    assert.equal((await engine.send(id, ['a', 'b'])).outcome, 'refused');
    await engine.sendNow(id, ['a']);
    assert.deepEqual(await engine.received(pull.id), ['a']);
    await engine.close(pull.id);
    await engine.close(id);
  });
});
