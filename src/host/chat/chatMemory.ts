import { t } from '@vscode/l10n';
import { checkChatSpec } from '../../core/chat/spec';
import type { ChatId, ChatSpec } from '../../protocol/chat';
import type { Memory, RememberedKind } from '../memory/workspaceMemory';

export interface RememberedChat {
  id: ChatId;
  spec: ChatSpec;
}

/** How chats stand in the memory of a workspace. */
export const rememberedChats: RememberedKind<RememberedChat> = {
  key: 'chats',
  prefix: 'c',
  one: 'chat',
  recall: ({ id, spec }) => ({ id: id as ChatId, spec: checkChatSpec(spec) }),
  store: ({ id, spec }) => ({ id, spec }),
};

const lastKey = 'lastChat';

/** What the last chat of this workspace was joined with. */
export function recallLastSpec(memory: Memory, complain: (text: string) => void): ChatSpec | undefined {
  const found = memory.get(lastKey);
  if (found === undefined) return undefined;
  try {
    return checkChatSpec(found);
  } catch (error) {
    complain(t('The last chat of this workspace is unreadable: {0}', error instanceof Error ? error.message : String(error)));
    return undefined;
  }
}

export function rememberLastSpec(memory: Memory, spec: ChatSpec): PromiseLike<void> {
  return memory.update(lastKey, spec);
}
