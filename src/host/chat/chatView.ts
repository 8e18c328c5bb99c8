import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ChatId, ChatSpec } from '../../protocol/chat';
import { showInChat } from '../../protocol/chatPage';
import { DisposableStore } from '../base/disposableStore';
import { ChatPageConversation, type ChatServices } from './chatPageConversation';
import { WebviewPages } from '../pages/webviewPages';

const viewId = 'zmq.chat';

/** The view `Chat` of the side bar. Its badge counts what was not read while it is hidden. */
export class ChatView implements vscode.WebviewViewProvider {
  private readonly disposables = new DisposableStore();
  private view: vscode.WebviewView | undefined;
  private pages: WebviewPages | undefined;
  /** What the view shall show, once it is there. */
  private wanted: { chat?: ChatId; form?: Partial<ChatSpec> } | undefined;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly services: ChatServices,
  ) {
    this.disposables.add(vscode.window.registerWebviewViewProvider(viewId, this));
    this.disposables.add(services.chats.onDidChange(() => this.count()));
    // A view has no badge before it was shown once.
    this.disposables.add(
      services.chats.onDidJoin(() => {
        if (!this.view) void this.focus({ preserveFocus: true });
      }),
    );
  }

  get visible(): boolean {
    return this.view?.visible ?? false;
  }

  /** Shows the view and in it the chat, or the join form filled with what is known. */
  async show(what: { chat?: ChatId; form?: Partial<ChatSpec> } = {}): Promise<void> {
    const isNothing = what.chat === undefined && what.form === undefined;
    if (!isNothing && this.pages) this.pages.notify(showInChat, what);
    else if (!isNothing) this.wanted = what;
    await this.focus();
  }

  /** Turns to the chat without showing the view. */
  turnTo(chat: ChatId): void {
    if (this.pages) this.pages.notify(showInChat, { chat });
    else this.wanted = { chat };
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    const listeners = new DisposableStore();
    const pages = listeners.add(
      new WebviewPages(view.webview, {
        extensionUri: this.extensionUri,
        script: 'chat',
        element: 'zmq-chat',
        title: t('Chat'),
        log: this.services.log,
        begin: (post) => new ChatPageConversation(this.services, post),
      }),
    );
    this.pages = pages;
    if (this.wanted) pages.notify(showInChat, this.wanted);
    this.wanted = undefined;
    listeners.add(
      view.onDidChangeVisibility(() => {
        if (!view.visible) pages.end();
        this.count();
      }),
    );
    listeners.add(
      view.onDidDispose(() => {
        listeners.dispose();
        if (this.view !== view) return;
        this.view = undefined;
        this.pages = undefined;
      }),
    );
    this.count();
  }

  dispose(): void {
    this.disposables.dispose();
    this.pages?.dispose();
  }

  private async focus(options?: { preserveFocus: boolean }): Promise<void> {
    await vscode.commands.executeCommand(`${viewId}.focus`, options);
  }

  private count(): void {
    if (!this.view) return;
    const joined = this.services.chats.infos().filter(({ state }) => state === 'joined');
    const unread = this.view.visible ? 0 : joined.reduce((sum, chat) => sum + chat.unread, 0);
    if ((this.view.badge?.value ?? 0) === unread) return;
    this.view.badge = {
      value: unread,
      tooltip: unread === 1 ? t('1 unread message') : t('{0} unread messages', unread),
    };
  }
}
