import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeContent, decodeFrame } from '../../../../src/core/codecs/decode';
import { picker } from '../../../../src/core/codecs/pick';
import { Schemas } from '../../../../src/core/codecs/protobuf/schemas';
import { compactText } from '../../../../src/core/codecs/values/compactText';
import { maxNodes } from '../../../../src/core/codecs/values/limits';
import { nodeAt, parsePath } from '../../../../src/core/codecs/values/path';
import type { MessageContext } from '../../../../src/core/codecs/messageContext';
import type { ValueNode } from '../../../../src/protocol/decoding';
import { produced } from '../../../support/produced';
import { countOf } from '../../../support/values';

const hex = (digits: string) => Uint8Array.from(Buffer.from(digits, 'hex'));
const read = (bytes: Uint8Array) => decodeContent(bytes, bytes.length, 'cbor');
const line = (digits: string) => compactText(read(hex(digits)), 400);
const environment = { rules: [], schemas: new Schemas(() => assert.fail('No file is read here.')) };
const message = (bytes: Uint8Array): MessageContext => ({
  socketName: 'a',
  socketType: 'sub',
  direction: 'in',
  frames: [{ size: bytes.length, bytes }],
});
/** What `json:` finds, the decoder chosen by the bytes. */
const at = (digits: string, path: string) => {
  const picked = picker(parsePath(path), undefined, environment)(message(hex(digits)), 0);
  return picked?.number ?? picked?.text;
};

function plain({ kind, text, entries = [] }: ValueNode): unknown {
  if (kind === 'array') return entries.map(({ value }) => plain(value));
  return kind === 'integer' || kind === 'float' ? Number(text) : kind === 'null' ? null : text;
}

const image =
  'a4647479706565696d616765697365726965735f69640568696d6167655f6964006464617461a16b7468726573686f6c645f31d82882820203d8454c01000200030004000500ffff';
const compressed =
  'd9d9f7a2647479706565696d6167656464617461a16b7468726573686f6c645f31d82882820203d845d9dcb4836562736c7a3402540000000000000000000000000000000000000000';
const times = 'a2627430c074323032342d30312d30325430333a30343a30355a627431c1fb41d954fc40200000';

