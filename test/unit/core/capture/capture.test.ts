import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Capture } from '../../../../src/core/capture/capture';
import { EVENT, IN, OUT } from '../../../../src/core/capture/segment';
import type { DirectionCode, Entry } from '../../../../src/core/capture/segment';
import { bytesSearch, textSearch } from '../../../../src/core/capture/textSearch';
import { View } from '../../../../src/core/query/view';
import { compileQuery } from '../../../../src/core/query/compile';
import { parseQuery } from '../../../../src/core/query/parse';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });

const mebibyte = 1024 * 1024;
const never = () => false;

const text = (value: string) => new TextEncoder().encode(value);
function entry(frames: Uint8Array[], more: Partial<Entry> = {}): Entry {
  return { time: 1, source: 1, direction: IN, event: 0, frames, ...more };
}
/** Opens a view of the records of a socket, with a text, or of all. */
function openView(capture: Capture, { socket, text }: { socket?: number; text?: string }): View {
  const judge = () => assert.fail('Nothing here is costly.');
  const sources = { of: (number: number) => ({ id: `s${number}`, name: '' }) };
  return new View(
    capture,
    compileQuery(text === undefined ? undefined : { kind: 'text', text }, {
      sources,
      now: () => 0,
      judge,
      pause: () => undefined,
      source: socket === undefined ? undefined : `s${socket}`,
    }),
  );
}
function framesOf(capture: Capture, number: number): Uint8Array[] {
  const place = capture.find(number);
  assert.ok(place, `record ${number} is not there`);
  return Array.from(place.segment.frames(place.row), ({ bytes }) => bytes.slice());
}
function numbersOf(view: View): number[] {
  return view.records(view.first, view.end - view.first).map(({ number }) => number);
}

