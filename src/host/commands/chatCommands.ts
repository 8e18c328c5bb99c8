import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ChatId, ChatInfo } from '../../protocol/chat';
import type { Actions } from '../actions/actions';
import { forLabel, forNotification } from '../base/plainText';
import { askWhereToSave } from '../chat/chatFiles';
import type { ChatStore } from '../chat/chatStore';
import type { ChatView } from '../chat/chatView';
import { actWith, checkArgument } from './argumentObject';

/** Commands on chats. */
export class ChatCommands {
  constructor(
    private readonly actions: Actions,
    private readonly chats: ChatStore,
    private readonly view: ChatView,
  ) {}

  async open(argument: unknown): Promise<void> {
    await actWith(this.actions, 'zmq.openChat', argument ?? {});
  }

  /** @returns the chat's id where an argument was given; the join form goes on otherwise */
  async join(argument: unknown): Promise<ChatId | undefined> {
    if (argument === undefined) return void (await this.view.show({ form: {} }));
    return this.turnTo(await actWith(this.actions, 'zmq.joinChat', argument));
  }

  /** @returns as `join` */
  async host(argument: unknown): Promise<ChatId | undefined> {
    if (argument === undefined) return void (await this.view.show({ form: { pattern: 'room', host: true } }));
    return this.turnTo(await actWith(this.actions, 'zmq.hostRoom', argument));
  }

  async leave(argument: unknown): Promise<void> {
    const { chat } = checkArgument('zmq.leaveChat', argument);
    const joined = this.chats.infos().filter(({ state }) => state === 'joined');
    const meant = await this.choose(chat, t('Chat to leave'), joined, t('No chat is joined.'));
    if (meant) await this.actions.run('leaveChat', { chat: meant.id });
  }

  /** Asks for what the argument leaves open: which chat, and where to. */
  async save(argument: unknown): Promise<void> {
    const { chat, file } = checkArgument('zmq.saveChat', argument);
    const meant = await this.choose(chat, t('Chat to save'), this.chats.infos(), t('There is no chat.'));
    const where = meant && (file ?? (await askWhereToSave(meant))?.toString());
    if (meant && where !== undefined) await this.actions.run('saveChat', { chat: meant.id, file: where });
  }

  /** Asks first, where it was not told by an argument which one. */
  async clear(argument: unknown): Promise<void> {
    const { chat } = checkArgument('zmq.clearChat', argument);
    const meant = await this.choose(chat, t('Chat to clear'), this.chats.infos(), t('There is no chat.'));
    if (!meant) return;
    if (chat === undefined) {
      const clear = t('Clear Chat');
      const detail = t('What was said is deleted here and in the history of this workspace.');
      const pressed = await vscode.window.showWarningMessage(forNotification(t('Clear {0}?', meant.title)), { modal: true, detail }, clear);
      if (pressed !== clear) return;
    }
    await this.actions.run('clearChat', { chat: meant.id });
  }

  private turnTo({ id }: ChatInfo): ChatId {
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
