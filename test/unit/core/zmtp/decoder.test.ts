import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { encodeCommand } from '../../../../src/core/zmtp/commands';
import { boundsOf, COMMAND, encodeFrame, encodeMessage, LONG, MORE } from '../../../../src/core/zmtp/frames';
import { encodeGreeting, signatureLength } from '../../../../src/core/zmtp/greeting';
import { encodeMetadata } from '../../../../src/core/zmtp/metadata';
import { foundIn, StreamReader, type Found } from '../../../support/zmtpStream';

fc.configureGlobal({ seed: 20_261_129 });

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const join = (...parts: (Uint8Array | string | readonly number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? bytes(part) : part)]));
const command = (name: string, content: Uint8Array | string = '') =>
  encodeFrame(encodeCommand(name, typeof content === 'string' ? bytes(content) : content), COMMAND);
const ready = (type: string, more: [string, Uint8Array][] = []) =>
  command('READY', encodeMetadata([['Socket-Type', bytes(type)], ...more]));
const message = (...frames: string[]) => encodeMessage(frames.map(bytes));
const messagesOf = (found: readonly Found[]) => found.flatMap((each) => ('message' in each ? [each.message] : []));
const faultOf = (found: readonly Found[]) => found.flatMap((each) => ('fault' in each ? [each.fault] : []))[0];
const commandsOf = (found: readonly Found[]) => found.flatMap((each) => ('command' in each ? [each.command] : []));
/** Up to its first message. */
const beginning = join(encodeGreeting(), ready('DEALER'));

describe('a stream of ZMTP 3', () => {
  const long = 'x'.repeat(300);
  const stream = join(
    encodeGreeting({ minor: 1 }),
    ready('DEALER', [['Identity', bytes('me')]]),
    message('a'),
    message('', 'b', long),
    command('PING', join([0, 50], 'context')),
    message(long),
    command('SUBSCRIBE', 'weather.'),
    message(''),
  );
  const expected: Found[] = [
    { greeting: { major: 3, minor: 1, mechanism: 'NULL', asServer: false } },
    {
      command: {
        name: 'READY',
        metadata: [
          ['Socket-Type', bytes('DEALER')],
          ['Identity', bytes('me')],
        ],
      },
    },
    { message: ['a'] },
    { message: ['', 'b', long] },
    { command: { name: 'PING', timeToLive: 50, context: bytes('context') } },
    { message: [long] },
    { command: { name: 'SUBSCRIBE', topic: bytes('weather.') } },
    { message: [''] },
  ];

  test('is read in order', () => assert.deepEqual(foundIn(stream), expected));

  test('is the same wherever it is cut, and octet by octet', () => {
    for (let cut = 0; cut <= stream.length; cut++) assert.deepEqual(foundIn(stream, [cut]), expected, `cut at ${cut}`);
    assert.deepEqual(
      foundIn(
        stream,
        Array.from(stream, (_, i) => i + 1),
      ),
      expected,
    );
  });

  test('a greeting comes in pieces, whole, or with what follows, and what pads its signature is not looked at (traps 3 and 4)', () => {
    const padded = stream.slice();
    padded.set([1, 2, 3, 4, 5, 6, 7, 8], 1);
    for (const cuts of [[10, 11, 64], [64], [65], []]) assert.deepEqual(foundIn(padded, cuts), expected);
  });

  test('a higher version is taken as this one (trap 5)', () => {
    const higher = stream.slice();
    higher.set([4, 7], signatureLength);
    const [first, ...rest] = foundIn(higher);
    assert.deepEqual(first, { greeting: { major: 4, minor: 7, mechanism: 'NULL', asServer: false } });
    assert.deepEqual(rest, expected.slice(1));
  });

  test('each command is read as far as it can be', () => {
    const found = commandsOf(
      foundIn(
        join(
          beginning,
          command('ERROR', join([3], 'bad')),
          command('CANCEL', ''),
          command('JOIN', 'group'),
          command('LEAVE', 'group'),
          command('PONG', '0123456789abcdef'),
          command('X-NEW', 'anything'),
          encodeFrame(encodeCommand('SUBSCRIBE', bytes(long)), COMMAND),
        ),
      ),
    ).slice(1);
    assert.deepEqual(found, [
      { name: 'ERROR', reason: 'bad' },
      { name: 'CANCEL', topic: bytes('') },
      { name: 'JOIN', group: bytes('group') },
      { name: 'LEAVE', group: bytes('group') },
      { name: 'PONG', context: bytes('0123456789abcdef') },
      { name: 'X-NEW', size: 8 },
      { name: 'SUBSCRIBE', topic: bytes(long) },
    ]);
  });

  test('commands stand between the frames of a message, too', () => {
    const found = foundIn(join(beginning, [MORE, 1, 0x61], command('PING', join([0, 1])), [0, 1, 0x62], message('c')));
    assert.deepEqual(messagesOf(found), [['a', 'b'], ['c']]);
    assert.equal(commandsOf(found)[1]?.name, 'PING');
  });

  test('PLAIN: the name of the user, and never the password', () => {
    const stream = join(
      encodeGreeting({ mechanism: 'PLAIN' }),
      command('HELLO', join([5], 'admin', [6], 'secret')),
      command('INITIATE', encodeMetadata([['Socket-Type', bytes('REQ')]])),
      message('', 'question'),
    );
    const found = foundIn(stream);
    assert.deepEqual(commandsOf(found)[0], { name: 'HELLO', username: bytes('admin') });
    assert.deepEqual(messagesOf(found), [['', 'question']]);
    assert.ok(!JSON.stringify(found).includes('secret'));
  });

  test('CURVE: handshake by name and size, a HELLO has 200 octets (trap 13), and then what is encrypted', () => {
    const found = foundIn(
      join(
        encodeGreeting({ mechanism: 'CURVE', asServer: true }),
        command('HELLO', 'h'.repeat(194)),
        command('INITIATE', 'i'.repeat(300)),
        message(`\x07MESSAGE${'m'.repeat(40)}`),
      ),
    );
    assert.deepEqual(commandsOf(found), [
      { name: 'HELLO', size: 194 },
      { name: 'INITIATE', size: 300 },
    ]);
    assert.equal(messagesOf(found)[0]?.[0]?.length, 48);
  });
});

