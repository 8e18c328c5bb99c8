import type { CancellationToken, Message, NotificationType } from 'vscode-jsonrpc/node';
import { check, empty } from '../../core/requests/requests';
import { checkFrames, compose, draftOfRecord, sendAgain, startJob, stopJob } from '../../protocol/composer';
import { decodeRecord, decoderStatus, readSchema, recordContent, recordText } from '../../protocol/decoding';
import type { Change } from '../../protocol/engine';
import {
  compareRecords,
  copyText,
  decodeAs,
  inspectorChanged,
  inspectorSnapshot,
  openDocument,
  pickFile,
  rememberFilter,
  removeSocket,
  reopenSocket,
  runCommand,
  saveFile,
  saveFilter,
  saveFrame,
  saveMessage,
  showDecoders,
  type InspectorSnapshot,
} from '../../protocol/inspector';
import { clearLog, closeView, locateRecord, openView, recordBytes, recordDetails, viewMarks, viewRows } from '../../protocol/log';
import { closeSeries, openSeries, seriesPoints, seriesValues } from '../../protocol/plot';
import { addEndpoint, closeSocket, listSockets, openSocket, removeEndpoint, send, subscribe, unsubscribe } from '../../protocol/sockets';
import { findTopics, listTopics } from '../../protocol/topics';
import type { ActionId, Actions } from '../actions/actions';
import { DisposableStore } from '../base/disposableStore';
import type { OutputLog } from '../base/outputLog';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import type { InspectorMemory } from './inspectorMemory';
import type { SocketStore } from '../sockets/socketStore';
import { FileGrants } from './fileGrants';
import {
  commandParams,
  copyParams,
  decodeAsParams,
  saveFileParams,
  saveFrameParams,
  showDecodersParams,
  type CommandOfPage,
  type DecodeAsParams,
  type SaveFileParams,
  type SaveFrameParams,
  type ShowDecodersParams,
} from './inspectorRequests';
import { PageConversation, startForPage, type Handler } from '../pages/pageConversation';
import { PageHoldings } from './pageHoldings';

/** What a page of the inspector is told when something changed. */
interface InspectorNotice {
  change?: Change;
  snapshot?: InspectorSnapshot;
}

/** What a page may ask of VS Code. */
export interface InspectorServices {
  engine: EngineSupervisor;
  store: SocketStore;
  actions: Actions;
  memory: InspectorMemory;
  log: OutputLog;
  copyText(text: string): PromiseLike<void>;
  runCommand(command: CommandOfPage): void;
  report(error: unknown): void;
  /** Asks for a file to send. */
  pickFile(): Promise<{ path: string; size: number } | undefined>;
  decodeAs(params: DecodeAsParams): Promise<boolean>;
  showDecoders(params: ShowDecodersParams): Promise<void>;
  saveFrame(params: SaveFrameParams): Promise<boolean>;
  saveFile(params: SaveFileParams): Promise<boolean>;
}

/** Requests that are actions, with the same params. */
export const actionsOfPage: Readonly<Record<string, ActionId>> = {
  [openSocket.method]: 'openSocket',
  [reopenSocket.method]: 'reopenSocket',
  [closeSocket.method]: 'closeSocket',
  [removeSocket.method]: 'removeSocket',
  [addEndpoint.method]: 'addEndpoint',
  [removeEndpoint.method]: 'removeEndpoint',
  [subscribe.method]: 'addSubscription',
  [unsubscribe.method]: 'removeSubscription',
  [send.method]: 'send',
  [openDocument.method]: 'openDocument',
  [compareRecords.method]: 'compareRecords',
};

/** The engine checks what it is passed. */
const passedToEngine: readonly string[] = [
  openView,
  closeView,
  viewRows,
  viewMarks,
  locateRecord,
  recordDetails,
  recordBytes,
  clearLog,
  listSockets,
  decodeRecord,
  recordContent,
  recordText,
  decoderStatus,
  readSchema,
  listTopics,
  findTopics,
  openSeries,
  closeSeries,
  seriesPoints,
  seriesValues,
  stopJob,
  draftOfRecord,
].map(({ method }) => method);

/** Passed too, for a socket that is open and with files that the page may use. */
const passedToSend: readonly string[] = [checkFrames, compose, startJob, sendAgain].map(({ method }) => method);

/**
 * The conversation with one page of the inspector.
 * It holds no traffic: what concerns the log goes through to the engine.
 */
export class InspectorPageConversation {
  private readonly disposables = new DisposableStore();
  private readonly conversation: PageConversation<InspectorNotice>;
  private readonly holdings: PageHoldings;
  private readonly files: FileGrants;
  private change: Change | undefined;
  private snapshotIsOld = false;

