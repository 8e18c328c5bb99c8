import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { maxNodes } from '../../../../src/core/codecs/values/limits';
import { readProtobuf } from '../../../../src/core/codecs/protobuf/protobufReader';
import { Schemas } from '../../../../src/core/codecs/protobuf/schemas';
import type { ReadFile } from '../../../../src/core/base/readFile';
import type { ValueNode } from '../../../../src/protocol/decoding';
import { produced } from '../../../support/produced';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });

const folder = mkdtempSync(path.join(tmpdir(), 'protobuf-'));
after(() => rmSync(folder, { recursive: true }));
const readFile: ReadFile = (file, maxBytes) => Uint8Array.from(readFileSync(file)).subarray(0, maxBytes);
const schemas = new Schemas(readFile);
const inTree = (name: string) => path.resolve('test/peers/schemas', name);
const telemetry = inTree('telemetry.proto');
const typeOf = (name: string) => schemas.type(name.startsWith('legacy') ? inTree('legacy.proto') : telemetry, name);
const messages = produced('produceProtobuf.py', folder);
const bytesOf = (name: string, frame = 0) => messages.get(name)?.frames[frame] as Uint8Array;
const frame = (...bytes: number[]) => Uint8Array.from(bytes);
const text = (value: string) => [...new TextEncoder().encode(value)];

/** A tree as people see it, without ranges. */
function shown(node: ValueNode | undefined): unknown {
  if (!node) return undefined;
  if (!node.entries)
    return node.kind === 'string' || node.kind === 'bytes'
      ? node.type === undefined
        ? node.text
        : `${node.text} (${node.type})`
      : `${node.text}${node.type === undefined ? '' : ` (${node.type})`}`;
  if (node.kind === 'array') return node.entries.map(({ value }) => shown(value));
  return Object.fromEntries(node.entries.map(({ key, value }) => [typeof key === 'string' ? key : `#${key?.text}`, shown(value)]));
}

