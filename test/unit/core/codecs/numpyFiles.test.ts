import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chooseDecoder } from '../../../../src/core/codecs/choose';
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
      return Object.fromEntries(entries.map(({ key, value }) => [key, plain(value)]));
    default:
      return Number(text);
  }
}

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
    assert.equal(why({ dtype: 'uint16', shape: [2, 4] }), 'An array of 2 × 4 uint16 has 16 bytes; this frame has 12.');
    assert.equal(why({ type: 'uint16', shape: [20, 30], encoding: 'bs16-lz4<' }), 'It is packed as "bs16-lz4<", which is not opened here.');
    assert.equal(chooseDecoder(hex('504b0304'), 4).decoder === 'numpy', false);
  });
});
