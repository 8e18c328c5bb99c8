import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decode as msgpackDecode, encode as msgpackEncode } from '@msgpack/msgpack';
import { encode as cborEncode } from 'cborg';
import fc from 'fast-check';
import { chooseDecoder } from '../../../../src/core/codecs/choose';
import { compressionFormats } from '../../../../src/core/codecs/compression/unpacked';
import { compactText } from '../../../../src/core/codecs/values/compactText';
import { decodeContent, decodeFrame } from '../../../../src/core/codecs/decode';
import { mayBeOne } from '../../../../src/core/codecs/formats/singleValue';
import { maxDepth, maxInput, maxNodes, maxScalar } from '../../../../src/core/codecs/values/limits';
import { prettyText } from '../../../../src/core/codecs/values/prettyText';
import { Schemas } from '../../../../src/core/codecs/protobuf/schemas';
import type { Decoded, DecoderName, ValueNode } from '../../../../src/protocol/decoding';
import type { MessageContext } from '../../../../src/core/codecs/messageContext';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });

const readers: readonly DecoderName[] = [
  'text',
  'numbers',
  'json',
  'msgpack',
  'cbor',
  'pickle',
  'hex',
  'base64',
  'protobuf',
  ...compressionFormats,
];
const utf8 = (text: string) => new TextEncoder().encode(text);
const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** What every decoder promises, whatever the bytes: an answer in finite JSON within the caps, places within the bytes, texts of it. */
function checkDecoded(bytes: Uint8Array, decoder: DecoderName): Decoded {
  const decoded = decodeContent(bytes, bytes.length, decoder);
  assert.deepEqual(JSON.parse(JSON.stringify(decoded)), decoded);
  assert.equal(decoded.decoder, decoder);
  assert.ok(decoded.problem?.at === undefined || (decoded.problem.at >= 0 && decoded.problem.at <= bytes.length));
  if (decoded.value) {
    let nodes = 0;
    const check = (node: ValueNode, depth: number): void => {
      assert.ok(depth <= maxDepth, 'depth');
      nodes++;
      assert.ok(
        node.range === undefined || (node.range[0] >= 0 && node.range[0] <= node.range[1] && node.range[1] <= bytes.length),
        'range',
      );
      if (node.kind === 'string') assert.ok((node.text ?? '').length <= maxScalar);
      if (node.kind === 'bytes') assert.ok((node.text ?? '').length <= 2 * maxScalar);
      if (node.kind === 'integer') assert.match(node.text ?? '', /^-?\d+$/);
      if (node.kind === 'float') assert.ok(!Number.isNaN(Number(node.text)) || node.text === 'NaN');
      for (const { key, value } of node.entries ?? []) {
        if (typeof key === 'object') check(key, depth + 1);
        check(value, depth + 1);
      }
    };
    check(decoded.value, 1);
    assert.ok(nodes <= maxNodes, `${nodes} values`);
  }
  assert.ok(compactText(decoded, 300).length <= 300);
  assert.equal(typeof prettyText(decoded), 'string');
  return decoded;
}

function checkAll(bytes: Uint8Array): void {
  for (const decoder of readers) checkDecoded(bytes, decoder);
  for (const more of [0, 1]) {
    const context: MessageContext = {
      socketName: 'a',
      socketType: 'pull',
      direction: 'in',
      frames: [{ size: bytes.length + more, bytes }],
    };
    const { frame, chosenBy, why, guess, offer, ...decoded } = decodeFrame(context, 0, undefined, environment);
    assert.deepEqual([frame, chosenBy, typeof why], [0, 'content', 'string']);
    assert.ok((guess ?? true) && (offer ?? 'protobuf') === 'protobuf');
    assert.deepEqual(JSON.parse(JSON.stringify(decoded)), decoded);
    assert.deepEqual(
      Object.keys(decoded).filter((name) => !fields.has(name)),
      [],
    );
    for (const format of ['msgpack', 'cbor'] as const)
      assert.ok(
        decodeContent(bytes, bytes.length, format).problem !== undefined || mayBeOne(format, bytes),
        `${format} is not refused in haste`,
      );
    const { inner, ...outer } = decoded;
    if (more === 0 && decoded.decoder !== 'prefix' && decoded.encoding === undefined)
      assert.deepEqual(
        decoded.decoder === 'json' ? outer : decoded,
        decodeContent(bytes, bytes.length, decoded.decoder),
        'what was read in order to choose is what the decoder reads',
      );
  }
}

const environment = { rules: [], schemas: new Schemas(() => assert.fail('No file is read here.')) };
const fields = new Set(['decoder', 'size', 'text', 'encoding', 'badByte', 'value', 'picture', 'array', 'inner', 'problem', 'notes']);

