import type { ChatMention } from '../protocol/chat';
import type { CaptureLimits, Change, Configuration } from '../protocol/engine';
import type { LogStatus } from '../protocol/log';
import { Backlog } from './process/backlog';
import { Chats } from './chat/chats';
import { Composer } from './sending/composer';
import { Decoding } from './decoding/decoding';
import { Plots } from './inspection/plots';
import { Previews } from './inspection/previews';
import { RecordReader } from './inspection/recordReader';
import { SendJobs } from './sending/sendJobs';
import { Topics } from './inspection/topics';
import { adjustClock, now } from './process/clock';
import { ChangeNotifier } from './process/changeNotifier';
import { Demo } from './demo/demo';
import { Log, engineNumber } from './inspection/log';
import { collectGarbage } from './process/garbage';
import { LogReader } from './inspection/logReader';
import { RateMeter } from './process/rateMeter';
import { SocketRegistry } from './sockets/socketRegistry';
import { Views } from './inspection/views';

const mebibyte = 1024 * 1024;
const defaultLimits: CaptureLimits = { maxMegabytes: 512, maxMessages: 2_000_000 };

/** The engine's client. */
export interface EngineClient {
  /** Takes a change; settles when it was taken in. */
  notify(change: Change): Promise<unknown>;
  mentioned(mention: ChatMention): void;
  warn(text: string): void;
}

/** Everything the engine does, behind the methods of the contract. */
export class Engine {
  readonly log: Log;
  readonly reader: LogReader;
  readonly sockets: SocketRegistry;
  readonly views: Views;
  readonly chats: Chats;
  readonly decoding: Decoding;
  readonly records: RecordReader;
  readonly topics: Topics;
  readonly plots: Plots;
  readonly composer: Composer;
  readonly jobs: SendJobs;
  readonly demo = new Demo();
  private readonly notifier: ChangeNotifier;
  private readonly rates = new RateMeter();
  private readonly backlog = new Backlog();

  constructor(client: EngineClient) {
    this.notifier = new ChangeNotifier(() => {
      this.views.scan();
      this.plots.follow();
      this.chats.socketsChanged();
      return client.notify({
        log: this.status,
        views: this.views.statuses,
        socketsRevision: this.sockets.revision,
        chats: this.chats.notices,
        series: this.plots.statuses,
        jobs: this.jobs.statuses,
        decodersRevision: this.decoding.revision,
      });
    });
    const touch = () => this.notifier.touch();
    this.log = new Log(limitsOf(defaultLimits), touch);
    this.sockets = new SocketRegistry(this.log, touch);
    this.reader = new LogReader(this.log, (socket) => (this.sockets.has(socket) ? this.sockets.get(socket).subscriptions : []));
    this.decoding = new Decoding(touch);
    this.records = new RecordReader(this.reader, this.decoding);
    const previews = new Previews(this.reader, this.decoding);
    this.views = new Views(this.log, this.reader, previews, this.decoding, touch);
    this.topics = new Topics(this.log, this.reader, previews);
    this.plots = new Plots(this.log, this.decoding, touch);
    this.composer = new Composer(this.log, this.reader, this.sockets, this.decoding);
    this.jobs = new SendJobs(this.composer, this.sockets, touch);
    this.chats = new Chats(this.sockets, this.log, {
      changed: touch,
      mentioned: (mention) => client.mentioned(mention),
      complained: (text) => client.warn(text),
    });
    setInterval(() => this.tick(), 1000).unref();
  }

  configure({ capture, recordsLost, chat, decoders, topics }: Configuration): void {
    if (decoders) this.decoding.configure(decoders);
    if (topics) this.topics.configure(topics.separators);
    if (chat) this.chats.configure(chat);
    if (capture) this.log.capture.setLimits(limitsOf(capture));
    if (recordsLost !== undefined) {
      const lost = recordsLost === 0 ? 'The log was empty.' : `At least ${recordsLost.toLocaleString('en')} records were lost.`;
      this.log.event(engineNumber, 'records lost', `The engine was started again. ${lost}`);
    }
    this.notifier.touch();
  }

  get status(): LogStatus {
    const { capture, received, sent } = this.log;
    const { receivedPerSecond, sentPerSecond, bytesPerSecond } = this.rates.rates;
    return {
      appended: capture.end - 1,
      kept: capture.kept,
      evicted: capture.evicted,
      received,
      sent,
      keptBytes: capture.bytes,
      maxBytes: capture.maxBytes,
      messagesPerSecond: receivedPerSecond + sentPerSecond,
      bytesPerSecond,
    };
  }

  clear(): void {
    this.log.clear();
    setImmediate(collectGarbage);
  }

  private tick(): void {
    adjustClock();
    this.sockets.tick();
    this.chats.tick();
    this.jobs.tick();
    this.topics.tick();
    const { capture, received, sent, bytes } = this.log;
    if (this.rates.tick({ received, sent, receivedBytes: bytes, sentBytes: 0 }, now())) this.notifier.touch();
    if (this.backlog.isGrowing(capture.bytes)) void this.closeBusiest();
  }

  /** Where messages come faster than they can be recorded for long, libzmq's queue would take all memory. */
  private async closeBusiest(): Promise<void> {
    const { busiest } = this.sockets;
    if (!busiest) return;
    const text = `"${busiest.name}" was closed: about ${Math.round(this.backlog.bytes / mebibyte)} MiB wait unread because messages come faster than they can be recorded. Open it again with a receive high-water mark, or slow the sender.`;
    await this.sockets.close(busiest.id);
    this.log.event(engineNumber, 'warning', text);
  }
}

function limitsOf({ maxMegabytes, maxMessages }: CaptureLimits) {
  return { maxBytes: maxMegabytes * mebibyte, maxRecords: maxMessages };
}
