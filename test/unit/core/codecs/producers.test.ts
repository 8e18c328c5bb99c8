import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chooseDecoder } from '../../../../src/core/codecs/choose';
import { compactText } from '../../../../src/core/codecs/values/compactText';
import { decodeContent, decodeFrame } from '../../../../src/core/codecs/decode';
import { maxInput } from '../../../../src/core/codecs/values/limits';
import { prettyText } from '../../../../src/core/codecs/values/prettyText';
import { Schemas } from '../../../../src/core/codecs/protobuf/schemas';
import type { DecoderName, ValueEntry, ValueNode } from '../../../../src/protocol/decoding';
import { produced } from '../../../support/produced';

/** Values that Python's own libraries have encoded, with what they mean. */
const cases = Array.from(produced('produceValues.py'), ([name, { frames, says }]) => ({
  name,
  bytes: frames[0] as Uint8Array,
  format: String(says.format),
  means: String(says.means),
}));

/** A tree in the words of the program that made the bytes. */
function render(node: ValueNode): string {
  const { kind, text = '', type, entries = [] } = node;
  assert.equal(node.whole, undefined, 'nothing of these values is cut');
  switch (kind) {
    case 'null':
      return type ?? 'null';
    case 'float':
      return text === 'NaN' ? 'f:nan' : `f:${doubleHex(Number(text))}`;
    case 'string':
      // eslint-disable-next-line no-control-regex
      return JSON.stringify(text).replace(/[^\u0000-\u007f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    case 'bytes':
      return `h:${text}`;
    case 'reference':
      return `<${text}>`;
    case 'array':
      return type === 'set' || type === 'frozenset'
        ? `{${entries.map(renderEntry).sort().join(',')}}`
        : `[${entries.map(renderEntry).join(',')}]`;
    case 'map':
      return `{${entries.map(renderEntry).join(',')}}`;
    case 'object':
      return type === 'class' || type === 'attribute'
        ? `${type} ${text}`
        : `${text}(${entries.map(({ key, value }) => (typeof key === 'string' ? `${key}=${render(value)}` : renderEntry({ key, value }))).join(',')})`;
    case 'tagged':
      return `${type}(${entries.map(renderEntry).join(',')})`;
    default:
      return text;
  }
}

function renderEntry({ key, value }: ValueEntry): string {
  if (key === undefined) return render(value);
  return `${render(typeof key === 'string' ? { kind: 'string', text: key } : key)}:${render(value)}`;
}

function doubleHex(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString('hex');
}

const read = (format: DecoderName, bytes: Uint8Array) => decodeContent(bytes, bytes.length, format);

describe('what Python writes', () => {
  for (const format of ['json', 'msgpack', 'cbor', 'pickle'] as const) {
    const own = cases.filter((one) => one.format === format);
    test(`${format} reads as the values that were written`, () => {
      assert.ok(own.length > 15);
      for (const { name, bytes, means } of own) {
        const decoded = read(format, bytes);
        assert.equal(decoded.problem, undefined, name);
        assert.ok(decoded.value, name);
        assert.equal(render(decoded.value), means, name);
        checkRanges(decoded.value, bytes.length);
      }
    });

    test(`${format} is chosen by what it begins like and consists of`, () => {
      for (const { name, bytes } of own) {
        // A single null is no sign of a format.
        if (name.includes(': none')) continue;
        assert.equal(chooseDecoder(bytes, bytes.length).decoder, format, name);
      }
    });
  }

  test('a NumPy array that was pickled shows its dtype, shape and values', () => {
    const pickles = cases.filter(({ format }) => format === 'numpy');
    assert.equal(pickles.length, 6);
    for (const { bytes, name } of pickles) {
      const { value } = read('pickle', bytes);
      assert.equal(value?.type, 'float64 [2, 3]', name);
      assert.equal(prettyText(read('pickle', bytes)).replace(/\s+/g, ''), '[[0.0,1.0,2.0],[3.0,4.0,5.0]]', name);
    }
  });

  test('a Protobuf message that was pickled shows its class and fields', () => {
    const pickles = cases.filter(({ format }) => format === 'message');
    assert.equal(pickles.length, 6);
    for (const { bytes, name } of pickles) {
      const text = prettyText(read('pickle', bytes));
      assert.match(text, /^google\.protobuf\.timestamp_pb2\.Timestamp\(\n {2}serialized=/, name);
      assert.match(text, /1: 5,\s+2: 7\s/, name);
    }
  });
});

const environment = { rules: [], schemas: new Schemas(() => assert.fail('No file is read here.')) };

describe('of what is longer than 1 MiB', () => {
  const large = produced('produceLarge.py');
  const readHead = (name: string, length: number) => {
    const { frames: [head = new Uint8Array()] = [], says = {} } = large.get(name) ?? {};
    return decodeFrame(
      { socketName: 'camera', socketType: 'pull', direction: 'in', frames: [{ size: Number(says.size), bytes: head.subarray(0, length) }] },
      0,
      undefined,
      environment,
    );
  };

  test('a value inside which the bytes end stands with its beginning, in details and in rows', () => {
    assert.ok(large.size > 20);
    for (const [name, { says }] of large) {
      for (const length of [16 * 1024, maxInput]) {
        const decoded = readHead(name, length);
        assert.deepEqual([decoded.decoder, decoded.chosenBy], [name.split(' ')[0], 'content'], name);
        assert.ok(compactText(decoded, 300).startsWith(String(says.shown)), `${name}: ${compactText(decoded, 300)}`);
        assert.ok(compactText(decoded, 300).endsWith('…'), name);
        if (length === maxInput) assert.equal(decoded.notes?.[0], 'Only the first 1 MiB decoded.', name);
        else assert.equal(decoded.problem, undefined, name);
        assert.ok(decoded.value);
        if (decoded.decoder !== 'pickle') checkRanges(decoded.value, length);
      }
    }
  });

  test('how long it is, and how many there are, is told as far as it is known', () => {
    for (const name of ['msgpack camera', 'cbor camera']) {
      const { value, why } = readHead(name, maxInput);
      const [entry] = value?.entries ?? [];
      assert.match(why, /^its beginning is (MessagePack|CBOR)$/);
      assert.deepEqual(
        [value?.whole, value?.entries?.length, entry?.key, entry?.value.kind, entry?.value.whole],
        [2, 1, 'img', 'bytes', 20_480_000],
        name,
      );
    }
    assert.equal(readHead('pickle camera, protocol 5', maxInput).value?.entries?.[0]?.value.whole, 20_480_000);
    assert.match(readHead('pickle camera, protocol 5', maxInput).notes?.join() ?? '', /stands where it most likely belongs/);
    const text = readHead('json text', 16 * 1024);
    assert.ok((text.value?.entries?.[0]?.value.whole ?? 0) > (text.value?.entries?.[0]?.value.text ?? '').length);
    assert.match(text.notes?.join() ?? '', /How long the last text is, is not known/);
  });

  test('lengths beyond the frame, and depths that nobody writes, speak against a format', () => {
    const chosen = (bytes: number[], size: number) => chooseDecoder(Uint8Array.from([...bytes, ...new Uint8Array(2000)]), size).decoder;
    const map = [0x82, 0xa3, 0x69, 0x6d, 0x67, 0xc6];
    assert.deepEqual([chosen([...map, 0, 0, 0x10, 0], 5000), chosen([...map, 0xff, 0, 0x10, 0], 5000)], ['msgpack', 'hex']);
    assert.equal(chosen(Array<number>(2000).fill(0x91), 5_000_000), 'hex', 'grey pictures are no containers inside one another');
    assert.deepEqual(
      [chosen([0xdd, 0, 0, 0x10, 0, 0xa3, 0x69, 0x6d, 0x67], 5000), chosen([0xdd, 0x7f, 0, 0x10, 0, 0xa3, 0x69, 0x6d, 0x67], 5000)],
      ['msgpack', 'hex'],
    );
  });
});

/** Ranges lie within the bytes, and within those of the container. */
function checkRanges(node: ValueNode, end: number, from = 0): void {
  const [start, stop] = node.range ?? [from, end];
  assert.ok(start >= from && stop <= end && start <= stop, `${start} to ${stop} of ${from} to ${end}`);
  for (const { key, value } of node.entries ?? []) {
    if (typeof key === 'object') checkRanges(key, ...(node.range ? ([stop, start] as const) : ([end, from] as const)));
    checkRanges(value, ...(node.range ? ([stop, start] as const) : ([end, from] as const)));
  }
}
