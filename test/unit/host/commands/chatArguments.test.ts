import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ZmqError } from '../../../../src/core/base/errors';
import type { ChatDefaults } from '../../../../src/host/actions/actionServices';
import { specToHost, specToJoin } from '../../../../src/host/actions/chatActions';
import { checkArgument } from '../../../../src/host/commands/argumentObject';

const joinChatArgument = (argument: unknown, given: ChatDefaults) => specToJoin(checkArgument('zmq.joinChat', argument), given);
const hostRoomArgument = (argument: unknown, given: ChatDefaults) => specToHost(checkArgument('zmq.hostRoom', argument), given);
const chatArgument = (command: 'zmq.openChat' | 'zmq.leaveChat' | 'zmq.saveChat' | 'zmq.clearChat', argument: unknown) =>
  checkArgument(command, argument).chat;

const defaults = { nick: 'ada', history: true };

describe('argument objects of chat commands', () => {
  it('join: one endpoint or several, one room or several, and what is left out', () => {
    assert.deepEqual(joinChatArgument({ pattern: 'REQ', connect: ' tcp://localhost:5555 ' }, defaults), {
      pattern: 'req',
      nick: 'ada',
      format: 'text',
      rooms: [],
      history: true,
      connect: ['tcp://localhost:5555'],
    });
    assert.deepEqual(
      joinChatArgument(
        {
          pattern: 'group',
          bind: ['tcp://127.0.0.1:1'],
          connect: ['tcp://127.0.0.1:2', 'tcp://127.0.0.1:3'],
          room: 'lab',
          nick: 'bob',
          format: 'json',
        },
        { nick: 'ada', history: false },
      ),
      {
        pattern: 'group',
        nick: 'bob',
        format: 'json',
        rooms: ['lab'],
        history: false,
        bind: ['tcp://127.0.0.1:1'],
        connect: ['tcp://127.0.0.1:2', 'tcp://127.0.0.1:3'],
      },
    );
    assert.deepEqual(joinChatArgument({ pattern: 'pub', bind: 'tcp://127.0.0.1:*', room: ['a', 'b'], format: 'topic' }, defaults).rooms, [
      'a',
      'b',
    ]);
  });

  it('join: a pipeline the other way around, and a room', () => {
    const pipeline = joinChatArgument({ pattern: 'pipeline', pushConnect: 'tcp://localhost:1', pullBind: ['tcp://127.0.0.1:2'] }, defaults);
    assert.deepEqual(
      [pipeline.pushConnect, pipeline.pullBind, pipeline.bind, pipeline.connect],
      [['tcp://localhost:1'], ['tcp://127.0.0.1:2'], undefined, undefined],
    );
    const room = joinChatArgument({ pattern: 'room', publishers: 'tcp://10.0.0.5:1', subscribers: 'tcp://10.0.0.5:2' }, defaults);
    assert.deepEqual([room.publishers, room.subscribers, room.host], ['tcp://10.0.0.5:1', 'tcp://10.0.0.5:2', undefined]);
  });

  it('join: where several speak, each message says who, unless something else is asked for', () => {
    const at = { publishers: 'tcp://10.0.0.5:1', subscribers: 'tcp://10.0.0.5:2' };
    assert.equal(joinChatArgument({ pattern: 'room', ...at }, defaults).format, 'nick');
    assert.equal(joinChatArgument({ pattern: 'group', bind: 'tcp://*:1' }, defaults).format, 'nick');
    assert.equal(joinChatArgument({ pattern: 'room', ...at, format: 'text' }, defaults).format, 'text');
  });

  it('host: binds a room', () => {
    assert.deepEqual(hostRoomArgument({ publishers: 'tcp://*:1', subscribers: 'tcp://*:2', room: 'lab' }, defaults), {
      pattern: 'room',
      host: true,
      nick: 'ada',
      format: 'nick',
      rooms: ['lab'],
      history: true,
      publishers: 'tcp://*:1',
      subscribers: 'tcp://*:2',
    });
  });

  it('of the others: the chat, or none', () => {
    assert.equal(chatArgument('zmq.openChat', undefined), undefined);
    assert.equal(chatArgument('zmq.leaveChat', {}), undefined);
    assert.equal(chatArgument('zmq.saveChat', { chat: 'c2' }), 'c2');
  });

  const refused: [string, () => unknown, RegExp, string][] = [
    ['no pattern', () => joinChatArgument({ bind: 'tcp://*:1' }, defaults), /zmq\.joinChat.*pattern/, 'invalidParams'],
    ['an unknown pattern', () => joinChatArgument({ pattern: 'router', bind: 'tcp://*:1' }, defaults), /pattern/, 'invalidParams'],
    ['a misspelt field', () => joinChatArgument({ pattern: 'pair', binds: 'tcp://*:1' }, defaults), /binds/, 'invalidParams'],
    ['an endpoint that is a number', () => joinChatArgument({ pattern: 'pair', bind: [5555] }, defaults), /bind/, 'invalidParams'],
    ['no endpoint at all', () => joinChatArgument({ pattern: 'pair' }, defaults), /endpoint/, 'invalidChat'],
    [
      'an endpoint to connect that can only be bound',
      () => joinChatArgument({ pattern: 'pair', connect: 'tcp://*:1' }, defaults),
      /only be bound/,
      'invalidEndpoint',
    ],
    ['a nick that is none', () => joinChatArgument({ pattern: 'pair', bind: 'tcp://*:1', nick: 'a b' }, defaults), /nick/, 'invalidChat'],
    [
      'a format that needs a room',
      () => joinChatArgument({ pattern: 'pub', bind: 'tcp://*:1', format: 'prefix' }, defaults),
      /room/,
      'invalidChat',
    ],
    ['half a room', () => hostRoomArgument({ publishers: 'tcp://*:1' }, defaults), /zmq\.hostRoom.*subscribers/, 'invalidParams'],
    ['a chat that is a number', () => chatArgument('zmq.clearChat', { chat: 1 }), /zmq\.clearChat.*chat/, 'invalidParams'],
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
