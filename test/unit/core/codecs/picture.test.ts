import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readPicture } from '../../../../src/core/codecs/formats/picture';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });

/** A PNG as Python's zlib and struct make it. */
const png = execFileSync('/usr/bin/python3', [
  '-c',
  `
import struct, sys, zlib
def chunk(kind, data): return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
sys.stdout.buffer.write(b'\\x89PNG\\r\\n\\x1a\\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 300, 2, 8, 2, 0, 0, 0)) + chunk(b'IDAT', zlib.compress((b'\\0' + bytes(900)) * 2)) + chunk(b'IEND', b''))
`,
]);
const gif = Uint8Array.from([...Buffer.from('GIF89a'), 0x2c, 1, 3, 0, 0, 0, 0]);
/** SOI, APP0, a comment, a marker filled up, SOF2 of 640 × 480. */
const jpeg = Uint8Array.from([
  0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xfe, 0, 3, 0x41, 0xff, 0xff, 0xc4, 0, 2, 0xff, 0xc2, 0, 11, 8, 1, 0xe0, 2, 0x80, 1, 1, 0x11, 0,
]);
const withBytes = (bytes: Uint8Array, at: number, ...values: number[]) => {
  const copy = Uint8Array.from(bytes);
  copy.set(values, at);
  return copy;
};

describe('picture', () => {
  test('PNG, GIF and JPEG are known by their first bytes, with their size', () => {
    assert.deepEqual(readPicture(png), { picture: { type: 'image/png', width: 300, height: 2 } });
    assert.deepEqual(readPicture(gif), { picture: { type: 'image/gif', width: 300, height: 3 } });
    assert.deepEqual(readPicture(jpeg), { picture: { type: 'image/jpeg', width: 640, height: 480 } });
    for (const text of ['', 'GIF', 'GIF90a', '\u0089PNG', 'hello']) assert.equal(readPicture(new TextEncoder().encode(text)), undefined);
  });

  test('a header that is cut off or makes no sense is a sentence', () => {
    assert.equal(readPicture(png.subarray(0, 20))?.problem?.message, 'The header of this PNG is cut off at byte 20.');
    assert.equal(readPicture(gif.subarray(0, 9))?.problem?.message, 'The header of this GIF is cut off at byte 9.');
    assert.equal(readPicture(jpeg.subarray(0, 24))?.problem?.message, 'The header of this JPEG is cut off at byte 24.');
    assert.deepEqual(readPicture(withBytes(png, 16, 0, 0, 0, 0)), {
      problem: { message: 'This picture claims to have 0 × 2 pixels (at byte 16).', at: 16 },
    });
    assert.match(readPicture(withBytes(png, 12, 0x41))?.problem?.message ?? '', /does not begin with its header IHDR/);
    assert.match(readPicture(withBytes(jpeg, 19, 0xda))?.problem?.message ?? '', /does not say its size \(at byte 18\)/);
    assert.match(readPicture(withBytes(jpeg, 8, 0))?.problem?.message ?? '', /no marker where one should stand \(at byte 8\)/);
  });

  test('whatever follows the magic, reading ends', () => {
    const beginnings = fc.constantFrom(png.subarray(0, 8), gif.subarray(0, 6), jpeg.subarray(0, 3), jpeg);
    fc.assert(
      fc.property(beginnings, fc.uint8Array({ maxLength: 60 }), (start, rest) => {
        const reading = readPicture(Uint8Array.from([...start, ...rest]));
        assert.notEqual(reading?.picture === undefined, reading?.problem === undefined);
      }),
      { numRuns: 1000 },
    );
  });
});
