import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { greeting, greetingLength, parseGreeting } from '../../../../src/core/zmtp/greeting';

const encoder = new TextEncoder();

function withMechanism(name: string): Uint8Array {
  const bytes = greeting();
  bytes.fill(0, 12, 32);
  bytes.set(encoder.encode(name), 12);
  return bytes;
}

/** A READY command as RFC 23 has it. */
function ready(properties: readonly [name: string, value: string][]): Uint8Array {
  const body: number[] = [5, ...encoder.encode('READY')];
  for (const [name, value] of properties) body.push(name.length, ...encoder.encode(name), 0, 0, 0, value.length, ...encoder.encode(value));
  return Uint8Array.from([0x04, body.length, ...body]);
}

const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

describe('greeting of ZMTP', () => {
  test('ours has the length and marks of RFC 23, and is understood', () => {
    const bytes = greeting();
    assert.equal(bytes.length, greetingLength);
    assert.deepEqual(parseGreeting(bytes), { version: 3, mechanism: 'NULL', socketType: undefined });
  });

  test('a peer with NULL tells its socket type, wherever it stands among its properties', () => {
    const stream = joined(
      greeting(),
      ready([
        ['Identity', ''],
        ['Socket-Type', 'ROUTER'],
        ['X-Other', 'value'],
      ]),
    );
    assert.equal(parseGreeting(stream)?.socketType, 'ROUTER');
    assert.equal(parseGreeting(joined(greeting(), ready([['socket-TYPE', 'PUB']])))?.socketType, 'PUB');
  });

  test('whatever has come of it is no contradiction', () => {
    const stream = joined(greeting(), ready([['Socket-Type', 'REP']]));
    for (let length = 0; length < stream.length; length++) {
      const peer = parseGreeting(stream.subarray(0, length));
      assert.ok(peer, `${length} bytes`);
      assert.equal(peer.socketType, undefined, `${length} bytes`);
    }
  });

  test('other mechanisms are named, and tell no type', () => {
    assert.deepEqual(parseGreeting(joined(withMechanism('CURVE'), ready([['Socket-Type', 'REP']]))), {
      version: 3,
      mechanism: 'CURVE',
      socketType: undefined,
    });
  });

  test('version 2 tells its type by number (RFC 15)', () => {
    const stream = greeting().slice(0, 12);
    stream[10] = 1;
    stream[11] = 4;
    assert.deepEqual(parseGreeting(stream), { version: 2, socketType: 'REP' });
    stream[11] = 200;
    assert.deepEqual(parseGreeting(stream), { version: 2, socketType: undefined });
  });

  test('what is not ZMTP is told at once', () => {
    for (const text of ['HTTP/1.1 400 Bad Request\r\n', 'SSH-2.0-x', '\0'])
      assert.equal(parseGreeting(encoder.encode(text)), undefined, text);
    assert.equal(parseGreeting(withMechanism('\u0001\u0002')), undefined);
    const unsigned = greeting();
    unsigned[9] = 0;
    assert.equal(parseGreeting(unsigned), undefined);
  });

  test('a type that cannot be one is not shown', () => {
    assert.equal(parseGreeting(joined(greeting(), ready([['Socket-Type', '<b>x</b>']])))?.socketType, undefined);
  });

  test('any bytes are read without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (tail) => {
        parseGreeting(tail);
        parseGreeting(joined(greeting(), tail));
        parseGreeting(joined(greeting(), Uint8Array.of(0x04, tail.length & 0xff, 5), encoder.encode('READY'), tail));
      }),
    );
  });
});
