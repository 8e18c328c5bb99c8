import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Sequence } from '../../../../src/core/plot/sequence';

const kindsOf = (values: readonly number[]) => {
  const sequence = new Sequence();
  const kinds = values.map((value) => {
    const odd = sequence.take(value);
    return odd === undefined ? '' : odd.kind === 'missing' ? odd.missing : odd.kind;
  });
  return { kinds, counts: sequence.counts };
};

describe('numbers that count messages', () => {
  const cases: [name: string, values: number[], kinds: (string | number)[]][] = [
    ['each one more', [5, 6, 7, 8], ['', '', '', '']],
    ['from below 0', [-2, -1, 0, 1, 3], ['', '', '', '', 1]],
    ['losses', [1, 2, 5, 6, 10], ['', '', 2, '', 3]],
    ['the same again', [1, 2, 2, 2, 3], ['', '', 'duplicate', 'duplicate', '']],
    ['begun anew', [1000, 1001, 1, 2, 3], ['', '', 'back', '', '']],
    ['an old one comes again', [1, 2, 3, 2, 4, 5], ['', '', '', 'back', '', '']],
    ['late ones', [1, 4, 2, 3, 5], ['', 2, 'late', 'late', '']],
    ['late once only', [1, 4, 2, 2, 3], ['', 2, 'late', 'back', '']],
    ['8 bits', [254, 255, 0, 1], ['', '', '', '']],
    ['8 bits with a loss, once it has begun anew', [255, 0, 1, ...range(2, 254), 3], ['', '', '', ...range(2, 254).map(() => ''), 4]],
    ['16 bits with a loss', [65_533, 65_534, 1, 2], ['', '', 2, '']],
    ['32 bits', [4_294_967_295, 0, 1], ['', '', '']],
    ['signed 32 bits', [2_147_483_646, 2_147_483_647, 0], ['', '', '']],
    ['a counter that was set back below any size', [70_000, 3], ['', 'back']],
    ['53 bits', [Number.MAX_SAFE_INTEGER, 0], ['', '']],
  ];
  for (const [name, values, kinds] of cases) test(name, () => assert.deepEqual(kindsOf(values).kinds, kinds));

  test('what is lost of a counter of any width is what was left out', () => {
    const wide = fc.constantFrom(2 ** 16, 2 ** 31, 2 ** 32);
    fc.assert(
      fc.property(wide, fc.nat(3000), fc.array(fc.nat(9), { maxLength: 400 }), (size, begun, steps) => {
        // It begins near its end, so that it begins anew on the way.
        let at = size - 1 - begun;
        let missing = 0;
        const values = [at];
        for (const step of steps) {
          missing += step === 0 ? 0 : step - 1;
          at = (at + step) % size;
          values.push(at);
        }
        const { counts } = kindsOf(values);
        assert.equal(counts.missing, missing);
        assert.equal(counts.duplicates, steps.filter((step) => step === 0).length);
        assert.equal(counts.back, 0);
      }),
    );
  });

  test('in any order nothing is missing in the end, and each late one is told', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(range(1, 40), { minLength: 40 }), (order) => {
        const { counts } = kindsOf([0, ...order]);
        assert.equal(counts.missing, 0);
        assert.equal(counts.back + counts.duplicates, 0);
      }),
    );
  });

  test('what was not looked at is not missing', () => {
    const sequence = new Sequence();
    for (const value of [1, 2]) sequence.take(value);
    sequence.interrupt();
    assert.equal(sequence.take(100), undefined);
    assert.deepEqual(sequence.take(102), { kind: 'missing', missing: 1 });
  });

  test('many stretches that never come cost no more memory than 200 of them', () => {
    const sequence = new Sequence();
    for (let i = 0; i < 100_000; i++) sequence.take(2 * i);
    assert.equal(sequence.counts.missing, 99_999);
    assert.deepEqual(sequence.take(2 * 99_999 - 1), { kind: 'late' });
    assert.deepEqual(sequence.take(1), { kind: 'back' });
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
