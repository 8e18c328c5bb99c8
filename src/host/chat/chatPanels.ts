import * as vscode from 'vscode';
import type { ChatId } from '../../protocol/chat';
import { DisposableStore } from '../base/disposableStore';
import { oneLine } from '../base/plainText';
import { PagePanels } from '../pages/pagePanels';
import { ChatPageConversation, type ChatServices } from './chatPageConversation';

/** Chats in editors. */
export class ChatPanels {
  private readonly disposables = new DisposableStore();
  private readonly panels: PagePanels<ChatId>;

  constructor(
    extensionUri: vscode.Uri,
    private readonly services: ChatServices,
  ) {
    const { chats, log } = services;
    this.panels = this.disposables.add(
      new PagePanels<ChatId>({
        viewType: 'zmq.chatPanel',
        extensionUri,
        script: 'chat',
        element: 'zmq-chat',
        icon: 'chat',
        log,
        titleOf: (chat) => oneLine(chats.find(chat).title),
        viewColumn: () => vscode.ViewColumn.Active,
        begin: (chat, post) => new ChatPageConversation(services, post, chat),
        recall: (kept) => this.recall(kept),
      }),
    );
    this.disposables.add(
      chats.onDidChange(() => {
        const titles = new Map(chats.infos().map(({ id, title }) => [id, oneLine(title)]));
        this.panels.follow((chat) => titles.get(chat));
      }),
    );
  }

  /** Shows the chat's panel. @throws ZmqError `noSuchChat` */
  open(chat: ChatId): void {
    this.services.chats.find(chat);
    this.panels.reveal(chat);
  }

  isVisible(chat: ChatId): boolean {
    return this.panels.isVisible(chat);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** A chat that is gone is shown no more. */
  private recall(kept: unknown): ChatId | undefined {
    const chat = typeof kept === 'object' && kept !== null && 'active' in kept ? kept.active : undefined;
    return this.services.chats.infos().find(({ id }) => id === chat)?.id;
  }
}
