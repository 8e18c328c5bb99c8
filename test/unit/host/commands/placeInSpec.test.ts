import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ZmqError } from '../../../../src/core/base/errors';
import { placeOf, withPlace } from '../../../../src/host/commands/placeInSpec';
import type { SocketSpec } from '../../../../src/protocol/sockets';

const spec: SocketSpec = { type: 'pull', bind: ['tcp://127.0.0.1:1', ' tcp://*:2'], connect: ['inproc://a'] };
const about = (endpoint?: string) => new ZmqError('addressInUse', 'In use.', { endpoint });

describe('an endpoint of a spec that was refused', () => {
  it('is found by what the error names', () => {
    assert.deepEqual(placeOf(about('tcp://*:2'), spec), { role: 'bind', endpoint: ' tcp://*:2' });
    assert.deepEqual(placeOf(about('inproc://a'), spec), { role: 'connect', endpoint: 'inproc://a' });
    assert.equal(placeOf(about('inproc://other'), spec), undefined);
    assert.equal(placeOf(about(), spec), undefined);
  });

  it('is replaced by another one, and the others stay', () => {
    assert.deepEqual(withPlace(spec, { role: 'bind', endpoint: ' tcp://*:2' }, { role: 'bind', endpoint: 'tcp://*:3' }), {
      ...spec,
      bind: ['tcp://127.0.0.1:1', 'tcp://*:3'],
    });
  });

  it('is connected instead of bound', () => {
    const changed = withPlace(
      { type: 'sub', bind: ['tcp://*:2'] },
      { role: 'bind', endpoint: 'tcp://*:2' },
      { role: 'connect', endpoint: 'tcp://localhost:2' },
    );
    assert.deepEqual(changed, { type: 'sub', bind: undefined, connect: ['tcp://localhost:2'] });
  });
});
