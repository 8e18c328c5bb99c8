import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { encodeMessage, mentions, parseMessage } from '../../../../src/core/chat/format';
import { nickProblem } from '../../../../src/core/chat/spec';
import { chatFormatNames, chatPatternNames, type ChatFormat } from '../../../../src/protocol/chat';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });

const time = Date.UTC(2026, 0, 31, 9);
const bytes = (frame: string | Uint8Array) => (typeof frame === 'string' ? new TextEncoder().encode(frame) : Uint8Array.from(frame));
const inLab = { pattern: 'room', format: 'text', rooms: ['lab', 'dev'] } as const;
const alone = { pattern: 'pair', format: 'text', rooms: [] } as const;
const parse = (frames: (string | Uint8Array)[], about: Parameters<typeof parseMessage>[1] = inLab) =>
  parseMessage(frames.map(bytes), about);
const frames = (format: ChatFormat, room?: string) =>
  encodeMessage({ nick: 'ada', text: 'Hello', room, time }, format).map((frame) => Buffer.from(frame).toString());

describe('message form', () => {
  test('each form stands on the wire as its name says, without an envelope', () => {
    assert.deepEqual(frames('text'), ['Hello']);
    assert.deepEqual(frames('nick'), ['ada: Hello']);
    assert.deepEqual(frames('topic', 'lab'), ['lab', 'Hello']);
    assert.deepEqual(frames('prefix', 'lab'), ['lab:Hello']);
    assert.deepEqual(frames('json'), ['{"nick":"ada","text":"Hello","time":"2026-01-31T09:00:00.000Z"}']);
    assert.deepEqual(encodeMessage({ nick: 'ada', text: 'Hello', time }, 'msgpack'), [
      Uint8Array.from(encode({ nick: 'ada', text: 'Hello', time: '2026-01-31T09:00:00.000Z' })),
    ]);
    for (const format of ['text', 'nick', 'json'] as const) assert.deepEqual(frames(format, 'lab'), ['lab', ...frames(format)]);
  });

  test('what is sent arrives as it was said, in each form', () => {
    const unseen = fc.constantFrom(
      '\u0000',
      '\u202e',
      '\u200b',
      '\n',
      '\r\n',
      '🙂',
      '\ufeff',
      '</div>',
      '`',
      ': ',
      '{',
      '"',
      '\u2028',
      '__proto__',
    );
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(unseen, fc.string()), { maxLength: 6 }).map((parts) => parts.join('')),
      fc.constantFrom('', ' ', ' x', '{}', 'lab:x', 'x: y', 'see http://x: y', '__proto__'),
    );
    const message = fc.record({
      nick: fc.oneof(fc.constantFrom('ada', 'lab', '{', '__proto__'), fc.string()).filter((nick) => nickProblem(nick) === undefined),
      text: hostile,
      room: fc.constantFrom(undefined, 'lab', 'dev'),
    });
    const about = fc.record({ pattern: fc.constantFrom(...chatPatternNames), rooms: fc.constant(['lab', 'dev']) });
    for (const format of ['json', 'msgpack'] as const) {
      fc.assert(
        fc.property(message, about, (given, how) =>
          assert.deepEqual(parseMessage(encodeMessage({ ...given, time }, format), { ...how, format }), {
            text: given.text,
            nick: given.nick,
            said: time,
            ...(given.room ? { room: given.room } : {}),
          }),
        ),
        { numRuns: 1_000 },
      );
    }
    // Plain forms carry no marks: a text may look like a nick or a map, but nothing of it is lost.
    fc.assert(
      fc.property(message, about, (given, how) => {
        const parsed = parseMessage(encodeMessage({ ...given, room: 'lab', time }, 'nick'), { ...how, format: 'nick' });
        if (given.nick === '{') return;
        assert.deepEqual(parsed, { nick: given.nick, text: given.text, room: 'lab' });
      }),
      { numRuns: 1_000 },
    );
    for (const format of ['text', 'topic', 'prefix'] as const) {
      fc.assert(
        fc.property(message, about, (given, how) => {
          const parsed = parseMessage(encodeMessage({ ...given, room: 'lab', time }, format), { ...how, format });
          assert.equal(parsed.room, 'lab');
          if (parsed.said === undefined)
            assert.equal(parsed.nick === undefined ? parsed.text : `${parsed.nick}: ${parsed.text}`, given.text);
        }),
        { numRuns: 1_000 },
      );
    }
  });

  test('frames are on buffers of their own', () => {
    for (const format of chatFormatNames) {
      for (const frame of encodeMessage({ nick: 'ada', text: 'Hello', room: 'lab', time }, format))
        assert.equal(frame.buffer.byteLength, frame.length, format);
    }
  });

  test('a prefix is a room only where that room is joined', () => {
    assert.deepEqual(parse(['lab:Hello']), { room: 'lab', text: 'Hello' });
    assert.deepEqual(parse(['dev: Hello']), { room: 'dev', text: ' Hello' });
    assert.deepEqual(parse(['other:Hello']), { text: 'other:Hello' });
    assert.deepEqual(parse(['lab:Hello'], alone), { text: 'lab:Hello' });
    assert.deepEqual(parse(['lab:bob: Hello']), { room: 'lab', nick: 'bob', text: 'Hello' });
    assert.deepEqual(parse(['lab:dev:Hello']), { room: 'lab', text: 'dev:Hello' });
    assert.deepEqual(parse(['lab:{"nick":"bob","text":"Hello"}']), { room: 'lab', nick: 'bob', text: 'Hello' });
    assert.deepEqual(parse(['lab', 'dev:Hello']), { room: 'lab', text: 'dev:Hello' });
  });

  test('a prefix is a nick only where a blank follows', () => {
    assert.deepEqual(parse(['bob: Hello']), { nick: 'bob', text: 'Hello' });
    assert.deepEqual(parse(['bob:  Hello']), { nick: 'bob', text: ' Hello' });
    for (const text of ['bob:Hello', 'http://a/b', '10:30', ': x', 'two words: x', 'a:b: x', `${'x'.repeat(41)}: y`, 'bob:\nHello', ''])
      assert.deepEqual(parse([text], alone), { text }, text);
  });

  test('the first of several frames is the topic where there are topics', () => {
    for (const pattern of ['pub', 'sub', 'group', 'room'] as const) {
      assert.deepEqual(parse(['news', 'Hello'], { pattern, format: 'text', rooms: [] }), { room: 'news', text: 'Hello' });
      assert.deepEqual(parse(['', 'Hello'], { pattern, format: 'text', rooms: [] }), { text: 'Hello' });
    }
    for (const pattern of ['req', 'rep', 'pipeline', 'pair'] as const) {
      assert.deepEqual(parse(['news', 'Hello'], { pattern, format: 'text', rooms: ['lab'] }), { text: 'news\nHello' });
      assert.deepEqual(parse(['lab', 'Hello'], { pattern, format: 'text', rooms: ['lab'] }), { room: 'lab', text: 'Hello' });
      assert.deepEqual(parse(['lab'], { pattern, format: 'text', rooms: ['lab'] }), { text: 'lab' });
    }
    assert.deepEqual(parse(['lab', 'bob: one', 'two', '']), { room: 'lab', nick: 'bob', text: 'one\ntwo\n' });
    assert.deepEqual(parse(['x'.repeat(101), 'Hello']), { text: `${'x'.repeat(101)}\nHello` });
    assert.deepEqual(parse([]), { text: '' });
    assert.deepEqual(parse(['']), { text: '' });
  });

  test('a topic that begins the text of a single frame is the room, and stays in the text', () => {
    const sub = (frame: string | Uint8Array, ...rooms: string[]) => parse([frame], { pattern: 'sub', format: 'text', rooms });
    for (const [text, room] of [
      ['10001 5', '10001'],
      ['1-Update!00042', '1'],
      ['1-Update!00042', '1-Update!'],
      ['weather.berlin 21', 'weather'],
      ['weatherBerlin 21', 'weather'],
      ['a/b/c=1', 'a/b'],
      ['lab', 'lab'],
      ['lab\n12:30 lunch', 'lab'],
      ['東京 21', '東京'],
    ] as const)
      assert.deepEqual(sub(text, 'other', room), { text, room }, text);
    assert.equal(sub('10001 5', '1', '10001', '100').room, '10001', 'the longest one');
    assert.equal(sub('10001 5', '1000', '10').room, '1000');
    assert.equal(sub('laboratory:Hello', 'lab').room, undefined, 'another room, which names itself');
    assert.equal(sub('elsewhere 5', 'lab').room, undefined);
    assert.deepEqual(sub(Uint8Array.of(0x31, 0x20, 0xff), '1'), { text: '3120ff', binary: true, room: '1' });
    // No subscription has let these in.
    assert.deepEqual(parse(['lab 5'], { pattern: 'pair', format: 'text', rooms: ['lab'] }), { text: 'lab 5' });
  });

  test('a room may end with a colon, which is the one of its prefix', () => {
    const reading = { pattern: 'sub', format: 'text', rooms: ['room1:', 'a:b'] } as const;
    assert.deepEqual(parse(['room1:Hello'], reading), { room: 'room1:', text: 'Hello' });
    assert.deepEqual(parse(['room1: 5'], reading), { room: 'room1:', text: ' 5' });
    assert.deepEqual(parse(['a:b:bob: Hello'], reading), { room: 'a:b', nick: 'bob', text: 'Hello' });
    assert.deepEqual(parse(['room1:', 'Hello'], reading), { room: 'room1:', text: 'Hello' });
    assert.deepEqual(frames('prefix', 'room1:'), ['room1:Hello']);
    assert.deepEqual(frames('topic', 'room1:'), ['room1:', 'Hello']);
  });

  test('a word before a colon is a nick where the format says so, or where people talk and it is no label', () => {
    const said = ['Echo: hello', 'bob: Hello', 'Error: disk full', 'ValueError: x', '42: y', 'WARN: z', '/tmp/x: gone', 'UserWarning: w'];
    for (const pattern of chatPatternNames) {
      const talk = !['req', 'rep', 'pipeline'].includes(pattern);
      for (const text of said) {
        const [word = '', rest = ''] = text.split(': ');
        assert.deepEqual(parse([text], { pattern, format: 'nick', rooms: [] }), { nick: word, text: rest }, `${pattern}: ${text}`);
        for (const format of ['text', 'json', 'msgpack'] as const) {
          const nick = talk && word === 'bob' ? { nick: 'bob', text: 'Hello' } : { text };
          assert.deepEqual(parse([text], { pattern, format, rooms: [] }), nick, `${pattern} as ${format}: ${text}`);
        }
      }
      for (const text of ['https://zeromq.org/x', '12:30 lunch', '12:30: lunch', 'see http://x: y'])
        assert.deepEqual(parse([text], { pattern, format: 'text', rooms: [] }), { text });
    }
  });

  test('maps are read by their usual names', () => {
    const both = (map: Record<string, unknown>) => {
      const result = parse([JSON.stringify(map)], alone);
      assert.deepEqual(parse([encode(map)], alone), result);
      return result;
    };
    assert.deepEqual(both({ nick: 'bob', text: 'Hi', time: '2026-01-31T09:00:00Z' }), { nick: 'bob', text: 'Hi', said: time });
    assert.deepEqual(both({ name: 'bob', message: 'Hi', timestamp: time / 1000 }), { nick: 'bob', text: 'Hi', said: time });
    assert.deepEqual(both({ user: 'bob', msg: 'Hi', ts: time }), { nick: 'bob', text: 'Hi', said: time });
    assert.deepEqual(both({ from: 'bob', text: 'Hi', channel: 'news' }), { nick: 'bob', text: 'Hi', room: 'news' });
    assert.deepEqual(both({ sender: 7, text: 8, topic: 'news' }), { nick: '7', text: '8', room: 'news' });
    assert.deepEqual(both({ text: 'Hi', nick: ['bob'], room: {}, time: 'soon' }), { text: 'Hi' });
    assert.deepEqual(both({ text: 'Hi', nick: 'x'.repeat(41) }), { text: `${'x'.repeat(41)}: Hi` });
    assert.deepEqual(both({ text: 'Hi', nick: '', time: -1, room: 'x'.repeat(101) }), { text: 'Hi' });
    assert.deepEqual(both({ text: 'Hi', time: 1e300 }), { text: 'Hi' });
    assert.deepEqual(both({ a: [1, { b: null }] }), { text: '{"a":[1,{"b":null}]}' });
    assert.deepEqual(parse([encode({ text: 'Hi', time: new Date(time) })]), { text: 'Hi', said: time });
    assert.deepEqual(parse([encode({ payload: Uint8Array.of(1, 255) })]), { text: '{"payload":"01ff"}' });
    assert.deepEqual(parse(['lab', '{"text":"Hi","room":"dev"}']), { text: 'Hi', room: 'lab' });
    assert.equal(parse(['{"text":"Hi","time":"2026-01-31T09:00:00.123456+00:00"}']).said, time + 123);
  });

  test('what only begins as a map is text', () => {
    for (const text of ['{', '{}x', '{"a":', '[1]', '"x"', '7', ' {"text":"x"}', `{${'['.repeat(100_000)}`])
      assert.deepEqual(parse([text], alone), { text });
    assert.deepEqual(parse(['{"__proto__":{"text":"x"},"nick":"bob"}']), { text: '{"__proto__":{"text":"x"},"nick":"bob"}', nick: 'bob' });
    assert.equal(({} as Record<string, unknown>).text, undefined);
    // Letters whose first byte is that of a large map.
    for (const text of ['ހެލޯ', '߀߁']) assert.deepEqual(parse([text]), { text });
  });

  test('hostile MessagePack is shown as bytes', () => {
    const nested = new Uint8Array(200_000).fill(0x91);
    nested.set([0x81, 0xa1, 0x61]);
    nested[nested.length - 1] = 0xc0;
    const proto = Uint8Array.from([0x81, 0xa9, ...bytes('__proto__'), 0x81, 0xa4, ...bytes('text'), 0xa1, 0x78]);
    const huge = Uint8Array.of(0xdf, 0x7f, 0xff, 0xff, 0xff);
    for (const frame of [
      nested,
      proto,
      huge,
      Uint8Array.from([...encode({ text: 'x' }), 0]),
      encode({ text: 'x' }).subarray(0, 4),
      Uint8Array.of(0x81, 0xc0, 0xc0),
    ])
      assert.equal(parse([frame]).binary, true);
    assert.equal(Object.hasOwn(Object.prototype, 'text'), false);
  });

  test('what is no text is shown as hexadecimal digits', () => {
    assert.deepEqual(parse([Uint8Array.of(0xff, 0, 1)]), { text: 'ff0001', binary: true });
    assert.deepEqual(parse(['lab', Uint8Array.of(0xff)]), { room: 'lab', text: 'ff', binary: true });
    assert.deepEqual(parse(['lab', 'a', Uint8Array.of(0xff)]), { room: 'lab', text: '61\nff', binary: true });
    assert.deepEqual(parse([Uint8Array.of(0xff), 'a']), { text: 'ff\n61', binary: true });
    assert.equal(parse([new Uint8Array(1_000_000).fill(0xff)]).text.length, 65_536);
  });

  test('nothing that arrives makes it throw', () => {
    const mark = fc.constantFrom(0x7b, 0x80, 0x81, 0x8f, 0xde, 0xdf);
    const frame = fc.oneof(
      fc.uint8Array(),
      fc.tuple(mark, fc.uint8Array()).map(([first, rest]) => Uint8Array.from([first, ...rest])),
      fc.json().map((text) => bytes(`{"text":${text}}`)),
      fc.anything().map((value) => bytes(`lab:${String(JSON.stringify(value))}`)),
    );
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 4 }), fc.constantFrom(...chatPatternNames), (given, pattern) => {
        const parsed = parseMessage(given, { pattern, format: 'text', rooms: ['lab'] });
        assert.equal(typeof parsed.text, 'string');
        assert.ok((parsed.nick?.length ?? 1) <= 40);
        assert.ok((parsed.room?.length ?? 1) <= 100);
      }),
      { numRuns: 5_000 },
    );
  });

  test('a mention is a whole word in either case', () => {
    for (const text of ['ada', 'Hi Ada!', '@ada', '(ADA)', 'ada: x', 'x,ada', 'ask @Ada.', 'ada\n'])
      assert.equal(mentions(text, 'ada'), true, text);
    for (const text of ['', 'adam', 'canada', 'ada_2', 'adá', 'x@ada', 'ad a', 'ada7', '7ada', 'ada\u0301'])
      assert.equal(mentions(text, 'ada'), false, text);
    assert.equal(mentions('Žofie?', 'žofie'), true);
    assert.equal(mentions('李雷 你好', '李雷'), true);
    assert.equal(mentions('hey a.b*', 'a.b*'), true);
    assert.equal(mentions('hey axb', 'a.b'), false);
    assert.equal(mentions('anything', ''), false);
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((nick) => nickProblem(nick) === undefined),
        (nick) => assert.equal(mentions(`hey ${nick} !`, nick), true),
      ),
    );
  });
});
