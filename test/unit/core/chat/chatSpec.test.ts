import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import * as v from 'valibot';
import { canReceive, canSend, chatFormats, chatPatterns, roleOf } from '../../../../src/core/chat/patterns';
import { asNick, chatTitle, checkChatSpec, isSameChat, nickProblem, roomProblem, specProblems } from '../../../../src/core/chat/spec';
import { endpointProblem } from '../../../../src/core/socket/endpoint';
import { ZmqError } from '../../../../src/core/base/errors';
import { chatFormatNames, chatPatternNames, chatSpec, type ChatSpec } from '../../../../src/protocol/chat';
import type { ErrorCode } from '../../../../src/protocol/errors';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });

const common = { nick: 'ada', format: 'text', rooms: [] as string[], history: false } as const;
const rep: ChatSpec = { ...common, pattern: 'rep', bind: ['tcp://127.0.0.1:5555'] };
const pub: ChatSpec = { ...common, pattern: 'pub', bind: ['tcp://127.0.0.1:5555'] };
const room: ChatSpec = { ...common, pattern: 'room', publishers: 'tcp://10.0.0.5:5555', subscribers: 'tcp://10.0.0.5:5556' };

function refused(given: unknown, code: ErrorCode = 'invalidChat'): ZmqError {
  try {
    checkChatSpec(given);
  } catch (error) {
    assert.ok(error instanceof ZmqError, String(error));
    assert.equal(error.data.code, code, error.message);
    assert.match(error.message, /[.?!]$/);
    assert.ok(error.data.hint, `no hint: ${error.message}`);
    return error;
  }
  return assert.fail(`${JSON.stringify(given)} was accepted`);
}

