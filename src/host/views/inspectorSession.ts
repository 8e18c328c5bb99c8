import * as v from 'valibot';
import {
  createMessageConnection,
  ErrorCodes,
  ResponseError,
  type CancellationToken,
  type Message,
  type MessageConnection,
  type NotificationType,
} from 'vscode-jsonrpc/node';
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
import { fromWire, toWire } from '../wireErrors';
import { WebviewReader, WebviewWriter } from './webviewTransport';

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
const copyParams = v.strictObject({ text: v.pipe(v.string(), v.maxLength(64 * 1024 * 1024)) });
const commandParams = v.strictObject({ command: v.picklist(commandsOfPage) });

/** The engine checks what it is passed. */
const passedToEngine: readonly string[] = [openView, closeView, viewRows, locateRecord, recordDetails, recordBytes, clearLog, listSockets].map(({ method }) => method);

type Handler = (params: unknown, token: CancellationToken) => unknown;

/**
 * The conversation with one page of the inspector, from its load to its end (hidden, reloaded or closed).
 * It holds no traffic: what concerns the log goes through to the engine.
 */
export class InspectorSession {
  private readonly disposables = new DisposableStore();
  private readonly reader = new WebviewReader();
  private readonly connection: MessageConnection;
  private readonly handlers: ReadonlyMap<string, Handler>;
  private readonly views = new Set<ViewId>();
  private viewsGeneration = 0;
  /** The page has its first snapshot; before, there is nothing it could do with a change. */
  private ready = false;
  private inFlight = false;
  private change: Change | undefined;
  private snapshotIsOld = false;
  private waiting: (() => void)[] = [];
  private disposed = false;

  constructor(private readonly services: InspectorServices, post: (message: unknown) => PromiseLike<boolean>) {
    const { engine, store, log } = services;
    this.handlers = this.makeHandlers();
    this.connection = this.disposables.add(
      createMessageConnection(this.reader, new WebviewWriter(post), {
        error: (text) => log.error(text),
        warn: (text) => log.warn(text),
        info: (text) => log.info(text),
        log: (text) => log.info(text),
      }),
    );
    this.connection.onRequest((method, params, token) => this.answer(method, params, token));
    this.connection.onError(([error]) => log.warn(`Inspector: ${error.message}`));
    this.connection.listen();
    this.disposables.add(engine.onDidChange((change) => {
      this.change = change;
      this.flush();
    }));
    const snapshotChanged = () => {
      this.snapshotIsOld = true;
      this.flush();
    };
    this.disposables.add(engine.onDidChangeState(snapshotChanged));
    this.disposables.add(store.onDidChange(snapshotChanged));
  }

  accept(message: Message): void {
    this.reader.accept(message);
  }

  /** Tells the page, once it is there. */
  notify<P>(type: NotificationType<P>, params: P): void {
    const notify = () => {
      this.connection.sendNotification(type.method, params).catch((error: unknown) => this.services.log.warn(`Inspector: ${fromWire(error).message}`));
    };
    if (this.ready) notify();
    else this.waiting.push(notify);
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

  private async answer(method: string, params: unknown, token: CancellationToken): Promise<unknown> {
    const handler = this.handlers.get(method);
    if (!handler) return new ResponseError(ErrorCodes.MethodNotFound, `The inspector has no method ${method}.`);
    try {
      return (await handler(params, token)) ?? null;
    } catch (error) {
      return error instanceof v.ValiError ? new ResponseError(ErrorCodes.InvalidParams, error.message) : toWire(error);
    }
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
    if (engine.state === 'not started') {
      // A page can show that the engine is stopped; why it is goes to the person.
      await engine.engine().catch((error: unknown) => this.services.report(error));
    }
    this.ready = true;
    // On a quiet log no other notice may come.
    this.change ??= engine.lastChange;
    // After the answer, which goes out in the next turn of the event loop.
    setImmediate(() => {
      for (const notify of this.waiting.splice(0)) notify();
      this.flush();
    });
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

  /** One notice is under way at a time; what changes meanwhile goes with the next one. */
  private flush(): void {
    if (!this.ready || this.inFlight || (!this.change && !this.snapshotIsOld)) return;
    const notice = { change: this.change, snapshot: this.snapshotIsOld ? this.snapshot() : undefined };
    this.change = undefined;
    this.snapshotIsOld = false;
    this.inFlight = true;
    this.connection.sendRequest(inspectorChanged, notice).then(
      () => {
        this.inFlight = false;
        this.flush();
      },
      (error: unknown) => {
        this.inFlight = false;
        this.services.log.warn(`Inspector: ${fromWire(error).message}`);
      },
    );
  }
}
