import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { receiveLoop } from '../../../src/engine/sockets/receiveLoop';
import type { ZmqSocket } from '../../../src/engine/sockets/zmq';

/** Runs the loop on a socket whose messages take so many ms each, and gives what was said of its backlog. */
async function backlogOf(messages: number, takes: number, readable: (received: number) => boolean): Promise<number[]> {
  const told: number[] = [];
  let received = 0;
  const socket = {
    closed: false,
    receiveTimeout: -1,
    get readable() {
      return readable(received);
    },
    receive: () => {
      const end = performance.now() + takes;
      while (performance.now() < end);
      return Promise.resolve([Buffer.alloc(1)]);
    },
  };
  await receiveLoop(socket as unknown as ZmqSocket, {
    message: () => void (socket.closed = ++received === messages),
    settled: () => Promise.resolve(),
    behind: (seconds) => told.push(seconds),
    failed: (error) => assert.fail(error),
  });
  return told;
}

describe('a queue that never empties', () => {
  test('is told, once, also where its messages are too large to come in bursts', async () => {
    assert.deepEqual(await backlogOf(250, 10, () => true), [1]);
  });
  test('is none where it was empty now and then', async () => {
    assert.deepEqual(await backlogOf(250, 10, (received) => received % 20 !== 0), []);
  });
});
