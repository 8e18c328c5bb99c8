import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { decodeContent, decodeFrame } from '../../../../src/core/codecs/decode';
import { readPicture } from '../../../../src/core/codecs/formats/picture';
import { pictureName } from '../../../../src/core/codecs/pictures/pictureNames';
import { toRgba } from '../../../../src/core/codecs/pictures/pixels';
import { Schemas } from '../../../../src/core/codecs/protobuf/schemas';
import { checkRules } from '../../../../src/core/codecs/rules';
import { compactText } from '../../../../src/core/codecs/values/compactText';
import type { ChosenReading, DecodedFrame } from '../../../../src/protocol/decoding';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });

const hex = (digits: string) => Uint8Array.from(Buffer.from(digits, 'hex'));
const utf8 = (text: string) => new TextEncoder().encode(text);
const read = (frames: Uint8Array[], rules: unknown[] = [], chosen?: ChosenReading): DecodedFrame =>
  decodeFrame(
    { socketName: 'a', socketType: 'pull', direction: 'in', frames: frames.map((bytes) => ({ size: bytes.length, bytes })) },
    frames.length - 1,
    chosen,
    { rules: checkRules(rules).rules, schemas: new Schemas(() => assert.fail('No file is read here.')) },
  );

/** 5 × 3 pixels of which red grows by 50 and green by 100, blue is 128, as Pillow writes them. */
const pictures = {
  webp: hex(
    '524946465a00000057454250565038204e000000b002009d012a0500030001402625b00274ba00d400fd00b3000606b36f7000fec29efdae55a4e011dbf6dfae75a7692d8c873b98e545887b2ffa8edff7e7c50b96df388a85dbfff4605f37600000',
  ),
  webpll: hex(
    '524946463c000000574542505650384c2f0000002f048000007740906d33ac03d51fe30c233380f3df830cb0bc0006012011a858524821b814561835a2ffe121c7be0000',
  ),
  webpa: hex(
    '524946467600000057454250565038580a00000008000000040000020000565038204e000000b002009d012a0500030001402625b00274ba00d400fd00b3000606b36f7000fec29efdae55a4e011dbf6dfae75a7692d8c873b98e545887b2ffa8edff7e7c50b96df388a85dbfff4605f3760000045584946010000007800',
  ),
  bmp: hex(
    '424d660000000000000036000000280000000500000003000000010018000000000030000000c40e0000c40e0000000000000000000080c80080c83280c86480c89680c8c8008064008064328064648064968064c8008000008000328000648000968000c800',
  ),
  ppm: hex('50360a3520330a3235350a000080320080640080960080c80080006480326480646480966480c8648000c88032c88064c88096c880c8c880'),
  pgm: hex('50350a3520330a3235350a0f1e2c3b4a49586776858493a2b1c0'),
  pbm: hex('50340a3520330af8f000'),
  tiff: hex(
    '49492a00080000000a0000010400010000000500000001010400010000000300000002010300030000008600000003010300010000000100000006010300010000000200000011010400010000008c00000015010300010000000300000016010400010000000300000017010400010000002d0000001c010300010000000100000000000000080008000800000080320080640080960080c80080006480326480646480966480c8648000c88032c88064c88096c880c8c880',
  ),
  tiffg: hex(
    '49492a0008000000090000010400010000000500000001010400010000000300000002010300010000000800000003010300010000000100000006010300010000000100000011010400010000007a00000016010400010000000300000017010400010000000f0000001c0103000100000001000000000000000f1e2c3b4a49586776858493a2b1c0',
  ),
  tifflzw: hex(
    '49492a002e0000008000000801940cc9034b40d910300192090e324392d0e6443800c882460c9184b461911880800a000001030001000000050000000101030001000000030000000201030003000000ac0000000301030001000000050000000601030001000000020000001101040001000000080000001501030001000000030000001601030001000000030000001701040001000000260000001c010300010000000100000000000000080008000800',
  ),
  jp2: hex(
    '0000000c6a5020200d0a870a00000014667479706a703220000000006a7032200000002d6a703268000000166968647200000003000000050003070700000000000f636f6c72010000000000100000009e6a703263ff4fff51002f000000000005000000030000000000000000000000050000000300000000000000000003070101070101070101ff52000c00000001000104040001ff5c00074040484850ff640025000143726561746564206279204f70656e4a5045472076657273696f6e20322e352e30ff90000a0000000000230001ff93df80300926e110c86cdf80280680bfc57f80808080ffd9',
  ),
  j2k: hex(
    'ff4fff51002f000000000005000000030000000000000000000000050000000300000000000000000003070101070101070101ff52000c00000001000104040001ff5c00074040484850ff640025000143726561746564206279204f70656e4a5045472076657273696f6e20322e352e30ff90000a0000000000230001ff93df80300926e110c86cdf80280680bfc57f80808080ffd9',
  ),
} as const;
/** Red, green and blue of the pixels, one after the other. */
const colours = Array.from({ length: 15 }, (_, i) => [(i % 5) * 50, Math.floor(i / 5) * 100, 128]);
const rgb = (rgba: Uint8ClampedArray) => Array.from({ length: rgba.length / 4 }, (_, i) => [...rgba.subarray(i * 4, i * 4 + 3)]);
const drawn = (bytes: Uint8Array) => {
  const picture = readPicture(bytes)?.picture;
  assert.ok(picture?.pixels);
  return rgb(toRgba(bytes, picture, picture.pixels));
};

