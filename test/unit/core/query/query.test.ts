import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { indexOfUnsafe } from '../../../../src/core/base/preview';
import { formatPath, parsePath } from '../../../../src/core/codecs/values/path';
import type { QueryNode } from '../../../../src/core/query/ast';
import { keyNames, keys } from '../../../../src/core/query/ast';
import { completions } from '../../../../src/core/query/complete';
import { findMarks, markTerms } from '../../../../src/core/query/marks';
import { compareDecimals, orderAgainst } from '../../../../src/core/query/numberOrder';
import { parseQuery } from '../../../../src/core/query/parse';
import { peerQuery, quoted, socketQuery, textValue, topicQuery, topicsQuery } from '../../../../src/core/query/write';

const bytes = (text: string) => Uint8Array.from(Buffer.from(text));

function parsed(text: string): QueryNode {
  const { query, problems } = parseQuery(text);
  assert.deepEqual(problems, [], text);
  return query ?? assert.fail(`${text} has no query`);
}
/** The shape of a query: texts as they are, all else by its kind. */
function shape(node: QueryNode): string {
  switch (node.kind) {
    case 'and':
    case 'or':
      return `(${node.parts.map(shape).join(node.kind === 'and' ? ' & ' : ' | ')})`;
    case 'not':
      return `!${shape(node.part)}`;
    case 'text':
      return node.text;
    default:
      return node.kind;
  }
}

