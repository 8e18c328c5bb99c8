import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEndpoint } from '../../../src/core/socket/endpoint';
import { takesIPv6 } from '../../../src/engine/sockets/addresses';

test('a connection takes IPv6 where its address is one, or where its name has no other', async () => {
  const known: Record<string, number> = { six: 6, four: 4 };
  const resolve = (host: string) => {
    const family = known[host];
    if (host === 'silent') return new Promise<never>(() => undefined);
    return family === undefined ? Promise.reject(new Error('ENOTFOUND')) : Promise.resolve({ address: '', family });
  };
  for (const [endpoint, ipv6] of [
    ['tcp://six:5555', true],
    ['tcp://four:5555', false],
    ['tcp://unknown:5555', false],
    ['tcp://silent:5555', false],
    ['tcp://eth0:0;six:5555', true],
    ['tcp://[::1]:5555', true],
    ['tcp://[::1]:0;four:5555', true],
    ['tcp://127.0.0.1:5555', false],
    ['ipc://six', false],
    ['inproc://six', false],
  ] as const)
    assert.equal(await takesIPv6(parseEndpoint(endpoint, 'connect'), resolve), ipv6, endpoint);
});
