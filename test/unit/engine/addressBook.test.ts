import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { ZmqError } from '../../../src/core/base/errors';
import { parseEndpoint } from '../../../src/core/socket/endpoint';
import { AddressBook } from '../../../src/engine/sockets/addressBook';
import type { Carrier } from '../../../src/engine/sockets/carrier';

/** As libzmq behaves now and then: EAGAIN in the place of what the system said. */
function forgetful(times: number): Carrier & { asked: number } {
  return {
    closed: false,
    ipv6: false,
    asked: 0,
    listen(endpoint) {
      if (this.asked++ >= times) return Promise.resolve(endpoint);
      return Promise.reject(Object.assign(new Error('Operation was not possible or timed out'), { code: 'EAGAIN' }));
    },
    connect: () => undefined,
    unbind: () => undefined,
    disconnect: () => undefined,
    send: () => Promise.resolve(),
    close: () => undefined,
  };
}

describe('an address that libzmq cannot bind, and does not say why', () => {
  const bind = (carrier: Carrier, text: string) => new AddressBook().bind(carrier, parseEndpoint(text, 'bind'), 'name', undefined);
  const codeOf = async (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => error instanceof ZmqError && [error.data.code, error.data.endpoint],
    );

  test('is named as what the system says it is', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address && typeof address === 'object');
    const taken = `tcp://127.0.0.1:${address.port}`;
    assert.deepEqual(await codeOf(bind(forgetful(1), taken)), ['addressInUse', taken]);
    assert.deepEqual(await codeOf(bind(forgetful(1), 'tcp://192.0.2.1:5555')), ['addressUnavailable', 'tcp://192.0.2.1:5555']);
    assert.deepEqual(await codeOf(bind(forgetful(1), 'ipc:///no such folder/at all')), [
      'addressUnavailable',
      'ipc:///no such folder/at all',
    ]);
    server.close();
    await once(server, 'close');
  });

  test('is tried once more where it can be had now', async () => {
    const carrier = forgetful(1);
    assert.equal(await bind(carrier, 'tcp://127.0.0.1:*'), 'tcp://127.0.0.1:*');
    assert.equal(carrier.asked, 2);
  });
});
