import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { joinChat, type ChatId, type ChatInfo, type ChatSpec } from '../../../src/protocol/chat';
import type { ChatSnapshot } from '../../../src/protocol/chatPage';
import type { PageStore } from '../../shared/page/pageStore';
import { requestError, type RequestError } from '../../shared/page/requestError';
import type { ChatMirror } from '../state/chatMirror';
import { newJoinDraft, type JoinDraft } from '../state/joinDraft';
import type { ChatPageState } from '../state/pageState';

/** What is typed to join a chat, and what becomes of it. What is typed comes back with the page. Fires `change`. */
export class Joining extends EventTarget {
  /** Why joining was refused. */
  error: RequestError | undefined;
  busy = false;
  /** Set once the person tried to join: from then on, what is missing counts as wrong. */
  strict = false;

  constructor(
    private readonly mirror: ChatMirror,
    private readonly store: PageStore<ChatPageState>,
  ) {
    super();
    mirror.addEventListener('change', () => this.changed());
    store.addEventListener('change', () => this.changed());
  }

  get connection(): MessageConnection {
    return this.mirror.connection;
  }

  get form(): ChatSnapshot['form'] | undefined {
    return this.mirror.snapshot?.form;
  }

  get chats(): readonly ChatInfo[] {
    return this.mirror.snapshot?.chats ?? [];
  }

  get draft(): JoinDraft {
    return this.store.state.joinDraft ?? newJoinDraft(this.form);
  }

  /** The form in place of a chat. What was typed stays unless there is another draft, or it was for a chat that is there already. */
  begin(draft?: JoinDraft, refused?: RequestError): void {
    this.error = refused;
    this.strict = false;
    const forOther = this.store.state.joinDraft?.id !== undefined ? newJoinDraft(this.form) : undefined;
    const joinDraft = draft ?? forOther;
    this.store.update({ joining: true, ...(joinDraft ? { joinDraft } : {}) });
  }

  edit(joinDraft: JoinDraft): void {
    this.store.update({ joinDraft });
  }

  /** As `edit`, where what was refused or called wrong before is so no more. */
  editAnew(joinDraft: JoinDraft, strict = this.strict): void {
    this.error = undefined;
    this.strict = strict;
    this.edit(joinDraft);
  }

  beStrict(): void {
    this.strict = true;
    this.changed();
  }

  /** Joins and shows the chat; false where that is refused, or under way. */
  async join(spec: ChatSpec, id?: ChatId): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = undefined;
    this.changed();
    try {
      const chat = await this.mirror.connection.sendRequest(joinChat, { ...(id ? { id } : {}), spec });
      this.strict = false;
      this.mirror.add(chat);
      // The next chat begins with what the form begins with.
      this.store.update({ active: chat.id, joining: false, joinDraft: undefined });
      return true;
    } catch (error) {
      this.error = requestError(error);
      return false;
    } finally {
      this.busy = false;
      this.changed();
    }
  }

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