/** Values that JSON, MessagePack and CBOR have in common. */
const json = fc.jsonValue({ maxDepth: 4, noUnicodeString: false }).map((value) => (value === undefined ? null : value));

/** Valid bytes with some of them changed, cut off, or put in. */
function mutated(bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  return fc.tuple(bytes, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.option(fc.nat())).map(([valid, changes, cut]) => {
    const copy = valid.slice();
    for (const [at, byte] of changes) if (copy.length > 0) copy[at % copy.length] = byte;
    return cut === null ? copy : copy.subarray(0, cut % (copy.length + 1));
  });
}

/** Instructions of pickles in any order: mostly such as find what they need. */
const pickleParts = [
  '(',
  'N',
  'K\x01',
  'J\xff\xff\xff\xff',
  ']',
  '}',
  ')',
  '2',
  '0',
  '1',
  'a',
  'e',
  's',
  'u',
  'l',
  'd',
  't',
  '\x85',
  '\x86',
  '\x87',
  '\x8f',
  '\x90',
  '\x91',
  'q\x00',
  'q\x01',
  'h\x00',
  'h\x01',
  '\x94',
  'X\x01\x00\x00\x00k',
  'X\x09\x00\x00\x00__proto__',
  'C\x02ab',
  'cos\nsystem\n',
  'c_codecs\nencode\n',
  'c__builtin__\nset\n',
  'cdatetime\ndatetime\n',
  'X\x06\x00\x00\x00latin1',
  '\x93',
  'R',
  '\x81',
  '\x92',
  'b',
  'o',
  'i__main__\nX\n',
  'Pid\n',
  'Q',
  '\x97',
  '\x8a\x02\x00\xff',
  'L12L\n',
  'F1.5\n',
  'G\x7f\xf8\x00\x00\x00\x00\x00\x00',
  '\x82\x05',
  'g0\n',
  'p1\n',
];
const pickles = fc
  .tuple(
    fc.constantFrom('', '\x80\x02', '\x80\x05'),
    fc.array(fc.constantFrom(...pickleParts), { maxLength: 60 }),
    fc.constantFrom('.', ''),
  )
  .map(([head, parts, end]) => latin(head + parts.join('') + end));

/** Tags of CBOR that stand for their value: arrays by dimensions, times, fractions, CBOR in CBOR, a UUID, a set. */
const taggedCbor = fc
  .constantFrom(
    'a16461746161d82882820203d8454c01000200030004000500ffff',
    'd9041082820202d8558200000000000000000000000000000000',
    'd82882820202d82984010203f6',
    'a26161c1fb41d954fc402000006162c11a514b67b0',
    '83c48221196ab3c5822003c4823903e703',
    'd81847d8184483010203',
    '82d825505f3d3a4b1c2d4e5f60718293a4b5c6d7d9010283010203',
    'd9d9f7d845d9dcb4836562736c7a340244000000',
  )
  .map((digits) => Uint8Array.from(Buffer.from(digits, 'hex')));

