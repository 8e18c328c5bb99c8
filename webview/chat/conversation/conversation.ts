import { t } from '@vscode/l10n';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { chatPatterns } from '../../../src/core/chat/patterns';
import { visibleText } from '../../../src/core/base/preview';
import {
  cancelChatMessage,
  clearChat,
  leaveChat,
  leaveChatRoom,
  removeChat,
  resetChatTurn,
  retryChatMessage,
  type ChatQuery,
} from '../../../src/protocol/chat';
import { openChatInEditor, openChatLink, saveChat, showChatRecord } from '../../../src/protocol/chatPage';
import type { MenuItem } from '../../shared/controls/menu';
import { counted } from '../../../src/core/base/quantities';
import { icons } from '../../shared/looks/icons';
import { focusOnceDrawn } from '../../shared/page/focusOnceDrawn';
import { Follow } from '../../shared/page/follow';
import { baseStyles } from '../../shared/looks/theme';
import '../header/chatHeader';
import type { Question } from '../notices/chatNotices';
import '../notices/chatNotices';
import './composer';
import { conversationStyles } from './conversationStyles';
import type { EntryActions } from '../log/entryTemplates';
import type { EntryList } from '../log/entryList';
import '../log/entryList';
import type { OpenChat } from '../state/openChat';
import { unseenOf, type Section } from '../state/pageState';
import '../notices/problemList';
import type { RoomStrip } from '../bars/roomStrip';
import '../bars/roomStrip';

/** One chat, from its header to the box that messages are written in. Fires `rejoin`. */
@customElement('zmq-conversation')
export class Conversation extends LitElement {
  static override styles = [baseStyles, conversationStyles];

  @property({ attribute: false }) chat!: OpenChat;
  /** What is asked before it is done. */
  @state() private asking: Question = '';
  @state() private finding = false;
  @state() private askingForRoom = false;
  @query('zmq-entry-list') private log!: EntryList;
  /** Who had the focus before the find bar. */
  private hadFocus: HTMLElement | undefined;

  constructor() {
    super();
    new Follow(this, () => [this.chat, this.chat?.transcript, this.chat?.finder]);
  }

  protected override firstUpdated(): void {
    const { chat } = this;
    chat.finder.addEventListener('go', () => {
      if (chat.finder.current !== undefined) void this.log.show(chat.finder.current);
    });
    if (chat.place.top !== undefined) void this.log.goBack(chat.place.top);
  }

