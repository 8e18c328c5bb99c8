import { asNick } from '../../core/chat/spec';
import type { ChatSpec } from '../../protocol/chat';
import type { ChatSnapshot } from '../../protocol/chatPage';
import type { RecentEndpoints } from '../memory/recentEndpoints';

export interface ChatFormSources {
  /** As the settings have it, which may be anything. */
  nick: unknown;
  /** Of this computer's account. */
  userName: string;
  last: ChatSpec | undefined;
  recent: RecentEndpoints;
}

/** What the join form begins with. */
export function chatForm({ nick, userName, last, recent }: ChatFormSources): ChatSnapshot['form'] {
  const set = typeof nick === 'string' ? nick.trim() : '';
  return {
    nick: set === '' ? (last?.nick ?? asNick(userName)) : asNick(set),
    last,
    recentEndpoints: [...new Set([...recent.list('connect'), ...recent.list('bind')])],
  };
}
