import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Histogram } from '../../../../src/core/statistics/histogram';

/** Numbers from 0 to 1, always the same ones. */
function* random(): Generator<number, never> {
  for (let state = 1; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

function values(count: number, of: (random: number) => number): number[] {
  const numbers = random();
  return Array.from({ length: count }, () => Math.floor(of(numbers.next().value)));
}

/** The least value that is not exceeded by this share of all. */
const exactly = (sorted: readonly number[], share: number) => sorted[Math.max(1, Math.ceil(sorted.length * share)) - 1] ?? NaN;

function noted(all: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of all) histogram.note(value);
  return histogram;
}

describe('a histogram', () => {
  const samples: [string, number[]][] = [
    ['all the same', values(1000, () => 12_345)],
    ['one value', [7]],
    ['even, small', values(10_000, (r) => r * 256)],
    ['even, large', values(10_000, (r) => r * 5_000_000)],
    ['normal', values(10_000, (r) => 2000 + 300 * Math.sqrt(-2 * Math.log(r + 1e-9)) * Math.cos(40 * r))],
    ['heavy-tailed', values(10_000, (r) => 10 / (1 - r) ** 2)],
    ['exponential', values(10_000, (r) => -50_000 * Math.log(1 - r))],
    ['two humps', values(10_000, (r) => (r < 0.5 ? r * 100 : 1e9 + r * 1e8))],
    ['beyond 32 bits', values(10_000, (r) => r * 2 ** 50)],
    ['at the edges of steps', [0, 255, 256, 257, 511, 512, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53]],
  ];
  for (const [name, all] of samples) {
    test(`${name}: count, mean, least and greatest are exact, quantiles off by less than 0.4 %`, () => {
      const sorted = [...all].sort((a, b) => a - b);
      const histogram = noted(all);
      const { count, mean, min, median, p99, max } = histogram.distribution() ?? assert.fail('nothing noted');
      assert.equal(count, all.length);
      assert.equal(min, sorted[0]);
      assert.equal(max, sorted.at(-1));
      assert.equal(mean, all.reduce((sum, value) => sum + value, 0) / all.length);
      assert.equal(median, histogram.quantile(0.5));
      assert.equal(p99, histogram.quantile(0.99));
      for (const share of [0, 0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1]) {
        const told = histogram.quantile(share);
        const exact = exactly(sorted, share);
        if (exact < 256) assert.equal(told, exact);
        else assert.ok(Math.abs(told - exact) < exact * 0.004, `${share}: ${told} for ${exact}`);
      }
    });

    test(`${name}: its bars hold each value once`, () => {
      const { edges, counts } = noted(all).distribution() ?? assert.fail('nothing noted');
      assert.ok(counts.length >= 1 && counts.length <= 20);
      assert.equal(edges.length, counts.length + 1);
      const counted = counts.map((_, i) => all.filter((value) => value >= (edges[i] as number) && value < (edges[i + 1] as number)).length);
      assert.deepEqual(counts, counted);
      assert.equal(
        counts.reduce((sum, each) => sum + each, 0),
        all.length,
      );
    });
  }

  test('tells in another unit', () => {
    const { mean, min, median, max, edges } = noted([1000, 2000, 9000]).distribution(1000) ?? assert.fail('nothing noted');
    assert.deepEqual([mean, min, max], [4, 1, 9]);
    assert.ok(Math.abs(median - 2) < 0.008);
    assert.ok((edges[0] as number) <= 1 && (edges.at(-1) as number) > 9);
  });

  test('of nothing there is none', () => assert.equal(new Histogram().distribution(), undefined));
});
