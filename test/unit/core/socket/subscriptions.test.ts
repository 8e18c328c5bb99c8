import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PeerSubscriptions, parseSubscription } from '../../../../src/core/socket/subscriptions';

const text = (value: string) => new TextEncoder().encode(value);

describe('subscriptions of peers', () => {
  test('are read from the frame that travels upstream', () => {
    assert.deepEqual(parseSubscription(Uint8Array.of(1, 0x61)), { subscribe: true, topic: text('a') });
    assert.deepEqual(parseSubscription(Uint8Array.of(0, 0xff)), { subscribe: false, topic: Uint8Array.of(0xff) });
    assert.deepEqual(parseSubscription(Uint8Array.of(1)), { subscribe: true, topic: new Uint8Array(0) });
    assert.equal(parseSubscription(Uint8Array.of(2, 0x61)), undefined);
    assert.equal(parseSubscription(new Uint8Array(0)), undefined);
  });

  test('are counted by topic, whatever bytes it has', () => {
    const peers = new PeerSubscriptions();
    for (const topic of [text('a'), text('a'), Uint8Array.of(0, 0xff)]) peers.add(topic);
    assert.deepEqual(peers.list(10), {
      topics: [
        { topic: text('a'), count: 2 },
        { topic: Uint8Array.of(0, 0xff), count: 1 },
      ],
      cut: 0,
    });
    assert.equal(peers.list(1).cut, 1);
    peers.remove(text('a'));
    peers.remove(text('never'));
    assert.deepEqual(peers.list(1).topics, [{ topic: text('a'), count: 1 }]);
    peers.add(text('a'));
    peers.remove(text('a'), true);
    assert.deepEqual(peers.list(10).topics, [{ topic: Uint8Array.of(0, 0xff), count: 1 }]);
  });

  test('are listed up to a number of bytes', () => {
    const peers = new PeerSubscriptions();
    for (const topic of ['aaaa', 'bbbb', 'cccc']) peers.add(text(topic));
    assert.deepEqual([peers.list(10, 8).topics.length, peers.list(10, 8).cut], [2, 1]);
    assert.deepEqual([peers.list(10, 7).topics.length, peers.list(10, 7).cut], [1, 2]);
  });

  test('longer ones than are told apart leave the number of peers open', () => {
    const peers = new PeerSubscriptions();
    peers.add(new Uint8Array(5000));
    assert.deepEqual(peers.matching(new Uint8Array(5000), 3), { atLeast: 0, atMost: 3 });
    const long = new Uint8Array(4096).fill(7);
    const counted = new PeerSubscriptions();
    counted.add(long);
    assert.deepEqual(counted.matching(new Uint8Array(100_000).fill(7), 1), { atLeast: 1, atMost: 1 });
    counted.remove(long);
    assert.deepEqual(counted.matching(new Uint8Array(100_000).fill(7), 1), { atLeast: 0, atMost: 0 });
  });

  test('match by prefix, and say how many peers that can be', () => {
    const peers = new PeerSubscriptions();
    assert.deepEqual(peers.matching(text('abc'), 3), { atLeast: 0, atMost: 0 });
    peers.add(text('a'));
    peers.add(text('ab'));
    peers.add(text('ab'));
    assert.deepEqual(peers.matching(text('abc'), 3), { atLeast: 2, atMost: 3 });
    assert.deepEqual(peers.matching(text('abc'), 2), { atLeast: 2, atMost: 2 });
    assert.deepEqual(peers.matching(text('a'), 3), { atLeast: 1, atMost: 1 });
    assert.deepEqual(peers.matching(text('b'), 3), { atLeast: 0, atMost: 0 });
    peers.add(new Uint8Array(0));
    assert.deepEqual(peers.matching(new Uint8Array(0), 3), { atLeast: 1, atMost: 1 });
  });
});