  override render() {
    const { chat } = this;
    const { info, place, finder } = chat;
    const { hasRooms } = chatPatterns[info.spec.pattern];
    const room = info.rooms.find((other) => other.room === place.room);
    // As the engine chooses where none is.
    const to = room?.room ?? info.spec.rooms[0];
    return html`<zmq-chat-header
        .chat=${info}
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
              .search=${(text: string) => finder.search(text, chat.query)}
              .step=${(by: 1 | -1) => finder.step(by)}
              @close-find=${() => this.endFind()}
            ></zmq-find-bar>`
          : nothing
      }
      ${
        place.filtering
          ? html`<zmq-filter-bar
              .filter=${place.filter}
              .edit=${(filter: ChatQuery['filter']) => chat.move({ filter })}
              @close-filter=${() => this.toggle('filter')}
            ></zmq-filter-bar>`
          : nothing
      }
      ${
        hasRooms && (info.rooms.length > 0 || this.askingForRoom)
          ? html`<zmq-room-strip
              .chat=${unseenOf(info, place)}
              .room=${place.room}
              @asked=${() => (this.askingForRoom = false)}
              .choose=${(name: string | undefined) => chat.move({ room: name, top: undefined })}
              .join=${(name: string) => chat.joinRoom(name)}
              .leave=${(name: string) => chat.attempt((connection) => connection.sendRequest(leaveChatRoom, { chat: chat.id, room: name }))}
            ></zmq-room-strip>`
          : nothing
      }
      ${place.section ? html`<div class="section scrolls" @keydown=${this.sectionKeydown}>${this.section(place.section)}</div>` : nothing}
      ${
        place.section && info.unread > 0
          ? html`<div class="covered" role="status">
              <vscode-button class="small" appearance="secondary" @click=${() => this.closeSection()}
                >${counted(info.unread, 'new message')}<span slot="start">${icons.down}</span></vscode-button
              >
            </div>`
          : nothing
      }
      <zmq-chat-problems
        class="scrolls ${info.problems.length > 0 ? 'some' : ''}"
        ?hidden=${place.section !== undefined}
        .connection=${chat.connection}
        .problems=${info.problems}
        .joinRoom=${(name: string) => chat.joinRoom(name)}
        .resetTurn=${() => void chat.attempt((connection) => connection.sendRequest(resetChatTurn, { chat: chat.id }))}
      ></zmq-chat-problems>
      <zmq-chat-notices
        .asking=${this.asking}
        ?left=${info.state === 'left'}
        .problem=${chat.problem ?? chat.transcript.problem}
        @yes=${() => this.answerYes()}
        @no=${() => {
          this.asking = '';
          this.focus();
        }}
        @remove=${() => this.askToRemove()}
        @rejoin=${() => this.dispatchEvent(new CustomEvent('rejoin'))}
      ></zmq-chat-notices>
      <zmq-entry-list
        .transcript=${chat.transcript}
        .unread=${(room ?? info).unread}
        ?withRooms=${hasRooms}
        .room=${room?.room}
        .found=${this.finding ? finder.pattern : undefined}
        .current=${this.finding ? finder.current : undefined}
        .actions=${this.actions}
        .empty=${place.filter ? t('No message matches the filter.') : info.spec.pattern === 'sub' ? t('Nothing was heard yet.') : t('Nothing was said yet.')}
        .moved=${this.moved}
        .seen=${this.seen}
      ></zmq-entry-list>
      <zmq-composer
        .draft=${place.draft}
        .placeholder=${to ? t('Message to {0}', visibleText(to)) : t('Message')}
        .cannotSend=${info.cannotSend ?? ''}
        .sent=${chat.sent}
        .edit=${(draft: string) => chat.move({ draft })}
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
    this.chat.move({ section: undefined });
    void this.focusPart('zmq-find-bar');
  }

  /** F3. */
  findNext(by: 1 | -1): void {
    if (this.finding) this.chat.finder.step(by);
  }

  private menu(hasRooms: boolean): MenuItem[] {
    const { chat } = this;
    const id = { chat: chat.id };
    const joined = chat.info.state === 'joined';
    return [
      { label: t('Chat Settings…'), run: () => this.show('settings') },
      ...(hasRooms && joined ? [{ label: t('Join Room…'), run: () => void this.askForRoom() }] : []),
      { label: t('Save Chat As…'), run: () => void chat.attempt((connection) => connection.sendRequest(saveChat, id)) },
      { label: t('Open in Editor'), run: () => void chat.attempt((connection) => connection.sendRequest(openChatInEditor, id)) },
      { label: t('Clear…'), run: () => (this.asking = 'clear') },
      joined
        ? { label: t('Leave'), run: () => void chat.attempt((connection) => connection.sendRequest(leaveChat, id)) }
        : { label: t('Remove…'), run: () => (this.asking = 'remove') },
    ];
  }

  private sectionKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    this.closeSection();
  }

  private closeSection(): void {
    this.chat.move({ section: undefined });
    this.focus();
  }

  private section(section: Section) {
    const { chat } = this;
    const close = (): void => this.closeSection();
    if (section === 'invite') {
      return html`<zmq-invite-section
        .connection=${chat.connection}
        .chat=${chat.id}
        .remote=${chat.snapshot?.remote ?? ''}
        @close-section=${close}
      ></zmq-invite-section>`;
    }
    return html`<zmq-settings-section
      .connection=${chat.connection}
      .chat=${chat.info}
      .recent=${chat.snapshot?.form.recentEndpoints ?? []}
      @close-section=${close}
    ></zmq-settings-section>`;
  }

  private async answerYes(): Promise<void> {
    const { asking, chat } = this;
    this.asking = '';
    this.focus();
    if (asking !== '')
      await chat.attempt((connection) => connection.sendRequest(asking === 'clear' ? clearChat : removeChat, { chat: chat.id }));
  }

  private readonly actions: EntryActions = {
    openLink: (url) => void this.chat.attempt((connection) => connection.sendRequest(openChatLink, { url })),
    showRecord: (record) => void this.chat.attempt((connection) => connection.sendRequest(showChatRecord, { record })),
    retry: ({ number }) => void this.chat.attempt((connection) => connection.sendRequest(retryChatMessage, { chat: this.chat.id, number })),
    cancel: ({ number }) =>
      void this.chat.attempt((connection) => connection.sendRequest(cancelChatMessage, { chat: this.chat.id, number })),
    showAll: ({ number }) => void this.chat.attempt(() => this.chat.transcript.unfold(number)),
  };

  private toggle(what: 'invite' | 'find' | 'filter'): void {
    if (what === 'find') {
      if (this.finding) this.endFind();
      else this.find();
    } else if (what === 'filter') {
      const filtering = !this.chat.place.filtering;
      this.chat.move({ filtering, ...(filtering ? { section: undefined } : { filter: undefined }) });
      if (filtering) void this.focusPart('zmq-filter-bar');
      else this.focus();
    } else if (this.chat.place.section === 'invite') this.chat.move({ section: undefined });
    else this.show('invite');
  }

  private show(section: Section): void {
    this.chat.move({ section });
    void this.focusPart(`zmq-${section}-section`);
  }

  private async askForRoom(): Promise<void> {
    this.askingForRoom = true;
    await this.updateComplete;
    await this.renderRoot.querySelector<RoomStrip>('zmq-room-strip')?.begin();
  }

  private async focusPart(element: string): Promise<void> {
    await this.updateComplete;
    requestAnimationFrame(() => void focusOnceDrawn(this.renderRoot.querySelector<HTMLElement>(element)));
  }

  private endFind(): void {
    this.finding = false;
    this.chat.finder.stop();
    if (this.hadFocus?.isConnected) this.hadFocus.focus();
    else this.focus();
  }

  private async send(text: string): Promise<void> {
    await this.chat.send(text);
    await this.log.toNewest();
  }

  private readonly seen = (upTo: number): void => this.chat.seen(upTo);

  private readonly moved = (top: number | undefined): void => {
    if (top !== this.chat.place.top) this.chat.move({ top });
  };
}
