import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readJsValue, thrownText } from '../../../../../src/core/codecs/module/jsValue';
import { maxDepth, maxNodes, maxScalar } from '../../../../../src/core/codecs/values/limits';
import type { ValueNode } from '../../../../../src/protocol/decoding';
import { shown } from '../../../../support/values';

const nodesIn = (node: ValueNode): number =>
  1 + (node.entries ?? []).reduce((sum, { key, value }) => sum + nodesIn(value) + (typeof key === 'object' ? nodesIn(key) : 0), 0);
const depthOf = (node: ValueNode): number => 1 + Math.max(0, ...(node.entries ?? []).map(({ value }) => depthOf(value)));

describe('values of JavaScript', () => {
  test('are shown as what they are', () => {
    class Sample {
      seq = 1;
      get twice() {
        return 2;
      }
    }
    const cases: [unknown, string][] = [
      [undefined, 'null'],
      [null, 'null'],
      [true, 'true'],
      [42, '42'],
      [-0, '-0'],
      [1.5, '1.5'],
      [NaN, 'NaN'],
      [Infinity, 'Infinity'],
      [2 ** 60, '1152921504606847000'],
      [2n ** 70n, '1180591620717411303424'],
      ['text', '"text"'],
      [Uint8Array.of(0, 255), '<00ff>'],
      [Buffer.from('ab'), '<6162>'],
      [Uint8Array.of(1, 2).buffer, '<0102>'],
      [new DataView(Uint8Array.of(1, 2, 3).buffer, 1), '<0203>'],
      [Float32Array.of(0.5, 2), 'Float32Array[0.5, 2]'],
      [BigInt64Array.of(-1n), 'BigInt64Array[-1]'],
      [[1, [2, 'x']], '[1, [2, "x"]]'],
      [{ a: 1, b: { c: null } }, '{a: 1, b: {c: null}}'],
      [Object.create(null, { a: { value: 1, enumerable: true } }), '{a: 1}'],
      [
        new Map<unknown, unknown>([
          ['a', 1],
          [2, 'b'],
        ]),
        'Map{a: 1, 2: "b"}',
      ],
      [new Set([1, 'a']), 'Set[1, "a"]'],
      [new Date(0), '"1970-01-01T00:00:00.000Z"'],
      [new Date(NaN), '"Invalid Date"'],
      [/a+/i, '"/a+/i"'],
      [new String('boxed'), '"boxed"'],
    ];
    for (const [value, expected] of cases) {
      const { value: node, problem } = readJsValue(value);
      assert.equal(problem, undefined);
      assert.equal(shown(node), expected, expected);
    }
    assert.deepEqual(readJsValue(undefined).value, { kind: 'null', type: 'undefined' });
    assert.deepEqual(readJsValue(new Date(0)).value, { kind: 'string', text: '1970-01-01T00:00:00.000Z', type: 'Date' });
    const sample = readJsValue(new Sample()).value;
    assert.deepEqual([sample?.kind, sample?.text, sample?.entries?.map(({ key }) => key)], ['object', 'Sample', ['seq']]);
    assert.deepEqual(readJsValue(Symbol('s')).value, { kind: 'string', text: 'Symbol(s)', type: 'symbol' });
    assert.deepEqual(readJsValue(() => 1).value, { kind: 'object', text: 'Function', entries: [] });
    assert.match(shown(readJsValue(new RangeError('too far')).value), /RangeError: too far/);
  });

  test('that have no end, or throw, are bounded and said', () => {
    const cyclic: Record<string, unknown> = { a: 1 };
    cyclic.self = cyclic;
    cyclic.list = [cyclic];
    const { value, problem } = readJsValue(cyclic);
    assert.equal(problem, undefined);
    assert.deepEqual(
      value?.entries?.map(({ value: { kind } }) => kind),
      ['integer', 'reference', 'array'],
    );
    // The same object twice, side by side, is no circle.
    const twice = { x: 1 };
    assert.equal(shown(readJsValue([twice, twice]).value), '[{x: 1}, {x: 1}]');

    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const nested = readJsValue(deep);
    assert.ok(nested.value && depthOf(nested.value) <= maxDepth);
    assert.ok(nested.notes?.some((note) => note.includes('deeper than')));

    const shared: unknown[] = [1];
    let wide: unknown = shared;
    for (let i = 0; i < 60; i++) wide = [wide, wide];
    for (const huge of [
      wide,
      new Array(4_000_000_000),
      new Float64Array(5_000_000),
      Array.from({ length: 50_000 }, (_, i) => ({ i })),
      new Set(Array.from({ length: 50_000 }, (_, i) => i)),
      new Map(Array.from({ length: 50_000 }, (_, i) => [i, i])),
      Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, i])),
    ]) {
      const read = readJsValue(huge);
      assert.ok(read.value && nodesIn(read.value) <= maxNodes, 'at most so many values');
      assert.ok((read.notes ?? []).length > 0);
    }
    const text = readJsValue('x'.repeat(maxScalar * 4)).value;
    assert.deepEqual([text?.text?.length, text?.whole], [maxScalar, maxScalar * 4]);
    assert.equal(readJsValue(new Uint8Array(maxScalar * 2)).value?.whole, maxScalar * 2);
    assert.equal(readJsValue(1n << 10_000_000n).value?.text, '…');
    assert.ok((readJsValue({ ['k'.repeat(100_000)]: 1 }).value?.entries?.[0]?.key as string).length <= 1000);

    const throwing = {
      good: 1,
      get bad() {
        throw new Error('no such field');
      },
      after: 2,
    };
    const read = readJsValue(throwing);
    assert.equal(read.problem, undefined);
    assert.deepEqual(
      read.value?.entries?.map(({ value }) => value.text),
      ['1', 'its getter throws: Error: no such field', '2'],
    );
    for (const promise of [Promise.resolve(1), { then: () => undefined }, [Promise.resolve(1)]])
      assert.match(readJsValue(promise).problem?.message ?? '', /returned a Promise/);
    const hostile = [
      new Proxy({}, { ownKeys: () => assert.fail('trap') }),
      new Proxy({}, { getPrototypeOf: () => assert.fail('trap') }),
      {
        get then(): unknown {
          throw new Error('trap');
        },
      },
      Object.create(new Date()) as unknown,
    ];
    for (const value of hostile) {
      const { problem, value: node } = readJsValue(value);
      assert.ok(problem ?? node);
    }
    assert.equal(typeof thrownText({ toString: () => assert.fail('again') }), 'string');
    assert.ok(thrownText('x'.repeat(10_000)).length <= 500);
    assert.equal(thrownText(Object.create(null)), 'something that has no text');
  });
});
