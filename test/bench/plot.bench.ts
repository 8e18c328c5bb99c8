import { Series } from '../../src/core/plot/series';
import type { Bench, Measurement } from './frame';

const pixels = 1000;

/** Milliseconds to make a drawing of all values, over many drawings. */
function drawing(count: number): Promise<Measurement> {
  const series = new Series();
  for (let i = 0; i < count; i++) series.append(i * 0.37, Math.sin(i / 1000) * 100, i);
  const drawings = 200;
  let drawn = 0;
  const started = performance.now();
  for (let i = 0; i < drawings; i++) drawn += series.envelope(series.from as number, series.to as number, pixels).times.length;
  const elapsed = performance.now() - started;
  return Promise.resolve({ value: elapsed / drawings, lost: drawings * Math.min(pixels, count) - drawn });
}

export const bench: Bench = (smoke) => {
  const many = smoke ? 20_000 : 1_000_000;
  return [
    {
      bench: 'plot',
      case: `${many.toLocaleString('en')} values on ${pixels.toLocaleString('en')} pixels`,
      unit: 'ms/drawing',
      ours: { name: 'many values', run: () => drawing(many) },
      references: [{ name: '2,000 values', run: () => drawing(2000) }],
    },
  ];
};
