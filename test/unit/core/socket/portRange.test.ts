import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ZmqError } from '../../../../src/core/base/errors';
import { isPortRange, parsePortRange } from '../../../../src/core/socket/portRange';

describe('ranges of ports', () => {
  test('are told from endpoints', () => {
    for (const text of ['tcp://localhost:5000-6000', ' tcp://127.0.0.1:1-2 ', 'tcp://[::1]:5000 - 5001', 'tcp://a-b:5-6'])
      assert.ok(isPortRange(text), text);
    for (const text of ['tcp://localhost:5000', 'tcp://my-host:5000', 'ipc:///tmp/a:1-2', '5000-6000', 'tcp://:5-6x', ''])
      assert.ok(!isPortRange(text), text);
  });

  test('are read, whichever end comes first', () => {
    for (const text of ['tcp://localhost:5000-6000', 'tcp://localhost:6000-5000']) {
      const { host, first, last, endpointOf } = parsePortRange(text);
      assert.deepEqual([host, first, last, endpointOf(5001)], ['localhost', 5000, 6000, 'tcp://localhost:5001']);
    }
    const { host, endpointOf } = parsePortRange('tcp://[::1]:7-7');
    assert.deepEqual([host, endpointOf(7)], ['::1', 'tcp://[::1]:7']);
  });

  test('what is wrong with one is said, and what would do', () => {
    const refused = (text: string) => {
      try {
        parsePortRange(text);
      } catch (error) {
        assert.ok(error instanceof ZmqError);
        return error;
      }
      return assert.fail(text);
    };
    assert.equal(refused('tcp://localhost:1-2001').data.suggestion, 'tcp://localhost:1-2000');
    assert.equal(parsePortRange('tcp://localhost:1-2000').last, 2000);
    assert.match(refused('tcp://localhost:60000-70000').message, /70000 is out of range/);
    assert.match(refused('tcp://localhost:0-5').message, /Port 0/);
    assert.match(refused('tcp://localhost:5555').message, /no range/);
    assert.match(refused('tcp://*:5-6').message, /./);
  });
});
