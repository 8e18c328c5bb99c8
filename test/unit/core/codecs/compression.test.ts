import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { compressionOf, unpack } from '../../../../src/core/codecs/compression/unpack';
import { maxWork, Work, type CompressionFormat } from '../../../../src/core/codecs/compression/unpacked';
import { maxInput } from '../../../../src/core/codecs/values/limits';
import { produced } from '../../../support/produced';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });

const made = [...produced('produceCompressed.py')].map(([name, { frames }]) => ({
  name,
  format: name.split(' ')[0] as CompressionFormat,
  packed: frames[0] as Uint8Array,
  content: frames[1],
}));
const whole = made.flatMap(({ content, ...other }) => (content === undefined ? [] : [{ ...other, content }]));
const formats = ['gzip', 'zlib', 'zstd', 'lz4'] as const;
const ascii = (text: string) => new TextEncoder().encode(text);
const skippable = [0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];

describe('compression', () => {
  test('what Python compresses is known by its first bytes and unpacked', () => {
    for (const { name, format, packed, content } of whole) {
      assert.equal(compressionOf(packed), format, name);
      const { bytes, cut, whole: size, problem } = unpack(format, packed, true);
      assert.equal(problem, undefined, name);
      assert.deepEqual([bytes.length, Buffer.compare(bytes, content), cut, size], [content.length, 0, false, content.length], name);
    }
    for (const { format, packed, content } of whole.filter(({ name }) => /^(zstd|lz4) short/.test(name))) {
      const { bytes } = unpack(format, Uint8Array.from([...packed, ...skippable, ...packed]), true);
      assert.deepEqual(bytes, Uint8Array.from([...content, ...content]), 'frames to be skipped stand between others');
    }
  });

  test('text and numbers that begin alike are no compressed data', () => {
    for (const text of ['x^2 + y^2 = z^2', 'x\u0001 and more of it', 'h\u0081 and more of it', 'HELLO', '', 'x'])
      assert.equal(compressionOf(ascii(text)), undefined, text);
    assert.equal(compressionOf(Uint8Array.of(0x78, 0x5e, 1, 2, 3, 4, 5, 6)), undefined);
  });

  test('a bomb of 1 GiB gives its first 1 MiB', () => {
    const bombs = made.filter(({ name }) => name.endsWith('bomb'));
    assert.deepEqual(
      bombs.map(({ format }) => format),
      formats,
    );
    for (const { format, packed } of bombs) {
      const { bytes, cut, whole: size, problem } = unpack(format, packed.subarray(0, maxInput), packed.length <= maxInput);
      assert.deepEqual([bytes.length, bytes.some((byte) => byte !== 0), cut, problem], [maxInput, false, true, undefined], format);
      // What the header claims is told, though it may be a lie.
      assert.equal(size, format === 'zstd' || format === 'lz4' ? 2 ** 30 : undefined, format);
    }
  });

  test('what follows the data is counted, and takes nothing off it', () => {
    for (const { name, format, packed, content } of whole.filter((one) => /short|text/.test(one.name) && !one.name.includes('two')))
      for (const more of [[0x0a], [0], [0x0d, 0x0a], [0xde, 0xad, 0xbe, 0xef]]) {
        const { bytes, problem, behind } = unpack(format, Uint8Array.from([...packed, ...more]), true);
        assert.deepEqual([Buffer.compare(bytes, content), problem, behind], [0, undefined, more.length], `${name} and ${more.join()}`);
      }
  });

  test('data that ends early or is damaged says so, and what came before stays', () => {
    for (const { name, format, packed, content } of whole.filter((one) => /short|text/.test(one.name) && !one.name.includes('two'))) {
      for (const length of new Set([packed.length - 1, packed.length >> 1, Math.min(9, packed.length - 1), 1, 0])) {
        const early = unpack(format, packed.subarray(0, length), true);
        assert.match(early.problem?.message ?? '', /ends early or is damaged|is no|damaged one/, `${name}, ${length}`);
        assert.ok(early.cut && Buffer.compare(early.bytes, content.subarray(0, early.bytes.length)) === 0, name);
        const known = unpack(format, packed.subarray(0, length), false);
        assert.deepEqual([known.problem, known.cut], [undefined, true], `${name}, ${length} of a longer frame`);
      }
    }
    const damaged: [CompressionFormat, number[], RegExp][] = [
      ['zstd', [0x28, 0xb5, 0x2f, 0xfd, 0x21, 7, 1, 0, 0], /dictionary/],
      ['zstd', [0x28, 0xb5, 0x2f, 0xfd, 0x20, 0, 7, 0, 0], /zstd data/],
      ['zstd', [1, 2, 3, 4, 5, 6], /no frame begins here/],
      ['lz4', [4, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82, 3, 0, 0, 0, 0x10, 0x61, 9], /ends early or is damaged/],
      [
        'lz4',
        [4, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82, 4, 0, 0, 0, 0x10, 0x61, 9, 0, 0, 0, 0, 0],
        /refers to what lies before its beginning \(at byte 13\)/,
      ],
      ['lz4', [4, 0x22, 0x4d, 0x18, 0x00, 0x40, 0x82, 0, 0, 0, 0], /version is unknown/],
      ['lz4', [4, 0x22, 0x4d, 0x18, 0x61, 0x40, 1, 0, 0, 0, 0x82], /needs a dictionary/],
      ['gzip', [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], /gzip data/],
    ];
    for (const [format, bytes, message] of damaged)
      assert.match(unpack(format, Uint8Array.from(bytes), true).problem?.message ?? '', message, `${format} ${bytes}`);
  });

  test('many tiny blocks and frames end in a sentence', () => {
    const tinyBlocks = Uint8Array.from([
      0x28,
      0xb5,
      0x2f,
      0xfd,
      0x00,
      0xa8,
      ...Array.from({ length: 3000 }, () => [0x0a, 0, 0, 0x61]).flat(),
    ]);
    assert.match(unpack('zstd', tinyBlocks, true).problem?.message ?? '', /more than 2000 blocks/);
    const tinyFrames = new Uint8Array(maxInput);
    for (let at = 0; at + 11 < maxInput; at += 11) tinyFrames.set([4, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82, 0, 0, 0, 0], at);
    assert.match(unpack('lz4', tinyFrames, true).problem?.message ?? '', /more than 10,000 frames/);
  });

  /** Bits of deflate, the first one lowest. */
  function deflateBits(block: readonly (readonly [value: number, bits: number])[], size: number): Uint8Array {
    const bytes = new Uint8Array(size);
    bytes.set([0x78, 0x9c]);
    const bitsOfBlock = block.flatMap(([value, bits]) => Array.from({ length: bits }, (_, i) => (value >> i) & 1));
    for (let bit = 16; bit + bitsOfBlock.length < size * 8;)
      for (const one of bitsOfBlock) {
        bytes[bit >> 3]! |= one << (bit & 7);
        bit++;
      }
    return bytes;
  }

  /** `piece` again and again behind `head`, 1 MiB of it. */
  function again(head: readonly number[], piece: readonly number[]): Uint8Array {
    const bytes = new Uint8Array(maxInput);
    bytes.set(head);
    for (let at = head.length; at + piece.length <= maxInput; at += piece.length) bytes.set(piece, at);
    return bytes;
  }

  // No literals but the end of the block, whose code is 14 bits long: 257 lengths and one distance.
  const longCodes = [
    [4, 3],
    [0, 5],
    [0, 5],
    [14, 4],
    // Lengths of the lengths' codes: 1 bit for 18 (zeros), 2 for 14 and for 1.
    ...[0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2].map((length) => [length, 3] as const),
    [0, 1],
    [127, 7],
    [0, 1],
    [107, 7],
    [3, 2],
    [1, 2],
    [0, 14],
  ] as const;
  const frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58];
  const emptyMember = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  const costly: readonly (readonly [name: string, format: CompressionFormat, bytes: Uint8Array, says: RegExp])[] = [
    ['empty members', 'gzip', again([], emptyMember), /more than 2,000 members/],
    ['empty stored blocks', 'zlib', again([0x78, 0x9c], [0, 0, 0, 0xff, 0xff]), /ends early/],
    ['empty blocks of fixed codes', 'zlib', deflateBits([[2, 10]], maxInput), /ends early/],
    ['blocks of codes and nothing else', 'zlib', deflateBits(longCodes, maxInput), /far more work than its content is worth/],
    ['empty blocks', 'zstd', again(frame, [0, 0, 0]), /more than 2000 blocks/],
    ['runs of no bytes', 'zstd', again(frame, [2, 0, 0, 0x61]), /more than 2000 blocks/],
    ['empty frames', 'zstd', again([], [...frame, 1, 0, 0]), /more than 2000 blocks/],
    ['frames to be passed over', 'zstd', again([], [0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]), /more than 2000 blocks/],
    ['empty frames', 'lz4', again([], [4, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82, 0, 0, 0, 0]), /more than 10,000 frames/],
    ['frames to be passed over', 'lz4', again([], [0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]), /more than 10,000 frames/],
    ['empty blocks', 'lz4', again([4, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82], [0, 0, 0, 0x80]), /ends early/],
  ];
  for (const [name, format, bytes, says] of costly) {
    test(`${format}, ${name}: the work has a bound, and the sentence says why there is no more`, () => {
      const work = new Work();
      const { problem, bytes: unpacked } = unpack(format, bytes, true, work);
      assert.match(problem?.message ?? '', says);
      assert.equal(unpacked.length, 0);
      assert.ok(work.spent <= maxWork + 4096, `${work.spent} steps`);
    });
  }

  test('a few bytes cannot cost more than they can say', () => {
    const bytesOf = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'));
    const few: readonly (readonly [name: string, bytes: Uint8Array, says: RegExp])[] = [
      ['19,538 sequences of no bits, 64 KiB each', bytesOf('KLUv/QQoTQAAEGGwzFKU5LDMUpTk'), /ends early/],
      [
        'a table that does not add up',
        bytesOf(
          'KLUv/QBYVQgABBAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHCIe+yAhIiMkJSYnKCkqK8AtLi8wMTIzNDU2Nzg5Ojs8PT4/QEFCQ0RFRk' +
            'dISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl9gYWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoOEhYaHiImKi4yNjo+QkZKTlJWWl5iZ' +
            'mpucnZ6foKGio6SlpqeoqaqrrK2ur7CxsrO0tba3uLm6u7y9vr/AwcLDxMXGx8jJysvMzc7P0NHS09TV1tfY2drb3N3e3+Dh4uPk5ebn6Onq6+' +
            'zt7u/w8fLz9PX29/j5+vv8SkUVT5QiUCP9/v8BAAD9DvxrCg==',
        ),
        /is not zstd data/,
      ],
      ['a window of 2 TiB', Uint8Array.of(...frame.slice(0, 5), 0xf8, 0x1d, 0, 0, 0x10, 0x61, 0), /is not zstd data/],
      ['a run longer than a block may be', Uint8Array.of(...frame, 0xfb, 0xff, 0xff, 0x61), /a block is larger than 128 KiB/],
    ];
    for (const [name, bytes, says] of few) {
      const work = new Work();
      const { problem, bytes: unpacked } = unpack('zstd', bytes, true, work);
      assert.match(problem?.message ?? '', says, name);
      assert.ok(unpacked.length <= 128 * 1024 && work.spent < 8192, `${name}: ${work.spent} steps, ${unpacked.length} bytes`);
    }
  });

  test('a checksum that does not fit is a fault, and what was unpacked stays', () => {
    for (const { name, format, packed, content } of whole.filter(
      (one) => /^(gzip|zlib) short/.test(one.name) && !one.name.includes('two'),
    )) {
      const at = packed.length - (format === 'gzip' ? 8 : 4);
      const damaged = Uint8Array.from(packed, (byte, i) => (i === at ? byte ^ 1 : byte));
      const { bytes, problem } = unpack(format, damaged, true);
      assert.match(problem?.message ?? '', /its checksum does not fit/, name);
      assert.deepEqual([problem?.at, Buffer.compare(bytes, content)], [at, 0], name);
      assert.equal(unpack(format, Uint8Array.from([...packed, 1, 2, 3]), true).behind, 3);
    }
  });

  test('whatever the bytes are, at most 1 MiB comes of them', () => {
    const known = whole.filter(({ packed }) => packed.length < 40_000);
    const mutated = fc
      .tuple(fc.constantFrom(...known), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }), fc.nat())
      .map(([{ format, packed }, changes, cut]) => {
        const bytes = Uint8Array.from(packed);
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        return { format, bytes: cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes };
      });
    const arbitrary = fc.record({ format: fc.constantFrom(...formats), bytes: fc.uint8Array({ maxLength: 300 }) });
    fc.assert(
      fc.property(fc.oneof(mutated, arbitrary), fc.boolean(), ({ format, bytes }, isWhole) => {
        compressionOf(bytes);
        const { bytes: output, cut, whole: size, problem } = unpack(format, bytes, isWhole);
        assert.ok(output.length <= maxInput);
        if (problem?.at !== undefined) assert.ok(problem.at <= bytes.length);
        if (!cut) assert.equal(size, output.length);
        if (problem || !isWhole) assert.ok(cut);
      }),
      { numRuns: 1500 },
    );
  });
});
