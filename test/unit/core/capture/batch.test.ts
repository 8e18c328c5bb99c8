import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Capture } from '../../../../src/core/capture/capture';
import { IN, OUT } from '../../../../src/core/capture/segment';
import type { Batch } from '../../../../src/core/capture/segment';

const mebibyte = 1024 * 1024;

/** The messages as a codec would cut them out of one chunk: with a header before each frame, and `between` bytes of commands before some of them. */
function batchOf(messages: Uint8Array[][], more: Partial<Batch> = {}, between = 0): Batch {
  const frames = messages.flat();
  const headers = frames.map(({ length }, i) => (length > 255 ? 9 : 2) + (i % 3 === 1 ? between : 0));
  const bytes = new Uint8Array(frames.reduce((sum, { length }, i) => sum + (headers[i] as number) + length, 0));
  const bounds = new Uint32Array(2 * frames.length);
  let at = 0;
  frames.forEach((frame, i) => {
    const start = at + (headers[i] as number);
    bytes.fill(0xff, at, start);
    bytes.set(frame, start);
    bounds[2 * i] = start;
    at = start + frame.length;
    bounds[2 * i + 1] = at;
  });
  return {
    time: 5,
    source: 3,
    direction: IN,
    bytes,
    bounds,
    frames: Uint32Array.from(messages, ({ length }) => length),
    count: messages.length,
    ...more,
  };
}

function recordsOf(capture: Capture) {
  const records = [];
  for (let number = capture.first; number < capture.end; number++) {
    const { segment, row } = capture.find(number) ?? assert.fail();
    records.push({
      number,
      time: segment.timeOf(row),
      source: segment.sourceOf(row),
      direction: segment.directionOf(row),
      isCut: segment.isCut(row),
      size: segment.sizeOf(row),
      frames: [...segment.frames(row)].map(({ size, bytes }) => ({ size, bytes: Buffer.from(bytes).toString('latin1') })),
    });
  }
  return records;
}

describe('a batch of messages', () => {
  const frame = fc.oneof(fc.uint8Array({ maxLength: 90 }), fc.uint8Array({ minLength: 120, maxLength: 400 }));
  const message = fc.array(frame, { minLength: 1, maxLength: 6 });

  test('becomes the records that its messages would have become one by one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(message, { maxLength: 30 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom(0, 7, 3000),
        (batches, maxRecords, between) => {
          const limits = { maxBytes: 2 * mebibyte, maxRecords };
          const together = new Capture(limits);
          const alone = new Capture(limits);
          for (const messages of batches) {
            const expected = alone.end;
            for (const frames of messages) alone.append({ time: 5, source: 3, direction: IN, event: 0, frames });
            assert.equal(together.appendBatch(batchOf(messages, {}, between)), expected);
            assert.equal(together.end, alone.end);
          }
          assert.deepEqual(recordsOf(together), recordsOf(alone));
        },
      ),
      { numRuns: 150 },
    );
  });

  test('keeps a message in part that is larger than a quarter of the memory, and those around it whole', () => {
    const capture = new Capture({ maxBytes: mebibyte, maxRecords: 1000 });
    const large = new Uint8Array(mebibyte / 2).fill(7);
    capture.appendBatch(batchOf([[Uint8Array.of(1)], [Uint8Array.of(2), large], [Uint8Array.of(3)]], { direction: OUT }));
    assert.deepEqual(
      recordsOf(capture).map(({ size, isCut, direction }) => [size, isCut, direction]),
      [
        [1, false, OUT],
        [1 + large.length, true, OUT],
        [1, false, OUT],
      ],
    );
  });

  test('may have more between the frames of a message than a segment has room for', () => {
    const capture = new Capture({ maxBytes: 2 * mebibyte, maxRecords: 1000 });
    const messages = [[Uint8Array.of(1)], [Uint8Array.of(2), Uint8Array.of(3)], [Uint8Array.of(4)]];
    capture.appendBatch(batchOf(messages, {}, 300_000));
    assert.deepEqual(
      recordsOf(capture).map(({ frames }) => frames.map(({ bytes }) => bytes)),
      [['\x01'], ['\x02', '\x03'], ['\x04']],
    );
  });

  test('may be empty', () => {
    const capture = new Capture({ maxBytes: mebibyte, maxRecords: 1000 });
    assert.equal(capture.appendBatch(batchOf([])), 1);
    assert.equal(capture.end, 1);
  });
});