describe('capture', () => {
  test('keeps bytes, times, sockets and directions exactly', () => {
    const capture = new Capture({ maxBytes: 4 * mebibyte, maxRecords: 1000 });
    const frames = [text('weather'), new Uint8Array(0), Uint8Array.from({ length: 256 }, (_, i) => i)];
    const number = capture.append({ time: 1700000000123.456, source: 999_999, direction: OUT, event: 0, frames });
    assert.equal(number, 1);
    const { segment, row } = capture.find(1) ?? assert.fail();
    assert.equal(segment.timeOf(row), 1700000000123.456);
    assert.equal(segment.sourceOf(row), 999_999);
    assert.equal(segment.directionOf(row), OUT);
    assert.equal(segment.framesOf(row), 3);
    assert.equal(segment.sizeOf(row), 263);
    assert.deepEqual(framesOf(capture, 1), frames);
  });

  test('of a message of very many frames the first 100,000 are kept, and all are counted', () => {
    const capture = new Capture({ maxBytes: 16 * mebibyte, maxRecords: 1000 });
    const frames = Array.from({ length: 250_000 }, (_, i) => (i % 2 === 0 ? Uint8Array.of(i & 0xff) : text('four')));
    capture.append(entry([text('before'), text('it')]));
    capture.append(entry(frames));
    capture.append(entry([text('behind'), text('it')]));
    const bytes = new Uint8Array(5 * 125_000);
    const bounds = new Uint32Array(2 * frames.length);
    for (let i = 0, at = 0; i < frames.length; i++) {
      bytes.set(frames[i] as Uint8Array, at);
      bounds.set([at, (at += (frames[i] as Uint8Array).length)], 2 * i);
    }
    capture.appendBatch({ time: 1, source: 1, direction: IN, bytes, bounds, frames: Uint32Array.of(frames.length), count: 1 });
    for (const number of [2, 4]) {
      const { segment, row } = capture.find(number) ?? assert.fail();
      assert.deepEqual(
        [segment.framesOf(row), segment.keptFramesOf(row), segment.sizeOf(row), segment.keptOf(row), segment.isCut(row)],
        [250_000, 100_000, 5 * 125_000, 5 * 50_000, true],
      );
      assert.equal([...segment.frames(row)].length, 100_000);
      const [last, ...none] = segment.frames(row, 99_999);
      assert.deepEqual([last?.bytes, none], [text('four'), []]);
      assert.deepEqual(Array.from(segment.frames(row, 100_000)), []);
    }
    for (const [number, word] of [
      [1, 'before'],
      [3, 'behind'],
    ] as const)
      assert.deepEqual(framesOf(capture, number), [text(word), text('it')]);
    // Passed over anew for each place that looks like it, its frames would take minutes.
    const view = openView(capture, { text: 'fourx' });
    while (view.unscanned > 0) void view.scan(never);
    assert.deepEqual(numbersOf(view), []);
    const ends = new Capture({ maxBytes: 16 * mebibyte, maxRecords: 1000 });
    ends.append(entry([...Array.from({ length: 99_998 }, () => text('x')), text('xx')]));
    const found = new Uint8Array(1);
    ends.find(1)?.segment.search(bytesSearch(text('xx')), 0, 1, found);
    assert.deepEqual([...found], [1]);
  });

  test('copies: later changes of the buffer do not reach it', () => {
    const capture = new Capture({ maxBytes: mebibyte, maxRecords: 1000 });
    const frame = text('before');
    capture.append(entry([frame]));
    frame.fill(0);
    assert.deepEqual(framesOf(capture, 1), [text('before')]);
  });

  test('tells the kinds of events apart from messages', () => {
    const capture = new Capture({ maxBytes: mebibyte, maxRecords: 1000 });
    for (let event = 0; event < 64; event++) capture.append(entry([text('x'), text('y')], { direction: EVENT, event }));
    for (let event = 0; event < 64; event++) {
      const { segment, row } = capture.find(event + 1) ?? assert.fail();
      assert.equal(segment.eventOf(row), event);
      assert.equal(segment.directionOf(row), EVENT);
      assert.equal(segment.isCut(row), false);
    }
  });

  test('keeps messages of no frame, empty frames and 1,000 frames', () => {
    const capture = new Capture({ maxBytes: mebibyte, maxRecords: 1000 });
    const many = Array.from({ length: 1000 }, (_, i) => new Uint8Array(i % 3).fill(i));
    for (const frames of [[], [new Uint8Array(0)], [new Uint8Array(0), new Uint8Array(0)], many]) capture.append(entry(frames));
    assert.deepEqual(
      [1, 2, 3, 4].map((number) => framesOf(capture, number).length),
      [0, 1, 2, 1000],
    );
    assert.deepEqual(framesOf(capture, 4), many);
  });

  test('gives the oldest records up first, says how many of which socket, and never reuses a number', () => {
    const gone = new Map<number, number>();
    const capture = new Capture({ maxBytes: mebibyte, maxRecords: 1_000_000 }, (bySocket) => {
      for (const [socket, count] of bySocket) gone.set(socket, (gone.get(socket) ?? 0) + count);
    });
    for (let i = 0; i < 10_000; i++) capture.append(entry([new Uint8Array(1000).fill(i)], { source: i % 2 }));
    assert.equal(capture.end, 10_001);
    assert.equal(capture.kept + capture.evicted, 10_000);
    assert.ok(capture.evicted > 0 && capture.kept > 500, `${capture.kept} kept`);
    assert.ok(capture.bytes <= mebibyte, `${capture.bytes} bytes`);
    assert.equal((gone.get(0) ?? 0) + (gone.get(1) ?? 0), capture.evicted);
    assert.equal(capture.find(capture.first - 1), undefined);
    assert.deepEqual(framesOf(capture, capture.first), [new Uint8Array(1000).fill(capture.first - 1)]);
    const { first } = capture;
    capture.clear();
    assert.equal(capture.kept, 0);
    assert.equal(capture.find(first), undefined);
    assert.equal(capture.append(entry([text('next')])), 10_001);
  });

  test('the memory of what was evicted is used again, and nobody takes new records for old ones', () => {
    const capture = new Capture({ maxBytes: 32 * mebibyte, maxRecords: 1_000_000 });
    const fill = (messages: number, value: number) => {
      for (let i = 0; i < messages; i++) capture.append(entry([new Uint8Array(10_000).fill(value)]));
    };
    fill(5000, 1);
    const { segment: oldest, row } = capture.find(capture.first) ?? assert.fail();
    const windows = Array.from(oldest.frames(row), ({ bytes }) => bytes);
    const { segment: held, row: heldRow } = capture.find(oldest.endNumber) ?? assert.fail();
    held.hold();
    fill(5000, 2);
    assert.ok(capture.first > held.endNumber);
    assert.deepEqual(
      windows.map(({ length }) => length),
      [0],
    );
    assert.throws(() => Array.from(oldest.frames(row)));
    assert.deepEqual(
      Array.from(held.frames(heldRow), ({ bytes }) => bytes),
      [new Uint8Array(10_000).fill(1)],
    );
    for (let number = capture.first; number < capture.end; number++)
      assert.deepEqual(framesOf(capture, number), [new Uint8Array(10_000).fill(2)]);
    assert.ok(capture.bytes <= 32 * mebibyte, `${capture.bytes} bytes`);
  });

  test('a view that waits for its judge reads the records that it was given, also where they are evicted meanwhile', async () => {
    const capture = new Capture({ maxBytes: 32 * mebibyte, maxRecords: 1_000_000 });
    const fill = (value: string) => {
      for (let i = 0; i < 5000; i++) capture.append(entry([text(value.padEnd(10_000))]));
    };
    fill('old');
    let answer: () => void = () => assert.fail('Nothing was asked.');
    const read: string[] = [];
    const view = new View(
      capture,
      compileQuery(parseQuery('/o.d/').query, {
        sources: { of: (number: number) => ({ id: `s${number}`, name: '' }) },
        now: () => 0,
        judge: async (_, segment, rows) => {
          await new Promise<void>((resolve) => (answer = resolve));
          for (const row of rows.subarray(0, 3))
            for (const { bytes } of segment.frames(row)) read.push(new TextDecoder().decode(bytes).trim());
          return new Uint8Array(rows.length);
        },
        pause: () => undefined,
        source: undefined,
      }),
    );
    const work = view.scan(never);
    fill('new');
    answer();
    await work;
    assert.deepEqual(read, ['old', 'old', 'old']);
    view.close();
  });

  test('keeps at most so many records', () => {
    const capture = new Capture({ maxBytes: 64 * mebibyte, maxRecords: 1000 });
    for (let i = 0; i < 5000; i++) {
      capture.append(entry([text('x')]));
      assert.ok(capture.kept <= 1000);
    }
    assert.ok(capture.kept >= 800, `${capture.kept} kept`);
  });

  test('keeps a record larger than its share in part, and tells its true size', () => {
    const capture = new Capture({ maxBytes: 4 * mebibyte, maxRecords: 1000 });
    for (let i = 0; i < 3; i++) capture.append(entry([text('small')]));
    capture.append(entry([text('head'), new Uint8Array(60 * mebibyte).fill(7), text('tail')]));
    const { segment, row } = capture.find(4) ?? assert.fail();
    assert.equal(segment.isCut(row), true);
    assert.equal(segment.sizeOf(row), 60 * mebibyte + 8);
    assert.deepEqual(
      [...segment.frames(row)].map(({ size }) => size),
      [4, 60 * mebibyte, 4],
    );
    assert.deepEqual(
      [...segment.frames(row)].map(({ bytes }) => bytes.length),
      [4, mebibyte - 4, 0],
    );
    assert.deepEqual(framesOf(capture, 1), [text('small')]);
    assert.ok(capture.bytes <= 4 * mebibyte);
  });

  test('narrower limits take effect at once', () => {
    const capture = new Capture({ maxBytes: 16 * mebibyte, maxRecords: 100_000 });
    for (let i = 0; i < 12_000; i++) capture.append(entry([new Uint8Array(1000)]));
    assert.equal(capture.kept, 12_000);
    capture.setLimits({ maxBytes: 4 * mebibyte, maxRecords: 100_000 });
    assert.ok(capture.bytes <= 4 * mebibyte, `${capture.bytes} bytes`);
    assert.ok(capture.kept > 0);
    assert.equal(capture.kept + capture.evicted, 12_000);
    for (let i = 0; i < 12_000; i++) capture.append(entry([new Uint8Array(1000)]));
    assert.ok(capture.bytes <= 4 * mebibyte);
    assert.ok(capture.kept > 2000, `${capture.kept} kept`);
  });

  test('much narrower limits split only what they leave', () => {
    const went: number[] = [];
    const capture = new Capture({ maxBytes: 64 * mebibyte, maxRecords: 2_000_000 });
    const follower = capture.follow({ stride: 1, readsAll: true, take: (_segment, from, to) => void went.push(to - from) });
    for (let i = 0; i < 500_000; i++) capture.append(entry([text('a record of some bytes')]));
    capture.setLimits({ maxBytes: mebibyte, maxRecords: 2_000_000 });
    assert.ok(capture.kept > 5000 && capture.bytes <= mebibyte, `${capture.kept} kept`);
    assert.equal(
      went.reduce((sum, count) => sum + count, 0),
      capture.evicted,
    );
    assert.ok(Math.max(...went) > 30_000, 'what went before was whole');
    follower.close();
  });

  test('narrower limits keep the newest records, also where all were in one segment, and views their match numbers', () => {
    const capture = new Capture({ maxBytes: 64 * mebibyte, maxRecords: 2_000_000 });
    for (let i = 0; i < 50_000; i++) capture.append(entry([text(i % 10 === 0 ? 'tenth' : 'other')]));
    const view = openView(capture, { text: 'tenth' });
    void view.scan(never);
    capture.setLimits({ maxBytes: 64 * mebibyte, maxRecords: 40_000 });
    assert.ok(capture.kept >= 30_000 && capture.kept <= 40_000, `${capture.kept} kept`);
    assert.equal(capture.end, 50_001);
    assert.deepEqual(view.records(view.end - 1, 1), [{ match: 4999, number: 49_991 }]);
    assert.deepEqual(
      view.records(view.first, 1).map(({ match, number }) => number - match * 10),
      [1],
    );
    assert.equal(view.locate(49_985), 4999);
    assert.equal(view.locate(1), view.first);
    assert.equal(view.locate(60_000), view.end);
    const all = new View(capture);
    assert.equal(all.locate(50_000), all.end - 1);
    for (let i = 0; i < 100; i++) capture.append(entry([text('tenth')]));
    void view.scan(never);
    assert.equal(view.end, 5100);
    assert.ok(capture.kept > 30_000 && capture.kept <= 40_000);
  });

  test('the indexes of views count towards the limit', () => {
    const capture = new Capture({ maxBytes: 2 * mebibyte, maxRecords: 1_000_000 });
    for (let i = 0; i < 100_000; i++) capture.append(entry([text('a')]));
    const views = Array.from({ length: 8 }, () => openView(capture, { text: 'a' }));
    for (const view of views) {
      while (view.scan(() => true) === 'more') assert.ok(capture.bytes <= 2 * mebibyte, `${capture.bytes} bytes`);
      assert.ok(capture.bytes <= 2 * mebibyte, `${capture.bytes} bytes`);
    }
    assert.ok(capture.kept > 0);
    assert.deepEqual(numbersOf(views[7] ?? assert.fail()).at(-1), 100_000);
  });

  test('costs at most 40 bytes a record beyond the payload', () => {
    const capture = new Capture({ maxBytes: 512 * mebibyte, maxRecords: 2_000_000 });
    const frames = [new Uint8Array(100)];
    for (let i = 0; i < 1_000_000; i++) capture.append(entry(frames));
    const each = capture.bytes / 1_000_000 - 100;
    assert.equal(capture.kept, 1_000_000);
    assert.ok(each <= 40, `${each} bytes`);
  });
});

