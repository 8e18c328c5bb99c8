import * as vscode from 'vscode';
import type { ChatId } from '../../protocol/chat';
import { DisposableStore } from '../base/disposableStore';
import { oneLine } from '../base/plainText';
import { ChatPageConversation, type ChatServices } from './chatPageConversation';
import { WebviewPages } from '../pages/webviewPages';

const viewType = 'zmq.chatPanel';

/** Chats in editors, one panel for each. */
export class ChatPanels {
  private readonly disposables = new DisposableStore();
  private readonly panels = new Map<ChatId, vscode.WebviewPanel>();

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly services: ChatServices,
  ) {
    this.disposables.add(
      vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel: vscode.WebviewPanel, state: unknown) => this.readopt(panel, state),
      }),
    );
    this.disposables.add(services.chats.onDidChange(() => this.follow()));
  }

  /** Shows the chat's panel. @throws ZmqError `noSuchChat` */
  open(chat: ChatId): void {
    const { title } = this.services.chats.find(chat);
    const panel = this.panels.get(chat);
    if (panel) panel.reveal();
    else this.adopt(vscode.window.createWebviewPanel(viewType, oneLine(title), vscode.ViewColumn.Active), chat);
  }

  isVisible(chat: ChatId): boolean {
    return this.panels.get(chat)?.visible ?? false;
  }

  dispose(): void {
    this.disposables.dispose();
    for (const panel of [...this.panels.values()]) panel.dispose();
  }

  /** Takes over a panel of before the window was reloaded; one whose chat is gone, or shown already, is closed. */
  private readopt(panel: vscode.WebviewPanel, state: unknown): void {
    const known = new Set(this.services.chats.infos().map(({ id }) => id));
    const chat =
      typeof state === 'object' && state !== null && 'active' in state && typeof state.active === 'string' ? state.active : undefined;
    if (chat === undefined || !known.has(chat) || this.panels.has(chat)) panel.dispose();
    else this.adopt(panel, chat);
  }

  private adopt(panel: vscode.WebviewPanel, chat: ChatId): void {
    this.panels.set(chat, panel);
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.extensionUri, 'media', 'chatLight.svg'),
      dark: vscode.Uri.joinPath(this.extensionUri, 'media', 'chatDark.svg'),
    };
    const listeners = new DisposableStore();
    const pages = listeners.add(
      new WebviewPages(panel.webview, {
        extensionUri: this.extensionUri,
        script: 'chat',
        element: 'zmq-chat',
        title: panel.title,
        log: this.services.log,
        begin: (post) => new ChatPageConversation(this.services, post, chat),
      }),
    );
    listeners.add(
      panel.onDidChangeViewState(() => {
        if (!panel.visible) pages.end();
      }),
    );
    listeners.add(
      panel.onDidDispose(() => {
        listeners.dispose();
        this.panels.delete(chat);
      }),
    );
  }

  /** Titles follow their chats, and panels of removed ones close. */
  private follow(): void {
    const titles = new Map(this.services.chats.infos().map(({ id, title }) => [id, oneLine(title)]));
    for (const [chat, panel] of [...this.panels]) {
      const title = titles.get(chat);
      if (title === undefined) panel.dispose();
      else if (panel.title !== title) panel.title = title;
    }
  }
}
