import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fittingTypes } from '../../../../src/core/diagnosis/fittingTypes';
import { socketTypeNames } from '../../../../src/protocol/sockets';

const zmtp = { speaks: 'zmtp', transport: 'tcp' } as const;

test('types that fit a peer', () => {
  assert.deepEqual(fittingTypes({ ...zmtp, mechanism: 'NULL', socketType: 'PUB' }), ['sub', 'xsub']);
  assert.deepEqual(fittingTypes({ ...zmtp, mechanism: 'NULL', socketType: 'ROUTER' }), ['req', 'dealer', 'router']);
  assert.deepEqual(fittingTypes({ ...zmtp, socketType: 'PUSH' }), ['pull'], 'ZMTP 2 has no mechanism');
  assert.deepEqual(fittingTypes({ ...zmtp, mechanism: 'CURVE' }), []);
  assert.deepEqual(fittingTypes({ ...zmtp, mechanism: 'PLAIN', socketType: 'PUB' }), []);
  assert.deepEqual(fittingTypes({ ...zmtp, socketType: 'RADIO' }), [], 'a draft type');
  assert.deepEqual(
    fittingTypes(zmtp),
    socketTypeNames.filter((type) => type !== 'stream'),
  );
  assert.deepEqual(fittingTypes({ speaks: 'something else', transport: 'tcp' }), ['stream']);
  assert.deepEqual(fittingTypes({ speaks: 'something else', transport: 'ipc' }), []);
});