/** Arrays of NumPy, as pickle and msgpack-numpy write them, and in files. */
const packedNumpy = fc
  .constantFrom(
    '934e554d5059010076007b276465736372273a205b282761272c20273c693427292c20282762272c20273c663827295d2c2027666f727472616e5f6f72646572273a2046616c73652c20277368617065273a2028322c292c207d202020202020202020202020202020202020202020202020202020202020202020202020200a01000000000000000000044003000000000000000000f0bf',
    '504b03041400000008000000210005950f6e520000008c00000005001400782e6e7079010010008c0000000000000052000000000000009bec17ea1b10c9c850c650ad9e925a9c5ca46ea5a06e536aa4aea3a09e965f54529498179f5f94920a12774bcc294e058a17672416a402f91a463a0ac69a3a0ab50a64032e06064606260666061606560600504b030414000000080000002100a03d8087600000009800000005001400792e6e707901001000980000000000000060000000000000009bec17ea1b10c9c850c650ad9e925a9c5ca46ea510ada19ea8aea3a06e9369a2aea9a3a0a19e04e6a559a86bc6021969f94525458979f1f94529a920e56e8939c5a940f1e28cc48254205fc34807a8ab568118c0c5c800032c0ecc70f687fd00504b010214031400000008000000210005950f6e520000008c000000050000000000000000000000800100000000782e6e7079504b0102140314000000080000002100a03d80876000000098000000050000000000000000000000800189000000792e6e7079504b0506000000000200020066000000200100000000',
    '85c4026e64c3c40474797065a33c6638c4046b696e64c400c40573686170659101c40464617461c4080000000000000080',
    '84a26e64c3a4747970659292a161a33c693292a162a33c6634a473686170659101a464617461c406010000000040',
    '80027d71002858010000006e7101636e756d70792e636f72652e6d756c746961727261790a5f7265636f6e7374727563740a7102636e756d70790a6e6461727261790a71034b00857104635f636f646563730a656e636f64650a7105580100000062710658060000006c6174696e31710786710852710987710a52710b284b014b0285710c636e756d70790a64747970650a710d58020000006638710e898887710f527110284b0358010000003c71114e4e4e4affffffff4affffffff4b00747112628968055811000000000000000000c3b83f000000000000044071136807867114527115747116625801000000647117636461746574696d650a6461746574696d650a71186805580c00000007c3a801020304050002c2a67119680786711a52711b636461746574696d650a74696d657a6f6e650a711c636461746574696d650a74696d6564656c74610a711d4b004b004b0087711e52711f857120527121867122527123580200000064637124637368617065730a500a7125298171267d71272858010000007871284b0158010000007971294740000000000000007562580100000065712a635f5f6275696c74696e5f5f0a676574617474720a712b637368617065730a436f6c0a712c5803000000524544712d86712e52712f58020000006e747130637368617065730a50740a71314b014b028671328171335803000000646563713463646563696d616c0a446563696d616c0a71355803000000312e357136857137527138580100000075713963757569640a555549440a713a2981713b7d713c5803000000696e74713d4b077362580100000073713e635f5f6275696c74696e5f5f0a7365740a713f5d7140284b014b026585714152714258020000006f64714363636f6c6c656374696f6e730a4f726465726564446963740a71442952714558010000006171464b017358020000006464714763636f6c6c656374696f6e730a64656661756c74646963740a7148635f5f6275696c74696e5f5f0a6c6973740a714985714a52714b58010000006b714c5d714d4b01617358020000006471714e63636f6c6c656374696f6e730a64657175650a714f29527150284b014b0265580200000074647151681d4b004b054b008771525271535801000000637154635f5f6275696c74696e5f5f0a636f6d706c65780a7155473ff000000000000047400000000000000086715652715758020000006e707158636e756d70792e636f72652e6d756c746961727261790a7363616c61720a71596810680558080000000000000000000440715a680786715b52715c86715d52715e58020000006261715f635f5f6275696c74696e5f5f0a6279746561727261790a716068055802000000787971616807867162527163857164527165580300000062696771668a09000000000000000040752e',
    '800595c2020000000000007d94288c016e948c126e756d70792e636f72652e6e756d65726963948c0b5f66726f6d62756666657294939428961000000000000000000000000000f83f0000000000000440948c056e756d7079948c0564747970659493948c02663894898887945294284b038c013c944e4e4e4affffffff4affffffff4b007494624b0285948c014394749452948c0164948c086461746574696d65948c086461746574696d65949394430a07e801020304050002a69468138c0874696d657a6f6e6594939468138c0974696d6564656c74619493944b004b004b008794529485945294869452948c026463948c06736861706573948c01509493942981947d94288c0178944b018c01799447400000000000000075628c0165948c086275696c74696e73948c076765746174747294939468228c03436f6c9493948c0352454494869452948c026e749468228c0250749493944b014b02869481948c03646563948c07646563696d616c948c07446563696d616c9493948c03312e3594859452948c0175948c0475756964948c04555549449493942981947d948c03696e74944b0773628c0173948f94284b014b02908c026f64948c0b636f6c6c656374696f6e73948c0b4f726465726564446963749493942952948c0161944b01738c0264649468488c0b64656661756c74646963749493948c086275696c74696e73948c046c697374949394859452948c016b945d944b0161738c0264719468488c056465717565949394295294284b014b02658c02746494681a4b004b054b00879452948c01639468508c07636f6d706c6578949394473ff0000000000000474000000000000000869452948c026e70948c156e756d70792e636f72652e6d756c74696172726179948c067363616c6172949394680b4308000000000000044094869452948c026261949602000000000000007879948c03626967948a09000000000000000040752e',
  )
  .map((digits) => Uint8Array.from(Buffer.from(digits, 'hex')));

