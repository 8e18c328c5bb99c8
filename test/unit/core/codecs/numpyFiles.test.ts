import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import zlib from 'node:zlib';
import { encode } from '@msgpack/msgpack';
import { encode as encodeCbor } from 'cborg';
import fc from 'fast-check';
import { chooseDecoder } from '../../../../src/core/codecs/choose';
import { unpackShuffled } from '../../../../src/core/codecs/compression/bitshuffle';
import { decodeContent, decodeFrame } from '../../../../src/core/codecs/decode';
import type { MessageContext } from '../../../../src/core/codecs/messageContext';
import { picker } from '../../../../src/core/codecs/pick';
import { Schemas } from '../../../../src/core/codecs/protobuf/schemas';
import { compactText } from '../../../../src/core/codecs/values/compactText';
import { nodeAt, parsePath } from '../../../../src/core/codecs/values/path';
import type { ValueNode } from '../../../../src/protocol/decoding';
import { produced } from '../../../support/produced';

const hex = (digits: string) => Uint8Array.from(Buffer.from(digits, 'hex'));
const environment = { rules: [], schemas: new Schemas(() => assert.fail('No file is read here.')) };
const message = (frames: readonly Uint8Array[]): MessageContext => ({
  socketName: 'a',
  socketType: 'pull',
  direction: 'in',
  frames: frames.map((bytes) => ({ size: bytes.length, bytes })),
});
const decode = (frames: readonly Uint8Array[], frame = frames.length - 1) => decodeFrame(message(frames), frame, undefined, environment);
const of = (...digits: string[]) => digits.map(hex);
const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const at = (frames: readonly Uint8Array[], frame: number, path: string) =>
  picker(parsePath(path), undefined, environment)(message(frames), frame)?.number;

function plain({ kind, text, entries = [] }: ValueNode): unknown {
  switch (kind) {
    case 'array':
      return entries.map(({ value }) => plain(value));
    case 'map':
    case 'object':
      return Object.fromEntries(entries.map(({ key, value }) => [key, plain(value)]));
    default:
      return Number(text);
  }
}

/** A block of LZ4 with nothing but what stands in it. */
const blockOf = (raw: Uint8Array) => {
  const rest = raw.length - 15;
  return [0xf0, ...Array<number>(Math.floor(rest / 255)).fill(255), rest % 255, ...raw];
};
/** As bitshuffle writes it, with blocks that are not compressed. */
const shuffled = (raw: Uint8Array, size: number, blockSize: number) => {
  const head = new DataView(new ArrayBuffer(12));
  head.setBigUint64(0, BigInt(raw.length));
  head.setUint32(8, blockSize);
  const parts: number[] = [...new Uint8Array(head.buffer)];
  const end = raw.length - (raw.length % (8 * size));
  for (let from = 0; from < end; from += blockSize) {
    const block = raw.subarray(from, Math.min(from + blockSize, end));
    const count = block.length / size;
    const sorted = new Uint8Array(block.length);
    for (let value = 0; value < count; value++)
      for (let bit = 0; bit < size * 8; bit++)
        if (((block[value * size + (bit >> 3)] as number) >> (bit & 7)) & 1)
          sorted[(bit * count) / 8 + (value >> 3)] = (sorted[(bit * count) / 8 + (value >> 3)] as number) | (1 << (value & 7));
    const packed = blockOf(sorted);
    parts.push(0, 0, packed.length >> 8, packed.length & 255, ...packed);
  }
  return Uint8Array.from([...parts, ...raw.subarray(end)]);
};
const npy =
  '934e554d5059010076007b276465736372273a20273c6932272c2027666f727472616e5f6f72646572273a2046616c73652c20277368617065273a2028322c2033292c207d202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020200a000001000200030004000500';
const detector = of(
  '7b226874797065223a202264696d6167652d312e30222c2022736572696573223a20312c20226672616d65223a20307d',
  '7b226874797065223a202264696d6167655f642d312e30222c20227368617065223a205b322c20335d2c202274797065223a202275696e743136222c2022656e636f64696e67223a20223c222c202273697a65223a2031327d',
  '000001000200030004000500',
  '7b226874797065223a202264636f6e6669672d312e30222c202273746172745f74696d65223a20317d',
);

