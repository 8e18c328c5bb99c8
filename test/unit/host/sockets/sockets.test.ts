import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EndpointInfo } from '../../../../src/protocol/sockets';
import { isReachable } from '../../../../src/host/sockets/reachable';
import { isSameSocket, nameOfCopy } from '../../../../src/host/sockets/sameSocket';
import { ClosedSockets, closedOf, type RootNode } from '../../../../src/host/views/socketGroups';

describe('a socket that is the same as a remembered one', () => {
  const known = {
    id: 's3',
    type: 'sub' as const,
    name: 'SUB s3',
    connect: ['tcp://localhost:1'],
    subscribe: [new Uint8Array(0)],
    options: {},
  };
  const given = { type: 'sub' as const, connect: ['tcp://localhost:1'], subscribe: [new Uint8Array(0)] };

  it('has what was given, empty or not', () => {
    assert.ok(isSameSocket(given, known));
    assert.ok(isSameSocket({ ...given, bind: [], connect: [' tcp://localhost:1 '], name: 'SUB s3' }, known));
  });

  it('has the same endpoints and topics, in whatever order', () => {
    const topics = [Uint8Array.of(97), Uint8Array.of(98)];
    const one = { ...known, connect: ['tcp://localhost:1', 'tcp://localhost:2'], subscribe: topics };
    const { id: _, ...other } = { ...one, connect: [...one.connect].reverse(), subscribe: [...topics, topics[0] as Uint8Array].reverse() };
    assert.ok(isSameSocket(other, one));
    assert.ok(!isSameSocket({ ...other, subscribe: topics.slice(1) }, one));
  });

  it('differs by any part', () => {
    for (const other of [
      { ...given, name: 'feed' },
      { ...given, type: 'xsub' as const },
      { ...given, connect: ['tcp://localhost:2'] },
      { ...given, bind: ['inproc://a'] },
      { ...given, subscribe: [Uint8Array.of(1)] },
      { ...given, options: { conflate: true } },
    ])
      assert.ok(!isSameSocket(other, known), JSON.stringify(other));
  });

  it('has a copy with a name of its own, where somebody named it', () => {
    assert.equal(nameOfCopy(known, new Set()), undefined);
    assert.equal(nameOfCopy({ ...known, name: 'feed' }, new Set(['feed'])), 'feed 2');
    assert.equal(nameOfCopy({ ...known, name: 'feed 2' }, new Set(['feed', 'feed 2', 'feed 3'])), 'feed 4');
  });
});

describe('the picture of an open socket', () => {
  const endpoint = (state: EndpointInfo['state']) => ({ state }) as EndpointInfo;

  it('is green only where it listens or somebody was reached', () => {
    for (const state of ['connecting', 'retrying', 'refused'] as const)
      assert.ok(!isReachable({ endpoints: [endpoint(state)], peers: 0 }), state);
    assert.ok(!isReachable({ endpoints: [], peers: 0 }));
    for (const state of ['listening', 'connected'] as const)
      assert.ok(isReachable({ endpoints: [endpoint('refused'), endpoint(state)], peers: 0 }), state);
    assert.ok(isReachable({ endpoints: [endpoint('connecting')], peers: 1 }));
  });
});

describe('the tree of sockets', () => {
  const node = (id: string, state: 'open' | 'closed', kind: 'socket' | 'tap' = 'socket') =>
    ({ kind, id, entry: { id, state } }) as RootNode;

  it('has those that are open first, and those that are closed in one element', () => {
    const closed = new ClosedSockets();
    const nodes = [
      node('s1', 'closed'),
      node('s2', 'open'),
      node('s3', 'closed'),
      node('s4', 'open'),
      node('t1', 'open', 'tap'),
      node('t2', 'closed', 'tap'),
    ];
    const roots = closed.roots(nodes);
    assert.deepEqual(
      roots.map(({ id }) => id),
      ['s2', 's4', 't1', 'closed'],
    );
    assert.deepEqual(roots.at(-1), { kind: 'closed', id: 'closed', sockets: 2, taps: 1, proxies: 0 });
    assert.deepEqual(
      closedOf(nodes).map(({ id }) => id),
      ['s1', 's3', 't2'],
    );
    assert.equal(closed.parentOf(node('s1', 'closed')), roots.at(-1), 'the same object each time');
    assert.equal(closed.parentOf(node('s2', 'open')), undefined);
    assert.deepEqual(closed.roots([node('s2', 'open')]).length, 1, 'no element for none');
  });
});