describe('text search', () => {
  const anyBytes = fc.uint8Array({ maxLength: 400 }).map((bytes) => bytes.map((byte) => 0x40 + (byte % 40)));
  const fewBytes = fc.string({ unit: fc.constantFrom('a', 'A', 'b'), maxLength: 400 }).map(text);
  const needles = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', '@', '['), minLength: 1, maxLength: 4 }),
    fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 12 }),
    // Farther than the step table reaches.
    fc.integer({ min: 250, max: 270 }).map((length) => `${'a'.repeat(length)}b`),
  );

  test('finds what a plain comparison finds', () => {
    const lower = (value: string) => value.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    fc.assert(
      fc.property(fc.oneof(anyBytes, fewBytes), needles, fc.nat(400), fc.nat(400), (bytes, needle, a, b) => {
        const [from, to] = [Math.min(a, b, bytes.length), Math.min(Math.max(a, b), bytes.length)];
        const stretch = bytes.subarray(from, to);
        const searches = [textSearch(needle).over(stretch), bytesSearch(text(needle)).over(stretch)];
        const hays = [lower(Buffer.from(stretch).toString('latin1')), Buffer.from(stretch).toString('latin1')];
        for (const [i, next] of searches.entries()) {
          const hay = hays[i] ?? '';
          const wanted = i === 0 ? lower(needle) : needle;
          for (let at = 0; at >= 0 && at <= hay.length;) {
            const found = next(at);
            assert.equal(found, hay.indexOf(wanted, at));
            at = found < 0 ? -1 : found + 1;
          }
        }
      }),
      { numRuns: 4_000 },
    );
  });

  test('folds ASCII letters and nothing else', () => {
    const find = (needle: string, hay: string) => textSearch(needle).over(text(hay))(0);
    assert.equal(find('grün', 'GRüN'), 0);
    assert.equal(find('Ü', 'ü'), -1);
    assert.equal(find('[', '{'), -1);
    assert.equal(find('@', '`'), -1);
    assert.throws(() => textSearch(''), RangeError);
  });
});

