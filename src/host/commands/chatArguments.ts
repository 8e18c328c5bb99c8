import * as v from 'valibot';
import { chatFormatNames, chatPatternNames } from '../../core/chat/patterns';
import { checkChatSpec } from '../../core/chat/spec';
import type { ChatId, ChatSpec } from '../../protocol/chat';
import type { ChatDefaults } from '../chat/chatForm';
import { parseArgument } from './commandArguments';

/** One of them or several. */
const some = v.optional(
  v.pipe(
    v.union([v.string(), v.array(v.string())], 'Expected a text or a list of texts'),
    v.transform((given) => (typeof given === 'string' ? [given] : given)),
  ),
);
const text = v.optional(v.string());

const joinChat = v.strictObject({
  pattern: v.pipe(v.string(), v.toLowerCase(), v.picklist(chatPatternNames)),
  bind: some,
  connect: some,
  pushConnect: some,
  pullBind: some,
  publishers: text,
  subscribers: text,
  room: some,
  nick: text,
  format: v.optional(v.picklist(chatFormatNames)),
});
const hostRoom = v.strictObject({ publishers: v.string(), subscribers: v.string(), nick: text, room: some });
const ofChat = v.strictObject({ chat: v.optional(v.string()) });

/** @throws ZmqError `invalidParams`, `invalidChat` or `invalidEndpoint`, as do the others. */
export function joinChatArgument(argument: unknown, defaults: ChatDefaults): ChatSpec {
  const { room = [], nick = defaults.nick, format = 'text', ...endpoints } = parseArgument('zmq.joinChat', joinChat, argument);
  return checkChatSpec({ ...endpoints, rooms: room, nick, format, history: defaults.history });
}

export function hostRoomArgument(argument: unknown, defaults: ChatDefaults): ChatSpec {
  const { room = [], nick = defaults.nick, ...endpoints } = parseArgument('zmq.hostRoom', hostRoom, argument);
  return checkChatSpec({ ...endpoints, pattern: 'room', host: true, rooms: room, nick, format: 'text', history: defaults.history });
}

/** The chat that a command is about, where it says so. */
export function chatArgument(
  command: 'zmq.openChat' | 'zmq.leaveChat' | 'zmq.saveChat' | 'zmq.clearChat',
  argument: unknown,
): ChatId | undefined {
  return argument === undefined ? undefined : parseArgument(command, ofChat, argument).chat;
}
