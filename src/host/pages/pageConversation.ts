import { t } from '@vscode/l10n';
import * as v from 'valibot';
import {
  createMessageConnection,
  ErrorCodes,
  ResponseError,
  type CancellationToken,
  type Message,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { on, type Answer } from '../../core/rpc/on';
import type { ErrorData } from '../../protocol/errors';
import type { Method, Notice } from '../../protocol/method';
import { Coalescer } from '../../core/base/coalescer';
import { DisposableStore } from '../base/disposableStore';
import type { OutputLog } from '../base/outputLog';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { fromWire, toWire } from '../base/wireErrors';
import { WebviewReader, WebviewWriter } from './webviewTransport';

export interface PageConversationOptions<Told> {
  /** What the page is called in the log. */
  name: string;
  log: OutputLog;
  changed: Method<v.GenericSchema<Told>, null>;
  /** What there is to tell now; undefined where nothing has changed since it was taken last. */
  takeNotice(): Told | undefined;
}

/**
 * What host and page say to each other from the page's load to its end (hidden, reloaded or closed): the page's requests are
 * answered, and it is told of changes, one notice at a time. It begins with `listen`, once it is said what is answered.
 */
export class PageConversation<Told> {
  private readonly disposables = new DisposableStore();
  private readonly reader = new WebviewReader();
  private readonly connection: MessageConnection;
  /** The page has its first snapshot; before, there is nothing it could do with a change. */
  private ready = false;
  private readonly notices: Coalescer;
  private waiting: (() => void)[] = [];

  constructor(
    private readonly options: PageConversationOptions<Told>,
    post: (message: unknown) => PromiseLike<boolean>,
  ) {
    const { log, name } = options;
    this.connection = this.disposables.add(
      createMessageConnection(this.reader, new WebviewWriter(post), {
        error: (text) => log.error(text),
        warn: (text) => log.warn(text),
        info: (text) => log.info(text),
        log: (text) => log.info(text),
      }),
    );
    this.notices = this.disposables.add(new Coalescer(() => this.tell()));
    this.connection.onRequest((method) => {
      throw new ResponseError(ErrorCodes.MethodNotFound, t('{0} has no method {1}.', name, method));
    });
    this.connection.onError(([error]) => log.warn(`${name}: ${error.message}`));
  }

  /** Answers a request of the page, whose params are checked first. */
  on<S extends v.GenericSchema, R>(
    type: Method<S, R>,
    run: (params: v.InferOutput<S>, token: CancellationToken) => Answer<R> | PromiseLike<Answer<R>>,
  ): void {
    on(this.connection, type, run, refuse);
  }

  listen(): void {
    this.connection.listen();
  }

  accept(message: Message): void {
    this.reader.accept(message);
  }

  /** The first snapshot is under way as an answer; what waited for it goes out after it. */
  begin(): void {
    this.ready = true;
    // The answer goes out in the next turn of the event loop.
    setImmediate(() => {
      for (const notify of this.waiting.splice(0)) notify();
      this.flush();
    });
  }

  /** Tells the page, once it is there. */
  notify<S extends v.GenericSchema>(type: Notice<S>, params: v.InferInput<S>): void {
    const notify = () => {
      this.connection.sendNotification(type.method, params).catch((error: unknown) => this.failed(error));
    };
    if (this.ready) notify();
    else this.waiting.push(notify);
  }

  /** Tells what has changed. One notice is under way at a time; what changes meanwhile goes with the next one. */
  flush(): void {
    if (this.ready) this.notices.ask();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async tell(): Promise<void> {
    const notice = this.options.takeNotice();
    if (notice === undefined) return;
    await this.connection.sendRequest<null>(this.options.changed.method, notice).catch((error: unknown) => this.failed(error));
  }

  private failed(error: unknown): void {
    this.options.log.warn(`${this.options.name}: ${fromWire(error).message}`);
  }
}

function refuse(error: unknown): ResponseError<ErrorData | void> {
  return error instanceof v.ValiError ? new ResponseError(ErrorCodes.InvalidParams, error.message) : toWire(error);
}

/** Starts the engine for a page where it does not run yet. The page can show that it is stopped; why goes to the person. */
export async function startForPage(engine: EngineSupervisor, report: (error: unknown) => void): Promise<void> {
  if (engine.state === 'not started') await engine.engine().catch(report);
}
