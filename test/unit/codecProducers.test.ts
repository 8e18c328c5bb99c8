import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeContent } from '../../src/core/codecs/decode';
import { chooseDecoder } from '../../src/core/codecs/choose';
import { prettyText } from '../../src/core/codecs/pretty';
import type { DecoderName, ValueEntry, ValueNode } from '../../src/protocol/decoding';
import { produced } from '../support/produced';

/** Values that Python's own libraries have encoded, with what they mean. */
const cases = Array.from(produced('produceValues.py'), ([name, { frames, says }]) => ({ name, bytes: frames[0] as Uint8Array, format: String(says.format), means: String(says.means) }));

/** A tree in the words of the program that made the bytes. */
function render(node: ValueNode): string {
  const { kind, text = '', type, entries = [] } = node;
  assert.equal(node.whole, undefined, 'nothing of these values is cut');
  switch (kind) {
    case 'null': return type ?? 'null';
    case 'float': return text === 'NaN' ? 'f:nan' : `f:${doubleHex(Number(text))}`;
    // eslint-disable-next-line no-control-regex
    case 'string': return JSON.stringify(text).replace(/[^\u0000-\u007f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    case 'bytes': return `h:${text}`;
    case 'reference': return `<${text}>`;
    case 'array': return type === 'set' || type === 'frozenset' ? `{${entries.map(renderEntry).sort().join(',')}}` : `[${entries.map(renderEntry).join(',')}]`;
    case 'map': return `{${entries.map(renderEntry).join(',')}}`;
    case 'object': return type === 'class' || type === 'attribute' ? `${type} ${text}` : `${text}(${entries.map(({ key, value }) => (typeof key === 'string' ? `${key}=${render(value)}` : renderEntry({ key, value }))).join(',')})`;
    case 'tagged': return `${type}(${entries.map(renderEntry).join(',')})`;
    default: return text;
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

  test('a NumPy array that was pickled shows its class, shape and dtype', () => {
    const pickles = cases.filter(({ format }) => format === 'numpy');
    assert.equal(pickles.length, 6);
    for (const { bytes, name } of pickles) {
      const text = prettyText(read('pickle', bytes));
      assert.match(text, /^numpy\.core\.(multiarray\._reconstruct|numeric\._frombuffer)\(/, name);
      assert.match(text, /\n {2}(state=)?\[?[^]*2,\s+3\s/, name);
      assert.match(text, /numpy\.dtype\(\s+"f8"/, name);
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

/** Ranges lie within the bytes, and within those of the container. */
function checkRanges(node: ValueNode, end: number, from = 0): void {
  const [start, stop] = node.range ?? [from, end];
  assert.ok(start >= from && stop <= end && start <= stop, `${start} to ${stop} of ${from} to ${end}`);
  for (const { key, value } of node.entries ?? []) {
    if (typeof key === 'object') checkRanges(key, ...(node.range ? ([stop, start] as const) : ([end, from] as const)));
    checkRanges(value, ...(node.range ? ([stop, start] as const) : ([end, from] as const)));
  }
}
