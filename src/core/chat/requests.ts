import * as v from 'valibot';
import type { ChatConfiguration, ChatEntriesParams, ChatQuery } from '../../protocol/chat';
import { chatFormatNames } from './patterns';

/** Shapes of what the chat's methods accept. What a spec says is checked by `checkChatSpec`. */

/** Characters of one message. */
export const maxMessageLength = 64 * 1024 * 1024;

const chat = v.pipe(v.string(), v.regex(/^c[1-9]\d{0,8}$/, 'must be an id of a chat, such as c1'));
const text = v.pipe(v.string(), v.maxLength(4096));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const room = v.optional(text);
const query: v.GenericSchema<unknown, ChatQuery | undefined> = v.optional(
  v.strictObject({
    room,
    filter: v.optional(v.strictObject({ how: v.picklist(['begins with', 'contains']), text })),
  }),
);

export const joinParams = v.strictObject({ id: v.optional(chat), spec: v.unknown(), afterCrash: v.optional(v.boolean()) });
export const restoreParams = v.strictObject({ chats: v.pipe(v.array(v.strictObject({ id: chat, spec: v.unknown() })), v.maxLength(1000)) });
export const chatParams = v.strictObject({ chat });
export const entriesParams: v.GenericSchema<unknown, ChatEntriesParams> = v.strictObject({
  chat,
  query,
  before: v.optional(count),
  from: v.optional(count),
  count: v.pipe(count, v.minValue(1), v.maxValue(200)),
});
export const entryParams = v.strictObject({ chat, number: count });
export const findParams = v.strictObject({ chat, query, text: v.pipe(text, v.minLength(1)) });
export const chatSendParams = v.strictObject({ chat, text: v.pipe(v.string(), v.minLength(1), v.maxLength(maxMessageLength)), room });
export const peerParams = v.strictObject({ chat, endpoint: text });
export const roomParams = v.strictObject({ chat, room: text });
export const updateParams = v.strictObject({
  chat,
  nick: v.optional(text),
  format: v.optional(v.picklist(chatFormatNames)),
  history: v.optional(v.boolean()),
});
export const seenParams = v.strictObject({ chat, room, upTo: count });
export const exportParams = v.strictObject({ chat, form: v.picklist(['text', 'jsonl']), from: v.optional(count) });
export const probeParams = v.strictObject({ endpoint: text });

export const chatConfiguration: v.GenericSchema<unknown, ChatConfiguration> = v.strictObject({
  historyFolder: v.optional(text),
  logFile: v.optional(text),
});
