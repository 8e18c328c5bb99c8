import { t } from '@vscode/l10n';
import type * as v from 'valibot';
import { Emitter, type CancellationToken } from 'vscode-jsonrpc/node';
import { ZmqError } from '../../core/base/errors';
import type { ChatMention } from '../../protocol/chat';
import { configure, type Change, type Configuration } from '../../protocol/engine';
import type { EngineState } from '../../protocol/inspector';
import type { Method } from '../../protocol/method';
import { EngineProcess, type Exit } from './engineProcess';
import type { OutputLog } from '../base/outputLog';
import { restartDelay } from './restartPolicy';

export interface EngineSupervisorOptions {
  /** The engine's bundle. */
  modulePath: string;
  log: OutputLog;
  /** What each process is told first. */
  configuration(): Omit<Configuration, 'recordsLost'>;
  /** Generation of the first process, 1 unless told. */
  firstGeneration?: number;
  /** Makes known to each process, before anybody asks it anything, what was left in earlier ones. Failures are its own to tell. */
  restore(engine: EngineProcess): Promise<void>;
  /** Opens again, in a fresh process, what was open in the one before. Failures are its own to tell. */
  reopen(engine: EngineProcess): Promise<void>;
  /** The engine ended too often: a person must decide. */
  gaveUp(problem: ZmqError): void;
}

/**
 * Keeps one engine process alive: forked on first use, restarted with back-off after a crash, given up after too many.
 * Every process has its generation number: record and view numbers of an earlier one mean nothing.
 */
export class EngineSupervisor {
  private readonly stateEmitter = new Emitter<EngineState>();
  private readonly changeEmitter = new Emitter<Change>();
  private readonly mentionEmitter = new Emitter<ChatMention>();
  private readonly reconfiguredEmitter = new Emitter<void>();
  readonly onDidChangeState = this.stateEmitter.event;
  /** Notices of the running engine. */
  readonly onDidChange = this.changeEmitter.event;
  readonly onDidMention = this.mentionEmitter.event;
  /** The running engine has taken other settings. */
  readonly onDidReconfigure = this.reconfiguredEmitter.event;

  private currentState: EngineState = 'not started';
  /** Processes so far. */
  private started = 0;
  private running: Promise<EngineProcess> | undefined;
  private process: EngineProcess | undefined;
  /** Why the state is `stopped`. */
  private problem: ZmqError | undefined;
  private restarts: number[] = [];
  /** The last notice of the running engine. */
  private latestChange: Change | undefined;
  private disposed = false;

  constructor(private readonly options: EngineSupervisorOptions) {}

  get state(): EngineState {
    return this.currentState;
  }

  /** How log and views stood when the engine told last; undefined before its first notice. */
  get lastChange(): Change | undefined {
    return this.latestChange;
  }

  /** Those of the running engine that would be lost with it; what was cleared or had to make room is gone anyway. */
  private get recordsKept(): number {
    return this.latestChange?.log.kept ?? 0;
  }

  get generation(): number {
    return (this.options.firstGeneration ?? 1) + this.started - 1;
  }

  /** The engine, started where it is not; waits while it is being restarted. */
  async engine(): Promise<EngineProcess> {
    if (this.disposed) throw new ZmqError('engineStopped', t('ZMQ Inspector is shutting down.'));
    if (this.problem) throw this.problem;
    this.running ??= this.bringUp(undefined);
    return this.running;
  }

  /** @throws ZmqError, see `EngineProcess.request`. */
  async request<S extends v.GenericSchema, R>(type: Method<S, R>, params: v.InferInput<S>, token?: CancellationToken): Promise<R> {
    return (await this.engine()).request(type, params, token);
  }

  /** Tells a running engine that the settings changed; one that is not running reads them when it starts. */
  async reconfigure(): Promise<void> {
    if (this.currentState !== 'running') return;
    await this.request(configure, this.options.configuration());
    this.reconfiguredEmitter.fire();
  }