describe('chat spec', () => {
  test('each pattern can be joined with what its form begins with', () => {
    for (const pattern of chatPatternNames) {
      const given: Record<string, unknown> = { ...common, pattern };
      for (const { field, proposal } of chatPatterns[pattern].endpoints) {
        if (proposal === '') continue;
        assert.equal(endpointProblem(proposal, roleOf(field)), undefined);
        assert.match(proposal, /^tcp:\/\/127\.0\.0\.1:/, 'only loopback unless the person chooses otherwise');
        given[field] = pattern === 'room' ? proposal : [proposal];
      }
      assert.deepEqual(checkChatSpec(given), given, pattern);
      assert.equal(v.is(chatSpec, given), true);
    }
  });

  test('gives endpoints without blanks, and nothing twice or empty', () => {
    const given = {
      ...common,
      pattern: 'sub',
      connect: [' tcp://a:1', 'tcp://a:1 ', 'tcp://b:2'],
      bind: [],
      rooms: ['lab', 'lab', 'dev'],
      host: false,
    };
    assert.deepEqual(checkChatSpec(given), { ...common, pattern: 'sub', connect: ['tcp://a:1', 'tcp://b:2'], rooms: ['lab', 'dev'] });
    assert.deepEqual(checkChatSpec({ ...room, publishers: ' tcp://a:1 ' }).publishers, 'tcp://a:1');
  });

  test('refuses what is no spec', () => {
    for (const given of [
      undefined,
      null,
      1,
      'rep',
      [],
      {},
      { ...rep, pattern: 'dealer' },
      { ...rep, format: 'xml' },
      { ...rep, rooms: 'lab' },
      { ...rep, bind: 'tcp://127.0.0.1:1' },
      { ...rep, history: 'yes' },
      { ...rep, nick: 7 },
      { ...rep, other: 1 },
      { ...rep, bind: [7] },
    ])
      refused(given);
    assert.match(refused({ ...rep, pattern: 'dealer' }).message, /"pattern" must be .*"req"/);
    assert.match(refused({ ...rep, other: 1 }).message, /"other" is not known/);
  });

  test('needs the endpoints of its pattern', () => {
    for (const pattern of ['req', 'rep', 'pub', 'sub', 'pair', 'pipeline'] as const) {
      assert.match(refused({ ...common, pattern }).message, /needs an endpoint to bind or to connect to/);
      for (const field of ['bind', 'connect'] as const)
        assert.deepEqual(checkChatSpec({ ...common, pattern, [field]: ['tcp://127.0.0.1:1'] })[field], ['tcp://127.0.0.1:1']);
    }
    for (const field of ['pushConnect', 'pullBind'] as const)
      checkChatSpec({ ...common, pattern: 'pipeline', [field]: ['tcp://127.0.0.1:1'] });
    assert.match(refused({ ...common, pattern: 'group', connect: ['tcp://a:1'] }).message, /others hear you/);
    checkChatSpec({ ...common, pattern: 'group', bind: ['tcp://127.0.0.1:1'] });
    assert.match(refused({ ...common, pattern: 'room', publishers: 'tcp://a:1' }).message, /subscribers/);
    assert.match(refused({ ...common, pattern: 'room', subscribers: 'tcp://a:1' }).message, /publishers/);
    assert.match(refused({ ...room, subscribers: room.publishers }).message, /an endpoint each/);
    checkChatSpec({ ...room, host: true, publishers: 'tcp://127.0.0.1:*', subscribers: 'tcp://127.0.0.1:*' });
  });

  test('refuses endpoints that its pattern does not use', () => {
    assert.match(refused({ ...rep, publishers: 'tcp://a:1' }).message, /Reply \(REP\) does not use "publishers"/);
    assert.match(refused({ ...rep, pullBind: ['tcp://127.0.0.1:1'] }).message, /does not use "pullBind"/);
    assert.match(refused({ ...room, bind: ['tcp://127.0.0.1:1'] }).data.hint ?? '', /"publishers" and "subscribers"/);
    assert.match(refused({ ...rep, host: true }).message, /Only rooms are hosted/);
  });

  test('each endpoint fits its role', () => {
    refused({ ...rep, bind: ['tcp://127.0.0.1'] }, 'invalidEndpoint');
    refused({ ...rep, bind: ['foo://x'] }, 'invalidEndpoint');
    refused({ ...rep, bind: ['udp://a:1'] }, 'unsupportedTransport');
    refused({ ...rep, connect: ['tcp://*:1'] }, 'invalidEndpoint');
    refused({ ...common, pattern: 'pipeline', pushConnect: ['tcp://*:1'] }, 'invalidEndpoint');
    checkChatSpec({ ...common, pattern: 'pipeline', pullBind: ['tcp://*:1'] });
    refused({ ...room, publishers: 'tcp://*:1' }, 'invalidEndpoint');
    refused({ ...room, publishers: '' }, 'invalidEndpoint');
    checkChatSpec({ ...room, host: true, publishers: 'tcp://*:1', subscribers: 'tcp://*:2' });
  });

  test('has bounds', () => {
    const endpoints = (count: number) => Array.from({ length: count }, (_, i) => `tcp://a:${i + 1}`);
    checkChatSpec({ ...common, pattern: 'sub', connect: endpoints(100) });
    refused({ ...common, pattern: 'sub', connect: endpoints(101) });
    refused({ ...common, pattern: 'pipeline', connect: endpoints(60), pushConnect: endpoints(60) });
    const rooms = (count: number) => Array.from({ length: count }, (_, i) => `r${i}`);
    checkChatSpec({ ...pub, rooms: rooms(100) });
    assert.match(refused({ ...pub, rooms: rooms(101) }).message, /101 rooms/);
  });

  test('a nick has 1 to 40 characters that are seen, none of them a blank or a colon', () => {
    for (const nick of ['a', 'ada', 'Žofie', '李雷', '🙂', '<b>x</b>', 'x'.repeat(40), "o'neil", 'a.b-c_d'])
      assert.equal(nickProblem(nick), undefined, nick);
    for (const nick of [
      '',
      ' ',
      'a b',
      'a:b',
      'a\tb',
      'a\nb',
      'a\u0000b',
      'a\u202eb',
      'a\u200bb',
      '\ufeffa',
      'a\u2066b',
      '\ud800',
      'x'.repeat(41),
    ]) {
      assert.ok(nickProblem(nick), JSON.stringify(nick));
      refused({ ...rep, nick });
    }
  });

  test('a room has 1 to 100 characters that are seen, and no blank at an end', () => {
    for (const name of ['lab', 'a b', '/a/b', '東京', 'x'.repeat(100)]) assert.equal(roomProblem(name, 'text'), undefined, name);
    for (const name of ['', ' ', ' lab', 'lab ', 'a\u0007', 'a\u202eb', '\udc00', 'x'.repeat(101)]) {
      assert.ok(roomProblem(name, 'text'), JSON.stringify(name));
      refused({ ...pub, rooms: [name] });
    }
    // A colon parts room and text in one format only; there, the one at its end is that one.
    for (const format of chatFormatNames) {
      for (const name of ['room1:', 'a:b', ':', '::']) {
        const fits = format !== 'prefix' || !name.slice(0, -1).includes(':');
        assert.equal(roomProblem(name, format) === undefined, fits, `${name} as ${format}`);
        if (fits) assert.deepEqual(checkChatSpec({ ...pub, format, rooms: [name] }).rooms, [name]);
        else assert.match(refused({ ...pub, format, rooms: [name] }).message, /contains a colon/);
      }
    }
    // Rooms mean something on the wire for each pattern.
    assert.deepEqual(checkChatSpec({ ...rep, rooms: ['lab'] }).rooms, ['lab']);
  });

  test('formats that name a room need one', () => {
    for (const format of chatFormatNames) {
      if (chatFormats[format].needsRoom) assert.match(refused({ ...pub, format }).message, /needs a room/);
      else assert.equal(checkChatSpec({ ...pub, format }).format, format);
      checkChatSpec({ ...pub, format, rooms: ['lab'] });
    }
  });

  test('a form learns what is wrong with each part', () => {
    assert.deepEqual(specProblems(rep), {});
    const problems = specProblems({ pattern: 'room', nick: 'a b', rooms: ['x:y'], publishers: 'tcp://a', format: 'prefix' });
    assert.deepEqual(Object.keys(problems).sort(), ['nick', 'publishers', 'rooms', 'subscribers']);
    assert.match(problems.publishers ?? '', /lacks a port/);
    assert.match(specProblems({ pattern: 'req' }).connect ?? '', /tcp:\/\/127\.0\.0\.1:5555/);
    assert.ok(specProblems({}).pattern);
  });

  test('any user name becomes a nick', () => {
    assert.equal(asNick('ada'), 'ada');
    assert.equal(asNick('CORP\\Ada Lovelace'), 'Ada_Lovelace');
    assert.equal(asNick(' '), 'guest');
    assert.equal(asNick(''), 'guest');
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (name) => assert.equal(nickProblem(asNick(name)), undefined)));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (codes) =>
        assert.equal(nickProblem(asNick(String.fromCharCode(...codes))), undefined),
      ),
    );
  });

  test('anything is accepted or refused with a sentence, and what is accepted is accepted again', () => {
    const odd = fc.oneof(fc.constantFrom(' tcp://*:5', 'ipc:///tmp/x', 'tcp://127.0.0.1:*', ''), fc.string({ unit: 'binary' }));
    const endpoint = fc.oneof({ weight: 5, arbitrary: fc.constantFrom('tcp://a:1', 'tcp://b:2') }, { weight: 1, arbitrary: odd });
    const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
    const endpoints = maybe(fc.array(endpoint, { maxLength: 3 }));
    const spec = fc.record({
      pattern: fc.constantFrom(...chatPatternNames),
      format: fc.constantFrom(...chatFormatNames),
      nick: fc.oneof({ weight: 5, arbitrary: fc.constant('ada') }, { weight: 1, arbitrary: fc.string() }),
      rooms: fc.array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom('lab', 'dev') }, { weight: 1, arbitrary: fc.string() }), {
        maxLength: 3,
      }),
      history: fc.boolean(),
      bind: endpoints,
      connect: endpoints,
      pullBind: endpoints,
      publishers: maybe(endpoint),
      subscribers: maybe(endpoint),
      host: maybe(fc.boolean()),
    });
    let accepted = 0;
    fc.assert(
      fc.property(spec, (given) => {
        try {
          const checked = checkChatSpec(given);
          accepted++;
          assert.deepEqual(checkChatSpec(checked), checked);
          assert.deepEqual(specProblems(checked), {});
        } catch (error) {
          assert.ok(error instanceof ZmqError, String(error));
        }
      }),
      { numRuns: 3_000 },
    );
    assert.ok(accepted > 0, 'none was accepted');
    fc.assert(fc.property(fc.anything(), (given) => assert.throws(() => checkChatSpec(given), ZmqError)));
  });

  test('is the same chat with endpoints in another order, whoever joins', () => {
    const one: ChatSpec = { ...common, rooms: [], pattern: 'sub', connect: ['tcp://a:1', 'tcp://b:2'] };
    assert.equal(
      isSameChat(one, { ...one, connect: ['tcp://b:2', 'tcp://a:1'], nick: 'bob', rooms: ['x'], format: 'json', bind: [] }),
      true,
    );
    assert.equal(isSameChat(one, { ...one, connect: ['tcp://a:1'] }), false);
    assert.equal(isSameChat(one, { ...one, connect: undefined, bind: one.connect }), false);
    assert.equal(isSameChat(one, { ...one, pattern: 'pub' }), false);
  });

  test('titles tell chats apart', () => {
    const title = (more: Partial<ChatSpec> & Pick<ChatSpec, 'pattern'>) => chatTitle({ ...common, ...more });
    assert.equal(chatTitle(room), 'Room at tcp://10.0.0.5:5555');
    assert.equal(title({ ...room, rooms: ['lab'] }), 'Room lab at tcp://10.0.0.5:5555');
    assert.equal(title({ ...room, rooms: ['a', 'b', 'c', 'd'] }), 'Room a, b, c, … at tcp://10.0.0.5:5555');
    assert.equal(title({ pattern: 'req', connect: ['tcp://a:1'] }), 'REQ to tcp://a:1');
    assert.equal(title({ pattern: 'rep', bind: ['tcp://*:1'] }), 'REP at tcp://*:1');
    assert.equal(title({ pattern: 'sub', connect: ['tcp://a:1', 'tcp://b:1', 'tcp://c:1'] }), 'SUB to tcp://a:1 and 2 more');
    assert.equal(title({ pattern: 'group', bind: ['tcp://*:1'], connect: ['tcp://a:1'] }), 'Group at tcp://*:1');
    assert.equal(title({ pattern: 'pipeline', pullBind: ['tcp://*:1'] }), 'Pipeline at tcp://*:1');
    assert.equal(title({ pattern: 'pair', bind: ['ipc:///tmp/\u202ex'] }), 'PAIR at ipc:///tmp/\\u202ex');
  });

  test('says who can send and receive', () => {
    const abilities = (more: Partial<ChatSpec> & Pick<ChatSpec, 'pattern'>) => [
      canSend({ ...common, ...more }),
      canReceive({ ...common, ...more }),
    ];
    assert.deepEqual(abilities(pub), [true, false]);
    assert.deepEqual(abilities({ pattern: 'sub' }), [false, true]);
    assert.deepEqual(abilities(rep), [true, true]);
    assert.deepEqual(abilities({ pattern: 'pipeline', bind: ['tcp://*:1'] }), [true, false]);
    assert.deepEqual(abilities({ pattern: 'pipeline', pullBind: ['tcp://*:1'] }), [false, true]);
    assert.deepEqual(abilities({ pattern: 'pipeline', pushConnect: ['tcp://a:1'], connect: ['tcp://a:2'] }), [true, true]);
  });
});
