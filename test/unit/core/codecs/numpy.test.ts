import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decodeFrame } from '../../../../src/core/codecs/decode';
import { Schemas } from '../../../../src/core/codecs/protobuf/schemas';
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

  const inOrder = (size: number) => Uint8Array.from({ length: size }, (_, index) => (index % 2 ? 0 : index / 2 + 1));
  const decoded = (header: unknown, content: Uint8Array) =>
    decodeFrame(
      {
        socketName: 'a',
        socketType: 'pull',
        direction: 'in',
        frames: [frame(ascii(typeof header === 'string' ? header : JSON.stringify(header))), frame(content)],
      },
      1,
      undefined,
      { rules: [], schemas: new Schemas(() => assert.fail('No file is read here.')) },
    );
  const headers: [header: unknown, size: number, dtype: string, shape: number[], first: string][] = [
    [{ dtype: 'System.UInt16', shape: [3] }, 6, 'uint16', [3], '1'],
    [{ type: 'System.Byte', shape: [6] }, 6, 'uint8', [6], '1'],
    [{ depth: 16, w: 3, h: 2 }, 12, 'uint16', [2, 3], '1'],
    [{ width: 2, height: 2, depth: 3 }, 12, 'uint8', [2, 2, 3], '1'],
    [{ type: 'DBR_SHORT', count: 6 }, 12, 'int16', [6], '1'],
    [{ type: 'DBR_LONG', count: 3 }, 12, 'int32', [3], '131073'],
    [{ channels: 2, format: 'S16_LE' }, 12, 'int16', [3, 2], '1'],
    [{ channels: 1, format: 'pcm_s16le' }, 12, 'int16', [6, 1], '1'],
    [{ channels: 2, format: 'FLOAT_LE' }, 16, 'float32', [2, 2], '1.83672e-40'],
    [{ typ: 'Uint16Array', length: 6 }, 12, 'uint16', [6], '1'],
    [{ elemType: 'uint16', size: [3, 2] }, 12, 'uint16', [3, 2], '1'],
    ['uint16;2;3', 12, 'uint16', [2, 3], '1'],
    [{ dtype: 'uint16', shape: [2, 3], offset: 4 }, 16, 'uint16', [2, 3], '3'],
    [{ dtype: 'uint16', shape: [2, 3], offset: 4 }, 12, 'uint16', [2, 3], '1'],
    [{ dtype: 'uint16', shape: [-1], offset: 4 }, 12, 'uint16', [6], '1'],
  ];
  for (const [header, size, dtype, shape, first] of headers)
    test(`${JSON.stringify(header)} before ${size} bytes`, () => {
      const { decoder, array, problem } = decoded(header, inOrder(size));
      assert.deepEqual([decoder, array?.dtype, array?.shape, array?.first[0], problem], ['numpy', dtype, shape, first, undefined]);
    });

  test('of another size than is announced, an array is shown as far as it goes', () => {
    for (const [header, size, shape, first, message, at] of [
      [{ dtype: 'uint16', shape: [2, 3] }, 14, [2, 3], 6, 'An array of 2 × 3 uint16 has 12 bytes; this frame has 14.', 12],
      [{ dtype: 'uint16', shape: [2, 3] }, 11, [2, 3], 5, 'An array of 2 × 3 uint16 has 12 bytes; this frame has 11.', 11],
      [{ dtype: 'uint16', shape: [-1, 3] }, 14, [2, 3], 6, 'An array of ? × 3 uint16 has a multiple of 6 bytes; this frame has 14.', 12],
    ] as const) {
      const { decoder, why, array, problem } = decoded(header, inOrder(size));
      assert.deepEqual(
        [decoder, why, array?.shape, array?.first.length, problem],
        ['numpy', 'the frame before tells dtype and shape, but of another size', shape, first, { message, at }],
      );
    }
    for (const [header, content, decoder] of [
      [{ dtype: 'uint16', shape: [2, 3] }, inOrder(100), 'hex'],
      [{ dtype: 'uint16', shape: [200] }, inOrder(100), 'hex'],
      [{ dtype: 'uint16', shape: [3], strides: [-2] }, inOrder(6), 'hex'],
      [{ dtype: 'uint8', shape: [12] }, ascii('hello world, this'), 'text'],
      [{ dtype: 'uint8', shape: [12] }, ascii('{"a":1}'), 'json'],
      [{ channels: 2, format: 'json' }, ascii('{"a":1}'), 'json'],
    ] as const)
      assert.equal(decoded(header, content).decoder, decoder, JSON.stringify(header));
  });

  test('in digits of Base64 it is the array that is announced', () => {
    for (const length of [5, 6, 7]) {
      const written = ascii(Buffer.from(inOrder(length * 2)).toString('base64'));
      const { decoder, inner } = decoded({ dtype: 'uint16', shape: [length], encoding: 'base64' }, written);
      assert.deepEqual([decoder, inner?.decoder, inner?.array?.first.length], ['base64', 'numpy', length]);
    }
    assert.equal(decoded({ dtype: 'uint8', shape: [9] }, ascii('hello, world')).decoder, 'text');
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
