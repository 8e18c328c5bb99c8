import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EndpointTracker } from '../../../src/engine/sockets/endpointTracker';
import type { ZmqEvent } from '../../../src/engine/sockets/zmq';

describe('endpoints by their monitor events', () => {
  test('connections that end together are tried again in their order, by whatever names', () => {
    const named = 'tcp://localhost:5555';
    const numbered = 'tcp://127.0.0.1:5555';
    const tracker = new EndpointTracker('sub', () => -1);
    for (const endpoint of [named, numbered]) tracker.add('connect', endpoint, endpoint);
    const causes: unknown[] = [];
    const tell = (type: ZmqEvent['type'], address: string) => {
      const facts = tracker.handle({ type, address } as ZmqEvent, 0);
      if (facts?.code === 'retry') causes.push([facts.endpoint, facts.cause]);
    };
    for (const type of ['connect:delay', 'connect', 'handshake'] as const) for (const address of [named, numbered]) tell(type, address);
    for (let round = 0; round < 3; round++) {
      for (const address of round === 0 ? [named, numbered] : [numbered, numbered]) tell('disconnect', address);
      assert.equal(tracker.peers, 0);
      // From here on libzmq names both by the number.
      for (const type of ['connect:retry', 'connect:delay', 'connect:retry', 'connect:delay', 'connect', 'handshake'] as const)
        for (let connection = 0; connection < 2; connection++) tell(type, numbered);
      assert.deepEqual(
        tracker.snapshot().map(({ state, peers }) => [state, peers]),
        [
          ['connected', 1],
          ['connected', 1],
        ],
      );
    }
    assert.deepEqual(
      causes.slice(0, 2).sort(),
      [
        [numbered, 'connection lost'],
        [named, 'connection lost'],
      ].sort(),
    );
    assert.deepEqual(new Set(causes.map((each) => (each as string[])[1])), new Set(['connection lost', 'nobody listens']));
  });
});
