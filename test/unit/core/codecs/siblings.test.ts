import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hasWeakFrame, siblingRows, siblingsFrom } from '../../../../src/core/capture/siblings';
import { messageContext } from '../../../../src/core/capture/messageContext';
import { newColumns } from '../../../../src/core/capture/columns';
import { IN, Segment } from '../../../../src/core/capture/segment';
import { chooseDecoder } from '../../../../src/core/codecs/choose';
import { decodeFrame } from '../../../../src/core/codecs/decode';
import { picker } from '../../../../src/core/codecs/pick';
import { Schemas } from '../../../../src/core/codecs/protobuf/schemas';
import { compactText } from '../../../../src/core/codecs/values/compactText';
import { parsePath } from '../../../../src/core/codecs/values/path';
import type { MessageContext } from '../../../../src/core/codecs/messageContext';

const environment = { rules: [], schemas: new Schemas(() => assert.fail('No file is read here.')) };
const hex = (digits: string) => Uint8Array.from(Buffer.from(digits, 'hex'));
const text = (value: string) => new TextEncoder().encode(value);
const frame = (bytes: Uint8Array) => ({ size: bytes.length, bytes });
const context = (bytes: Uint8Array, others: Uint8Array[] = []): MessageContext => ({
  socketName: 'a',
  socketType: 'pull',
  direction: 'in',
  frames: [frame(bytes)],
  siblings: new Map([[0, others.map(frame)]]),
});
const read = (bytes: Uint8Array, others: Uint8Array[] = []) => decodeFrame(context(bytes, others), 0, undefined, environment);
const line = (bytes: Uint8Array, others: Uint8Array[] = []) => compactText(read(bytes, others), 100);
const float32 = (value: number, isLittle = true) => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, isLittle);
  return bytes;
};
/** Each of them beside the others. */
const decodersOf = (all: Uint8Array[]) =>
  all.map(
    (bytes, index) =>
      read(
        bytes,
        all.filter((_, i) => i !== index),
      ).decoder,
  );

