import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import { encode } from '@msgpack/msgpack';
import { encode as encodeCbor } from 'cborg';
import { decodeFrame } from '../../../../src/core/codecs/decode';
import { pickerOfAll } from '../../../../src/core/codecs/pick';
import { Schemas } from '../../../../src/core/codecs/protobuf/schemas';
import { compactText } from '../../../../src/core/codecs/values/compactText';
import { parsePathPattern } from '../../../../src/core/codecs/values/path';
import type { MessageContext } from '../../../../src/core/codecs/messageContext';

const environment = { rules: [], schemas: new Schemas(() => new Uint8Array()) };
type Content = string | Uint8Array;
const bytesOf = (content: Content) => (typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content));
const hex = (digits: string) => Uint8Array.from(Buffer.from(digits, 'hex'));
const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const message = (content: Content): MessageContext => {
  const bytes = bytesOf(content);
  return { socketName: 's', socketType: 'pull', direction: 'in', frames: [{ size: bytes.length, bytes }] };
};
const decoded = (content: Content) => decodeFrame(message(content), 0, undefined, environment);
const line = (content: Content) => compactText(decoded(content), 200);
const found = (content: Content, path: string) =>
  pickerOfAll(parsePathPattern(path), undefined, environment)(message(content), 0).values.map(({ number, text }) => number ?? text);

