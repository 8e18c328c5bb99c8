import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { chooseDecoder } from '../../../../src/core/codecs/choose';
import { decodeFrame } from '../../../../src/core/codecs/decode';
import { picker } from '../../../../src/core/codecs/pick';
import { parsePath } from '../../../../src/core/codecs/values/path';
import { checkRules } from '../../../../src/core/codecs/rules';
import { Schemas } from '../../../../src/core/codecs/protobuf/schemas';
import { textIn } from '../../../../src/core/codecs/wraps/encodings';
import { frameTest } from '../../../../src/core/query/frameTest';
import { YES } from '../../../../src/core/query/verdict';
import { encodingNames, type DecoderRule, type EncodingName } from '../../../../src/protocol/decoding';
import type { MessageContext } from '../../../../src/core/codecs/messageContext';

const environment = (...rules: DecoderRule[]) => ({ rules: checkRules(rules).rules, schemas: new Schemas(() => new Uint8Array()) });
const message = (bytes: Uint8Array): MessageContext => ({
  socketName: 's',
  socketType: 'pull',
  direction: 'in',
  frames: [{ size: bytes.length, bytes }],
});
const hex = (digits: string) => Uint8Array.from(Buffer.from(digits, 'hex'));
const little = (text: string) => Uint8Array.from(Buffer.from(text, 'utf16le'));
const big = (text: string) => Uint8Array.from(Buffer.from(text, 'utf16le').swap16());
const wide = (text: string, isLittle: boolean) => {
  const points = Array.from(text, (character) => character.codePointAt(0) as number);
  const view = new DataView(new ArrayBuffer(points.length * 4));
  points.forEach((point, i) => view.setUint32(i * 4, point, isLittle));
  return new Uint8Array(view.buffer);
};
const written: Partial<Record<EncodingName, (text: string) => Uint8Array>> = {
  'utf-16le': little,
  'utf-16be': big,
  'utf-32le': (text) => wide(text, true),
  'utf-32be': (text) => wide(text, false),
};

