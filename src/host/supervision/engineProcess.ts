import { t } from '@vscode/l10n';
import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type * as v from 'valibot';
import {
  CancellationToken,
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { on } from '../../core/rpc/on';
import { chatMention, type ChatMention } from '../../protocol/chat';
import { changed, engineLog, hello, ping, type Change, type Hello } from '../../protocol/engine';
import type { Method } from '../../protocol/method';
import type { OutputLog } from '../base/outputLog';
import { fromWire } from '../base/wireErrors';

const heartbeatMs = 1_000;
/** Unanswered heartbeats after which the process counts as hung. */
const heartbeatsMissed = 10;
const helloTimeoutMs = 15_000;
const stopTimeoutMs = 1_500;

/** What the process tells by itself. */
export interface EngineListener {
  changed(change: Change): void;
  mentioned(mention: ChatMention): void;
}

/** How the process ended. */
export interface Exit {
  /** Exit code, signal or why it did not start; a few words. */
  reason: string;
  /** The last lines it wrote to stderr. */
  lastWords: string;
}

/** One engine process from fork to exit, with the connection to it. */
export class EngineProcess {
  /** Settles once, never rejects. */
  readonly exited: Promise<Exit>;
  private readonly child: ChildProcess;
  private readonly connection: MessageConnection;
  private readonly stderr: string[] = [];
  private heartbeat: NodeJS.Timeout | undefined;
  private killedBecause: string | undefined;

  constructor(
    modulePath: string,
    private readonly log: OutputLog,
    listener: EngineListener,
  ) {
    const { NODE_OPTIONS: _unwanted, ZMQ_INSPECTOR_ENGINE_PORT: debugPort, ...env } = process.env;
    this.child = fork(modulePath, [], {
      serialization: 'advanced',
      // Set where the extension is developed: a debugger finds the engine there.
      execArgv: debugPort === undefined ? [] : [`--inspect=127.0.0.1:${debugPort}`],
      env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.connection = createMessageConnection(new IPCMessageReader(this.child), new IPCMessageWriter(this.child), {
      error: (text) => log.error(text),
      warn: (text) => log.warn(text),
      info: (text) => log.info(text),
      log: (text) => log.info(text),
    });
    on(this.connection, changed, (change) => listener.changed(change));
    on(this.connection, chatMention, (mention) => listener.mentioned(mention));
    on(this.connection, engineLog, ({ level, text }) => {
      if (level === 'error') log.error(text);
      else if (level === 'warning') log.warn(text);
      else log.info(text);
    });
    // The exit below tells the whole story; without a listener a broken pipe would throw in the extension host.
    this.connection.onError(([error]) => log.warn(`Connection to the engine: ${error.message}`));
    this.connection.listen();
    this.readLines(this.child.stdout, (line) => log.info(line));
    this.readLines(this.child.stderr, (line) => {
      log.error(line);
      this.stderr.push(line);
      if (this.stderr.length > 20) this.stderr.shift();
    });
    this.exited = this.watchExit();
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** The engine's versions; from then on its heartbeat is watched. Rejects when it does not answer in time. */
  async hello(): Promise<Hello> {
    const timer = setTimeout(() => this.kill(t('no answer within {0} s of its start', helloTimeoutMs / 1000)), helloTimeoutMs);
    try {
      const answer = await this.request(hello, {});
      this.watchHeartbeat();
      return answer;
    } finally {
      clearTimeout(timer);
    }
  }

  /** @throws ZmqError `engineStopped` where the process ends before it answers, or whatever the engine refused it with. */
  async request<S extends v.GenericSchema, R>(
    type: Method<S, R>,
    params: v.InferInput<S>,
    token: CancellationToken = CancellationToken.None,
  ): Promise<R> {
    try {
      return await this.connection.sendRequest<R>(type.method, params, token);
    } catch (error) {
      throw fromWire(error);
    }
  }

  /** As `request`, for what only passes through; the engine's refusal is passed back as it came. */
  async pass<S extends v.GenericSchema, R>(type: Method<S, R>, params: v.InferOutput<S>, token: CancellationToken): Promise<R> {
    return this.connection.sendRequest<R>(type.method, params, token);
  }

  /** Ends the process at once; `exited` tells. */
  kill(reason: string): void {
    this.killedBecause ??= reason;
    this.child.kill('SIGKILL');
  }

  /** Lets the process close its sockets, and kills it where it takes too long. */
  async stop(): Promise<Exit> {
    this.killedBecause ??= 'stopped';
    this.connection.dispose();
    if (this.child.connected) this.child.disconnect();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), stopTimeoutMs);
    try {
      return await this.exited;
    } finally {
      clearTimeout(timer);
    }
  }

  private readLines(stream: Readable | null, onLine: (line: string) => void): void {
    if (!stream) return;
    stream.on('error', (error) => this.log.warn(`Output of the engine: ${error.message}`));
    createInterface({ input: stream, crlfDelay: Infinity }).on('line', onLine);
  }

  private watchExit(): Promise<Exit> {
    return new Promise((resolve) => {
      const end = (reason: string) => {
        clearInterval(this.heartbeat);
        this.connection.dispose(); // rejects what is pending
        resolve({ reason, lastWords: this.stderr.join('\n') });
      };
      this.child.on('error', (error) => {
        if (this.child.pid === undefined) end(error.message);
        else this.log.warn(`Engine process: ${error.message}`);
      });
      // `close` comes after the last line of stderr has been read, `exit` may come before. A grandchild could hold the
      // pipe open, so `exit` is enough after a moment.
      const describe = (code: number | null, signal: NodeJS.Signals | null) =>
        this.killedBecause ?? (signal ? t('signal {0}', signal) : t('exit code {0}', code ?? ''));
      this.child.on('close', (code, signal) => end(describe(code, signal)));
      this.child.on('exit', (code, signal) => setTimeout(() => end(describe(code, signal)), 250));
    });
  }

  private watchHeartbeat(): void {
    let outstanding = 0;
    // Counted in turns of this timer rather than by the clock: a suspended computer does not make the engine look hung.
    this.heartbeat = setInterval(() => {
      if (outstanding >= heartbeatsMissed) {
        this.kill(`hung: no answer for ${(heartbeatsMissed * heartbeatMs) / 1000} s`);
        return;
      }
      outstanding++;
      if (outstanding > 1) return;
      this.request(ping, {}).then(
        () => {
          outstanding = 0;
        },
        (error: unknown) => this.log.warn(`Heartbeat: ${fromWire(error).message}`),
      );
    }, heartbeatMs);
  }
}
