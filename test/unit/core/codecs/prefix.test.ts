import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import { encode } from '@msgpack/msgpack';
import { encode as encodeCbor } from 'cborg';
import fc from 'fast-check';
import { decodeFrame, unwrap } from '../../../../src/core/codecs/decode';
import { picker, pickerOfAll } from '../../../../src/core/codecs/pick';
import { checkRules } from '../../../../src/core/codecs/rules';
import { Schemas } from '../../../../src/core/codecs/protobuf/schemas';
import { compactText } from '../../../../src/core/codecs/values/compactText';
import { innermost } from '../../../../src/core/codecs/values/inner';
import { parsePath, parsePathPattern } from '../../../../src/core/codecs/values/path';
import { topicLength } from '../../../../src/core/socket/topicLength';
import type { MessageContext } from '../../../../src/core/codecs/messageContext';
import type { ChosenReading, Decoded, DecoderRule } from '../../../../src/protocol/decoding';

type Part = string | readonly number[] | Uint8Array;
const join = (...parts: Part[]) => Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? Buffer.from(part) : part)]));
const hex = (digits: string) => Uint8Array.from(Buffer.from(digits, 'hex'));
const environment = (...rules: DecoderRule[]) => ({ rules: checkRules(rules).rules, schemas: new Schemas(() => new Uint8Array()) });
const message = (bytes: Uint8Array): MessageContext => ({
  socketName: 's',
  socketType: 'sub',
  direction: 'in',
  frames: [{ size: bytes.length, bytes }],
});
const decoded = (bytes: Uint8Array, chosen?: ChosenReading, ...rules: DecoderRule[]) =>
  decodeFrame(message(bytes), 0, chosen, environment(...rules));
const chain = (frame: Decoded): string[] => [frame.decoder, ...(frame.inner ? chain(frame.inner) : [])];
const topicOf = (bytes: Uint8Array) => {
  const length = topicLength(bytes, 0, bytes.length, 1);
  return length < 0 ? undefined : Buffer.from(bytes.subarray(0, length)).toString();
};
const found = (bytes: Uint8Array, path: string, ...rules: DecoderRule[]) =>
  pickerOfAll(parsePathPattern(path), undefined, environment(...rules))(message(bytes), 0).values.map(({ number, text }) => number ?? text);

