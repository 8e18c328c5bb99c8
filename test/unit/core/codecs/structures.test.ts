import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseAvroSchema } from '../../../../src/core/codecs/avro/avroSchema';
import { readAvro } from '../../../../src/core/codecs/avro/avroReader';
import { chooseDecoder } from '../../../../src/core/codecs/choose';
import { decodeContent, decodeFrame } from '../../../../src/core/codecs/decode';
import { decimal128Text } from '../../../../src/core/codecs/formats/decimal128';
import { Schemas } from '../../../../src/core/codecs/protobuf/schemas';
import { checkRules } from '../../../../src/core/codecs/rules';
import { compactText } from '../../../../src/core/codecs/values/compactText';
import type { DecodedFrame, DecoderName } from '../../../../src/protocol/decoding';
import { countOf, depthOf, shown } from '../../../support/values';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });

const hex = (digits: string) => Uint8Array.from(Buffer.from(digits, 'hex'));
const utf8 = (text: string) => new TextEncoder().encode(text);
const as = (bytes: Uint8Array, decoder: DecoderName) => decodeContent(bytes, bytes.length, decoder);
const none = new Schemas(() => assert.fail('No file is read here.'));
const read = (bytes: Uint8Array, rules: unknown[] = [], schemas = none): DecodedFrame =>
  decodeFrame({ socketName: 'a', socketType: 'pull', direction: 'in', frames: [{ size: bytes.length, bytes }] }, 0, undefined, {
    rules: checkRules(rules).rules,
    schemas,
  });

/** As pymongo writes it. */
const bson = hex(
  '3401000001646f75626c6500000000000000f83f027465787400080000004772c3bcc39f650003646f63000c0000001061000100000000046c697374001a000000103000010000000231000400000074776f000a3200000562797465730002000000000102076964005f00000000000000000000010879657300010974696d65000321b6338f0100000a6e6f6e65000b7265005e610069000d636f64650004000000782829000f73636f706564001800000004000000792829000c000000106b00020000000010696e740005000000117374616d70000100000007000000126c6f6e67000000000000010000136465630066080000000000000000000000003c30ff6d696e007f6d6178000575736572000200000080616205757569640010000000040000000000000000000000000000000100',
);

describe('BSON', () => {
  test('all types are read, and the format is chosen by itself', () => {
    const decoded = read(bson);
    assert.deepEqual([decoded.decoder, decoded.why, decoded.problem], ['bson', 'all of it is BSON', undefined]);
    assert.equal(
      shown(decoded.value),
      '{double: 1.5, text: "Grüße", doc: {a: 1}, list: [1, "two", null], bytes: <0102>, id: "5f0000000000000000000001", yes: true, ' +
        'time: "2024-05-01T10:32:05.123Z", none: null, re: "/^a/i", code: "x()", scoped: code with scope{code: "y()", scope: {k: 2}}, int: 5, ' +
        'stamp: 30064771073, long: 1099511627776, dec: 21.50, min: null, max: null, user: <6162>, uuid: "00000000-0000-0000-0000-000000000001"}',
    );
    const types = decoded.value?.entries?.flatMap(({ value }) => value.type ?? []);
    assert.deepEqual(types, [
      'ObjectId',
      'datetime',
      'regex',
      'code',
      'code with scope',
      'int32',
      'timestamp',
      'int64',
      'decimal128',
      'MinKey',
      'MaxKey',
      'binary 128',
      'UUID',
    ]);
    const hello = hex('1d0000000268656c6c6f0006000000776f726c6400106e000500000000');
    assert.equal(compactText(read(hello), 100), '{"hello":"world","n":5}');
    // Values know where they stand.
    assert.deepEqual(read(hello).value?.entries?.[1]?.value.range, [24, 28]);
  });

  test('decimals as MongoDB writes them', () => {
    const decimals: [string, string][] = [
      ['00000000000000000000000000004030', '0'],
      ['0f000000000000000000000000003eb0', '-1.5'],
      ['01000000000000000000000000004630', '1E+3'],
      ['d2040000000000000000000000002e30', '0.000001234'],
      ['01000000000000000000000000002c30', '1E-10'],
      ['0000000000000000000000000000007c', 'NaN'],
      ['000000000000000000000000000000f8', '-Infinity'],
      ['ffffffff638e8d37c087adbe09ed4130', '9999999999999999999999999999999999'],
      ['40e20100000000000000000000004e30', '1.23456E+12'],
    ];
    for (const [bytes, text] of decimals) assert.equal(decimal128Text(new DataView(hex(bytes).buffer), 0), text);
  });

  test('several documents are a sequence, a fault has its place, and what is no document is none', () => {
    const two = as(Uint8Array.from([...bson, ...bson]), 'bson');
    assert.deepEqual([two.value?.type, two.value?.entries?.length, two.problem], ['sequence', 2, undefined]);
    const faults: [string, RegExp][] = [
      ['0a0000001061000100', /It ends inside a value/],
      ['0c0000002061000100000000', /No element of BSON has the type 32/],
      ['090000000861000200', /No boolean has the byte 2/],
      ['0c0000001061000100000001', /No element of BSON has the type 1|length tells|ends inside/],
      ['03000000', /A document cannot have 3 bytes/],
      ['0e00000002610002000000626200', /does not end where its length tells/],
      ['140000000361000f00000010620001000000000000', /goes beyond the one it is in|ends before or after/],
    ];
    for (const [bytes, says] of faults) assert.match(as(hex(bytes), 'bson').problem?.message ?? '', says, bytes);
    for (const bytes of ['0500000000', '09000000086100', '0900000008610001ff']) assert.notEqual(read(hex(bytes)).decoder, 'bson', bytes);
  });
});

