import * as v from 'valibot';
import type { CancellationToken, Message, NotificationType } from 'vscode-jsonrpc/node';
import { check, checkSocketSpec, empty, endpointParams, reopenParams, sendParams, socketParams, subscriptionParams } from '../../core/requests';
import type { Change } from '../../protocol/engine';
import {
  copyText,
  inspectorChanged,
  inspectorSnapshot,
  removeSocket,
  reopenSocket,
  runCommand,
  type InspectorSnapshot,
} from '../../protocol/inspector';
import { clearLog, closeView, locateRecord, openView, recordBytes, recordDetails, viewRows, type ViewId } from '../../protocol/log';
import {
  addEndpoint,
  closeSocket,
  listSockets,
  openSocket,
  removeEndpoint,
  send,
  subscribe,
  unsubscribe,
} from '../../protocol/sockets';
import { DisposableStore } from '../disposableStore';
import type { Log } from '../engineProcess';
import type { EngineSupervisor } from '../engineSupervisor';
import type { SocketStore } from '../socketStore';
import { fromWire } from '../wireErrors';
import { PageConversation, startForPage, type Handler } from './pageConversation';

/** What a page of the inspector is told when something changed. */
interface InspectorNotice {
  change?: Change;
  snapshot?: InspectorSnapshot;
}

/** What a page may ask of VS Code. */
export interface InspectorServices {
  engine: EngineSupervisor;
  store: SocketStore;
  log: Log;
  copyText(text: string): PromiseLike<void>;
  runCommand(command: CommandOfPage): void;
  report(error: unknown): void;
}

const commandsOfPage = ['startDemo', 'subscribe', 'newSocket', 'restartEngine', 'reopenAll'] as const;
export type CommandOfPage = (typeof commandsOfPage)[number];
export const copyParams = v.strictObject({ text: v.pipe(v.string(), v.maxLength(64 * 1024 * 1024)) });
const commandParams = v.strictObject({ command: v.picklist(commandsOfPage) });

/** The engine checks what it is passed. */
const passedToEngine: readonly string[] = [openView, closeView, viewRows, locateRecord, recordDetails, recordBytes, clearLog, listSockets].map(({ method }) => method);

/**
 * The conversation with one page of the inspector.
 * It holds no traffic: what concerns the log goes through to the engine.
 */
export class InspectorSession {
  private readonly disposables = new DisposableStore();
  private readonly conversation: PageConversation<InspectorNotice>;
  private readonly views = new Set<ViewId>();
  private viewsGeneration = 0;
  private change: Change | undefined;
  private snapshotIsOld = false;
  private disposed = false;

  constructor(private readonly services: InspectorServices, post: (message: unknown) => PromiseLike<boolean>) {
    const { engine, store, log } = services;
    this.conversation = this.disposables.add(new PageConversation({
      name: 'Inspector',
      log,
      handlers: this.makeHandlers(),
      changed: inspectorChanged,
      takeNotice: () => this.takeNotice(),
    }, post));
    this.disposables.add(engine.onDidChange((change) => {
      this.change = change;
      this.conversation.flush();
    }));
    const snapshotChanged = () => {
      this.snapshotIsOld = true;
      this.conversation.flush();
    };
    this.disposables.add(engine.onDidChangeState(snapshotChanged));
    this.disposables.add(store.onDidChange(snapshotChanged));
  }

  accept(message: Message): void {
    this.conversation.accept(message);
  }

  notify<P>(type: NotificationType<P>, params: P): void {
    this.conversation.notify(type, params);
  }

  /** Closes the page's views too. */
  dispose(): void {
    this.disposed = true;
    this.disposables.dispose();
    const { engine } = this.services;
    if (engine.state !== 'running' || engine.generation !== this.viewsGeneration) return;
    for (const view of this.views) this.closeView(view);
  }

  private closeView(view: ViewId): void {
    this.services.engine.request(closeView, { view }).catch((error: unknown) => this.services.log.warn(`Closing a view: ${fromWire(error).message}`));
  }

  private makeHandlers(): Map<string, Handler> {
    const { store } = this.services;
    const handlers = new Map<string, Handler>([
      [inspectorSnapshot.method, (params) => check(empty, params) && this.firstSnapshot()],
      [copyText.method, (params) => this.services.copyText(check(copyParams, params).text)],
      [runCommand.method, (params) => this.services.runCommand(check(commandParams, params).command)],
      [reopenSocket.method, (params) => {
        const { socket, endpoints } = check(reopenParams, params);
        return store.reopen(socket, endpoints);
      }],
      [removeSocket.method, (params) => store.remove(check(socketParams, params).socket)],
      [openSocket.method, (params) => store.open(checkSocketSpec(params))],
      [closeSocket.method, (params) => store.close(check(socketParams, params).socket)],
      [addEndpoint.method, (params) => store.addEndpoint(check(endpointParams, params))],
      [removeEndpoint.method, (params) => store.removeEndpoint(check(endpointParams, params))],
      [subscribe.method, (params) => store.subscribe(check(subscriptionParams, params))],
      [unsubscribe.method, (params) => store.unsubscribe(check(subscriptionParams, params))],
      [send.method, (params, token) => store.send(check(sendParams, params), token)],
    ]);
    for (const method of passedToEngine) handlers.set(method, (params, token) => this.pass(method, params, token));
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
    const { engine, store } = this.services;
    return { engine: engine.state, generation: engine.generation, sockets: store.entries() };
  }

  private async pass(method: string, params: unknown, token: CancellationToken): Promise<unknown> {
    const engine = await this.services.engine.engine();
    const { generation } = this.services.engine;
    const result = await engine.pass(method, params, token);
    if (generation !== this.viewsGeneration) {
      this.views.clear();
      this.viewsGeneration = generation;
    }
    if (method === openView.method) {
      const { view } = result as { view: ViewId };
      // A page that went away while its view was being opened will not close it.
      if (this.disposed) this.closeView(view);
      else this.views.add(view);
    }
    if (method === closeView.method) this.views.delete((params as { view: ViewId }).view);
    return result;
  }

  private takeNotice(): InspectorNotice | undefined {
    if (!this.change && !this.snapshotIsOld) return undefined;
    const notice = { change: this.change, snapshot: this.snapshotIsOld ? this.snapshot() : undefined };
    this.change = undefined;
    this.snapshotIsOld = false;
    return notice;
  }
}
