import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jsonRpc } from '../../../../src/core/protocols/jsonRpc';
import { bytesOf } from '../../../support/engineClient';
import { Talk } from '../../../support/talk';

const call = (id: unknown, method = 'add') => JSON.stringify({ jsonrpc: '2.0', method, params: [1, { id: 7 }], id });
const result = (id: unknown, value: unknown = 3) => JSON.stringify({ jsonrpc: '2.0', result: value, id });
const notification = '{"jsonrpc": "2.0", "method": "progress", "params": {"id": 3}}';

describe('JSON-RPC', () => {
  test('a reply finds its request by the id, in any order, with some lost', () => {
    const dealer = new Talk('dealer').out(call(1)).out(call(2)).out(call('three'));
    dealer.in(result('three')).in(notification).in(result(1)).out(call(4)).in(result(4));
    assert.deepEqual(dealer.parts, [
      'request → 6',
      'request',
      'request → 4',
      'reply → 3',
      'unpaired',
      'reply → 1',
      'request → 8',
      'reply → 7',
    ]);
  });

  test('both sides may ask, with the same ids', () => {
    const router = new Talk('router').in('p', call(1)).out('p', call(1)).in('p', result(1)).out('p', result(1));
    assert.deepEqual(router.parts, ['request → 4', 'request → 3', 'reply → 2', 'reply → 1']);
    assert.equal(new Talk('dealer').in(result(9)).parts[0], 'unpaired');
  });

  test('1.0, long results, errors and blanks are known; other JSON is not', () => {
    const kind = (text: string) => jsonRpc.layout({ frames: [bytesOf(text)], body: 0, toServer: true })?.roles[0];
    assert.equal(kind('{"method": "echo", "params": ["x"], "id": 1}'), 'json-rpc request');
    assert.equal(kind('{"result": "x", "error": null, "id": 1}'), 'json-rpc reply');
    assert.equal(kind('{\n  "jsonrpc": "2.0",\n  "id": 5, "error": {"code": -32601, "message": "no \\" method"}}'), 'json-rpc reply');
    assert.equal(kind(notification), 'json-rpc notification');
    assert.equal(kind(result(1, 'x'.repeat(2_000_000))), 'json-rpc reply');
    for (const other of ['{"id": 1, "name": "x"}', '{"method": "x"}', '{}', '[]', '{"jsonrpc"', '{"result": 1}', 'method', '{"id" 1}'])
      assert.equal(kind(other), undefined, other);
  });

  test('a reply too long to be read to its id is no request', () => {
    assert.deepEqual(new Talk('dealer').out(call(1)).in(result(1, 'x'.repeat(2_000_000))).parts, ['request', 'unpaired']);
  });

  const batch = (...elements: string[]) => `[${elements.join(', ')}]`;

  test('a batch is one request, and a reply to any part of it is a reply to it', () => {
    const dealer = new Talk('dealer')
      .out(batch(call(1), notification, call(2)))
      .out(call(3))
      .out(batch(call(4), call(5), call(6)));
    dealer
      .in(batch(result(2), result(1)))
      .in(result(5))
      .later(5000)
      .in(batch(result(6), result(4)))
      .in(result(3));
    assert.deepEqual(dealer.parts, ['request → 4', 'request → 7', 'request → 5', 'reply → 1', 'reply → 3', 'reply → 3', 'reply → 2']);
    const router = new Talk('router').in('a', batch(call(1), call(2))).in('b', '', batch(call(1), call(2)));
    router.out('b', '', ` \n[ ${result(1)} ]`).out('a', result(2));
    assert.deepEqual(router.parts, ['request → 4', 'request → 3', 'reply → 2', 'reply → 1']);
  });

  test('an array answers calls that were made one by one, and ids are used again', () => {
    const dealer = new Talk('dealer')
      .out(call(1))
      .out(call(2))
      .in(batch(result(1), result(2)));
    dealer
      .out(batch(call(1), call(2)))
      .in(result(2))
      .in(result(1))
      .out(batch(call(1), call(2)));
    dealer.in(batch(result(1), result(2), result(9)));
    assert.deepEqual(dealer.parts, [
      'request → 3',
      'request → 3',
      'reply → 2',
      'request → 5',
      'reply → 4',
      'reply → 4',
      'request → 8',
      'reply → 7',
    ]);
    const late = new Talk('dealer')
      .out(call(1))
      .in(result(1))
      .out(call(2))
      .later(5000)
      .in(batch(result(2), result(1)));
    assert.deepEqual(late.parts, ['request → 2', 'reply → 1', 'request → 4', 'reply → 3']);
  });

  test('a batch of notifications has no reply, and one whose request was never seen answers nothing', () => {
    const dealer = new Talk('dealer')
      .out(batch(notification, notification))
      .in(batch(result(1), result(2)))
      .out(batch(call(1), call(2)));
    assert.deepEqual(dealer.parts, ['unpaired', 'unpaired', 'request']);
    const router = new Talk('router').in('p', batch(call(1), call(2))).out('p', batch(call(1), call(2)));
    assert.deepEqual(router.in('p', batch(result(2), result(1))).parts, ['request', 'request → 3', 'reply → 2']);
  });

  test('a hundred elements of a batch are looked at', () => {
    const ids = Array.from({ length: 150 }, (_, id) => id);
    const dealer = new Talk('dealer')
      .out(batch(...ids.map((id) => call(id))))
      .in(result(99))
      .in(result(120));
    assert.deepEqual(dealer.parts, ['request → 2', 'reply → 1', 'unpaired']);
    const many = new Talk('dealer');
    for (let i = 0; i < 20_000; i++) many.out(batch(call(`a ${i}`), call(`b ${i}`)));
    assert.deepEqual(many.in(batch(result('b 19999'), result('a 19999'))).parts.at(-1), 'reply → 20000');
  });

  test('batches are named, with what is in them; other arrays are not', () => {
    const named = (text: string) => {
      const layout = jsonRpc.layout({ frames: [bytesOf('id'), bytesOf(text)], body: 1, toServer: true });
      return layout && [layout.from, layout.roles, layout.meanings];
    };
    assert.deepEqual(named(batch(call(1), notification)), [1, ['json-rpc request'], { 1: 'batch of 2' }]);
    assert.deepEqual(named(batch(notification, call(1), '{"foo": "boo"}', '1')), [1, ['json-rpc request'], { 1: 'batch of 4' }]);
    assert.deepEqual(named(batch(result(1))), [1, ['json-rpc reply'], { 1: 'batch of 1' }]);
    assert.deepEqual(named(batch(notification)), [1, ['json-rpc notification'], { 1: 'batch of 1' }]);
    assert.deepEqual(named(batch(...Array.from({ length: 101 }, (_, id) => call(id)))), [
      1,
      ['json-rpc request'],
      { 1: 'batch of 100 or more' },
    ]);
    assert.deepEqual(named(batch(result(1), result(2, 'x'.repeat(2_000_000)))), [1, ['json-rpc reply'], { 1: 'batch of 2 or more' }]);
    for (const other of [
      '[1, 2, 3, 4, 5]',
      '[{"id": 1, "name": "x"}]',
      `[[${call(1)}]]`,
      `[1, ${call(1)}]`,
      '[{}, {}, {}, {}]',
      '[{"jsonrpc"',
    ])
      assert.equal(named(other), undefined, other);
  });
});
