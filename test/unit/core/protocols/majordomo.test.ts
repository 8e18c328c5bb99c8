import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { majordomo } from '../../../../src/core/protocols/majordomo';
import { bytesOf } from '../../../support/engineClient';
import { Talk } from '../../../support/talk';

const command = (code: number) => Uint8Array.of(code);

describe('Majordomo', () => {
  test('0.1: a worker is asked by jobs, and the client behind each tells them apart', () => {
    const w = ['w', '', 'MDPW01'];
    const broker = new Talk('router')
      .in(...w, command(1), 'echo')
      .in(...w, command(4))
      .out(...w, command(4));
    broker
      .out(...w, command(2), 'ann', '', 'job')
      .out(...w, command(2), 'bob', '', 'job')
      .in(...w, command(4));
    broker
      .in(...w, command(3), 'bob', '', 'done')
      .in(...w, command(3), 'ann', '', 'done')
      .in(...w, command(5));
    const alone = 'unpaired';
    assert.deepEqual(broker.parts, [alone, alone, alone, 'request → 8', 'request → 7', alone, 'reply → 5', 'reply → 4', alone]);
  });

  test('0.2: partial replies belong to their request', () => {
    const worker = new Talk('dealer').out('MDPW02', command(1), 'echo').in('MDPW02', command(5)).in('MDPW02', command(2), 'ann', '', 'job');
    worker.out('MDPW02', command(3), 'ann', '', 'part').out('MDPW02', command(5)).out('MDPW02', command(4), 'ann', '', 'all');
    assert.deepEqual(worker.parts, ['unpaired', 'unpaired', 'request → 4', 'reply → 3', 'unpaired', 'reply → 3']);
    const client = new Talk('dealer')
      .out('', 'MDPC02', command(1), 'echo', '?')
      .in('', 'MDPC02', command(2), 'echo', 'a')
      .in('', 'MDPC02', command(3), 'echo', 'b');
    assert.deepEqual(client.parts, ['request → 2', 'reply → 1', 'reply → 1']);
  });

  test('0.1: clients ask, the broker answers', () => {
    const broker = new Talk('router').in('c', '', 'MDPC01', 'echo', '?').out('c', '', 'MDPC01', 'echo', '!');
    assert.deepEqual(broker.parts, ['request → 2', 'reply → 1']);
    assert.equal(new Talk('dealer').in('', 'MDPC01', 'echo', '!').parts[0], 'unpaired', 'a reply without its request asks for nothing');
  });

  test('frames have their names, commands their words', () => {
    const layout = (...frames: (string | Uint8Array)[]) =>
      majordomo.layout({ frames: frames.map((frame) => (typeof frame === 'string' ? bytesOf(frame) : frame)), body: 1, toServer: true });
    assert.deepEqual(layout('w', 'MDPW02', command(2), 'client', '', 'job'), {
      from: 1,
      roles: ['protocol', 'command', 'client address', 'delimiter'],
      rest: 'body',
      meanings: { 2: 'REQUEST' },
      line: ['MDPW02 REQUEST', 3, 5],
    });
    for (const [version, words] of [
      ['MDPW01', ['READY', 'REQUEST', 'REPLY', 'HEARTBEAT', 'DISCONNECT']],
      ['MDPW02', ['READY', 'REQUEST', 'PARTIAL', 'FINAL', 'HEARTBEAT', 'DISCONNECT']],
      ['MDPC02', ['REQUEST', 'PARTIAL', 'FINAL']],
    ] as const)
      words.forEach((word, index) => assert.equal(layout('', version, command(index + 1), 'x')?.meanings?.[2], word));
    assert.deepEqual(layout('', 'MDPC01', 'echo', 'text')?.line, ['MDPC01', 2, 3]);
    for (const other of [
      ['', 'MDPW03', command(1)],
      ['', 'MDPW01', command(9)],
      ['', 'MDPW01', 'READY'],
      ['', 'MDPW01'],
    ] as const)
      assert.equal(layout(...other), undefined);
  });
});
