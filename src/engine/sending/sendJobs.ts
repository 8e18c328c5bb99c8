import { t } from '@vscode/l10n';
import { ZmqError } from '../../core/base/errors';
import type { ComposedMessage, JobId, SendJob } from '../../protocol/composer';
import type { Composer } from './composer';
import { framesToSend } from './composer';
import type { SocketRegistry } from '../sockets/socketRegistry';

const maxRunning = 16;
/** How long one that ended is still listed, ms. */
const remembered = 60_000;
/** Messages encoded ahead, and sent without returning to the event loop. */
const batch = 64;
/** Characters of drafts encoded ahead. */
const maxAhead = 1024 * 1024;
/** Pause where there was no room, and no other pause is made, ms: the first one, and the longest. Only after that one it is refused. */
const pause = { first: 1, longest: 20 };

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
  /** The next one where there is no room, ms. */
  private pause = pause.first;
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
    const { tried } = this;
    if (count > 0 && tried >= count) return this.end('done');
    const wait = every > 0 ? this.started + tried * every - performance.now() : 0;
    if (wait > 0) return this.sleep(wait);
    const room = await this.sendSome(every > 0 ? 1 + Math.floor(-wait / every) : batch);
    if (room === 'sent') this.pause = pause.first;
    if (room === 'sent' || every > 0) return new Promise(setImmediate);
    // Nothing else slows it down, and what is refused for now is tried again.
    const ms = room === 'refused' ? pause.longest : this.pause;
    this.pause = Math.min(2 * ms, pause.longest);
    return this.sleep(ms);
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

  /** Of those that are due, as many as are encoded and go out at once; what became of the last one tried. */
  private async sendSome(due: number): Promise<'sent' | 'no room' | 'refused'> {
    const { every, count, socket: id, routingId, holdForSubscriber } = this.params;
    await this.encodeAhead();
    const socket = this.sockets.getOwn(id);
    const most = Math.min(due, batch, count > 0 ? count - this.tried : batch);
    const messages = (this.changes ? this.ahead.slice(0, most) : Array.from({ length: most }, () => this.ahead[0] as Uint8Array[])).map(
      (frames) => framesToSend(this.params, frames),
    );
    if (this.tried === 0 && holdForSubscriber) await socket.subscribed(messages[0]?.[0] as Uint8Array, holdForSubscriber);
    const waits = every === 0 && this.pause < pause.longest;
    const { sent, outcome, hasNoRoom } = await socket.sendInTurn(messages, routingId, waits);
    this.sent += sent;
    const isRefused = outcome.outcome === 'refused' && !hasNoRoom;
    if (isRefused) {
      this.refused++;
      this.message = outcome.message;
    }
    // What was refused as fast as possible is tried again as it is.
    if (this.changes) this.ahead.splice(0, sent + (isRefused && every > 0 ? 1 : 0));
    this.onChange();
    return isRefused ? 'refused' : hasNoRoom ? 'no room' : 'sent';
  }

  /** Each repetition may read differently. */
  private get changes(): boolean {
    return this.params.frames.some(({ format, text }) => format !== 'file' && text.includes('{{'));
  }

  private get length(): number {
    return this.params.frames.reduce((length, { text }) => length + text.length, 1);
  }

  private async encodeAhead(): Promise<void> {
    if (this.ahead.length > 0) return;
    const { count, every } = this.params;
    const left = count > 0 ? count - this.encoded : batch;
    // Slow ones are encoded when they go out, so that {{now}} tells when that was.
    const ahead = this.changes && every < 50 ? Math.max(1, Math.min(batch, left, Math.floor(maxAhead / this.length))) : 1;
    this.ahead = await this.composer.encode(this.params, this.encoded + 1, ahead, every);
    this.encoded += ahead;
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
