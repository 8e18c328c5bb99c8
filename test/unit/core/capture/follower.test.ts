import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Capture } from '../../../../src/core/capture/capture';
import { Follower } from '../../../../src/core/capture/follower';
import type { Consumer, FollowedRecords } from '../../../../src/core/capture/follower';
import { findRecord } from '../../../../src/core/capture/records';
import { newColumns } from '../../../../src/core/capture/columns';
import { IN, Segment } from '../../../../src/core/capture/segment';
import { compileQuery } from '../../../../src/core/query/compile';
import { View } from '../../../../src/core/query/view';

const mebibyte = 1024 * 1024;
const never = () => false;
const bytesOf = (text: string) => new TextEncoder().encode(text);
const entry = (text: string) => ({ time: 1, source: 1, direction: IN, event: 0, frames: [bytesOf(text)] }) as const;

/** Notes the numbers of the records it is given. */
class Notes implements Consumer {
  readonly numbers: number[] = [];
  lost = 0;
  constructor(
    readonly stride: number,
    readonly readsAll?: true,
  ) {}
  take(segment: Segment, from: number, to: number): void {
    for (let row = from; row < to; row++) this.numbers.push(segment.firstNumber + row);
  }
  missed(records: number): void {
    this.lost += records;
  }
}
const upTo = (end: number, from = 1) => Array.from({ length: end - from + 1 }, (_, i) => from + i);

describe('followers', () => {
  test('each reads every record once, in order, in strides, and none is forgotten for another', () => {
    const capture = new Capture({ maxBytes: 64 * mebibyte, maxRecords: 100_000 });
    const [a, b] = [new Notes(7), new Notes(100)];
    const first = capture.follow(a);
    for (let i = 0; i < 20; i++) capture.append(entry('x'));
    const second = capture.follow(b, 11);
    let turns = 0;
    assert.equal(
      first.run(() => ++turns === 2),
      'more',
    );
    assert.deepEqual(a.numbers, upTo(14));
    assert.equal(first.unread, 6);
    assert.equal(first.run(never), 'idle');
    assert.equal(second.run(never), 'idle');
    capture.append(entry('y'));
    void first.run(never);
    void second.run(never);
    assert.deepEqual([a.numbers, b.numbers], [upTo(21), upTo(21, 11)]);
  });

  test('one that has to read all is given what goes before it goes; the others are told how much they missed', () => {
    const capture = new Capture({ maxBytes: 2 * mebibyte, maxRecords: 800 });
    const [all, some] = [new Notes(50, true), new Notes(50)];
    const whole = capture.follow(all);
    const part = capture.follow(some);
    for (let i = 0; i < 5000; i++) capture.append(entry('x'));
    assert.ok(capture.first > 1);
    void whole.run(never);
    void part.run(never);
    assert.deepEqual(all.numbers, upTo(5000));
    assert.equal(all.lost, 0);
    assert.deepEqual(some.numbers, upTo(5000, capture.first));
    assert.equal(some.lost, capture.first - 1);
    capture.append(entry('last'));
    capture.clear();
    assert.equal(all.numbers.at(-1), 5001);
  });

  test('one that is closed is told nothing any more', () => {
    const capture = new Capture({ maxBytes: mebibyte, maxRecords: 1000 });
    const notes = new Notes(10, true);
    const follower = capture.follow(notes);
    follower.close();
    capture.append(entry('x'));
    capture.clear();
    assert.equal(follower.run(never), 'idle');
    assert.deepEqual(notes.numbers, []);
  });

  test('one that takes its time gets nothing more meanwhile, and the same rows again where it could not take them', async () => {
    const capture = new Capture({ maxBytes: mebibyte, maxRecords: 1000 });
    for (let i = 0; i < 4; i++) capture.append(entry('x'));
    const asked: { from: number; answer: (isTaken: boolean) => void }[] = [];
    const follower = capture.follow({ stride: 2, take: (_, from) => new Promise((answer) => asked.push({ from, answer })) });
    const under = follower.run(never);
    assert.equal(follower.run(never), 'idle');
    asked[0]?.answer(false);
    await under;
    const again = follower.run(never);
    asked[1]?.answer(true);
    await again;
    void follower.run(never);
    assert.deepEqual(
      asked.map(({ from }) => from),
      [0, 0, 2],
    );
  });
});