describe('query language', () => {
  test('not binds closest, then words side by side, then or', () => {
    const shapes: Record<string, string> = {
      'a b or c d': '((a & b) | (c & d))',
      'a and b OR not c': '((a & b) | !c)',
      'not a b': '(!a & b)',
      'not (a b)': '!(a & b)',
      'not not a': '!!a',
      '(a or b) c': '((a | b) & c)',
      'a (b or (c d)) e': '(a & (b | (c & d)) & e)',
      'not(a or b)': '!(a | b)',
      '"a or b" "c \\"d\\" \\\\ e"': '(a or b & c "d" \\ e)',
      '"not" a': '(not & a)',
      'a\tor\n b': '(a | b)',
      'a && b || c': '((a & b) | c)',
    };
    for (const [text, expected] of Object.entries(shapes)) assert.equal(shape(parsed(text)), expected, text);
    assert.deepEqual(parseQuery('  '), { query: undefined, problems: [] });
  });

  test('each condition says what it says', () => {
    const conditions: Record<string, QueryNode> = {
      word: { kind: 'text', text: 'word' },
      '/a (b|c)\\/d[/]/ims': { kind: 'regex', source: 'a (b|c)\\/d[/]', flags: 'ims' },
      'socket:weather': { kind: 'socket', name: 'weather', prefix: false },
      'socket:wea*': { kind: 'socket', name: 'wea', prefix: true },
      'socket:"my socket*"': { kind: 'socket', name: 'my socket*', prefix: false },
      'type:SUB': { kind: 'type', type: 'sub' },
      'dir:event': { kind: 'direction', direction: 'event' },
      'topic:weather.': { kind: 'topic', topic: bytes('weather.'), exact: false },
      'topic:="a b"': { kind: 'topic', topic: bytes('a b'), exact: true },
      'topic:ü\\x00\\xff\\\\\\n': { kind: 'topic', topic: Uint8Array.of(0xc3, 0xbc, 0, 0xff, 0x5c, 0x0a), exact: false },
      'topic:0x00Ff': { kind: 'topic', topic: Uint8Array.of(0, 0xff), exact: false },
      'topic:=0x00ff01': { kind: 'topic', topic: Uint8Array.of(0, 0xff, 1), exact: true },
      'topic:"0x00"': { kind: 'topic', topic: bytes('0x00'), exact: false },
      'topic:weather.*': { kind: 'topic', topic: bytes('weather.'), exact: false },
      'topic:==weather*': { kind: 'topic', topic: bytes('weather*'), exact: true },
      'topic:a\\u200bb': { kind: 'topic', topic: bytes('a\u200bb'), exact: false },
      'topic:=""': { kind: 'topic', topic: bytes(''), exact: true },
      'peer:client-1': { kind: 'peer', text: 'client-1' },
      'peer:0x006b8B': { kind: 'peer', text: '0x006b8B', bytes: Uint8Array.of(0, 0x6b, 0x8b) },
      'size>1000': { kind: 'size', comparison: '>', value: 1000 },
      'size <= 1.5k': { kind: 'size', comparison: '<=', value: 1500 },
      'size==1k': { kind: 'size', comparison: '=', value: 1000 },
      'size <> 1': { kind: 'size', comparison: '!=', value: 1 },
      'size>1.5 kB': { kind: 'size', comparison: '>', value: 1500 },
      'size:64KiB': { kind: 'size', comparison: '=', value: 65_536 },
      'frames=3': { kind: 'frames', comparison: '=', value: 3 },
      'frames!=1': { kind: 'frames', comparison: '!=', value: 1 },
      'hex:00ff': { kind: 'bytes', bytes: Uint8Array.of(0, 0xff) },
      'hex:00 ff 0A': { kind: 'bytes', bytes: Uint8Array.of(0, 0xff, 0x0a) },
      'hex:0xde 0xad': { kind: 'bytes', bytes: Uint8Array.of(0xde, 0xad) },
      'hex:"00 ff"': { kind: 'bytes', bytes: Uint8Array.of(0, 0xff) },
      'time>10:32:05.25': { kind: 'time', comparison: '>', time: { since: 'midnight', ms: 37_925_250, unit: 10 } },
      'time=10:32': { kind: 'time', comparison: '=', time: { since: 'midnight', ms: 37_920_000, unit: 60_000 } },
      'time>=2024-05-01T10:32:05Z': {
        kind: 'time',
        comparison: '>=',
        time: { since: 1970, ms: Date.UTC(2024, 4, 1, 10, 32, 5), unit: 1000 },
      },
      'time<2024-05-01T10:32+02:00': {
        kind: 'time',
        comparison: '<',
        time: { since: 1970, ms: Date.UTC(2024, 4, 1, 8, 32), unit: 60_000 },
      },
      'time>2024-05-01T10:32:05': {
        kind: 'time',
        comparison: '>',
        time: { since: 1970, ms: new Date(2024, 4, 1, 10, 32, 5).getTime(), unit: 1000 },
      },
      'time>2024-05-01 10:32:05Z': {
        kind: 'time',
        comparison: '>',
        time: { since: 1970, ms: Date.UTC(2024, 4, 1, 10, 32, 5), unit: 1000 },
      },
      'json:.temp == 21': { kind: 'value', path: '.temp', operator: '=', operand: { kind: 'number', text: '21' } },
      'json:.temp==="=21"': { kind: 'value', path: '.temp', operator: '=', operand: { kind: 'string', text: '=21' } },
      'json:.n>=.5': { kind: 'value', path: '.n', operator: '>=', operand: { kind: 'number', text: '.5' } },
      'json:.b=0x00ff': { kind: 'value', path: '.b', operator: '=', operand: { kind: 'hex', text: '0x00ff' } },
      'json:.nan=nan': { kind: 'value', path: '.nan', operator: '=', operand: { kind: 'number', text: 'NaN' } },
      'json:.x!=-inf': { kind: 'value', path: '.x', operator: '!=', operand: { kind: 'number', text: '-Infinity' } },
      'json:.temp>20': { kind: 'value', path: '.temp', operator: '>', operand: { kind: 'number', text: '20' } },
      'json:.temp': { kind: 'value', path: '.temp' },
      'json:#2 != -1.5e3': { kind: 'value', path: '#2', operator: '!=', operand: { kind: 'number', text: '-1.5e3' } },
      'json:."a b"[3]~"x y"': { kind: 'value', path: '."a b"[3]', operator: '~', operand: { kind: 'string', text: 'x y' } },
      'json:.id=12345678901234567890': {
        kind: 'value',
        path: '.id',
        operator: '=',
        operand: { kind: 'number', text: '12345678901234567890' },
      },
      'json:.name~/^An na/i': {
        kind: 'value',
        path: '.name',
        operator: '~',
        operand: { kind: 'regex', text: '^An na', flags: 'i' },
      },
      'json:.ok=true': { kind: 'value', path: '.ok', operator: '=', operand: { kind: 'boolean', text: 'true' } },
      'json:.x!=null': { kind: 'value', path: '.x', operator: '!=', operand: { kind: 'null', text: 'null' } },
      'json:.name=Anna': { kind: 'value', path: '.name', operator: '=', operand: { kind: 'string', text: 'Anna' } },
      'json:.n="20"': { kind: 'value', path: '.n', operator: '=', operand: { kind: 'string', text: '20' } },
      'event:handshake': { kind: 'event', events: ['handshake', 'handshake failed'] },
      'event:=handshake': { kind: 'event', events: ['handshake'] },
      'event:="handshake failed"': { kind: 'event', events: ['handshake failed'] },
      'pair:unanswered': { kind: 'pair', state: 'unanswered' },
    };
    for (const [text, expected] of Object.entries(conditions)) assert.deepEqual(parsed(text), expected, text);
    for (const key of keyNames) parsed(keys[key].example);
  });

  test('endpoints, times, paths, code and the like are texts', () => {
    for (const text of [
      'tcp://127.0.0.1:5555',
      'ipc:///tmp/a',
      'localhost:5555',
      '10:32',
      '*:5555',
      'error:',
      'std::vector',
      'C:\\temp',
      '/usr/lib',
      '/tmp',
      '-5',
      '--flag',
      'f(x)',
      '{"a":1}',
      'a=b',
      'size',
      'json.temp',
      'a<b',
    ]) {
      assert.deepEqual(parsed(text), { kind: 'text', text });
    }
    assert.equal(shape(parsed('(f(x) or g(y))')), '(f(x) | g(y))');
    assert.deepEqual(shape(parsed('hex:00 text 00ff (hex:00 ff)')), '(bytes & text & 00ff & bytes)');
    assert.deepEqual(
      shape(parsed('size>1 word size !x /usr/lib/ time>2024-05-01 noon json:.a !b')),
      '(size & word & size & !x & /usr/lib/ & time & noon & value & !b)',
    );
  });

  test('what cannot be meant is underlined, with a sentence that says what to write', () => {
    const faults: [text: string, part: string, message: RegExp][] = [
      ['a foo:bar b', 'foo:bar', /no key "foo".*socket, type.*put it in quotes/],
      ['a "b', '"b', /closing quote/],
      ['a ""', '""', /There is nothing in these quotes/],
      ['socket:"a b', '"a b', /closing quote/],
      ['(a', '(', /closing \)/],
      ['a) b', ')', /No \( stands before/],
      ['a ()', '()', /There is nothing in these parentheses/],
      ['a or', 'or', /after this "or"/],
      ['or a', 'or', /before this "or"/],
      ['a and and b', 'and', /before this "and"/],
      ['a not', 'not', /after this "not"/],
      ['/a(/i', '/a(/i', /Unterminated group/],
      ['/a/g', 'g', /no "g"/],
      ['/a/gx', 'gx', /no "g"/],
      ['/a/I', 'I', /no "I"/],
      ['/a/ii', 'ii', /each once/],
      ['a /[/', '/[/', /Unterminated character class/],
      ['/[a-z/i b', '/[a-z/i', /Unterminated character class/],
      ['/[a b/', '/[a b/', /Unterminated character class/],
      ['type:subb', 'subb', /There is no type of socket "subb".*sub, pub/],
      ['dir:up', 'up', /in, out, event/],
      ['event:nix', 'nix', /opened, closed/],
      ['pair:both', 'both', /unanswered, answered/],
      ['type=sub', 'type=sub', /Write type:sub/],
      ['a type == sub b', 'type == sub', /Write type:sub/],
      ['type!=sub', 'type!=sub', /Write not type:sub/],
      ['json>5', 'json>5', /Write json:\.temp>20/],
      ['-dir:in', '-dir:in', /Write not dir:in/],
      ['size=>3', '=>', /no comparison "=>".*>=/],
      ['json:.a =< b', '=<', /no comparison "=<".*~ for a text/],
      ['json:.a=!b', '=!', /no comparison/],
      ["json:.a='b", "'b", /Quotes are written as "/],
      ["topic:'b'", "'b'", /Quotes are written as "/],
      ['topic:(a', '(a', /\(topic:a or topic:b\)/],
      ['json:.a>NaN', 'NaN', /larger or smaller.*= or !=/],
      ['topic:0x0', '0x0', /odd number.*topic:0x00ff.*quotes/],
      ['size>big', 'big', /1\.5M or 64Ki/],
      ['frames=x', 'x', /frames=3/],
      ['hex:0', '0', /odd number of digits/],
      ['hex:xy', 'xy', /hexadecimal/],
      ['peer:0x1', '0x1', /odd number/],
      ['time>25:00', '25:00', /10:32:05\.123/],
      ['time>2024-02-30', '2024-02-30', /is not a time/],
      ['topic:', 'topic:', /needs a value/],
      ['json:', 'json:', /needs a path/],
      ['json:$x>20', '$x', /\.name/],
      ['a json:.b[x]>1', '[x]', /no step/],
      ['json:.a>', '>', /needs a number/],
      ['json:.a>null', 'null', /larger or smaller/],
    ];
    for (const [text, part, message] of faults) {
      const { query, problems } = parseQuery(text);
      assert.equal(query, undefined, text);
      assert.equal(problems.length, 1, `${text}: ${JSON.stringify(problems)}`);
      const [problem] = problems;
      assert.match(problem?.message ?? '', message);
      assert.equal(text.slice(problem?.from, problem?.to), part, text);
    }
    assert.deepEqual(
      parseQuery('foo:bar a hex:0').problems.map(({ from }) => from),
      [0, 14],
    );
  });

  test('what is too much is refused', () => {
    assert.match(parseQuery(`${'('.repeat(4000)}a${')'.repeat(4000)}`).problems[0]?.message ?? '', /nested 50 times/);
    assert.match(parseQuery('not '.repeat(2000)).problems[0]?.message ?? '', /nested 50 times/);
    assert.match(parseQuery('a '.repeat(101)).problems[0]?.message ?? '', /at most 100 conditions/);
    assert.equal(parseQuery('a '.repeat(100)).problems.length, 0);
    const long = parseQuery('a'.repeat(11_000));
    assert.match(long.problems[0]?.message ?? '', /at most 10000 characters, and this one 11000/);
    assert.deepEqual([long.query, long.problems.length, long.problems[0]?.from], [undefined, 1, 10_000]);
  });

  test('any text is a query or has problems within it', () => {
    const piece = fc.constantFrom(
      'a',
      '(',
      ')',
      '"',
      '\\',
      '/',
      ' ',
      ':',
      '=',
      '>',
      '~',
      'or',
      'not',
      'and',
      'json:',
      'topic:',
      'time>',
      'size',
      '.x',
      '0x',
      '10:32',
      '[',
      '!',
      '00 ff',
      '2024-05-01 10:32',
      '&&',
      "'",
      'NaN',
      'ü',
      '💥',
      '\ud800',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')),
          fc.string({ maxLength: 40 }),
        ),
        (text) => {
          const { query, problems } = parseQuery(text);
          assert.ok(problems.length > 0 ? query === undefined : query !== undefined || text.trim() === '', text);
          for (const { from, to, message } of problems) {
            assert.ok(from >= 0 && from < to && to <= text.length, `${from} to ${to} of ${JSON.stringify(text)}`);
            assert.match(message, /\.$/);
          }
          completions(text, text.length, { sockets: ['s'], topics: ['t'] });
        },
      ),
      { numRuns: 3000, seed: 11 },
    );
  });

  test('topics, names and texts of any kind are written so that they read back', () => {
    const name = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\', '(', ')', '*', '=', 'or', ':', '0x', '\u0000', 'ü', '/'), maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 12 }), name.map(bytes)), fc.boolean(), name, (topic, exact, text) => {
        assert.deepEqual(parsed(`a ${topicQuery(topic, exact)} b`), {
          kind: 'and',
          parts: [
            { kind: 'text', text: 'a' },
            { kind: 'topic', topic, exact },
            { kind: 'text', text: 'b' },
          ],
        });
        assert.deepEqual(parsed(`(${socketQuery(text)})`), { kind: 'socket', name: text, prefix: false });
      }),
      { numRuns: 1000, seed: 12 },
    );
    assert.equal(topicQuery(bytes('weather.berlin'), true), 'topic:=weather.berlin');
    assert.equal(topicQuery(bytes('a b'), false), 'topic:"a b"');
    assert.equal(topicQuery(Uint8Array.of(0, 0xff), true), 'topic:=0x00ff');
    assert.equal(topicQuery(bytes('0x00ff'), true), 'topic:="0x00ff"');
    assert.equal(textValue('plain'), 'plain');
    const several = topicsQuery([
      { topic: bytes('weather'), exact: false },
      { topic: bytes('/odom'), exact: true },
      { topic: bytes('a b'), exact: false },
      { topic: Uint8Array.of(0, 0xff), exact: true },
    ]);
    assert.equal(several, 'topic in (weather*, "/odom", a\\x20b*, 0x00ff)');
    parsed(several);
  });

  const odd = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.string({
      unit: fc.constantFrom(
        'a',
        ' ',
        '"',
        "'",
        '\\',
        'u',
        '0',
        '\\u0041',
        '\n',
        '\t',
        '\0',
        '\u2028',
        '\u202e',
        '\ud800',
        '|',
        '/',
        '0x',
        '[',
        '=',
        'or',
      ),
      maxLength: 8,
    }),
  );

  test('each of several topics is found by its own bytes', () => {
    const topic = fc.oneof(fc.uint8Array({ maxLength: 10 }), odd.map(bytes), fc.stringMatching(/^[+#/*?![\]{}()|^$ -]{0,6}$/).map(bytes));
    fc.assert(
      fc.property(fc.array(fc.record({ topic, exact: fc.boolean() }), { minLength: 2, maxLength: 4 }), (topics) => {
        assert.deepEqual(parsed(topicsQuery(topics)), { kind: 'or', parts: topics.map((each) => ({ kind: 'topic', ...each })) });
      }),
      { numRuns: 3000, seed: 15 },
    );
  });

  test('names, peers, keys and values with what cannot be seen are written in one line that reads back', () => {
    fc.assert(
      fc.property(odd, fc.uint8Array({ maxLength: 12 }), fc.array(odd, { minLength: 1, maxLength: 3 }), (text, some, path) => {
        const value = `json:${formatPath(path)}=${quoted(text)}`;
        for (const written of [socketQuery(text), value, peerQuery(some)])
          assert.equal(indexOfUnsafe(written), -1, JSON.stringify(written));
        assert.deepEqual(parsed(`a ${socketQuery(text)}`), and({ kind: 'socket', name: text, prefix: false }));
        const read = parsed(`a ${value}`);
        assert.ok(read.kind === 'and');
        const [, condition] = read.parts;
        assert.ok(condition?.kind === 'value', value);
        assert.deepEqual(condition, { ...condition, operator: '=', operand: { kind: 'string', text } });
        assert.deepEqual(parsePath(condition.path).steps, path);
        for (const peer of [some, bytes(text)]) {
          if (peer.length === 0) continue;
          const found = parsed(peerQuery(peer));
          assert.ok(found.kind === 'peer' && found.exact);
          assert.deepEqual(found.bytes ?? bytes(found.text), peer);
        }
      }),
      { numRuns: 3000, seed: 16 },
    );
    assert.equal(socketQuery('plain'), 'socket:plain');
    assert.equal(quoted('a\nb"\\u0041'), '"a\\u000ab\\"\\\\u0041"');
  });

  const and = (condition: QueryNode): QueryNode => ({ kind: 'and', parts: [{ kind: 'text', text: 'a' }, condition] });
});

describe('comparison of numbers', () => {
  test('is exact in all digits', () => {
    const exponent = fc.integer({ min: -20, max: 20 });
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        exponent,
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        exponent,
        (a, ae, b, be) => {
          const [left, right] = [a * 10n ** BigInt(ae + 20), b * 10n ** BigInt(be + 20)];
          assert.equal(Math.sign(compareDecimals(`${a}e${ae}`, `${b}e${be}`)), left < right ? -1 : left > right ? 1 : 0);
        },
      ),
      { numRuns: 1000, seed: 13 },
    );
    assert.equal(compareDecimals('0.10', '.1'), 0);
    assert.equal(compareDecimals('5.', '5'), 0);
    assert.equal(compareDecimals('-0', '0e5'), 0);
  });

  test('holds for what a decoder picks', () => {
    const big = { kind: 'number' as const, number: 2 ** 53, text: '9007199254740993' };
    assert.ok(orderAgainst('9007199254740992')(big) > 0);
    assert.equal(orderAgainst('9007199254740993')(big), 0);
    assert.ok(orderAgainst('9007199254740993')({ kind: 'number', number: 2 ** 53 }) < 0);
    assert.equal(orderAgainst('0.1')({ kind: 'number', number: 0.1 }), 0);
    assert.ok(orderAgainst('1e400')({ kind: 'number', number: Number.MAX_VALUE }) < 0);
    assert.equal(orderAgainst('1')({ kind: 'number', number: Infinity }), Infinity);
    assert.ok(orderAgainst('1e400')({ kind: 'number', number: Infinity }) > 0);
    assert.ok(orderAgainst('Infinity')({ kind: 'number', number: Infinity, text: '1e400' }) < 0);
    assert.equal(orderAgainst('-Infinity')({ kind: 'number', number: -Infinity }), 0);
    assert.ok(Number.isNaN(orderAgainst('1')({ kind: 'number', number: NaN })));
    assert.ok(Number.isNaN(orderAgainst('Infinity')({ kind: 'number', number: NaN })));
    assert.equal(orderAgainst('NaN')({ kind: 'number', number: NaN }), 0);
    assert.ok(Number.isNaN(orderAgainst('NaN')({ kind: 'number', number: 1 })));
    assert.ok(Number.isNaN(orderAgainst('1')({ kind: 'string', text: '1' })));
  });
});

