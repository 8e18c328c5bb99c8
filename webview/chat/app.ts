import { t } from '@vscode/l10n';
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
import { focusOnceDrawn } from '../shared/page/focusOnceDrawn';
import { Follow } from '../shared/page/follow';
import { baseStyles, noticeStyles } from '../shared/looks/theme';
import './header/chatTabs';
import type { Conversation } from './conversation/conversation';
import './conversation/conversation';
import { newJoinDraft, type JoinDraft } from './state/joinDraft';
import { Joining } from './join/joining';
import { ChatPlaces } from './state/chatPlaces';
import type { OpenChat } from './state/openChat';
import { unseenOf, type ChatPageState } from './state/pageState';
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
  private places!: ChatPlaces;
  private joining!: Joining;

  constructor() {
    super();
    new Follow(this, () => [this.mirror, this.places]);
  }

  /** Called once by the page's script. */
  start(connection: MessageConnection, store: PageStore<ChatPageState>): void {
    const mirror = new ChatMirror(connection);
    this.places = new ChatPlaces(mirror, store);
    this.joining = new Joining(mirror, store);
    on(connection, showInChat, ({ chat, form }) => {
      if (chat !== undefined) this.places.showMessages(chat);
      if (form) this.openForm(newJoinDraft(this.joining.form, form));
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
    void import('./parts');
    this.mirror = mirror;
  }

  override render() {
    const { mirror, places } = this;
    if (!mirror) return nothing;
    const { chats = [], only } = mirror.snapshot ?? {};
    const chat = places.shown;
    return html`${
      chats.length > 0 && only === undefined
        ? html`<zmq-chat-tabs
            .chats=${chats.map((other) => (other.id === chat?.id ? unseenOf(other, chat.place) : other))}
            .active=${chat?.id}
            .choose=${(id: ChatId) => places.choose(id)}
            .close=${(closed: ChatInfo) => void this.close(closed)}
            @join-another=${() => this.openForm()}
          ></zmq-chat-tabs>`
        : nothing
    }
    ${this.notice()}
    ${
      mirror.snapshot
        ? html`<main role=${chat && only === undefined ? 'tabpanel' : nothing} aria-label=${chat ? visibleText(chat.info.title) : nothing}>
            ${chat ? this.conversation(chat) : only === undefined ? this.joinForm() : html`<p class="gone muted">${t('This chat was removed.')}</p>`}
          </main>`
        : nothing
    }`;
  }

  private conversation(chat: OpenChat) {
    // Each chat has elements of its own: what one was asked or looked for is not another one's.
    return keyed(chat.id, html`<zmq-conversation .chat=${chat} @rejoin=${() => this.rejoin(chat)}></zmq-conversation>`);
  }

  private joinForm() {
    return html`<zmq-join-form
      class="scrolls"
      .joining=${this.joining}
      @joined=${() => void this.focusPart('zmq-conversation')}
      @close-form=${() => this.closeForm()}
    ></zmq-join-form>`;
  }

  private notice() {
    const { snapshot, problem: mirrorProblem } = this.mirror ?? {};
    const problem = mirrorProblem ?? this.problem;
    if (snapshot?.engine === 'restarting') return html`<p class="notice" role="alert">${t('The engine is being restarted…')}</p>`;
    if (snapshot?.engine === 'stopped') {
      return html`<p class="notice" role="alert">
        ${t('The engine is stopped.')}
        <vscode-button @click=${() => this.attempt((connection) => connection.sendRequest(runCommand, { command: 'restartEngine' }))}
          >${t('Restart Engine')}</vscode-button
        >
      </p>`;
    }
    return problem ? html`<p class="notice" role="alert">${problem.message} ${problem.hint ?? ''}</p>` : nothing;
  }

  private openForm(draft?: JoinDraft, refused?: RequestError): void {
    this.joining.begin(draft, refused);
    void this.focusPart('zmq-join-form');
  }

  private closeForm(): void {
    this.places.closeForm();
    void this.focusPart('zmq-conversation');
  }

  private async close(chat: ChatInfo): Promise<void> {
    if (chat.state === 'joined') return this.attempt((connection) => connection.sendRequest(leaveChat, { chat: chat.id }));
    this.places.choose(chat.id);
    await this.updateComplete;
    this.renderRoot.querySelector<Conversation>('zmq-conversation')?.askToRemove();
  }

  private async rejoin({ connection, info: { id, spec } }: OpenChat): Promise<void> {
    if (this.places.only !== undefined) return this.attempt(() => connection.sendRequest(joinChat, { id, spec }));
    try {
      await connection.sendRequest(joinChat, { id, spec });
    } catch (error) {
      this.openForm(newJoinDraft(this.joining.form, spec, id), requestError(error));
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
    requestAnimationFrame(() => void focusOnceDrawn(this.renderRoot.querySelector<HTMLElement>(element)));
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
