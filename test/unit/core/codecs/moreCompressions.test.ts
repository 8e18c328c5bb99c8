import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { brotliCompressSync, constants, deflateRawSync } from 'node:zlib';
import { encode, ExtData } from '@msgpack/msgpack';
import fc from 'fast-check';
import { chooseDecoder } from '../../../../src/core/codecs/choose';
import { unpackBrotliBy } from '../../../../src/core/codecs/compression/brotli';
import { bareCompressions, compressionOf, unpack } from '../../../../src/core/codecs/compression/unpack';
import { Work, type CompressionFormat } from '../../../../src/core/codecs/compression/unpacked';
import { decodeContent } from '../../../../src/core/codecs/decode';
import { compactText } from '../../../../src/core/codecs/values/compactText';
import { maxInput } from '../../../../src/core/codecs/values/limits';
import { unpackBrotli } from '../../../../src/engine/decoding/brotli';
import { produced } from '../../../support/produced';
import { countOf, decodersOf, shown } from '../../../support/values';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });
unpackBrotliBy(unpackBrotli);

const hex = (digits: string) => Uint8Array.from(Buffer.from(digits, 'hex'));
const utf8 = (text: string) => new TextEncoder().encode(text);
const made = [...produced('produceMoreCompressed.py')].map(([name, { frames }]) => ({
  name,
  format: name.split(' ')[0] as CompressionFormat,
  packed: frames[0] as Uint8Array,
  content: frames[1] as Uint8Array,
}));
const read = (bytes: Uint8Array) => decodeContent(bytes, bytes.length, chooseDecoder(bytes, bytes.length).decoder);
const line = (bytes: Uint8Array) => compactText(read(bytes), 300);

/** `{"a": 1, "list": [0, … 39], "name": "abcdefgh…"}` as Google's library writes it. */
const rawSnappy = hex(
  'd4014c7b2261223a20312c20226c697374223a205b302c010f60322c20332c20342c20352c20362c20372c20382c20392c2031011ff09e312c2031322c2031332c2031342c2031352c2031362c2031372c2031382c2031392c2032302c2032312c2032322c2032332c2032342c2032352c2032362c2032372c2032382c2032392c2033302c2033312c2033322c2033332c2033342c2033352c2033362c2033372c2033382c2033395d2c20226e616d65223a20226162636465666768616263646566676861626364656667686162636465666768227d',
);
const chunk = (type: number, content: number[]) => [type, content.length & 0xff, content.length >> 8, 0, ...content];
const nameOfStream = [0xff, 6, 0, 0, ...utf8('sNaPpY')];
const framedSnappy = Uint8Array.from([...nameOfStream, ...chunk(0, [0, 0, 0, 0, ...rawSnappy])]);
const javaSnappy = Uint8Array.from([0x82, ...utf8('SNAPPY'), 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, rawSnappy.length, ...rawSnappy]);

