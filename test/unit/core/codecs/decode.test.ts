import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import { encode } from '@msgpack/msgpack';
import { encode as encodeCbor } from 'cborg';
import fc from 'fast-check';
import { compactText } from '../../../../src/core/codecs/values/compactText';
import { decodeContent, decodeFrame, unwrap } from '../../../../src/core/codecs/decode';
import type { DecodingEnvironment } from '../../../../src/core/codecs/decide';
import { hexDump } from '../../../../src/core/codecs/values/hexDump';
import { formatPath, nodeAt, parsePath, parsePathPattern } from '../../../../src/core/codecs/values/path';
import { picker, pickerOfAll } from '../../../../src/core/codecs/pick';
import { prettyText } from '../../../../src/core/codecs/values/prettyText';
import { checkRules } from '../../../../src/core/codecs/rules';
import { Schemas } from '../../../../src/core/codecs/protobuf/schemas';
import { ZmqError } from '../../../../src/core/base/errors';
import type { Decoded, DecoderName } from '../../../../src/protocol/decoding';
import type { MessageContext } from '../../../../src/core/codecs/messageContext';
import type { SocketType } from '../../../../src/protocol/sockets';

fc.configureGlobal({ seed: 20_240_601 });

type Content = string | Uint8Array;
const bytesOf = (content: Content) => (typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content));
const hex = (digits: string) => Uint8Array.from(Buffer.from(digits, 'hex'));
const files: Record<string, string> = {
  '/schemas/weather.proto': 'syntax = "proto3"; package weather; message Reading { string station = 1; double temp = 2; }',
  '/schemas/broken.proto': 'syntax = "proto3";\nmessage Reading {\n  string = 1;\n}',
};
const environment = (...rules: unknown[]): DecodingEnvironment => ({
  rules: checkRules(rules).rules,
  schemas: new Schemas((file) => {
    const content = files[file];
    if (content === undefined) throw Object.assign(new Error(`ENOENT: no such file or directory, open '${file}'`), { code: 'ENOENT' });
    return bytesOf(content);
  }),
});
const message = (contents: Content[], more: Partial<MessageContext> = {}): MessageContext => ({
  socketName: 'weather',
  socketType: 'sub',
  direction: 'in',
  ...more,
  frames: contents.map(bytesOf).map((bytes) => ({ size: bytes.length, bytes })),
});
const read = (content: Content, decoder: DecoderName): Decoded => decodeContent(bytesOf(content), bytesOf(content).length, decoder);
const compact = (content: Content, decoder: DecoderName, maxLength = 300) => compactText(read(content, decoder), maxLength);

