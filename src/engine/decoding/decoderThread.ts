import { t } from '@vscode/l10n';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { ZmqError } from '../../core/base/errors';
import type { Order, Report, Setup, TaskName, Tasks } from './tasks';

// What V8 does to make regexes faster may take exponentially long for one that a person typed (`(a?){50}a{50}`), and no thread can be ended meanwhile.
setFlagsFromString('--no-regexp-optimization');

/** Longest time for one row, ms: of the clock, and of what this process has had of the computer meanwhile. */
export const timeLimit = 200;
/** On a computer that is busy otherwise a row may take so many times longer by the clock. */
const busyFactor = 10;
/** How often the clock is looked at while something runs, ms. */
const watchInterval = 25;
/** Longest time for the thread to start and to read known schemas again, or to take in the bytes of an order, ms. */
const startLimit = 30_000;
/** Memory of the thread, MiB. */
const memoryLimit = 384;
/** Threads that were told to end and still run; with more of them none is started. */
const maxEnding = 3;

/** Progress of an order whose bytes are still on their way into the thread. */
const notBegun = -1;

/** In place of the result of a row that took too long, or too much memory. */
export const tooSlow = Symbol('too slow');
export type Outcome<T> = T | typeof tooSlow;

/** How long a task may take. */
export interface Bounds {
  /** Longest time for one row, ms. */
  limit?: number;
  /** Rows that may take too long before those behind them are given up too. */
  maxSlow?: number;
  /** Longest time for all rows, ms; those not done by then are given up. */
  total?: number;
  /** Nobody wants the results any more. */
  signal?: AbortSignal;
}

interface Job extends Required<Omit<Bounds, 'signal'>> {
  order: Order;
  /** When its first row began. */
  begun?: Clocks;
  results: unknown[];
  /** First row whose result is not here yet. */
  next: number;
  /** Row that was stopped once already: a busy computer may be at fault once. */
  suspect?: number;
  resolve(results: unknown[]): void;
  reject(error: Error): void;
}

/** By the clock, ms, and what this process, of which the thread is a part, has had of the computer, µs. */
interface Clocks {
  at: number;
  cpu: NodeJS.CpuUsage;
}
const clocksNow = (): Clocks => ({ at: performance.now(), cpu: process.cpuUsage() });

/**
 * A thread without sockets that does one task after the other on bytes nobody trusts. Where it spends longer than its limit on one row
 * twice, or runs out of memory, it is ended, that row is given up, and a fresh thread goes on with the next.
 */
export class DecoderThread {
  private worker: Worker | undefined;
  private ready = false;
  private readonly queue: Job[] = [];
  private job: Job | undefined;
  private watch: NodeJS.Timeout | undefined;
  private seen = -1;
  private since = clocksNow();
  private nextId = 1;
  private readonly endings = new Set<Promise<unknown>>();

  constructor(private readonly setup: () => Setup) {}

  /** Results in the order of the rows. @throws ZmqError where the task itself is at fault. */
  run<N extends TaskName>(
    task: N,
    params: Tasks[N]['params'],
    rows = 1,
    { limit = timeLimit, maxSlow = Infinity, total = Infinity, signal }: Bounds = {},
  ): Promise<Outcome<Tasks[N]['result']>[]> {
    return new Promise((resolve, reject) => {
      const order: Order = { id: this.nextId++, task, params, from: 0, rows, skip: [], progress: new SharedArrayBuffer(4) };
      const stop = () => this.drop(job);
      const settle =
        <T>(how: (value: T) => void) =>
        (value: T) => {
          signal?.removeEventListener('abort', stop);
          how(value);
        };
      const job: Job = {
        order,
        limit,
        maxSlow,
        total,
        results: Array.from({ length: rows }, () => tooSlow),
        next: 0,
        resolve: settle(resolve as Job['resolve']),
        reject: settle(reject),
      };
      signal?.addEventListener('abort', stop);
      this.queue.push(job);
      this.advance();
    });
  }

  /** What is not done stays undone. */
  private drop(job: Job): void {
    if (this.job === job) {
      this.end();
      this.finish(job);
      return;
    }
    const at = this.queue.indexOf(job);
    if (at < 0) return;
    this.queue.splice(at, 1);
    job.resolve(job.results);
  }

  /** The result of a task of one row. @throws ZmqError `tooSlow` */
  async runOne<N extends TaskName>(task: N, params: Tasks[N]['params'], limit = timeLimit): Promise<Tasks[N]['result']> {
    const [outcome] = await this.run(task, params, 1, { limit });
    if (outcome === undefined || outcome === tooSlow)
      throw new ZmqError('tooSlow', t('This took longer than {0} ms and was stopped.', limit), {
        hint: t('Look at the bytes in hex, or choose another decoder.'),
      });
    return outcome;
  }

  /** What comes next begins with a fresh setup. */
  refresh(): void {
    if (this.job) this.restart();
    else this.end();
  }

  private advance(): void {
    if (this.job || this.queue.length === 0) return;
    this.job = this.queue.shift();
    if (this.ready) this.give();
    else if (!this.worker) this.start();
  }

