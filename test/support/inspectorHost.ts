import { ErrorCodes, ResponseError, type MessageConnection, type NotificationType } from 'vscode-jsonrpc/node';
import type { Change } from '../../src/protocol/engine';
import {
  copyMatches,
  copyText,
  inspectorChanged,
  inspectorSnapshot,
  pickFile,
  rememberFilter,
  removeSocket,
  reopenSocket,
  runCommand,
  saveColumns,
  saveFilter,
  saveMessage,
  type ChosenColumns,
  type Filters,
  type InspectorSnapshot,
  type LogColours,
  type SavedMessage,
  type SocketEntry,
} from '../../src/protocol/inspector';
import type { SocketInfo } from '../../src/protocol/sockets';
import { copyRecords } from '../../src/protocol/export';
import { listSockets } from '../../src/protocol/sockets';
import type { EngineClient } from './engineClient';

/** Stands between a page and the real engine where the extension host stands in VS Code. */
export class InspectorHost {
  readonly copied: string[] = [];
  readonly commands: string[] = [];
  readonly filters: Filters = { recent: [], saved: [] };
  messages: SavedMessage[] = [];
  columns: ChosenColumns | undefined;
  colours: LogColours | undefined;
  /** Called when a page that is new asks how things stand, before it is told. */
  asked: () => void = () => undefined;
  /** Answers `pickFile`. */
  file: { path: string; size: number } | null = null;
  /** Sockets that are remembered but not open. */
  readonly closed: SocketEntry[] = [];
  private connection: MessageConnection | undefined;
  private revision = -1;
  private ready = false;

  constructor(private readonly engine: EngineClient) {
    engine.takeChange = (change) => this.tell(change);
  }

  /** For `WebviewPage.open`. */
  readonly serve = (connection: MessageConnection): void => {
    this.connection = connection;
    this.ready = false;
    connection.onRequest(inspectorSnapshot, async () => {
      this.asked();
      const snapshot = await this.snapshot();
      this.ready = true;
      const { lastChange } = this.engine;
      if (lastChange) setImmediate(() => void this.tell(lastChange));
      return snapshot;
    });
    connection.onRequest(copyText, ({ text }) => {
      this.copied.push(text);
      return null;
    });
    connection.onRequest(copyMatches, async (params) => {
      const { text, ...exported } = await this.engine.connection.sendRequest(copyRecords, params);
      if (text !== '') this.copied.push(text);
      return exported;
    });
    connection.onRequest(runCommand, ({ command }) => {
      this.commands.push(command);
      return null;
    });
    connection.onRequest(rememberFilter, async ({ filter }) => {
      this.filters.recent = [filter, ...this.filters.recent.filter((other) => other !== filter)].slice(0, 20);
      await this.tellSnapshot();
      return null;
    });
    connection.onRequest(saveFilter, async ({ name, filter }) => {
      const others = this.filters.saved.filter((other) => other.name !== name);
      this.filters.saved = filter === undefined ? others : [...others, { name, filter }];
      await this.tellSnapshot();
      return null;
    });
    connection.onRequest(saveMessage, async ({ name, frames, ...rest }) => {
      const others = this.messages.filter((other) => other.name !== name);
      this.messages = frames === undefined ? others : [...others, { name, frames, ...rest }].sort((a, b) => (a.name < b.name ? -1 : 1));
      await this.tellSnapshot();
      return null;
    });
    connection.onRequest(saveColumns, async ({ columns }) => {
      this.columns = columns;
      await this.tellSnapshot();
      return null;
    });
    connection.onRequest(pickFile, () => this.file);
    connection.onRequest(reopenSocket, async ({ socket, endpoints }) => {
      const at = this.closed.findIndex(({ id }) => id === socket);
      const info = await this.engine.open({ ...(this.closed[at] as SocketEntry).spec, ...endpoints });
      this.closed.splice(at, 1);
      return info;
    });
    connection.onRequest(removeSocket, async ({ socket }) => {
      await this.engine.close(socket);
      return null;
    });
    connection.onRequest(async (method, params, token) => {
      if (method.startsWith('engine/')) return new ResponseError(ErrorCodes.MethodNotFound, `A page has no business with ${method}.`);
      return this.engine.connection.sendRequest(method, params, token);
    });
  };

  /** Sends the page what a command would. */
  async notify<P>(type: NotificationType<P>, params: P): Promise<void> {
    await this.connection?.sendNotification(type.method, params);
  }

  /** Tells the page of the sockets anew. */
  async tellSnapshot(): Promise<void> {
    await this.connection?.sendRequest(inspectorChanged, { snapshot: await this.snapshot() });
  }

  private async tell(change: Change): Promise<void> {
    const { connection } = this;
    if (!connection || !this.ready) return;
    const snapshot = change.socketsRevision === this.revision ? undefined : await this.snapshot();
    this.revision = change.socketsRevision;
    // A page that goes away while it is told takes its answer with it.
    await connection.sendRequest(inspectorChanged, { change, ...(snapshot ? { snapshot } : {}) }).catch(() => undefined);
  }

  private async snapshot(): Promise<InspectorSnapshot> {
    const sockets = await this.engine.connection.sendRequest(listSockets, {});
    return {
      engine: 'running',
      generation: 1,
      sockets: [...sockets.map(entry), ...this.closed],
      filters: this.filters,
      messages: this.messages,
      ...(this.columns ? { columns: this.columns } : {}),
      ...(this.colours ? { colours: this.colours } : {}),
    };
  }
}

function entry(info: SocketInfo): SocketEntry {
  const endpoints = (role: 'bind' | 'connect'): string[] =>
    info.endpoints.filter((endpoint) => endpoint.role === role).map((endpoint) => endpoint.resolved);
  return {
    id: info.id,
    state: 'open',
    ...(info.chat === undefined ? {} : { chat: info.chat }),
    spec: {
      id: info.id,
      type: info.type,
      name: info.name,
      bind: endpoints('bind'),
      connect: endpoints('connect'),
      subscribe: info.subscriptions,
      options: info.options,
    },
    info,
  };
}