describe('the decoder of a frame', () => {
  test('without a rule it goes by what the bytes begin like and consist of, and guesses at nothing short', () => {
    const double = new Uint8Array(new Float64Array([21.5]).buffer);
    const png = hex('89504e470d0a1a0a0000000d49484452000000020000000108060000000000000000000000');
    const expected: [Content, DecoderName, RegExp][] = [
      ['Hello, wörld', 'text', /UTF-8/],
      ['', 'text', /empty/],
      ['A line\nand\tmore \u001b[31mred\u001b[0m', 'text', /UTF-8/],
      ['10001 42 -3.5e2', 'numbers', /numbers only/],
      ['007', 'numbers', /numbers/],
      ['42', 'json', /JSON/],
      [' {"a": [1, NaN]}\n', 'json', /JSON/],
      ['"quoted"', 'json', /JSON/],
      ['{"a": 1} and more', 'text', /UTF-8/],
      ['[INFO] started', 'text', /UTF-8/],
      ['Very good\n.', 'text', /UTF-8/],
      ['I like it.', 'text', /UTF-8/],
      [gzipSync('x'), 'gzip', /begins like gzip/],
      [deflateSync('hello hello hello'), 'zlib', /begins like zlib/],
      [png, 'picture', /begins like PNG/],
      [encode({ temp: 21.5 }), 'msgpack', /every byte is MessagePack/],
      [encode([1, 2, 300]), 'msgpack', /every byte is MessagePack/],
      [hex('82c0a5746f74616ca16101'), 'msgpack', /MessagePack/],
      [hex('82c3a3796573c2a26e6f'), 'msgpack', /MessagePack/],
      [encodeCbor({ temp: 21.5 }), 'cbor', /every byte is CBOR/],
      [hex('d9d9f700'), 'cbor', /CBOR/],
      [hex('c074323032362d30312d30315430303a30303a30305a'), 'cbor', /CBOR/],
      // Tags before what they never stand before.
      [hex('c056' + 'c0490000000000005b'.repeat(3).slice(0, 44)), 'hex', /neither/],
      [hex('c3d9010000'), 'hex', /neither/],
      [hex('80054e2e'), 'pickle', /protocol 5/],
      ['(lp0\nI1\na.', 'pickle', /protocol 0/],
      // What is a value of MessagePack or CBOR by chance.
      [hex('01'), 'hex', /neither/],
      [hex('80'), 'hex', /could be MessagePack, but is as short as a number/],
      [hex('93000000'), 'hex', /could be MessagePack/],
      [hex('9700000000000000'), 'hex', /could be MessagePack/],
      [hex('006b8b4567'), 'hex', /neither/],
      [hex('01000000'), 'hex', /neither/],
      [double, 'hex', /neither/],
      [Uint8Array.of(...encode({ a: 1 }), 0), 'hex', /neither/],
      [hex('fffefd'), 'hex', /neither/],
    ];
    for (const [content, decoder, why] of expected) {
      const decoded = decodeFrame(message([content], { socketType: 'pull' }), 0, undefined, environment());
      assert.deepEqual(
        [decoded.decoder, decoded.chosenBy, decoded.problem],
        [decoder, 'content', undefined],
        Buffer.from(bytesOf(content)).toString('latin1'),
      );
      assert.match(decoded.why, why);
    }
  });

  test('a person comes before a rule, a rule before the bytes, the first rule that fits before others', () => {
    const context = message(['weather.berlin', '{"temp": 21.5}']);
    const decide = (frame: number, chosen: DecoderName | undefined, ...rules: unknown[]) => {
      const { decoder, chosenBy, why, ruleProblem } = decodeFrame(context, frame, chosen, environment(...rules));
      return [decoder, chosenBy, why, ...(ruleProblem === undefined ? [] : [ruleProblem])];
    };
    const asHex = { topic: 'weather.', decoder: 'hex' };
    assert.deepEqual(decide(1, undefined), ['json', 'content', 'all of it is JSON']);
    assert.deepEqual(decide(1, undefined, asHex), ['hex', 'rule', 'rule 1 of zmq.decoders']);
    assert.deepEqual(decide(1, 'text', asHex), ['text', 'person', 'chosen here']);
    assert.deepEqual(decide(0, undefined, asHex).slice(0, 2), ['text', 'content'], 'a rule without a frame is not for the topic');
    assert.deepEqual(decide(0, undefined, { ...asHex, frame: 1 })[0], 'hex');
    assert.deepEqual(
      decide(
        1,
        undefined,
        { topic: 'traffic.', decoder: 'hex' },
        { socket: 'other', decoder: 'hex' },
        { frame: 3, decoder: 'hex' },
        { socket: 'weather', decoder: 'text' },
        asHex,
      ),
      ['text', 'rule', 'rule 4 of zmq.decoders'],
    );
    const single = (socketType: SocketType) =>
      decodeFrame(message(['10001 42'], { socketType }), 0, undefined, environment({ topic: '100', decoder: 'text' })).decoder;
    assert.deepEqual(
      [single('sub'), single('pull')],
      ['text', 'numbers'],
      'the first word of a single frame is a topic for PUB and SUB only',
    );
  });

  test('a rule that cannot be followed says so, and the frame is read nevertheless', () => {
    const { rules, problems } = checkRules([
      { decoder: 'protobuff' },
      { decoder: 'json', frame: 0 },
      'json',
      { decoder: 'protobuf', protoFile: 'weather.proto', messageType: 'A' },
      { decoder: 'protobuf', protoFile: '/a.proto' },
      { topic: 'a', decoder: 'json' },
      { topik: 'a', decoder: 'json' },
    ]);
    assert.deepEqual(
      problems.map(({ rule, problem }) => [rule, problem?.message.replace(/;.*/, '')]),
      [
        [1, 'There is no decoder "protobuff"'],
        [2, '"frame" counts from 1.'],
        [3, 'A rule is an object such as {"topic": "weather.", "decoder": "json"}.'],
        [4, '"protoFile" must be an absolute path.'],
        [5, 'With "protoFile" goes a "messageType".'],
        [6, undefined],
        [7, 'A rule has no "topik"'],
      ],
    );
    assert.deepEqual(
      rules.filter(({ problem }) => problem === undefined),
      [{ rule: 6, topic: 'a', decoder: 'json' }],
    );
    const context = message(['{"a":1}'], { socketType: 'pull' });
    const unknown = decodeFrame(context, 0, undefined, environment({ decoder: 'protobuff' }));
    assert.deepEqual([unknown.decoder, unknown.chosenBy], ['json', 'content']);
    assert.match(unknown.ruleProblem ?? '', /^Rule 1 of zmq\.decoders: There is no decoder "protobuff"/);

    const reading = message([hex('0a064265726c696e110000000000803540')], { socketType: 'pull' });
    const rule = (protoFile: string, messageType = 'weather.Reading') =>
      decodeFrame(reading, 0, undefined, environment({ decoder: 'protobuf', protoFile, messageType }));
    assert.equal(compactText(rule('/schemas/weather.proto'), 100), '{"station":"Berlin","temp":21.5}');
    assert.equal(rule('/schemas/weather.proto').ruleProblem, undefined);
    const broken = rule('/schemas/broken.proto');
    assert.match(broken.ruleProblem ?? '', /^Rule 1 of zmq\.decoders: .*broken\.proto.*3/);
    assert.match(rule('/schemas/missing.proto').ruleProblem ?? '', /missing\.proto/);
    assert.match(rule('/schemas/weather.proto', 'weather.Nothing').ruleProblem ?? '', /weather\.Nothing/);
    assert.equal(broken.decoder, 'protobuf');
    assert.match(prettyText(broken), /"Berlin"/);
  });

  test('what was wanted of a compressed frame is wanted of what it holds', () => {
    const reading = message([gzipSync(hex('0a064265726c696e110000000000803540'))], { socketType: 'pull' });
    const byRule = decodeFrame(
      reading,
      0,
      undefined,
      environment({ decoder: 'protobuf', protoFile: '/schemas/weather.proto', messageType: 'weather.Reading' }),
    );
    assert.deepEqual([byRule.decoder, byRule.chosenBy, byRule.inner?.decoder], ['gzip', 'rule', 'protobuf']);
    assert.equal(compactText(byRule.inner as Decoded, 100), '{"station":"Berlin","temp":21.5}');
    assert.equal(decodeFrame(reading, 0, 'protobuf', environment()).inner?.decoder, 'protobuf');
    assert.equal(decodeFrame(reading, 0, 'hex', environment()).decoder, 'hex', 'whoever wants the bytes gets them');
  });

  test('what is compressed or Base64 is decoded again, at most four deep; its bytes can be had', () => {
    const json = '{"temp":21.5}';
    let wrapped: Uint8Array = bytesOf(json);
    for (let i = 0; i < 6; i++) wrapped = Uint8Array.from(gzipSync(wrapped));
    const context = message([gzipSync(json), wrapped, btoa(json)], { socketType: 'pull' });
    const once = decodeFrame(context, 0, undefined, environment());
    assert.deepEqual(
      [once.decoder, once.inner?.decoder, once.inner?.size, compactText(once, 100)],
      ['gzip', 'json', json.length, `gzip: ${json}`],
    );
    assert.equal(Buffer.from(unwrap(context, 0, 1, undefined, environment())).toString(), json);
    assert.equal(unwrap(context, 0, 2, undefined, environment()).length, 0);
    assert.equal(once.inner?.atLeast, undefined);
    const bomb = decodeFrame(message([gzipSync(new Uint8Array(4 * 1024 * 1024))]), 0, undefined, environment());
    assert.deepEqual([bomb.inner?.size, bomb.inner?.atLeast], [1024 * 1024, true]);
    let deep: Decoded = decodeFrame(context, 1, undefined, environment());
    let depth = 0;
    for (; deep.inner; depth++) deep = deep.inner;
    assert.deepEqual([depth, deep.decoder, deep.notes], [4, 'gzip', ['What is wrapped more than 4 times is left out.']]);
    assert.equal(decodeFrame(context, 2, undefined, environment()).decoder, 'base64', 'by itself where a format is in it');
    const damaged = decodeFrame(message([Uint8Array.from([...gzipSync('hello').subarray(0, -1), 0xff])]), 0, undefined, environment());
    assert.deepEqual([damaged.inner?.text, damaged.inner?.notes], ['hello', ['Only the first 5 B could be unpacked.']]);
    for (const [pack, format] of [
      [gzipSync, 'gzip'],
      [deflateSync, 'zlib'],
    ] as const) {
      for (const [behind, note] of [
        ['j', '1 byte follows'],
        ['junk', '4 bytes follow'],
        ['x'.repeat(3000), '3,000 bytes follow'],
      ] as const) {
        const followed = decodeFrame(
          message([Uint8Array.from([...pack('hello hello hello'), ...bytesOf(behind)])]),
          0,
          undefined,
          environment(),
        );
        assert.deepEqual(
          [followed.decoder, followed.problem, followed.notes, followed.inner?.text, followed.inner?.notes],
          [format, undefined, [`${note} the ${format} data.`], 'hello hello hello', undefined],
        );
      }
    }
    assert.equal(decodeFrame(context, 2, 'base64', environment()).inner?.decoder, 'json');
    assert.match(decodeFrame(message(['no Base64!']), 0, 'base64', environment()).problem?.message ?? '', /not a Base64 digit/);
  });

  test('an array that the frame before announces is read as such, by content, by rule and by choice', () => {
    const context = message(['{"dtype": "int16", "shape": [3]}', hex('010002000300')], { socketType: 'pull' });
    const byContent = decodeFrame(context, 1, undefined, environment());
    assert.deepEqual([byContent.decoder, byContent.chosenBy, byContent.array?.first], ['numpy', 'content', ['1', '2', '3']]);
    assert.equal(compactText(byContent, 100), 'int16 array 3: 1, 2, 3');
    assert.match(decodeFrame(message(['x', 'y']), 1, 'numpy', environment()).problem?.message ?? '', /dtype/);
    const misfit = message(['{"dtype": "int16", "shape": [3]}', hex('01000200ff')], { socketType: 'pull' });
    const { decoder, array, problem } = decodeFrame(misfit, 1, undefined, environment());
    assert.deepEqual(
      [decoder, array?.first, problem],
      ['numpy', ['1', '2'], { message: 'An array of 3 int16 has 6 bytes; this frame has 5.', at: 5 }],
    );
    const other = message(['{"dtype": "int16", "shape": [30]}', hex('01000200ff')], { socketType: 'pull' });
    assert.match(
      decodeFrame(other, 1, undefined, environment()).why,
      /^it is neither .*; it is not the array that the frame before announces: An array of 30 int16 has 60 bytes; this frame has 5\.$/,
    );
  });

  test('of more than 1 MiB the first one is decoded, which a note says and no problem', () => {
    const long = bytesOf(JSON.stringify({ first: 1, rest: Array.from({ length: 400_000 }, (_, i) => i) }));
    const decoded = decodeFrame({ ...message([]), frames: [{ size: 64 * 1024 * 1024, bytes: long }] }, 0, undefined, environment());
    assert.deepEqual([decoded.decoder, decoded.size, decoded.problem], ['json', 64 * 1024 * 1024, undefined]);
    assert.match(decoded.notes?.join(' ') ?? '', /first 1 MiB decoded.*first 10,000 values/);
    assert.equal(decoded.value && nodeAt(decoded.value, ['first'])?.text, '1');
    const many = Uint8Array.from(encode(Array.from({ length: 400_000 }, (_, i) => ({ n: i }))));
    for (const bytes of [
      many,
      Uint8Array.from([0x9a, ...new Uint8Array(new Uint32Array([400_000]).buffer).reverse(), ...new Uint8Array(390_000)]),
    ]) {
      const { value, problem } = decodeFrame({ ...message([]), frames: [{ size: 8 * 1024 * 1024, bytes }] }, 0, undefined, environment());
      assert.deepEqual([value?.whole, problem], [400_000, undefined], 'entries that the head tells of, not those that were decoded');
    }
    const noise = Uint8Array.from({ length: 2 * 1024 * 1024 }, (_, index) => (index * index * 2_654_435_761) >>> 13);
    const half = decodeFrame(message([gzipSync(noise, { level: 0 })]), 0, undefined, environment());
    assert.equal(half.notes?.join(), 'Only the first 1 MiB decoded.');
    assert.match(half.inner?.notes?.[0] ?? '', /^Only the first 1,0\d\d,\d{3} B unpacked: what the first 1 MiB of the frame held\.$/);
    const zeros = decodeFrame(message([gzipSync(new Uint8Array(2 * 1024 * 1024))]), 0, undefined, environment());
    assert.deepEqual([zeros.notes, zeros.inner?.size, zeros.inner?.notes?.[0]], [undefined, 1024 * 1024, 'Only the first 1 MiB unpacked.']);
    const png = new Uint8Array(1024 * 1024);
    png.set(hex('89504e470d0a1a0a0000000d49484452000000020000000108060000000000000000000000'));
    const picture = decodeFrame({ ...message([]), frames: [{ size: 9_000_000, bytes: png }] }, 0, undefined, environment());
    assert.deepEqual([picture.decoder, picture.notes], ['picture', undefined], 'the page shows all of it');
    const kept = decodeFrame(
      { ...message([]), frames: [{ size: 5000, bytes: bytesOf('some text').subarray(0, 8) }] },
      0,
      undefined,
      environment(),
    );
    assert.deepEqual([kept.text, kept.notes], ['some tex', ['Only the first 8 B decoded: no more of it is kept.']]);
    assert.equal(decodeContent(bytesOf('aä').subarray(0, 2), 3, 'text').badByte, undefined, 'a character that was cut is no bad byte');
  });
});