describe('short frames beside others of their topic', () => {
  test('numbers of one topic are shown in one form, also those that read as text', () => {
    const values = ['6e310f42', 'cdcc4441', '3aceba42'].map(hex);
    // The last one is UTF-8 by chance.
    assert.deepEqual(decodersOf(values), ['hex', 'hex', 'hex']);
    for (const isLittle of [true, false]) {
      const all = Array.from({ length: 9 }, (_, index) => float32(12 + index * 3.337, isLittle));
      // Of its bytes every one is a letter.
      all[4] = float32(isLittle ? 48.564552307128906 : 12.078431129455566, isLittle);
      assert.equal(new Set(decodersOf(all)).size, 1);
    }
    assert.equal(read(text('BBBB')).decoder, 'text');
    assert.equal(read(text('BBBB'), values).decoder, 'hex');
    assert.match(read(text('BBBB'), values).why, /text by chance/);
    assert.equal(read(text('1234'), values).decoder, 'hex');
  });

  test('texts stay texts, whatever stands beside them, and a comma alone parts no numbers', () => {
    const words = ['OK', 'READY', '21,5', 'héllo', 'STOP'].map(text);
    assert.deepEqual(decodersOf(words), ['text', 'text', 'text', 'text', 'text']);
    assert.equal(line(text('21,5')), '21,5');
    assert.equal(read(text('OK'), [hex('ff00ff00'), hex('fe01')].slice(0, 1)).decoder, 'text');
    assert.equal(read(text('GOOD'), [text('BADS'), text('GOOD'), text('FINE'), hex('ffffffff')]).decoder, 'text');
    for (const word of ['echo', 'Text']) assert.equal(read(text(word), Array<Uint8Array>(8).fill(hex('93010203'))).decoder, 'text');
    assert.equal(read(text('{"a": 1}'), [hex('0102030405060708')]).decoder, 'json');
  });

  test('a frame counter is no text where its digits are letters', () => {
    assert.equal(read(hex('32313000')).decoder, 'hex');
    assert.equal(line(text('1234567\0')), '1234567');
    assert.equal(read(hex('32313041'), [hex('ff313041'), hex('00323041')]).decoder, 'hex');
  });

  test('short MessagePack and CBOR are read where the others surely are', () => {
    const message = hex('93010203');
    assert.equal(read(message).decoder, 'hex');
    const sure = [hex('83a161a162a163a164a165a166'), hex('93a3616263a364656601'), hex('82a4746573740aa17801')].filter(
      (bytes) => chooseDecoder(bytes, bytes.length).decoder === 'msgpack',
    );
    assert.ok(sure.length > 0);
    assert.equal(line(message, sure), '[1,2,3]');
    assert.equal(picker(parsePath('[0]'), undefined, environment)(context(message, sure), 0)?.number, 1);
    // One value after the other of an array of three.
    assert.equal(line(message, [hex('93010204'), hex('93010205'), hex('93cd01020304')]), '[1,2,3]');
    assert.equal(read(message, [message, message, message]).decoder, 'hex');
    assert.equal(read(message, [hex('94010204'), hex('00010205')]).decoder, 'hex');
    const cbor = hex('a26161016162f5');
    assert.equal(chooseDecoder(cbor, cbor.length).decoder, 'cbor');
    assert.equal(read(hex('83010203'), [cbor, cbor]).decoder, 'cbor');
    assert.equal(line(hex('2a'), sure), '42');
  });

  const numbers: [digits: string, decoder: string, shown: string][] = [
    ['cb40091eb851eb851f', 'msgpack', '3.14'],
    ['cb0000000000000000', 'msgpack', '0.0'],
    ['ca4048f5c3', 'msgpack', '3.140000104904175'],
    ['cf000000006553f100', 'msgpack', '1700000000'],
    ['d3fffffffffffffff0', 'msgpack', '-16'],
    ['fb40091eb851eb851f', 'cbor', '3.14'],
    ['fa4048f5c3', 'cbor', '3.140000104904175'],
    ['1b0000018bcfe56800', 'cbor', '1700000000000'],
    ['3b0000000000000004', 'cbor', '-5'],
    // Of no plausible size, of another length, and texts of before Unicode.
    ['cb7fefffffffffffff', 'hex', '0x'],
    ['cb0010000000000000', 'hex', '0x'],
    ['cf7fffffffffffffff', 'hex', '0x'],
    ['cb40091eb851eb85', 'hex', '0x'],
    ['cac0c4d0db', 'hex', '0x'],
    ['cab1bce43a', 'hex', '0x'],
  ];
  for (const [digits, decoder, shown] of numbers)
    test(`${digits} alone is ${decoder}: ${shown}`, () => {
      assert.equal(read(hex(digits)).decoder, decoder);
      assert.ok(line(hex(digits)).startsWith(shown), line(hex(digits)));
    });

  test('of four or eight bytes it is told what they could be', () => {
    const why = (digits: string) => read(hex(digits)).why;
    assert.match(why('cdcc4441'), /could be float32 12\.3 \(numbers, layout <f4\)$/);
    assert.match(why('4144cccd'), /could be float32 12\.3 \(numbers, layout >f4\)$/);
    assert.match(why('d2040000'), /could be int32 1234 \(numbers, layout <i4\)$/);
    assert.match(why('000004d2'), /could be int32 1234 \(numbers, layout >i4\)$/);
    assert.match(why('1f85eb51b81e0940'), /could be float64 3\.14 \(numbers, layout <f8\)$/);
    assert.match(why('a1b2c3d4e5f6a7b8'), /^it is neither text nor a format that is known here$/);
  });
});

describe('siblings in the log', () => {
  const records: [source: number, ...frames: string[]][] = [];
  for (let n = 0; n < 100; n++) {
    records.push([1, `even${n % 2}`, `v${n}`]);
    records.push([2, 'x'.repeat(40)]);
    records.push([1, `even${n % 2}`, `v${n}`, 'more']);
  }
  const segment = new Segment(0, { columns: newColumns(1000), payload: new Uint8Array(100_000) });
  for (const [source, ...frames] of records)
    segment.append({ time: 0, source, direction: IN, event: 0, frames: frames.map(text) }, frames.join('').length, frames.join('').length);

  test('are those of the same source, topic and number of frames, the nearest first', () => {
    assert.deepEqual([hasWeakFrame(segment, 0), hasWeakFrame(segment, 1), hasWeakFrame(segment, 2)], [true, false, true]);
    assert.deepEqual(siblingRows(segment, 60, { type: 'sub' }), [54, 48, 42, 36, 30, 24, 18, 12]);
    assert.deepEqual(siblingRows(segment, 60, { type: 'pull' }), [57, 54, 51, 48, 45, 42, 39, 36]);
    // Where few came before, those behind it count.
    assert.deepEqual(siblingRows(segment, 6, { type: 'sub' }), [0, 12, 18, 24, 30, 36, 42, 48]);
    const siblings = siblingsFrom(
      messageContext(segment, 60, { name: 'a', type: 'sub' }, 100),
      segment,
      siblingRows(segment, 60, { type: 'sub' }),
    );
    assert.deepEqual(
      siblings?.get(1)?.map(({ bytes }) => new TextDecoder().decode(bytes)),
      ['v18', 'v16', 'v14', 'v12', 'v10', 'v8', 'v6', 'v4'],
    );
  });
});
