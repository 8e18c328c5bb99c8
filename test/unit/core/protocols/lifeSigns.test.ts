import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lifeSigns } from '../../../../src/core/protocols/lifeSigns';
import { bytesOf } from '../../../support/engineClient';
import { Talk } from '../../../support/talk';

describe('signs of life', () => {
  const line = (...frames: Uint8Array[]) => lifeSigns.layout({ frames, body: frames.length - 1, toServer: true });

  test('the bytes of Paranoid Pirate have their words', () => {
    assert.deepEqual(line(Uint8Array.of(1)), {
      from: 0,
      roles: ['signal'],
      rest: 'body',
      meanings: { 0: 'READY' },
      line: ['READY (0x01)'],
    });
    assert.deepEqual(line(bytesOf('w'), Uint8Array.of(2))?.meanings, { 1: 'HEARTBEAT' });
    assert.deepEqual(line(bytesOf('HEARTBEAT')), { from: 0, roles: ['signal'], rest: 'body' });
    for (const other of [Uint8Array.of(3), bytesOf(''), bytesOf('READY!'), bytesOf('R'), bytesOf('already')])
      assert.equal(line(other), undefined);
    assert.equal(lifeSigns.layout({ frames: [bytesOf('READY'), bytesOf('more')], body: 0, toServer: true }), undefined);
  });

  test('PING asks for PONG, either way, and changes nothing about who asks otherwise', () => {
    const dealer = new Talk('dealer').out('?').in('PING').out('PONG').in('!').out('PING').in('PONG');
    assert.deepEqual(dealer.parts, ['request → 4', 'request → 3', 'reply → 2', 'reply → 1', 'request → 6', 'reply → 5']);
    assert.equal(new Talk('dealer').in('PONG').parts[0], 'unpaired');
  });
});