describe('completion', () => {
  const known = { sockets: ['weather', 'my socket'], topics: ['weather.berlin', 'weather.old town', 'raw\\\u0001', '0x00ff'] };
  /** `|` is the cursor; the text with each offer in its place. */
  function offers(text: string): string[] {
    const cursor = text.indexOf('|');
    const whole = text.replace('|', '');
    const { from, to, items } = completions(whole, cursor, known);
    for (const { label, detail } of items) assert.ok(label && detail, JSON.stringify(items));
    return items.map(({ insert }) => whole.slice(0, from) + insert + whole.slice(to));
  }

  test('offers keys by what is written of them, everywhere a condition may stand', () => {
    assert.equal(offers('|').length, keyNames.length + 2);
    assert.deepEqual(offers('so|'), ['socket:']);
    assert.deepEqual(offers('a (not ty|)'), ['a (not type:)']);
    assert.deepEqual(offers('j| b'), ['json:. b']);
    assert.deepEqual(offers('a o|'), ['a or ']);
    assert.deepEqual(offers('xyz|'), []);
    assert.deepEqual(offers('"so|"'), []);
    assert.deepEqual(offers('ty|pe:sub'), ['type:sub']);
    assert.deepEqual(offers('s|ize >= 10'), ['socket >= 10', 'size >= 10']);
    assert.deepEqual(offers('json:|.temp>1'), []);
  });

  test('offers known values, in quotes where they need them', () => {
    assert.deepEqual(offers('socket:|'), ['socket:weather', 'socket:"my socket"']);
    assert.deepEqual(offers('socket:m| x'), ['socket:"my socket" x']);
    assert.deepEqual(offers('socket:"m|'), ['socket:"my socket"']);
    assert.deepEqual(offers('not topic:weather.b|'), ['not topic:weather.berlin']);
    assert.deepEqual(offers('topic:=weather.o|'), ['topic:="weather.old town"']);
    assert.deepEqual(offers('topic:r|'), ['topic:raw\\\\\\x01']);
    assert.deepEqual(offers('topic:0|'), ['topic:"0x00ff"']);
    assert.deepEqual(offers('type:x|'), ['type:xpub', 'type:xsub']);
    assert.deepEqual(offers('dir:|'), ['dir:in', 'dir:out', 'dir:event']);
    assert.deepEqual(offers('event:hand|'), ['event:handshake', 'event:"handshake failed"']);
    assert.deepEqual(offers('pair:una|'), ['pair:unanswered']);
    assert.deepEqual(offers('size>|'), []);
    assert.deepEqual(offers('topic eq weather.b|'), ['topic eq weather.berlin']);
    assert.deepEqual(offers('type : x|'), ['type : xpub', 'type : xsub']);
    assert.deepEqual(offers('json:.a eq x|'), []);
  });
});

