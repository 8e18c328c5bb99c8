import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { freelance } from '../../../../src/core/protocols/freelance';
import { bytesOf } from '../../../support/engineClient';
import { Talk } from '../../../support/talk';

describe('freelance', () => {
  test('the number in front tells which reply is whose', () => {
    const dealer = new Talk('dealer').out('', '1', 'a').out('', '2', 'b').out('', '3', 'c').in('', '3', 'OK').in('', '1', 'OK');
    assert.deepEqual(dealer.parts, ['request → 5', 'request', 'request → 4', 'reply → 3', 'reply → 1']);
    const router = new Talk('router').in('c', '7', 'a').in('d', '7', 'a').out('d', '7', 'OK').in('c', 'PING').out('c', 'PONG');
    assert.deepEqual(router.parts, ['request', 'request → 3', 'reply → 2', 'request → 5', 'reply → 4']);
  });

  test('only digits in front of a body are a sequence', () => {
    const layout = (...frames: string[]) => freelance.layout({ frames: frames.map(bytesOf), body: 0, toServer: true })?.roles;
    assert.deepEqual(layout('12', 'body'), ['sequence']);
    for (const other of [['12'], ['', 'x'], ['1a', 'x'], ['1'.repeat(21), 'x']]) assert.equal(layout(...other), undefined);
  });
});
