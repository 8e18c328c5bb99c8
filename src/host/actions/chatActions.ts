import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { ZmqError } from '../../core/base/errors';
import { chatPatterns } from '../../core/chat/patterns';
import { checkChatSpec } from '../../core/chat/spec';
import { chatFormatNames, chatPatternNames, clearChat, type ChatInfo, type ChatSpec } from '../../protocol/chat';
import { action } from './action';
import type { ActionServices, ChatDefaults } from './actionServices';

/** One of them or several. */
const some = v.optional(
  v.pipe(
    v.union([v.string(), v.array(v.string())], 'must be a text or a list of texts'),
    v.transform((given) => (typeof given === 'string' ? [given] : given)),
  ),
);
const text = v.optional(v.string());
const chat = v.string();

const joining = v.strictObject({
  pattern: v.pipe(v.string(), v.toLowerCase(), v.picklist(chatPatternNames)),
  host: v.optional(v.boolean()),
  bind: some,
  connect: some,
  pushConnect: some,
  pullBind: some,
  publishers: text,
  subscribers: text,
  room: some,
  nick: text,
  format: v.optional(v.picklist(chatFormatNames)),
  history: v.optional(v.boolean()),
  chat: v.optional(chat),
});
const hosting = v.strictObject({ publishers: v.string(), subscribers: v.string(), nick: text, room: some });

/** @throws ZmqError `invalidChat` or `invalidEndpoint` */
export function specToJoin({ chat: _, ...given }: v.InferOutput<typeof joining>, defaults: ChatDefaults): ChatSpec {
  const { room = [], nick = defaults.nick, format = chatPatterns[given.pattern].format, history = defaults.history, ...endpoints } = given;
  return checkChatSpec({ ...endpoints, rooms: room, nick, format, history });
}

/** @throws as `specToJoin` */
export function specToHost(given: v.InferOutput<typeof hosting>, defaults: ChatDefaults): ChatSpec {
  return specToJoin({ ...given, pattern: 'room', host: true }, defaults);
}

/** The chat that is meant: the one that is named, or else the only one there is. @throws ZmqError `noSuchChat` */
function meant(candidates: ChatInfo[], named: string | undefined, { chats }: ActionServices): ChatInfo {
  if (named !== undefined) return chats.find(named);
  const [only, ...others] = candidates;
  if (only && others.length === 0) return only;
  throw new ZmqError('noSuchChat', only ? t('There are several chats.') : t('There is no chat.'), {
    hint: only ? t('Name one: {0}.', candidates.map(({ id }) => id).join(', ')) : t('Join one first.'),
  });
}

/** What can be done with chats. */
export const chatActions = {
  openChat: action({
    argument: '{chat?}',
    schema: v.strictObject({ chat: v.optional(chat) }),
    run: ({ chats, show }, { chat }) => show.chat(chat === undefined ? undefined : chats.find(chat).id),
  }),
  joinChat: action({
    argument:
      "{pattern: 'req'|'rep'|'pub'|'sub'|'group'|'pipeline'|'pair'|'room', bind?, connect?: string[], publishers?, subscribers?, room?, nick?, format?}",
    schema: joining,
    run: ({ chats }, params) => chats.join({ id: params.chat, spec: specToJoin(params, chats.defaults()) }),
  }),
  hostRoom: action({
    argument: '{publishers, subscribers, nick?, room?}',
    schema: hosting,
    run: ({ chats }, params) => chats.join({ spec: specToHost(params, chats.defaults()) }),
  }),
  leaveChat: action({
    argument: '{chat?}',
    schema: v.strictObject({ chat: v.optional(chat) }),
    run: async (services, { chat }) => {
      const joined = services.chats.infos().filter(({ state }) => state === 'joined');
      await services.chats.leave(meant(joined, chat, services).id);
    },
  }),
  removeChat: action({
    argument: '{chat}',
    schema: v.strictObject({ chat }),
    run: ({ chats }, { chat }) => chats.remove(chat),
  }),
  saveChat: action({
    argument: '{chat?, file?}',
    schema: v.strictObject({ chat: v.optional(chat), file: v.optional(v.pipe(v.string(), v.minLength(1))) }),
    run: async (services, { chat, file }) => {
      if (file === undefined)
        throw new ZmqError('invalidParams', t('A file to save the chat in must be named.'), { hint: t('Give its path as "file".') });
      await services.chats.save(meant(services.chats.infos(), chat, services), file);
    },
  }),
  clearChat: action({
    argument: '{chat?}',
    schema: v.strictObject({ chat: v.optional(chat) }),
    run: async (services, { chat }) => {
      await services.engine.request(clearChat, { chat: meant(services.chats.infos(), chat, services).id });
    },
  }),
};