describe('marks', () => {
  const marked = (filter: string, text: string, isTopic?: boolean) =>
    findMarks(text, markTerms(parsed(filter)), isTopic).map(([from, to]) => text.slice(from, to));

  test('show what words, phrases and regexes found, and nothing that is ruled out', () => {
    assert.deepEqual(marked('rain or "old town" not sun', 'Rain in Old Town, sun, rain'), ['Rain', 'Old Town', 'rain']);
    assert.deepEqual(marked('/t\\d+/i', 'T1 t22 x'), ['T1', 't22']);
    assert.deepEqual(marked('/x*/', 'axxb'), ['xx']);
    assert.deepEqual(marked('ab bc', 'abcd'), ['abc']);
    assert.deepEqual(marked('"a\u0001b"', 'a\\x01b'), ['a\\x01b']);
    assert.deepEqual(marked('ü', 'Ü ü'), ['ü']);
    assert.deepEqual(marked('hex:6162', 'ab AB abab'), ['ab', 'abab']);
    assert.deepEqual(marked('hex:00ff', 'x │ 0x00ff100ff000ff…'), ['00ff', '00ff']);
    assert.equal(findMarks('a'.repeat(5000), markTerms(parsed('/a(?=a)/ b'))).length, 1);
    assert.equal(findMarks('a '.repeat(5000), markTerms(parsed('a'))).length, 1000);
  });

  test('show what a topic begins with, in topics only', () => {
    assert.deepEqual(marked('topic:weather.', 'weather.berlin', true), ['weather.']);
    assert.deepEqual(marked('topic:weather.', 'in weather.', true), []);
    assert.deepEqual(marked('topic:weather.', 'weather.berlin'), []);
    assert.deepEqual(marked('topic:=0x00ff01', '0x00ff01', true), ['0x00ff01']);
    assert.deepEqual(marked('topic:0x0001', '0x00010203', true), ['0x0001']);
  });

  test('show what a pattern spells out in a topic that it matches, in topics only', () => {
    assert.deepEqual(marked('topic:*oslo', 'oslo.weather.oslo', true), ['oslo']);
    assert.deepEqual(findMarks('oslo.oslo', markTerms(parsed('topic:*oslo')), true), [[5, 9]]);
    assert.deepEqual(marked('topic:sensor/+/temp', 'sensor/7/temp', true), ['sensor/', '/temp']);
    assert.deepEqual(marked('topic:+/temp', 'a/temp', true), ['/temp']);
    assert.deepEqual(marked('topic:sensor/#', 'sensor/7/temp', true), ['sensor']);
    assert.deepEqual(marked('topic:sensor/#', 'sensor', true), ['sensor']);
    assert.deepEqual(marked('topic:we?ther', 'weather.x', true), ['we', 'ther']);
    assert.deepEqual(marked('topic:we?ther', 'wether.x', true), []);
    assert.deepEqual(marked('topic:we?ther', 'we😀ther.x', true), ['we', 'ther']);
    assert.deepEqual(marked('topic:*a*b*', 'xxaaybzb', true), ['a', 'b']);
    assert.deepEqual(marked('topic:*o* or topic in (a*, *b)', 'ahob', true), ['a', 'ob']);
    for (const [filter, topic] of [
      ['topic:*oslo', 'oslo.weather'],
      ['topic:sensor/+/temp', 'sensor/7/8/temp'],
      ['topic:sensor/#', 'sensors'],
      ['topic:#', 'sensor'],
      ['not topic:*oslo', 'oslo'],
      ['topic!=*oslo', 'oslo'],
    ] as const)
      assert.deepEqual(marked(filter, topic, true), [], filter);
    assert.deepEqual(marked('topic:*oslo', 'in oslo'), []);
  });

  test('show what a pattern spells out in topics that are cut or shown as bytes', () => {
    assert.deepEqual(marked('topic:sensor/+/temp', 'sensor/7…', true), ['sensor/']);
    assert.deepEqual(marked('topic:*b.*oslo', 'a.b.cccos…', true), ['b.']);
    assert.deepEqual(marked('topic:ab*d', '0x616200ff64', true), ['6162', '64']);
    assert.deepEqual(marked('topic:ab*d', '0x616200ff…', true), ['6162']);
    assert.deepEqual(marked('topic:b*', '0x616200', true), []);
  });

  test('show what a regex finds in a topic, in topics only', () => {
    assert.deepEqual(marked('topic:/o\\w+/i', 'in Oslo', true), ['Oslo']);
    assert.deepEqual(marked('topic:/o\\w+/', 'in oslo'), []);
    assert.deepEqual(marked('topic!=/o/', 'oslo', true), []);
  });

  test('show what conditions of other tools found', () => {
    assert.deepEqual(marked("topic like 'weather%'", 'weather.berlin', true), ['weather']);
    assert.deepEqual(marked('topic contains BER', 'weather.berlin', true), ['ber']);
    assert.deepEqual(marked('text contains rain', 'Rain'), ['Rain']);
    assert.deepEqual(marked('rain | sun', 'rain sun'), ['rain', 'sun']);
    assert.deepEqual(marked('topic ne weather', 'weather', true), []);
  });

  test('a long pattern against a long topic is found in little time', () => {
    const terms = markTerms(parsed(`topic:${'*a'.repeat(300)}`));
    assert.equal(findMarks(`${'a'.repeat(5000)}b`, terms, true).length, 0);
    assert.equal(findMarks('ba'.repeat(300), terms, true).length, 300);
    assert.deepEqual(marked(`topic:${'*'.repeat(5000)}a${'*?'.repeat(2000)}`, 'xa…', true), ['a']);
  });
});
