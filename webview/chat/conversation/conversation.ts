import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { chatPatterns } from '../../../src/core/chat/patterns';
import { visibleText } from '../../../src/core/base/preview';
import {
  cancelChatMessage,
  chatSeen,
  clearChat,
  joinChatRoom,
  leaveChat,
  leaveChatRoom,
  removeChat,
  resetChatTurn,
  retryChatMessage,
  sendToChat,
  type ChatInfo,
  type ChatQuery,
} from '../../../src/protocol/chat';
import { openChatInEditor, openChatLink, saveChat, showChatRecord } from '../../../src/protocol/chatPage';
import type { MenuItem } from '../../shared/controls/menuButton';
import { counted } from '../../shared/text/format';
import { icons } from '../../shared/looks/icons';
import { requestError, type RequestError } from '../../shared/page/requestError';
import { baseStyles } from '../../shared/looks/theme';
import '../header/chatHeader';
import type { Question } from '../notices/chatNotices';
import '../notices/chatNotices';
import './composer';
import { conversationStyles } from './conversationStyles';
import type { EntryActions } from '../log/entryTemplates';
import '../bars/filterBar';
import '../bars/findBar';
import { Finder } from '../find/finder';
import '../sections/inviteSection';
import type { EntryList } from '../log/entryList';
import '../log/entryList';
import { unseenOf, type ChatPlace, type Section } from '../state/pageState';
import '../notices/problemList';
import type { RoomStrip } from '../bars/roomStrip';
import '../bars/roomStrip';
import type { ChatMirror } from '../state/chatMirror';
import '../sections/settingsSection';

/** Texts that can be recalled, and the longest of them. */
const recalled = { count: 50, length: 10_000 };

/** One chat, from its header to the box that messages are written in. Fires `rejoin`. */
@customElement('zmq-conversation')
export class Conversation extends LitElement {
  static override styles = [baseStyles, conversationStyles];