  /** Ends the engine and starts a fresh one with the same sockets. */
  async restart(): Promise<void> {
    if (this.currentState !== 'restarting') {
      const old = this.process;
      this.process = undefined; // its end is wanted, so nobody shall react to it
      this.problem = undefined;
      this.restarts = [];
      this.running = (async () => {
        if (old) {
          this.setState('restarting');
          await old.stop();
        }
        return this.bringUp(this.started > 0 ? this.recordsKept : undefined);
      })();
    }
    await this.running;
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    const { process } = this;
    this.process = undefined;
    this.stateEmitter.dispose();
    this.changeEmitter.dispose();
    this.mentionEmitter.dispose();
    await process?.stop();
  }

  /** @param recordsLost known where an earlier engine of this session ended */
  private async bringUp(recordsLost: number | undefined): Promise<EngineProcess> {
    for (;;) {
      if (this.disposed) throw new ZmqError('engineStopped', t('ZMQ Inspector is shutting down.'));
      this.started++;
      this.latestChange = undefined;
      let answered = false;
      const process: EngineProcess = new EngineProcess(this.options.modulePath, this.options.log, {
        changed: (change) => {
          if (this.process === process) this.noteChange(change);
        },
        mentioned: (mention) => {
          if (this.process === process) this.mentionEmitter.fire(mention);
        },
      });
      this.process = process;
      try {
        const { pid, libzmq } = await process.hello();
        answered = true;
        this.options.log.info(`Engine ${pid} runs with libzmq ${libzmq}.`);
        await process.request(configure, { ...this.options.configuration(), recordsLost });
        await this.options.restore(process);
        if (recordsLost !== undefined) await this.options.reopen(process);
        this.setState('running');
        void process.exited.then((exit) => this.ended(process, exit));
        return process;
      } catch (error) {
        process.kill(t('failed to start'));
        const exit = await process.exited;
        if (this.process !== process) throw error;
        this.process = undefined;
        this.options.log.error(`Engine failed to start: ${exit.reason}. ${error instanceof Error ? error.message : ''}`);
        const first = recordsLost === undefined;
        if (first && !answered) throw this.giveUp(doesNotStart(exit));
        await this.backOff(exit);
      }
    }
  }

  private ended(process: EngineProcess, exit: Exit): void {
    if (this.process !== process || this.disposed) return;
    this.process = undefined;
    this.options.log.error(`Engine ended: ${exit.reason}.`);
    const recordsLost = this.recordsKept;
    this.running = this.backOff(exit).then(() => this.bringUp(recordsLost));
    // Whoever asks for the engine gets the error; the person is told by `gaveUp`.
    this.running.catch((error: unknown) => this.options.log.error(error instanceof Error ? error.message : String(error)));
  }

  /** Waits before the next try. @throws ZmqError where there shall be none. */
  private async backOff(exit: Exit): Promise<void> {
    const now = performance.now();
    const delay = restartDelay(this.restarts, now);
    if (delay === undefined) {
      const problem = this.giveUp(endsTooOften(exit));
      this.options.gaveUp(problem);
      throw problem;
    }
    this.restarts.push(now);
    this.setState('restarting');
    await new Promise((resolve) => setTimeout(resolve, delay));
  }

  private giveUp(problem: ZmqError): ZmqError {
    this.problem = problem;
    this.running = undefined;
    this.setState('stopped');
    return problem;
  }

  private noteChange(change: Change): void {
    this.latestChange = change;
    this.changeEmitter.fire(change);
  }

  private setState(state: EngineState): void {
    this.currentState = state;
    if (!this.disposed) this.stateEmitter.fire(state);
  }
}

function doesNotStart({ reason, lastWords }: Exit): ZmqError {
  const platform = `${process.platform}-${process.arch}`;
  // What a process that is gone wrote is all there is. Loading a native addon fails with one of these words; the rest is in the log.
  const cause = lastWords.split('\n').find((line) => /error|cannot|no such|not found|unsupported/i.test(line));
  return new ZmqError('engineStopped', t('The ZMQ engine does not start on {0} ({1}).', platform, cause?.trim().slice(0, 200) ?? reason), {
    hint: t('Install the package of ZMQ Inspector that was made for {0}; the engine log tells more.', platform),
  });
}

function endsTooOften({ reason }: Exit): ZmqError {
  return new ZmqError('engineStopped', t('The ZMQ engine ended 5 times within 3 minutes ({0}).', reason), {
    hint: t('Restart it, or look into its log.'),
  });
}
