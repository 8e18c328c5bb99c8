import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { sizeOfType, type Integer } from '../../../../src/core/plot/counterSize';
import { Sequence } from '../../../../src/core/plot/sequence';

const kindsOf = (values: readonly Integer[], type = '') => {
  const sequence = new Sequence(sizeOfType(type));
  const kinds = values.map((value) => {
    const odd = sequence.take(value);
    return odd === undefined ? '' : odd.kind === 'missing' ? odd.missing : odd.kind;
  });
  return { kinds, counts: sequence.counts };
};

describe('numbers that count messages', () => {
  const cases: [name: string, values: Integer[], kinds: (string | number)[]][] = [
    ['each one more', [5, 6, 7, 8], ['', '', '', '']],
    ['from below 0', [-2, -1, 0, 1, 3], ['', '', '', '', 1]],
    ['losses', [1, 2, 5, 6, 10], ['', '', 2, '', 3]],
    ['the same again', [1, 2, 2, 2, 3], ['', '', 'duplicate', 'duplicate', '']],
    ['begun anew', [1000, 1001, 1, 2, 3], ['', '', 'back', '', '']],
    ['an old one comes again', [1, 2, 3, 2, 4, 5], ['', '', '', 'back', '', '']],
    ['late ones', [1, 4, 2, 3, 5], ['', 2, 'late', 'late', '']],
    ['late once only', [1, 4, 2, 2, 3], ['', 2, 'late', 'back', 'late']],
    [
      'old ones again here and there, and then a loss',
      [10, 11, 12, 13, 14, 10, 12, 15, 11, 12, 18],
      ['', '', '', '', '', 'back', 'back', '', 'back', '', 2],
    ],
    ['begun anew with a loss', [5000, 5001, 0, 1, 4, 5], ['', '', 'back', '', 2, '']],
    ['8 bits', [254, 255, 0, 1], ['', '', '', '']],
    ['8 bits with a loss, once it has begun anew', [255, 0, 1, ...range(2, 254), 3], ['', '', '', ...range(2, 254).map(() => ''), 4]],
    ['16 bits with a loss', [65_533, 65_534, 1, 2], ['', '', 2, '']],
    ['32 bits', [4_294_967_295, 0, 1], ['', '', '']],
    ['signed 32 bits', [2_147_483_646, 2_147_483_647, 0], ['', '', '']],
    ['a counter that was set back below any size', [70_000, 3], ['', 'back']],
    ['53 bits', [Number.MAX_SAFE_INTEGER, 0], ['', '']],
    ['beyond 53 bits', [2 ** 53 - 1, 2n ** 53n, 2n ** 53n + 1n, 2n ** 53n + 4n, 2n ** 53n + 2n], ['', '', '', 2, 'late']],
    ['64 bits', [2n ** 64n - 1n, 0, 1, 3], ['', '', '', 1]],
    ['signed 64 bits', [2n ** 63n - 1n, -(2n ** 63n), 1n - 2n ** 63n], ['', '', '']],
    ['64 bits, set back', [2n ** 63n + 5n, 0, 1, 4], ['', 'back', '', 2]],
    ['32 bits that go on below 0', [2_147_483_646, 2_147_483_647, -2_147_483_648, -2_147_483_646], ['', '', '', 1]],
    ['8 bits with a loss, which may be anything', [253, 254, 2, 3], ['', '', 'back', '']],
  ];
  for (const [name, values, kinds] of cases) test(name, () => assert.deepEqual(kindsOf(values).kinds, kinds));

  test('a size that the type tells is known from the first number on', () => {
    assert.deepEqual(kindsOf([253, 254, 2, 3], 'uint8').kinds, ['', '', 3, '']);
    assert.deepEqual(kindsOf([126, -127], 'int8').kinds, ['', 2]);
    assert.deepEqual(kindsOf([65_000, 10], 'uint16 big-endian').kinds, ['', 545]);
    assert.equal(kindsOf([3_000_000_000, 0], 'uint32').counts.missing, 0);
  });

  test('late over the end of the counter', () => {
    const { counts } = kindsOf([...range(0, 255), ...range(0, 254), 0, 255, ...range(1, 20)]);
    assert.deepEqual(counts, { missing: 0, gaps: 1, duplicates: 0, back: 0, late: 1, wraps: 2 });
  });

  test('a counter that proves larger than it was taken to be has lost nothing by that', () => {
    assert.equal(kindsOf([...range(0, 255), ...range(0, 300), ...range(0, 20)]).counts.missing, 0);
    assert.equal(kindsOf([...range(0, 255), ...range(0, 200), ...range(10, 300)]).counts.missing, 0);
  });

  const integer = fc.oneof(fc.nat(300), fc.integer({ min: -40, max: 40 }), fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map(exact));
  const around = fc.constantFrom(...[7, 8, 15, 16, 24, 31, 32, 53, 63, 64].flatMap((bits) => [2n ** BigInt(bits), -(2n ** BigInt(bits))]));
  const near = fc.tuple(around, fc.bigInt({ min: -3n, max: 3n })).map(([end, by]) => exact(end + by));
  test('whatever comes, no count is below 0', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(integer, near), { maxLength: 200 }),
        fc.constantFrom('', 'uint8', 'int16', 'uint32', 'uint64'),
        (values, type) => {
          const sequence = new Sequence(sizeOfType(type));
          for (const value of values) {
            const odd = sequence.take(value);
            if (odd?.kind === 'missing') assert.ok(odd.missing > 0);
            for (const count of Object.values(sequence.counts)) assert.ok(count >= 0);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  const widths: [name: string, end: bigint, count: bigint, type: string][] = [
    ...[8, 16, 24, 32, 53, 64].map((bits): [string, bigint, bigint, string] => [
      `${bits} bits`,
      2n ** BigInt(bits),
      2n ** BigInt(bits),
      '',
    ]),
    ...[8, 16, 32, 64].map((bits): [string, bigint, bigint, string] => [
      `signed ${bits} bits`,
      2n ** BigInt(bits - 1),
      2n ** BigInt(bits),
      '',
    ]),
    ...[8, 16, 32, 64].map((bits): [string, bigint, bigint, string] => [
      `uint${bits}`,
      2n ** BigInt(bits),
      2n ** BigInt(bits),
      `uint${bits}`,
    ]),
    ['no end', 2n ** 40n, 0n, ''],
  ];
  for (const [name, end, count, type] of widths)
    test(`what is missing is what never came, whatever comes late, twice or again: ${name}`, () => {
      fc.assert(
        fc.property(fc.array(happening, { maxLength: 80 }), fc.boolean(), (happenings, isSetBack) => {
          const sender = new Sender(end - 20n);
          // In order over its end, so that its size shows.
          for (let i = 0; i < 30; i++) sender.send();
          for (const each of happenings) sender.do(each);
          sender.flush();
          const written = sender.sent.map((number) =>
            exact(number >= end && count > 0n ? number - ((number - end) / count + 1n) * count : number),
          );
          // From far away to 0; of others that may be a loss.
          const isBegunAnew = isSetBack && count === 0n;
          const { counts } = kindsOf(isBegunAnew ? [...written, 0, 1, 4] : written, type);
          assert.equal(counts.missing, sender.missing + (isBegunAnew ? 2 : 0));
        }),
        { numRuns: 300 },
      );
    });

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

/** A number as the engine has it. */
function exact(value: bigint): Integer {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

type Happening = { what: 'sent' | 'lost' | 'late' | 'twice'; count: number } | { what: 'again'; count: number; before: number };
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ what: fc.constant('sent' as const), count: fc.integer({ min: 1, max: 9 }) }) },
  fc.record({ what: fc.constantFrom('lost' as const, 'late' as const, 'twice' as const), count: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ what: fc.constant('again' as const), count: fc.integer({ min: 1, max: 5 }), before: fc.integer({ min: 6, max: 20 }) }),
);

/** Sends numbers over a bad network, and knows what never came. */
class Sender {
  readonly sent: bigint[] = [];
  private held: bigint[] = [];
  private next: bigint;

  constructor(private readonly first: bigint) {
    this.next = first;
  }

  send(): void {
    this.sent.push(this.next++);
  }

  do(happening: Happening): void {
    const { what, count } = happening;
    if (what === 'again') {
      this.flush();
      this.send();
      // Where 0 is among them the numbers rather begin anew.
      const from = this.next - BigInt(happening.before);
      if (from >= this.first) for (let i = 0; i < count; i++) this.sent.push(from + BigInt(i));
      this.send();
    }
    for (let i = 0; i < count; i++) {
      if (what === 'sent') this.send();
      else if (what === 'lost') this.next++;
      else if (what === 'late') this.held.push(this.next++);
      else if (what === 'twice') this.sent.push(this.sent.at(-1) as bigint);
    }
    if (what === 'sent') this.flush();
  }

  /** What is late comes, the newest first, behind what was sent since. */
  flush(): void {
    this.send();
    for (let late = this.held.pop(); late !== undefined; late = this.held.pop()) this.sent.push(late);
  }

  get missing(): number {
    const came = new Set(this.sent);
    let last = this.first;
    for (const number of came) if (number > last) last = number;
    return Number(last - this.first + 1n) - came.size;
  }
}
