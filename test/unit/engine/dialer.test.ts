import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ConnectionEvent } from '../../../src/engine/wire/receiver/connectionEvent';
import { Dialer } from '../../../src/engine/wire/receiver/dialer';
import type { SocketOptions } from '../../../src/protocol/sockets';
import { freeEndpoint } from '../../support/script';

describe('pauses between tries to connect where nobody listens', () => {
  /** The first so many, ms, as they are told. */
  async function pauses(options: SocketOptions, count: number): Promise<number[]> {
    const endpoint = await freeEndpoint();
    const told: number[] = [];
    return new Promise((resolve) => {
      const event = (each: ConnectionEvent) => {
        if (each.type !== 'connect:retry') return;
        told.push(each.interval);
        if (told.length < count) return;
        dialer.stop();
        resolve(told);
      };
      const dialer = new Dialer(endpoint, () => ({ host: '127.0.0.1', port: Number(endpoint.split(':').at(-1)) }), {
        options,
        event,
        connected: () => assert.fail('Somebody listens.'),
      });
    });
  }

  test('with a maximum they double up to it, to the ms', async () => {
    assert.deepEqual(await pauses({ reconnectInterval: 10, reconnectMaxInterval: 60 }, 5), [10, 20, 40, 60, 60]);
  });

  test('a maximum below the interval is what counts', async () => {
    assert.deepEqual(await pauses({ reconnectInterval: 300, reconnectMaxInterval: 5 }, 3), [5, 5, 5]);
  });

  test('without one each lasts up to twice the interval', async () => {
    const told = await pauses({ reconnectInterval: 20 }, 12);
    assert.ok(told.every((pause) => pause >= 20 && pause < 40) && new Set(told).size > 1, told.join());
  });
});
