import { LitElement, css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { visibleText } from '../../src/core/base/preview';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { on } from '../../src/core/rpc/on';
import { joinChat, leaveChat, type ChatId, type ChatInfo } from '../../src/protocol/chat';
import { showInChat } from '../../src/protocol/chatPage';
import { runCommand } from '../../src/protocol/inspector';
import type { PageStore } from '../shared/page/pageStore';
import { requestError, type RequestError } from '../shared/page/requestError';
import { baseStyles, noticeStyles } from '../shared/looks/theme';
import './header/chatTabs';
import type { Conversation } from './conversation/conversation';
import './conversation/conversation';
import { newJoinDraft, type JoinDraft } from './state/joinDraft';
import './join/joinForm';
import { newChatPlace, unseenOf, type ChatPageState, type ChatPlace } from './state/pageState';
import { ChatMirror } from './state/chatMirror';

/** Within this time a pointer says what it points at, ms. */
const pointing = 50;

/** The whole page: tabs of chats, and the chat that is chosen or the join form. */
@customElement('zmq-chat')
export class ChatApp extends LitElement {
  static override styles = [
    baseStyles,
    noticeStyles,
    css`
      :host {
        /* Stronger than what the page says of an element it does not know yet. */
        display: flex !important;
        flex-direction: column;
        height: 100vh;
        min-width: 0;
        color: var(--vscode-foreground);
      }
      main {
        flex: 1;
        min-height: 0;
        display: grid;
        grid-template: minmax(0, 1fr) / minmax(0, 1fr);
      }
      .gone {
        margin: auto;
        padding: 24px 8px;
      }
    `,
  ];

  @state() private mirror: ChatMirror | undefined;
  @state() private problem: RequestError | undefined;
  /** When something was pointed at last; clicking a page gives it the focus as well. */
  private pointed = -Infinity;
  /** Why joining again was refused, for the form. */
  @state() private refused: RequestError | undefined;
  private store!: PageStore<ChatPageState>;

  /** Called once by the page's script. */
  start(connection: MessageConnection, store: PageStore<ChatPageState>): void {
    this.store = store;
    const mirror = new ChatMirror(connection);
    mirror.addEventListener('change', () => this.requestUpdate());
    on(connection, showInChat, ({ chat, form }) => {
      if (chat !== undefined) this.choose(chat);
      if (form) this.openForm(newJoinDraft(mirror.snapshot?.form, form));
    });
    // Of the page, since nothing in it may have the focus.
    window.addEventListener('keydown', (event) => this.keydown(event));
    window.addEventListener(
      'pointerdown',
      () => {
        this.pointed = performance.now();
      },
      { capture: true },
    );
    window.addEventListener('focus', () => setTimeout(() => this.takeFocus(), pointing));
    connection.listen();
    void mirror.start();
    this.mirror = mirror;
  }

  override render() {
    const { mirror } = this;
    if (!mirror) return nothing;
    const { chats = [], only } = mirror.snapshot ?? {};
    const chat = this.shown;
    mirror.show(chat?.id);
    return html`${
      chats.length > 0 && only === undefined
        ? html`<zmq-chat-tabs
            .chats=${chats.map((other) => (other === chat ? unseenOf(other, this.place(other.id)) : other))}
            .active=${chat?.id}
            .choose=${(id: ChatId) => this.choose(id)}
            .close=${(closed: ChatInfo) => void this.close(closed)}
            @join-another=${() => this.joinAnother()}
          ></zmq-chat-tabs>`
        : nothing
    }
    ${this.notice()}
    ${
      mirror.snapshot
        ? html`<main role=${chat && only === undefined ? 'tabpanel' : nothing} aria-label=${chat ? visibleText(chat.title) : nothing}>
            ${chat ? this.conversation(mirror, chat) : only === undefined ? this.joinForm(mirror) : html`<p class="gone muted">This chat was removed.</p>`}
          </main>`
        : nothing
    }`;
  }

  protected override updated(): void {
    const covered = this.shown;
    this.mirror?.cover(covered && this.place(covered.id).section ? covered.id : undefined);
    // By this an editor is known again when the window was reloaded.
    if (this.only !== undefined && this.state.active !== this.only) this.store.update({ active: this.only, joining: false });
    // A chat that was removed leaves nothing behind.
    const { places } = this.state;
    const known = this.mirror?.snapshot?.chats;
    if (!known || known.length === 0) return;
    const gone = Object.keys(places).filter((id) => !known.some((chat) => chat.id === id));
    if (gone.length > 0) this.store.update({ places: Object.fromEntries(Object.entries(places).filter(([id]) => !gone.includes(id))) });
  }

  private get state(): ChatPageState {
    return this.store.state;
  }

  private get only(): ChatId | undefined {
    return this.mirror?.snapshot?.only;
  }

  /** The chat that is shown; undefined where it is the join form. */
  private get shown(): ChatInfo | undefined {
    const only = this.only;
    if (only !== undefined) return this.mirror?.chat(only);
    if (this.state.joining) return undefined;
    return this.mirror?.chat(this.state.active) ?? this.mirror?.snapshot?.chats[0];
  }

  private conversation(mirror: ChatMirror, chat: ChatInfo) {
    const { id } = chat;
    // Each chat has elements of its own: what one was asked or looked for is not another one's.
    return keyed(
      id,
      html`<zmq-conversation
        .mirror=${mirror}
        .chat=${chat}
        .place=${this.place(id)}
        .move=${(change: Partial<ChatPlace>) => this.move(id, change)}
        @rejoin=${() => this.rejoin(chat)}
      ></zmq-conversation>`,
    );
  }

  private joinForm(mirror: ChatMirror) {
    const form = mirror.snapshot?.form;
    return html`<zmq-join-form
      class="scrolls"
      .connection=${mirror.connection}
      .form=${form}
      .chats=${mirror.snapshot?.chats ?? []}
      .draft=${this.state.joinDraft ?? newJoinDraft(form)}
      .edit=${(joinDraft: JoinDraft) => this.set({ joinDraft })}
      .refused=${this.refused}
      ?closable=${(mirror.snapshot?.chats.length ?? 0) > 0}
      @joined=${(event: CustomEvent<ChatInfo>) => this.joined(event.detail)}
      @close-form=${() => this.closeForm()}
    ></zmq-join-form>`;
  }

  private notice() {
    const { snapshot, problem: mirrorProblem } = this.mirror ?? {};
    const problem = mirrorProblem ?? this.problem;
    if (snapshot?.engine === 'restarting') return html`<p class="notice" role="alert">The engine is being restarted…</p>`;
    if (snapshot?.engine === 'stopped') {
      return html`<p class="notice" role="alert">
        The engine is stopped.
        <vscode-button @click=${() => this.attempt((connection) => connection.sendRequest(runCommand, { command: 'restartEngine' }))}
          >Restart Engine</vscode-button
        >
      </p>`;
    }
    return problem ? html`<p class="notice" role="alert">${problem.message} ${problem.hint ?? ''}</p>` : nothing;
  }

  private place(chat: ChatId): ChatPlace {
    return this.state.places[chat] ?? newChatPlace();
  }

  private move(chat: ChatId, change: Partial<ChatPlace>): void {
    this.set({ places: { ...this.state.places, [chat]: { ...this.place(chat), ...change } } });
  }

  private set(change: Partial<ChatPageState>): void {
    this.store.update(change);
    this.requestUpdate();
  }

  private choose(active: ChatId): void {
    this.set({ active, joining: false });
  }

  /** What was typed stays, unless it was for a chat that is there already. */
  private joinAnother(): void {
    this.openForm(this.state.joinDraft?.id === undefined ? undefined : newJoinDraft(this.mirror?.snapshot?.form));
  }

  private openForm(joinDraft?: JoinDraft, refused?: RequestError): void {
    this.refused = refused;
    this.set({ joining: true, ...(joinDraft ? { joinDraft } : {}) });
    void this.focusPart('zmq-join-form');
  }

  private closeForm(): void {
    this.refused = undefined;
    this.set({ joining: false });
    void this.focusPart('zmq-conversation');
  }

  /** The next chat begins with what the form begins with. */
  private joined(chat: ChatInfo): void {
    this.refused = undefined;
    this.mirror?.add(chat);
    this.set({ active: chat.id, joining: false, joinDraft: undefined });
    void this.focusPart('zmq-conversation');
  }

  private async close(chat: ChatInfo): Promise<void> {
    if (chat.state === 'joined') return this.attempt((connection) => connection.sendRequest(leaveChat, { chat: chat.id }));
    this.choose(chat.id);
    await this.updateComplete;
    this.renderRoot.querySelector<Conversation>('zmq-conversation')?.askToRemove();
  }

  private async rejoin({ id, spec }: ChatInfo): Promise<void> {
    if (this.only !== undefined) return this.attempt((connection) => connection.sendRequest(joinChat, { id, spec }));
    try {
      await this.mirror?.connection.sendRequest(joinChat, { id, spec });
    } catch (error) {
      this.openForm(newJoinDraft(this.mirror?.snapshot?.form, spec, id), requestError(error));
    }
  }

  private async attempt(action: (connection: MessageConnection) => Promise<unknown>): Promise<void> {
    if (!this.mirror) return;
    try {
      await action(this.mirror.connection);
      this.problem = undefined;
    } catch (error) {
      this.problem = requestError(error);
    }
  }

  /** A command that shows the page gives it the focus, and nothing in it: what is typed then belongs into a box. */
  private takeFocus(): void {
    if (document.activeElement !== document.body || performance.now() - this.pointed < 10 * pointing) return;
    void this.focusPart(this.renderRoot.querySelector('zmq-conversation') ? 'zmq-conversation' : 'zmq-join-form');
  }

  private async focusPart(element: string): Promise<void> {
    await this.updateComplete;
    // Controls of the toolkit draw themselves a moment later.
    requestAnimationFrame(() => this.renderRoot.querySelector<HTMLElement>(element)?.focus());
  }

  private keydown(event: KeyboardEvent): void {
    const conversation = this.renderRoot.querySelector<Conversation>('zmq-conversation');
    if (event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && conversation) {
      event.preventDefault();
      conversation.find();
    } else if (event.key === 'F3' && conversation) {
      event.preventDefault();
      conversation.findNext(event.shiftKey ? -1 : 1);
    } else if (event.key === 'Escape' && !event.defaultPrevented && !conversation && (this.mirror?.snapshot?.chats.length ?? 0) > 0)
      this.closeForm();
  }
}
