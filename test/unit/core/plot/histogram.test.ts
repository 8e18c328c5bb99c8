import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Capture } from '../../../../src/core/capture/capture';
import type { Records } from '../../../../src/core/capture/records';
import { EVENT, IN } from '../../../../src/core/capture/segment';
import { Sources } from '../../../../src/core/capture/sources';
import { Histogram, type TimeBars } from '../../../../src/core/plot/histogram';
import { barWidth, stepsBetween, timeSteps } from '../../../../src/core/plot/timeSteps';
import { compileQuery } from '../../../../src/core/query/compile';
import { parseQuery } from '../../../../src/core/query/parse';
import { View } from '../../../../src/core/query/view';

const base = Date.UTC(2026, 2, 9, 10, 0, 0);
const never = () => false;

/** A capture with so many sockets, each with a peer, and a histogram of what a filter finds in it. */
function bench({ sockets = 3, filter = '', maxRecords = 100_000, bars = 50 } = {}) {
  const sources = new Sources();
  const numbers: number[] = [];
  for (let i = 0; i < sockets; i++) {
    const socket = sources.open({ id: `s${i}`, name: `socket ${i}`, kind: 'socket' });
    const part = { id: socket.id, number: 1 };
    numbers.push(socket.number, sources.open({ id: `s${i}/1`, name: `socket ${i}`, kind: 'peer', partOf: part, whole: socket }).number);
  }
  const capture = new Capture({ maxBytes: 64 * 1024 * 1024, maxRecords });
  const context = { sources, now: () => base, judge: () => Promise.reject(new Error('not asked')), pause: () => undefined };
  const view = new View(capture, compileQuery(parseQuery(filter).query, context));
  const histogram = new Histogram(view, capture, sources, () => undefined);
  const append = (time: number, source: number, text = 'x', direction: typeof IN | typeof EVENT = IN) =>
    capture.append({
      time,
      source: numbers[source % numbers.length] as number,
      direction,
      event: 0,
      frames: [new TextEncoder().encode(text)],
    });
  /** What is shown, after it was held against a count of each match. */
  const counted = async (): Promise<TimeBars> => {
    void view.scan(never);
    const shown = await histogram.bars(bars, never);
    assert.deepEqual(sums(shown), naive(shown));
    return shown;
  };
  const naive = ({ from, width, series }: TimeBars): Map<string, number> => {
    const found = new Map<string, number>();
    const told = new Set(series.map(({ source }) => source?.id));
    for (const { number } of view.records(view.first, view.end - view.first)) {
      const place = capture.find(number);
      assert.ok(place);
      const { segment, row } = place;
      const { id, partOf } = sources.of(segment.sourceOf(row));
      const socket = partOf?.id ?? id;
      const about = segment.directionOf(row) === EVENT ? 'events' : told.has(socket) ? socket : 'others';
      const at = `${about} ${Math.floor(segment.timeOf(row) / width) - from / width}`;
      found.set(at, (found.get(at) ?? 0) + 1);
    }
    return found;
  };
  const sums = ({ series }: TimeBars): Map<string, number> => {
    const all = new Map<string, number>();
    for (const { kind, source, counts, total } of series) {
      assert.equal(
        counts.reduce((sum, count) => sum + count, 0),
        total,
      );
      counts.forEach((count, i) => count > 0 && all.set(`${source?.id ?? kind} ${i}`, count));
    }
    return new Map([...all].sort(([a], [b]) => a.localeCompare(b)));
  };
  return { append, capture, counted, histogram, sources, view };
}