describe('PMT', () => {
  test('what GNU Radio serializes is a tree', () => {
    const pdu = read(hex('0709070200046e616d650200027278090702000466726571044197d78400000000060a00000000030100010203'));
    assert.deepEqual([pdu.decoder, pdu.why], ['pmt', 'all of it is PMT of GNU Radio']);
    assert.equal(shown(pdu.value), 'pair[{name: "rx", freq: 100000000}, <010203>]');
    assert.equal(
      shown(
        read(
          hex(
            '0707000703fffffffb070b000001000000000007053ff00000000000004000000000000000070c00000002030000000106070800000002010106070a0a0000000101003f8000004000000007070a03000000020100ffff0002070a090000000101003ff80000000000000707020001610d00000100000000000606',
          ),
        ).value,
      ),
      '[[true, -5, 1099511627776, complex(re: 1, im: 2), tuple[1, null], vector[false, false]], complex64 [1][complex(re: 1, im: 2)], ' +
        '[int16 [2][-1, 2], float64 [1][1.5], pair["a", 1099511627776]]]',
    );
    const symbol = read(hex('02000454455354'));
    assert.deepEqual([symbol.decoder, symbol.value?.text], ['pmt', 'TEST']);
  });

  test('faults have their place, and what is short is no PMT', () => {
    const faults: [string, RegExp][] = [
      ['0e', /No value of PMT has the tag 14/],
      ['0200045445', /ends inside a value: 4 bytes should follow, 2 do/],
      ['0906', /An entry of a dictionary is no pair/],
      ['0a0c0000000101000000', /elements of the type 12/],
      ['0000', /1 byte follows/],
    ];
    for (const [bytes, says] of faults) assert.match(as(hex(bytes), 'pmt').problem?.message ?? '', says, bytes);
    for (const bytes of ['00', '0300000005', '02000154', '07060606']) assert.notEqual(read(hex(bytes)).decoder, 'pmt', bytes);
    const deep = as(new Uint8Array(100_000).fill(7), 'pmt');
    assert.match(deep.problem?.message ?? '', /nested deeper/);
    assert.ok(deep.value === undefined || depthOf(deep.value) <= 128);
    const many = Uint8Array.from([8, 0, 1, 0, 0, ...new Uint8Array(65_536)]);
    assert.match(as(many, 'pmt').problem?.message ?? '', /more values/);
  });
});

describe('ZIP', () => {
  const zip = hex(
    '504b03041400000000000000210086a6103605000000050000000a000000726561646d652e74787468656c6c6f504b0304140000000800000021007f2eb2200e000000b400000010000000646174612f76616c7565732e6a736f6e8b36d45130d251308e8d1e3a0c00504b010214031400000000000000210086a6103605000000050000000a0000000000000000000000800100000000726561646d652e747874504b01021403140000000800000021007f2eb2200e000000b400000010000000000000000000000080012d000000646174612f76616c7565732e6a736f6e504b0506000000000200020076000000690000000000',
  );
  test('the files of an archive are listed', () => {
    const decoded = read(zip);
    assert.deepEqual([decoded.decoder, decoded.problem], ['zip', undefined]);
    assert.equal(
      compactText(decoded, 300),
      '[{"name":"readme.txt","size":5,"packed":5,"method":"stored"},{"name":"data/values.json","size":180,"packed":14,"method":"deflate"}]',
    );
  });

  test('cut off, it is listed as far as it goes, and something before it does not matter', () => {
    const cut = read(zip.subarray(0, zip.length - 30));
    assert.match(cut.problem?.message ?? '', /The archive has no end/);
    assert.equal(cut.value?.entries?.length, 2);
    const behind = Uint8Array.from([...utf8('#!/bin/sh\n'), ...zip]);
    assert.equal(as(behind, 'zip').value?.entries?.length, 2);
    assert.match(as(utf8('nothing of the kind'), 'zip').problem?.message ?? '', /has no end/);
  });
});

