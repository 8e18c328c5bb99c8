import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { maxInput } from '../../../../src/core/codecs/values/limits';
import { arrayHeader } from '../../../../src/core/codecs/numpy/arrayHeader';
import { announcedArray, readAnnounced } from '../../../../src/core/codecs/numpy/numpyArray';
import { produced } from '../../../support/produced';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });

const arrays = produced('produceArrays.py');
const frame = (bytes: Uint8Array) => ({ size: bytes.length, bytes });
const ascii = (text: string) => new TextEncoder().encode(text);
const framesOf = (name: string) => (arrays.get(name)?.frames ?? []).map(frame);
/** The frame as the array that is announced, undefined where it is none; where one `isMeant`, why not. */
const readArray = (frames: ReturnType<typeof frame>[], index: number, isMeant: boolean) => {
  const announced = announcedArray(frames, index) ?? null;
  return announced?.isFitting || isMeant ? readAnnounced(announced, frames[index] as ReturnType<typeof frame>) : undefined;
};
const read = (name: string, isMeant = false) => readArray(framesOf(name), 1, isMeant);
const announced = (header: unknown, size: number, isMeant = true) =>
  readArray([frame(ascii(JSON.stringify(header))), frame(new Uint8Array(size))], 1, isMeant);

describe('numpy', () => {
  test('arrays of each type and byte order show shape, first values and statistics as NumPy counts them', () => {
    const numeric = [...arrays].filter(([, { says }]) => says.mean !== undefined);
    assert.ok(numeric.length > 25);
    for (const [name, { frames, says }] of numeric) {
      const array = readArray(frames.map(frame), 1, false)?.array;
      const header = arrayHeader(frames[0] as Uint8Array);
      assert.deepEqual([array?.dtype, array?.shape], [header?.arrays[0]?.dtype, header?.arrays[0]?.shape], name);
      if (name === 'large') continue; // its statistics are of its beginning only
      if (/extremes/.test(name)) assert.deepEqual([array?.min, array?.max], [says['min text'], says['max text']], name);
      else
        assert.deepEqual(
          [Number(array?.min), Number(array?.max), Number(array?.mean)],
          [Number(says['min text']), Number(says['max text']), says.mean],
          name,
        );
    }
    assert.deepEqual(read('image')?.array, {
      dtype: 'uint8',
      shape: [48, 64, 3],
      first: Array.from({ length: 100 }, (_, index) => String((index * 7) % 256)),
      min: '0',
      max: '255',
      mean: '127.5',
    });
    assert.deepEqual(read('uint64 extremes')?.array?.mean, '9223372036854775807.5');
    assert.deepEqual(read('int64 extremes')?.array?.first, ['-9223372036854775808', '9223372036854775807']);
    assert.deepEqual(read('uint64 extremes')?.array?.first, ['0', '18446744073709551615']);
    assert.deepEqual(read('float32')?.array?.first, ['0.1', '3.4028235e+38', '1e-45', '-0']);
    assert.deepEqual(read('float16')?.array?.first, ['0.1', '65500', '6e-8', '0.3333']);
  });

  test('values that are no numbers have no statistics, and NaN does not count', () => {
    const first = (name: string) => read(name)?.array;
    assert.deepEqual(first('bool'), { dtype: 'bool', shape: [3], first: ['True', 'False', 'True'] });
    assert.deepEqual(first('complex64')?.first, ['1+2j', '-0.5-0.1j']);
    assert.deepEqual(first('complex128')?.first, ['0+1j']);
    assert.deepEqual(first('text')?.first, ['Grüße', 'a', '🙂']);
    assert.deepEqual(first('big-endian text')?.first, ['ab', 'c']);
    assert.deepEqual(first('bytes')?.first, ['abc', 'd']);
    assert.deepEqual(first('times')?.first, ['2026-01-31T09:00:00', 'NaT']);
    const dates = [...arrays.keys()].filter((name) => name.startsWith('dates in'));
    assert.equal(dates.length, 11);
    for (const name of dates) {
      const { iso } = JSON.parse(Buffer.from(framesOf(name)[0]?.bytes ?? []).toString()) as { iso: string[] };
      // Years beyond 9999 stand as they are counted.
      assert.deepEqual(
        first(name)?.first,
        iso.map((text, index) => (/^\d{5}/.test(text) ? ['-1', '0', '1234', '20454'][index] : text)),
        name,
      );
    }
    assert.deepEqual(first('spans')?.first, ['90 ms', '-5 ms']);
    assert.deepEqual(first('all NaN'), { dtype: 'float64', shape: [2], first: ['NaN', 'NaN'] });
    assert.deepEqual(first('with NaN'), {
      dtype: 'float64',
      shape: [4],
      first: ['NaN', '1.5', 'Infinity', '-2.5'],
      min: '-2.5',
      max: 'Infinity',
      mean: 'Infinity',
      counted: 3,
    });
    assert.deepEqual(first('scalar'), { dtype: 'float64', shape: [], first: ['42.5'], min: '42.5', max: '42.5', mean: '42.5' });
    assert.deepEqual(first('no values'), { dtype: 'float64', shape: [0, 3], first: [] });
  });

  test('of a large array the beginning counts, and how much is said', () => {
    const [header, content] = framesOf('large');
    const head = { size: content?.size as number, bytes: content?.bytes.subarray(0, maxInput) as Uint8Array };
    const { first, ...statistics } = readArray([header as typeof head, head], 1, false)?.array ?? { first: [] };
    assert.equal(first.length, 100);
    assert.deepEqual(statistics, { dtype: 'uint16', shape: [1024, 2048], min: '3', max: '3', mean: '3', counted: maxInput / 2 });
  });

  test('a frame that does not fit is no array; where one is meant, it says why', () => {
    assert.equal(announced({ dtype: 'uint8', shape: [3] }, 4, false), undefined);
    assert.equal(
      announced({ dtype: 'uint8', shape: [480, 640, 3] }, 100)?.problem?.message,
      'An array of 480 × 640 × 3 uint8 has 921,600 bytes; this frame has 100.',
    );
    assert.equal(announced({ dtype: 'object', shape: [3] }, 24, false), undefined);
    assert.equal(
      announced({ dtype: 'object', shape: [3] }, 24)?.problem?.message,
      'Values of the dtype "object" cannot be read from their bytes.',
    );
    for (const header of [
      { dtype: 'uint8' },
      { shape: [1] },
      { dtype: 'uint8', shape: [-2] },
      { dtype: 'uint8', shape: [-1, -1] },
      { dtype: 'uint8', shape: [1.5] },
      { dtype: 7, shape: [1] },
      { dtype: 'uint8', shape: 'x' },
      [],
    ]) {
      assert.match(announced(header, 1)?.problem?.message ?? '', /is not JSON with the "dtype" and the "shape"/);
    }
    assert.match(readArray([frame(new Uint8Array(8))], 0, true)?.problem?.message ?? '', /The frame before/);
    for (const shape of [[2 ** 53 - 1, 2 ** 53 - 1], Array<number>(64).fill(2 ** 53 - 1), [0, 2 ** 53 - 1]])
      announced({ dtype: '<U0', shape }, 0);
    assert.equal(announced({ dtype: 'S', shape: [5] }, 0)?.array?.first.join(), ',,,,');
  });

  test('whatever the header says, nothing is read beyond the frame', () => {
    const dtypes = fc.oneof(
      fc.constantFrom(
        'uint8',
        '>f4',
        '<U3',
        '|S4',
        'datetime64[ns]',
        'bool',
        'complex128',
        'float16',
        '?',
        'V7',
        'U999999',
        'object',
        '__proto__',
        'constructor',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(
        dtypes,
        fc.array(fc.nat(20), { maxLength: 3 }),
        fc.uint8Array({ maxLength: 300 }),
        fc.boolean(),
        (dtype, shape, bytes, isMeant) => {
          const reading = readArray([frame(ascii(JSON.stringify({ dtype, shape }))), frame(bytes)], 1, isMeant);
          if (isMeant) assert.ok(reading?.array || reading?.problem);
          assert.ok((reading?.array?.first.length ?? 0) <= 100);
        },
      ),
      { numRuns: 1500 },
    );
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void arrayHeader(bytes)));
  });
});
