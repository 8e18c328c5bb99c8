import { ErrorCodes, ResponseError, type MessageConnection, type RequestType } from 'vscode-jsonrpc/node';
import { joinChat, listChats, type ChatSpec } from '../../src/protocol/chat';
import {
  chatBehindSection,
  chatsChanged,
  chatSnapshot,
  copyChatLink,
  openChatInEditor,
  openChatLink,
  saveChat,
  showChatRecord,
  showInChat,
  type ChatSnapshot,
} from '../../src/protocol/chatPage';
import type { Change } from '../../src/protocol/engine';
import { copyText } from '../../src/protocol/inspector';
import type { EngineClient } from './engineClient';

/** Stands between a chat page and the real engine where the extension host stands in VS Code. */
export class ChatHost {
  /** What the page asked of VS Code. */
  readonly asked: { method: string; params: unknown }[] = [];
  form: ChatSnapshot['form'] = { nick: 'ada', recentEndpoints: [] };
  private connection: MessageConnection | undefined;
  private revisions = '';
  private ready = false;
  /** Beyond those that tests give. */
  private ids = 1000;

  constructor(private readonly engine: EngineClient) {
    engine.takeChange = (change) => this.tell(change);
  }

  /** For `ChatPage.open`. */
  readonly serve = (connection: MessageConnection): void => {
    this.connection = connection;
    this.ready = false;
    connection.onRequest(chatSnapshot, async () => {
      const snapshot = await this.snapshot();
      this.ready = true;
      return snapshot;
    });
    connection.onRequest(joinChat, ({ id, spec }) => this.engine.connection.sendRequest(joinChat, { id: id ?? `c${++this.ids}`, spec }));
    for (const { method } of [chatBehindSection, copyText, copyChatLink, openChatLink, saveChat, openChatInEditor, showChatRecord]) {
      connection.onRequest(method, (params: unknown) => {
        this.asked.push({ method, params });
        return null;
      });
    }
    connection.onRequest(async (method, params) => {
      if (!/^(chat|endpoint)\//.test(method))
        return new ResponseError(ErrorCodes.MethodNotFound, `A chat page has no business with ${method}.`);
      return this.engine.connection.sendRequest(method, params);
    });
  };

  /** Parameters of what was asked of VS Code. */
  of<P, R, E>({ method }: RequestType<P, R, E>): P[] {
    return this.asked.filter((request) => request.method === method).map(({ params }) => params as P);
  }

  async show(what: { chat?: string; form?: Partial<ChatSpec> }): Promise<void> {
    await this.connection?.sendNotification(showInChat, what);
  }

  private async tell({ chats }: Change): Promise<void> {
    const { connection } = this;
    const revisions = JSON.stringify(chats);
    if (!connection || !this.ready || revisions === this.revisions) return;
    this.revisions = revisions;
    // A page that goes away while it is told takes its answer with it.
    await connection.sendRequest(chatsChanged, await this.snapshot()).catch(() => undefined);
  }

  private async snapshot(): Promise<ChatSnapshot> {
    return { engine: 'running', generation: 1, chats: await this.engine.connection.sendRequest(listChats, {}), form: this.form };
  }
}
