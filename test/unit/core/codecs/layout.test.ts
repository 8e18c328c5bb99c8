import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decodeFrame } from '../../../../src/core/codecs/decode';
import { parseLayout } from '../../../../src/core/codecs/layout/layout';
import { readLayout } from '../../../../src/core/codecs/layout/layoutReader';
import type { MessageContext } from '../../../../src/core/codecs/messageContext';
import { picker } from '../../../../src/core/codecs/pick';
import { checkRules } from '../../../../src/core/codecs/rules';
import { Schemas } from '../../../../src/core/codecs/protobuf/schemas';
import { compactText } from '../../../../src/core/codecs/values/compactText';
import { maxNodes } from '../../../../src/core/codecs/values/limits';
import { parsePath } from '../../../../src/core/codecs/values/path';
import type { ValueNode } from '../../../../src/protocol/decoding';
import { produced } from '../../../support/produced';
import { countOf } from '../../../support/values';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });

const hex = (digits: string) => Uint8Array.from(Buffer.from(digits, 'hex'));
const read = (bytes: Uint8Array, layout: string) => readLayout(bytes, bytes.length, layout);
const line = (digits: string, layout: string) => {
  const { value, problem } = read(hex(digits), layout);
  return `${value ? compactText({ decoder: 'numbers', size: 0, value }, 300) : ''}${problem ? ` ${problem.message}` : ''}`;
};
const message = (bytes: Uint8Array, topic = 'imu'): MessageContext => ({
  socketName: 'a',
  socketType: 'sub',
  direction: 'in',
  frames: [new TextEncoder().encode(topic), bytes].map((frame) => ({ size: frame.length, bytes: frame })),
});
const environmentOf = (...rules: unknown[]) => {
  const checked = checkRules(rules);
  return { rules: checked.rules, problems: checked.problems, schemas: new Schemas(() => assert.fail('No file is read here.')) };
};

/** As the producer says it: floats as Python writes them, texts as a word. */
function plain({ kind, text = '', entries = [], type }: ValueNode): unknown {
  switch (kind) {
    case 'array':
      return entries.map(({ value }) => plain(value));
    case 'integer':
      return Number(text);
    case 'boolean':
      return text === 'true';
    case 'float':
      return { float: Number(text), type };
    default:
      return 'text';
  }
}

/** Floats of fewer bits are written shorter here. */
function equal(found: unknown, said: unknown, name: string): void {
  if (Array.isArray(said)) {
    assert.ok(Array.isArray(found), name);
    assert.equal(found.length, said.length, name);
    said.forEach((each, index) => equal(found[index], each, name));
  } else if (typeof said === 'string' && said !== 'text') {
    const { float } = found as { float: number };
    const wanted = Number(said.replace('inf', 'Infinity'));
    assert.ok(Object.is(float, wanted) || Math.abs(float - wanted) <= Math.abs(wanted) * 1e-2, `${name}: ${float} ${said}`);
  } else assert.deepEqual(found, said, name);
}

