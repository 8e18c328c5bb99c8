import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canProxy, passesOn, proxyKindOf, proxyKinds, proxyPartners } from '../../../../src/core/socket/proxyTypes';
import { socketTypes } from '../../../../src/core/socket/socketTypes';
import { socketTypeNames } from '../../../../src/protocol/sockets';

test('two types fit in either order, and something can pass between them', () => {
  let fitting = 0;
  for (const frontend of socketTypeNames)
    for (const backend of socketTypeNames) {
      assert.equal(canProxy(frontend, backend), canProxy(backend, frontend));
      if (!canProxy(frontend, backend)) continue;
      fitting++;
      const ways = [
        [frontend, backend],
        [backend, frontend],
      ] as const;
      const open = ways.filter(([from, to]) => passesOn(from, to));
      assert.ok(open.length > 0, `${frontend} and ${backend}`);
      for (const [from, to] of open) assert.ok(socketTypes[from].canReceive && socketTypes[to].canSend, `${from} to ${to}`);
    }
  // 3 of 3 types, in both orders; 2 pairs of one type; 2 of two types in both orders.
  assert.equal(fitting, 2 * 9 + 2 + 2 * 2);
  assert.deepEqual(proxyPartners('stream'), []);
});

test('the classic devices are known by their types', () => {
  for (const [kind, [frontend, backend]] of Object.entries(proxyKinds)) {
    assert.equal(proxyKindOf(frontend, backend), kind);
    assert.equal(proxyKindOf(backend, frontend), undefined);
  }
});
