import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { decode as decodeMsgpack } from '@msgpack/msgpack';
import { decode as decodeCbor } from 'cborg';
import fc from 'fast-check';
import { Schemas } from '../../../../src/core/codecs/protobuf/schemas';
import { draftOfFrame } from '../../../../src/core/compose/draft';
import { encodeFrame, frameMaker } from '../../../../src/core/compose/encode';
import type { ComposeEnvironment } from '../../../../src/core/compose/encode';
import { ZmqError } from '../../../../src/core/base/errors';
import { parseJson } from '../../../../src/core/base/exactJson';
import type { JsonNode } from '../../../../src/core/base/exactJson';
import { TextProblem } from '../../../../src/core/base/textProblem';
import type { FrameDraft, FrameFormat } from '../../../../src/protocol/composer';
import type { Decoded, ValueNode } from '../../../../src/protocol/decoding';
import { produced } from '../../../support/produced';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });

const folder = mkdtempSync(path.join(tmpdir(), 'compose-'));
after(() => rmSync(folder, { recursive: true }));
const readFile = (file: string, maxBytes: number) => Uint8Array.from(readFileSync(file)).subarray(0, maxBytes);
const telemetry = path.resolve('test/peers/schemas/telemetry.proto');
const legacy = path.resolve('test/peers/schemas/legacy.proto');
const schemas = new Schemas(readFile);
const environment: ComposeEnvironment = {
  schemas,
  readFile,
  now: () => Date.UTC(2026, 0, 31, 9, 0, 0, 7),
  random: () => 0.5,
  uuid: () => '123e4567-e89b-42d3-a456-426614174000',
};

const draft = (format: FrameFormat, text: string, messageType?: string): FrameDraft => ({
  format,
  text,
  ...(messageType ? { schema: { protoFile: messageType.startsWith('legacy') ? legacy : telemetry, messageType } } : {}),
});
const encoded = (...args: Parameters<typeof draft>) => encodeFrame(draft(...args), 1, environment);
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
/** What is refused, with the part of the text that is underlined. */
function refusal(...args: Parameters<typeof draft>): [string, string | undefined] {
  try {
    encoded(...args);
  } catch (error) {
    if (!(error instanceof ZmqError)) throw error;
    assert.equal(error.data.code, 'invalidFrame');
    const { at } = error.data;
    return [error.message, at && args[1].slice(at.from, at.to)];
  }
  throw new Error(`${args.join(' ')} is not refused`);
}

/** Python's answer: what its libraries make of frames. */
const python = (program: string, input: string) => execFileSync('/usr/bin/python3', ['-I', '-c', program], { encoding: 'utf8', input });

