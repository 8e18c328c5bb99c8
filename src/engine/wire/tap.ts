import { createServer, type ListenOptions, type NetConnectOpts, type Server, type Socket } from 'node:net';
import { noCounters, type Source } from '../../core/capture/sources';
import type { EventFacts } from '../../protocol/events';
import type { Counters } from '../../protocol/sockets';
import type { TapInfo } from '../../protocol/taps';
import type { CaptureWriter } from '../inspection/captureWriter';
import { now } from '../process/clock';
import { RateMeter } from '../process/rateMeter';
import { EventThrottle } from '../sockets/eventThrottle';
import { listenAt, stopListening } from './stream/listening';
import { addressText } from './stream/targets';
import type { Held } from './faultLine';
import type { FaultRules } from './faultRules';
import { TapConnection, type TapOfConnection } from './tapConnection';
import type { Holding } from './stream/holding';

/** Connections told of at most. */
const maxListed = 200;

/** Where a tap listens, and where it leads, as Node has it. */
export interface TapAddresses {
  requested: string;
  target: string;
  connectTo: NetConnectOpts;
}

/** A relay that listens at one endpoint and connects each program on to another one; what passes is recorded. */
export class Tap implements TapOfConnection {
  readonly source: Source;
  isPaused = false;
  faults: FaultRules | undefined;
  private readonly server: Server;
  private readonly throttle = new EventThrottle((repeated) => this.writer.event(this.source, repeated));
  private readonly connections = new Map<number, TapConnection>();
  private readonly rates = new RateMeter();
  private accepted = 0;
  private lastNumber = 0;
  /** Of connections that have ended. */
  private readonly before = noCounters();
  private listenText = '';

  constructor(
    readonly id: string,
    private currentName: string,
    private readonly addresses: TapAddresses,
    private readonly writer: CaptureWriter,
    private readonly holding: Holding,
    readonly changed: () => void,
  ) {
    this.source = writer.sources.open({ id, name: currentName, kind: 'tap', endpoint: addresses.target });
    this.server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) => this.accept(client));
  }

  get name(): string {
    return this.currentName;
  }

  rename(name: string): void {
    this.currentName = name;
    this.writer.sources.rename(this.id, name);
  }

  /** `resolved`: how it is told where it listens, once the system has chosen a port. @throws as `net.Server` does */
  async listen(where: Pick<ListenOptions, 'host' | 'port' | 'path'>, resolved: (port: number) => string): Promise<void> {
    const address = await listenAt(this.server, where);
    this.listenText = resolved(address?.port ?? 0);
    // It goes on with those that stand.
    this.server.on('error', (error) =>
      this.writer.event(this.source, { code: 'accept failed', endpoint: this.listenText, detail: error.message }),
    );
    this.writer.event(this.source, { code: 'tap opened', endpoint: this.listenText, target: this.addresses.target });
  }

  get listening(): string {
    return this.listenText;
  }
  get target(): string {
    return this.addresses.target;
  }

  /** Those of before go. */
  setFaults(faults: FaultRules | undefined): void {
    this.faults?.end();
    this.faults = faults;
    this.writer.event(this.source, { code: 'faults', kinds: (faults?.faults ?? []).map(({ kind }) => kind) });
    for (const connection of this.connections.values()) connection.faultsChanged();
    this.changed();
  }

  get held(): Held[] {
    return [...this.connections.values()].flatMap(({ held }) => held);
  }

  get info(): TapInfo {
    const listed = [...this.connections.values()].slice(0, maxListed);
    return {
      id: this.id,
      name: this.name,
      requested: this.addresses.requested,
      listen: this.listenText,
      target: this.target,
      paused: this.isPaused,
      faults: [...(this.faults?.faults ?? [])],
      held: this.held.length,
      connections: listed.map(({ info }) => info),
      open: this.connections.size,
      accepted: this.accepted,
      counters: this.counters,
      rates: this.rates.rates,
    };
  }

  private get counters(): Counters {
    const sum = { ...this.before };
    for (const { source } of this.connections.values()) add(sum, source.counters);
    return sum;
  }

  private accept(client: Socket): void {
    this.accepted++;
    const number = (this.lastNumber = this.writer.sources.nextPart(this.id, this.lastNumber));
    const { remoteAddress, remotePort } = client;
    const connector = remoteAddress === undefined ? `ipc #${number}` : addressText(remoteAddress, remotePort);
    const addresses = { connector, binder: this.target };
    const connection = new TapConnection(this, number, client, this.addresses.connectTo, addresses, this.writer, this.holding);
    this.connections.set(number, connection);
    this.changed();
  }

  admits(facts: EventFacts): boolean {
    return this.throttle.admits(facts, now());
  }

  ended(connection: TapConnection): void {
    this.connections.delete(connection.number);
    add(this.before, connection.source.counters);
    this.changed();
  }

  /** Once a second. True where its info differs from before. */
  tick(): boolean {
    this.throttle.flush(now());
    let differs = this.rates.tick(this.counters, now());
    for (const connection of this.connections.values()) differs = connection.tick() || differs;
    return differs;
  }

  /** Its connections end with it. */
  async close(): Promise<void> {
    this.faults?.end();
    const closed = new Promise<void>((resolve) => stopListening(this.server, resolve));
    for (const connection of [...this.connections.values()]) connection.close();
    await closed;
    this.throttle.flush(Infinity);
    if (this.listenText !== '') this.writer.event(this.source, { code: 'tap closed', endpoint: this.listenText, target: this.target });
    this.writer.sources.release(this.source);
  }
}

function add(sum: Counters, more: Counters): void {
  for (const key of Object.keys(sum) as (keyof Counters)[]) sum[key] += more[key];
}
