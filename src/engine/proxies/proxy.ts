import type { Source } from '../../core/capture/sources';
import { socketTypes } from '../../core/socket/socketTypes';
import type { EventFacts, ProxySideName } from '../../protocol/events';
import type { FaultWay } from '../../protocol/faults';
import type { ProxyInfo } from '../../protocol/proxies';
import type { SocketInfo, SocketSpec } from '../../protocol/sockets';
import type { CaptureWriter } from '../inspection/captureWriter';
import { now } from '../process/clock';
import { RateMeter } from '../process/rateMeter';
import type { EngineSocket, SocketOwner } from '../sockets/engineSocket';
import { EventThrottle } from '../sockets/eventThrottle';
import type { SocketRegistry } from '../sockets/socketRegistry';
import { BlackHoles } from '../wire/blackHoles';
import type { Held } from '../wire/faultLine';
import type { FaultRules } from '../wire/faultRules';
import { ProxyWay, type WayOwner } from './proxyWay';

/** What a proxy is made of: both sockets with ids and names of their own. */
export interface ProxyPlan {
  id: string;
  name: string;
  sides: Readonly<Record<ProxySideName, SocketSpec & { id: string }>>;
}

/** Who is told of a proxy's life. */
export interface ProxyOwner {
  /** The chat it belongs to. */
  chat?: string;
  changed(): void;
  event?(side: ProxySideName, ...event: Parameters<SocketOwner['event']>): void;
  /** It was stopped because one of its sockets was closed, or could not be opened again. */
  lost(): void;
}

/** The one that others subscribe at is the last to open: it tells once what they want, and that has to be passed on. */
const order = ['frontend', 'backend'] as const;

/** Two sockets of which each passes on what the other receives; every message is in the log once. */
export class Proxy implements WayOwner {
  readonly source: Source;
  isPaused = false;
  faults: FaultRules | undefined;
  /** What is received at each side. */
  private readonly ways: Readonly<Record<ProxySideName, ProxyWay>>;
  private readonly throttle = new EventThrottle((repeated) => this.writer.event(this.source, repeated));
  private readonly blackHoles = new BlackHoles((way) => this.wayOf(way).swallow());
  private readonly rates = new RateMeter();
  private readonly startedAt = performance.now();
  /** As they are to be opened, at the ports that were chosen. */
  private readonly specs: Record<ProxySideName, SocketSpec & { id: string; boundAt?: string[] }>;
  /** As they were, while they are opened again. */
  private readonly infos: Partial<Record<ProxySideName, SocketInfo>> = {};
  /** What happens to its sockets is done here. */
  private isBusy = false;
  private isStopped = false;
  private restarting: Promise<void> = Promise.resolve();

  private constructor(
    readonly id: string,
    private currentName: string,
    sides: ProxyPlan['sides'],
    private readonly sockets: SocketRegistry,
    private readonly writer: CaptureWriter,
    private readonly owner: ProxyOwner,
  ) {
    this.specs = { ...sides };
    const [frontend, backend] = order.map((side) => sides[side].type) as [SocketSpec['type'], SocketSpec['type']];
    this.source = writer.sources.open({ id, name: currentName, kind: 'proxy', types: [backend, frontend] });
    const socketAt = (side: ProxySideName) => () => this.socketAt(side);
    this.ways = {
      frontend: new ProxyWay(this, 'to target', { from: frontend, to: backend }, socketAt('backend'), writer),
      backend: new ProxyWay(this, 'from target', { from: backend, to: frontend }, socketAt('frontend'), writer),
    };
  }

  /** @throws ZmqError as opening a socket does; nothing stays open then */
  static async start({ id, name, sides }: ProxyPlan, sockets: SocketRegistry, writer: CaptureWriter, owner: ProxyOwner): Promise<Proxy> {
    const proxy = new Proxy(id, name, sides, sockets, writer, owner);
    proxy.event({
      code: 'proxy started',
      frontend: socketTypes[sides.frontend.type].label,
      backend: socketTypes[sides.backend.type].label,
    });
    try {
      await proxy.openSockets();
    } catch (error) {
      await proxy.stop();
      throw error;
    }
    return proxy;
  }

