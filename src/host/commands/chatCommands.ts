import * as vscode from 'vscode';
import { clearChat, type ChatId, type ChatInfo } from '../../protocol/chat';
import type { ChatDefaults } from '../chat/chatForm';
import type { ChatStore } from '../chat/chatStore';
import { saveChatAs } from '../chat/chatFiles';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { forLabel, forNotification } from '../base/plainText';
import type { ChatView } from '../chat/chatView';
import { chatArgument, hostRoomArgument, joinChatArgument } from './chatArguments';

/** Commands on chats. */
export class ChatCommands {
  constructor(
    private readonly engine: EngineSupervisor,
    private readonly chats: ChatStore,
    private readonly view: ChatView,
    private readonly defaults: () => ChatDefaults,
  ) {}

  async open(argument: unknown): Promise<void> {
    const chat = chatArgument('zmq.openChat', argument);
    await this.view.show(chat === undefined ? {} : { chat: this.chats.find(chat).id });
  }

  /** @returns the chat's id where an argument was given; the join form goes on otherwise */
  async join(argument: unknown): Promise<ChatId | undefined> {
    if (argument === undefined) return void (await this.view.show({ form: {} }));
    return this.joined(joinChatArgument(argument, this.defaults()));
  }

  /** @returns as `join` */
  async host(argument: unknown): Promise<ChatId | undefined> {
    if (argument === undefined) return void (await this.view.show({ form: { pattern: 'room', host: true } }));
    return this.joined(hostRoomArgument(argument, this.defaults()));
  }

  async leave(argument: unknown): Promise<void> {
    const joined = this.chats.infos().filter(({ state }) => state === 'joined');
    const chat = await this.choose(
      chatArgument('zmq.leaveChat', argument),
      vscode.l10n.t('Chat to leave'),
      joined,
      vscode.l10n.t('No chat is joined.'),
    );
    if (chat) await this.chats.leave(chat.id);
  }

  async save(argument: unknown): Promise<void> {
    const chat = await this.choose(
      chatArgument('zmq.saveChat', argument),
      vscode.l10n.t('Chat to save'),
      this.chats.infos(),
      vscode.l10n.t('There is no chat.'),
    );
    if (chat) await saveChatAs(this.engine, chat);
  }

  /** Asks first, where it was not told by an argument which one. */
  async clear(argument: unknown): Promise<void> {
    const named = chatArgument('zmq.clearChat', argument);
    const chat = await this.choose(named, vscode.l10n.t('Chat to clear'), this.chats.infos(), vscode.l10n.t('There is no chat.'));
    if (!chat) return;
    if (named === undefined) {
      const clear = vscode.l10n.t('Clear Chat');
      const detail = vscode.l10n.t('What was said is deleted here and in the history of this workspace.');
      const pressed = await vscode.window.showWarningMessage(
        forNotification(vscode.l10n.t('Clear {0}?', chat.title)),
        { modal: true, detail },
        clear,
      );
      if (pressed !== clear) return;
    }
    await this.engine.request(clearChat, { chat: chat.id });
  }

  private async joined(spec: Parameters<ChatStore['join']>[0]['spec']): Promise<ChatId> {
    const { id } = await this.chats.join({ spec });
    this.view.turnTo(id);
    return id;
  }

  private async choose(named: ChatId | undefined, placeHolder: string, chats: ChatInfo[], none: string): Promise<ChatInfo | undefined> {
    if (named !== undefined) return this.chats.find(named);
    if (chats.length === 0) void vscode.window.showInformationMessage(none);
    if (chats.length <= 1) return chats[0];
    const items = chats.map((chat) => ({ label: forLabel(chat.title), description: chat.id, chat }));
    return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.chat;
  }
}