describe('more compressions', () => {
  test('what Python compresses is unpacked', () => {
    for (const { name, format, packed, content } of made.filter(({ content }) => content.length > 0)) {
      const { bytes, cut, whole, problem } = unpack(format, packed, true);
      assert.equal(problem, undefined, name);
      assert.deepEqual([Buffer.compare(bytes, content), cut, whole], [0, false, content.length], name);
      if (format === 'bzip2' || format === 'xz') assert.equal(compressionOf(packed), format, name);
      else assert.equal(compressionOf(packed), undefined, name);
    }
  });

  test('without a magic a format is chosen where all of it can be unpacked and is known', () => {
    for (const { name, format, packed } of made.filter(({ name }) => name.includes('short') && !name.includes('without')))
      assert.match(decodersOf(read(packed)), name.includes('two') ? /^\w+ > json$/ : new RegExp(`^${format} > json$`), name);
    const json = utf8(JSON.stringify({ list: Array.from({ length: 100 }, (_, i) => i), text: 'Grüße' }));
    for (const quality of [1, 4, 5, 9, 11]) {
      const packed = brotliCompressSync(json, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
      assert.equal(decodersOf(read(Uint8Array.from(packed))), 'brotli > json', `quality ${quality}`);
    }
    for (const level of [1, 6, 9]) assert.equal(decodersOf(read(Uint8Array.from(deflateRawSync(json, { level })))), 'deflate > json');
    assert.match(chooseDecoder(Uint8Array.from(deflateRawSync(json)), 0).why, /all of it is deflate data, which holds JSON/);
    const packed = Uint8Array.from(deflateRawSync(encode({ name: 'pump', values: [1.5, 2.5, 3.5], unit: 'a unit' })));
    assert.equal(decodersOf(read(packed)), 'deflate > msgpack');
  });

  test('Brotli whose end is missing is unpacked as far as it goes', () => {
    const packed = brotliCompressSync(JSON.stringify(Array.from({ length: 40 }, (_, i) => ({ station: `s${i}`, temp: i * 1.5 }))));
    for (const left of [4, 20, 60]) {
      const frame = read(Uint8Array.from(packed.subarray(0, -left)));
      assert.deepEqual([decodersOf(frame), frame.problem?.at], ['brotli > json', packed.length - left]);
    }
  });

  test('raw deflate of a program in Python', () => {
    const packed = hex(
      '75ce3b0e02510885e1ad106a0a3938eab81533c5751c1f89da6867dcbbff5d801590f305f878f3bd6598df6faf37ed61157d545885adc386b04dd8366c173612f5983c01894848621294a884254e38f53d38e184134e38e18413ae7085ab7e1057b8c215ae7085ab71e2bf677b2cfce7ed389f96f3e5faaffaf707',
    );
    assert.equal(decodersOf(read(packed)), 'deflate > json');
    assert.match(line(packed), /^deflate: \{"a":1,/);
    // Something behind it, or the end missing: no longer certain.
    assert.equal(read(Uint8Array.from([...packed, 1])).decoder, 'hex');
    assert.equal(read(packed.subarray(0, -1)).decoder, 'hex');
  });

  test('Snappy: raw, in chunks, and as snappy-java writes it', () => {
    for (const bytes of [rawSnappy, framedSnappy, javaSnappy]) {
      assert.equal(decodersOf(read(bytes)), 'snappy > json');
      assert.match(line(bytes), /^Snappy: \{"a":1,"list":\[0,1,2,3,/);
    }
    const stored = Uint8Array.from([
      ...nameOfStream,
      ...chunk(0xfe, [0, 0]),
      ...chunk(1, [0, 0, 0, 0, ...utf8('[1, 2]')]),
      ...chunk(0x80, [9]),
    ]);
    assert.equal(line(stored), 'Snappy: [1,2]');
    const faults: [number[], RegExp][] = [
      [[...nameOfStream, ...chunk(2, [1])], /a chunk is of no known kind \(at byte 10\)/],
      [[...nameOfStream, 0, 200, 0, 0, 1], /ends early/],
      [[4, 0x01, 0x01], /refers to what lies before its beginning \(at byte 1\)/],
      [[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1], /its size is no number/],
      [[2, 0x08, 0x61, 0x62, 0x63], /its size does not fit/],
      [[9, 0x08, 0x61, 0x62, 0x63], /ends early/],
    ];
    for (const [bytes, says] of faults)
      assert.match(unpack('snappy', Uint8Array.from(bytes), true).problem?.message ?? '', says, `${bytes}`);
  });

  test('short texts that are compressed, and begin with characters that no text has, are no text', () => {
    // {"temp": 21.5, "list": [1, 2, 3, 4, 5, 6]} by python-snappy and python-lz4.
    const text = utf8('{"temp": 21.5, "list": [1, 2, 3, 4, 5, 6]}');
    assert.equal(decodersOf(read(Uint8Array.from([text.length, (text.length - 1) << 2, ...text]))), 'snappy > json');
    assert.equal(decodersOf(read(Uint8Array.from([text.length, 0, 0, 0, 0xf0, text.length - 15, ...text]))), 'lz4 > json');
    assert.equal(
      read(Uint8Array.from([text.length + 1, (text.length - 1) << 2, ...text])).decoder,
      'prefix',
      'JSON behind two bytes of something else',
    );
  });

  test('data that is cut or damaged says so, and what came before stays', () => {
    for (const { name, format, packed, content } of made.filter(({ name }) => /text/.test(name) && !/two|without/.test(name))) {
      for (const length of [packed.length - 1, packed.length >> 1, 40, 20, 1, 0]) {
        const early = unpack(format, packed.subarray(0, length), true);
        // Where LZ4 is cut it may be a block that holds less.
        assert.ok(format === 'lz4' || (early.cut && early.problem), `${name}, ${length}`);
        assert.equal(Buffer.compare(early.bytes, content.subarray(0, early.bytes.length)), 0, name);
        if (length >= (format === 'lz4' ? packed.length >> 1 : 20))
          assert.equal(unpack(format, packed.subarray(0, length), false).problem, undefined, `${name}, ${length} of more`);
      }
      const damaged = packed.slice();
      damaged[packed.length >> 1]! ^= 0xff;
      const { bytes, problem } = unpack(format, damaged, true);
      assert.ok(problem === undefined || (problem.at ?? 0) <= damaged.length, name);
      if (format === 'bzip2') assert.match(problem?.message ?? '', /damaged/, name);
      assert.ok(bytes.length <= maxInput);
    }
    const filtered = made.find(({ name }) => name === 'xz filter')?.packed as Uint8Array;
    assert.match(unpack('xz', filtered, true).problem?.message ?? '', /it uses a filter that is not read here \(at byte 12\)/);
  });

  test('Brotli gives its first 1 MiB of more, and what stands before a fault', () => {
    const zeros = Uint8Array.from(brotliCompressSync(new Uint8Array(64 * maxInput)));
    const bomb = unpack('brotli', zeros, true);
    assert.deepEqual([bomb.cut, bomb.problem], [true, undefined]);
    assert.ok(bomb.bytes.length <= maxInput);
    const some = unpack('brotli', Uint8Array.from(brotliCompressSync(new Uint8Array(3 * maxInput))), true);
    assert.deepEqual([some.bytes.length, some.cut, some.problem], [maxInput, true, undefined]);
    const text = utf8('The wind is 3 m/s from the west. '.repeat(50) + String(randomFillSync(Buffer.alloc(3000)).toString('hex')));
    const packed = Uint8Array.from(brotliCompressSync(text));
    const early = unpack('brotli', packed.subarray(0, packed.length - 100), true);
    assert.match(early.problem?.message ?? '', /ends early/);
    assert.ok(early.bytes.length > 1000 && Buffer.compare(early.bytes, text.subarray(0, early.bytes.length)) === 0);
    assert.equal(unpack('brotli', packed.subarray(0, packed.length - 100), false).problem, undefined);
    assert.equal(unpack('brotli', Uint8Array.from([...packed, 1, 2, 3]), true).behind, 3);
    assert.match(unpack('brotli', utf8('no Brotli at all, none'), true).problem?.message ?? '', /not brotli data|ends early/);
  });

  test('random bytes and numbers are none of them', () => {
    const random = new Uint8Array(200);
    let state = 1;
    const chosen = new Set<string>();
    for (let i = 0; i < 30_000; i++) {
      for (let at = 0; at < random.length; at++) random[at] = (state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff) >> 16;
      for (const length of [12, 40, 200]) chosen.add(chooseDecoder(random.subarray(0, length), length).decoder);
    }
    for (const format of ['deflate', 'brotli', 'snappy', 'lz4', 'bzip2', 'xz']) assert.ok(!chosen.has(format), format);
    const numbers = new DataView(new ArrayBuffer(100));
    for (let i = 0; i < 30_000; i++) {
      numbers.setUint32(0, i, true);
      for (let at = 8; at < 100; at += 4) numbers.setFloat32(at, Math.sin(i + at), true);
      const { decoder } = chooseDecoder(new Uint8Array(numbers.buffer), 100);
      assert.ok(decoder === 'hex' || decoder === 'text' || decoder === 'msgpack', decoder);
    }
  });

  test('what is changed or cut has an answer, within the work that a content may cost', () => {
    const valid = fc.oneof(
      fc.constantFrom(...made.filter(({ packed }) => packed.length < 4000).map(({ format, packed }) => ({ format, packed }))),
      fc.constantFrom(...[rawSnappy, framedSnappy, javaSnappy].map((packed) => ({ format: 'snappy' as const, packed }))),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => ({ format: 'brotli' as const, packed: Uint8Array.from(brotliCompressSync(bytes)) })),
    );
    fc.assert(
      fc.property(
        valid,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
        fc.option(fc.nat()),
        ({ format, packed }, changes, cut) => {
          const copy = packed.slice();
          for (const [at, byte] of changes) copy[at % copy.length] = byte;
          const bytes = cut === null ? copy : copy.subarray(0, cut % (copy.length + 1));
          const work = new Work();
          const { bytes: unpacked, problem, cut: isCut } = unpack(format, bytes, true, work);
          assert.ok(unpacked.length <= maxInput && (!problem || isCut));
          assert.ok(problem?.at === undefined || (problem.at >= 0 && problem.at <= bytes.length));
          for (const { unpacked } of bareCompressions(bytes)) assert.ok(unpacked.length <= maxInput);
          assert.equal(typeof chooseDecoder(bytes, bytes.length).why, 'string');
        },
      ),
      { numRuns: 1_500 },
    );
  });

  test('bytes made to cost much end in a sentence', () => {
    const xz = made.find(({ name }) => name === 'xz short, preset 6')?.packed as Uint8Array;
    const costly = new Uint8Array(maxInput);
    costly.set(xz.subarray(0, 24));
    // Chunks that begin anew and write a byte.
    for (let at = 24; at + 12 < maxInput; at += 12) costly.set([0xe0, 0, 0, 0, 5, 0x5d, 0, 0, 0, 0, 0, 0], at);
    assert.match(unpack('xz', costly, true).problem?.message ?? '', /far more work than its content is worth/);
    const blocks = new Uint8Array(maxInput);
    blocks.set(utf8('BZh9'));
    const block = made.find(({ name }) => name === 'bzip2 one byte, level 9')?.packed.subarray(4) as Uint8Array;
    for (let at = 4; at + block.length < maxInput; at += block.length) blocks.set(block, at);
    assert.ok(unpack('bzip2', blocks, true).bytes.length <= maxInput);
  });
});

describe('MessagePack for C#', () => {
  /** Length and a block of LZ4 that holds but literals. */
  const block = (content: Uint8Array) =>
    content.length < 15 ? Uint8Array.from([content.length << 4, ...content]) : Uint8Array.from([0xf0, content.length - 15, ...content]);
  const value = { name: 'pump', on: true, list: [1, 2] };
  const packed = encode(value);

  test('a block that is compressed by LZ4 is the value that it holds', () => {
    const bytes = hex('c71d63ccc8ff0181a46e616d65d9c061626364656667680800a0506465666768');
    const { value, notes } = read(bytes);
    assert.equal(read(bytes).decoder, 'msgpack');
    assert.equal(shown(value), `{name: "${'abcdefgh'.repeat(24)}"}`);
    assert.deepEqual(value?.range, [0, bytes.length]);
    assert.deepEqual(notes, ['The value was compressed by LZ4 (ext 99).']);
    const inside = encode([1, new ExtData(99, Uint8Array.from([packed.length, ...block(packed)])), 'end']);
    assert.equal(compactText(decodeContent(inside, inside.length, 'msgpack'), 200), '[1,{"name":"pump","on":true,"list":[1,2]},"end"]');
  });

  test('blocks in an array with their sizes before them are one value', () => {
    const halves = [packed.subarray(0, 7), packed.subarray(7)];
    const bytes = encode([new ExtData(98, Uint8Array.from(halves.map(({ length }) => length))), ...halves.map(block)]);
    assert.equal(read(bytes).decoder, 'msgpack');
    assert.equal(line(bytes), JSON.stringify(value));
    const wrong = encode([new ExtData(98, Uint8Array.of(3, 4)), ...halves.map(block)]);
    assert.match(
      shown(decodeContent(wrong, wrong.length, 'msgpack').value),
      /^\[<0304>, /,
      'where the sizes do not fit it stays what it is',
    );
  });

  test('what is no such block stays an extension, and blocks within blocks are opened once', () => {
    for (const content of [[1], [5, 0x10, 0x61], [], [0xcc], [3, 0x30, 1, 2, 3, 4]]) {
      const bytes = encode(new ExtData(99, Uint8Array.from(content)));
      const { value } = decodeContent(bytes, bytes.length, 'msgpack');
      assert.deepEqual([value?.kind, value?.type], ['bytes', 'ext 99'], `${content}`);
    }
    const once = encode(new ExtData(99, Uint8Array.from([packed.length, ...block(packed)])));
    const twice = encode(new ExtData(99, Uint8Array.from([once.length, ...block(once)])));
    assert.equal(decodeContent(twice, twice.length, 'msgpack').value?.type, 'ext 99');
  });

  test('many small blocks that hold much unpack 1 MiB in all, and the tree keeps its bounds', () => {
    // 65,535 bytes of zeros are as many values of an array.
    const zeros = Uint8Array.from([0x1f, 0, 1, 0, ...Array.from({ length: 256 }, () => 255), 0, 0x50, 0, 0, 0, 0, 0]);
    const size = 1 + 4 + 15 + 256 * 255 + 5;
    const head = Uint8Array.from([0xdc, (size - 3) >> 8, (size - 3) & 0xff]);
    const content = [0x3f, ...head, 1, 0, ...zeros.subarray(4)];
    const bytes = encode(Array.from({ length: 60 }, () => new ExtData(99, Uint8Array.from([0xcd, size >> 8, size & 0xff, ...content]))));
    const { value } = decodeContent(bytes, bytes.length, 'msgpack');
    assert.ok(value && countOf(value) <= 10_000);
  });
});
