import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { frameRoles } from '../../../../src/core/codecs/envelope';
import type { Direction } from '../../../../src/protocol/log';
import { socketTypeNames, type SocketType } from '../../../../src/protocol/sockets';
import { produced } from '../../../support/produced';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });

const bytesOf = (frame: string | Uint8Array) => (typeof frame === 'string' ? new TextEncoder().encode(frame) : frame);
const roles = (type: SocketType | undefined, direction: Direction, frames: (string | Uint8Array)[]) =>
  frameRoles(
    type,
    direction,
    frames.map(bytesOf).map((bytes) => ({ size: bytes.length, bytes })),
  )
    .map((role) => ({ 'routing id': 'id', delimiter: '-' })[role as string] ?? role)
    .join(' ');
const automatic = Uint8Array.of(0, 0x6b, 0x8b, 0x45, 0x67);

describe('envelope', () => {
  test('routing ids and delimiters come before the body of ROUTER, DEALER and STREAM', () => {
    assert.equal(roles('router', 'in', [automatic, '', 'Hello']), 'id - body');
    assert.equal(roles('router', 'out', ['worker 1', '', 'Hello', 'more']), 'id - body body');
    assert.equal(roles('router', 'in', [automatic, 'READY']), 'id signal');
    assert.equal(roles('router', 'in', ['worker', 'client', '', 'reply']), 'id id - body', 'through two routers');
    assert.equal(roles('router', 'in', ['peer', '', '']), 'id - body', 'an empty request');
    assert.equal(roles('router', 'in', ['peer', '']), 'id body', 'an empty message without a delimiter');
    assert.equal(roles('router', 'in', ['peer', 'x'.repeat(300), '', 'tail']), 'id body body body', 'no routing id is that long');
    assert.equal(roles('dealer', 'in', ['', 'Hello']), '- body');
    assert.equal(roles('dealer', 'out', ['Hello', '', 'more']), 'body body body');
    assert.equal(roles('dealer', 'in', [automatic, '', 'Hello']), 'id - body', 'behind a proxy');
    assert.equal(roles('dealer', 'out', ['']), 'body');
    assert.equal(roles('stream', 'in', [automatic, 'GET / HTTP/1.1']), 'id body');
    assert.equal(roles('stream', 'in', [automatic, '']), 'id body');
    for (const type of ['req', 'rep', 'push', 'pull', 'pair'] as const)
      assert.equal(roles(type, 'in', ['', 'a', 'b']), 'body body body', 'libzmq takes the delimiter away');
  });

  test('publishers and subscribers have topics, and subscriptions the other way', () => {
    for (const [type, direction] of [
      ['pub', 'out'],
      ['xpub', 'out'],
      ['sub', 'in'],
      ['xsub', 'in'],
    ] as const) {
      assert.equal(roles(type, direction, ['weather.', '21.5', 'more']), 'topic body body');
      assert.equal(roles(type, direction, ['10001 42 60']), 'body');
      assert.equal(roles(type, direction, ['\u0001weather.']), 'body');
    }
    assert.equal(roles('xpub', 'in', ['\u0001weather.']), 'subscription');
    assert.equal(roles('xsub', 'out', ['\u0000']), 'subscription');
    assert.equal(roles('xpub', 'in', ['hello']), 'body');
    assert.equal(roles('xpub', 'in', ['\u0001', 'more']), 'body body');
    assert.equal(roles(undefined, 'in', ['a']), 'body');
  });

  test('a JSON header before other frames is no topic', () => {
    for (const [type, direction] of [
      ['pub', 'out'],
      ['xpub', 'out'],
      ['sub', 'in'],
      ['xsub', 'in'],
    ] as const) {
      assert.equal(roles(type, direction, ['{"seq": 1}', 'raw']), 'header body');
      assert.equal(roles(type, direction, ['[1, [2]]', 'raw', 'more']), 'header body body');
      assert.equal(roles(type, direction, ['[sensor]', 'raw']), 'topic body');
    }
    assert.equal(roles('pull', 'in', ['{"seq": 1}', 'raw']), 'body body');
  });

  test('the parts of a Jupyter message are named', () => {
    const message = produced('produceJupyter.py').get('execute_request')?.frames ?? [];
    const parts = 'jupyter delimiter signature header parent header metadata content buffer buffer';
    assert.equal(roles('router', 'in', ['client', ...message]), `id ${parts}`);
    assert.equal(roles('router', 'in', ['client', 'further', ...message]), `id id ${parts}`);
    assert.equal(roles('dealer', 'out', message), parts);
    assert.equal(roles('sub', 'in', ['kernel.1.execute_input', ...message]), `topic ${parts}`);
    assert.equal(roles('sub', 'in', message), parts, 'without a topic');
    assert.equal(roles('dealer', 'out', message.slice(0, 5)), 'body body body body body', 'the content is missing');
  });

  test('messages of known protocols on sockets that ask and answer are named frame by frame', () => {
    const one = Uint8Array.of(1);
    assert.equal(roles('router', 'in', ['w', '', 'MDPW01', one, 'echo']), 'id - protocol command service');
    assert.equal(
      roles('router', 'out', ['w', 'MDPW02', Uint8Array.of(2), 'client', '', 'job']),
      'id protocol command client address - body',
    );
    assert.equal(roles('dealer', 'in', ['', 'MDPC01', 'echo', 'text', 'text']), '- protocol service body body');
    assert.equal(roles('req', 'out', ['MDPC01', 'echo', 'text']), 'protocol service body');
    assert.equal(roles('dealer', 'out', [one]), 'signal');
    assert.equal(roles('dealer', 'in', ['', '17', 'OK']), '- sequence body');
    assert.equal(roles('router', 'in', ['c', '', '{"jsonrpc": "2.0", "method": "add", "id": 1}']), 'id - json-rpc request');
    assert.equal(roles('router', 'in', ['c', '', '[{"jsonrpc": "2.0", "method": "add", "id": 1}]']), 'id - json-rpc request');
    assert.equal(roles('pair', 'in', [one]), 'body');
    assert.equal(roles('push', 'out', ['17', '{"jsonrpc": "2.0", "method": "add", "id": 1}']), 'body body');
  });

  test('every frame up to the hundredth has a role', () => {
    const frame = fc.oneof(fc.constantFrom('', '<IDS|MSG>', 'id', '\u0001t'), fc.uint8Array({ maxLength: 8 }));
    fc.assert(
      fc.property(
        fc.constantFrom(undefined, ...socketTypeNames),
        fc.constantFrom<Direction>('in', 'out', 'event'),
        fc.array(frame, { maxLength: 130 }),
        (type, direction, frames) => {
          const given = frames.map(bytesOf).map((bytes) => ({ size: bytes.length, bytes }));
          assert.equal(frameRoles(type, direction, given).length, Math.min(100, frames.length));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