/** The same log, kept as plainly as can be. */
class Model {
  records: { number: number; socket: number; frames: Uint8Array[]; size: number }[] = [];
  next = 1;

  matches(conditions: { socket?: number; text?: string }): number[] {
    const fold = (value: string) => value.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    const needle = conditions.text === undefined ? undefined : fold(conditions.text);
    return this.records
      .filter(({ socket, frames }) => {
        const here = conditions.socket === undefined || conditions.socket === socket;
        return here && (needle === undefined || frames.some((frame) => fold(Buffer.from(frame).toString('latin1')).includes(needle)));
      })
      .map(({ number }) => number);
  }
}

type Step =
  | { do: 'append'; socket: number; direction: DirectionCode; frames: Uint8Array[]; times: number }
  | { do: 'open'; socket?: number; text?: string }
  | { do: 'close' }
  | { do: 'scan'; strides: number }
  | { do: 'clear' }
  | { do: 'limits'; maxBytes: number; maxRecords: number };

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'x', '\u0001'), maxLength: 6 }).map(text);
const frame = fc.oneof(
  { weight: 9, arbitrary: word },
  { weight: 1, arbitrary: fc.integer({ min: 200, max: 50_000 }).map((size) => new Uint8Array(size).fill(0x62)) },
);
const limits = { maxBytes: fc.integer({ min: mebibyte, max: 2 * mebibyte }), maxRecords: fc.integer({ min: 1, max: 3_000 }) };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      socket: fc.nat(3),
      direction: fc.constantFrom<DirectionCode>(IN, OUT, EVENT),
      frames: fc.array(frame, { maxLength: 5 }),
      times: fc.constantFrom(1, 2, 30, 400),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record(
      { do: fc.constant('open' as const), socket: fc.nat(3), text: fc.constantFrom('a', 'ab', 'AX', 'bb', '\u0001') },
      { requiredKeys: ['do'] },
    ),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'close' as const }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('scan' as const), strides: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'clear' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('limits' as const), ...limits }) },
);