describe('files of NumPy and arrays behind headers', () => {
  const all = produced('produceNumpyFiles.py');

  test('are read as NumPy and the programs mean them', () => {
    assert.ok(all.size > 90);
    for (const [name, { frames, says }] of all) {
      if (says.value === undefined) continue;
      const { decoder, value, array, problem, chosenBy } = decode(frames);
      assert.deepEqual([decoder, chosenBy, problem], ['numpy', 'content', undefined], name);
      assert.ok(value, name);
      assert.deepEqual(plain(value), says.value, name);
      if (says.shape !== undefined) assert.deepEqual(array?.shape, says.shape, name);
    }
  });

  test('a .npy file shows dtype, shape, values and statistics', () => {
    const { value, ...decoded } = decode(of(npy));
    assert.deepEqual(decoded, {
      frame: 0,
      decoder: 'numpy',
      chosenBy: 'content',
      why: 'it begins like .npy data',
      size: 140,
      array: { dtype: 'int16', shape: [2, 3], first: ['0', '1', '2', '3', '4', '5'], min: '0', max: '5', mean: '2.5' },
    });
    assert.equal(value?.type, 'int16 [2, 3]');
    assert.equal(at(of(npy), 0, '[1][2]'), 5);
    assert.deepEqual(nodeAt(value, [1, 2])?.range, [138, 140]);
  });

  test('a .npy file that ends early, or is none, says so', () => {
    const bytes = hex(npy);
    const problem = (length: number) => decodeContent(bytes.subarray(0, length), length, 'numpy').problem?.message;
    assert.equal(problem(137), 'The array has 12 bytes; 9 follow the header.');
    assert.equal(problem(60), 'It ends inside the header of the array.');
    assert.equal(problem(9), 'It ends inside the header of the array.');
    assert.equal(problem(5), 'It begins neither as a .npy nor as a .npz file, and no frame before tells dtype and shape.');
    const changed = (from: string, to: string) => {
      const other = hex(npy.replace(Buffer.from(from).toString('hex'), Buffer.from(to).toString('hex')));
      return decodeContent(other, other.length, 'numpy').problem?.message;
    };
    assert.equal(changed('<i2', '|x2'), 'Values of the dtype "|x2" cannot be read from their bytes.');
    assert.equal(changed('descr', 'dascr'), 'The header does not tell the dtype and the shape of an array.');
    assert.equal(changed('(2, 3)', '(2, 2)'), '4 bytes follow the array.');
    // Of what was cut on its way into the log the end is no fault.
    const cut = decodeFrame({ ...message([]), frames: [{ size: 140, bytes: bytes.subarray(0, 137) }] }, 0, undefined, environment);
    assert.deepEqual([cut.problem, cut.array?.first.length], [undefined, 4]);
  });

  test('objects in a .npy file stand in a pickle, which is read', () => {
    const frames = all.get('npy of objects')?.frames ?? [];
    const { decoder, value, problem } = decode(frames);
    assert.deepEqual([decoder, problem, value?.type], ['numpy', undefined, 'object [2]']);
    assert.equal(at(frames, 0, '[1].loss'), 0.25);
  });

  test('a .npz file has each array by its name; a large one is shown in part', () => {
    const [name, ...more] = [...all.keys()].filter((key) => key.startsWith('npz'));
    assert.deepEqual([name, more.length], ['npz: stored', 2]);
    const stored = all.get('npz: stored')?.frames ?? [];
    assert.equal(compactText(decode(stored), 200), '{"x":[[0,1,2],[3,4,5]],"y":[{"a":1,"b":2.5},{"a":3,"b":-1.0}]}');
    assert.equal(at(stored, 0, '.y[1].a'), 3);
    const { value, notes } = decode(all.get('large npz')?.frames ?? []);
    assert.equal(nodeAt(value as ValueNode, ['x'])?.type, 'float64 [1000, 1000]');
    assert.ok((nodeAt(value as ValueNode, ['x'])?.entries?.length ?? 0) > 3);
    assert.equal(nodeAt(value as ValueNode, ['y', 1, 'a'])?.text, '3');
    assert.match(notes?.join() ?? '', /Of an array of 1,000,000 values the first/);
  });

  test('of a detector: the array by type and shape, in the frame that follows and in no other', () => {
    assert.deepEqual(
      detector.map((_, frame) => decode(detector, frame).decoder),
      ['json', 'json', 'numpy', 'json'],
    );
    assert.equal(at(detector, 2, '[1][2]'), 5);
    assert.equal(decode(detector, 2).why, 'the frame before tells dtype and shape');
  });

  test('a header may stand before others, where the size fits and no nearer frame has it', () => {
    const header = text({ dtype: 'uint16', shape: [2, 3] });
    const raw = hex('000001000200030004000500');
    const more = hex('deadbeef');
    assert.deepEqual([decode([header, more, raw]).decoder, decode([header, more, raw]).why], ['numpy', 'frame 1 tells dtype and shape']);
    assert.equal(decode([header, more, raw], 1).decoder, 'hex');
    assert.notEqual(decode([header, raw, hex('f00001000200030004000500')]).decoder, 'numpy');
    assert.notEqual(decode([header, more, raw.subarray(1)]).decoder, 'numpy');
    assert.notEqual(decode([header, more, more, more, more, raw]).decoder, 'numpy');
  });

  test('a guess is told as one, and so is what a picture is said to be', () => {
    const header = text({ jsonversion: 4, bitmode: 16, shape: [2, 3], size: 12, acqIndex: 1 });
    const raw = hex('000001000200030004000500');
    assert.equal(decode([header, raw]).why, 'the frame before tells the shape, and by the size uint16 is a guess that fits');
    const world = of(
      '6672616d652e776f726c64',
      '86a5746f706963a56672616d65a5776964746804a668656967687402a5696e64657807a974696d657374616d70cb405edd2f1a9fbe77a6666f726d6174a3626772',
      '000102030405060708090a0b0c0d0e0f1011121314151617',
    );
    const picture = decode(world);
    assert.deepEqual([picture.decoder, picture.why], ['numpy', 'the frame before tells a picture of 4 × 2 pixels, bgr']);
    assert.deepEqual(picture.array?.shape, [2, 4, 3]);
    assert.deepEqual([at(world, 1, '.index'), at(world, 2, '[1][3][2]')], [7, 23]);
  });

  const six = '000001000200030004000500';
  const bigSix = '000000010002000300040005';
  const rows = [
    [0, 1, 2],
    [3, 4, 5],
  ];
  /** As two rows of three; `columns`: as they lie when the first dimension is the fastest. */
  const columns = '000003000100040002000500';
  const told: [header: unknown, raw: string, value: unknown][] = [
    // The order of the values.
    [{ dtype: 'uint16', shape: [2, 3], fortran_order: true }, columns, rows],
    [{ dtype: 'uint16', shape: [2, 3], fortran_order: false }, six, rows],
    [{ dtype: 'uint16', shape: [2, 3], order: 'F' }, columns, rows],
    [{ dtype: 'uint16', shape: [2, 3], order: 'C' }, six, rows],
    [{ dtype: 'uint16', shape: [2, 3], layout: 'column-major' }, columns, rows],
    [{ dtype: 'uint16', shape: [2, 3], row_major: false }, columns, rows],
    [{ dtype: 'uint16', shape: [2, 3], f_contiguous: true }, columns, rows],
    [{ dtype: 'uint16', shape: [2, 3], strides: [6, 2] }, six, rows],
    [{ dtype: 'uint16', shape: [2, 3], strides: [2, 4] }, columns, rows],
    [{ dtype: 'uint16', shape: [2, 3], strides: [1, 2] }, columns, rows],
    [{ dtype: 'uint16', shape: [2, 3], strides: '(2, 4)' }, columns, rows],
    [{ dtype: 'uint16', shape: [2, 3], strides: null }, six, rows],
    [{ dtype: 'uint16', shape: [2, 3], strides: [8, 2] }, '000001000200ffff030004000500ffff', rows],
    [
      { dtype: 'uint8', shape: [2, 2, 2], order: 'F' },
      '0001020304050607',
      [
        [
          [0, 4],
          [2, 6],
        ],
        [
          [1, 5],
          [3, 7],
        ],
      ],
    ],
    // The order of the bytes.
    [{ dtype: 'uint16', shape: [2, 3], byteorder: 'big' }, bigSix, rows],
    [{ dtype: 'uint16', shape: [2, 3], byte_order: '>' }, bigSix, rows],
    [{ dtype: 'uint16', shape: [2, 3], endian: 'BE' }, bigSix, rows],
    [{ dtype: 'uint16', shape: [2, 3], endianness: 'big-endian' }, bigSix, rows],
    [{ dtype: 'uint16', shape: [2, 3], little_endian: false }, bigSix, rows],
    [{ dtype: 'uint16', shape: [2, 3], little_endian: true }, six, rows],
    [{ dtype: 'uint16', shape: [2, 3], big_endian: 1 }, bigSix, rows],
    [{ dtype: 'uint16', shape: [2, 3], big_endian: 0 }, six, rows],
    [{ dtype: '<u2', shape: [2, 3], byteorder: 'big' }, six, rows],
    [
      {
        dtype: [
          ['a', 'u2'],
          ['b', 'i4'],
        ],
        shape: [1],
        endian: 'big',
      },
      '0001fffffffe',
      [{ a: 1, b: -2 }],
    ],
    [{ height: 2, width: 3, encoding: 'mono16', is_bigendian: 1, step: 6 }, bigSix, rows],
    [{ height: 2, width: 3, encoding: 'mono16', is_bigendian: 0, step: 6 }, six, rows],
    [{ height: 2, width: 3, encoding: '16UC1', is_bigendian: true }, bigSix, rows],
    [{ height: 2, width: 3, pix_fmt: 'gray16be' }, bigSix, rows],
    // Rows that are filled up.
    [{ height: 2, width: 3, encoding: 'mono16', is_bigendian: 0, step: 8 }, '000001000200ffff030004000500ffff', rows],
    [{ height: 2, width: 3, encoding: 'mono16', step: 8 }, '000001000200ffff030004000500', rows],
    [{ height: 2, width: 1, encoding: 'rgb8', step: 4 }, '010203ff040506ff', [[[1, 2, 3]], [[4, 5, 6]]]],
    // What others call types.
    ...[
      'uint16_t',
      'u16',
      'UInt16',
      'Uint16Array',
      'unsigned short',
      'ushort',
      'NDUInt16',
      'torch.uint16',
      'numpy.uint16',
      'std::uint16_t',
      'H5T_STD_U16LE',
      'CV_16UC1',
      '16UC1',
      'H',
      '<H',
    ].map((dtype): [unknown, string, unknown] => [{ dtype, shape: dtype.startsWith('ND') ? [3, 2] : [2, 3] }, six, rows]),
    [{ type: 'H5T_STD_U16BE', shape: [2, 3] }, bigSix, rows],
    [{ typestr: '<u2', shape: [2, 3], version: 3 }, six, rows],
    [{ typestr: '>u2', shape: [2, 3] }, bigSix, rows],
    [{ type: 'float', shape: [1] }, '0000c03f', [1.5]],
    [{ type: 'float', shape: [1] }, '000000000000f83f', [1.5]],
    [{ type: 'f32', shape: [1] }, '0000c03f', [1.5]],
    [{ type: 'Float32Array', shape: [1] }, '0000c03f', [1.5]],
    [{ type: 'FP32', shape: [1] }, '0000c03f', [1.5]],
    [{ type: 'int', shape: [2] }, '01000000feffffff', [1, -2]],
    [{ type: 'int', shape: [1] }, 'feffffffffffffff', [-2]],
    [{ type: 'u8', shape: [3] }, '010203', [1, 2, 3]],
    [{ type: 'u8', shape: [1] }, '0100000000000000', [1]],
    [{ type: 'long', shape: [1] }, '01000000', [1]],
    [{ type: 'double[]', shape: [1] }, '000000000000f83f', [1.5]],
    [{ type: 'cf32_le', shape: [1] }, '0000c03f00002040', [{ re: 1.5, im: 2.5 }]],
    [{ type: 'CV_16UC1', rows: 2, cols: 3 }, six, rows],
    [{ type: 'CV_8UC3', rows: 2, cols: 1 }, '010203040506', [[[1, 2, 3]], [[4, 5, 6]]]],
    [{ type: 'CV_8UC3', shape: [2, 1, 3] }, '010203040506', [[[1, 2, 3]], [[4, 5, 6]]]],
    [{ type: 16, rows: 2, cols: 1 }, '010203040506', [[[1, 2, 3]], [[4, 5, 6]]]],
    [{ type: 'uint8', rows: 2, cols: 1, channels: 3 }, '010203040506', [[[1, 2, 3]], [[4, 5, 6]]]],
    [{ encoding: 'bgr8', height: 2, width: 1, step: 3 }, '010203040506', [[[1, 2, 3]], [[4, 5, 6]]]],
    [
      { encoding: 'bayer_rggb8', height: 2, width: 3 },
      '010203040506',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [{ mode: 'RGB', size: [1, 2] }, '010203040506', [[[1, 2, 3]], [[4, 5, 6]]]],
    [{ mode: 'I;16', size: [3, 2] }, six, rows],
    [{ pixelFormat: 'Mono12', width: 3, height: 2 }, six, rows],
    // EPICS.
    [{ size: [2, 3], type: 'uint16' }, six, rows],
    [{ shape: [2, 3], type: 'uint16', htype: 'array-1.0' }, six, rows],
    [{ shape: [3, 2], type: 'uint16', htype: ['chunk-1.0'] }, six, rows],
    [{ dataType: 'NDUInt16', dims: [3, 2] }, six, rows],
    [{ dataType: 'NDUInt16', dimensions: [6] }, six, [0, 1, 2, 3, 4, 5]],
    [
      {
        dataType: 'uint16',
        dimension: [
          { size: 3, offset: 0 },
          { size: 2, offset: 0 },
        ],
      },
      six,
      rows,
    ],
    // A length that follows.
    [{ dtype: 'uint16', shape: [-1, 3] }, six, rows],
    [{ dtype: 'uint16', shape: [null, 3] }, six, rows],
    [{ dtype: 'uint16', shape: '(-1, 3)' }, six, rows],
    [{ dtype: 'uint16', shape: [-1] }, six, [0, 1, 2, 3, 4, 5]],
    [{ dtype: 'uint16', shape: ['2', '3'] }, six, rows],
    [{ dtype: 'uint16', shape: [2, 3], flags: { C_CONTIGUOUS: false, F_CONTIGUOUS: true } }, columns, rows],
    [{ dtype: { name: 'uint16' }, shape: [2, 3] }, six, rows],
    [{ dtype: 'uint16', shape: { width: 3, height: 2 } }, six, rows],
    [{ type: 'uint16', nx: 3, ny: 2 }, six, rows],
    [{ dtype: 'torch.bfloat16', shape: [2] }, 'c03f20c0', [1.5, -2.5]],
    // By how many there are.
    [{ dtype: 'uint16', count: 6 }, six, [0, 1, 2, 3, 4, 5]],
    [{ dtype: 'uint16', length: 12 }, six, [0, 1, 2, 3, 4, 5]],
    [{ type: 'float', samples: 2, rate: 48000 }, '0000c03f00002040', [1.5, 2.5]],
    // By a number of bits or bytes.
    [{ shape: [2, 3], itemsize: 2 }, six, rows],
    [{ shape: [2], bits: 16, signed: true }, 'feff0100', [-2, 1]],
    [{ shape: [2], bits: 32, format: 'float' }, '0000c03f00002040', [1.5, 2.5]],
    [{ shape: [2], format: 'f' }, '0000c03f00002040', [1.5, 2.5]],
    [{ width: 1, height: 2, bpp: 24 }, '010203040506', [[[1, 2, 3]], [[4, 5, 6]]]],
    [{ width: 3, height: 2, bytesPerPixel: 2 }, six, rows],
    [
      { width: 3, height: 2, channels: 1 },
      '010203040506',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    // Within something else.
    [{ meta: { dtype: 'uint16', shape: [2, 3] }, id: 1 }, six, rows],
    [{ data: { array: { type: 'uint16', dims: [2, 3] } } }, six, rows],
    [{ image: { width: 3, height: 2, encoding: 'mono16' } }, six, rows],
    [['uint16', [2, 3]], six, rows],
    [[[2, 3], '<u2'], six, rows],
  ];
  for (const [header, raw, value] of told)
    test(`${JSON.stringify(header)} of ${raw}`, () => {
      const decoded = decode([text(header), hex(raw)]);
      assert.deepEqual([decoded.decoder, decoded.problem, decoded.value && plain(decoded.value)], ['numpy', undefined, value], decoded.why);
    });

  test('a header may be of any form, and dtype and shape may have frames of their own', () => {
    const header = { dtype: 'uint16', shape: [2, 3] };
    const ascii = (written: string) => new TextEncoder().encode(written);
    for (const before of [
      [encodeCbor(header)],
      [encodeCbor({ id: 7, meta: header })],
      [Uint8Array.from([0xd9, 0xd9, 0xf7, ...encodeCbor(header)])],
      [encode(header).slice()],
      [encode({ meta: header }).slice()],
      [encode(['uint16', [2, 3]]).slice()],
      [ascii("{'dtype': 'uint16', 'shape': (2, 3), 'ok': True}")],
      [ascii("('uint16', (2, 3))")],
      [ascii('camera/1 {"dtype": "uint16", "shape": [2.0, 3.0]}')],
      [ascii('uint16 2 3')],
      [ascii('<u2;2x3')],
      [ascii('uint16, (2, 3)')],
      [ascii('dtype=uint16 shape=2,3')],
      [ascii('shape: [2, 3]\ndtype: "uint16"\n')],
      [ascii('float32'), ascii('uint16'), ascii('2,3')],
      [ascii('uint16'), ascii('(2, 3)')],
      [ascii('2x3'), ascii('<u2')],
      [ascii('<u2'), text([2, 3])],
      [ascii('"<u2"'), text([2, 3])],
      [ascii('uint16_t'), encode([2, 3]).slice()],
      [ascii('topic'), ascii('uint16'), ascii('2 3')],
    ]) {
      const decoded = decode([...before, hex(six)]);
      assert.deepEqual([decoded.decoder, decoded.value && plain(decoded.value)], ['numpy', rows], Buffer.from(before[0] ?? []).toString());
    }
  });

  test('several arrays have a frame each', () => {
    const a = { dtype: 'uint16', shape: [2, 3] };
    const b = { dtype: 'uint8', shape: [2] };
    for (const header of [
      { arrays: [a, b] },
      [a, b],
      { img: a, mask: b },
      {
        arrays: [
          { name: 'a', ...a },
          { name: 'b', ...b },
        ],
        id: 3,
      },
    ]) {
      const frames = [text(header), hex(six), hex('0102')];
      const read = (frame: number) => decode(frames, frame);
      assert.deepEqual([read(1).decoder, read(2).decoder], ['numpy', 'numpy'], JSON.stringify(header));
      assert.deepEqual([plain(read(1).value as ValueNode), plain(read(2).value as ValueNode)], [rows, [1, 2]]);
      assert.deepEqual([at(frames, 1, '[1][2]'), at(frames, 2, '[1]')], [5, 2]);
    }
    assert.match(
      decode([text({ arrays: [a, b] }), hex(six), hex('ff0203')]).why,
      /not the array that a frame before announces: An array of 2 uint8 has 2 bytes; this frame has 3\.$/,
    );
    const many = Array.from({ length: 20 }, () => b);
    const last = decode([text(many), ...many.map((_, n) => Uint8Array.from([n, n]))]);
    assert.deepEqual(plain(last.value as ValueNode), [19, 19]);
  });

  test('channels of bsread have a frame of values each, and one of a time', () => {
    const channels = [
      { name: 'a' },
      { name: 'b', type: 'uint16', shape: [3, 2], encoding: 'big' },
      { name: 'c', type: 'int32', shape: [2], encoding: 'little' },
    ];
    const time = hex('00112233445566770000000000000001');
    const frames = [
      text({ htype: 'bsr_m-1.1', pulse_id: 1, hash: 'x', dh_compression: 'none' }),
      text({ htype: 'bsr_d-1.1', channels }),
      hex('000000000000f83f'),
      time,
      hex(bigSix),
      time,
      hex('01000000feffffff'),
      time,
    ];
    const value = (frame: number) => plain(decode(frames, frame).value as ValueNode);
    assert.deepEqual([value(2), value(4), value(6)], [[1.5], rows, [1, -2]]);
    assert.deepEqual(
      [decode(frames, 4).why, decode(frames, 3).decoder],
      ['frame 2 tells dtype and shape, the length of a row first', 'hex'],
    );
  });

  test('values that are compressed are those of the header when they are unpacked', () => {
    const raw = Uint8Array.from({ length: 400 }, (_, n) => n % 7);
    const value = Array.from(raw);
    const header = { dtype: 'uint8', shape: [400] };
    const block = Uint8Array.from([...blockOf(raw)]);
    const cases: [header: unknown, bytes: Uint8Array][] = [
      [header, zlib.deflateSync(raw)],
      [header, zlib.gzipSync(raw)],
      [{ ...header, compression: 'zlib', nbytes: zlib.deflateSync(raw).length }, zlib.deflateSync(raw)],
      [{ ...header, compression: 'deflate' }, zlib.deflateRawSync(raw)],
      [{ ...header, encoding: 'lz4<', size: block.length }, block],
      [{ ...header, compressed: true }, zlib.deflateSync(raw)],
      [{ meta: { ...header, codec: 'gzip' } }, zlib.gzipSync(raw)],
    ];
    for (const [told, bytes] of cases) {
      const { inner, ...outer } = decode([text(told), Uint8Array.from(bytes)]);
      assert.deepEqual([outer.problem, inner?.decoder, inner?.problem], [undefined, 'numpy', undefined], JSON.stringify(told));
      assert.deepEqual(inner?.value && plain(inner.value), value);
      assert.equal(at([text(told), Uint8Array.from(bytes)], 1, '[8]'), 1);
    }
    // Of the same size as what comes out.
    const small = Uint8Array.from(zlib.deflateSync(Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])));
    const same = decode([text({ dtype: 'uint8', shape: [11], compression: 'zlib' }), small]);
    assert.deepEqual([small.length, same.decoder, same.inner?.decoder], [11, 'zlib', 'numpy']);
    // Something else in it is read as what it is.
    const other = decode([text(header), Uint8Array.from(zlib.deflateSync(text({ a: [1, 2, 3] })))]);
    assert.deepEqual([other.decoder, other.inner?.decoder], ['zlib', 'json']);
  });

  test('bits that bitshuffle has sorted are sorted back', () => {
    const values = Array.from({ length: 45 }, (_, n) => (n * 31) % 1000);
    for (const [dtype, size, written] of [
      ['uint16', 2, (n: number) => [n & 255, n >> 8]],
      ['int32', 4, (n: number) => [n & 255, n >> 8, 0, 0]],
    ] as const) {
      const raw = Uint8Array.from(values.flatMap((n) => written(n)));
      const packed = shuffled(raw, size, 16 * size);
      for (const header of [
        { type: dtype, shape: [45], encoding: `bs${size * 8}-lz4<`, size: packed.length },
        { type: dtype, shape: [45], compression: 'bitshuffle_lz4' },
      ]) {
        const decoded = decode([text(header), packed]);
        assert.deepEqual([decoded.decoder, decoded.problem, plain(decoded.value as ValueNode)], ['numpy', undefined, values]);
        assert.equal(at([text(header), packed], 1, '[2]'), 62);
      }
      const damaged = packed.slice();
      damaged[12 + 3] = 1;
      assert.equal(decode([text({ type: dtype, shape: [45], codec: 'bslz4' }), damaged]).problem?.at, 12);
      const block = packed.slice();
      block.fill(0, 8, 12);
      assert.equal(decode([text({ type: dtype, shape: [45], codec: 'bslz4' }), block]).problem?.at, 8);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(1, 2, 3, 4, 8), (bytes, size) => {
        assert.ok(unpackShuffled(Uint8Array.from([0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 48, ...bytes]), size).bytes.length <= 256);
      }),
      { numRuns: 500 },
    );
  });

  test('what lies as is not understood, or elsewhere, is said to', () => {
    const why = (header: unknown, raw = six) => decode([text(header), hex(raw)]).why.split('announces: ')[1];
    assert.equal(
      why({ dtype: 'uint16', shape: [2, 3], strides: [24, 4] }, `ff${six.slice(2)}`),
      'With strides of 24, 4 the values take 34 bytes; this frame has 12.',
    );
    assert.equal(
      why({ dtype: 'uint16', shape: [2, 3], strides: [-6, 2] }, `ff${six.slice(2)}`),
      'Strides of -6, 2 lead to no values of this frame.',
    );
    assert.equal(
      decode([text({ dtype: 'uint16', shape: [-1, 4] }), hex(`ff${six.slice(2)}`)]).problem?.message,
      'An array of ? × 4 uint16 has a multiple of 8 bytes; this frame has 12.',
    );
    assert.equal(
      why({ dtype: 'float128', shape: [2, 3] }, `ff${six.slice(2)}`),
      'Values of the dtype "float128" cannot be read from their bytes.',
    );
    assert.equal(why({ typestr: '|O', shape: [2, 3] }, `ff${six.slice(2)}`), 'Values of the dtype "|O" cannot be read from their bytes.');
  });

  test('frames that only look a little like headers announce nothing', () => {
    const raw = hex('ff0001000200030004000500');
    const ascii = (written: string) => new TextEncoder().encode(written);
    for (const before of [
      [ascii('temp'), ascii('6')],
      [ascii('f'), ascii('3')],
      [ascii('uint16'), ascii('7')],
      [ascii('uint16'), ascii('float32')],
      [ascii('2,3'), ascii('2,3')],
      [
        text([
          { width: 3, height: 2, format: 'bgr' },
          { width: 1, height: 4, format: 'bgr' },
        ]),
      ],
      [text({ boxes: [{ w: 3, h: 2, type: 'car' }] })],
      [text(['uint16', 'x'])],
      [text({ type: 'order', size: 12 })],
      [text({ type: 'long', size: 100 })],
      [text({ type: 'int', count: 5 })],
      [ascii('temp 2 3')],
      [ascii('uint16 2 4')],
      [text({ size: [1, 2, 3], type: 'box' })],
      [text({ rows: 2, cols: 3, type: 'table' })],
    ]) {
      const decoded = decode([...before, raw]);
      assert.deepEqual(
        [decoded.decoder, /announces/.test(decoded.why)],
        ['hex', false],
        before.map((frame) => Buffer.from(frame).toString()).join(),
      );
    }
  });

  test('fields of a structure have their names', () => {
    const frames = of(
      '7b226474797065223a205b5b2261222c20223c6934225d2c205b2262222c20223c6638225d5d2c20227368617065223a205b315d7d',
      '010000000000000000000440',
    );
    assert.equal(compactText(decode(frames), 100), '(a int32, b float64) array 1: (1, 2.5)');
    assert.deepEqual([at(frames, 1, '[0].a'), at(frames, 1, '[0].b')], [1, 2.5]);
  });

  test('what only looks like a header is none, and what does not fit says why not', () => {
    const raw = hex('ff0001000200030004000500');
    for (const header of [
      { type: 'image', shape: [2, 3] },
      { dtype: 'uint16' },
      { shape: [2, 3] },
      { width: 3, height: 2, format: 'jpeg' },
      { width: 3, height: 2 },
      { bits: 12, shape: [2, 3] },
      { dtype: 'uint16', shape: 'round' },
      'shape dtype',
    ])
      assert.deepEqual(
        [decode([text(header), raw]).decoder, /announces/.test(decode([text(header), raw]).why)],
        ['hex', false],
        JSON.stringify(header),
      );
    const why = (header: unknown) => decode([text(header), raw]).why.split('announces: ')[1];
    assert.equal(why({ dtype: 'uint16', shape: [20, 4] }), 'An array of 20 × 4 uint16 has 160 bytes; this frame has 12.');
    assert.equal(
      decode([text({ dtype: 'uint16', shape: [2, 4] }), raw]).problem?.message,
      'An array of 2 × 4 uint16 has 16 bytes; this frame has 12.',
    );
    assert.equal(why({ type: 'uint16', shape: [20, 30], encoding: 'bs16-lz4<' }), 'It is packed as "bs16-lz4<", which is not opened here.');
    assert.equal(chooseDecoder(hex('504b0304'), 4).decoder === 'numpy', false);
  });
});