/** Records in parts that are read one at a time, as those of a file are. */
class Recording implements FollowedRecords {
  readonly first = 1;
  readonly end: number;
  reads = 0;
  private readonly answers: (() => void)[] = [];
  private held?: Segment;

  constructor(
    private readonly parts: ReturnType<Segment['parts']>[],
    private readonly perPart: number,
    private readonly broken = -1,
  ) {
    this.end = 1 + parts.length * perPart;
  }
  segmentOf(number: number): Segment | Promise<Segment> | undefined {
    if (number < this.first || number >= this.end) return undefined;
    const index = Math.floor((number - 1) / this.perPart);
    if (this.held?.firstNumber === 1 + index * this.perPart) return this.held;
    this.reads++;
    return new Promise((resolve, reject) =>
      this.answers.push(() => {
        if (index === this.broken) return reject(new Error('damaged'));
        this.held = Segment.of({
          ...structuredClone(this.parts[index] as (typeof this.parts)[number]),
          firstNumber: 1 + index * this.perPart,
        });
        resolve(this.held);
      }),
    );
  }
  follow(consumer: Consumer, from = this.first): Follower {
    return new Follower(this, consumer, from, { closed: () => undefined, read: () => undefined });
  }
  async answer(): Promise<void> {
    this.answers.shift()?.();
    await new Promise(setImmediate);
  }
}

/** In each part every third record says `rare`. */
function recording(parts: number, perPart: number, broken?: number): Recording {
  const part = () => {
    const segment = new Segment(1, { columns: newColumns(perPart), payload: new Uint8Array(perPart * 32) });
    for (let i = 0; i < perPart; i++) {
      const record = entry(i % 3 === 0 ? 'rare' : 'common');
      segment.append(record, record.frames[0].length, record.frames[0].length);
    }
    return segment.parts(Array.from({ length: perPart }, (_, row) => row));
  };
  return new Recording(Array.from({ length: parts }, part), perPart, broken);
}

describe('records that have to be read from a file', () => {
  test('are waited for, part after part, by a view', async () => {
    const records = recording(3, 6);
    const sources = { of: () => ({ name: '' }) };
    const judge = () => assert.fail('Nothing here is costly.');
    const view = new View(records, compileQuery({ kind: 'text', text: 'rare' }, { sources, now: () => 0, judge, pause: () => undefined }));
    for (let part = 0; part < 3; part++) {
      const progress = view.scan(never);
      assert.ok(progress instanceof Promise, 'it waits for the file');
      assert.equal(view.scan(never), 'idle', 'and asks once');
      await records.answer();
      await progress;
    }
    assert.equal(view.scan(never), 'idle');
    assert.equal(view.unscanned, 0);
    assert.deepEqual(
      view.records(0, 10).map(({ number }) => number),
      [1, 4, 7, 10, 13, 16],
    );
    assert.equal(view.locate(8), 3);
    assert.equal(records.reads, 3);
  });

  test('are found when they are there', async () => {
    const records = recording(2, 4);
    const place = findRecord(records, 6);
    await records.answer();
    const found = await place;
    assert.equal(found?.row, 1);
    assert.equal(findRecord(records, 99), undefined);
  });

  test('end a follower where they cannot be read', async () => {
    const records = recording(2, 4, 0);
    const notes = new Notes(10);
    const follower = records.follow(notes);
    const progress = follower.run(never);
    await records.answer();
    await progress;
    assert.equal(follower.run(never), 'idle');
    assert.deepEqual([notes.numbers, records.reads], [[], 1]);
  });
});