describe('a fault at the edge', () => {
  test('JSON with something that is not JSON is read as JSON, and a note names it with its place', () => {
    const cases: [content: Content, value: string, note: RegExp][] = [
      // T02 and T04 of the messages from the field.
      [hex('7b2274656d70223a2032312e352c20226f6b223a20747275657d00'), '{"temp":21.5,"ok":true}', /A NUL byte follows, at byte 26\./],
      [`{"x":1.5,"y":2.5}${'\0'.repeat(47)}`, '{"x":1.5,"y":2.5}', /47 NUL bytes follow, from byte 17 on\./],
      ['{"a":1}\r\n\0', '{"a":1}', /A NUL byte follows, at byte 9\./],
      ['42\0', '42', /A NUL byte follows, at byte 2\./],
      // J08
      ['{ "iface": { "name": "eth0" }, "zmq": { "n": 1 }, }', '{"iface":{"name":"eth0"},"zmq":{"n":1}}', /a comma too many at byte 48\./],
      ['[1,,2,]', '[1,2]', /a comma too many at byte 2\./],
      ['{"a":1},', '{"a":1}', /a comma too many at byte 7\./],
      ['// sent by x\n{"a": /* one */ 1} # end', '{"a":1}', /no comments: the first is at byte 0\./],
      [`{'a': True, 'b': None, 'c': "it's"}`, '{"a":true,"b":null,"c":"it\'s"}', /single quotes at byte 1\.True at byte 6 is Python/],
      ['{temp: 21.5, _unit$: "C"}', '{"temp":21.5,"_unit$":"C"}', /A key stands without quotes at byte 1\./],
      ['{"text": "two\nlines\t"}', '{"text":"two\\nlines\\t"}', /without an escape, at byte 13\./],
      ['\ufeff{"a":1}', '{"a":1}', /byte order mark/],
    ];
    for (const [content, value, note] of cases) {
      const { decoder, problem, notes } = decoded(content);
      assert.deepEqual([decoder, problem, line(content)], ['json', undefined, value]);
      assert.match(notes?.join('') ?? '', note);
    }
    assert.deepEqual(found(cases[0]?.[0] as Content, '.temp'), [21.5]);
  });

  test('where JSON cannot be read on, what stands before is shown, and the fault is named with its place', () => {
    const cases: [content: Content, value: string, at: number, why: RegExp][] = [
      [latin1('{"name":"Köln","temp":21.5}'), '{"name":"K⟨F6⟩ln","temp":21.5} …', 10, /with a fault/],
      ['{"temp": 21.5, "unit": "C", "list": [1, 2', '{"temp":21.5,"unit":"C","list":[1,2]} …', 41, /ends early/],
      ['{"a": {"b": 1}, "c" 2, "d": 3}', '{"a":{"b":1}} …', 20, /with a fault/],
      ['{"temp": 21.5, "unit": "C"} ok', '{"temp":21.5,"unit":"C"} …', 28, /with a fault/],
    ];
    for (const [content, value, at, why] of cases) {
      const { decoder, problem } = decoded(content);
      assert.deepEqual([decoder, problem?.at, line(content)], ['json', at, value]);
      assert.match(decoded(content).why, why);
    }
    assert.deepEqual(found(cases[0]?.[0] as Content, '.temp'), [21.5]);
    for (const text of [
      '[INFO] started',
      '[12] connected to server',
      '{"a": 1} and more',
      '{braces}',
      '[1] 2',
      'true story',
      '10001,',
      '{',
      '[12',
    ])
      assert.notEqual(decoded(text).decoder, 'json', text);
  });

  test('several values in one frame are a sequence, of which a key is asked of each', () => {
    // J03
    const lines = '{"a":1}\n{"a":2}\n{"a":3}\n';
    assert.equal(line(lines), '[{"a":1},{"a":2},{"a":3}]');
    assert.match(decoded(lines).why, /several values/);
    assert.deepEqual([found(lines, '.a'), found(lines, '[1].a'), found(lines, '[*].a')], [[1, 2, 3], [2], [1, 2, 3]]);
    for (const several of ['{"a":1}{"a":2}', '\x1e{"a":1}\n\x1e{"a":2}\n', '{"a":1},{"a":2}', '{"a":1}\0{"a":2}\0', '[{"a":1},{"a":2}]'])
      assert.deepEqual(found(several, '[1].a'), [2], several);
    assert.deepEqual(found('[{"a":1},{"a":2}]', '.a'), [], 'an array has no key');
    assert.deepEqual(found('{"a":1}', '.a'), [1], 'a single value stays itself');
    assert.equal(decoded('{"a":1}\n{"a":').problem?.at, 13);
  });

  test('MessagePack and CBOR with padding, and several values of them, are read as such', () => {
    const reading = { station: 'oslo', temp: 21.5 };
    for (const [format, write] of [
      ['msgpack', (value: unknown) => encode(value)],
      ['cbor', (value: unknown) => encodeCbor(value)],
    ] as const) {
      const padded = decoded(Uint8Array.from([...write(reading), 0, 0, 0]));
      assert.deepEqual([padded.decoder, padded.problem], [format, undefined]);
      assert.match(padded.notes?.join() ?? '', /3 NUL bytes follow, from byte \d+ on\./);
      const several = Uint8Array.from([...write(reading), ...write({ ...reading, temp: 22 }), ...write(['oslo', 23])]);
      assert.deepEqual([decoded(several).decoder, decoded(several).value?.type], [format, 'sequence']);
      assert.deepEqual([found(several, '.temp'), found(several, '[2][1]')], [[21.5, 22], [23]]);
      assert.equal(decoded(Uint8Array.from([...write({ a: 1 }), 0])).decoder, 'hex', 'too little to be sure');
    }
  });

  test('values as Python shows them are read: tuples, texts with a letter, calls, and numbers as programs write them', () => {
    const cases: [text: string, value: string][] = [
      ["('a', {'b': 1})", '["a",{"b":1}]'],
      ["[('a', 1)]", '[["a",1]]'],
      ['(1, 2)', '[1,2]'],
      ["u'text'", '"text"'],
      ["b'text'", '"text"'],
      ["{u'a': u'x', b'k': 'it\\'s'}", '{"a":"x","k":"it\'s"}'],
      ['datetime.datetime(2024, 1, 2, 3, 4)', 'datetime.datetime("2024-01-02T03:04:00")'],
      [
        "{'t': datetime.datetime(2024, 1, 2, 3, 4, 5, 678), 'd': datetime.date(2024, 1, 2)}",
        '{"t":datetime.datetime("2024-01-02T03:04:05.000678"),"d":datetime.date("2024-01-02")}',
      ],
      ['np.float64(1.5)', '1.5'],
      ["{'x': np.float32(2.5), 'y': np.int64(3)}", '{"x":2.5,"y":3}'],
      ['array([1, 2])', '[1,2]'],
      ['array([[1., 2.], [3., 4.]], dtype=float32)', '[[1.0,2.0],[3.0,4.0]]'],
      ["OrderedDict([('a', 1), ('b', 2)])", '{"a":1,"b":2}'],
      ["{'o': OrderedDict({'a': 1})}", '{"o":{"a":1}}'],
      ["defaultdict(<class 'int'>, {'a': 1})", '{"a":1}'],
      ["{'a': nan, 'b': [inf, -inf, None]}", '{"a":NaN,"b":[Infinity,-Infinity,null]}'],
      ['Point(x=1, y=2)', '{"x":1,"y":2}'],
      ["{'s': {1, 2}, 'e': set(), 'o': <Foo at 0x7f>}", '{"s":set[1,2],"e":set[],"o":"<Foo at 0x7f>"}'],
      ["{1: 'a'}", '{1:"a"}'],
      [
        '{"a":+25,"b":.5,"c":1.,"d":0xff,"e":5L,"f":NaN,"g":-Infinity,"h":-.5}',
        '{"a":25,"b":0.5,"c":1.0,"d":255,"e":5,"f":NaN,"g":-Infinity,"h":-0.5}',
      ],
      ['{"a":\u00a01,\u00a0"b": 2}', '{"a":1,"b":2}'],
    ];
    for (const [text, value] of cases) {
      const { decoder, problem, notes } = decoded(text);
      assert.deepEqual([decoder, problem, line(text)], ['json', undefined, value], text);
      assert.match(notes?.join() ?? '', /not (?:JSON|written as in JSON)|no-break|without quotes/, text);
    }
    assert.deepEqual(found("OrderedDict([('a', 1), ('b', 2)])", '.b'), [2]);
    assert.deepEqual(found("('a', {'b': 1})", '[1].b'), [1]);
    for (const text of [
      '(see below)',
      '(1)',
      '(12) items',
      '(555) 123-4567',
      "b'abc",
      'exit(0)',
      "print('x')",
      'np.mean(x)',
      'Point(x=1',
      'f(x=1)',
      '(a, b)',
      'Foo(bar)',
      "('single')",
      '[<x>]',
      '[nan nan]',
      '5L',
      '0xff',
      'inf',
      'Error(code=5) at line 3',
    ])
      assert.equal(decoded(text).decoder, 'text', text);
  });

  test('JSON lines of which some are none, values parted by other signs, and what a buffer held before', () => {
    const cases: [content: Content, values: (string | number)[], at: number | undefined][] = [
      ['{"temp":1}\noops\n{"temp":25}\n', [1, 25], 11],
      ['{"temp":1}\n{"temp":\n{"temp":25}\n', [1, 25], 11],
      ['{"temp":1}\r\nWARN x\r\n{"temp":25}', [1, 25], 12],
      [latin1('{"temp":1}\n\u00ff\n{"temp":25}'), [1, 25], 11],
      ['{"temp":1}\n{"temp":25}\n{"te', [1, 25], 27],
      ['{"temp":1};{"temp":25}', [1, 25], undefined],
      ['{"temp":1}|{"temp":25}', [1, 25], undefined],
    ];
    for (const [content, values, at] of cases) {
      assert.deepEqual([decoded(content).decoder, found(content, '.temp'), decoded(content).problem?.at], ['json', values, at]);
      assert.deepEqual(found(content, '[1].temp'), [25]);
      if (at === undefined) assert.match(decoded(content).notes?.join() ?? '', /at byte 10 does not belong/);
    }
    const rubbish = Array.from({ length: 80 }, (_, i) => (i * 77) & 255);
    for (const frame of [
      bytesOf('{"temp":21.5}\0ld":12345678,"more":1,"so on and on":1}'),
      Uint8Array.from([...bytesOf('{"temp":21.5}\0'), ...rubbish]),
      Uint8Array.from([...bytesOf('{"temp":21.5,"s":"abc\0'), ...rubbish]),
    ]) {
      assert.deepEqual([decoded(frame).decoder, found(frame, '.temp')], ['json', [21.5]]);
      assert.ok(decoded(frame).problem);
    }
  });

  test('what programs write in place of values, signs and quotes of JSON is read on, and a note names it with its place', () => {
    const reading = '{"temp":21.5,"n":3}';
    const cases: [text: string, value: string, note: RegExp][] = [
      ['{"temp": -nan, "n": 3}', '{"temp":NaN,"n":3}', /number at byte 9 /],
      ['{"temp": nan(ind), "n": 3}', '{"temp":NaN,"n":3}', /number at byte 9 /],
      ['{"temp": -nan(ind), "n": 3}', '{"temp":NaN,"n":3}', /number at byte 9 /],
      ['{"temp": 1.#QNAN, "n": -1.#INF}', '{"temp":NaN,"n":-Infinity}', /number at byte 9 /],
      ['{"temp": +INF, "n": -inf}', '{"temp":Infinity,"n":-Infinity}', /number at byte 9 /],
      ['[1, -nan, 3]', '[1,NaN,3]', /number at byte 4 /],
      ['{"temp": undefined, "n": NULL}', '{"temp":null,"n":null}', /undefined at byte 9 is not JSON/],
      ['{"temp": 021.5, "n": 003}', reading, /number at byte 9 is not written/],
      ['{"temp": 1,234.5, "n": 3}', '{"temp":1234.5,"n":3}', /comma stands in the number at byte 9/],
      ['{"temp": 21,5, "n": 3}', reading, /comma stands in the number at byte 9/],
      ['{"n": 3, "temp": 1,234}', '{"n":3,"temp":"1,234"}', /comma stands in the number at byte 17/],
      ['{"temp": , "n": 3}', '{"temp":null,"n":3}', /value is missing at byte 9/],
      ['{"time": 12:30:00, "state": on-line}', '{"time":"12:30:00","state":"on-line"}', /at byte 9 stands without quotes/],
      [String.raw`{"path": "C:\Users\x", "n": 3}`, String.raw`{"path":"C:\\Users\\x","n":3}`, /backslash at byte 12 /],
      [String.raw`{"re": "\d+\.\d", "n": 3}`, String.raw`{"re":"\\d+\\.\\d","n":3}`, /backslash at byte 8 /],
      ['{"temp" = 21.5, "n" = 3}', reading, /= stands in place of : at byte 8/],
      ['{"temp" => 21.5, "n" => 3}', reading, /=> stands in place of : at byte 8/],
      ['{temp=21.5, n=3}', reading, /= stands in place of :/],
      ['{“temp”: 21.5, “n”: 3}', reading, /typographic quotes at byte 1\./],
      ['{"temp": 21.5 "n": 3}', reading, /A comma is missing at byte 14/],
      ['{"temp": 21.5\n"n": 3}', reading, /A comma is missing at byte 14/],
      ['[{"a": 1} {"a": 2}]', '[{"a":1},{"a":2}]', /A comma is missing at byte 10/],
      ['{"temp": 21.5; "n": 3}', reading, /; stands in place of , at byte 13/],
      ['namespace(temp=21.5, n=3)', reading, /namespace\( at byte 0 is Python/],
      ['frozenset({1, 2})', 'frozenset[1,2]', /frozenset\( at byte 0 is Python/],
      ["('a',)", '["a"]', /Python/],
      ['set()', 'set[]', /Python/],
    ];
    for (const [text, value, note] of cases) {
      const { decoder, problem, notes } = decoded(text);
      assert.deepEqual([decoder, problem, line(text)], ['json', undefined, value], text);
      assert.match(notes?.join(' ') ?? '', note, text);
    }
    assert.deepEqual(found('{"temp": 21,5, "n": 3}', '.n'), [3]);
    const behind = '{"temp": 21.5}\nand some words that are longer than all of it\n';
    assert.deepEqual([decoded(behind).decoder, decoded(behind).problem?.at, found(behind, '.temp')], ['json', 15, [21.5]]);
    for (const text of [
      '[2024-01-01 12:00:00] started',
      '[12 34] ok',
      '[0;31mERROR',
      '{x=y}',
      '{name: text here}',
      '[undefined]',
      '{“a” and “b”}',
      '("a") ("b")',
      'set(x)',
      'namespace(x)',
      '(a,)',
      '{{ .Values.name }}',
      '{"a" "b"}',
      '12,5 und 3,4',
    ])
      assert.equal(decoded(text).decoder, 'text', text);
  });

  test('JSON behind a word on each line is a sequence, and no value is lost', () => {
    for (const text of [
      'weather {"temp": 21.5, "n": 3}\nweather {"temp": 22, "n": 4}\n',
      'weather: {"temp": 21.5}\nhum: {"temp": 22}\n',
      'a {"temp": 21.5}\r\nb {"temp": 22}\r\n',
      '2024-01-01 12:00:00 INFO {"temp": 21.5}\n2024-01-01 12:00:01 INFO {"temp": 22}',
      'weather {"temp": 21.5} weather {"temp": 22}',
    ]) {
      assert.deepEqual([decoded(text).decoder, decoded(text).inner?.decoder], ['prefix', 'json'], text);
      assert.deepEqual([found(text, '.temp'), found(text, '[0].temp'), found(text, '[1].temp')], [[21.5, 22], [21.5], [22]], text);
      assert.match(decoded(text).inner?.notes?.join() ?? '', /Words between the values are passed over/);
    }
    assert.deepEqual(found('x [1, 2]\ny [3, 4]\n', '[1][0]'), [3]);
  });

  test('JSON, and what stands for it, is read inside of what programs put around it', () => {
    const json = '{"temp": 21.5, "n": 3}';
    const base64 = (content: Content) => Buffer.from(bytesOf(content)).toString('base64');
    const digits = Buffer.from(json).toString('hex');
    for (const text of [
      `\x02${json}\x03`,
      `\x02${json}\x03\r\n`,
      `\x0b${json}\x1c\r`,
      `'${json}'`,
      `"${json}"`,
      `\`${json}\``,
      `weather '${json}'`,
      `\`\`\`json\n${json}\n\`\`\``,
      `\`\`\`\n${json}\n\`\`\`\n`,
      `callback(${json});`,
      `jQuery.cb(${json})`,
      `var x = ${json};`,
      `weather ${base64(json)}`,
      `weather ${digits}`,
      `weather b'${json}'`,
      `b'${json}'`,
      base64(encode({ temp: 21.5, n: 3 })),
      base64(encodeCbor({ temp: 21.5, n: 3 })),
      `data:application/json;base64,${base64(json)}`,
      `data:application/json;charset=utf-8;base64,${base64(json)}`,
      `\\x${digits}`,
      digits.replace(/../g, '\\x$&'),
      `${base64(json)}\0`,
      `${base64(json)}\n\0`,
      `${base64(json)}\0\n`,
      `${digits}\0\0`,
    ])
      assert.deepEqual(found(text, '.temp'), [21.5], text);
    assert.deepEqual(found(`42["evt",${json}]`, '[1].temp'), [21.5]);
    assert.deepEqual([found('weather (21.5, 3)', '[0]'), found("weather ('a', 1)", '[1]')], [[21.5], [1]]);
    for (const text of [
      "'{braces}'",
      'print([1, 2])',
      'call me (1, 2)',
      'chapter (1, 2)',
      'f(x, y)',
      'if (a) { return; }',
      '42[1]',
      '`[link]`',
      "it's {here}'s",
      'internationalizations',
      'weather internationalizations',
      'hello abcdef0123456789abcdef',
      'key=gqR0ZW1wAAAAAAAA',
      "weather b'abc'",
    ])
      assert.equal(decoded(text).decoder, 'text', text);
  });

  const element = (type: number, name: string, value: readonly number[]) => [type, ...Buffer.from(name), 0, ...value];
  const document = (...elements: number[][]) => {
    const content = [...elements.flat(), 0];
    return Uint8Array.from([content.length + 4, 0, 0, 0, ...content]);
  };
  const float = (value: number) => [...new Uint8Array(new Float64Array([value]).buffer)];
  const bson = document(element(1, 'temp', float(21.5)), element(2, 'unit', [2, 0, 0, 0, 0x43, 0]));
  const pickled = hex('80049522000000000000007d94288c0474656d70944740358000000000008c04756e6974948c014394752e');
  const withUnit = { temp: 21.5, unit: 'C' };
  const binaries: [format: string, bytes: Uint8Array][] = [
    ['msgpack', encode(withUnit)],
    ['cbor', encodeCbor(withUnit)],
    ['bson', bson],
    ['pickle', pickled],
    ['pickle', hex('80027d710028580400000074656d7071014740358000000000005804000000756e697471025801000000437103752e')],
    ['pickle', bytesOf("(dp0\nS'temp'\np1\nF21.5\nsS'unit'\np2\nS'C'\np3\ns.")],
  ];

  test('binary formats with something behind them, cut, or twice are read as far as they go, and the fault is named', () => {
    for (const [format, bytes] of binaries) {
      const join = (...parts: (readonly number[] | Uint8Array)[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
      for (const rest of [
        [0x0a],
        [0x0d, 0x0a],
        [0x81, 0xc3],
        [0x12, 0xfe, 0x45, 0x99],
        Array.from({ length: 12 }, (_, i) => 0x82 + i * 7),
      ]) {
        const frame = join(bytes, rest);
        const { decoder, problem, why } = decoded(frame);
        assert.deepEqual([decoder, problem?.at, line(frame)], [format, bytes.length, '{"temp":21.5,"unit":"C"} …'], `${rest.join()}`);
        assert.match(why, /more follows/);
        assert.match(problem?.message ?? '', /follows? the value/);
        assert.deepEqual(found(frame, '.temp'), [21.5]);
      }
      const padded = decoded(join(bytes, [0, 0]));
      assert.deepEqual([padded.decoder, padded.problem, padded.notes?.length], [format, undefined, 1]);
      for (const left of [1, 2, 3]) {
        const { decoder, problem, why } = decoded(bytes.subarray(0, -left));
        assert.deepEqual([decoder, problem !== undefined, /ends early/.test(why)], [format, true, true], `${format} ${left}`);
        assert.deepEqual(found(bytes.subarray(0, -left), '.temp'), [21.5]);
      }
      if (bytes[0] === 0x28) continue;
      assert.deepEqual([decoded(join(bytes, bytes)).value?.type, found(join(bytes, bytes), '.temp')], ['sequence', [21.5, 21.5]]);
      assert.deepEqual(found(join(bytes, bytes.subarray(0, -2)), '[1].temp'), [21.5], format);
    }
  });

  test('a damaged byte in a binary format is named, and what stands before it is shown', () => {
    const replaced = (bytes: Uint8Array, at: number, byte: number) => Uint8Array.from(bytes, (old, i) => (i === at ? byte : old));
    const [msgpack, cbor] = [encode(withUnit), encodeCbor(withUnit)];
    for (const [format, bytes, at] of [
      ['msgpack', replaced(msgpack, 20, 0xc1), 20],
      ['cbor', replaced(cbor, 9, 0xff), 9],
      ['bson', replaced(bson, 18, 0x77), 18],
      ['pickle', replaced(pickled, pickled.length - 2, 0xff), pickled.length - 2],
    ] as const) {
      const { decoder, problem, why } = decoded(bytes);
      assert.deepEqual([decoder, problem?.at, /with a fault/.test(why), found(bytes, '.temp')], [format, at, true, [21.5]]);
    }
    for (const [format, bytes] of [
      ['msgpack', replaced(encode({ name: 'oslo', temp: 1 }), 7, 0xff)],
      ['cbor', replaced(encodeCbor({ name: 'oslo', temp: 1 }), 8, 0xff)],
    ] as const) {
      assert.deepEqual([decoded(bytes).decoder, found(bytes, '.temp')], [format, [1]]);
      assert.match(decoded(bytes).notes?.join() ?? '', /The text at byte \d+ is not UTF-8/);
    }
  });

  test('bytes and texts that begin like a binary format by chance are none', () => {
    for (const words of ['«warning» the temperature', '¡Hola! ¿Qué tal?', '¡abajo!', '¿Qué?', '£dear', '°C is the unit', '\u0080u2'])
      assert.notEqual(decoded(latin1(words)).decoder, 'cbor', words);
    const structs = [
      '860000006e616e00000000000000de3b59794d406a6a6a6a6a6a6a6a',
      'ff230000062400000d240000142400001b240000',
      '0124000008240000',
    ];
    const pixels = '81858d8b9191939895969992918e8b8586817774716e6d6d70726f7673797f7e';
    for (const digits of [...structs, pixels, '8005292ea37faf2ce9fe', '9301020a', '81a16181'])
      assert.equal(decoded(hex(digits)).decoder, 'hex', digits);
    let state = 7;
    const byte = () => ((state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 16) & 255;
    for (let i = 0; i < 5000; i++) {
      const bytes = Uint8Array.from({ length: 4 + (i % 60) }, byte);
      const { decoder, problem } = decoded(bytes);
      assert.equal(problem, undefined, `${decoder} ${Buffer.from(bytes).toString('hex')}`);
    }
  });

  test('zlib that is damaged or cut is unpacked as far as it goes; what else begins like it is told of', () => {
    const json = JSON.stringify(Array.from({ length: 300 }, (_, i) => ({ station: `s${i}`, temp: i * 1.5 })));
    const packed = deflateSync(json);
    // L06
    for (const bytes of [packed.subarray(0, 500), Uint8Array.from(packed, (byte, at) => (at > 500 ? byte ^ 0x55 : byte))]) {
      const { decoder, why, problem, inner } = decoded(bytes);
      assert.deepEqual([decoder, inner?.decoder], ['zlib', 'json']);
      assert.match(why, /damaged or ends early/);
      assert.match(problem?.message ?? '', /\(at byte \d+\)|at byte 500/);
      assert.ok((inner?.value?.entries?.length ?? 0) > 10);
    }
    const gzipByChance = message(Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, ...Buffer.from('ijklmnopqrstuvwxyz'.repeat(5))]));
    const none = pickerOfAll(parsePathPattern('.temp'), undefined, environment)(gzipByChance, 0);
    assert.deepEqual([none.values, none.isPart], [[], false], 'behind a fault nothing is to be found');
    const chance = decoded(hex('789c0700ff00ff'));
    assert.deepEqual([chance.decoder, /like zlib data, but is damaged at byte \d/.test(chance.why)], ['hex', true]);
    assert.equal(decoded('x^2 + y^2 = z^2, as one knows').decoder, 'text');
  });

  test('deflate that was flushed, and netstrings of binary values, are read as far as they go', () => {
    const json = JSON.stringify(Array.from({ length: 40 }, (_, i) => ({ station: `s${i}`, temp: i * 1.5 })));
    const flushed = deflateRawSync(json, { finishFlush: constants.Z_SYNC_FLUSH });
    const { decoder, why, problem, inner } = decoded(flushed);
    assert.deepEqual([decoder, inner?.decoder, problem?.at], ['deflate', 'json', flushed.length]);
    assert.match(why, /ends early/);
    assert.deepEqual(found(flushed, '[2].temp'), [3]);
    const netstring = (content: Content) => Buffer.concat([Buffer.from(`${bytesOf(content).length}:`), bytesOf(content), Buffer.from(',')]);
    const reading = encode({ temp: 21.5, a: 'x' });
    const two = Buffer.concat([netstring('abc'), netstring(reading)]);
    assert.deepEqual([decoded(two).decoder, line(two), found(two, '[1].temp')], ['netstring', '["abc",{"temp":21.5,"a":"x"}]', [21.5]]);
    assert.equal(line('3:abc,\n3:def,\n'), '["abc","def"]');
    const one = decoded('5:hello,\n');
    assert.deepEqual([one.decoder, one.inner?.text], ['prefix', 'hello']);
    assert.match(one.notes?.join() ?? '', /More follows from byte 7 on/);
    assert.deepEqual(found(Buffer.concat([netstring(reading), Buffer.from('\r\n')]), '.temp'), [21.5]);
    assert.deepEqual(found('54c6755b-9628 1 /a 16:{"METHOD":"GET"},0:,', '.METHOD'), ['GET']);
  });

  test('a text with a byte of another encoding is text, with the byte marked', () => {
    // J13
    const text = decoded(hex('54656d70657261747572206175df656e203520b043'));
    assert.deepEqual([text.decoder, text.text, text.badByte], ['text', 'Temperatur au⟨DF⟩en 5 ⟨B0⟩C', 13]);
    assert.match(text.why, /most of it is ASCII/);
    // Texts in Shift-JIS that are an array of MessagePack by chance (L13).
    for (const bytes of [hex('95d52088af20373630'), hex('fffefd'), hex('00616263ff'), hex('a1b2c3616263'), hex('6162ff')])
      assert.equal(decoded(bytes).decoder, 'hex');
  });
});
