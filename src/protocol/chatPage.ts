import { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { ChatId, ChatInfo, ChatSpec } from './chat';
import type { ErrorData } from './errors';
import type { EngineState } from './inspector';

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
export const chatSnapshot = new RequestType<Record<string, never>, ChatSnapshot, ErrorData>('chat/snapshot');
/** Host to page; the next one waits for the answer. */
export const chatsChanged = new RequestType<ChatSnapshot, null, void>('chat/changed');
/** Host to page. `chat`: shows that tab. `form`: opens the join form, filled with what is known. */
export const showInChat = new NotificationType<{ chat?: ChatId; form?: Partial<ChatSpec> }>('chat/show');
/**
 * Page to host: the chat that is in sight while a section may cover its messages; absent when there is none. Whoever is named there needs
 * no notification: the page tells of new messages by itself.
 */
export const chatBehindSection = new RequestType<{ chat?: ChatId }, null, ErrorData>('chat/behindSection');
/** http and https only. */
export const openChatLink = new RequestType<{ url: string }, null, ErrorData>('chat/openLink');
export const saveChat = new RequestType<{ chat: ChatId }, null, ErrorData>('chat/save');
export const openChatInEditor = new RequestType<{ chat: ChatId }, null, ErrorData>('chat/openInEditor');
/** Shows the record in the inspector. */
export const showChatRecord = new RequestType<{ record: number }, null, ErrorData>('chat/showRecord');
/** The link of an invitation, as a whole. */
export const copyChatLink = new RequestType<{ query: string }, null, ErrorData>('chat/copyLink');
