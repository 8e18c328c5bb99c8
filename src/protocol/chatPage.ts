import * as v from 'valibot';
import { chatId, type ChatId, type ChatInfo, type ChatSpec } from './chat';
import type { EngineState } from './inspector';
import { Method, Notice, result } from './method';
import { empty, given, ordinal } from './shapes';

/** The leg between a page of the chat (view or editor) and the host. A page may also send the requests of `chat.ts`. */

export interface ChatSnapshot {
  engine: EngineState;
  generation: number;
  chats: ChatInfo[];
  /** The one chat that this page is for: an editor shows no other. */
  only?: ChatId;
  form: {
    /** From the setting, the last chat, or the user's name. */
    nick: string;
    /** What the last chat was joined with. */
    last?: ChatSpec;
    recentEndpoints: string[];
  };
  /** Kind of remote host that the engine runs on; others reach that one, not the computer with the screen. */
  remote?: string;
}
export const chatSnapshot = new Method('chat/snapshot', empty, result<ChatSnapshot>());
/** Host to page; the next one waits for the answer. */
export const chatsChanged = new Method('chat/changed', given<ChatSnapshot>(), result<null>());
/** Host to page. `chat`: shows the messages of that one. `form`: opens the join form, filled with what is known. */
export const showInChat = new Notice('chat/show', given<{ chat?: ChatId; form?: Partial<ChatSpec> }>());
/**
 * Page to host: the chat that is in sight while a section may cover its messages; absent when there is none. Whoever is named there needs
 * no notification: the page tells of new messages by itself.
 */
export const chatBehindSection = new Method('chat/behindSection', v.strictObject({ chat: v.optional(chatId) }), result<null>());
export const openChatLink = new Method(
  'chat/openLink',
  v.strictObject({
    url: v.pipe(
      v.string(),
      v.maxLength(16 * 1024),
      v.check((url) => /^https?:\/\//i.test(url), 'must be a link with http or https'),
    ),
  }),
  result<null>(),
);
export const saveChat = new Method('chat/save', v.strictObject({ chat: chatId }), result<null>());
export const openChatInEditor = new Method('chat/openInEditor', v.strictObject({ chat: chatId }), result<null>());
/** Shows the record in the inspector. */
export const showChatRecord = new Method('chat/showRecord', v.strictObject({ record: ordinal }), result<null>());
/** The link of an invitation, as a whole. */
export const copyChatLink = new Method(
  'chat/copyLink',
  v.strictObject({ query: v.pipe(v.string(), v.maxLength(64 * 1024)) }),
  result<null>(),
);
