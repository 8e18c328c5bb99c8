import { t } from '@vscode/l10n';
import type * as v from 'valibot';
import type { Message } from 'vscode-jsonrpc/node';
import { ZmqError } from '../../core/base/errors';
import { checkChatSpec } from '../../core/chat/spec';
import {
  addChatPeer,
  cancelChatMessage,
  chatEntries,
  chatSeen,
  chatText,
  clearChat,
  findInChat,
  inviteToChat,
  joinChat,
  joinChatRoom,
  leaveChat,
  leaveChatRoom,
  removeChat,
  removeChatPeer,
  resetChatTurn,
  retryChatMessage,
  sendToChat,
  updateChat,
  type ChatId,
} from '../../protocol/chat';
import {
  chatBehindSection,
  chatsChanged,
  chatSnapshot,
  copyChatLink,
  openChatInEditor,
  openChatLink,
  saveChat,
  showChatRecord,
  type ChatSnapshot,
} from '../../protocol/chatPage';
import { copyText, runCommand } from '../../protocol/inspector';
import type { Method, Notice } from '../../protocol/method';
import { probeEndpoint } from '../../protocol/probe';
import type { ChatStore } from './chatStore';
import type { ActionId, Actions } from '../actions/actions';
import { DisposableStore } from '../base/disposableStore';
import type { OutputLog } from '../base/outputLog';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { PageConversation, startForPage } from '../pages/pageConversation';

/** What a page may ask of VS Code. */
export interface ChatServices {
  engine: EngineSupervisor;
  chats: ChatStore;
  actions: Actions;
  log: OutputLog;
  form(): ChatSnapshot['form'];
  /** Kind of remote host that the engine runs on. */
  remote: string | undefined;
  copyText(text: string): PromiseLike<void>;
  /** Puts the whole link of an invitation on the clipboard. */
  copyLink(query: string): PromiseLike<void>;
  /** @param url http or https */
  openLink(url: string): PromiseLike<unknown>;
  save(chat: ChatId): PromiseLike<void>;
  openInEditor(chat: ChatId): void;
  /** A page has this chat in sight, behind a section; none any more where it is undefined. */
  isBehindSection(page: object, chat: ChatId | undefined): void;
  report(error: unknown): void;
}

/** Requests that are actions, with the same params. */
export const actionsOfChatPage: readonly (readonly [Method, ActionId])[] = [
  [leaveChat, 'leaveChat'],
  [removeChat, 'removeChat'],
  [showChatRecord, 'showRecord'],
];

/** What only passes through. What these change is taken over when the engine tells of it. */
const passedToEngine = [
  chatEntries,
  chatText,
  findInChat,
  sendToChat,
  retryChatMessage,
  cancelChatMessage,
  resetChatTurn,
  addChatPeer,
  removeChatPeer,
  joinChatRoom,
  leaveChatRoom,
  updateChat,
  chatSeen,
  clearChat,
  inviteToChat,
  probeEndpoint,
] as readonly Method[];

/** The conversation with one page of the chat, in the view or in an editor. It holds nothing that was said. */
export class ChatPageConversation {
  private readonly disposables = new DisposableStore();
  private readonly conversation: PageConversation<ChatSnapshot>;
  private snapshotIsOld = false;

  /** `only`: the chat of an editor's page. */
  constructor(
    private readonly services: ChatServices,
    post: (message: unknown) => PromiseLike<boolean>,
    private readonly only?: ChatId,
  ) {
    const { engine, chats, log } = services;
    this.conversation = this.disposables.add(
      new PageConversation(
        {
          name: 'Chat',
          log,
          changed: chatsChanged,
          takeNotice: () => this.takeNotice(),
        },
        post,
      ),
    );
    this.answerPage();
    this.conversation.listen();
    const changed = () => {
      this.snapshotIsOld = true;
      this.conversation.flush();
    };
    this.disposables.add({ dispose: () => services.isBehindSection(this, undefined) });
    this.disposables.add(engine.onDidChangeState(changed));
    this.disposables.add(chats.onDidChange(changed));
  }

  accept(message: Message): void {
    this.conversation.accept(message);
  }

  notify<S extends v.GenericSchema>(type: Notice<S>, params: v.InferInput<S>): void {
    this.conversation.notify(type, params);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private answerPage(): void {
    const { conversation, services } = this;
    const { actions, engine } = services;
    conversation.on(chatSnapshot, () => this.firstSnapshot());
    conversation.on(joinChat, ({ id, spec }) => {
      const { rooms, ...rest } = checkChatSpec(spec);
      return actions.run('joinChat', { ...rest, room: rooms, chat: id });
    });
    for (const [type, action] of actionsOfChatPage)
      conversation.on(type, (params, token) => actions.runWith(action, params, type.method, token));
    conversation.on(saveChat, ({ chat }) => services.save(chat));
    conversation.on(chatBehindSection, ({ chat }) => services.isBehindSection(this, chat));
    conversation.on(openChatInEditor, ({ chat }) => services.openInEditor(chat));
    conversation.on(openChatLink, async ({ url }) => {
      if (!URL.canParse(url)) throw new ZmqError('invalidParams', t('"url" must be a link with http or https.'));
      await services.openLink(url);
    });
    conversation.on(copyChatLink, ({ query }) => services.copyLink(query));
    conversation.on(runCommand, ({ command }) => {
      if (command !== 'restartEngine') throw new ZmqError('invalidParams', t('"command" must be "restartEngine", and is "{0}".', command));
      return actions.run('restartEngine', {});
    });
    conversation.on(copyText, ({ text }) => services.copyText(text));
    for (const type of passedToEngine) conversation.on(type, async (params, token) => (await engine.engine()).pass(type, params, token));
  }

  private async firstSnapshot(): Promise<ChatSnapshot> {
    const { engine, chats, report } = this.services;
    await startForPage(engine, report);
    // Those that were left are known to the engine by now, with what was said in them.
    await chats.refresh().catch(report);
    this.conversation.begin();
    return this.snapshot();
  }

  private snapshot(): ChatSnapshot {
    const { engine, chats, form, remote } = this.services;
    return {
      engine: engine.state,
      generation: engine.generation,
      chats: chats.infos(),
      ...(this.only === undefined ? {} : { only: this.only }),
      form: form(),
      remote,
    };
  }

  private takeNotice(): ChatSnapshot | undefined {
    if (!this.snapshotIsOld) return undefined;
    this.snapshotIsOld = false;
    return this.snapshot();
  }
}
