import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { figures, median } from './frame';
import type { BenchCase, Figure } from './frame';

const run = promisify(execFile);

describe('benches', () => {
  const names = [
    'receive-wire',
    'filtered',
    'receive-libzmq',
    'receive-script',
    'send',
    'roundtrip',
    'latency',
    'memory',
    'append',
    'plot',
    'filter',
    'query',
    'rows',
    'histogram',
    'export',
    'statistics',
    'decode',
    'tap',
    'ui',
    'start',
    'size',
  ];
  for (const name of names) {
    test(`${name} runs, loses nothing and prints its figures`, async () => {
      const { stdout } = await run(process.execPath, ['scripts/bench.mjs', name, '--smoke', '--json'], { timeout: 300_000 });
      const lines = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Figure);
      assert.ok(lines.length >= 1);
      for (const figure of lines) {
        assert.deepEqual(Object.keys(figure), ['bench', 'case', 'ours', 'reference', 'unit', 'ratio', 'runs', 'lost']);
        assert.equal(figure.bench, name);
        assert.equal(figure.lost, 0);
        assert.equal(figure.runs, 1);
        assert.ok(Number.isFinite(figure.ours) && figure.reference > 0, JSON.stringify(figure));
        assert.equal(figure.ratio, figure.ours / figure.reference);
      }
    });
  }

  test('an unknown name is an error that lists those there are', async () => {
    await assert.rejects(
      run(process.execPath, ['scripts/bench.mjs', 'no-such-bench'], { timeout: 120_000 }),
      /receive-wire, filtered, receive-libzmq/,
    );
  });

  test('figures are medians of all runs, one for each reference', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 3, 2]), 2.5);
    const side = (name: string) => ({ name, run: () => Promise.resolve({ value: 0, lost: 0 }) });
    const bench: BenchCase = { bench: 'b', case: 'c', unit: 'u', ours: side('ours'), references: [side('x'), side('y')] };
    const all = figures(bench, [
      { side: bench.ours, values: [10, 30, 20], lost: 3 },
      { side: side('x'), values: [10, 10, 10], lost: 0 },
      { side: side('y'), values: [40, 40, 40], lost: 0 },
    ]);
    assert.deepEqual(
      all.map(({ case: name, ours, reference, ratio, runs, lost }) => [name, ours, reference, ratio, runs, lost]),
      [
        ['c, against x', 20, 10, 2, 3, 3],
        ['c, against y', 20, 40, 0.5, 3, 3],
      ],
    );
  });
});
