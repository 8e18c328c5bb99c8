import { t } from '@vscode/l10n';
import { ZmqError } from '../../core/base/errors';
import type { ComposedMessage, JobId, SendJob } from '../../protocol/composer';
import type { Composer } from './composer';
import { sendParams } from './composer';
import type { SocketRegistry } from '../sockets/socketRegistry';

const maxRunning = 16;
/** How long one that ended is still listed, ms. */
const remembered = 60_000;
/** Messages encoded ahead, and sent without returning to the event loop. */
const batch = 64;
/** Characters of drafts encoded ahead. */
const maxAhead = 1024 * 1024;
/** Pause after a refusal where there is no other, ms. */
const pause = 20;

/** A message sent again and again, at its own pace: what is late is caught up with. */
class Job {
  private state: SendJob['state'] = 'running';
  private sent = 0;
  private refused = 0;
  private message?: string;
  private readonly started = performance.now();
  private ended?: number;
  private perSecond = 0;
  private before = { sent: 0, at: performance.now() };
  /** Encoded, not sent yet; one that is always the same stays. */
  private ahead: Uint8Array[][] = [];
  private encoded = 0;
  private running = Promise.resolve();
  private wake: () => void = () => {};

  constructor(
    readonly id: JobId,
    private readonly params: ComposedMessage & { every: number; count: number },
    private readonly composer: Composer,
    private readonly sockets: SocketRegistry,
    private readonly onChange: () => void,
  ) {}

  get isRunning(): boolean {
    return this.state === 'running';
  }
  get isForgotten(): boolean {
    return this.ended !== undefined && performance.now() - this.ended > remembered;
  }
  get status(): SendJob {
    const { state, sent, refused, perSecond, message } = this;
    const { socket, count, every } = this.params;
    return { job: this.id, socket, state, sent, refused, count, every, perSecond, ...(message === undefined ? {} : { message }) };
  }

  /** Settles when nothing more goes out. */
  async stop(): Promise<void> {
    if (this.state !== 'running') return;
    this.state = 'stopped';
    this.wake();
    await this.running;
    this.end('stopped');
  }

  tick(): void {
    if (this.state !== 'running') return;
    const at = performance.now();
    this.perSecond = ((this.sent - this.before.sent) * 1000) / (at - this.before.at);
    this.before = { sent: this.sent, at };
    this.onChange();
  }

  start(): void {
    this.running = this.run();
  }

  private async run(): Promise<void> {
    try {
      while (this.state === 'running') await this.sendDue();
    } catch (error) {
      this.message = error instanceof Error ? error.message : String(error);
      this.end('failed');
    }
  }

  /** What is due now, at most one batch. */
  private async sendDue(): Promise<void> {
    const { every, count } = this.params;
    for (let i = 0; i < batch && this.state === 'running'; i++) {
      const tried = this.tried;
      if (count > 0 && tried >= count) return this.end('done');
      const wait = every > 0 ? this.started + tried * every - performance.now() : 0;
      if (wait > 0) return this.sleep(wait);
      const refused = await this.sendNext();
      // Nothing else slows it down, and what is refused for now is tried again.
      if (refused && every === 0) return this.sleep(pause);
    }
    return new Promise(setImmediate);
  }

  private get tried(): number {
    return this.params.every === 0 ? this.sent : this.sent + this.refused;
  }

  /** Until then, or until it is to stop. */
  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async sendNext(): Promise<boolean> {
    const frames = await this.next();
    const socket = this.sockets.getOwn(this.params.socket);
    const holds = this.tried === 0;
    const outcome = await socket.send(sendParams(holds ? this.params : { ...this.params, holdForSubscriber: undefined }, frames));
    this.onChange();
    const refused = outcome.outcome === 'refused';
    if (refused) {
      this.refused++;
      this.message = outcome.message;
    } else this.sent++;
    // What was refused as fast as possible is tried again as it is.
    if (this.changes && !(refused && this.params.every === 0)) this.ahead.shift();
    return refused;
  }

  /** Each repetition may read differently. */
  private get changes(): boolean {
    return this.params.frames.some(({ format, text }) => format !== 'file' && text.includes('{{'));
  }

  private get length(): number {
    return this.params.frames.reduce((length, { text }) => length + text.length, 1);
  }

  private async next(): Promise<Uint8Array[]> {
    if (this.ahead.length === 0) {
      const { count, every } = this.params;
      const left = count > 0 ? count - this.encoded : batch;
      // Slow ones are encoded when they go out, so that {{now}} tells when that was.
      const ahead = this.changes && every < 50 ? Math.max(1, Math.min(batch, left, Math.floor(maxAhead / this.length))) : 1;
      this.ahead = await this.composer.encode(this.params, this.encoded + 1, ahead, every);
      this.encoded += ahead;
    }
    return this.ahead[0] as Uint8Array[];
  }

  private end(state: SendJob['state']): void {
    this.state = state;
    this.ended = performance.now();
    this.perSecond = (this.sent * 1000) / Math.max(1000, this.ended - this.started);
    this.onChange();
  }
}

/** The messages that are being sent again and again. */
export class SendJobs {
  private readonly jobs = new Map<JobId, Job>();
  private nextId = 1;

  constructor(
    private readonly composer: Composer,
    private readonly sockets: SocketRegistry,
    private readonly onChange: () => void,
  ) {}

  /** Begins once the frames are known to be right. @throws ZmqError `noSuchSocket`, `invalidFrame`, `limitReached` */
  async start(params: ComposedMessage & { every: number; count: number }): Promise<SendJob> {
    this.sockets.getOwn(params.socket);
    await this.composer.encode(params, 1, 1);
    if (this.running >= maxRunning)
      throw new ZmqError('limitReached', t('{0} messages are being repeated.', maxRunning), { hint: t('Stop one first.') });
    const job = new Job(this.nextId++, params, this.composer, this.sockets, this.onChange);
    this.jobs.set(job.id, job);
    job.start();
    return job.status;
  }

  /** @throws ZmqError `noSuchJob` */
  async stop(id: JobId): Promise<SendJob> {
    const job = this.jobs.get(id);
    if (!job) throw new ZmqError('noSuchJob', t('Job {0} is not known.', id), { hint: t('It may have ended a while ago.') });
    await job.stop();
    return job.status;
  }

  tick(): void {
    for (const job of this.jobs.values()) {
      job.tick();
      if (job.isForgotten) this.jobs.delete(job.id);
    }
  }

  get statuses(): SendJob[] {
    return [...this.jobs.values()].map(({ status }) => status);
  }

  private get running(): number {
    return [...this.jobs.values()].filter(({ isRunning }) => isRunning).length;
  }
}
