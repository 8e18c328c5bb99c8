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
import { maxInput } from '../../../../src/core/codecs/values/limits';
import { Schemas } from '../../../../src/core/codecs/protobuf/schemas';
import type { DecoderName, ValueNode } from '../../../../src/protocol/decoding';
import type { MessageContext } from '../../../../src/core/codecs/messageContext';
import { checkDecoded } from '../../../fuzz/checkDecoded';
import { Mutations } from '../../../fuzz/mutations';
import { seeds } from '../../../fuzz/seeds';

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

describe('decoders and hostile bytes', () => {
  test('any bytes have an answer', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), checkAll), { numRuns: 300 });
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 100 }).map(utf8), checkAll), { numRuns: 200 });
  });

  test('valid bytes that were changed or cut have an answer', () => {
    const inputs = new Mutations(seeds(), 20_240_601);
    for (let n = 0; n < 400; n++) checkAll(inputs.next());
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