describe('older versions', () => {
  const signature = [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f];

  test('2.0 is known at octet 11 (trap 6), tells type and identity, and has no commands', () => {
    const reader = new StreamReader().give(join(signature, [1]));
    assert.equal(reader.decoder.major, 2);
    const stream = join(signature, [1, 8], encodeFrame(bytes('me')), message('a', 'b'), message('x'.repeat(300)));
    const expected: Found[] = [
      { greeting: { major: 2, socketType: 'PUSH' }, identity: 'me' },
      { message: ['a', 'b'] },
      { message: ['x'.repeat(300)] },
    ];
    for (let cut = 0; cut <= stream.length; cut++) assert.deepEqual(foundIn(stream, [cut]), expected, `cut at ${cut}`);
    assert.deepEqual(faultOf(foundIn(join(signature, [1, 8, 0, 0], command('PING')))), { code: 'no command', at: 14 });
  });

  test('a newer one goes on as 2.0 does where its peer speaks that', () => {
    const stream = join(signature, [3, 7], encodeFrame(bytes('')), message('\x01topic'));
    assert.deepEqual(foundIn(stream, [11, 12], 2), [
      { greeting: { major: 3, socketType: 'PULL' }, identity: '' },
      { message: ['\x01topic'] },
    ]);
  });

  test('1.0 has an identity in place of a greeting', () => {
    const stream = join([1, 0], [3, 1, 0x61, 0x62], [1, 0], [0xff, 0, 0, 0, 0, 0, 0, 1, 0x2d, 0], 'y'.repeat(300));
    const expected: Found[] = [{ greeting: { major: 1 }, identity: '' }, { message: ['ab', ''] }, { message: ['y'.repeat(300)] }];
    for (let cut = 0; cut <= stream.length; cut++) assert.deepEqual(foundIn(stream, [cut]), expected, `cut at ${cut}`);
    assert.deepEqual(faultOf(foundIn(join(stream, [0, 0]))), { code: 'impossible length', at: stream.length });
  });

  test('towards 1.0 the signature of a newer one is the length of its identity', () => {
    const stream = join([0xff, 0, 0, 0, 0, 0, 0, 0, 3, 0x7f], 'me', [2, 0, 0x61]);
    for (const cuts of [[10], [11], []])
      assert.deepEqual(foundIn(stream, cuts, 1), [{ greeting: { major: 3 }, identity: 'me' }, { message: ['a'] }]);
  });

  test('what the peer speaks is waited for, and 64 octets speak for themselves', () => {
    const reader = new StreamReader(undefined).give(beginning.subarray(0, 63));
    assert.deepEqual(reader.found, []);
    assert.equal(messagesOf(reader.give(join(beginning.subarray(63), message('a'))).found).length, 1);
  });
});