describe('tags of CBOR', () => {
  const arrays = produced('produceTypedArrays.py');

  test('typed arrays are arrays of their numbers, of each type and byte order, nested by their dimensions', () => {
    assert.ok(arrays.size > 60);
    for (const [name, { frames, says }] of arrays) {
      const { value, problem } = read(frames[0] as Uint8Array);
      assert.equal(problem, undefined, name);
      const found = value && (says.flat === undefined ? value : nodeAt(value, ['a']));
      assert.ok(found, name);
      assert.deepEqual(plain(found), says.flat ?? says.nested, name);
      if (says.flat !== undefined) assert.match(found.type ?? '', new RegExp(`^${String(says.name)}(?: clamped)? \\[6\\]$`), name);
    }
  });

  test('a detector image: a value by row and column; the bytes of a value are its range', () => {
    assert.equal(at(image, '.series_id'), 5);
    assert.equal(at(image, '.data.threshold_1[1][0]'), 4);
    assert.equal(at(image, '.data.threshold_1[1][2]'), 65535);
    const bytes = hex(image);
    const node = nodeAt(read(bytes).value as ValueNode, ['data', 'threshold_1']);
    assert.equal(node?.type, 'uint16 [2, 3]');
    const value = nodeAt(node, [1, 2]);
    assert.deepEqual(value?.range, [bytes.length - 2, bytes.length]);
  });

  test('a compression that is not opened is named, and what stands around it is read', () => {
    assert.equal(
      line(compressed),
      `{"type":"image","data":{"threshold_1":tag 40 array([[2,3],tag 69 uint16(tag 56500 Dectris compression(["bslz4",2,0x${'0'.repeat(40)}]))])}}`,
    );
    assert.equal(at(compressed, '.type'), 'image');
  });

  test('times are shown as such, and compared by their number', () => {
    assert.equal(line(times), '{"t0":tag 0 time("2024-01-02T03:04:05Z"),"t1":tag 1 time(1700000000.5, 2023-11-14T22:13:20.5Z)}');
    assert.deepEqual([at(times, '.t1'), at(times, '.t0')], [1700000000.5, '2024-01-02T03:04:05Z']);
    assert.equal(line('d864194bd6'), 'tag 100 days since 1970(19414, 2023-02-26)');
    for (const beyond of ['c11bffffffffffffffff', 'c1f97e00', 'c1f97c00', 'c1fb7fefffffffffffff'])
      assert.match(line(beyond), /^tag 1 time\([\w.+]+\)$/);
    assert.equal(line('c120'), 'tag 1 time(-1, 1969-12-31T23:59:59Z)');
  });

  const values: [name: string, digits: string, shown: string][] = [
    ['a decimal fraction', 'c48221196ab3', '273.15'],
    ['one with more places than digits', 'c4822403', '0.00003'],
    ['one below zero', 'c48221391388', '-50.01'],
    ['one with a power', 'c4820203', '300.0'],
    ['one with digits that no double has', 'c4822a1b7fffffffffffffff', '92233720.36854775807'],
    ['one that is hardly a number', 'c4823903e703', '3e-1000'],
    ['a bigfloat', 'c5822003', '1.5'],
    ['one out of reach of its powers alone', 'c58239043203', '1e-323'],
    ['one beyond a double', 'c5821907d003', 'tag 5 bigfloat([2000,3])'],
    ['a UUID', 'd825505f3d3a4b1c2d4e5f60718293a4b5c6d7', 'UUID("5f3d3a4b-1c2d-4e5f-6071-8293a4b5c6d7")'],
    ['a set', 'd9010283010203', 'set[1,2,3]'],
    ['CBOR in CBOR', 'd818456449455446', 'embedded CBOR("IETF")'],
    ['CBOR in CBOR in CBOR', 'd81847d8184483010203', 'embedded CBOR(embedded CBOR([1,2,3]))'],
    ['bytes that are no CBOR', 'd818421c1c', 'tag 24 CBOR(0x1c1c)'],
    ['the tag that says nothing', 'd9d9f7a1616101', '{"a":1}'],
    ['a tag that is named', 'd82076687474703a2f2f7777772e6578616d706c652e636f6d', 'tag 32 URI("http://www.example.com")'],
    ['a tag that is not', 'd9303901', 'tag 12345(1)'],
    ['a typed array that does not fit', 'd84543010203', 'tag 69 uint16(0x010203)'],
    ['dimensions that do not fit', 'd82882820204d845480100020003000400', 'tag 40 array([[2,4],[1,2,3,4]])'],
    ['values of 128 bits', 'd85750' + '00'.repeat(16), `tag 87 float128(0x${'00'.repeat(16)})`],
    ['bytes in pieces', 'd8455f420100420200ff', '[1,2]'],
  ];
  for (const [name, digits, shown] of values)
    test(`${name}: ${shown}`, () => {
      const text = line(digits);
      assert.equal(text, shown);
    });

  test('what is inside has its bytes where they are', () => {
    const inner = nodeAt(read(hex('a16161d81844821819f5')).value as ValueNode, ['a', 0, 1]);
    assert.deepEqual([inner?.kind, inner?.range], ['boolean', [9, 10]]);
  });

  test('a large array leaves room for what stands beside it, and several share it', () => {
    const large = `d8455a00070000${'0100'.repeat(0x38000)}`;
    const bytes = hex(`a46161${large}6162${large}616307616464656e642121`);
    const { value, notes } = read(bytes);
    assert.ok(value);
    assert.ok(countOf(value) <= maxNodes);
    for (const key of ['a', 'b']) {
      const array = nodeAt(value, [key]);
      assert.ok((array?.entries?.length ?? 0) > 4000);
      assert.equal(array?.whole, 0x38000);
    }
    assert.equal(nodeAt(value, ['c'])?.text, '7');
    assert.match(notes?.join() ?? '', /Of an array of 229,376 values the first \d,\d+ are shown\./);
  });

  test('tags are chosen as CBOR where they fit', () => {
    for (const digits of [image, compressed, times, 'c48221196ab3', 'd9d9f701', 'd818456449455446'])
      assert.equal(decodeFrame(message(hex(digits)), 0, undefined, environment).decoder, 'cbor', digits);
  });

  test('nesting of any depth ends', () => {
    let digits = '01';
    for (let level = 0; level < 3000; level++) {
      const length = digits.length / 2;
      digits = `d818${length < 24 ? (0x40 + length).toString(16) : length < 256 ? `58${length.toString(16).padStart(2, '0')}` : `59${length.toString(16).padStart(4, '0')}`}${digits}`;
    }
    const { value } = read(hex(digits));
    assert.ok(value && countOf(value) < 20);
    const deep = `${'81'.repeat(126)}d8288282${'02'.repeat(1)}01d84042${'0102'}`;
    assert.ok(read(hex(deep)).value);
  });
});