  private async openSockets(): Promise<void> {
    this.isBusy = true;
    try {
      for (const side of order) {
        if (this.isStopped) return;
        const info = await this.sockets.open(this.specs[side], this.ownerOf(side));
        this.infos[side] = info;
        const bound = info.endpoints.filter(({ role }) => role === 'bind');
        this.specs[side] = { ...this.specs[side], boundAt: bound.map(({ resolved }) => resolved) };
      }
    } finally {
      this.isBusy = false;
    }
    for (const way of Object.values(this.ways)) way.look();
  }

  private async closeSockets(): Promise<void> {
    this.isBusy = true;
    try {
      for (const side of [...order].reverse()) if (this.socketAt(side)) await this.sockets.close(this.specs[side].id);
    } finally {
      this.isBusy = false;
    }
  }

  private ownerOf(side: ProxySideName): SocketOwner {
    const way = () => this.ways[side];
    return {
      ...(this.owner.chat === undefined ? {} : { chat: this.owner.chat }),
      relay: {
        id: this.id,
        side: order.indexOf(side) + 1,
        received: (frames, time) => way().received(frames, time),
        turn: () => way().turn(),
      },
      event: (...event) => this.owner.event?.(side, ...event),
      closed: () => {
        if (!this.isBusy && !this.isStopped) void this.stop().then(() => this.owner.lost());
      },
    };
  }

  /** Undefined while it is not open. */
  socketAt(side: ProxySideName): EngineSocket | undefined {
    const { id } = this.specs[side];
    return this.sockets.has(id) ? this.sockets.get(id) : undefined;
  }

  private wayOf(way: FaultWay): ProxyWay {
    return way === 'to target' ? this.ways.frontend : this.ways.backend;
  }

  get name(): string {
    return this.currentName;
  }

  rename(name: string): void {
    this.currentName = name;
    this.writer.sources.rename(this.id, name);
    for (const side of order) {
      const spec = this.specs[side];
      this.specs[side] = { ...spec, name };
      if (this.sockets.has(spec.id)) this.sockets.rename(spec.id, name);
    }
  }

  pause(paused: boolean): void {
    if (this.isPaused === paused) return;
    this.isPaused = paused;
    this.event({ code: paused ? 'proxy paused' : 'proxy goes on' });
    for (const way of Object.values(this.ways)) way.look();
  }

  /** Those of before go. */
  setFaults(faults: FaultRules | undefined): void {
    this.faults?.end();
    this.faults = faults;
    this.event({ code: 'faults', kinds: (faults?.faults ?? []).map(({ kind }) => kind) });
    for (const way of Object.values(this.ways)) way.faultsChanged();
    this.blackHoles.await(faults, this.startedAt);
    this.owner.changed();
  }

  get held(): Held[] {
    return Object.values(this.ways).flatMap(({ held }) => held);
  }

  get info(): ProxyInfo {
    for (const side of order) this.infos[side] = this.socketAt(side)?.info ?? this.infos[side];
    const { frontend, backend } = this.infos;
    return {
      id: this.id,
      name: this.name,
      frontend: frontend as SocketInfo,
      backend: backend as SocketInfo,
      paused: this.isPaused,
      faults: [...(this.faults?.faults ?? [])],
      held: this.held.length,
      counters: { ...this.source.counters },
      rates: this.rates.rates,
      latency: this.source.latencies?.summary,
    };
  }

  event(facts: EventFacts): void {
    if (this.throttle.admits(facts, now())) this.writer.event(this.source, facts);
  }

  /** libzmq cannot break off a single connection, so all go, as if the proxy had been started again. */
  breakOff(): void {
    if (this.isBusy || this.isStopped) return;
    this.restarting = this.restart();
  }

  private async restart(): Promise<void> {
    await this.closeSockets();
    this.ways.backend.forgetSubscriptions();
    try {
      await this.openSockets();
      this.owner.changed();
    } catch {
      // The event of its socket says why.
      setImmediate(() => void this.stop().then(() => this.owner.lost()));
    }
  }

  /** Once a second. True where its info differs from before. */
  tick(): boolean {
    this.throttle.flush(now());
    return this.rates.tick(this.source.counters, now());
  }

  async stop(): Promise<void> {
    if (this.isStopped) return;
    this.isStopped = true;
    this.blackHoles.end();
    this.faults?.end();
    for (const way of Object.values(this.ways)) way.close();
    await this.restarting;
    await this.closeSockets();
    this.throttle.flush(Infinity);
    this.writer.event(this.source, { code: 'proxy stopped' });
    this.writer.sources.release(this.source);
  }
}