describe('capture and its views against a plain model', () => {
  test('agree after any steps', () => {
    fc.assert(
      fc.property(fc.record(limits), fc.array(step, { minLength: 1, maxLength: 40 }), (bounds, steps) => {
        const model = new Model();
        let { maxBytes, maxRecords } = bounds;
        let evicted = 0;
        const capture = new Capture({ maxBytes, maxRecords }, (bySocket) => {
          for (const count of bySocket.values()) evicted += count;
        });
        const views: { view: View; conditions: { socket?: number; text?: string }; from: number; seen: Map<number, number> }[] = [];
        const forgetOld = () => (model.records = model.records.filter(({ number }) => number >= capture.first));

        for (const action of steps) {
          switch (action.do) {
            case 'append':
              for (let i = 0; i < action.times; i++) {
                const number = capture.append({
                  time: 0,
                  source: action.socket,
                  direction: action.direction,
                  event: 0,
                  frames: action.frames,
                });
                assert.equal(number, model.next++);
                model.records.push({
                  number,
                  socket: action.socket,
                  frames: action.frames,
                  size: action.frames.reduce((sum, { length }) => sum + length, 0),
                });
                assert.ok(capture.kept <= maxRecords);
              }
              break;
            case 'open': {
              const conditions = {
                ...('socket' in action ? { socket: action.socket } : {}),
                ...('text' in action ? { text: action.text } : {}),
              };
              views.push({ view: openView(capture, conditions), conditions, from: capture.first, seen: new Map() });
              break;
            }
            case 'close': {
              const closed = views.pop();
              closed?.view.close();
              break;
            }
            case 'scan': {
              let strides = action.strides;
              for (const { view } of views) void view.scan(() => strides-- <= 0);
              break;
            }
            case 'clear':
              capture.clear();
              evicted = 0;
              break;
            case 'limits':
              ({ maxBytes, maxRecords } = action);
              capture.setLimits({ maxBytes, maxRecords });
              break;
          }
          forgetOld();
          assert.equal(capture.evicted, evicted);
          assert.equal(capture.kept, model.records.length);
          assert.ok(capture.bytes <= maxBytes, `${capture.bytes} bytes of ${maxBytes} after ${action.do}`);
          for (const { view, seen } of views) {
            // A match keeps its number for the life of the view.
            for (const { match, number } of view.records(view.first, view.end - view.first)) {
              assert.equal(seen.get(match) ?? number, number);
              seen.set(match, number);
            }
          }
        }
        for (const { number, frames, size } of model.records) {
          const { segment, row } = capture.find(number) ?? assert.fail(`record ${number} is gone`);
          assert.equal(segment.sizeOf(row), size);
          if (!segment.isCut(row)) assert.deepEqual(framesOf(capture, number), frames);
        }
        for (const { view, conditions } of views) {
          assert.equal(view.scan(never), 'idle');
          assert.equal(view.unscanned, 0);
          assert.deepEqual(numbersOf(view), model.matches(conditions));
        }
      }),
      { numRuns: 150 },
    );
  });
});
