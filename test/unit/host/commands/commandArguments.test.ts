import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ZmqError } from '../../../../src/core/base/errors';
import { checkArgument } from '../../../../src/host/commands/argumentObject';

const subscribeArgument = (argument: unknown) => checkArgument('zmq.subscribe', argument);
const publishArgument = (argument: unknown) => checkArgument('zmq.publish', argument);
const openSocketArgument = (argument: unknown) => checkArgument('zmq.openSocket', argument);
const sendArgument = (argument: unknown) => checkArgument('zmq.send', argument);
const closeSocketArgument = (argument: unknown) => checkArgument('zmq.closeSocket', argument);

const bytes = (text: string) => new TextEncoder().encode(text);

describe('argument objects of commands', () => {
  it('subscribe: connects, and takes everything unless told otherwise', () => {
    const spec = subscribeArgument({ endpoint: ' tcp://localhost:5555 ' });
    assert.deepEqual(spec, { type: 'sub', name: undefined, connect: ['tcp://localhost:5555'], subscribe: [new Uint8Array(0)] });
  });

  it('subscribe: topics as text, hex and Base64; bind and name', () => {
    const spec = subscribeArgument({
      endpoint: 'tcp://*:*',
      bind: true,
      name: 'feed',
      topics: ['wetter.ö', { hex: '00 ff' }, { base64: 'AP8=' }],
    });
    assert.deepEqual(spec, {
      type: 'sub',
      name: 'feed',
      bind: ['tcp://*:*'],
      subscribe: [bytes('wetter.ö'), Uint8Array.of(0, 255), Uint8Array.of(0, 255)],
    });
    assert.deepEqual(subscribeArgument({ endpoint: 'inproc://a', topics: [] }).subscribe, [new Uint8Array(0)], 'no topic in particular');
  });

  it('publish: binds, or connects', () => {
    assert.deepEqual(publishArgument({ endpoint: 'tcp://127.0.0.1:*' }), { type: 'pub', name: undefined, bind: ['tcp://127.0.0.1:*'] });
    assert.deepEqual(publishArgument({ endpoint: 'tcp://localhost:1', connect: true }).connect, ['tcp://localhost:1']);
  });

  it('E06: several endpoints in one text are several', () => {
    const two = ['tcp://localhost:1', 'tcp://localhost:2'];
    assert.deepEqual(subscribeArgument({ endpoint: two.join(', ') }).connect, two);
    assert.deepEqual(openSocketArgument({ type: 'push', connect: [two.join('\n')] }).connect, two);
  });

  it('openSocket: any type in either case, several endpoints, options', () => {
    const spec = openSocketArgument({
      type: 'ROUTER',
      bind: ['tcp://127.0.0.1:*'],
      connect: ['inproc://x'],
      options: { routingId: { hex: '01ff' }, mandatory: false },
    });
    assert.equal(spec.type, 'router');
    assert.deepEqual(spec.options, { routingId: Uint8Array.of(1, 255), mandatory: false });
  });

  it('send: exact frames and the routing id', () => {
    assert.deepEqual(sendArgument({ socket: 's1', frames: ['', { hex: '00' }], routingId: 'peer' }), {
      socket: 's1',
      frames: [new Uint8Array(0), Uint8Array.of(0)],
      routingId: bytes('peer'),
    });
  });

  const refused: [string, () => unknown, RegExp, string][] = [
    ['a string instead of an object', () => subscribeArgument('tcp://localhost:1'), /zmq\.subscribe/, 'invalidParams'],
    ['no endpoint', () => subscribeArgument({}), /endpoint/, 'invalidParams'],
    ['a misspelt field', () => subscribeArgument({ endpoint: 'tcp://localhost:1', topic: 'a' }), /topic/, 'invalidParams'],
    ['a topic that is a number', () => subscribeArgument({ endpoint: 'tcp://localhost:1', topics: [1] }), /topics\.0/, 'invalidParams'],
    ['hex that does not parse', () => sendArgument({ socket: 's1', frames: [{ hex: '0g' }] }), /frames\.0.*hexadecimal/, 'invalidParams'],
    ['no frame', () => sendArgument({ socket: 's1', frames: [] }), /frames/, 'invalidParams'],
    [
      'an endpoint to connect that can only be bound',
      () => subscribeArgument({ endpoint: 'tcp://*:5555' }),
      /only be bound/,
      'invalidEndpoint',
    ],
    [
      'a bad endpoint among good ones',
      () => openSocketArgument({ type: 'sub', connect: ['inproc://a', 'tcp://b'] }),
      /lacks a port/,
      'invalidEndpoint',
    ],
    ['an unknown type', () => openSocketArgument({ type: 'radio' }), /type/, 'invalidParams'],
    ["an id of the caller's own", () => openSocketArgument({ type: 'sub', id: 's1' }), /id/, 'invalidParams'],
    ['an option the type lacks', () => openSocketArgument({ type: 'sub', options: { mandatory: true } }), /mandatory/, 'invalidOption'],
    ['an option inherited from nowhere', () => openSocketArgument({ type: 'sub', options: { toString: 1 } }), /toString/, 'invalidOption'],
    ['topics for a type that takes none', () => openSocketArgument({ type: 'pull', subscribe: ['a'] }), /PULL/, 'notSupportedByType'],
    ['no socket', () => closeSocketArgument({}), /socket/, 'invalidParams'],
  ];
  for (const [what, parse, message, code] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(parse, (error) => {
        assert.ok(error instanceof ZmqError);
        assert.match(error.message, message);
        assert.equal(error.data.code, code);
        return true;
      });
    });
  }
});