  private start(): void {
    if (this.endings.size > maxEnding) {
      this.fail(
        new ZmqError('tooSlow', t('Threads that took too long cannot be ended.'), {
          hint: t('Restart the engine, and leave out what was looked for last.'),
        }),
      );
      return;
    }
    const worker = new Worker(path.join(__dirname, 'decoder.js'), {
      workerData: this.setup(),
      resourceLimits: { maxOldGenerationSizeMb: memoryLimit },
      stdout: true,
    });
    // What a module prints: the engine's own output may be a protocol.
    worker.stdout.pipe(process.stderr, { end: false });
    worker.unref();
    this.worker = worker;
    worker.on('message', (report: Report) => {
      if (this.worker === worker) this.take(report);
    });
    worker.on('error', () => this.lost(worker));
    worker.on('exit', () => this.lost(worker));
    this.look();
  }

  private give(): void {
    const { job } = this;
    if (!job) return;
    Atomics.store(new Int32Array(job.order.progress), 0, notBegun);
    job.begun ??= clocksNow();
    this.worker?.postMessage(job.order);
    this.look();
  }

  /** Begins to measure. */
  private look(): void {
    this.seen = notBegun;
    this.since = clocksNow();
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.check(), watchInterval);
  }

  private check(): void {
    const { job } = this;
    if (!job) return;
    if (this.ready && job.begun && isOverdue(job.begun, job.total)) {
      this.drop(job);
      return;
    }
    const row = this.ready ? Atomics.load(new Int32Array(job.order.progress), 0) : notBegun;
    if (row !== this.seen) {
      this.seen = row;
      this.since = clocksNow();
    } else if (isOverdue(this.since, row === notBegun ? startLimit : job.limit)) {
      // This process may have been the busy one: what the thread has said is heard first.
      setImmediate(() => this.decide(job, row));
      return;
    }
    this.watch = setTimeout(() => this.check(), watchInterval);
  }

  private decide(job: Job, row: number): void {
    if (this.job !== job) return;
    if (Atomics.load(new Int32Array(job.order.progress), 0) === row && job.next <= Math.max(row, 0)) this.stop(job, row);
    else this.look();
  }

  private stop(job: Job, row: number): void {
    if (row === notBegun) {
      this.end();
      this.fail(new ZmqError('internal', t('The thread for decoders does not start.'), { hint: t('Restart the engine.') }));
      return;
    }
    if (job.suspect === row) this.skip(job, row);
    else job.suspect = row;
    this.restart();
  }

  /** The thread ended by itself: its memory was not enough for the row at work. */
  private lost(worker: Worker): void {
    if (this.worker !== worker) return;
    const { job, ready } = this;
    this.end();
    if (!job) return;
    if (!ready) {
      this.fail(new ZmqError('internal', t('The thread for decoders does not start.'), { hint: t('Restart the engine.') }));
      return;
    }
    this.skip(job, Math.max(Atomics.load(new Int32Array(job.order.progress), 0), job.order.from));
    this.restart();
  }

  private skip(job: Job, row: number): void {
    job.order = { ...job.order, skip: [...job.order.skip, row] };
  }

  /** A fresh thread goes on where results are missing. */
  private restart(): void {
    this.end();
    const { job } = this;
    if (!job) return;
    const { skip, rows } = job.order;
    while (skip.includes(job.next)) job.next++;
    if (job.next >= rows || skip.length >= job.maxSlow) {
      this.finish(job);
      return;
    }
    job.order = { ...job.order, from: job.next };
    this.start();
  }

  private end(): void {
    const { worker } = this;
    this.worker = undefined;
    this.ready = false;
    clearTimeout(this.watch);
    if (!worker) return;
    const ending = worker.terminate().finally(() => this.endings.delete(ending));
    this.endings.add(ending);
  }

  /** Nothing is decoded any more. Settles once all threads have ended, which they may never do. */
  async ended(): Promise<void> {
    this.end();
    await Promise.all(this.endings);
  }

  private take(report: Report): void {
    if ('ready' in report) {
      this.ready = true;
      this.give();
      return;
    }
    const { job } = this;
    if (!job || job.order.id !== report.id) return;
    if ('failure' in report) {
      const { message, data } = report.failure;
      this.fail(data ? new ZmqError(data.code, message, data) : new Error(message));
      return;
    }
    report.rows.forEach((row, i) => (job.results[row] = report.results[i]));
    const last = report.rows.at(-1);
    if (last !== undefined) job.next = last + 1;
    if (report.done) this.finish(job);
  }

  private finish(job: Job): void {
    this.done();
    job.resolve(job.results);
  }

  private fail(error: Error): void {
    const { job } = this;
    this.done();
    job?.reject(error);
  }

  private done(): void {
    this.job = undefined;
    clearTimeout(this.watch);
    setImmediate(() => this.advance());
  }
}

function isOverdue({ at, cpu }: Clocks, limit: number): boolean {
  const elapsed = performance.now() - at;
  const { user, system } = process.cpuUsage(cpu);
  return elapsed > limit && ((user + system) / 1000 > limit || elapsed > limit * busyFactor);
}