describe('what readers say', () => {
  test('broken text and JSON name the byte at fault', () => {
    const text = read(hex('6f6b20ff2063c328'), 'text');
    assert.deepEqual([text.text, text.badByte], ['ok ⟨FF⟩ c⟨C3⟩(', 3]);
    const problem = (content: Content) => {
      const { problem } = read(content, 'json');
      return `${problem?.at}: ${problem?.message}`;
    };
    assert.equal(problem('{"a": 1, 2}'), '9: Here a key in quotes should be.');
    assert.equal(problem('[1 2]'), '3: Here a comma or ] should be.');
    assert.equal(problem('{"a"'), '4: It ends where a colon should be.');
    assert.equal(problem('["\\x"]'), '2: JSON has no such escape.');
    assert.equal(problem('{} and'), '3: Something follows the value.');
    assert.equal(problem(hex('5b22ff225d')), '2: This byte is not UTF-8.');
    assert.equal(compact('{"a": [1, {"b": tru', 'json'), '{"a":[1,{}]} …', 'what was read before stays');
  });

  test('an integer of a pickle is one', () => {
    for (const digits of ['1.5', 'NaN', 'Infinity', '1e5', ''])
      assert.match(
        decodeContent(Buffer.from(`I${digits}\n.`), digits.length + 3, 'pickle').problem?.message ?? '',
        /not an integer/,
        digits,
      );
    assert.deepEqual(decodeContent(Buffer.from('I-15\n.'), 6, 'pickle').value?.text, '-15');
  });

  test('nothing is rounded, merged or lost', () => {
    const json = read('{"big": 12345678901234567890123, "f": 1.10, "z": -0, "a": 1, "a": 2, "n": [NaN, -Infinity]}', 'json');
    assert.equal(compactText(json, 200), '{"big":12345678901234567890123,"f":1.10,"z":-0.0,"a":1,"a":2,"n":[NaN,-Infinity]}');
    assert.deepEqual(
      json.value?.entries?.map(({ duplicate }) => duplicate),
      [undefined, undefined, undefined, undefined, true, undefined],
    );
    assert.match(json.notes?.join() ?? '', /NaN and Infinity are not JSON/);
    assert.deepEqual(json.value?.entries?.[0]?.value.range, [8, 31]);
    assert.equal(compact(hex('83cfffffffffffffffffa178c40200ff2a01ca3f000000'), 'msgpack'), '{18446744073709551615:"x",0x00ff:42,1:0.5}');
    // Lengths that are not known, from the examples of RFC 8949.
    const cbor: [string, string][] = [
      ['5f42010243030405ff', '0x0102030405'],
      ['7f657374726561646d696e67ff', '"streaming"'],
      ['9f018202039f0405ffff', '[1,[2,3],[4,5]]'],
      ['bf61610161629f0203ffff', '{"a":1,"b":[2,3]}'],
      ['3bffffffffffffffff', '-18446744073709551616'],
      ['c349010000000000000000', '-18446744073709551617'],
      ['f98000', '-0.0'],
      ['f90001', '5.960464477539063e-8'],
      ['f97e00', 'NaN'],
      ['f7', 'undefined'],
      ['f0', 'simple(16)'],
      ['f8ff', 'simple(255)'],
      ['c11a514b67b0', 'tag 1 time(1363896240, 2013-03-21T20:04:00Z)'],
      ['d82376612e2a', 'tag 35'],
      ['a201020304', '{1:2,3:4}'],
    ];
    for (const [digits, text] of cbor)
      assert.ok(compact(hex(digits), 'cbor').startsWith(text), `${digits} ${compact(hex(digits), 'cbor')}`);
    assert.equal(
      prettyText(read('{"a": [1, 12345678901234567890], "b": {}}', 'json')),
      '{\n  "a": [\n    1,\n    12345678901234567890\n  ],\n  "b": {}\n}',
    );
    assert.equal(prettyText(read('{"b": "x"}', 'hex')), hexDump(bytesOf('{"b": "x"}')));
    assert.match(hexDump(bytesOf('0123456789abcdefXY\n')), /^00000000 {2}30 31 .* 66 {2}0123456789abcdef\n00000010 {2}58 59 0a +XY\.$/);
  });

  test('one line has no control characters and the length that was asked for', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), fc.integer({ min: 1, max: 80 }), (value, length) => {
        const bytes = encode(value).slice();
        const line = compactText(decodeContent(bytes, bytes.length, 'msgpack'), length);
        assert.ok(line.length <= length);
        // eslint-disable-next-line no-control-regex
        assert.doesNotMatch(line, /[\u0000-\u001f\u202e\u2028]/);
      }),
      { numRuns: 300 },
    );
    assert.equal(compact('10001 42\n', 'numbers'), '10001 42\\n');
    assert.equal(compact('x'.repeat(500), 'text', 10), 'xxxxxxxxx…');
  });

  test('a text of digits alone is passed over once, however long it is', () => {
    // Read again from each of its digits, it would not be done within a day.
    for (const text of [`${'6'.repeat(1_000_000)}a`, '1.'.repeat(500_000), '.'.repeat(1_000_000), `1e${'+'.repeat(1_000_000)}`]) {
      const bytes = bytesOf(text);
      assert.equal(read(text, 'numbers').value?.entries?.[0]?.value.kind, 'string');
      assert.equal(decodeContent(bytes, bytes.length, 'numbers').problem?.message, 'There is no number in this text.');
    }
  });
});

