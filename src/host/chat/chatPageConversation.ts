import * as v from 'valibot';
import type { Message, NotificationType } from 'vscode-jsonrpc/node';
import { chatParams, joinParams } from '../../core/chat/requests';
import { checkChatSpec } from '../../core/chat/spec';
import { check, empty } from '../../core/requests/requests';
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
  probeEndpoint,
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
import type { ChatStore } from './chatStore';
import type { ActionId, Actions } from '../actions/actions';
import { DisposableStore } from '../base/disposableStore';
import type { OutputLog } from '../base/outputLog';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { copyParams } from '../inspector/inspectorRequests';
import { PageConversation, startForPage, type Handler } from '../pages/pageConversation';

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

const commandParams = v.strictObject({ command: v.literal('restartEngine') });
const sectionParams = v.strictObject({ chat: v.optional(v.string()) });
const queryParams = v.strictObject({ query: v.pipe(v.string(), v.maxLength(64 * 1024)) });
const linkParams = v.strictObject({
  url: v.pipe(
    v.string(),
    v.maxLength(16 * 1024),
    v.check((url) => /^https?:\/\//i.test(url) && URL.canParse(url), 'must be a link with http or https'),
  ),
});

/** Requests that are actions, with the same params. */
export const actionsOfChatPage: Readonly<Record<string, ActionId>> = {
  [leaveChat.method]: 'leaveChat',
  [removeChat.method]: 'removeChat',
  [showChatRecord.method]: 'showRecord',
};

/** The engine checks what it is passed. What these change is taken over when the engine tells of it. */
const passedToEngine: readonly string[] = [
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
].map(({ method }) => method);

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
          handlers: this.makeHandlers(),
          changed: chatsChanged,
          takeNotice: () => this.takeNotice(),
        },
        post,
      ),
    );
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

  notify<P>(type: NotificationType<P>, params: P): void {
    this.conversation.notify(type, params);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private makeHandlers(): Map<string, Handler> {
    const { engine, actions } = this.services;
    const chatOf = (params: unknown) => check(chatParams, params).chat;
    const handlers = new Map<string, Handler>([
      [chatSnapshot.method, (params) => check(empty, params) && this.firstSnapshot()],
      [
        joinChat.method,
        (params) => {
          const { id, spec } = check(joinParams, params);
          const { rooms, ...rest } = checkChatSpec(spec);
          return actions.run('joinChat', { ...rest, room: rooms, chat: id });
        },
      ],
      [saveChat.method, (params) => this.services.save(chatOf(params))],
      [chatBehindSection.method, (params) => this.services.isBehindSection(this, check(sectionParams, params).chat)],
      [openChatInEditor.method, (params) => this.services.openInEditor(chatOf(params))],
      [openChatLink.method, async (params) => void (await this.services.openLink(check(linkParams, params).url))],
      [copyChatLink.method, (params) => this.services.copyLink(check(queryParams, params).query)],
      [runCommand.method, (params) => check(commandParams, params) && actions.run('restartEngine', {})],
      [copyText.method, (params) => this.services.copyText(check(copyParams, params).text)],
    ]);
    for (const [method, action] of Object.entries(actionsOfChatPage))
      handlers.set(method, (params, token) => actions.runWith(action, params, method, token));
    for (const method of passedToEngine) handlers.set(method, async (params, token) => (await engine.engine()).pass(method, params, token));
    return handlers;
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
