import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { on } from '../../../src/core/rpc/on';
import type { ChatId, ChatInfo } from '../../../src/protocol/chat';
import { chatBehindSection, chatsChanged, chatSnapshot, type ChatSnapshot } from '../../../src/protocol/chatPage';
import { requestError, type RequestError } from '../../shared/page/requestError';
import { Transcript } from './transcript';

/** What the host told about engine and chats, and what the page holds of each chat. Fires `change`. */
export class ChatMirror extends EventTarget {
  snapshot: ChatSnapshot | undefined;
  problem: RequestError | undefined;
  private readonly transcripts = new Map<ChatId, Transcript>();
  private shown: ChatId | undefined;
  private behindSection: ChatId | undefined;

  constructor(readonly connection: MessageConnection) {
    super();
    on(connection, chatsChanged, async (snapshot) => {
      this.takeSnapshot(snapshot);
      // The next notice comes after this answer: no more of them than entries can be fetched for.
      await this.pull();
    });
    // What nobody looks at is asked for when somebody does.
    document.addEventListener('visibilitychange', () => void this.pull());
  }

  async start(): Promise<void> {
    try {
      this.takeSnapshot(await this.connection.sendRequest(chatSnapshot, {}));
    } catch (error) {
      this.problem = requestError(error);
      this.changed();
    }
  }

  chat(id: ChatId | undefined): ChatInfo | undefined {
    return this.snapshot?.chats.find((chat) => chat.id === id);
  }

  transcript(chat: ChatId): Transcript {
    let transcript = this.transcripts.get(chat);
    if (!transcript) {
      transcript = new Transcript(this.connection, chat);
      this.transcripts.set(chat, transcript);
    }
    return transcript;
  }

  /** The chat whose entries are kept up to date. */
  show(chat: ChatId | undefined): void {
    if (chat === this.shown) return;
    this.shown = chat;
    void this.pull();
  }

  /** The chat whose messages a section may cover: the host need not tell who is named there. */
  cover(chat: ChatId | undefined): void {
    if (chat === this.behindSection) return;
    this.behindSection = chat;
    this.connection.sendRequest(chatBehindSection, chat === undefined ? {} : { chat }).catch((error: unknown) => {
      this.problem = requestError(error);
      this.changed();
    });
  }

  /** A chat that was joined here; the host tells of it a moment later. */
  add(chat: ChatInfo): void {
    const { snapshot } = this;
    if (!snapshot || this.chat(chat.id)) return;
    this.snapshot = { ...snapshot, chats: [...snapshot.chats, chat] };
    this.changed();
  }

  private async pull(): Promise<void> {
    const info = this.chat(this.shown);
    const canAnswer = this.snapshot?.engine === 'running' || this.snapshot?.engine === 'not started';
    if (info && canAnswer && document.visibilityState === 'visible') await this.transcript(info.id).take(info);
  }

  private takeSnapshot(snapshot: ChatSnapshot): void {
    const isNew = this.snapshot !== undefined && this.snapshot.generation !== snapshot.generation;
    this.snapshot = snapshot;
    this.problem = undefined;
    for (const [id, transcript] of this.transcripts) {
      if (!this.chat(id)) this.transcripts.delete(id);
      else if (isNew) transcript.renew();
    }
    this.changed();
  }

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
