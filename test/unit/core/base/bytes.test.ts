import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseBase64, parseBytesInput, parseHex, toBytesInput, toHex, utf8 } from '../../../../src/core/base/bytes';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });

describe('bytes', () => {
  test('hex survives the way there and back, with any separator', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom('', ' ', ':', ', ', '\n', ' 0x'), (bytes, separator) => {
        assert.deepEqual(parseHex(toHex(bytes, separator)), bytes);
        assert.deepEqual(parseHex(toHex(bytes, separator).toUpperCase()), bytes);
      }),
    );
    assert.deepEqual(parseHex('0x00ff 0A'), Uint8Array.of(0, 255, 10));
    assert.deepEqual(parseHex(''), new Uint8Array(0));
  });

  test('hex that is none is refused with the reason', () => {
    assert.throws(() => parseHex('0g'), { name: 'SyntaxError', message: /"g" is not a hexadecimal digit/ });
    assert.throws(() => parseHex('abc'), { name: 'SyntaxError', message: /odd number of digits/ });
    assert.throws(() => parseHex('a b'), SyntaxError);
    assert.throws(() => parseHex('é0'), SyntaxError);
  });

  test('Base64 agrees with Node in both alphabets, with and without padding', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        assert.deepEqual(parseBase64(text), bytes);
        assert.deepEqual(parseBase64(text.replace(/=+$/, '')), bytes);
        assert.deepEqual(parseBase64(Buffer.from(bytes).toString('base64url')), bytes);
      }),
    );
    assert.deepEqual(parseBase64(' A P\n8= '), Uint8Array.of(0, 255));
  });

  test('Base64 that is none is refused with the reason', () => {
    assert.throws(() => parseBase64('A*=='), { name: 'SyntaxError', message: /"\*" is not a Base64 digit/ });
    assert.throws(() => parseBase64('A'), { name: 'SyntaxError', message: /cut off/ });
    assert.throws(() => parseBase64('=AAA'), SyntaxError);
  });

  test('utf8 is exact or absent', () => {
    assert.equal(utf8(new TextEncoder().encode('\ufeffgrüß 🙂')), '\ufeffgrüß 🙂');
    for (const bad of [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80]]) assert.equal(utf8(Uint8Array.from(bad)), undefined);
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = utf8(bytes);
        if (text !== undefined) assert.deepEqual(new TextEncoder().encode(text), bytes);
      }),
    );
  });

  test('any bytes can be written as an input that gives them back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => assert.deepEqual(parseBytesInput(JSON.parse(JSON.stringify(toBytesInput(bytes)))), bytes)),
    );
    assert.deepEqual(parseBytesInput({ base64: 'AP8=' }), Uint8Array.of(0, 255));
    assert.deepEqual(parseBytesInput({ hex: '00 ff' }), Uint8Array.of(0, 255));
    assert.deepEqual(parseBytesInput('é'), Uint8Array.of(0xc3, 0xa9));
    for (const bad of [null, undefined, 1, {}, [], { hex: 1 }, { text: 'a' }]) assert.throws(() => parseBytesInput(bad), TypeError);
  });
});
