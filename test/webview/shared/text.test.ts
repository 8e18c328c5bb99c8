import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftOf, readDraft } from '../../../webview/shared/bytes/bytesDraft';
import { decodeText } from '../../../webview/shared/bytes/decodedText';
import { byteRateText, counted, messageRateText, sizeText } from '../../../src/core/base/quantities';
import { formatSince } from '../../../webview/shared/text/format';
import { visibleBlock } from '../../../webview/shared/text/visibleBlock';
import { hexDump } from '../../../webview/inspector/details/bytes/hexDump';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

test('bytes that are no UTF-8 are shown one by one between the text that is', () => {
  assert.deepEqual(decodeText(encode('größe €😀')), { text: 'größe €😀', valid: true });
  assert.deepEqual(decodeText(bytes(0x61, 0xff, 0xc3, 0x28)), { text: 'a⟨FF⟩⟨C3⟩(', valid: false });
  // Overlong forms and halves of surrogate pairs are no UTF-8 either (RFC 3629, section 3).
  assert.deepEqual(decodeText(bytes(0xc0, 0x80)), { text: '⟨C0⟩⟨80⟩', valid: false });
  assert.deepEqual(decodeText(bytes(0xed, 0xa0, 0x80)), { text: '⟨ED⟩⟨A0⟩⟨80⟩', valid: false });
});

test('a character cut by paging is no error, one cut at the end of the frame is', () => {
  const cut = encode('a€').slice(0, 3);
  assert.deepEqual(decodeText(cut, true), { text: 'a', valid: true });
  assert.deepEqual(decodeText(cut), { text: 'a⟨E2⟩⟨82⟩', valid: false });
});

test('every character of a text can be seen', () => {
  assert.equal(visibleBlock('a\tb\nc\u0000\u202e'), 'a\\tb↵\nc\\x00\\u202e');
});

test('a hex dump has offset, digits and ASCII for each line', () => {
  assert.deepEqual(hexDump(encode('0123456789abcdef\n'), 16), {
    offsets: '00000000\n00000010',
    hex: '30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66\n0a',
    ascii: '0123456789abcdef\n.',
  });
});

test('a draft gives its bytes or says why there are none', () => {
  assert.deepEqual(readDraft({ format: 'hex', text: '00 ff' }).bytes, bytes(0, 255));
  assert.deepEqual(readDraft({ format: 'json', text: ' {"a" : 1}\n' }).bytes, encode(' {"a" : 1}\n'));
  assert.match(readDraft({ format: 'json', text: '{' }).problem ?? '', /not JSON/);
  assert.match(readDraft({ format: 'hex', text: '0g' }).problem ?? '', /hexadecimal/);
  for (const value of [bytes(), bytes(0, 1), encode('weather'), bytes(255)]) assert.deepEqual(readDraft(draftOf(value)).bytes, value);
});

test('sizes have three digits and a unit, times since the previous record a sign', () => {
  assert.equal(sizeText(0), '0 B');
  assert.equal(sizeText(999), '999 B');
  assert.equal(sizeText(1000), '1.00 kB');
  assert.equal(sizeText(60_000_000), '60.0 MB');
  assert.deepEqual([0, 296, 9_999, 12_345, 1_500_000, 60_000_000, 200_000_000].map(byteRateText), [
    '0 B/s',
    '296 B/s',
    '10.0 kB/s',
    '12.3 kB/s',
    '1.50 MB/s',
    '60.0 MB/s',
    '200 MB/s',
  ]);
  assert.deepEqual([0, 0.4, 1, 1200].map(messageRateText), ['0 messages/s', '0.4 messages/s', '1 message/s', '1,200 messages/s']);
  assert.deepEqual(
    [counted(1, 'record'), counted(1200, 'record'), counted(1, 'match'), counted(0, 'match')],
    ['1 record', '1,200 records', '1 match', '0 matches'],
  );
  assert.equal(formatSince(42.4), '+0.042');
  assert.equal(formatSince(-1500), '−1.500');
  assert.equal(formatSince(62_500), '+1:02.500');
});
