import { t } from '@vscode/l10n';
import { engineSource } from '../core/capture/sources';
import { ZmqError } from '../core/base/errors';
import type { UsedEndpoint } from '../core/export/code/senders';
import { topicEnds } from '../core/codecs/rules';
import type { ChatMention } from '../protocol/chat';
import type { EventFacts } from '../protocol/events';
import type { CaptureLimits, Change, Configuration } from '../protocol/engine';
import type { LogStatus } from '../protocol/log';
import { liveCapture, type CaptureId } from '../protocol/shapes';
import { Chats } from './chat/chats';
import { Composer } from './sending/composer';
import { Decoding } from './decoding/decoding';
import { SendJobs } from './sending/sendJobs';
import { adjustClock, now } from './process/clock';
import { ChangeNotifier } from './process/changeNotifier';
import { Demo } from './demo/demo';
import { collectGarbage } from './process/garbage';
import { RateMeter } from './process/rateMeter';
import { CaptureWriter } from './inspection/captureWriter';
import { Inspection } from './inspection/inspection';
import type { Inspected } from './inspection/inspection';
import { Pulse } from './process/pulse';
import { Recordings } from './recording/recordings';
import { AddressBook } from './sockets/addressBook';
import { SocketRegistry } from './sockets/socketRegistry';
import { Proxies } from './proxies/proxies';
import { RelayFaults } from './wire/relayFaults';
import { Taps } from './wire/taps';

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
  readonly writer: CaptureWriter;
  readonly sockets: SocketRegistry;
  readonly taps: Taps;
  readonly proxies: Proxies;
  /** Of taps and proxies. */
  readonly faults: RelayFaults;
  readonly chats: Chats;
  readonly decoding: Decoding;
  readonly composer: Composer;
  readonly jobs: SendJobs;
  readonly demo = new Demo();
  readonly recordings: Recordings;
  /** The captures that can be looked at, `live` among them. */
  readonly inspections = new Map<CaptureId, Inspection>();
  /** What the sockets send and receive. */
  readonly live: Inspection;
  readonly pulse: Pulse;
  private readonly notifier: ChangeNotifier;
  private givesNotice = true;
  /** Of the levels of topics, where they were set. */
  private separators: string[] | undefined;
  private readonly rates = new RateMeter();

  constructor(client: EngineClient) {
    this.notifier = new ChangeNotifier(async () => {
      if (this.givesNotice) await client.notify(this.change);
    });
    const changed = () => this.notifier.touch();
    this.pulse = new Pulse(() => {
      this.chats.socketsChanged();
      changed();
    }, changed);
    const touch = () => this.pulse.touch();
    this.writer = new CaptureWriter(limitsOf(defaultLimits), touch);
    const addresses = new AddressBook();
    this.sockets = new SocketRegistry(this.writer, addresses, touch);
    this.decoding = new Decoding(touch);
    const relays = () => [...this.taps.ends, ...this.proxies.ends];
    this.taps = new Taps(this.writer, addresses, relays, touch);
    this.proxies = new Proxies(this.sockets, this.writer, relays, touch);
    this.faults = new RelayFaults(
      (id) => (this.taps.has(id) ? this.taps.get(id) : this.proxies.has(id) ? this.proxies.get(id) : undefined),
      this.writer,
      this.decoding,
    );
    this.live = this.inspect({
      id: liveCapture,
      records: this.writer.capture,
      sources: this.writer.sources,
      lateReplies: () => this.writer.lateReplies,
      subscriptionsOf: (socket) => (this.sockets.has(socket) ? this.sockets.get(socket).subscriptions : []),
      endpointsOf: (source) => this.endpointsOf(source),
      status: () => this.status,
      clear: () => {
        this.writer.clear();
        setImmediate(collectGarbage);
      },
    });
    this.recordings = new Recordings({
      room: () => ({ bytes: this.writer.capture.maxBytes, records: this.writer.capture.maxRecords }),
      show: (inspected, notes) => this.inspect(inspected).marked.restore(notes),
      hide: (capture) => {
        this.inspections.get(capture)?.dispose();
        this.inspections.delete(capture);
        setImmediate(collectGarbage);
      },
      changed: touch,
    });
    this.composer = new Composer(this.sockets, this.decoding);
    this.jobs = new SendJobs(this.composer, this.sockets, touch);
    this.chats = new Chats(this.sockets, this.writer, this.pulse, {
      changed: touch,
      mentioned: (mention) => client.mentioned(mention),
      complained: (text) => client.warn(text),
    });
    setInterval(() => this.tick(), 1000).unref();
  }

  configure({ language, capture, recordsLost, notices, chat, decoders, runModules = false, topics, receiver }: Configuration): void {
    if (language) this.decoding.speak(language);
    if (notices !== undefined) this.givesNotice = notices;
    if (decoders) {
      this.decoding.configure(decoders, runModules);
      for (const inspection of this.inspections.values()) this.endTopics(inspection);
    }
    if (topics) {
      this.separators = topics.separators;
      for (const inspection of this.inspections.values()) inspection.topics.configure(topics.separators);
    }
    if (receiver) this.sockets.receiver = receiver;
    if (chat) this.chats.configure(chat);
    if (capture) this.writer.capture.setLimits(limitsOf(capture));
    if (recordsLost !== undefined) this.note({ code: 'records lost', count: recordsLost });
    this.pulse.touch();
  }

  /** A record of the engine itself. */
  note(facts: EventFacts): void {
    this.writer.event(this.writer.sources.of(engineSource), facts);
  }

  /** Makes a capture one that can be looked at. */
  inspect(inspected: Inspected): Inspection {
    const inspection = new Inspection(inspected, this.decoding, this.pulse);
    this.inspections.set(inspected.id, inspection);
    if (this.separators) inspection.topics.configure(this.separators);
    this.endTopics(inspection);
    return inspection;
  }

  private endpointsOf(source: string): readonly UsedEndpoint[] {
    if (this.sockets.has(source)) return this.sockets.get(source).endpoints.map(({ role, resolved }) => ({ role, text: resolved }));
    if (!this.taps.has(source)) return [];
    const { listen, target } = this.taps.get(source).info;
    return [
      { role: 'bind', text: listen },
      { role: 'connect', text: target },
    ];
  }

  private endTopics(inspection: Inspection): void {
    const { rules } = this.decoding;
    inspection.endTopics((name) => topicEnds(rules, name));
  }

  /** @throws ZmqError `noSuchCapture` */
  inspection(id: CaptureId = liveCapture): Inspection {
    const inspection = this.inspections.get(id);
    if (!inspection)
      throw new ZmqError('noSuchCapture', t('No capture "{0}" is open.', id), {
        hint: t('Open it again, or look at one of these: {0}.', [...this.inspections.keys()].join(', ')),
      });
    return inspection;
  }

  private get change(): Change {
    const inspections = [...this.inspections];
    const exports = inspections.flatMap(([, inspection]) => inspection.exports.statuses);
    const statistics = inspections.flatMap(([, inspection]) => inspection.statistics.statuses);
    const recordings = this.recordings.statuses;
    const others = inspections.filter(([id]) => id !== liveCapture);
    return {
      log: this.inspection().status,
      ...(others.length > 0 ? { captures: others.map(([capture, { status }]) => ({ capture, log: status })) } : {}),
      views: inspections.flatMap(([, { viewStatuses }]) => viewStatuses),
      socketsRevision: this.sockets.revision,
      tapsRevision: this.taps.revision,
      proxiesRevision: this.proxies.revision,
      chats: this.chats.notices,
      series: inspections.flatMap(([, { seriesStatuses }]) => seriesStatuses),
      jobs: this.jobs.statuses,
      decodersRevision: this.decoding.revision,
      ...(exports.length > 0 ? { exports } : {}),
      ...(statistics.length > 0 ? { statistics } : {}),
      ...(recordings.length > 0 ? { recordings } : {}),
    };
  }

  private get status(): LogStatus {
    const { capture, received, sent } = this.writer;
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

  private tick(): void {
    adjustClock();
    this.sockets.tick();
    this.taps.tick();
    this.proxies.tick();
    this.chats.tick();
    this.jobs.tick();
    for (const inspection of this.inspections.values()) inspection.topics.tick();
    const { received, sent, bytes } = this.writer;
    if (this.rates.tick({ received, sent, receivedBytes: bytes, sentBytes: 0 }, now())) this.notifier.touch();
  }
}

function limitsOf({ maxMegabytes, maxMessages }: CaptureLimits) {
  return { maxBytes: maxMegabytes * mebibyte, maxRecords: maxMessages };
}