describe('pictures of other formats', () => {
  test('each is known by its first bytes, chosen by itself, and has its name and size', () => {
    const names: Record<keyof typeof pictures, string> = {
      webp: 'WebP',
      webpll: 'WebP',
      webpa: 'WebP',
      bmp: 'BMP',
      ppm: 'PPM',
      pgm: 'PGM',
      pbm: 'PBM',
      tiff: 'TIFF',
      tiffg: 'TIFF',
      tifflzw: 'TIFF',
      jp2: 'JPEG 2000',
      j2k: 'JPEG 2000',
    };
    for (const [key, bytes] of Object.entries(pictures)) {
      const decoded = read([bytes]);
      assert.deepEqual([decoded.decoder, decoded.picture?.width, decoded.picture?.height], ['picture', 5, 3], key);
      const name = names[key as keyof typeof pictures];
      assert.equal(decoded.picture && pictureName(decoded.picture), name);
      assert.equal(decoded.why, `it begins like ${name} data`);
      assert.equal(compactText(decoded, 100), `${name} 5 × 3`);
    }
  });

  test('as other programs write WebP', () => {
    const webp = hex(
      '524946463c000000574542505650382030000000d001009d012a0500030001402625a00274ba01f80003b000fef2eb7ffcd815cd73eff7ffd2e0fd2e0fd2e0fd2900000',
    );
    assert.deepEqual(readPicture(webp)?.picture, { type: 'image/webp', width: 5, height: 3 });
  });

  test('pixels of what no browser draws are read', () => {
    assert.deepEqual(drawn(pictures.ppm), colours);
    assert.deepEqual(drawn(pictures.tiff), colours);
    const grey = [...pictures.pgm.subarray(-15)].map((value) => [value, value, value]);
    assert.deepEqual(drawn(pictures.pgm), grey);
    assert.deepEqual(drawn(pictures.tiffg), grey);
    assert.deepEqual(
      drawn(pictures.pbm).map(([red]) => red),
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255].map((_, i) =>
        (pictures.pbm.at(-3 + Math.floor(i / 5)) ?? 0) & (0x80 >> (i % 5)) ? 0 : 255,
      ),
    );
    // Compressed TIFF has its size and no pixels.
    assert.equal(readPicture(pictures.tifflzw)?.picture?.pixels, undefined);
    assert.deepEqual(drawn(utf8('P3\n# two\n2 1\n10\n10 0 5 0 10 10\n')), [
      [255, 0, 128],
      [0, 255, 255],
    ]);
    assert.deepEqual(drawn(utf8('P2 2 1 4\n0 4\n')), [
      [0, 0, 0],
      [255, 255, 255],
    ]);
    assert.deepEqual(drawn(utf8('P1 2 1\n10\n')), [
      [0, 0, 0],
      [255, 255, 255],
    ]);
    assert.deepEqual(drawn(Uint8Array.from([...utf8('P5 2 1 1023\n'), 3, 255, 0, 0])), [
      [255, 255, 255].map(() => drawn(Uint8Array.from([...utf8('P5 2 1 1023\n'), 3, 255, 0, 0]))[0]?.[0]),
      [0, 0, 0],
    ]);
  });

  test('texts and numbers that begin alike are no pictures, and headers that are cut say so', () => {
    for (const text of [
      'RIFF',
      'BM and so on, more of it',
      'II*',
      'MM',
      'P5',
      'P3 is better than P2',
      'P2 5 apples and 3 more\n',
      'PK',
      'P6 1 2 3 4',
    ])
      assert.notEqual(read([utf8(text)]).decoder, 'picture', text);
    assert.match(readPicture(pictures.webp.subarray(0, 20))?.problem?.message ?? '', /WebP is cut off at byte 20/);
    assert.match(readPicture(pictures.tiff.subarray(0, 20))?.problem?.message ?? '', /TIFF is cut off/);
    assert.match(readPicture(pictures.jp2.subarray(0, 30))?.problem?.message ?? '', /JPEG 2000 is cut off/);
    assert.match(readPicture(pictures.ppm.subarray(0, 40))?.problem?.message ?? '', /pixels of this Netpbm are cut off/);
  });

  test('whatever is changed or cut, reading ends, and pixels are drawn within their size', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(pictures)),
        fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 4 }),
        fc.option(fc.nat()),
        (bytes, changes, cut) => {
          const copy = Uint8Array.from(bytes);
          for (const [at, byte] of changes) copy[at % copy.length] = byte;
          const changed = cut === null ? copy : copy.subarray(0, cut % (copy.length + 1));
          const picture = readPicture(changed)?.picture;
          if (picture?.pixels && picture.width * picture.height < 100_000)
            assert.equal(toRgba(changed, picture, picture.pixels).length, picture.width * picture.height * 4);
          assert.equal(typeof read([changed]).why, 'string');
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

describe('raw pictures', () => {
  const raw = Uint8Array.from(colours.flat());

  test('by a rule: format and width, and the height that follows', () => {
    const rule = { decoder: 'picture', format: 'rgb', width: 5 };
    const decoded = read([raw], [rule]);
    assert.deepEqual(decoded.picture, { type: 'raw', width: 5, height: 3, pixels: { format: 'rgb', at: 0 } });
    assert.equal(compactText(decoded, 100), 'Raw RGB 5 × 3');
    assert.deepEqual(read([raw], [], { decoder: 'picture', format: 'bgr', width: 3, height: 5 }).picture?.pixels?.format, 'bgr');
    assert.match(read([raw], [{ ...rule, height: 9 }]).problem?.message ?? '', /5 × 9 pixels take 135 bytes; there are 45/);
    assert.match(read([raw], [{ ...rule, width: 100 }]).problem?.message ?? '', /A row of 100 pixels takes 300 bytes; there are 45/);
    // What is a picture with a header is that.
    assert.equal(read([pictures.bmp], [rule]).picture?.type, 'image/bmp');
    assert.match(decodeContent(raw, raw.length, 'picture').problem?.message ?? '', /Raw pixels need a "format" and a "width"/);
  });

  test('rules that make no sense are refused', () => {
    const status = (entry: unknown) => checkRules([entry]).problems[0]?.problem?.message ?? '';
    assert.match(status({ decoder: 'json', format: 'rgb' }), /go with the decoder "picture" only/);
    assert.match(status({ decoder: 'picture', width: 5 }), /need a "width", and their "format"/);
    assert.match(status({ decoder: 'picture', format: 'cmyk', width: 5 }), /There is no format "cmyk" of pixels/);
    assert.match(status({ decoder: 'picture', format: 'rgb', width: 0 }), /a number of pixels, from 1/);
  });

  test('pixels in all orders', () => {
    const draw = (bytes: number[], format: 'bgr' | 'bgra' | 'rgba' | 'grey' | 'grey16' | 'grey16be' | 'yuyv', width = 1) => [
      ...toRgba(Uint8Array.from(bytes), { width, height: 1 }, { format, at: 0 }),
    ];
    assert.deepEqual(draw([1, 2, 3], 'bgr'), [3, 2, 1, 255]);
    assert.deepEqual(draw([1, 2, 3, 4], 'bgra'), [3, 2, 1, 4]);
    assert.deepEqual(draw([1, 2, 3, 4], 'rgba'), [1, 2, 3, 4]);
    assert.deepEqual(draw([7], 'grey'), [7, 7, 7, 255]);
    assert.deepEqual(draw([1, 200], 'grey16'), [200, 200, 200, 255]);
    assert.deepEqual(draw([200, 1], 'grey16be'), [200, 200, 200, 255]);
    assert.deepEqual(draw([16, 128, 235, 128], 'yuyv', 2), [0, 0, 0, 255, 255, 255, 255, 255]);
    assert.deepEqual(draw([1, 2, 3], 'bgr', 2), [3, 2, 1, 255, 0, 0, 0, 0], 'pixels that are missing are transparent');
  });

  test('behind a header that tells size and format, or dtype and shape, an array is a picture, too', () => {
    const world = hex(
      '86a5746f706963a56672616d65a5776964746804a668656967687402a5696e64657807a974696d657374616d70cb405edd2f1a9fbe77a6666f726d6174a3626772',
    );
    const pixels = hex('000102030405060708090a0b0c0d0e0f1011121314151617');
    const decoded = read([utf8('frame.world'), world, pixels]);
    assert.equal(decoded.decoder, 'numpy');
    assert.deepEqual(decoded.picture, { type: 'raw', width: 4, height: 2, pixels: { format: 'bgr', at: 0 } });
    assert.deepEqual(decoded.array?.shape, [2, 4, 3]);
    const shape = (more: object) => encode({ dtype: 'uint8', shape: [2, 4, 3], ...more });
    assert.deepEqual(read([shape({}), pixels]).picture, {
      type: 'raw',
      width: 4,
      height: 2,
      pixels: { format: 'rgb', at: 0 },
      isGuess: true,
    });
    assert.equal(read([shape({ shape: [4, 6] }), pixels]).picture?.pixels?.format, 'grey');
    assert.equal(read([shape({ dtype: 'uint16', shape: [3, 4] }), pixels]).picture?.pixels?.format, 'grey16');
    assert.equal(read([shape({ dtype: 'float32', shape: [2, 3] }), pixels]).picture, undefined);
    assert.equal(read([shape({ shape: [24] }), pixels]).picture, undefined);
  });
});