/** The same numbers with each run. */
function randomly(): () => number {
  let state = 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

describe('widths of bars', () => {
  test('every width is a multiple of every step that is not wider, so that counts of steps make bars', () => {
    timeSteps.slice(1).forEach((step, i) => assert.equal(step % (timeSteps[i] as number), 0));
    for (let range = 1; range < 1e14; range *= 1.31) {
      const width = barWidth(base, base + range, 100);
      assert.ok(stepsBetween(base, base + range, width) <= 100);
      for (const step of timeSteps) if (step <= width) assert.equal(width % step, 0, `${width} of ${step}`);
    }
  });

  test('they are those of clocks', () => {
    const minute = 60_000;
    const ranges = [10, 900, 4000, 20_000, 100_000, 10 * minute, 59 * minute, 5 * 60 * minute, 30 * 60 * minute, 29 * 24 * 60 * minute];
    assert.deepEqual(
      ranges.map((range) => barWidth(base, base + range, 60)),
      [1, 20, 100, 500, 2000, 20_000, minute, 10 * minute, 60 * minute, 12 * 60 * minute],
    );
  });
});

describe('a histogram of a view', () => {
  test('of nothing has no bars', async () => {
    const { histogram } = bench();
    assert.deepEqual(await histogram.bars(50, never), { from: 0, width: 1, series: [], uncounted: 0 });
  });

  test('counts messages by socket, its peers among them, and events by themselves', async () => {
    const { append, counted } = bench();
    for (const [time, source] of [
      [0, 0],
      [0, 1],
      [30, 2],
      [31, 3],
    ] as const)
      append(base + time, source);
    append(base + 10, 0, 'up', EVENT);
    const { from, width, series } = await counted();
    assert.deepEqual([from, width], [base, 1]);
    assert.deepEqual(
      series.map(({ kind, source, total }) => [kind, source?.name, total]),
      [
        ['source', 'socket 0', 2],
        ['source', 'socket 1', 2],
        ['events', undefined, 1],
      ],
    );
  });

  test('has the sockets with the most messages, and the others together', async () => {
    const { append, counted } = bench({ sockets: 12 });
    for (let socket = 0; socket < 12; socket++) for (let i = 0; i <= socket; i++) append(base + i, 2 * socket);
    const { series } = await counted();
    assert.deepEqual(
      series.map(({ source, kind, total }) => [source?.id ?? kind, total]),
      [...[4, 5, 6, 7, 8, 9, 10, 11].map((socket) => [`s${socket}`, socket + 1]), ['others', 1 + 2 + 3 + 4]],
    );
  });

  test('stays right while the log grows from milliseconds to days, and bars stand where they stood', async () => {
    const { append, counted } = bench();
    const random = randomly();
    let before: TimeBars | undefined;
    let time = base;
    for (let round = 0; round < 40; round++) {
      for (let i = 0; i < 200; i++) append((time += random() * 1.4 ** round), Math.floor(random() * 6));
      const now = await counted();
      assert.equal(now.from % now.width, 0);
      if (before?.width === now.width) assert.equal(now.from, before.from);
      before = now;
    }
    assert.ok((before?.width ?? 0) >= 3_600_000, String(before?.width));
  });

  test('does not mind that the clock is set back or that times are mixed', async () => {
    const { append, counted } = bench();
    const random = randomly();
    for (const start of [0, 50_000, -7_200_000, 3, -86_400_000 * 30, 10])
      for (let round = 0; round < 3; round++) {
        for (let i = 0; i < 500; i++) append(base + start + random() * 1000, Math.floor(random() * 6));
        await counted();
      }
  });

  test('loses what is evicted, and becomes finer again where an old time goes', async () => {
    const { append, counted, capture } = bench({ maxRecords: 800 });
    append(base - 86_400_000, 0);
    for (let i = 0; i < 90; i++) append(base + i, i);
    const wide = await counted();
    for (let round = 0; round < 20; round++) {
      for (let i = 0; i < 130; i++) append(base + 100 * round + i / 2, i);
      await counted();
    }
    assert.ok(capture.evicted > 1000);
    const fine = await counted();
    assert.ok(fine.width < wide.width);
  });

  for (const filter of ['', 'wanted']) {
    test(`is right when segments are split and go in part, ${filter ? 'with' : 'without'} a filter`, async () => {
      const { append, counted, capture } = bench({ filter });
      const random = randomly();
      let time = base;
      const fill = (count: number) => {
        for (let i = 0; i < count; i++) append((time += random() * 20), Math.floor(random() * 6), random() < 0.3 ? 'wanted' : 'not');
      };
      fill(3000);
      await counted();
      for (const maxRecords of [2500, 1500, 1000, 900, 400, 5000]) {
        capture.setLimits({ maxBytes: 64 * 1024 * 1024, maxRecords });
        await counted();
        fill(150);
        await counted();
      }
      capture.clear();
      assert.deepEqual((await counted()).series, []);
      fill(10);
      await counted();
    });
  }

  test('of a filter that looks on counts what it has found so far', async () => {
    const { append, view, histogram } = bench({ filter: 'wanted' });
    for (let i = 0; i < 40_000; i++) append(base + i, i, i % 10 === 0 ? 'wanted' : 'not');
    void view.scan(() => true);
    const some = await histogram.bars(50, never);
    assert.equal(some.uncounted, 0);
    const found = some.series.reduce((sum, { total }) => sum + total, 0);
    assert.equal(found, view.end);
    assert.ok(found > 0 && found < 4000);
    void view.scan(never);
    const all = await histogram.bars(50, never);
    assert.equal(
      all.series.reduce((sum, { total }) => sum + total, 0),
      4000,
    );
  });

  test('says what is not counted yet, and goes on from there; segments may have to be read first', async () => {
    const { append, capture, view, sources } = bench({ maxRecords: 8000 });
    for (let i = 0; i < 5000; i++) append(base + i, i);
    let read = 0;
    const file: Records = {
      first: capture.first,
      end: capture.end,
      segmentOf: (number) => {
        read++;
        return Promise.resolve(capture.segmentOf(number) as NonNullable<ReturnType<Capture['segmentOf']>>);
      },
    };
    const histogram = new Histogram(view, file, sources, () => undefined);
    const left: number[] = [];
    do left.push((await histogram.bars(50, () => true)).uncounted);
    while (left.at(-1) !== 0);
    assert.deepEqual(left, [4000, 3000, 2000, 1000, 0]);
    assert.equal(read, 5);
    await histogram.bars(50, never);
    assert.equal(read, 5);
  });

  test('asked twice at a time it counts once', async () => {
    const { append, histogram } = bench();
    for (let i = 0; i < 1000; i++) append(base + i, i);
    const answers = await Promise.all([histogram.bars(50, never), histogram.bars(50, never)]);
    for (const { series } of answers)
      assert.equal(
        series.reduce((sum, { total }) => sum + total, 0),
        1000,
      );
  });
});