describe('text that is not UTF-8', () => {
  test('UTF-16 and UTF-32 are known by their mark, or by their look', () => {
    for (const [encoding, encode] of Object.entries(written) as [EncodingName, (text: string) => Uint8Array][])
      for (const text of ['Grüße, 25 °C', 'temperature: 21.5', '\ufeffПривет', '\ufeff温度 25', '\ufeffhi']) {
        const frame = decodeFrame(message(encode(text)), 0, undefined, environment());
        assert.deepEqual(
          [frame.decoder, frame.encoding, frame.text],
          ['text', encoding, text.replace('\ufeff', '')],
          `${encoding} ${text}`,
        );
        assert.match(frame.why, text.startsWith('\ufeff') ? /the mark of UTF/ : /it looks like UTF/);
      }
    // J11
    assert.equal(
      decodeFrame(message(hex('47007200fc00df0065002c002000320035002000b0004300')), 0, undefined, environment()).text,
      'Grüße, 25 °C',
    );
    const json = decodeFrame(message(little('\ufeff{"temp": 21.5}')), 0, undefined, environment());
    assert.deepEqual([json.encoding, json.inner?.decoder], ['utf-16le', 'json'], 'what is written in it is read');
    assert.match(
      decodeFrame(message(little('temperature\0\0')), 0, undefined, environment()).notes?.join('') ?? '',
      /4 NUL bytes follow, from byte 22/,
    );
  });

  test('numbers of two or four bytes are none', () => {
    for (const numbers of [
      Uint16Array.of(1, 2, 3, 4, 5, 6, 7, 8),
      Uint16Array.of(300, 2, 500, 7),
      Int32Array.of(1, 2, 3, 4, 5, 6),
      Uint16Array.of(65, 66),
      Int32Array.of(100, 101),
      Float32Array.of(1, 2, 3),
    ]) {
      const { decoder, encoding } = chooseDecoder(new Uint8Array(numbers.buffer), numbers.byteLength);
      assert.deepEqual([encoding, decoder === 'text'], [undefined, false], numbers.join());
    }
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 64 }), (bytes) => chooseDecoder(bytes, bytes.length).encoding === undefined),
      { numRuns: 5000, seed: 3 },
    );
  });

  const examples: [encoding: EncodingName, bytes: Uint8Array, text: string][] = [
    // J13 and J15 of the messages from the field.
    ['iso-8859-1', hex('54656d70657261747572206175df656e203520b043'), 'Temperatur außen 5 °C'],
    ['windows-1251', hex('d2e5ecefe5f0e0f2f3f0e0203231'), 'Температура 21'],
    ['iso-8859-15', hex('3520a4'), '5 €'],
    ['iso-8859-2', hex('b36f64bc'), 'łodź'],
    ['windows-1250', hex('b36f649f'), 'łodź'],
    ['windows-1252', hex('3520809320'), '5 €“ '],
    ['koi8-r', hex('f0d2c9d7c5d4'), 'Привет'],
    ['koi8-u', hex('eba7d7'), 'Кїв'],
    ['iso-8859-3', hex('e61a65'.replace('1a', 'f5')), 'ĉġe'],
    ['iso-8859-4', hex('bfe0fe'), 'ŋāū'],
    ['iso-8859-5', hex('bfe0d8d2d5e2'), 'Привет'],
    ['iso-8859-6', hex('e5d1cdc8c7'), 'مرحبا'],
    ['iso-8859-7', hex('c3e5e9dc'), 'Γειά'],
    ['iso-8859-8', hex('f9ece5ed'), 'שלום'],
    ['iso-8859-9', hex('dd7374616e62756c'), 'İstanbul'],
    ['iso-8859-13', hex('e26265c0'), 'ābeĄ'],
    ['windows-874', hex('cac7d1cab4d5'), 'สวัสดี'],
    ['windows-1253', hex('c3e5e9dc'), 'Γειά'],
    ['windows-1254', hex('dd7374616e62756c'), 'İstanbul'],
    ['windows-1255', hex('f9ece5ed'), 'שלום'],
    ['windows-1256', hex('e3d1cdc8c7'), 'مرحبا'],
    ['windows-1257', hex('e26265c0'), 'ābeĄ'],
    ['windows-1258', hex('566965b2'), 'Vie²'],
    ['ibm866', hex('8fe0a8a2a5e2'), 'Привет'],
    ['macintosh', hex('4d9f6e'), 'Mün'],
    ['gbk', hex('cec2b6c83235'), '温度25'],
    ['gb18030', hex('cec2b6c83235'), '温度25'],
    ['big5', hex('b7c5abd7'), '溫度'],
    ['shift_jis', hex('89b793783235'), '温度25'],
    ['euc-jp', hex('b2b9c5d93235'), '温度25'],
    ['euc-kr', hex('bfc2b5b53235'), '온도25'],
  ];
  test('every encoding is read by choice and by rule, and found as it is shown', () => {
    assert.deepEqual(new Set([...examples.map(([encoding]) => encoding), ...Object.keys(written)]), new Set(encodingNames));
    for (const [encoding, bytes, text] of examples) {
      const byHand = decodeFrame(message(bytes), 0, { encoding }, environment());
      assert.deepEqual([byHand.decoder, byHand.encoding, byHand.text, byHand.notes], ['text', encoding, text, undefined]);
      const rules = environment({ encoding });
      assert.equal(decodeFrame(message(bytes), 0, undefined, rules).text, text);
      assert.equal(frameTest({ kind: 'decoded', text: text.slice(0, 3) }, rules)(message(bytes)), YES, encoding);
    }
  });

  test('names are understood however they are written, in rules and in XML', () => {
    for (const [name, bytes, text] of [
      ['latin1', hex('e4'), 'ä'],
      ['EUC-JP', hex('b2b9c5d9'), '温度'],
      ['cp866', hex('8fe0'), 'Пр'],
      ['CP1251', hex('cff0'), 'Пр'],
      ['Windows_1251', hex('cff0'), 'Пр'],
      ['Shift-JIS', hex('89b79378'), '温度'],
    ] as const)
      assert.equal(decodeFrame(message(bytes), 0, undefined, environment({ encoding: name as EncodingName })).text, text, name);
    assert.match(checkRules([{ encoding: 'ebcdic' }]).problems[0]?.problem?.message ?? '', /^There is no encoding "?ebcdic/);
    const xml = (name: string, content: number[]) =>
      Uint8Array.from([...Buffer.from(`<?xml version="1.0" encoding="${name}"?><r><n>`), ...content, ...Buffer.from('</n></r>')]);
    const cyrillic = decodeFrame(message(xml('ISO-8859-5', [0xbf, 0xe0])), 0, undefined, environment());
    assert.deepEqual(
      [cyrillic.encoding, cyrillic.why, cyrillic.inner?.decoder],
      ['iso-8859-5', 'it is XML that says it is in iso-8859-5', 'xml'],
    );
    const unknown = decodeFrame(message(xml('ebcdic-de', [0xbf, 0xe0])), 0, undefined, environment());
    assert.match(unknown.why, /it says it is in ebcdic-de, which is not read here$/);
  });

  test('JSON, XML, Cyrillic and Greek are seen without a mark, also with a byte too many', () => {
    const texts: [text: string, inside: string | undefined][] = [
      ['{"temp":21.5,"unit":"C"}', 'json'],
      ['{"a":1}', 'json'],
      ['[{"a": 1}, {"a": 2}]', 'json'],
      ['{"temp":21.5,"uni', 'json'],
      ['<a x="1"><b>2</b></a>', 'xml'],
      ['<?xml version="1.0" encoding="UTF-16"?><a><b>2</b></a>', 'xml'],
      ['{"город":"Москва","t":21}', 'json'],
      ['<город><имя>Москва</имя></город>', 'xml'],
      ['Привет, мир', undefined],
      ['Температура: 21.5 °C — норма', undefined],
      ['Καλημέρα κόσμε', undefined],
    ];
    for (const [text, inside] of texts)
      for (const [encoding, write] of Object.entries(written))
        for (const rest of [[], [0x0a], [0]]) {
          const frame = decodeFrame(message(Uint8Array.from([...write(text), ...rest])), 0, undefined, environment());
          assert.deepEqual([frame.decoder, frame.encoding, frame.inner?.decoder], ['text', encoding, inside], `${text} ${rest.join()}`);
          if (inside === undefined) assert.equal(frame.text, text);
        }
    const rules = environment();
    const value = (path: string, bytes: Uint8Array) => picker(parsePath(path), undefined, rules)(message(bytes), 0);
    assert.equal(value('.temp', little('{"temp":21.5}'))?.number, 21.5);
    assert.equal(value('.a.b', big('<a><b>2</b></a>'))?.number, 2);
    // Samples around one value are letters by chance, and no words.
    for (const base of [0x0430, 0x0410, 0x03b0])
      for (const isLittle of [true, false]) {
        const view = new DataView(new ArrayBuffer(40));
        for (let i = 0; i < 20; i++) view.setUint16(i * 2, base + ((i * 7) % 13), isLittle);
        assert.equal(chooseDecoder(new Uint8Array(view.buffer), 40).encoding, undefined);
      }
  });

  test('what stands for nothing in an encoding is counted', () => {
    assert.match(textIn('shift_jis', hex('81')).notes?.join('') ?? '', /1 character is not shift_jis/);
    assert.match(textIn('utf-16le', hex('410042')).notes?.join('') ?? '', /no whole character, from byte 2 on/);
    assert.deepEqual(textIn('utf-32le', hex('00d80000')).text, '\ufffd');
    for (const encoding of encodingNames)
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => typeof textIn(encoding, bytes).text === 'string'),
        { numRuns: 200 },
      );
  });
});
