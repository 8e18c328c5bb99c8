import type { ChatId, ChatInfo } from '../../../src/protocol/chat';
import type { PageStore } from '../../shared/page/pageStore';
import type { ChatMirror } from './chatMirror';
import { OpenChat } from './openChat';
import { placeOf, type ChatPageState, type ChatPlace } from './pageState';

/** Which chat is shown, and where the person is in each. What is stored comes back with the page. Fires `change`. */
export class ChatPlaces extends EventTarget {
  private open: OpenChat | undefined;

  constructor(
    readonly mirror: ChatMirror,
    private readonly store: PageStore<ChatPageState>,
  ) {
    super();
    mirror.addEventListener('change', () => this.fit());
    store.addEventListener('change', () => this.fit());
  }

  /** The chat that is shown; undefined where it is the join form, or none. */
  get shown(): OpenChat | undefined {
    return this.open;
  }

  /** The one chat that an editor shows; by this it is known again when the window was reloaded. */
  get only(): ChatId | undefined {
    return this.mirror.snapshot?.only;
  }

  place(chat: ChatId): ChatPlace {
    return placeOf(this.store.state, chat);
  }

  choose(active: ChatId): void {
    this.store.update({ active, joining: false });
  }

  /** Somebody wants to see what is said there: no section covers it any more. */
  showMessages(chat: ChatId): void {
    const { places } = this.store.state;
    this.store.update({ active: chat, joining: false, places: { ...places, [chat]: { ...this.place(chat), section: undefined } } });
  }

  closeForm(): void {
    this.store.update({ joining: false });
  }

  private fit(): void {
    const change = this.outdated();
    // This comes back here.
    if (change) return this.store.update(change);
    const info = this.chosen();
    if (info && info.id === this.open?.id) this.open.take(info);
    else this.open = info && new OpenChat(this.mirror, this.store, info);
    this.mirror.show(info?.id);
    this.mirror.cover(info && this.place(info.id).section ? info.id : undefined);
    this.dispatchEvent(new Event('change'));
  }

  private chosen(): ChatInfo | undefined {
    const { only, mirror } = this;
    const { active, joining } = this.store.state;
    if (only !== undefined) return mirror.chat(only);
    if (joining) return undefined;
    return mirror.chat(active) ?? mirror.snapshot?.chats[0];
  }

  /** What is stored of chats and rooms that are gone. */
  private outdated(): Partial<ChatPageState> | undefined {
    const { only } = this;
    const { active, places } = this.store.state;
    if (only !== undefined && active !== only) return { active: only, joining: false };
    const chats = this.mirror.snapshot?.chats ?? [];
    if (chats.length === 0) return undefined;
    const kept = Object.entries(places).filter(([id]) => chats.some((chat) => chat.id === id));
    if (kept.length < Object.keys(places).length) return { places: Object.fromEntries(kept) };
    const shown = this.chosen();
    const place = shown && places[shown.id];
    if (!place || place.room === undefined || shown.rooms.some(({ room }) => room === place.room)) return undefined;
    return { places: { ...places, [shown.id]: { ...place, room: undefined } } };
  }
}
