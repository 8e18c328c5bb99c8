import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encode } from '@msgpack/msgpack';
import { encode as encodeCbor } from 'cborg';
import fc from 'fast-check';
import { chooseDecoder } from '../../../../src/core/codecs/choose';
import { quickPath, quickValue } from '../../../../src/core/codecs/formats/quickValues';
import { picker } from '../../../../src/core/codecs/pick';
import { Schemas } from '../../../../src/core/codecs/protobuf/schemas';
import { formatPath, parsePath, type PathStep } from '../../../../src/core/codecs/values/path';
import type { MessageContext } from '../../../../src/core/codecs/messageContext';

/** CBOR in which names that are integers are integers. */
const encodeIntegers = (content: object) =>
  encodeCbor(new Map(Object.entries(content).map(([key, value]) => [/^-?\d+$/.test(key) ? Number(key) : key, value as unknown])));

const environment = { rules: [], schemas: new Schemas(() => new Uint8Array()) };
const message = (bytes: Uint8Array): MessageContext => ({
  socketName: 's',
  socketType: 'pull',
  direction: 'in',
  frames: [{ size: bytes.length, bytes }],
});

/** What the quick way says, which is what the tree says wherever it is sure; undefined where it is not. */
function checked(bytes: Uint8Array, steps: readonly PathStep[]): boolean {
  const path = quickPath(steps);
  const quick = path && quickValue(bytes, path);
  if (!quick?.sure) return false;
  const { decoder } = chooseDecoder(bytes, bytes.length);
  assert.ok(decoder === 'msgpack' || decoder === 'cbor', `${Buffer.from(bytes).toString('hex')} is ${decoder}`);
  // A decoder that is named leads past the quick way.
  assert.deepEqual(quick.picked, picker(parsePath(formatPath(steps)), decoder, environment)(message(bytes), 0));
  return true;
}

describe('values that are found without a tree', () => {
  const key = fc.constantFrom('a', 'b', 'temp', 'nd', 'text with blanks', 'ключ', '1', '-1');
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.oneof(
        fc.integer(),
        fc.double(),
        fc.float(),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
        fc.string(),
        fc.string({ unit: 'binary' }),
        fc.boolean(),
        fc.constantFrom(null, '{"x": 1}', -0, 2 ** 53, new Uint8Array([1, 2])),
        fc.constant({ type: '<u2', shape: [2], data: new Uint8Array([1, 0, 2, 0]) }),
      ),
      fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      fc.array(tie('value'), { maxLength: 4 }),
    ),
  })).value;
  const map = fc.dictionary(key, value, { minKeys: 1, maxKeys: 5 });
  const steps = fc.array(fc.oneof(key, fc.nat(3)), { minLength: 1, maxLength: 3 });

  test('are those that the tree has, of bytes that would be chosen for the format', () => {
    let sure = 0;
    fc.assert(
      fc.property(map, steps, fc.boolean(), (content, path, isMsgpack) => {
        if (checked(isMsgpack ? encode(content, { useBigInt64: true }).slice() : encodeCbor(content), path)) sure++;
      }),
      { numRuns: 6000 },
    );
    assert.ok(sure > 500, `sure of ${sure}`);
  });

  test('also where a name is an integer that is a key, which the tree is asked for', () => {
    fc.assert(
      fc.property(map, steps, (content, path) => {
        checked(encodeIntegers(content), path);
      }),
      { numRuns: 2000 },
    );
    const found = (digits: string, path: string) =>
      picker(parsePath(path), undefined, environment)(message(Uint8Array.from(Buffer.from(digits, 'hex'))), 0);
    const cases: [digits: string, path: string, finds: string | undefined][] = [
      ['8101a161', '.1', 'a'],
      ['8101a161', '."1"', 'a'],
      ['8101a161', '[1]', 'a'],
      ['8101a161', '.01', undefined],
      ['8101a161', '.-1', undefined],
      ['82a131a16101a162', '.1', 'a'],
      ['82a131a16101a162', '[1]', 'b'],
      ['81a16b8101a161', '.k.1', 'a'],
      ['81cfffffffffffffffffa161', '.18446744073709551615', 'a'],
      ['a2016161206162', '.1', 'a'],
      ['a2016161206162', '.-1', 'b'],
      ['a2016161206162', '."-1"', 'b'],
      [Buffer.from("{1: 'a', -1: {2: 'b'}}").toString('hex'), '.1', 'a'],
      [Buffer.from("{1: 'a', -1: {2: 'b'}}").toString('hex'), '.-1.2', 'b'],
      ['82a16b90a16a92a178a179', '.j.1', 'y'],
    ];
    for (const [digits, path, finds] of cases) assert.equal(found(digits, path)?.text, finds, `${digits} ${path}`);
    const fields = message(Uint8Array.from(Buffer.from('0a0568656c6c6f10ac02', 'hex')));
    assert.equal(picker(parsePath('.1'), 'protobuf', environment)(fields, 0)?.text, 'hello');
  });

  test('also of bytes that were changed, cut, or have something behind them', () => {
    fc.assert(
      fc.property(map, steps, fc.boolean(), fc.nat(), fc.nat(255), fc.nat(3), (content, path, isMsgpack, at, byte, cut) => {
        const bytes = Uint8Array.from(isMsgpack ? encode(content, { useBigInt64: true }) : encodeCbor(content));
        bytes[at % bytes.length] = byte;
        checked(cut === 0 ? bytes : cut === 1 ? Uint8Array.from([...bytes, byte]) : bytes.subarray(0, bytes.length - cut), path);
      }),
      { numRuns: 10_000 },
    );
  });

  test('of equal keys the last one counts, and hostile bytes end it', () => {
    const twice = Uint8Array.from([0x82, 0xa1, 0x61, 1, 0xa1, 0x61, 0x81, 0xa1, 0x62, 2]);
    assert.deepEqual(quickValue(twice, quickPath(['a', 'b']) ?? []), { sure: true, picked: { kind: 'number', number: 2 } });
    assert.deepEqual(quickValue(Uint8Array.from([0x82, 0xa1, 0x61, 0x81, 0xa1, 0x62, 2, 0xa1, 0x61, 1]), quickPath(['a', 'b']) ?? []), {
      sure: true,
    });
    const deep = Uint8Array.from([...Array.from({ length: 500 }, () => [0x81, 0xa1, 0x61]).flat(), 1]);
    assert.equal(quickValue(deep, quickPath(['a']) ?? []).sure, false);
    assert.equal(quickValue(Uint8Array.from([0xde, 0xff, 0xff, 0xa1, 0x61, 1]), quickPath(['a']) ?? []).sure, false);
    assert.equal(quickPath([]), undefined);
    assert.equal(quickPath([-1]), undefined);
  });
});