describe('compose', () => {
  test('text, JSON, hex and Base64 go out as they are typed', () => {
    assert.equal(text(encoded('text', 'Grüße\n')), 'Grüße\n');
    assert.equal(text(encoded('json', ' {"a" : 1.50 }\n')), ' {"a" : 1.50 }\n');
    assert.equal(hex(encoded('hex', '00 ff:0A,\n0x0b')), '00ff0a0b');
    assert.equal(hex(encoded('base64', 'AP8 =')), '00ff');
    for (const format of ['text', 'hex', 'base64'] as const) assert.equal(encoded(format, '').length, 0);
  });

  test('a file goes out with its bytes, up to 64 MiB', () => {
    const file = path.join(folder, 'a {{n}} b.bin');
    writeFileSync(file, Uint8Array.of(0, 255, 10));
    assert.deepEqual(encoded('file', file), Uint8Array.of(0, 255, 10));
    assert.deepEqual(refusal('file', '/no/such/file'), ['/no/such/file: There is no such file.', '/no/such/file']);
    assert.deepEqual(refusal('file', folder), [`${folder}: This is a folder, not a file.`, folder]);
    assert.equal(refusal('file', ' ')[0], 'No file is named.');
    const large: ComposeEnvironment = { ...environment, readFile: (_path, maxBytes) => new Uint8Array(maxBytes) };
    assert.throws(() => encodeFrame(draft('file', '/large'), 1, large), {
      message: '/large: A file may have at most 64 MiB to go out as a frame.',
    });
  });

  test('MessagePack and CBOR say what the JSON says: all digits, floats as floats, members in order', () => {
    const json =
      '{"b": [1, -1, 1.0, 1e3, -0, 9007199254740993, 18446744073709551615, -9223372036854775808], "a": {"": null, "__proto__": true}, "10": "Grüße 🙂", "1": ""}';
    const answer = python(
      `import sys, msgpack, cbor2, json
for line, loads in zip(sys.stdin.read().split(), (lambda b: msgpack.unpackb(b), cbor2.loads)): print(json.dumps(loads(bytes.fromhex(line)), ensure_ascii=False))`,
      `${hex(encoded('msgpack', json))} ${hex(encoded('cbor', json))}`,
    );
    const expected =
      '{"b": [1, -1, 1.0, 1000.0, -0.0, 9007199254740993, 18446744073709551615, -9223372036854775808], "a": {"": null, "__proto__": true}, "10": "Grüße 🙂", "1": ""}';
    assert.deepEqual(answer.trim().split('\n'), [expected, expected]);
    assert.equal(hex(encoded('cbor', '[18446744073709551616, -18446744073709551617]')), '82c249010000000000000000c349010000000000000000');
    const [message, at] = refusal('msgpack', '[1, 18446744073709551616]');
    assert.deepEqual([message, at], ['MessagePack has integers of at most 64 bits.', '18446744073709551616']);
  });

  test('the same values give the same bytes as the libraries, at all lengths', () => {
    const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constant(null),
        fc.boolean(),
        fc.maxSafeInteger(),
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.array(tie('value'), { maxLength: 20 }),
        fc.dictionary(fc.string(), tie('value'), { maxKeys: 20 }),
      ),
    })).value;
    fc.assert(
      fc.property(value, (given) => {
        // Half a surrogate is no character, in UTF-8.
        const json = JSON.stringify(given);
        fc.pre(!/\\ud[89a-f]/.test(json));
        assert.deepEqual(decodeMsgpack(encoded('msgpack', json.replaceAll('{{', '\\{{'))), JSON.parse(json));
        assert.deepEqual(decodeCbor(encoded('cbor', json.replaceAll('{{', '\\{{'))), JSON.parse(json));
      }),
      { numRuns: 100 },
    );
    for (const length of [15, 16, 31, 32, 255, 256, 65_535, 65_536]) {
      const long = JSON.stringify({ text: 'x'.repeat(length), list: Array<number>(length).fill(0) });
      assert.deepEqual(decodeMsgpack(encoded('msgpack', long)), JSON.parse(long));
    }
  });

  test('Protobuf from JSON has the bytes that Python gives', () => {
    const messages = produced('produceProtobuf.py', folder);
    const same = (name: string, type: string, json: string) =>
      assert.equal(hex(encoded('protobuf', json, type)), hex(messages.get(name)?.frames[0] as Uint8Array), name);
    same(
      'reading',
      'telemetry.Reading',
      `{"state": "FAILED", "sensor": 7, "value": 21.5, "unit": 1, "packed": [1, -2, 300], "unpacked": [-1, 2], "counts": {"a": "1", "b": 9223372036854775807},
      "places": {"-3": {"x": 0.1}}, "fileName": "Grüße.txt", "place": {"x": 1.5}, "track": [{"x": 1}, {"y": 2}], "at": {"seconds": 1700000000, "nanos": 5}, "raw": null}`,
    );
    same('raw', 'telemetry.Reading', '{"raw": "AP/+"}');
    same(
      'lowest',
      'telemetry.Numbers',
      '{"int32": -2147483648, "int64": "-9223372036854775808", "sint32": -2147483648, "sint64": -9223372036854775808, "sfixed32": -2147483648, "sfixed64": -9223372036854775808, "float": "-Infinity", "double": "NaN"}',
    );
    same(
      'highest',
      'telemetry.Numbers',
      `{"int32": 2147483647, "int64": 9223372036854775807, "uint32": 4294967295, "uint64": 18446744073709551615, "sint32": 2147483647, "sint64": 9223372036854775807,
      "fixed32": 4294967295, "fixed64": "18446744073709551615", "sfixed32": 2147483647, "sfixed64": 9223372036854775807, "float": 0.1, "double": 5e-324, "bool": true}`,
    );
    same(
      'order',
      'legacy.Order',
      '{"id": "o-1", "item": [{"name": "screw", "count": 12}, {"name": "nut"}], "codes": [1, 2], "[legacy.remark]": "urgent"}',
    );
    assert.equal(encoded('protobuf', '{}', 'telemetry.Reading').length, 0);
  });

  test('what does not fit a schema names the field and its place', () => {
    const cases: [string, string, string | undefined, string?][] = [
      [
        '{"senssor": 1}',
        'The message telemetry.Reading has no field "senssor"; it has sensor, value, unit, packed, unpacked, counts, places, file_name, raw, state and others.',
        '"senssor"',
      ],
      ['{"sensor": "x"}', 'The field "sensor" is an integer (int32).', '"x"'],
      ['{"sensor": 1.5}', 'The field "sensor" is an integer (int32).', '1.5'],
      ['{"sensor": 2147483648}', 'The field "sensor" is an integer that int32 can hold.', '2147483648'],
      ['{"packed": 1}', 'The field "packed" is repeated, so it is written as an array.', '1'],
      ['{"packed": [1, true]}', 'The field "packed" is an integer (int32).', 'true'],
      ['{"counts": []}', 'The field "counts" is a map, so it is written as an object.', '[]'],
      ['{"places": {"x": {}}}', 'The field "places" is an integer (int32).', '"x"'],
      ['{"unit": "KELVIN"}', 'The field "unit" is one of NONE, CELSIUS, PASCAL (common.Unit) or its number.', '"KELVIN"'],
      ['{"raw": "*"}', 'The field "raw" is bytes in Base64. "*" is not a Base64 digit.', '"*"'],
      ['{"file_name": "a", "raw": ""}', '"file_name" and "raw" exclude each other: a message has one field of "source".', '"raw"'],
      ['{"file_name": "a", "fileName": "b"}', '"file_name" and "fileName" are the same field.', '"fileName"'],
      ['{"place": 1}', 'The message telemetry.Reading.Point is written as a JSON object.', '1'],
      ['[]', 'The message telemetry.Reading is written as a JSON object.', '[]'],
      ['{"codes": []}', 'The field "id" of legacy.Order is required.', '{"codes": []}', 'legacy.Order'],
    ];
    for (const [json, message, at, type = 'telemetry.Reading'] of cases)
      assert.deepEqual(refusal('protobuf', json, type), [message, at], json);
    assert.equal(refusal('protobuf', '{}')[0], 'A Protobuf frame needs a schema.');
    assert.throws(
      () => encodeFrame({ format: 'protobuf', text: '{}', schema: { protoFile: '/no.proto', messageType: 'A' } }, 1, environment),
      { data: { code: 'invalidSchema' }, message: '/no.proto: There is no such file.' },
    );
  });

  test('what does not parse says what and where', () => {
    const cases: [FrameFormat, string, RegExp, string][] = [
      ['json', '', /There is no JSON in this text/, ''],
      ['json', '{"a": 1,\n "b" 2}', /"2" stands where ":" should \(line 2, column 6\)\./, '2'],
      ['json', '{"a": tru}', /"tru" stands where a value should/, 'tru'],
      ['json', '{"a": 1', /The text ends where "," or "}" should stand/, '1'],
      ['json', '[1, 2] 3', /"3" stands where nothing may follow the value/, '3'],
      ['json', "{'a': 1}", /stands where a name in double quotes should/, "'"],
      ['json', '[01]', /"01" is not a number in JSON/, '01'],
      ['json', '[1.]', /"1\." is not a number in JSON/, '1.'],
      ['json', '["a\nb"]', /control characters stand in strings as escapes only/, '\n'],
      ['json', '["a', /This string has no end/, '"a'],
      ['json', '["\\x"]', /"\\x" is not a JSON escape/, '\\x'],
      ['json', '["\\u12"]', /Four hexadecimal digits/, '\\u'],
      ['msgpack', '["\\ud800"]', /half of a surrogate pair/, '"\\ud800"'],
      ['cbor', '{"a": 1, "a": 2}', /The name "a" appears twice/, '"a"'],
      ['json', '[NaN]', /"NaN" stands where a value should/, 'NaN'],
      ['msgpack', '[1e999]', /larger than a number/, '1e999'],
      ['cbor', `${'['.repeat(200)}`, /nested more than 128 deep/, '['],
      ['hex', '00 0g', /"g" is not a hexadecimal digit/, '0g'],
      ['hex', '00 0', /odd number of digits/, '0'],
      ['base64', 'AA*A', /not a Base64 digit/, '*'],
      ['base64', 'A', /cut off/, 'A'],
    ];
    for (const [format, source, message, at] of cases) {
      const [found, place] = refusal(format, source);
      assert.match(found, message, source);
      assert.equal(place, at, source);
    }
  });

  test('JSON goes out as it was typed, also where other formats could not take it', () => {
    for (const source of ['{"a": 1, "a": 2}', '[1e400]', `${'['.repeat(200)}${']'.repeat(200)}`])
      assert.equal(text(encoded('json', source)), source);
  });

  test('placeholders are replaced anew for each repetition', () => {
    const make = frameMaker(
      draft('json', '{"n": {{n}}, "at": "{{ now }}", "id": "{{uuid}}", "die": {{random 1 6}}, "part": {{random 0.0 -0.0}}}'),
      environment,
    );
    assert.equal(
      text(make(1)),
      '{"n": 1, "at": "2026-01-31T09:00:00.007Z", "id": "123e4567-e89b-42d3-a456-426614174000", "die": 4, "part": 0}',
    );
    assert.match(text(make(2)), /^\{"n": 2,/);
    assert.deepEqual(decodeMsgpack(frameMaker(draft('msgpack', '[{{n}}]'), environment)(300)), [300]);
    assert.equal(
      text(encoded('text', '\\{{n}} \\\\{{n}} \\\\\\{{n}} {')),
      '{{n}} \\\\1 \\\\{{n}} {',
      'an odd number of backslashes hides a placeholder',
    );
    assert.equal(text(encoded('json', '"C:\\\\{{n}}"')), '"C:\\\\1"');
    const constant = frameMaker(draft('text', 'same'), environment);
    assert.equal(constant(1), constant(2));
    for (const [low, high, random] of [
      [1, 6, 0],
      [1, 6, 0.999999],
      [-3, -3, 0.7],
      [0, 1, 0.5],
    ] as const) {
      const value = Number(text(encodeFrame(draft('text', `{{random ${low} ${high}}}`), 1, { ...environment, random: () => random })));
      assert.ok(Number.isInteger(value) && value >= low && value <= high);
    }
    assert.equal(text(encoded('text', '{{random 0 1.5}}')), '0.75');
  });

  test('a placeholder that is none, and a fault in what it gives, say where', () => {
    const cases: [FrameFormat, string, RegExp, string][] = [
      ['text', 'a {{m}} b', /"\{\{m\}\}" is not a placeholder\. There are \{\{n\}\}, /, '{{m}}'],
      ['text', 'a {{n b', /begins a placeholder that has no end/, '{{n b'],
      ['text', '{{n 1}}', /is not a placeholder/, '{{n 1}}'],
      ['text', '{{random 1}}', /takes two numbers/, '{{random 1}}'],
      ['text', '{{random a b}}', /takes two numbers/, '{{random a b}}'],
      ['text', '{{random 6 1}}', /the smaller number first: \{\{random 1 6\}\}/, '{{random 6 1}}'],
      ['text', '{{random 0 99999999999999999999}}', /at most 15 digits/, '{{random 0 99999999999999999999}}'],
      ['json', '[{{now}}]', /is not a number in JSON/, '{{now}}'],
      ['json', '{"n": {{n}}, "m" {{n}}}', /stands where ":" should/, '{{n}}'],
      ['json', '{"\\{{": 1, "b": x}', /"x" stands where a value should/, 'x'],
      ['hex', '00 {{n}}', /odd number/, '{{n}}'],
    ];
    for (const [format, source, message, at] of cases) {
      const [found, place] = refusal(format, source);
      assert.match(found, message, source);
      assert.equal(place, at, source);
    }
  });

  test('JSON is read as JSON.parse reads it, with every digit', () => {
    const plain = (node: JsonNode): unknown => {
      switch (node.kind) {
        case 'null':
          return null;
        case 'integer':
          return Number(node.value);
        case 'array':
          return node.items.map(plain);
        case 'object':
          return Object.fromEntries(node.members.map(({ key, value }) => [key, plain(value)]));
        default:
          return node.value;
      }
    };
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false }), fc.constantFrom(undefined, 2), (json, indent) => {
        const source = JSON.stringify(JSON.parse(json), null, indent);
        assert.deepEqual(plain(parseJson(source)), JSON.parse(source));
      }),
    );
    assert.deepEqual(parseJson('123456789012345678901234567890'), {
      kind: 'integer',
      value: 123456789012345678901234567890n,
      from: 0,
      to: 30,
    });
    const pieces = fc
      .array(
        fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', 'a', '1', '-', '.', 'e', 'null', 'true', ' ', '\n', '\\u00e9', '🙂'),
        { maxLength: 20 },
      )
      .map((list) => list.join(''));
    fc.assert(
      fc.property(fc.oneof(pieces, fc.string({ unit: 'binary' })), (source) => {
        let wanted: unknown;
        let isJson = true;
        try {
          wanted = JSON.parse(source);
        } catch {
          isJson = false; // JSON.parse throws for nothing else
        }
        try {
          assert.deepEqual(plain(parseJson(source)), wanted);
          assert.ok(isJson);
        } catch (error) {
          if (!(error instanceof TextProblem)) throw error;
          assert.ok(!isJson || /appears twice|surrogate/.test(error.message), source);
          assert.ok(error.from >= 0 && error.from <= error.to && error.to <= source.length);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('a record comes back as a draft that gives the same bytes', () => {
    const back = (bytes: Uint8Array, decoded?: Decoded) => {
      const made = draftOfFrame(bytes, decoded);
      assert.deepEqual(encodeFrame(made, 1, environment), bytes);
      return made;
    };
    const bytesOf = (value: string) => new TextEncoder().encode(value);
    assert.deepEqual(back(bytesOf('Grüße {{n}} \\\\{{')), { format: 'text', text: 'Grüße \\{{n}} \\\\\\{{' });
    assert.equal(back(bytesOf('\\{{')).format, 'hex', 'no template gives one backslash before braces');
    assert.deepEqual(back(bytesOf('{"a": [1]}')), { format: 'json', text: '{"a": [1]}' });
    assert.equal(back(bytesOf('{"a": 1, "a": 2}')).format, 'text');
    assert.equal(back(bytesOf('42')).format, 'text');
    assert.deepEqual(back(bytesOf('a\r\nb')), { format: 'hex', text: '61 0d 0a 62' });
    assert.equal(back(Uint8Array.of(0)).format, 'hex');
    assert.equal(back(new Uint8Array()).text, '');
    const value: ValueNode = {
      kind: 'map',
      entries: [
        { key: 'temp', value: { kind: 'float', text: '20' } },
        {
          key: '{{n}}',
          value: {
            kind: 'array',
            entries: [
              { value: { kind: 'integer', text: '9007199254740993' } },
              { value: { kind: 'null' } },
              { value: { kind: 'boolean', text: 'true' } },
            ],
          },
        },
      ],
    };
    for (const format of ['msgpack', 'cbor'] as const) {
      const source = '{"temp": 20.0, "\\{{n}}": [9007199254740993, null, true]}';
      assert.deepEqual(back(encoded(format, source), { decoder: format, size: 1, value }), { format, text: source });
      assert.equal(draftOfFrame(Uint8Array.of(0x81, 0), { decoder: format, size: 2, value }).format, 'hex');
      for (const odd of [
        { kind: 'bytes', text: '00' },
        { kind: 'float', text: 'NaN' },
        { kind: 'string', text: 'x', whole: 9 },
        { kind: 'map', entries: [{ key: { kind: 'integer', text: '1' }, value: { kind: 'null' } }] },
        {
          kind: 'map',
          entries: [
            { key: 'a', value: { kind: 'null' } },
            { key: 'a', value: { kind: 'null' }, duplicate: true },
          ],
        },
      ] as ValueNode[]) {
        assert.equal(draftOfFrame(Uint8Array.of(0xc4, 1, 0), { decoder: format, size: 3, value: odd }).format, 'hex');
      }
    }
    const long: ValueNode = {
      kind: 'map',
      entries: Array.from({ length: 8 }, (_, index) => ({ key: `member ${index}`, value: { kind: 'integer', text: String(index) } })),
    };
    assert.match(
      back(
        encoded('cbor', JSON.stringify(Object.fromEntries(long.entries?.map(({ key, value: item }) => [key, Number(item.text)]) ?? []))),
        { decoder: 'cbor', size: 1, value: long },
      ).text,
      /^\{\n {2}"member 0": 0,\n/,
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 100 }),
          fc.string({ unit: 'binary' }).map(bytesOf),
          fc.array(fc.constantFrom('{{', '\\', '}}', '{', 'n', '"', ':', '[', ']')).map((parts) => bytesOf(parts.join(''))),
        ),
        (bytes) => void back(bytes),
      ),
      { numRuns: 1000 },
    );
  });
});
