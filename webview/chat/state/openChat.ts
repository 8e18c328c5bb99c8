import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { chatSeen, joinChatRoom, sendToChat, type ChatId, type ChatInfo, type ChatQuery } from '../../../src/protocol/chat';
import type { ChatSnapshot } from '../../../src/protocol/chatPage';
import type { PageStore } from '../../shared/page/pageStore';
import { requestError, type RequestError } from '../../shared/page/requestError';
import { Finder } from '../find/finder';
import type { ChatMirror } from './chatMirror';
import { placeOf, type ChatPageState, type ChatPlace } from './pageState';
import type { Transcript } from './transcript';

/** Texts that can be recalled, and the longest of them. */
const recalled = { count: 50, length: 10_000 };

/** The chat that is shown: what is known of it, where the person is in it, and what is done in it. Fires `change`. */
export class OpenChat extends EventTarget {
  readonly finder: Finder;
  /** Why the last action failed. */
  problem: RequestError | undefined;
  private told = '';

  constructor(
    private readonly mirror: ChatMirror,
    private readonly store: PageStore<ChatPageState>,
    private known: ChatInfo,
  ) {
    super();
    this.finder = new Finder(mirror.connection, known.id);
    this.transcript.ask(this.query);
  }

  get id(): ChatId {
    return this.known.id;
  }

  get info(): ChatInfo {
    return this.known;
  }

  get connection(): MessageConnection {
    return this.mirror.connection;
  }

  get snapshot(): ChatSnapshot | undefined {
    return this.mirror.snapshot;
  }

  get transcript(): Transcript {
    return this.mirror.transcript(this.id);
  }

  get place(): ChatPlace {
    return placeOf(this.store.state, this.id);
  }

  /** What of the chat is shown. */
  get query(): ChatQuery {
    const { room, filter } = this.place;
    return { ...(room !== undefined ? { room } : {}), ...(filter ? { filter } : {}) };
  }

  /** Texts that were sent, the latest last; without any from here, those that were said before this page was. */
  get sent(): readonly string[] {
    const { sent } = this.place;
    if (sent.length > 0) return sent;
    return this.transcript.entries.filter(({ own, kind, folded }) => own && kind === 'message' && !folded).map(({ text }) => text);
  }

  /** What host or store have to tell. */
  take(info: ChatInfo): void {
    const { revision } = this.known;
    this.known = info;
    if (info.revision !== revision) this.finder.again(this.query);
    this.transcript.ask(this.query);
    this.changed();
  }

  move(change: Partial<ChatPlace>): void {
    const { places } = this.store.state;
    this.store.update({ places: { ...places, [this.id]: { ...this.place, ...change } } });
  }

  /** Notes why an action fails. */
  async attempt(action: (connection: MessageConnection) => Promise<unknown>): Promise<void> {
    try {
      await action(this.connection);
      this.problem = undefined;
    } catch (error) {
      this.problem = requestError(error);
    }
    this.changed();
  }

  joinRoom(room: string): void {
    void this.attempt((connection) => connection.sendRequest(joinChatRoom, { chat: this.id, room }));
  }

  /** Rejects where the message was not even taken. */
  async send(text: string): Promise<void> {
    const { room, sent } = this.place;
    await this.connection.sendRequest(sendToChat, { chat: this.id, text, ...(room !== undefined ? { room } : {}) });
    if (text.length <= recalled.length) this.move({ sent: [...sent.filter((other) => other !== text), text].slice(-recalled.count) });
  }

  /** The newest entry is in sight. Told once for each; a filter hides some, so nothing counts as seen then. */
  seen(upTo: number): void {
    const { info, place } = this;
    const unread = place.room === undefined ? info.unread : (info.rooms.find(({ room }) => room === place.room)?.unread ?? 0);
    const key = `${place.room}\n${upTo}`;
    if (unread === 0 || place.filter || key === this.told) return;
    this.told = key;
    this.connection
      .sendRequest(chatSeen, { chat: this.id, ...(place.room !== undefined ? { room: place.room } : {}), upTo })
      .catch((error: unknown) => {
        this.problem = requestError(error);
        this.changed();
      });
  }

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