describe('protobuf', () => {
  test('a message of Python is read with the names of its schema', () => {
    const { value, problem, notes } = readProtobuf(bytesOf('reading'), typeOf('telemetry.Reading'));
    assert.deepEqual([problem, notes, value?.type], [undefined, undefined, 'telemetry.Reading']);
    assert.deepEqual(shown(value), {
      sensor: '7 (int32)',
      value: '21.5 (double)',
      unit: 'CELSIUS (common.Unit = 1)',
      packed: ['1 (int32)', '-2 (int32)', '300 (int32)'],
      unpacked: ['-1 (sint32)', '2 (sint32)'],
      counts: { a: '1 (int64)', b: '9223372036854775807 (int64)' },
      places: { '#-3': { x: '0.1 (float)' } },
      file_name: 'Grüße.txt',
      state: 'FAILED (telemetry.State = -1)',
      place: { x: '1.5 (float)' },
      track: [{ x: '1 (float)' }, { y: '2 (float)' }],
      at: { seconds: '1700000000 (int64)', nanos: '5 (int32)' },
    });
    assert.deepEqual(shown(readProtobuf(bytesOf('raw'), typeOf('telemetry.Reading')).value), { raw: '00fffe' });
    assert.deepEqual(shown(readProtobuf(bytesOf('multipart', 2), typeOf('telemetry.Reading')).value), { sensor: '2 (int32)' });
  });

  test('numbers keep all digits at both ends of their types', () => {
    assert.deepEqual(shown(readProtobuf(bytesOf('lowest'), typeOf('telemetry.Numbers')).value), {
      int32: '-2147483648 (int32)',
      int64: '-9223372036854775808 (int64)',
      sint32: '-2147483648 (sint32)',
      sint64: '-9223372036854775808 (sint64)',
      sfixed32: '-2147483648 (sfixed32)',
      sfixed64: '-9223372036854775808 (sfixed64)',
      float: '-Infinity (float)',
      double: 'NaN (double)',
    });
    assert.deepEqual(shown(readProtobuf(bytesOf('highest'), typeOf('telemetry.Numbers')).value), {
      int32: '2147483647 (int32)',
      int64: '9223372036854775807 (int64)',
      uint32: '4294967295 (uint32)',
      uint64: '18446744073709551615 (uint64)',
      sint32: '2147483647 (sint32)',
      sint64: '9223372036854775807 (sint64)',
      fixed32: '4294967295 (fixed32)',
      fixed64: '18446744073709551615 (fixed64)',
      sfixed32: '2147483647 (sfixed32)',
      sfixed64: '9223372036854775807 (sfixed64)',
      float: '0.1 (float)',
      double: '5e-324 (double)',
      bool: 'true (bool)',
    });
  });

  test('groups and extensions of proto2, and recursive messages', () => {
    const { value, problem } = readProtobuf(bytesOf('order'), typeOf('legacy.Order'));
    assert.equal(problem, undefined);
    assert.deepEqual(shown(value), {
      id: 'o-1',
      item: [{ name: 'screw', count: '12 (int32)' }, { name: 'nut' }],
      codes: ['1 (int32)', '2 (int32)'],
      '[legacy.remark]': 'urgent',
    });
    let depth = 0;
    for (
      let node = readProtobuf(bytesOf('deep'), typeOf('telemetry.Tree')).value;
      node;
      node = node.entries?.find(({ key }) => key === 'children')?.value.entries?.[0]?.value
    )
      depth++;
    assert.equal(depth, 60);
  });

  test('every value knows the bytes it came from', () => {
    const bytes = bytesOf('reading');
    const { value } = readProtobuf(bytes, typeOf('telemetry.Reading'));
    const name = value?.entries?.find(({ key }) => key === 'file_name')?.value;
    assert.equal(Buffer.from(bytes.subarray(...(name?.range as [number, number]))).toString(), 'Grüße.txt');
    const check = (node: ValueNode, from: number, to: number) => {
      const [start, end] = node.range as [number, number];
      assert.ok(from <= start && start <= end && end <= to, `${start}–${end} within ${from}–${to}`);
      for (const entry of node.entries ?? []) check(entry.value, start, end);
    };
    check(value as ValueNode, 0, bytes.length);
  });

  test('fields that the schema does not know are kept and marked', () => {
    assert.deepEqual(shown(readProtobuf(bytesOf('newer'), typeOf('telemetry.Reading')).value), {
      sensor: '5 (int32)',
      '#100': 'not in the schema (unknown field, string?)',
      '#101': { '#1': '1073741824 (fixed32, or 2 as float)' },
      '#102': '9223372036854775809 (unknown field, fixed64, or -5e-324 as double)',
      '#103': ['a (unknown field, string?)', 'b (unknown field, string?)'],
    });
  });

  test('without a schema the wire shows: numbers of fields, messages inside, text, bytes', () => {
    assert.deepEqual(shown(readProtobuf(bytesOf('newer'), undefined).value), {
      '#1': '5 (varint)',
      '#100': 'not in the schema (string?)',
      '#101': { '#1': '1073741824 (fixed32, or 2 as float)' },
      '#102': '9223372036854775809 (fixed64, or -5e-324 as double)',
      '#103': ['a (string?)', 'b (string?)'],
    });
    assert.deepEqual(shown(readProtobuf(bytesOf('lowest'), undefined).value as ValueNode), {
      '#1': '18446744071562067968 (varint, or -2147483648)',
      '#2': '9223372036854775808 (varint, or -9223372036854775808)',
      '#5': '4294967295 (varint)',
      '#6': '18446744073709551615 (varint, or -1)',
      '#9': '2147483648 (fixed32, or -0 as float)',
      '#10': '9223372036854775808 (fixed64, or -0 as double)',
      '#11': '4286578688 (fixed32, or -Infinity as float)',
      '#12': '9221120237041090560 (fixed64, or NaN as double)',
    });
    assert.deepEqual(shown(readProtobuf(frame(0x0a, 3, ...text('abc'), 0x12, 2, 0xff, 0xfe, 0x1b, 0x08, 1, 0x1c), undefined).value), {
      '#1': 'abc (string?)',
      '#2': 'fffe',
      '#3': { '#1': '1 (varint)' },
    });
  });

  test('what is broken says where, and what stands before stays', () => {
    const reading = typeOf('telemetry.Reading');
    const cases: [string, Uint8Array, unknown, RegExp, number][] = [
      ['cut within a number', frame(8, 1, 0x50, 0x80), { sensor: '1 (int32)' }, /The bytes end within a number \(at byte 3\)/, 3],
      ['cut within a fixed number', frame(8, 1, 0x11, 0, 0), { sensor: '1 (int32)' }, /The bytes end within a number \(at byte 3\)\./, 3],
      [
        'a length beyond the end',
        frame(8, 1, 0x42, 9, ...text('Grü'), 0xc3),
        { sensor: '1 (int32)', file_name: 'Grü' },
        /The bytes end, though 4 more should follow \(at byte 3\)\./,
        3,
      ],
      [
        'a huge length',
        frame(0x42, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f),
        { file_name: '' },
        /more should follow \(at byte 1\)/,
        1,
      ],
      [
        'another wire type than declared',
        frame(0x0a, 2, ...text('hi'), 0x50, 1),
        { '#1': 'hi (unknown field, string?)', state: 'RUNNING (telemetry.State = 1)' },
        /Field "sensor" is int32 in the schema, but the bytes have it as length-delimited \(at byte 0\)\./,
        0,
      ],
      ['text that is none', frame(0x42, 2, 0xc3, 0x28), { file_name: 'c328 (string that is not UTF-8)' }, /^$/, -1],
      ['a number of 11 bytes', frame(8, ...Array<number>(11).fill(0x80)), {}, /A number has more than 10 bytes \(at byte 1\)/, 1],
      ['field 0', frame(8, 1, 0), { sensor: '1 (int32)' }, /No field has the number 0 \(at byte 2\)/, 2],
      ['wire type 7', frame(8, 1, 0x0f), { sensor: '1 (int32)' }, /no wire type 7/, 2],
      [
        'the end of a group without its beginning',
        frame(8, 1, 0x0c),
        { sensor: '1 (int32)' },
        /A group of field 1 ends that did not begin \(at byte 2\)/,
        2,
      ],
      [
        'a group without end',
        frame(0xa3, 6, 8, 1),
        { '#100': { '#1': '1 (varint)' } },
        /The group of field 100 has no end \(at byte 4\)/,
        4,
      ],
      [
        'an entry of a map with more in it',
        frame(0x32, 5, 0x0a, 1, 0x61, 0x18, 1),
        { counts: { a: '0 (int64)' } },
        /An entry of the map "counts" has a field 3 of varint/,
        5,
      ],
    ];
    for (const [what, bytes, expected, message, at] of cases) {
      const { value, problem } = readProtobuf(bytes, reading);
      assert.deepEqual(shown(value), expected, what);
      assert.match(problem?.message ?? '', message, what);
      assert.equal(problem?.at ?? -1, at, what);
    }
  });

  test('repeated singular fields and keys of maps are marked as duplicates', () => {
    const { value } = readProtobuf(
      frame(8, 1, 8, 2, 0x32, 5, 0x0a, 1, 0x61, 0x10, 1, 0x32, 5, 0x0a, 1, 0x61, 0x10, 2),
      typeOf('telemetry.Reading'),
    );
    assert.deepEqual(
      value?.entries?.map(({ key, duplicate }) => [key, duplicate]),
      [
        ['sensor', undefined],
        ['sensor', true],
        ['counts', undefined],
      ],
    );
    assert.deepEqual(
      value?.entries?.[2]?.value.entries?.map(({ key, duplicate }) => [key, duplicate]),
      [
        ['a', undefined],
        ['a', true],
      ],
    );
  });

  test('hostile bytes cost little: many values, deep nesting, deep groups', () => {
    const many = readProtobuf(bytesOf('many'), typeOf('telemetry.Numbers'));
    assert.equal(many.value?.entries?.[0]?.value.entries?.length, maxNodes - 2);
    assert.match(many.notes?.join(' ') ?? '', /Only the first 10,000 values are shown\./);
    let nested: number[] = [];
    for (let depth = 0; depth < 400; depth++) nested = [0x12, ...varint(nested.length), ...nested];
    for (const type of [undefined, typeOf('telemetry.Tree')]) {
      const deep = readProtobuf(Uint8Array.from(nested), type);
      assert.match(deep.notes?.join(' ') ?? (type ? '' : 'nested'), /nested/);
    }
    const groups = readProtobuf(new Uint8Array(1024 * 1024).fill(0x0b), undefined);
    assert.match(groups.problem?.message ?? '', /has no end/);
  });

  test('whatever the bytes are, reading ends with values within them', () => {
    const names = ['telemetry.Reading', 'telemetry.Numbers', 'telemetry.Tree', 'legacy.Order'].map(typeOf);
    const known = [...messages.values()].flatMap(({ frames }) => frames).filter(({ length }) => length < 2000);
    const mutated = fc
      .tuple(fc.constantFrom(...known), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.nat())
      .map(([bytes, changes, cut]) => {
        const copy = Uint8Array.from(bytes);
        for (const [at, byte] of changes) copy[at % copy.length] = byte;
        return copy.subarray(0, cut % (copy.length + 1));
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated), fc.constantFrom(undefined, ...names), (bytes, type) => {
        let count = 0;
        const visit = (node: ValueNode, from: number, to: number) => {
          count++;
          const [start, end] = node.range ?? [from, to];
          assert.ok(from <= start && start <= end && end <= to);
          for (const { value } of node.entries ?? []) visit(value, start, end);
        };
        const { value, problem } = readProtobuf(bytes, type);
        visit(value as ValueNode, 0, bytes.length);
        assert.ok(count <= bytes.length * 3 + 1);
        if (problem?.at !== undefined) assert.ok(problem.at <= bytes.length);
      }),
      { numRuns: 3000 },
    );
  });
});

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >> 7)];
}