describe('paths', () => {
  test('are read as they are written', () => {
    const step = fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.maxSafeInteger(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => assert.deepEqual(parsePath(formatPath(steps)), { steps })),
      { numRuns: 1_000 },
    );
    assert.deepEqual(parsePath('.pos[2]."a b"[-1]'), { steps: ['pos', 2, 'a b', -1] });
    for (const [text, steps] of [
      ['temp', ['temp']],
      ['temp.x[2]', ['temp', 'x', 2]],
      ['$', []],
      ['$.temp', ['temp']],
      ['$[0].a', [0, 'a']],
      ['.$ref', ['$ref']],
      [`$['a b']["c"]`, ['a b', 'c']],
      [`.a['']`, ['a', '']],
    ] as const)
      assert.deepEqual(parsePath(text).steps, steps, text);
    assert.deepEqual(parsePath('#2'), { steps: [], numberOfText: 2 });
    for (const [text, from] of [
      ['$temp', 0],
      ['1', 0],
      ['.a b', 2],
      ['.a[x]', 2],
      ['..', 0],
      ['.a."open', 2],
      ['#0', 0],
    ] as const) {
      assert.throws(
        () => parsePath(text),
        (error) => error instanceof ZmqError && error.data.code === 'invalidQuery' && error.data.at?.from === from,
        text,
      );
    }
  });

  test('pick the same by the fast way through JSON as by the exact one, the last of equal keys', () => {
    const pick = (content: Content, path: string, decoder?: DecoderName) =>
      picker(parsePath(path), decoder, environment())(message([content], { socketType: 'pull' }), 0);
    // Blanks before the value lead past the fast way.
    const key = fc.constantFrom('a', 'b', '__proto__', 'toString', '0');
    const value: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom(
          '1',
          '-0',
          '1.50',
          '9007199254740993',
          '-12345678901234567890',
          '1e400',
          '9007199254740991.5',
          '"x"',
          'null',
          'true',
          '{}',
          '[]',
          '1e3',
        ),
        fc
          .array(fc.tuple(key, tie('value')), { maxLength: 4 })
          .map((entries) => `{${entries.map(([name, item]) => `"${name}":${item}`).join(',')}}`),
        fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
      ),
    })).value;
    const steps = fc.array(fc.oneof(key, fc.nat(3)), { maxLength: 3 }).map(formatPath);
    fc.assert(
      fc.property(value, steps, (written, path) => assert.deepEqual(pick(written, path, 'json'), pick(` ${written}`, path, 'json'))),
      { numRuns: 3_000 },
    );
    assert.deepEqual(pick('{"id": 12345678901234567890}', '.id'), {
      kind: 'number',
      number: 12345678901234567000,
      text: '12345678901234567890',
    });
    assert.deepEqual(pick('{"a":{"b":1},"a":{"c":2}}', '.a.b'), undefined);
    assert.deepEqual(pick('{"a":1,"a":2}', '.a'), { kind: 'number', number: 2 });
    assert.deepEqual(pick(encode({ a: [1, { b: 'x' }] }), '.a[1].b'), { kind: 'string', text: 'x' });
    assert.deepEqual(pick(hex('a101c11a514b67b0'), '[1]', 'cbor'), { kind: 'number', number: 1363896240 });
    assert.deepEqual(pick(gzipSync('{"a":{"b":true}}'), '.a.b'), { kind: 'boolean', text: 'true' });
    assert.deepEqual(pick('weather.zip10 21.5C -3', '#1'), { kind: 'number', number: 21.5 });
    assert.deepEqual(pick('10001 42 60', '#2'), { kind: 'number', number: 42 });
    assert.deepEqual(pick('10001 42 60', '[2]'), { kind: 'number', number: 60 });
    assert.deepEqual(pick('no number', '#1'), undefined);
    const ruled = picker(
      parsePath('.a'),
      undefined,
      environment({ socket: 'other', decoder: 'hex' }, { socket: 'weather', frame: 2, decoder: 'text' }),
    );
    assert.deepEqual(
      [0, 1].map((frame) => ruled(message(['{"a":1}', '{"a":2}'], { socketType: 'pull' }), frame)),
      [{ kind: 'number', number: 1 }, undefined],
      'rules are for their socket and frame',
    );
    const far = `{"list":[${'0,'.repeat(20_000)}9007199254740993],"n":NaN,"last":7}`;
    assert.deepEqual(pick(far, '.list[20000]'), { kind: 'number', number: 9007199254740992, text: '9007199254740993' });
    assert.deepEqual(pick(far, '.last'), { kind: 'number', number: 7 }, 'behind what the tree has room for');
  });

  test('patterns pick all that stands where they lead, the same from JSON and from a tree, and say where that is only a part', () => {
    const pickAll = (content: Content, path: string) =>
      pickerOfAll(parsePathPattern(path), undefined, environment())(message([content], { socketType: 'pull' }), 0);
    const value = { list: [{ id: 1 }, { id: 'x' }, { no: 2 }], map: { a: [1, 2], b: [3] }, '*': 5 };
    const texts: Record<string, (string | number)[]> = {
      '.list[*].id': [1, 'x'],
      '.list[].id': [1, 'x'],
      '.list.*.id': [1, 'x'],
      '.map.*[*]': [1, 2, 3],
      '.map.*[0]': [1, 3],
      '."*"': [5],
      '.none[*]': [],
      '.list[*].id[*]': [],
    };
    for (const [path, expected] of Object.entries(texts))
      for (const content of [JSON.stringify(value), ` ${JSON.stringify(value)}`, encode(value), gzipSync(JSON.stringify(value))]) {
        const { values, isPart } = pickAll(content, path);
        assert.deepEqual([values.map(({ number, text }) => number ?? text), isPart], [expected, false], path);
      }
    assert.equal(formatPath(['*', 0]), '."*"[0]');
    assert.throws(() => parsePath('.list[*]'), /several values/);
    const large = { blob: 'x'.repeat(1_300_000), end: 1 };
    for (const content of [JSON.stringify(large), encode(large), gzipSync(JSON.stringify(large))])
      assert.deepEqual(pickAll(content, '.end'), { values: [], isPart: true });
    assert.equal(pickAll(encode({ list: Array<number>(20_000).fill(0), last: 1 }), '.list[15000]').isPart, true);
    assert.equal(pickAll(JSON.stringify({ blob: 'x'.repeat(100_000) }), '.blob').values[0]?.isPart, true);
  });
});
