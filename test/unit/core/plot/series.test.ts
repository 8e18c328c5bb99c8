import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Series } from '../../../../src/core/plot/series';

/** What `envelope` shall be, the slow way. */
function naive(points: [number, number][], from: number, to: number, pixels: number) {
  const width = (to - from) / pixels || 1;
  const found = new Map<number, { time: number; low: number | null; high: number | null }>();
  for (const [time, value] of points) {
    if (time < from || time > to) continue;
    const pixel = Math.min(pixels - 1, Math.floor((time - from) / width));
    const known = found.get(pixel) ?? { time, low: null, high: null };
    if (Number.isFinite(value)) {
      known.low = known.low === null ? value : Math.min(known.low, value);
      known.high = known.high === null ? value : Math.max(known.high, value);
    }
    found.set(pixel, known);
  }
  const all = [...found.values()];
  return { times: all.map(({ time }) => time), low: all.map(({ low }) => low), high: all.map(({ high }) => high) };
}

describe('series', () => {
  it('draws the least and the most of each pixel', () => {
    // Which zero of two is the least nobody sees.
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => each + 0);
    const value = fc.oneof(number, fc.constantFrom(NaN, Infinity, -Infinity));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), value), { maxLength: 3000, size: 'max' }),
        fc.integer({ min: 1, max: 50 }),
        fc.nat(500),
        fc.nat(20_000),
        (steps, pixels, from, span) => {
          const series = new Series();
          let time = 0;
          const points = steps.map(([step, number]): [number, number] => [(time += step), number]);
          for (const [at, number] of points) series.append(at, number, 1);
          assert.deepEqual(series.envelope(from, from + span, pixels), naive(points, from, from + span, pixels));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('keeps 2,000,000 values, says what it gave up, and draws all in no more stretches than asked for', () => {
    const series = new Series();
    for (let i = 0; i < 2_200_000; i++) series.append(i, i % 1000, i);
    assert.equal(series.count + series.dropped, 2_200_000);
    assert.ok(series.count <= 2_000_000 && series.count > 1_900_000);
    const { times, low, high } = series.envelope(series.from as number, series.to as number, 1000);
    assert.equal(times.length, 1000);
    assert.ok(low.every((value) => value === 0) && high.every((value) => value === 999));
    assert.deepEqual(series.slice(series.count - 2, 10).times, [2_199_998, 2_199_999]);
  });

  it('a clock that is set back does not turn the line around', () => {
    const series = new Series();
    for (const [time, value] of [
      [10, 1],
      [5, 2],
      [12, 3],
    ] as const)
      series.append(time, value, 1);
    assert.deepEqual(series.slice(0, 10), { times: [10, 10, 12], values: [1, 2, 3] });
  });

  it('a place in the drawing leads to the record of the value that is drawn there', () => {
    const series = new Series();
    assert.equal(series.recordNear(0, 0, 10), undefined);
    for (let i = 0; i < 200_000; i++) series.append(i, i === 150_003 ? 1000 : i % 10, 7_000_000_000 + i);
    assert.equal(series.recordNear(150_000, 990, 5), 7_000_150_003);
    assert.equal(series.recordNear(150_000, 4, 5), 7_000_150_004);
    assert.equal(series.recordNear(65_535.4, 0, 0), 7_000_065_535);
    assert.equal(series.recordNear(1e9, 0, 5), 7_000_199_999);
    assert.equal(series.recordNear(-1e9, 0, 5), 7_000_000_000);
    // However many there are, the answer comes.
    assert.ok((series.recordNear(0, 1000, 1e9) ?? 0) >= 7_000_000_000);
  });
});
