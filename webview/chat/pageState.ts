import type { ChatId, ChatQuery } from '../../src/protocol/chat';
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

export function newChatPlace(): ChatPlace {
  return { draft: '', sent: [] };
}