describe('protobuf schemas', () => {
  const write = (name: string, content: string) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  };

  test('a .proto file names its messages, with imports from its folder and those above', () => {
    assert.deepEqual(schemas.status(telemetry), {
      protoFile: telemetry,
      messageTypes: ['telemetry.Newer', 'telemetry.Numbers', 'telemetry.Reading', 'telemetry.Reading.Point', 'telemetry.Tree'],
    });
    write('above/shared/base.proto', 'syntax = "proto3"; package shared; import "other.proto"; message Base { Other other = 1; }');
    write('above/shared/other.proto', 'syntax = "proto3"; package shared; message Other { int32 a = 1; }');
    const main = write(
      'above/app/deep/main.proto',
      'syntax = "proto3"; import "shared/base.proto"; import "../../shared/other.proto"; message Main { shared.Base base = 1; }',
    );
    assert.deepEqual(schemas.status(main), { protoFile: main, messageTypes: ['Main'] });
  });

  test('descriptor sets do as well, whichever words protoc was given', () => {
    const all = path.join(folder, 'all.desc');
    assert.ok(schemas.status(all).messageTypes.includes('telemetry.Reading'));
    assert.deepEqual(
      shown(readProtobuf(bytesOf('reading'), schemas.type(all, 'telemetry.Reading')).value),
      shown(readProtobuf(bytesOf('reading'), typeOf('telemetry.Reading')).value),
    );
    assert.deepEqual(
      shown(readProtobuf(bytesOf('order'), schemas.type(all, '.legacy.Order')).value),
      shown(readProtobuf(bytesOf('order'), typeOf('legacy.Order')).value),
    );
    assert.match(
      schemas.status(path.join(folder, 'alone.desc')).problem?.message ?? '',
      /is not defined anywhere\. Make the descriptor set with "protoc --include_imports"\./,
    );
  });

  test('what is wrong with a schema is said with file and line', () => {
    const cases: [string, string, RegExp, number | undefined][] = [
      ['syntax', 'syntax = "proto3";\nmessage A {\n  int32 x = ;\n}\n', /";" is not expected here\./, 3],
      ['missing word', 'syntax = "proto3";\nmessage A {\n  int32 x 1;\n}\n', /"1" stands where "=" is expected\./, 3],
      ['end', 'syntax = "proto3";\nmessage A {\n  int32 x = 1;\n', /The file ends too early\./, 4],
      [
        'duplicate field',
        'syntax = "proto3";\n\nmessage A {\n  int32 x = 1;\n  int32 y = 1;\n}\n\nmessage B {}\n',
        /Duplicate id 1 in Type A\./,
        5,
      ],
      ['duplicate message', 'syntax = "proto3";\nmessage A {}\nmessage A {}\nmessage B {}\n', /Duplicate name 'A'/, 3],
      ['unknown type', 'syntax = "proto3";\nmessage A {\n  Missing x = 1;\n}\n', /"Missing" is not defined anywhere\./, 3],
      [
        'missing import',
        'syntax = "proto3";\n\nimport "gone.proto";\nmessage A { Gone x = 1; }\n',
        /The import "gone\.proto" is neither beside this file nor in the folders above/,
        3,
      ],
      ['text', 'hello', /"hello" is not expected here\./, 1],
    ];
    for (const [name, content, message, line] of cases) {
      const file = write(`bad/${name}.proto`, content);
      const { problem, messageTypes } = schemas.status(file);
      assert.match(problem?.message ?? '', message, name);
      assert.deepEqual([problem?.file, problem?.line, messageTypes], [file, line, []], name);
      assert.throws(() => schemas.type(file, 'A'), {
        data: { code: 'invalidSchema' },
        message: `${file}, line ${line}: ${problem?.message}`,
      });
    }
    write('bad/inner.proto', 'syntax = "proto3";\nmessage Inner {\n  oops\n}\n');
    const outer = write('bad/outer.proto', 'syntax = "proto3";\nimport "inner.proto";\nmessage Outer { Inner inner = 1; }\n');
    assert.deepEqual([schemas.status(outer).problem?.file, schemas.status(outer).problem?.line], [path.join(folder, 'bad/inner.proto'), 4]);
    assert.deepEqual(schemas.status(path.join(folder, 'no.proto')).problem, {
      message: 'There is no such file.',
      file: path.join(folder, 'no.proto'),
    });
    assert.equal(schemas.status(folder).problem?.message, 'This is a folder, not a file.');
    assert.match(schemas.status(write('noise.desc', '\xff\xfe\x00garbage')).problem?.message ?? '', /This is not a descriptor set/);
    assert.throws(() => typeOf('telemetry.Nothing'), { message: `There is no message "telemetry.Nothing" in ${telemetry}.` });
    const large = write('large.proto', `// ${' '.repeat(9 * 1024 * 1024)}`);
    assert.match(schemas.status(large).problem?.message ?? '', /at most 8 MiB/);
  });

  test('a file is read once until it is forgotten, also where another one imports it', () => {
    const base = write('again/base.proto', 'syntax = "proto3"; message Base { int32 a = 1; }');
    const main = write('again/main.proto', 'syntax = "proto3"; import "base.proto"; message Main { Base base = 1; }');
    const reads: string[] = [];
    const counted = new Schemas((file, maxBytes) => (reads.push(path.basename(file)), readFile(file, maxBytes)));
    counted.type(main, 'Main');
    counted.type(main, 'Base');
    assert.deepEqual(
      ['Main', 'Base', '.Main', 'main', 'Nothing', 'Main.base'].map((name) => counted.has(main, name)),
      [true, true, true, false, false, false],
    );
    assert.equal(counted.has(path.join(path.dirname(main), 'none.proto'), 'Main'), false, 'no file, no message');
    assert.deepEqual(
      reads.filter((file) => file !== 'none.proto'),
      ['main.proto', 'base.proto'],
    );
    writeFileSync(base, 'syntax = "proto3"; message Base { int32 renamed = 1; }');
    assert.ok(counted.type(main, 'Base').fields.a);
    counted.forget(base);
    assert.ok(counted.type(main, 'Base').fields.renamed);
    writeFileSync(main, 'broken');
    counted.forget(main);
    assert.ok(counted.status(main).problem);
  });

  test('whatever a file holds, there is a schema or a sentence', () => {
    const words = fc.constantFrom(
      'syntax',
      '=',
      '"proto3"',
      '"proto2"',
      ';',
      'message',
      'A',
      'B',
      '{',
      '}',
      'int32',
      'x',
      '1',
      '2',
      'enum',
      'oneof',
      'map',
      '<',
      '>',
      ',',
      'repeated',
      'optional',
      'extend',
      'import',
      '"x.proto"',
      '"google/protobuf/descriptor.proto"',
      '__proto__',
      'constructor',
      'option',
      '[',
      ']',
      'group',
      'reserved',
      'to',
      'max',
      '\n',
      '//',
      '/*',
      '*/',
      '"',
      '\\',
      'package',
      'a.b',
      '.',
    );
    const sources = fc.oneof(
      fc.array(words, { maxLength: 40 }).map((list) => list.join(' ')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(sources, fc.constantFrom('/a/f.proto', '/a/f.desc'), (source, name) => {
        const status = new Schemas((file) => {
          if (file === name) return new TextEncoder().encode(source);
          throw Object.assign(new Error('gone'), { code: 'ENOENT' });
        }).status(name);
        if (status.problem) assert.match(status.problem.message, /^[\s\S]*[.)]$/);
      }),
      { numRuns: 200 },
    );
    assert.equal(({} as Record<string, unknown>).x, undefined);
  });
});