  constructor(
    private readonly services: InspectorServices,
    post: (message: unknown) => PromiseLike<boolean>,
  ) {
    const { engine, store, memory, log } = services;
    this.holdings = new PageHoldings(engine, log);
    this.files = new FileGrants(() => memory.messages);
    this.conversation = this.disposables.add(
      new PageConversation(
        {
          name: 'Inspector',
          log,
          handlers: this.makeHandlers(),
          changed: inspectorChanged,
          takeNotice: () => this.takeNotice(),
        },
        post,
      ),
    );
    this.disposables.add(
      engine.onDidChange((change) => {
        this.change = change;
        this.conversation.flush();
      }),
    );
    const snapshotChanged = () => {
      this.snapshotIsOld = true;
      this.conversation.flush();
    };
    this.disposables.add(engine.onDidChangeState(snapshotChanged));
    this.disposables.add(store.onDidChange(snapshotChanged));
    this.disposables.add(memory.onDidChange(snapshotChanged));
  }

  accept(message: Message): void {
    this.conversation.accept(message);
  }

  notify<P>(type: NotificationType<P>, params: P): void {
    this.conversation.notify(type, params);
  }

  /** Closes the page's views and series too. */
  dispose(): void {
    this.disposables.dispose();
    this.holdings.end();
  }

  private makeHandlers(): Map<string, Handler> {
    const { memory } = this.services;
    const handlers = new Map<string, Handler>([
      [inspectorSnapshot.method, (params) => check(empty, params) && this.firstSnapshot()],
      [copyText.method, (params) => this.services.copyText(check(copyParams, params).text)],
      [runCommand.method, (params) => this.services.runCommand(check(commandParams, params).command)],
      [rememberFilter.method, (params) => memory.rememberFilter(params)],
      [saveFilter.method, (params) => memory.saveFilter(params)],
      [saveMessage.method, (params) => memory.saveMessage(params, (frames) => this.files.check(frames))],
      [pickFile.method, (params) => check(empty, params) && this.pickFile()],
      [decodeAs.method, (params) => this.services.decodeAs(check(decodeAsParams, params))],
      [showDecoders.method, (params) => this.services.showDecoders(check(showDecodersParams, params))],
      [saveFrame.method, (params) => this.services.saveFrame(check(saveFrameParams, params))],
      [saveFile.method, (params) => this.services.saveFile(check(saveFileParams, params))],
    ]);
    for (const [method, action] of Object.entries(actionsOfPage))
      handlers.set(method, (params, token) => this.services.actions.runWith(action, params, method, token));
    for (const method of passedToEngine) handlers.set(method, (params, token) => this.pass(method, params, token));
    for (const method of passedToSend) handlers.set(method, (params, token) => this.passToSend(method, params, token));
    return handlers;
  }

  private async firstSnapshot(): Promise<InspectorSnapshot> {
    const { engine } = this.services;
    await startForPage(engine, this.services.report);
    // On a quiet log no other notice may come.
    this.change ??= engine.lastChange;
    this.conversation.begin();
    return this.snapshot();
  }

  private snapshot(): InspectorSnapshot {
    const { engine, store, memory } = this.services;
    return {
      engine: engine.state,
      generation: engine.generation,
      sockets: store.entries(),
      filters: memory.filters,
      messages: memory.messages,
    };
  }

  private async pass(method: string, params: unknown, token: CancellationToken): Promise<unknown> {
    const engine = await this.services.engine.engine();
    const { generation } = this.services.engine;
    const result = await engine.pass(method, params, token);
    this.holdings.note(method, params, result, generation);
    return result;
  }

  private async passToSend(method: string, params: unknown, token: CancellationToken): Promise<unknown> {
    const { socket, frames } = (typeof params === 'object' && params !== null ? params : {}) as { socket?: unknown; frames?: unknown };
    if (typeof socket === 'string') this.services.store.refuseClosed(socket);
    this.files.check(frames);
    return this.pass(method, params, token);
  }

  private async pickFile(): Promise<{ path: string; size: number } | null> {
    const file = await this.services.pickFile();
    if (file) this.files.grant(file.path);
    return file ?? null;
  }

  private takeNotice(): InspectorNotice | undefined {
    if (!this.change && !this.snapshotIsOld) return undefined;
    const notice = { change: this.change, snapshot: this.snapshotIsOld ? this.snapshot() : undefined };
    this.change = undefined;
    this.snapshotIsOld = false;
    return notice;
  }
}