describe('numbers by a layout', () => {
  test('are those that struct and NumPy read', () => {
    const all = produced('produceLayouts.py');
    assert.ok(all.size > 150);
    for (const [layout, { frames, says }] of all) {
      const { value, problem } = read(frames[0] as Uint8Array, layout);
      assert.equal(problem?.message, undefined, layout);
      assert.ok(value, layout);
      equal(plain(value), says.value, layout);
    }
  });

  const cases: [digits: string, layout: string, shown: string][] = [
    ['026666ae41333375429bff', 'B f f B B', '[2,21.8,61.3,155,255]'],
    ['000004d2', '>i4', '1234'],
    ['000004d2', '>i', '1234'],
    ['000004d2', '!I', '1234'],
    ['d2040000', 'i4', '1234'],
    ['010000000000c03f', '<If', '[1,1.5]'],
    ['010000000000c03f', 'seq:u4 temp:f4', '{"seq":1,"temp":1.5}'],
    ['010000000000c03f', 'seq:I, temp:f', '{"seq":1,"temp":1.5}'],
    ['010000000000c03f', 'seq:uint32_t; temp:float', '{"seq":1,"temp":1.5}'],
    ['000000013fc00000', '>seq:u4 temp:f4', '{"seq":1,"temp":1.5}'],
    ['000000013fc00000', 'seq:>u4 temp:f4', '{"seq":1,"temp":1.5}'],
    ['000000010000c03f', '>u4 <f4', '[1,1.5]'],
    ['0102000304', 'a:u1 2x b:u1[2]', '{"a":1,"b":[3,4]}'],
    ['0000803f0000803f0000003f000000bf', 'complex64[]', '[complex(re=1.0,im=1.0),complex(re=0.5,im=-0.5)]'],
    ['0000c03f00002040', '<f4[]', '[1.5,2.5]'],
    ['0000c03f00002040', 'f[]', '[1.5,2.5]'],
    ['010002000300040005000600', 'u2[2][3]', '[[1,2,3],[4,5,6]]'],
    ['010002000300040005000600', 'u2[2,3]', '[[1,2,3],[4,5,6]]'],
    ['010002000300040005000600', 'u2 [ 2 x 3 ]', '[[1,2,3],[4,5,6]]'],
    ['010002000300040005000600', 'a:u2 b:u2[1,2] c:u2 [3]', '{"a":1,"b":[[2,3]],"c":[4,5,6]}'],
    ['010000000000c03f', 'seq: u4, temp : f4', '{"seq":1,"temp":1.5}'],
    ['000100020003000400050006', '>uint16_t[][3]', '[[1,2,3],[4,5,6]]'],
    ['0100ff000000c03f000000000000f83f', 'a:ushort b:int8_t 1x c:float d:Float64', '{"a":1,"b":-1,"c":1.5,"d":1.5}'],
    ['3fc0000040200000fffffffe', '>f4 f32 int', '[1.5,2.5,-2]'],
    ['010002000300040005000600', '(u2)[2][3]', '[[[1],[2],[3]],[[4],[5],[6]]]'],
    ['0100020003000400', 'n:u2 rest:i2[]', '{"n":1,"rest":[2,3,4]}'],
    ['0161626300', 'id:B name:4s', '{"id":1,"name":"abc"}'],
    ['01ff', '[("a","u1"),("b","i1")]', '{"a":1,"b":-1}'],
    ['01ff02fe', '[["a","u1"],["b","i1"]][]', '[{"a":1,"b":-1},{"a":2,"b":-2}]'],
    ['01020304', '(a:u1 b:u1)[]', '[{"a":1,"b":2},{"a":3,"b":4}]'],
    ['00000000', '?x?B', '[false,false,0]'],
    // As C declares it.
    ['010000000000c03f', 'uint32_t seq; float temp;', '{"seq":1,"temp":1.5}'],
    ['010000000000c03f', 'uint32_t seq; float temp', '{"seq":1,"temp":1.5}'],
    ['01000000020000000000c03f', 'const unsigned int a, b; /* seconds */ float d; // f', '{"a":1,"b":2,"d":1.5}'],
    ['01616263000000000000c03f', 'struct Imu {\n  uint8_t id;\n  char name[6];\n  float x;\n};', '{"id":1,"name":"abc","x":1.5}'],
    ['0100000000000000000000000000f83f0200000000000000', 'uint8_t id; double x; short n;', '{"id":1,"x":1.5,"n":2}'],
    ['01000000000000f83f', 'typedef struct __attribute__((packed)) { uint8_t id; double x; } T;', '{"id":1,"x":1.5}'],
    ['010200000003', '#pragma pack(push, 1)\nstruct { bool ok; int32_t n; int8_t c; };', '{"ok":true,"n":2,"c":3}'],
    ['020000000000c03f00002040', 'int n; float v[];', '{"n":2,"v":[1.5,2.5]}'],
    ['616200636400656600', 'char names[3][3];', '{"names":["ab","cd","ef"]}'],
    ['01000200', 'u2; u2', '[1,2]'],
    ['0100000000', 'u1 i4;', '[1,0]'],
    // What does not fit is said with the sizes, and what is there stands.
    ['0100000000', '<If', '[1,…] The layout <If has 8 bytes at least; there are 5.'],
    ['01000000020000000300000004000000', '<I', '1 The layout <I has 4 bytes; there are 16, so it would fit 4 times: (<I)[].'],
    ['010203', 'H', '513 The layout H has 2 bytes; there are 3.'],
    ['0102030405', 'u1 u2[]', '[1,[770,1284]]'],
    ['01020304', 'u1 u2[]', '[1,[770]] 3 bytes are left for an array whose elements have 2.'],
  ];
  for (const [digits, layout, shown] of cases) test(`${layout} of ${digits}: ${shown}`, () => assert.equal(line(digits, layout), shown));

  test('what is no layout is a sentence', () => {
    const noLength = /^.+ is no length: write a number, as in f4\[10\] or f4\[2\]\[3\], or \[\] for all that follow, as in f4\[\]\.$/;
    const problem = (layout: string) => {
      const parsed = parseLayout(layout);
      return 'problem' in parsed ? parsed.problem : undefined;
    };
    for (const [layout, says] of [
      ['', /names types/],
      ['   ', /names types/],
      ['z', /"z" is no type/],
      ['<u5', /"u5" is no type/],
      ['uint32_t seq', /"seq" is no type; .+temp:f4/],
      ['Vec3 v; int n;', /"Vec3" is no type/],
      ['struct { struct { int a; } b; };', /is no type/],
      ['int a[N];', noLength],
      ['a:u1 a:u1', /stands twice/],
      [':u1', /no name before/],
      ['f4[] u1', /Only the last/],
      ['u1[2][]', /Only the first|only the first/],
      ['99999999999B', /at most/],
      ['<n', /with @ only/],
      ['u1[9999999999]', /at most/],
      ['0s[]', /size/],
      ['B'.repeat(2000), /at most 1000 values/],
      ['f4[n]', noLength],
      ['f4[x', noLength],
      ['f4[-1]', noLength],
      ['f4]', noLength],
      ['f4[:]', noLength],
      ['f4[...]', noLength],
      ['f4[2.5]', noLength],
      ['f4[2,]', noLength],
      ['f4[2][', noLength],
      ['f4[[2]]', noLength],
      ['[f4]', noLength],
      ['a:u1[n] b:u1', noLength],
      ['<If]', noLength],
      ['f4[2', noLength],
      ['f4[]]', noLength],
      ['f4)', /is no type/],
      ['(f4', /is no type/],
      ['f4(2)', /is no type/],
      ['f4*2', /is no type/],
      ['[2]', /is no type/],
      ['f4[,2]', noLength],
    ] as const)
      assert.match(problem(layout) ?? 'none', says, layout);
  });

  test('each value has its place in the bytes, and its type', () => {
    const { value } = read(hex('ff010000000000c03f'), 'a:u1 seq:u4 temp:f4');
    assert.deepEqual(
      value?.entries?.map(({ key, value: { range, type } }) => [key, range, type]),
      [
        ['a', [0, 1], 'uint8'],
        ['seq', [1, 5], 'uint32'],
        ['temp', [5, 9], 'float32'],
      ],
    );
  });

  test('by rule: in paths, as the nth number, behind what is skipped, and inside a compression', () => {
    const imu = hex('010000000000c03f');
    const rule = environmentOf({ topic: 'imu', decoder: 'numbers', layout: 'seq:u4 temp:f4' });
    const decoded = decodeFrame(message(imu), 1, undefined, rule);
    assert.deepEqual([decoded.decoder, decoded.chosenBy, compactText(decoded, 99)], ['numbers', 'rule', '{"seq":1,"temp":1.5}']);
    const at = (path: string, bytes = imu, rules = rule) => picker(parsePath(path), undefined, rules)(message(bytes), 1)?.number;
    assert.deepEqual([at('.seq'), at('.temp'), at('#1'), at('#2'), at('#3')], [1, 1.5, 1, 1.5, undefined]);
    const plainRule = environmentOf({ topic: 'imu', decoder: 'numbers', layout: '<If' });
    assert.deepEqual([at('[1]', imu, plainRule), at('#2', imu, plainRule)], [1.5, 1.5]);
    // GNU Radio's PUB sink with tags: a header, then samples.
    const radio = hex(
      '5ff00164000000000000000100000000000000640000000000000002000772785f74696d65070b0000000000000005043fd0000000000000060000803f0000803f0000003f000000bf',
    );
    const samples = environmentOf({ topic: 'imu', decoder: 'numbers', layout: 'complex64[]', skip: radio.length - 16 });
    assert.deepEqual([at('[0].re', radio, samples), at('[1].im', radio, samples), at('#4', radio, samples)], [1, -0.5, -0.5]);
    const all = environmentOf({ topic: 'imu', decoder: 'numbers', layout: '<f4[]', offset: -16 });
    assert.deepEqual([at('[0]', radio, all), at('[3]', radio, all)], [1, -0.5]);
  });

  test('by hand, with a layout or with that of the rule', () => {
    const rule = environmentOf({ topic: 'imu', decoder: 'numbers', layout: '<If' });
    const imu = hex('010000000000c03f');
    assert.equal(compactText(decodeFrame(message(imu), 1, { decoder: 'numbers', layout: '<4H' }, rule), 99), '[1,0,0,16320]');
    assert.equal(compactText(decodeFrame(message(imu), 1, 'numbers', rule), 99), '[1,1.5]');
    assert.match(
      decodeFrame(message(imu), 1, { decoder: 'numbers', layout: '<3f' }, rule).problem?.message ?? '',
      /12 bytes at least; there are 8/,
    );
    // Without a layout they are numbers in a text.
    assert.equal(decodeFrame(message(new TextEncoder().encode('7 8')), 1, 'numbers', environmentOf()).text, '7 8');
  });

  test('a rule whose layout is none says so, and a layout goes with numbers', () => {
    assert.match(environmentOf({ decoder: 'numbers', layout: 'what?' }).problems[0]?.problem?.message ?? '', /is no type/);
    assert.match(environmentOf({ decoder: 'json', layout: '<f' }).problems[0]?.problem?.message ?? '', /"numbers" only/);
    assert.equal(environmentOf({ decoder: 'numbers', layout: '<f' }).problems[0]?.problem, undefined);
  });

  test('of what is cut the end is no fault, and the length of an array is that of all', () => {
    const { value } = readLayout(new Uint8Array(1000), 100_000_000, '<f4[]');
    assert.deepEqual([value?.entries?.length, value?.whole], [250, 25_000_000]);
    const cut = decodeFrame(
      {
        ...message(hex('01')),
        frames: [
          { size: 3, bytes: hex('696d75') },
          { size: 8, bytes: hex('0100000000') },
        ],
      },
      1,
      { decoder: 'numbers', layout: '<If' },
      environmentOf(),
    );
    assert.equal(cut.problem, undefined);
  });

  test('whatever bytes and layouts come, reading ends within its bounds', () => {
    const part = fc.constantFrom(
      '<',
      '>',
      '@',
      '!',
      'I',
      'f',
      'B',
      '3s',
      'p',
      'x',
      '2h',
      'u4',
      'f8',
      'c16',
      'complex64',
      'a:',
      'b:',
      '[]',
      '[3]',
      '[2][2]',
      '[100000]',
      '(',
      ')',
      ' ',
      ',',
      '{',
      '[("a","u1")]',
      '0',
      '99',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 10 }), fc.uint8Array({ maxLength: 300 }), (parts, bytes) => {
        const { value, problem } = read(bytes, parts.join(''));
        assert.ok(value ?? problem);
        if (value) assert.ok(countOf(value) <= maxNodes);
        assert.deepEqual(JSON.parse(JSON.stringify(value ?? null)), value ?? null);
      }),
      { numRuns: 3000 },
    );
    for (const layout of ['(c16 c16)[]', 'c16[]', '(B)[]', '1s[]', 'u1[][1000]', '(u1[])[1]'])
      assert.ok(countOf(read(new Uint8Array(1 << 20), layout).value ?? { kind: 'null' }) <= maxNodes, layout);
  });
});