describe('Avro', () => {
  const schema = JSON.stringify({
    type: 'record',
    name: 'Reading',
    namespace: 'demo',
    fields: [
      { name: 'station', type: 'string' },
      { name: 'count', type: 'int' },
      { name: 'temp', type: ['null', 'double'] },
      { name: 'sky', type: { type: 'enum', name: 'Sky', symbols: ['CLEAR', 'CLOUDY'] } },
      { name: 'tags', type: { type: 'array', items: 'string' } },
      { name: 'levels', type: { type: 'map', values: 'long' } },
      { name: 'raw', type: 'bytes' },
      { name: 'hash', type: { type: 'fixed', name: 'Hash', size: 2 } },
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
      { name: 'day', type: { type: 'int', logicalType: 'date' } },
      { name: 'price', type: { type: 'bytes', logicalType: 'decimal', precision: 6, scale: 2 } },
      { name: 'ok', type: 'boolean' },
      { name: 'f', type: 'float' },
      { name: 'next', type: ['null', 'Reading'] },
    ],
  });
  const files: Record<string, string> = {
    '/s/reading.avsc': schema,
    '/s/pair.avsc': '{"type": "record", "name": "Pair", "fields": [{"name": "text", "type": "string"}, {"name": "n", "type": "int"}]}',
    '/s/broken.avsc': '{"type": "record", "name": "Pair"}',
    '/s/noJson.avsc': '{',
  };
  const schemas = () =>
    new Schemas((file) => {
      if (files[file] === undefined) throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
      return utf8(files[file]);
    });
  const rule = (avroSchema: string) => [{ decoder: 'avro', avroSchema }];
  const value = hex('086f736c6f5302000000000080354002040261026200020278808080808040000401ff61629082b1bbe66388b60204fb2e010000003f00');

  test('a value is read by the schema that a rule names, with logical types as what they mean', () => {
    const decoded = read(value, rule('/s/reading.avsc'), schemas());
    assert.deepEqual([decoded.decoder, decoded.chosenBy, decoded.problem], ['avro', 'rule', undefined]);
    assert.equal(
      shown(decoded.value),
      'demo.Reading{station: "oslo", count: -42, temp: 21.5, sky: "CLOUDY", tags: ["a", "b"], levels: {x: 1099511627776}, raw: <01ff>, ' +
        'hash: <6162>, at: "2024-05-01T10:32:05.000Z", day: "2024-05-01", price: -12.34, ok: true, f: 0.5, next: null}',
    );
    assert.deepEqual(decoded.value?.entries?.[0]?.value.range, [0, 5]);
    const nested = Uint8Array.from([...value.subarray(0, -1), 2, ...value]);
    assert.equal(depthOf(read(nested, rule('/s/reading.avsc'), schemas()).value ?? { kind: 'null' }), 4);
  });

  test('what a registry puts before a value is told: by a rule in the notes, without one in the reason', () => {
    const bytes = hex('00000000070c68656c6c6f210254');
    const decoded = read(bytes);
    assert.equal(decoded.decoder, 'hex');
    assert.match(decoded.why, /schema 7 in a registry \(Avro/);
    // Small numbers and zeros begin like that, too.
    for (const digits of [
      '0000000000',
      '000000000000',
      '00'.repeat(64),
      '0000010002000300',
      '000001000200030004000500',
      '00000000020000000300000004',
    ])
      assert.doesNotMatch(read(hex(digits)).why, /registry/, digits);
    const pair = hex('00000000070c68656c6c6f2154');
    const byRule = read(pair, rule('/s/pair.avsc'), schemas());
    assert.equal(shown(byRule.value), 'Pair{text: "hello!", n: 42}');
    assert.deepEqual([byRule.notes, byRule.problem], [['The schema has the number 7 in its registry.'], undefined]);
    const single = Uint8Array.from([0xc3, 1, 1, 2, 3, 4, 5, 6, 7, 8, ...pair.subarray(5)]);
    assert.deepEqual(read(single, rule('/s/pair.avsc'), schemas()).notes, ['The schema has the fingerprint 0102030405060708.']);
  });

  test('files have their schema in them', () => {
    for (const file of [
      '4f626a0104146176726f2e636f646563086e756c6c166176726f2e736368656d61d4017b2274797065223a20227265636f7264222c20226e616d65223a202252222c20226669656c6473223a205b7b2274797065223a2022696e74222c20226e616d65223a20226e227d2c207b2274797065223a2022737472696e67222c20226e616d65223a202273227d5d7d005e231e9f8d7d0cdf32f5f70b68ba40340630000c746578742030020c746578742031040c7465787420325e231e9f8d7d0cdf32f5f70b68ba4034',
      '4f626a0104146176726f2e636f6465630e6465666c617465166176726f2e736368656d61d4017b2274797065223a20227265636f7264222c20226e616d65223a202252222c20226669656c6473223a205b7b2274797065223a2022696e74222c20226e616d65223a20226e227d2c207b2274797065223a2022737472696e67222c20226e616d65223a202273227d5d7d00f08dfec39be515a272bac8fb3e03ca9d062863e02949ad2851306082d0862c10da08004d8e06f08dfec39be515a272bac8fb3e03ca9d',
      '4f626a0104146176726f2e636f6465630a627a697032166176726f2e736368656d61d4017b2274797065223a20227265636f7264222c20226e616d65223a202252222c20226669656c6473223a205b7b2274797065223a2022696e74222c20226e616d65223a20226e227d2c207b2274797065223a2022737472696e67222c20226e616d65223a202273227d5d7d003595b4be08cc202c232137ef1e1342820672425a68393141592653597226c8010000005980540440007000020004402000223d40008069a68bab789d30538d38f1772453850907226c80103595b4be08cc202c232137ef1e134282',
    ].map(hex)) {
      const decoded = read(file);
      assert.deepEqual([decoded.decoder, decoded.problem], ['avro', undefined]);
      assert.equal(compactText(decoded, 200), '[{"n":0,"s":"text 0"},{"n":1,"s":"text 1"},{"n":2,"s":"text 2"}]');
      const cut = read(file.subarray(0, file.length - 20));
      assert.ok(cut.problem);
    }
  });

  test('a rule whose schema is of no use says so at the frame, and one that makes no sense in the setting', () => {
    const problems: [string, RegExp][] = [
      ['/s/none.avsc', /none\.avsc: There is no such file/],
      ['/s/broken.avsc', /The record Pair has no "fields"/],
      ['/s/noJson.avsc', /The schema is not JSON/],
    ];
    for (const [file, says] of problems) assert.match(read(value, rule(file), schemas()).ruleProblem ?? '', says);
    assert.match(as(value, 'avro').problem?.message ?? '', /read by its schema/);
    const status = (entry: unknown) => checkRules([entry]).problems[0]?.problem?.message;
    assert.match(status({ decoder: 'json', avroSchema: '/a.avsc' }) ?? '', /goes with the decoder "avro"/);
    assert.match(status({ decoder: 'avro', avroSchema: 'a.avsc' }) ?? '', /must be an absolute path/);
    assert.deepEqual(schemas().status('/s/pair.avsc'), { protoFile: '/s/pair.avsc', messageTypes: ['Pair'] });
  });

  test('schemas that are made to cost much, and bytes too, end in a sentence', () => {
    assert.throws(() => parseAvroSchema('['.repeat(300) + ']'.repeat(300)), /nested deeper/);
    const endless = parseAvroSchema('{"type": "record", "name": "A", "fields": [{"name": "a", "type": "A"}]}');
    assert.match(readAvro(new Uint8Array(1), endless).problem?.message ?? '', /nested deeper/);
    const nothings = parseAvroSchema('{"type": "array", "items": "null"}');
    assert.match(readAvro(hex('feffffffffffffffff01'), nothings).problem?.message ?? '', /more than 10,000 values/);
    const wide = parseAvroSchema('{"type": "array", "items": {"type": "array", "items": "null"}}');
    const reading = readAvro(Uint8Array.from([0xfe, 0xff, 0x7f, ...new Uint8Array(2000).fill(0x7e)]), wide);
    assert.ok(reading.value && countOf(reading.value) <= 10_000);
  });
});

describe('Protobuf that nobody named', () => {
  const plain = hex('089601120774657374696e671d0000803f');

  test('is read by itself where fields, order and texts leave little doubt, and is called a guess', () => {
    const decoded = read(plain);
    assert.deepEqual([decoded.decoder, decoded.guess, decoded.chosenBy], ['protobuf', true, 'content']);
    assert.match(decoded.why, /a guess/);
    assert.equal(shown(decoded.value), '{1: 150, 2: "testing", 3: 1065353216}');
    // A message within a message.
    const nested = hex('0801120c0a05616c69636510051a0131220568656c6c6f');
    assert.deepEqual([read(nested).decoder, read(nested).guess], ['protobuf', true]);
  });

  test('is offered where it could be, and no more than that', () => {
    const decoded = read(hex('08ff01100118ffffff07'));
    assert.deepEqual([decoded.decoder, decoded.offer], ['hex', 'protobuf']);
    assert.match(decoded.why, /it could be Protobuf/);
    for (const bytes of ['ffffffffff', '0801', '1cff1cff1cff', '96010896010896']) assert.equal(read(hex(bytes)).offer, undefined, bytes);
  });

  test('behind lengths several messages are a sequence, one is itself', () => {
    const delimited = Uint8Array.from([plain.length, ...plain]);
    const one = read(delimited);
    assert.equal(shown(one.value), '{1: 150, 2: "testing", 3: 1065353216}');
    assert.deepEqual(one.notes, ['Its length stands before the message.']);
    const many = as(Uint8Array.from([...delimited, ...delimited, 0]), 'protobuf');
    assert.deepEqual([many.value?.type, many.value?.entries?.length, many.problem], ['sequence', 3, undefined]);
    assert.deepEqual(many.notes, ['3 messages, each behind its length.']);
  });

  test('buffers of Cap’n Proto and FlatBuffers are named', () => {
    const capnp = hex('000000000400000000000000020001000100000000000000050000003200000068656c6c6f000000');
    assert.match(read(capnp).why, /Cap’n Proto/);
    const buffers = [
      [
        '140000004d4f4e5300000a001000080006000c000a0000000000500010000000040000000300000001020300030000006f726300',
        /FlatBuffers with the identifier MONS/,
      ],
      [
        '34000000140000004d4f4e5300000a001000080006000c000a0000000000500010000000040000000300000001020300030000006f726300',
        /FlatBuffers with the identifier MONS/,
      ],
      ['1000000000000a001000080006000c000a0000000000500010000000040000000300000001020300030000006f726300', /could be FlatBuffers/],
    ] as const;
    for (const [bytes, why] of buffers) assert.match(read(hex(bytes)).why, why);
    for (const bytes of [capnp.subarray(0, -8), Uint8Array.from([...capnp, 0, 0, 0, 0, 0, 0, 0, 0])])
      assert.doesNotMatch(read(bytes).why, /Cap’n/);
  });

  test('files are named by their marks, and texts about them are texts', () => {
    const more = '\x80\x01\0\xff'.repeat(20);
    const files: [begins: string, name: string][] = [
      ['%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n', 'PDF'],
      ['RIFF\x24\x08\0\0WAVEfmt \x10\0\0\0\x01\0\x02\0\x44\xac\0\0', 'WAV'],
      ['\0\0\0\x18ftypisom\0\0\x02\0isomiso2mp41', 'MP4'],
      [`PAR1\x15\x04\x15\x10${more}PAR1`, 'Parquet'],
      [`ARROW1\0\0\xff\xff\xff\xff${more}`, 'Arrow'],
      ['\xff\xff\xff\xff\x78\0\0\0\x10\0\0\0\0\0\x0a\0\x0c\0\x06\0\x05\0\x08\0\x0a\0\0\0\0\x01\x04\0\x0c\0\0\0\x08\0\x08\0', 'Arrow'],
      [`\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0${more}`, 'HDF5'],
      ['SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20\0\0\0\x05', 'SQLite'],
      [`\x7fELF\x02\x01\x01\0${more}`, 'ELF'],
      [`OggS\0\x02\0\0\0\0${more}`, 'Ogg'],
    ];
    for (const [begins, name] of files) {
      const { decoder, why, offer } = read(Uint8Array.from(Buffer.from(begins, 'latin1')));
      assert.deepEqual([decoder, why, offer], ['hex', `it begins like ${name} data, which is only named here`, undefined], name);
    }
    for (const text of ['%PDF-1.4 is a version', 'PAR1 is a mark of Parquet', 'RIFF    WAVE is a header', 'ftyp', 'SQLite format 3'])
      assert.equal(read(utf8(text)).decoder, 'text', text);
    assert.equal(read(hex('82a161a466747970a16201')).decoder, 'msgpack');
  });

  test('random bytes, and numbers, are none of these', () => {
    const random = new Uint8Array(200);
    let state = 7;
    for (let i = 0; i < 30_000; i++) {
      for (let at = 0; at < random.length; at++) random[at] = (state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff) >> 16;
      for (const length of [7, 20, 60, 200]) {
        const { decoder } = chooseDecoder(random.subarray(0, length), length);
        assert.ok(!['protobuf', 'bson', 'pmt', 'zip', 'avro'].includes(decoder), decoder);
      }
    }
  });

  test('whatever is changed or cut has an answer', () => {
    const valid = fc.constantFrom<[DecoderName, Uint8Array]>(
      ['bson', bson],
      ['pmt', hex('0709070200046e616d650200027278090702000466726571044197d78400000000060a00000000030100010203')],
      [
        'pmt',
        hex(
          '0707000703fffffffb070b000001000000000007053ff00000000000004000000000000000070c00000002030000000106070800000002010106070a0a0000000101003f8000004000000007070a03000000020100ffff0002070a090000000101003ff80000000000000707020001610d00000100000000000606',
        ),
      ],
      [
        'zip',
        hex(
          '504b03041400000000000000210086a6103605000000050000000a000000726561646d652e74787468656c6c6f504b0304140000000800000021007f2eb2200e000000b400000010000000646174612f76616c7565732e6a736f6e8b36d45130d251308e8d1e3a0c00504b010214031400000000000000210086a6103605000000050000000a0000000000000000000000800100000000726561646d652e747874504b01021403140000000800000021007f2eb2200e000000b400000010000000000000000000000080012d000000646174612f76616c7565732e6a736f6e504b0506000000000200020076000000690000000000',
        ),
      ],
      [
        'avro',
        hex(
          '4f626a0104146176726f2e636f6465630e6465666c617465166176726f2e736368656d61d4017b2274797065223a20227265636f7264222c20226e616d65223a202252222c20226669656c6473223a205b7b2274797065223a2022696e74222c20226e616d65223a20226e227d2c207b2274797065223a2022737472696e67222c20226e616d65223a202273227d5d7d00f08dfec39be515a272bac8fb3e03ca9d062863e02949ad2851306082d0862c10da08004d8e06f08dfec39be515a272bac8fb3e03ca9d',
        ),
      ],
      [
        'avro',
        hex(
          '4f626a0104146176726f2e636f646563086e756c6c166176726f2e736368656d61d4017b2274797065223a20227265636f7264222c20226e616d65223a202252222c20226669656c6473223a205b7b2274797065223a2022696e74222c20226e616d65223a20226e227d2c207b2274797065223a2022737472696e67222c20226e616d65223a202273227d5d7d005e231e9f8d7d0cdf32f5f70b68ba40340630000c746578742030020c746578742031040c7465787420325e231e9f8d7d0cdf32f5f70b68ba4034',
        ),
      ],
      ['protobuf', Uint8Array.from([plain.length, ...plain, plain.length, ...plain])],
    );
    fc.assert(
      fc.property(
        valid,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
        fc.option(fc.nat()),
        ([decoder, bytes], changes, cut) => {
          const copy = bytes.slice();
          for (const [at, byte] of changes) copy[at % copy.length] = byte;
          const mutated = cut === null ? copy : copy.subarray(0, cut % (copy.length + 1));
          const decoded = as(mutated, decoder);
          assert.deepEqual(JSON.parse(JSON.stringify(decoded)), decoded);
          assert.ok(decoded.problem?.at === undefined || (decoded.problem.at >= 0 && decoded.problem.at <= mutated.length));
          for (const pending = [decoded.value]; pending.length > 0;) {
            const node = pending.pop();
            assert.ok(!node?.range || (node.range[0] >= 0 && node.range[0] <= node.range[1] && node.range[1] <= mutated.length));
            for (const { value } of node?.entries ?? []) pending.push(value);
          }
          assert.ok(compactText(decoded, 300).length <= 300);
          assert.equal(typeof read(mutated).why, 'string');
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