describe('decoders and hostile bytes', () => {
  test('any bytes have an answer', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), checkAll), { numRuns: 300 });
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 100 }).map(utf8), checkAll), { numRuns: 200 });
  });

  test('valid bytes that were changed or cut have an answer', () => {
    const valid = fc.oneof(
      json.map((value) => utf8(JSON.stringify(value))),
      json.map((value) => msgpackEncode(value).slice()),
      json.map((value) => cborEncode(value)),
      pickles,
      taggedCbor,
      packedNumpy,
    );
    fc.assert(fc.property(mutated(valid), checkAll), { numRuns: 400 });
  });

  test('JSON is taken as JSON.parse does and says the same, and what is not JSON is not taken in silence', () => {
    const text = fc.oneof(
      fc.json(),
      fc
        .json({ noUnicodeString: false })
        .chain((valid) =>
          fc
            .tuple(
              fc.nat(valid.length),
              fc.constantFrom(
                '',
                ',',
                ']',
                '}',
                '"',
                '\\',
                '-',
                '0',
                '1e',
                '.5',
                ' ',
                '\u0000',
                'tru',
                'nul',
                '{',
                '[',
                ':',
                '\\u12',
                '\u2028',
              ),
            )
            .map(([at, put]) => valid.slice(0, at) + put + valid.slice(at)),
        ),
      fc
        .array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"\\n"', '1', '-0', '2.50', '1e3', 'true', 'null', ' ', '\n'), {
          maxLength: 12,
        })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (generated) => {
        // Bytes have no lone surrogates.
        const written = Buffer.from(generated).toString();
        let parsed: unknown;
        try {
          parsed = { value: JSON.parse(written) as unknown };
        } catch {
          parsed = undefined;
        }
        const { value, problem, notes } = decodeContent(utf8(written), utf8(written).length, 'json');
        const isTaken = problem === undefined && notes === undefined && value?.type !== 'sequence';
        assert.equal(isTaken, parsed !== undefined, written);
        if (parsed && value) assert.deepEqual({ value: plain(value) }, parsed);
      }),
      { numRuns: 3_000 },
    );
  });

  test('MessagePack and CBOR say what their libraries say', () => {
    fc.assert(
      fc.property(json, (value) => {
        const packed = msgpackEncode(value).slice();
        assert.deepEqual(plain(checkDecoded(packed, 'msgpack').value as ValueNode), msgpackDecode(packed));
        // cborg writes an integral double as an integer.
        assert.deepEqual(plain(checkDecoded(cborEncode(value), 'cbor').value as ValueNode), JSON.parse(JSON.stringify(value)));
        assert.deepEqual([mayBeOne('msgpack', packed), mayBeOne('cbor', cborEncode(value))], [true, true]);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
        let refused = false;
        try {
          msgpackDecode(bytes, { mapKeyConverter: (key) => String(key), maxMapLength: 100, maxArrayLength: 100 });
        } catch {
          refused = true;
        }
        const { problem } = checkDecoded(bytes, 'msgpack');
        // What the library takes we take; it refuses some that say no wrong, such as texts that are no UTF-8.
        if (!refused) assert.equal(problem, undefined);
        if (problem === undefined) assert.ok(mayBeOne('msgpack', bytes));
        if (checkDecoded(bytes, 'cbor').problem === undefined) assert.ok(mayBeOne('cbor', bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  const filled = (...parts: (string | Uint8Array)[]) => {
    const all = parts.map((part) => (typeof part === 'string' ? latin(part) : part));
    const bytes = new Uint8Array(maxInput);
    let at = 0;
    for (const part of all) {
      bytes.set(part.subarray(0, bytes.length - at), at);
      at += part.length;
    }
    const last = all[all.length - 1] as Uint8Array;
    for (; last.length > 0 && at < bytes.length; at += last.length) bytes.set(last.subarray(0, bytes.length - at), at);
    return bytes;
  };
  const traps: Record<string, [bytes: Uint8Array, decoder: DecoderName, says: RegExp]> = {
    'deep JSON arrays': [filled('['), 'json', /nested deeper than 128/],
    'deep JSON objects': [filled('{"a":'), 'json', /nested deeper than 128/],
    'deep MessagePack': [filled('\x91'), 'msgpack', /nested deeper/],
    'deep MessagePack keys': [filled('\x81'), 'msgpack', /nested deeper/],
    'deep CBOR tags': [filled('\xc1'), 'cbor', /nested deeper/],
    'deep CBOR without lengths': [filled('\xbf'), 'cbor', /nested deeper/],
    'marks of a pickle': [filled('\x80\x02', '('), 'pickle', /nested deeper/],
    'a MessagePack map of 4,294,967,295': [latin('\xdf\xff\xff\xff\xff\x01\x02'), 'msgpack', /ends where a value/],
    'a MessagePack text of 4 GiB': [latin('\xdb\xff\xff\xff\xffab'), 'msgpack', /4294967295 bytes should follow, 2 do/],
    'a CBOR array of 2 to the 64': [latin('\x9b\xff\xff\xff\xff\xff\xff\xff\xff\x01'), 'cbor', /ends|not CBOR/],
    'CBOR bytes of 2 to the 62': [latin('\x5b\x40\x00\x00\x00\x00\x00\x00\x00'), 'cbor', /ends|not CBOR/],
    'pickled bytes of 2 to the 63': [latin('\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7fab.'), 'pickle', /ends inside/],
    'a million keys': [filled('\xdf\x00\x10\x00\x00', '\x01'), 'msgpack', /first 10,000 values/],
    'a million keys in JSON': [filled('{', '"k":1,'), 'json', /first 10,000 values/],
    'a CBOR bignum of 1 MiB': [filled('\xc2\x5a\x00\x0f\xff\xfa', '\xff'), 'cbor', /long integers are shown as bytes/],
    'thousands of bignums': [filled('\x9f', `\xc2\x58\x40${'\xff'.repeat(64)}`), 'cbor', /long integers are shown as bytes/],
    'a pickled long of 1 MiB': [filled('\x80\x02\x8b\xf0\xff\x0f\x00', '\x7f'), 'pickle', /long integers are shown as bytes/],
    'a pickle that doubles itself': [latin(`\x80\x02]${'2\x86'.repeat(5000)}.`), 'pickle', /nested deeper|10,000 values/],
    'a memo that doubles itself': [
      latin(`\x80\x02]q\x00${Array.from({ length: 100 }, () => '](h\x00h\x00eq\x00').join('')}.`),
      'pickle',
      /^$/,
    ],
    'a text that a pickle asks for thousands of times': [
      latin(
        `\x80\x02X\x00\x00\x08\x00${'a'.repeat(0x80000)}q\x000c_codecs\nencode\nq\x010(${'h\x01h\x00X\x06\x00\x00\x00latin1\x86R'.repeat(20_000)}l.`,
      ),
      'pickle',
      /10,000 values/,
    ],
    'instructions without end': [filled('\x80\x02', 'N0'), 'pickle', /200,000 instructions/],
    'a text of 1 MiB': [filled('"', 'a').fill(0x22, -1), 'json', /65,536 characters/],
    'bytes of 1 MiB': [filled('\xff'), 'hex', /65,536/],
    'no UTF-8 at all': [filled('\xff'), 'text', /too many bytes/],
    'half a million numbers': [filled('1 '), 'numbers', /first 10,000 values/],
  };
  for (const [name, [bytes, decoder, says]] of Object.entries(traps)) {
    test(`${name}: said and survived`, () => {
      const { problem, notes = [] } = checkDecoded(bytes, decoder);
      assert.match([problem?.message ?? '', ...notes].join('\n'), says);
      checkDecoded(bytes, chooseDecoder(bytes, bytes.length).decoder);
    });
  }

  test('a cyclic pickle is a tree with a reference, and __proto__ a key like any other', () => {
    const { value } = checkDecoded(latin('\x80\x02}q\x00(X\x09\x00\x00\x00__proto__h\x00X\x01\x00\x00\x00a]q\x01h\x01au.'), 'pickle');
    assert.deepEqual(
      value?.entries?.map(({ key, value: { kind, text, entries } }) => [
        key,
        kind,
        text ?? entries?.map(({ value }) => [value.kind, value.text]),
      ]),
      [
        ['__proto__', 'reference', '.'],
        ['a', 'array', [['reference', '.a']]],
      ],
    );
    for (const [decoder, bytes] of [
      ['json', utf8('{"__proto__":{"polluted":1}}')],
      ['msgpack', latin('\x81\xa9__proto__\x81\xa8polluted\x01')],
      ['cbor', latin('\xa1\x69__proto__\xa1\x68polluted\x01')],
    ] as const) {
      const decoded = checkDecoded(bytes, decoder);
      assert.equal(compactText(decoded, 100), '{"__proto__":{"polluted":1}}');
      assert.equal(decoded.value?.entries?.[0]?.key, '__proto__');
    }
    assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
  });
});

/** A tree as a JavaScript value. */
function plain({ kind, text = '', entries = [] }: ValueNode): unknown {
  switch (kind) {
    case 'null':
      return null;
    case 'boolean':
      return text === 'true';
    case 'integer':
    case 'float':
      return Number(text);
    case 'string':
      return text;
    case 'array':
      return entries.map(({ value }) => plain(value));
    case 'map':
      return Object.fromEntries(entries.map(({ key, value }) => [typeof key === 'string' ? key : (key?.text ?? ''), plain(value)]));
    default:
      return `${kind} ${text}`;
  }
}