  @property({ attribute: false }) mirror!: ChatMirror;
  @property({ attribute: false }) chat!: ChatInfo;
  @property({ attribute: false }) place!: ChatPlace;
  @property({ attribute: false }) move!: (change: Partial<ChatPlace>) => void;
  /** What is asked before it is done. */
  @state() private asking: Question = '';
  @state() private problem: RequestError | undefined;
  @state() private finding = false;
  @state() private askingForRoom = false;
  @query('zmq-entry-list') private log!: EntryList;
  private finder!: Finder;
  /** Who had the focus before the find bar. */
  private hadFocus: HTMLElement | undefined;
  private told = '';
  private revision = -1;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { chat, mirror } = this;
    if (!this.hasUpdated) {
      this.finder = new Finder(mirror.connection, chat.id);
      this.finder.addEventListener('change', () => this.requestUpdate());
      this.finder.addEventListener('go', () => {
        if (this.finder.current !== undefined) void this.log.show(this.finder.current);
      });
    }
    if (changed.has('chat') && chat.revision !== this.revision) {
      this.revision = chat.revision;
      this.finder.again(this.query);
    }
    if (this.place.room !== undefined && !chat.rooms.some(({ room }) => room === this.place.room)) this.move({ room: undefined });
    mirror.transcript(chat.id).ask(this.query);
  }

  protected override firstUpdated(): void {
    if (this.place.top !== undefined) void this.log.goBack(this.place.top);
  }

  override render() {
    const { chat, place, finder, mirror } = this;
    const { hasRooms } = chatPatterns[chat.spec.pattern];
    const room = chat.rooms.find((other) => other.room === place.room);
    // As the engine chooses where none is.
    const to = room?.room ?? chat.spec.rooms[0];
    return html`<zmq-chat-header
        .chat=${chat}
        ?inviting=${place.section === 'invite'}
        ?finding=${this.finding}
        ?filtering=${place.filtering ?? false}
        .toggle=${(what: 'invite' | 'find' | 'filter') => this.toggle(what)}
        .items=${this.menu(hasRooms)}
      ></zmq-chat-header>
      ${
        this.finding
          ? html`<zmq-find-bar
              .text=${finder.text}
              .count=${finder.problem?.message ?? finder.count}
              .search=${(text: string) => this.search(text)}
              .step=${(by: 1 | -1) => finder.step(by)}
              @close-find=${() => this.endFind()}
            ></zmq-find-bar>`
          : nothing
      }
      ${
        place.filtering
          ? html`<zmq-filter-bar
              .filter=${place.filter}
              .edit=${(filter: ChatQuery['filter']) => this.move({ filter })}
              @close-filter=${() => this.toggle('filter')}
            ></zmq-filter-bar>`
          : nothing
      }
      ${
        hasRooms && (chat.rooms.length > 0 || this.askingForRoom)
          ? html`<zmq-room-strip
              .chat=${unseenOf(chat, place)}
              .room=${place.room}
              @asked=${() => (this.askingForRoom = false)}
              .choose=${(name: string | undefined) => this.move({ room: name, top: undefined })}
              .join=${(name: string) => this.joinRoom(name)}
              .leave=${(name: string) => this.attempt(() => mirror.connection.sendRequest(leaveChatRoom, { chat: chat.id, room: name }))}
            ></zmq-room-strip>`
          : nothing
      }
      ${place.section ? html`<div class="section scrolls" @keydown=${this.sectionKeydown}>${this.section(place.section)}</div>` : nothing}
      ${
        place.section && chat.unread > 0
          ? html`<div class="covered" role="status">
              <vscode-button class="small" appearance="secondary" @click=${() => this.closeSection()}
                >${counted(chat.unread, 'new message')}<span slot="start">${icons.down}</span></vscode-button
              >
            </div>`
          : nothing
      }
      <zmq-chat-problems
        class="scrolls ${chat.problems.length > 0 ? 'some' : ''}"
        ?hidden=${place.section !== undefined}
        .connection=${mirror.connection}
        .problems=${chat.problems}
        .joinRoom=${(name: string) => this.joinRoom(name)}
        .resetTurn=${() => void this.attempt(() => mirror.connection.sendRequest(resetChatTurn, { chat: chat.id }))}
      ></zmq-chat-problems>
      <zmq-chat-notices
        .asking=${this.asking}
        ?left=${chat.state === 'left'}
        .problem=${this.problem ?? mirror.transcript(chat.id).problem}
        @yes=${() => this.answerYes()}
        @no=${() => {
          this.asking = '';
          this.focus();
        }}
        @remove=${() => this.askToRemove()}
        @rejoin=${() => this.dispatchEvent(new CustomEvent('rejoin'))}
      ></zmq-chat-notices>
      <zmq-entry-list
        .transcript=${mirror.transcript(chat.id)}
        .unread=${(room ?? chat).unread}
        ?withRooms=${hasRooms}
        .room=${room?.room}
        .found=${this.finding ? finder.pattern : undefined}
        .current=${this.finding ? finder.current : undefined}
        .actions=${this.actions}
        .empty=${place.filter ? 'No message matches the filter.' : chat.spec.pattern === 'sub' ? 'Nothing was heard yet.' : 'Nothing was said yet.'}
        .moved=${this.moved}
        .seen=${this.seen}
      ></zmq-entry-list>
      <zmq-composer
        .draft=${place.draft}
        .placeholder=${to ? `Message to ${visibleText(to)}` : 'Message'}
        .cannotSend=${chat.cannotSend ?? ''}
        .sent=${place.sent.length > 0 ? place.sent : this.ownTexts}
        .edit=${(draft: string) => this.move({ draft })}
        .send=${(text: string) => this.send(text)}
      ></zmq-composer>`;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('zmq-composer')?.focus();
  }

  /** Removes the chat, if that is meant. */
  askToRemove(): void {
    this.asking = 'remove';
  }

  /** Ctrl+F. */
  find(): void {
    if (!this.finding) {
      const active = this.shadowRoot?.activeElement;
      this.hadFocus = active instanceof HTMLElement ? active : undefined;
    }
    this.finding = true;
    // What is found may have no room below it.
    this.move({ section: undefined });
    void this.focusPart('zmq-find-bar');
  }

  /** F3. */
  findNext(by: 1 | -1): void {
    if (this.finding) this.finder.step(by);
  }

  private get query(): ChatQuery {
    const { room, filter } = this.place;
    return { ...(room !== undefined ? { room } : {}), ...(filter ? { filter } : {}) };
  }

  private menu(hasRooms: boolean): MenuItem[] {
    const { chat, mirror } = this;
    const { connection } = mirror;
    const id = { chat: chat.id };
    const joined = chat.state === 'joined';
    return [
      { label: 'Chat Settings…', run: () => this.show('settings') },
      ...(hasRooms && joined ? [{ label: 'Join Room…', run: () => void this.askForRoom() }] : []),
      { label: 'Save Chat As…', run: () => void this.attempt(() => connection.sendRequest(saveChat, id)) },
      { label: 'Open in Editor', run: () => void this.attempt(() => connection.sendRequest(openChatInEditor, id)) },
      { label: 'Clear…', run: () => (this.asking = 'clear') },
      joined
        ? { label: 'Leave', run: () => void this.attempt(() => connection.sendRequest(leaveChat, id)) }
        : { label: 'Remove…', run: () => (this.asking = 'remove') },
    ];
  }

  private sectionKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    this.closeSection();
  }

  private closeSection(): void {
    this.move({ section: undefined });
    this.focus();
  }

  private section(section: Section) {
    const { chat, mirror } = this;
    const close = (): void => this.closeSection();
    if (section === 'invite') {
      return html`<zmq-invite-section
        .connection=${mirror.connection}
        .chat=${chat.id}
        .remote=${mirror.snapshot?.remote ?? ''}
        @close-section=${close}
      ></zmq-invite-section>`;
    }
    return html`<zmq-settings-section
      .connection=${mirror.connection}
      .chat=${chat}
      .recent=${mirror.snapshot?.form.recentEndpoints ?? []}
      @close-section=${close}
    ></zmq-settings-section>`;
  }

  private async answerYes(): Promise<void> {
    const { asking, chat, mirror } = this;
    this.asking = '';
    this.focus();
    if (asking !== '')
      await this.attempt(() => mirror.connection.sendRequest(asking === 'clear' ? clearChat : removeChat, { chat: chat.id }));
  }

  private readonly actions: EntryActions = {
    openLink: (url) => void this.attempt(() => this.mirror.connection.sendRequest(openChatLink, { url })),
    showRecord: (record) => void this.attempt(() => this.mirror.connection.sendRequest(showChatRecord, { record })),
    retry: ({ number }) => void this.attempt(() => this.mirror.connection.sendRequest(retryChatMessage, { chat: this.chat.id, number })),
    cancel: ({ number }) => void this.attempt(() => this.mirror.connection.sendRequest(cancelChatMessage, { chat: this.chat.id, number })),
    showAll: ({ number }) => void this.attempt(() => this.mirror.transcript(this.chat.id).unfold(number)),
  };

  private toggle(what: 'invite' | 'find' | 'filter'): void {
    if (what === 'find') {
      if (this.finding) this.endFind();
      else this.find();
    } else if (what === 'filter') {
      const filtering = !this.place.filtering;
      this.move({ filtering, ...(filtering ? { section: undefined } : { filter: undefined }) });
      if (filtering) void this.focusPart('zmq-filter-bar');
      else this.focus();
    } else if (this.place.section === 'invite') this.move({ section: undefined });
    else this.show('invite');
  }

  private show(section: Section): void {
    this.move({ section });
    void this.focusPart(`zmq-${section}-section`);
  }

  private async askForRoom(): Promise<void> {
    this.askingForRoom = true;
    await this.updateComplete;
    await this.renderRoot.querySelector<RoomStrip>('zmq-room-strip')?.begin();
  }

  private async focusPart(element: string): Promise<void> {
    await this.updateComplete;
    requestAnimationFrame(() => this.renderRoot.querySelector<HTMLElement>(element)?.focus());
  }

  private search(text: string): void {
    this.finder.search(text, this.query);
    this.requestUpdate();
  }

  private endFind(): void {
    this.finding = false;
    this.finder.stop();
    if (this.hadFocus?.isConnected) this.hadFocus.focus();
    else this.focus();
  }

  private joinRoom(room: string): void {
    void this.attempt(() => this.mirror.connection.sendRequest(joinChatRoom, { chat: this.chat.id, room }));
  }

  private async send(text: string): Promise<void> {
    const { room, sent } = this.place;
    await this.mirror.connection.sendRequest(sendToChat, { chat: this.chat.id, text, ...(room !== undefined ? { room } : {}) });
    if (text.length <= recalled.length) this.move({ sent: [...sent.filter((other) => other !== text), text].slice(-recalled.count) });
    await this.log.toNewest();
  }

  /** Once for each newest entry; a filter hides some, so nothing counts as seen then. */
  private readonly seen = (upTo: number): void => {
    const { chat, place } = this;
    const unread = place.room === undefined ? chat.unread : (chat.rooms.find(({ room }) => room === place.room)?.unread ?? 0);
    const key = `${place.room}\n${upTo}`;
    if (unread === 0 || place.filter || key === this.told) return;
    this.told = key;
    this.mirror.connection
      .sendRequest(chatSeen, { chat: chat.id, ...(place.room !== undefined ? { room: place.room } : {}), upTo })
      .catch((error: unknown) => (this.problem = requestError(error)));
  };

  private readonly moved = (top: number | undefined): void => {
    if (top !== this.place.top) this.move({ top });
  };

  /** What was said before this page was. */
  private get ownTexts(): string[] {
    return this.mirror
      .transcript(this.chat.id)
      .entries.filter(({ own, kind, folded }) => own && kind === 'message' && !folded)
      .map(({ text }) => text);
  }

  private async attempt(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
      this.problem = undefined;
    } catch (error) {
      this.problem = requestError(error);
    }
  }
}
