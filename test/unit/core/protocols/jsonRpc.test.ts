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
});