describe('what is no ZMTP', () => {
  test('is said at the octet at which it begins, and all behind it is left alone', () => {
    const at = beginning.length;
    const huge = (high: number) => join([LONG], [high, 0, 0, 0, 0, 0, 0, 0], 'x');
    const cases: [name: string, stream: Uint8Array, code: string, at: number][] = [
      ['HTTP', bytes('GET / HTTP/1.1\r\n\r\n'), 'not ZMTP', 0],
      ['TLS', join([0x16, 3, 1, 0, 200]), 'not ZMTP', 0],
      ['SSH', bytes('SSH-2.0-OpenSSH_9\r\n'), 'not ZMTP', 0],
      ['Redis', bytes('*1\r\n$4\r\nPING\r\n'), 'not ZMTP', 0],
      ['PostgreSQL', join([0, 0, 0, 8, 4, 210, 22, 47]), 'not ZMTP', 0],
      ['a signature without its last bit', join([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3]), 'not ZMTP', 0],
      ['a mechanism without a name', encodeGreeting({ mechanism: '' }), 'no mechanism', 12],
      ['a mechanism that is no name', encodeGreeting({ mechanism: 'a b' }), 'no mechanism', 12],
      ['a message before READY', join(encodeGreeting(), message('a')), 'message in handshake', 64],
      ['reserved bits', join(beginning, message('a'), [0x08, 1, 0]), 'reserved flags', at + 3],
      ['a command with more frames (trap 17)', join(beginning, [COMMAND | MORE, 1, 0]), 'reserved flags', at],
      ['a length of 2^63 (trap 16)', join(beginning, huge(0x80)), 'impossible length', at],
      ['a length of 2^62', join(beginning, huge(0x40)), 'impossible length', at],
      ['a command of 2 MiB', join(beginning, [COMMAND | LONG, 0, 0, 0, 0, 0, 0x20, 0, 0]), 'no command', at],
      ['a command without a name', join(beginning, [COMMAND, 1, 0]), 'no command', at],
      ['a name longer than the command', join(beginning, [COMMAND, 2, 9, 0x41]), 'no command', at],
      ['metadata that ends too soon', join(encodeGreeting(), command('READY', join([4], 'Name', [0, 0, 0, 9], 'x'))), 'no command', 64],
      ['a PING with 17 octets (trap 11)', join(beginning, command('PING', join([0, 1], '0123456789abcdefg'))), 'no command', at],
      ['an ERROR that is longer than it says', join(beginning, command('ERROR', join([1], 'abc'))), 'no command', at],
    ];
    for (const [name, stream, code, where] of cases) {
      assert.deepEqual(faultOf(foundIn(stream)), { code, at: where }, name);
      const found = foundIn(
        join(stream, message('behind it')),
        Array.from(stream, (_, i) => i + 1),
      );
      assert.deepEqual(faultOf(found), { code, at: where }, `${name}, octet by octet`);
      assert.equal(
        found.at(-1),
        found.find((each) => 'fault' in each),
        name,
      );
    }
    assert.deepEqual(messagesOf(foundIn(join(beginning, message('a'), [0x08, 1, 0]))), [['a']]);
  });

  test('nothing is held for a length that is declared, and of frames without end no more than came', () => {
    const reader = new StreamReader(3, 10_000).give(join(beginning, [LONG, 0, 0x0f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 'x'.repeat(100)));
    assert.equal(reader.held, 109);
    assert.equal(reader.give(bytes('y'.repeat(20_000))).held, 0);
    const endless = new StreamReader(3, 10_000).give(beginning);
    for (let i = 0; i < 150; i++) assert.ok(endless.give(join(...Array.from({ length: 1000 }, () => [MORE, 1, 0x62]))).held <= 10_000);
    const [cut] = endless.give(join([0, 1, 0x61], message('b'))).found.flatMap((each) => ('cut' in each ? [each.cut] : []));
    assert.deepEqual([cut?.frames, cut?.bytes, cut?.sizes.length, cut?.sizes.at(-1)], [150_001, 150_001, 100_000, 1]);
    assert.deepEqual(messagesOf(endless.found), [['b']]);
  });
});

test('a message of which the rest is left out tells what came of it, and the next one is whole, wherever the stream is cut', () => {
  const stream = join(
    beginning,
    message('before'),
    message('abc', 'd'.repeat(600), 'e'.repeat(300)).subarray(0, 5 + 9 + 600),
    command('PING', join([0, 1])),
    encodeFrame(bytes('e'.repeat(300))),
    message('behind', 'it'),
  );
  for (let cut = beginning.length; cut < stream.length; cut++) {
    const found = foundIn(stream, [cut, Math.min(stream.length, cut + 150)], 3, 100);
    assert.deepEqual(messagesOf(found).at(-1), ['behind', 'it'], `cut at ${cut}`);
    assert.equal(commandsOf(found).at(-1)?.name, 'PING');
    const [whole, rest] = [
      messagesOf(found).find(([first]) => first === 'abc'),
      found.flatMap((each) => ('cut' in each ? [each.cut] : []))[0],
    ];
    if (whole) assert.deepEqual(whole, ['abc', 'd'.repeat(600), 'e'.repeat(300)]);
    else {
      assert.deepEqual([rest?.sizes, rest?.frames, rest?.bytes], [[3, 600, 300], 3, 903], `cut at ${cut}`);
      const kept = rest?.kept.join('') ?? '';
      assert.ok(kept.length > 0 && ('abc' + 'd'.repeat(600) + 'e'.repeat(300)).startsWith(kept), `cut at ${cut}: ${kept}`);
    }
  }
});

describe('whatever comes', () => {
  const frames = fc.array(
    fc.string({ maxLength: 400 }).map((text) => text.replace(/[^\x20-\x7e]/g, '?')),
    { minLength: 1, maxLength: 5 },
  );

  test('what was written is read, in any pieces', () => {
    fc.assert(
      fc.property(fc.array(frames, { maxLength: 20 }), fc.array(fc.nat(5000), { maxLength: 10 }), (messages, cuts) => {
        const stream = join(beginning, ...messages.map((each) => message(...each)));
        const places = cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b);
        assert.deepEqual(messagesOf(foundIn(stream, places)), messages);
      }),
      { numRuns: 300 },
    );
  });

  test('octets that were changed are read or refused, and found the same in any pieces', () => {
    const stream = join(beginning, message('a', 'bc'), command('PING', join([0, 5], 'x')), message('x'.repeat(300)), message('d'));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(stream.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(stream.length), { maxLength: 6 }),
        fc.constantFrom(1, 2, 3, undefined),
        (changes, cuts, peerMajor) => {
          const changed = stream.slice();
          for (const [at, value] of changes) changed[at] = value;
          const places = cuts.sort((a, b) => a - b);
          assert.deepEqual(foundIn(changed, places, peerMajor), foundIn(changed, [], peerMajor));
        },
      ),
      { numRuns: 3000 },
    );
  });
});

test('where the frames of a message are is found again', () => {
  const frame = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(fc.array(frame, { minLength: 1, maxLength: 5 }), (frames) => {
      const message = encodeMessage(frames);
      const bounds = boundsOf(message);
      assert.deepEqual(
        frames.map((_, at) => message.slice(bounds[2 * at], bounds[2 * at + 1])),
        frames,
      );
      assert.equal(bounds.length, 2 * frames.length);
    }),
  );
  const large = encodeMessage([new Uint8Array(70_000).fill(7), new Uint8Array(0)]);
  assert.deepEqual(boundsOf(large), [9, 70_009, 70_011, 70_011]);
});
