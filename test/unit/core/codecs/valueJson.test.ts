import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { readCbor } from '../../../../src/core/codecs/formats/cborReader';
import { readJson } from '../../../../src/core/codecs/formats/jsonReader';
import { readMsgpack } from '../../../../src/core/codecs/formats/msgpackReader';
import { readPickle } from '../../../../src/core/codecs/pickle/pickleReader';
import { valueJson } from '../../../../src/core/codecs/values/valueJson';
import type { ValueNode } from '../../../../src/protocol/decoding';

/** Bytes that a line of Python makes. */
function made(expression: string): Uint8Array {
  const program = `import sys, pickle, msgpack, cbor2, decimal, fractions\nsys.stdout.buffer.write(${expression})`;
  return new Uint8Array(execFileSync('/usr/bin/python3', ['-c', program]));
}

function json(value: ValueNode | undefined): string {
  assert.ok(value);
  const { text } = valueJson(value);
  JSON.parse(text);
  return text.replace(/\s*\n\s*/g, ' ');
}

test('every value becomes JSON that a parser takes', () => {
  const msgpack = (expression: string): string => json(readMsgpack(made(`msgpack.packb(${expression})`)).value);
  const cbor = (expression: string): string => json(readCbor(made(`cbor2.dumps(${expression})`)).value);
  const pickle = (expression: string): string => json(readPickle(made(`pickle.dumps(${expression})`)).reading.value);
  assert.equal(
    msgpack('{7: "seven", (1, 2): "tuple", b"k": b"\\x00\\xff", None: True, "f": float("nan"), "i": float("-inf"), "n": 2**63, "d": 2.0}'),
    '{ "7": "seven", "[1, 2]": "tuple", "0x6b": "0x00ff", "null": true, "f": "NaN", "i": "-Infinity", "n": 9223372036854775808, "d": 2.0 }',
  );
  assert.equal(
    cbor('[cbor2.CBORTag(32, "http://a"), cbor2.undefined, 2**70, {}, []]'),
    '[ { "tag": "tag 32 URI", "value": "http://a" }, null, 1180591620717411303424, {}, [] ]',
  );
  assert.equal(
    pickle('[{3}, frozenset(), fractions.Fraction(1, 3), decimal.Decimal]'),
    '[ [ 3 ], [], { "class": "fractions.Fraction", "arguments": [ 1, 3 ] }, { "class": "decimal.Decimal" } ]',
  );
  assert.equal(pickle('(lambda a: [a, a])(["a list that stands there twice"])'), '[ [ "a list that stands there twice" ], "same as [0]" ]');
});

test('numbers keep their digits, keys that stand twice stand twice, and lines are indented', () => {
  const bytes = new TextEncoder().encode('{"id": 900719925474099312345, "a": 1e400, "a": -0.0, "list": [1, [2]]}');
  const { value } = readJson(bytes);
  assert.ok(value);
  assert.deepEqual(valueJson(value), {
    text: '{\n  "id": 900719925474099312345,\n  "a": 1e400,\n  "a": -0.0,\n  "list": [\n    1,\n    [\n      2\n    ]\n  ]\n}',
    isCut: false,
  });
});

test('what is not known to its end is told', () => {
  assert.deepEqual(valueJson({ kind: 'array', whole: 5, entries: [{ value: { kind: 'integer', text: '1' } }] }), {
    text: '[\n  1\n]',
    isCut: true,
  });
  assert.deepEqual(valueJson({ kind: 'map', entries: [{ key: 'b', value: { kind: 'bytes', text: '00ff', whole: 3 } }] }), {
    text: '{\n  "b": "0x00ff"\n}',
    isCut: true,
  });
});
