import type { ChatId, ChatInfo, ChatQuery } from '../../../src/protocol/chat';
import type { JoinDraft } from './joinDraft';

/** What is shown between a chat's header and its log. */
export type Section = 'invite' | 'settings';

/** Where the person is in one chat. */
export interface ChatPlace {
  /** What was typed and not sent. */
  draft: string;
  /** Texts sent from here, the latest last. */
  sent: string[];
  /** The room that is shown; all of them otherwise. */
  room?: string;
  filter?: NonNullable<ChatQuery['filter']>;
  /** Shows the field of the filter. */
  filtering?: boolean;
  section?: Section;
  /** Number of the first entry in sight; undefined while the newest are followed. */
  top?: number;
}

/** What the page remembers of itself while it is gone: hidden, or reloaded. */
export interface ChatPageState {
  version: 1;
  active?: ChatId;
  /** Shows the join form in place of the active chat. */
  joining: boolean;
  joinDraft?: JoinDraft;
  places: Record<ChatId, ChatPlace>;
}

export function newChatPageState(): ChatPageState {
  return { version: 1, joining: false, places: {} };
}

/** Where the person is in a chat; in one that is new, nowhere yet. */
export function placeOf({ places }: ChatPageState, chat: ChatId): ChatPlace {
  return places[chat] ?? { draft: '', sent: [] };
}

/** A chat with what is unread elsewhere than in sight: what one looks at is told as seen a moment later. */
export function unseenOf(chat: ChatInfo, { room, filter, section, top }: ChatPlace): ChatInfo {
  if (top !== undefined || filter || section) return chat;
  if (room === undefined) return { ...chat, unread: 0, rooms: chat.rooms.map((other) => ({ ...other, unread: 0 })) };
  const shown = chat.rooms.find((other) => other.room === room);
  return {
    ...chat,
    unread: chat.unread - (shown?.unread ?? 0),
    rooms: chat.rooms.map((other) => (other === shown ? { ...other, unread: 0 } : other)),
  };
}