describe('a content behind a prefix', () => {
  const pickle = hex('80049515000000000000007d94288c0161944b018c0162944b02752e');
  const packed = encode({ a: 1, b: 'two' });
  const cases: [name: string, bytes: Uint8Array, chain: string[], topic: string | undefined][] = [
    ['T07', join('json-full-miner_data:{"major_version": 14, "a": 1}'), ['prefix', 'json'], 'json-full-miner_data'],
    ['T08', join('trades {"a": 1, "price": 101}'), ['prefix', 'json'], 'trades'],
    ['T14', join('salt/job/2020/ret/web01\n\n', encode({ a: 1, retcode: 0 })), ['prefix', 'msgpack'], 'salt/job/2020/ret/web01'],
    ['comma', join('trades,{"a":1}'), ['prefix', 'json'], 'trades'],
    ['bar', join('trades| {"a":1}'), ['prefix', 'json'], 'trades'],
    ['tab', join('trades\t{"a":1}'), ['prefix', 'json'], 'trades'],
    ['digits', join('10001 {"a":1}'), ['prefix', 'json'], '10001'],
    ['two words', join('weather 1700000000 {"a":1}'), ['prefix', 'json'], 'weather'],
    ['with a fault', join('trades {"a": 1, }\0'), ['prefix', 'json'], 'trades'],
    ['lines', join('topic {"a":1}\n{"a":1}\n'), ['prefix', 'json'], 'topic'],
    ['list', join('temps [{"a":1}]'), ['prefix', 'json'], 'temps'],
    ['NUL', join('weather\0{"a":1}'), ['prefix', 'json'], 'weather'],
    ['NUL and text', join('weather\0 21.5 °C'), ['prefix', 'text'], 'weather'],
    ['fixed width', join('imu\0\0\0\0\0{"a":1}'), ['prefix', 'json'], 'imu'],
    ['MessagePack', join('trades ', packed), ['prefix', 'msgpack'], 'trades'],
    ['MessagePack, colon', join('trades:', packed), ['prefix', 'msgpack'], 'trades'],
    ['CBOR', join('trades ', encodeCbor({ a: 1, b: 'two' })), ['prefix', 'cbor'], 'trades'],
    ['zlib', join('trades ', deflateSync('{"a":1}')), ['prefix', 'zlib', 'json'], 'trades'],
    ['gzip', join('trades:', gzipSync('{"a":1}')), ['prefix', 'gzip', 'json'], 'trades'],
    ['pickle', join('object ', pickle), ['prefix', 'pickle'], 'object'],
    ['length', join([0, 0, 0, 7], '{"a":1}'), ['prefix', 'json'], undefined],
    ['length, little', join([7, 0, 0, 0], '{"a":1}'), ['prefix', 'json'], undefined],
    ['length of all', join([0, 0, 0, 11], '{"a":1}'), ['prefix', 'json'], undefined],
    ['length, 8 bytes', join([0, 0, 0, 0, 0, 0, 0, 7], '{"a":1}'), ['prefix', 'json'], undefined],
    ['length of MessagePack', join([0, packed.length], packed), ['prefix', 'msgpack'], undefined],
    ['length of a text', join([0, 0, 0, 5], 'hello'), ['prefix', 'text'], undefined],
    ['Qt', join([0, 0, 0, 100], deflateSync(JSON.stringify({ a: 1 }))), ['prefix', 'zlib', 'json'], undefined],
    ['marker', join([1], gzipSync('{"a":1}')), ['prefix', 'gzip', 'json'], undefined],
    ['marker of a letter', join('z', deflateSync('{"a":1}')), ['prefix', 'zlib', 'json'], undefined],
    ['marker and pickle', join([3, 0, 250], pickle), ['prefix', 'pickle'], undefined],
    ['header and JSON', join([1, 2, 3, 250], '{"a":1}'), ['prefix', 'json'], undefined],
    ['HTTP', join('POST /x HTTP/1.1\r\nHost: a\r\n\r\n{"a":1}'), ['prefix', 'json'], 'POST'],
    ['netstring', join('7:{"a":1},'), ['prefix', 'json'], undefined],
    ['netstrings', join('3:abc,7:{"a":1},'), ['netstring'], undefined],
    ['Mongrel2', join('54c6755b-9628 1 /a 17:{"METHOD":"JSON"},7:{"a":1},'), ['prefix', 'json'], '54c6755b-9628'],
  ];

  for (const [name, bytes, readers, topic] of cases)
    test(`is seen by itself where it is certain: ${name}`, () => {
      assert.deepEqual([chain(decoded(bytes)), topicOf(bytes)], [readers, topic]);
      if (readers.includes('netstring')) assert.deepEqual(found(bytes, '[1].a'), [1]);
      else if (readers.at(-1) !== 'text') assert.deepEqual(found(bytes, name === 'list' ? '[0].a' : '.a'), name === 'lines' ? [1, 1] : [1]);
    });

  test('is told, shown behind what stands before, and its bytes can be had', () => {
    const frame = decoded(join('trades {"a": 1}'));
    assert.deepEqual([frame.why, frame.text, compactText(frame, 100)], ['"trades " stands before it', 'trades ', 'trades {"a":1}']);
    assert.equal(Buffer.from(unwrap(message(join('trades {"a": 1}')), 0, 1, undefined, environment())).toString(), '{"a": 1}');
    // G18
    assert.equal(innermost(decoded(hex('31323a68656c6c6f20776f726c64212c'))).text, 'hello world!');
  });

  test('is seen with a fault, too, which is named', () => {
    const value = { temp: 21.5, unit: 'C' };
    const [msgpack, cbor] = [encode(value), encodeCbor(value)];
    const json = JSON.stringify(value);
    const header = join([7, 0, 0, 0], 'weather', Array<number>(9).fill(0));
    const latin1 = Uint8Array.from(Buffer.from('{"temp":21.5,"name":"Köln"}', 'latin1'));
    const faulty: [name: string, bytes: Uint8Array, decoder: string][] = [];
    for (const prefix of ['trades ', 'trades\0', 'a/b:']) {
      faulty.push(
        ['JSON, cut', join(prefix, json.slice(0, -8)), 'json'],
        ['JSON, Latin-1', join(prefix, latin1), 'json'],
        ['JSON and the rest of a buffer', join(prefix, json, '\0ld":12345678,"more":1,"so on and on":1}'), 'json'],
        ['MessagePack, cut', join(prefix, msgpack.subarray(0, -2)), 'msgpack'],
        ['MessagePack and a line end', join(prefix, msgpack, '\n'), 'msgpack'],
        ['CBOR and a checksum', join(prefix, cbor, [0x80, 1, 2, 3]), 'cbor'],
        ['pickle and a line end', join(prefix, pickle, '\n'), 'pickle'],
      );
    }
    for (const head of [header, join(Array.from({ length: 16 }, (_, i) => i * 9))])
      faulty.push(
        ['MessagePack and a line end', join(head, msgpack, '\n'), 'msgpack'],
        ['CBOR and a line end', join(head, cbor, '\r\n'), 'cbor'],
        ['pickle and a line end', join(head, pickle, '\n'), 'pickle'],
      );
    for (const [name, bytes, decoder] of faulty) {
      const frame = decoded(bytes);
      assert.deepEqual([frame.decoder, frame.inner?.decoder, frame.inner?.problem?.at !== undefined], ['prefix', decoder, true], name);
      if (decoder !== 'pickle') assert.deepEqual(found(bytes, '.temp'), [21.5], name);
    }
    for (const head of [header, join([1, 2, 3, 250])]) {
      assert.deepEqual(found(join(head, msgpack, msgpack), '.temp'), [21.5, 21.5]);
      assert.deepEqual(found(join(head, cbor), '.temp'), [21.5]);
    }
  });

  test('is not seen where chance or a sentence may be behind it', () => {
    for (const text of [
      'lmi,1000,10001',
      'a sentence (with brackets) [1]',
      'call f(x)[1,2]',
      'metric{a="b"} 5',
      'INFO [main] started',
      'topic {}',
      'a:b',
      'x=1',
      'empty []',
      'a\n\nb',
      '12:30:45',
      'trades {"a": 1} and more',
    ])
      assert.equal(decoded(join(text)).decoder, 'text', text);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (bytes) => decoded(bytes).decoder !== 'prefix'),
      { numRuns: 3000, seed: 7 },
    );
  });

  test('a colon between digits and a comma at the end make no netstring where the length is another', () => {
    for (const topic of ['a--0', '10001', 'xyz,7']) assert.equal(topicOf(join(topic, ':', encode({ a: ',' }))), topic);
    assert.equal(topicOf(join('5:', encode({ a: ',' }))), undefined);
  });

  test('is read as its frame alone would be, whatever stands before', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9/._-]{3,20}$/);
    const content = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.oneof(fc.integer(), fc.string(), fc.boolean()), {
      minKeys: 1,
      maxKeys: 5,
    });
    fc.assert(
      fc.property(
        word,
        fc.constantFrom(' ', ':', ', ', '|', '\t', ';', '\0', '\n\n'),
        content,
        fc.boolean(),
        (topic, separator, value, isText) => {
          const alone = isText ? join(JSON.stringify(value)) : encode(value).slice();
          const bytes = join(topic, separator, alone);
          const { inner } = decoded(bytes);
          assert.deepEqual(inner?.value, decoded(alone).value);
          assert.equal(topicOf(bytes), topic);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('where a content begins, by rule or by hand', () => {
  const bytes = join([9, 9, 9], 'head,', encode([1, 2]));
  test('after bytes, after a separator, at an offset from the beginning or the end', () => {
    for (const place of [{ skip: 8 }, { after: ',' }, { after: '\\x2c' }, { skip: 3, after: ',' }, { offset: 8 }, { offset: -3 }]) {
      assert.deepEqual(found(bytes, '[1]', { decoder: 'msgpack', ...place }), [2], JSON.stringify(place));
      const byHand = decoded(bytes, { decoder: 'msgpack', ...place });
      assert.deepEqual([chain(byHand), byHand.chosenBy, byHand.inner?.value?.entries?.length], [['prefix', 'msgpack'], 'person', 2]);
      assert.equal(picker(parsePath('[0]'), { decoder: 'msgpack', ...place }, environment())(message(bytes), 0)?.number, 1);
    }
    // Without a decoder, as the bytes behind it suggest.
    const rest = join('a;b;', JSON.stringify({ x: [1] }));
    assert.deepEqual(chain(decoded(rest, undefined, { skip: 4 })), ['prefix', 'json']);
    assert.deepEqual(found(join('#\n\n#', '{"x": 5}'), '.x', { after: '\\n\\n#' }), [5]);
    assert.deepEqual(found(join('1 2 3'), '#1', { skip: 2, decoder: 'numbers' }), [2], 'plots count from there, too');
  });

  test('a rule that says where is for a topic, too, that is none by itself', () => {
    const lmi = join('lmi,1000,10001');
    assert.equal(topicOf(lmi), undefined);
    assert.deepEqual(found(lmi, '#1', { topic: 'lmi', after: ',', decoder: 'numbers' }), [1000]);
    assert.deepEqual(chain(decoded(lmi, undefined, { topic: 'other', after: ',' })), ['text']);
    assert.deepEqual(chain(decoded(lmi, undefined, { topic: 'lmi', decoder: 'hex' })), ['text'], 'others are for topics alone');
  });

  test('what is not there is said at the frame, and the frame is read as without the rule', () => {
    for (const [place, why] of [
      [{ skip: 100 }, /has 11 bytes, fewer than the 100/],
      [{ after: 'x' }, /"x" does not stand in the frame/],
      [{ offset: -100 }, /there is no byte -100/],
    ] as const)
      assert.match(decoded(bytes, undefined, { decoder: 'json', ...place }).ruleProblem ?? '', why);
  });

  test('rules that make no sense are refused with a sentence', () => {
    const problem = (rule: object) => checkRules([rule]).problems[0]?.problem?.message ?? '';
    for (const [rule, why] of [
      [{ skip: -1, decoder: 'json' }, /"skip" is a number of bytes/],
      [{ skip: 1.5, decoder: 'json' }, /"skip" is a number of bytes/],
      [{ after: '', decoder: 'json' }, /"after" is the text/],
      [{ offset: 'x', decoder: 'json' }, /"offset" is the byte/],
      [{ offset: 1, skip: 2 }, /stands in place of/],
      [{ topic: 'a' }, /names no "decoder"/],
      [{ encoding: 'klingon' }, /no encoding "klingon"/],
      [{ encoding: 'koi8-r', decoder: 'json' }, /goes with the decoder "text"/],
      [{ path: '..', decoder: 'json' }, /no step of a path/],
    ] as const)
      assert.match(problem(rule), why, JSON.stringify(rule));
    assert.equal(problem({ skip: 4 }), '');
    assert.equal(problem({ encoding: 'windows-1251' }), '');
  });
});

describe('values that hold something else', () => {
  test('JSON in a text is stepped into, and read by itself where it is all there is', () => {
    const twice = join(JSON.stringify(JSON.stringify({ a: 1, b: [1, 2] })));
    assert.deepEqual(chain(decoded(twice)), ['json', 'json']);
    assert.deepEqual([found(twice, '.a'), found(twice, '.b[*]')], [[1], [1, 2]]);
    const field = {
      type: 'evt',
      payload: JSON.stringify({ temp: 22.5, deep: '{"x": 9007199254740993}' }),
    };
    for (const bytes of [join(JSON.stringify(field)), encode(field), encodeCbor(field)]) {
      assert.deepEqual(found(bytes, '.payload.temp'), [22.5]);
      assert.equal(picker(parsePath('.payload.temp'), undefined, environment())(message(bytes), 0)?.number, 22.5);
      assert.deepEqual(found(bytes, '.payload.deep.x').length, 1);
    }
    assert.deepEqual(found(join('{"a": "[1, 2"}'), '.a[0]'), [], 'what is no JSON holds nothing');
  });

  test('a rule, or a person, has them read by any decoder', () => {
    const inside = gzipSync(JSON.stringify({ x: 7 }));
    const value = { name: 'a', raw: Uint8Array.from(inside), text: inside.toString('base64'), list: [{ p: '1 2' }, { p: '3 4' }] };
    const bytes = encode(value);
    assert.deepEqual(found(bytes, '.raw.x', { path: '.raw', decoder: 'gzip' }), [7]);
    assert.deepEqual(found(bytes, '.text.x', { path: '.text', decoder: 'base64' }), [7]);
    const read = decoded(bytes, { values: [{ path: '.text', decoder: 'base64' }] });
    assert.deepEqual(
      [read.decoder, read.chosenBy, compactText(read, 500).includes('"text":Base64: gzip: {"x":7}')],
      ['msgpack', 'content', true],
    );
    assert.equal(
      Buffer.from(unwrap(message(bytes), 0, 2, { values: [{ path: '.text', decoder: 'base64' }] }, environment(), '.text')).toString(),
      '{"x":7}',
    );
    const each = decoded(bytes, undefined, { path: '.list[*].p', decoder: 'numbers' }).value?.entries?.[3]?.value.entries;
    assert.deepEqual(
      each?.map(({ value }) => value.entries?.[0]?.value.inner?.decoder),
      ['numbers', 'numbers'],
    );
    // A rule for a value leaves the frame to other rules.
    assert.equal(decoded(bytes, undefined, { path: '.raw', decoder: 'gzip' }, { decoder: 'hex' }).decoder, 'hex');
  });

  test('a single value, or a text, that they are read as is what stands at their path', () => {
    const float = new Uint8Array(new Float32Array([21.5]).buffer);
    const bytes = encode({
      raw: float,
      pair: new Uint8Array(new Float32Array([1, 2]).buffer),
      cyrillic: Uint8Array.from([0xcf, 0xf0, 0xe8]),
      plain: Buffer.from('hello').toString('base64'),
      number: '42.5',
      bool: Uint8Array.from([0xc3]),
      list: [float, float],
    });
    const cases: [path: string, rule: DecoderRule, values: unknown[]][] = [
      ['.raw', { path: '.raw', decoder: 'numbers', layout: '<f4' }, [21.5]],
      ['.raw', { path: '.raw', decoder: 'numbers', layout: 'temp:f4' }, ['0000ac41']],
      ['.raw.temp', { path: '.raw', decoder: 'numbers', layout: 'temp:f4' }, [21.5]],
      ['.pair[1]', { path: '.pair', decoder: 'numbers', layout: '<f4[]' }, [2]],
      ['.cyrillic', { path: '.cyrillic', encoding: 'windows-1251' }, ['При']],
      ['.plain', { path: '.plain', decoder: 'base64' }, ['hello']],
      ['.number', { path: '.number', decoder: 'numbers' }, [42.5]],
      ['.number', { path: '.number', decoder: 'json' }, [42.5]],
      ['.bool', { path: '.bool', decoder: 'msgpack' }, ['true']],
      ['.list[*]', { path: '.list[*]', decoder: 'numbers', layout: '<f4' }, [21.5, 21.5]],
    ];
    for (const [path, rule, values] of cases) assert.deepEqual(found(bytes, path, rule), values, JSON.stringify(rule));
    assert.equal(picker(parsePath('.raw'), undefined, environment(cases[0]![1]))(message(bytes), 0)?.number, 21.5);
  });

  test('what is longer than a tree gives is read all the same', () => {
    const long = JSON.stringify({ list: Array.from({ length: 30_000 }, (_, i) => i) });
    for (const bytes of [encode({ a: new TextEncoder().encode(long) }), encode({ a: long }), join(JSON.stringify({ a: long }))]) {
      const read = decoded(bytes, { values: [{ path: '.a', decoder: 'json' }] });
      assert.equal(read.value?.entries?.[0]?.value.inner?.size, long.length);
    }
  });
});

describe('bytes written as text', () => {
  const pairs = (text: string) => Array.from(Buffer.from(text), (byte) => byte.toString(16).padStart(2, '0'));

  test('hex digits and Base64 are read where a format stands in them', () => {
    const json = JSON.stringify({ a: 1, list: [1, 2, 3] });
    const jpeg = hex('ffd8ffe000104a46494600010100000100010000ffc0001108000300050301220002110103110100ffd9');
    for (const [text, readers] of [
      [Buffer.from(json).toString('hex'), ['base16', 'json']],
      [Buffer.from(json).toString('hex').toUpperCase(), ['base16', 'json']],
      ...[' ', ':', '-'].map((between) => [pairs(json).join(between), ['base16', 'json']] as const),
      [Buffer.from(json).toString('base64'), ['base64', 'json']],
      [`${Buffer.from(json).toString('base64')}\n`, ['base64', 'json']],
      [Buffer.from(json).toString('base64url'), ['base64', 'json']],
      [Buffer.from(gzipSync(json)).toString('base64'), ['base64', 'gzip', 'json']],
      [Buffer.from(jpeg).toString('base64'), ['base64', 'picture']],
      [`data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`, ['base64', 'picture']],
    ] as const)
      assert.deepEqual(chain(decoded(join(text))), readers, text);
    for (const between of ['', ' ', ':', '-'])
      for (const first of [json, `{"${'a'.repeat(20)}":2,"list":[0,2]}`])
        assert.deepEqual(found(join(pairs(first).join(between)), '.list[1]'), [2], between);
  });

  test('words, names and digests stay texts', () => {
    for (const text of [
      'abcdefghijklmnopqrstuvwxyz',
      '0123456789abcdef0123456789abcdef',
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'kernel.abc.stream.stdout',
      'https://example.org/a/b/c/d',
      'YWJjZGVmZ2hpamtsbW5vcA==',
    ])
      assert.equal(decoded(join(text)).decoder, 'text', text);
  });
});
