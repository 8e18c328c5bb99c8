import { connect, type NetConnectOpts, type Socket } from 'node:net';
import type { Source, SourceDescription } from '../../core/capture/sources';
import { socketTypeNames, type SocketType } from '../../protocol/sockets';
import type { ConnectionSide } from '../../protocol/connections';
import type { ConnectionInfo, ConnectionState } from '../../protocol/taps';
import type { EventFacts, TapEndFacts, TapSide, TargetDownFacts } from '../../protocol/events';
import type { CaptureWriter } from '../inspection/captureWriter';
import { now } from '../process/clock';
import { codeOf } from '../process/errno';
import { RateMeter } from '../process/rateMeter';
import { BlackHoles } from './blackHoles';
import type { Held } from './faultLine';
import type { FaultRules } from './faultRules';
import { Lane, type LaneOwner } from './lane';
import type { LaneEnd } from './laneBytes';
import type { Holding } from './stream/holding';

/** What a connection is told by its tap. */
export interface TapOfConnection {
  readonly id: string;
  readonly name: string;
  readonly isPaused: boolean;
  /** Absent where none is on. */
  readonly faults: FaultRules | undefined;
  /** Told whenever `info` would read differently. */
  changed(): void;
  /** Whether this becomes a record, or is counted only. */
  admits(facts: EventFacts): boolean;
  ended(connection: TapConnection): void;
}

/** Longest wait for the target to take the connection, ms. */
const connectTime = 10_000;

/**
 * A program's connection, and the one made on to the target for it. What comes on one is written to the other as it came, and only then looked at;
 * a side that reads slowly holds up the other as it would without the tap, and an end or a reset passes as it is.
 */
export class TapConnection implements LaneOwner {
  readonly source: Source;
  private readonly target: Socket;
  private readonly lanes: Readonly<Record<TapSide, Lane>>;
  private state: 'connecting' | 'open' | 'ended' = 'connecting';
  private saidEnd = false;
  private openedAt = 0;
  private readonly blackHoles = new BlackHoles((way) => this.lanes[way === 'to target' ? 'connector' : 'binder'].bytes.swallow());
  private readonly rates = new RateMeter();

  constructor(
    private readonly tap: TapOfConnection,
    readonly number: number,
    private readonly client: Socket,
    target: NetConnectOpts,
    private readonly addresses: Readonly<Record<TapSide, string>>,
    private readonly writer: CaptureWriter,
    holding: Holding,
  ) {
    this.target = connect({ ...target, allowHalfOpen: true, noDelay: true });
    const lane = (side: TapSide, from: Socket, to: Socket): Lane =>
      new Lane(
        this,
        side,
        writer,
        this.wayOf(from, to),
        holding,
        () => this.lanes[side === 'connector' ? 'binder' : 'connector'].stream.decoder.major,
      );
    this.lanes = { connector: lane('connector', client, this.target), binder: lane('binder', this.target, client) };
    this.source = writer.sources.open(this.description);
    this.target.setTimeout(connectTime, () => this.target.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })));
    this.target.once('connect', () => this.open());
    this.follow('connector', client, this.target);
    this.follow('binder', this.target, client);
  }

  /** What a fault does points at the record of a message, so all are recorded then. */
  get isPaused(): boolean {
    return this.tap.isPaused && !this.tap.faults;
  }

  get faults(): FaultRules | undefined {
    return this.tap.faults;
  }

  /** Other faults are on in the tap, or none. */
  faultsChanged(): void {
    for (const { bytes } of Object.values(this.lanes)) bytes.faultsChanged();
    this.awaitBlackHoles();
  }

  private awaitBlackHoles(): void {
    if (this.state === 'open') this.blackHoles.await(this.faults, this.openedAt);
  }

  get held(): Held[] {
    return Object.values(this.lanes).flatMap(({ bytes }) => bytes.held);
  }

  get isEncrypted(): boolean {
    return this.lanes.connector.greetingTold?.mechanism === 'CURVE' || this.lanes.binder.greetingTold?.mechanism === 'CURVE';
  }

  private get description(): SourceDescription {
    const { tap, number, addresses, lanes } = this;
    const side = (name: TapSide) => ({ address: addresses[name], identity: lanes[name].identity, speaks: lanes[name].speaks });
    const [first, second] = [typeOf(lanes.connector), typeOf(lanes.binder)];
    return {
      id: `${tap.id}/${number}`,
      name: tap.name,
      kind: 'connection',
      partOf: { id: tap.id, number },
      sides: [side('connector'), side('binder')],
      ...(first && second ? { types: [first, second] as const } : {}),
      isEncrypted: this.isEncrypted,
    };
  }

  get info(): ConnectionInfo {
    const { number, source, lanes, addresses } = this;
    const side = (name: TapSide): ConnectionSide => {
      const { speaks, socketType, identity } = lanes[name];
      return { address: addresses[name], speaks, socketType, identity };
    };
    return {
      number,
      state: this.connectionState,
      connector: side('connector'),
      binder: side('binder'),
      ...(this.isEncrypted ? { encrypted: true } : {}),
      counters: { ...source.counters },
      rates: this.rates.rates,
      latency: source.latencies?.summary,
    };
  }

  private get connectionState(): ConnectionState {
    const { connector, binder } = this.lanes;
    if (this.state === 'connecting') return 'connecting';
    if (connector.isUndecoded || binder.isUndecoded) return 'undecoded';
    return connector.isReady && binder.isReady ? 'open' : 'handshake';
  }

  /** Once a second. True where its rates differ from before. */
  tick(): boolean {
    return this.rates.tick(this.source.counters, now());
  }

  /** Ends both sides at once. */
  close(): void {
    this.sayEnd('tap closed');
    this.breakOff();
    this.finish();
  }

  private breakOff(): void {
    this.saidEnd = true;
    breakOff(this.client);
    breakOff(this.target);
  }

  /** Where a side told of itself. */
  private describe(): void {
    const { sources } = this.writer;
    sources.release(sources.open(this.description));
  }

  told(): void {
    this.describe();
    this.tap.changed();
  }

  event(facts: EventFacts): void {
    if (this.tap.admits(facts)) this.writer.event(this.source, facts);
  }

  private open(): void {
    this.state = 'open';
    this.openedAt = performance.now();
    this.awaitBlackHoles();
    this.target.setTimeout(0);
    this.event({ code: 'tapped', endpoint: this.addresses.binder });
    this.client.resume();
    this.tap.changed();
  }

  /** Who reads slowly holds up who sends. */
  private wayOf(from: Socket, to: Socket): LaneEnd {
    let isFull = false;
    let isSlow = false;
    const follow = () => {
      if (isFull || isSlow) from.pause();
      else from.resume();
    };
    return {
      write: (bytes) => {
        if (to.write(bytes) || isSlow) return;
        isSlow = true;
        follow();
        to.once('drain', () => {
          isSlow = false;
          follow();
        });
      },
      end: () => void to.end(),
      breakOff: () => this.breakOff(),
      setFull: (full) => {
        isFull = full;
        follow();
      },
    };
  }

  private follow(side: TapSide, from: Socket, to: Socket): void {
    const lane = this.lanes[side];
    from.on('data', (chunk) => lane.take(chunk));
    from.once('end', () => {
      this.sayEnd(`ended by ${side}`);
      lane.ended();
    });
    from.on('error', (error) => {
      if (side === 'binder' && this.state === 'connecting') {
        const errno = codeOf(error) ?? error.message;
        this.event({ code: 'target down', endpoint: this.addresses.binder, cause: downCause(errno), errno });
      } else this.sayEnd(`reset by ${side}`);
      // As the other program would have seen it.
      breakOff(to);
    });
    from.once('close', () => {
      lane.close();
      if (to.destroyed) this.finish();
      else if (this.state === 'connecting') breakOff(to);
    });
  }

  private sayEnd(cause: TapEndFacts['cause']): void {
    if (this.saidEnd || this.state !== 'open') return;
    this.saidEnd = true;
    this.event({ code: 'tap ended', cause });
  }

  private finish(): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.blackHoles.end();
    this.writer.sources.release(this.source);
    this.tap.ended(this);
  }
}

function typeOf({ socketType }: Lane): SocketType | undefined {
  return socketTypeNames.find((name) => name.toUpperCase() === socketType);
}

/** A reset where the transport has one. */
function breakOff(socket: Socket): void {
  if (socket.destroyed) return;
  // ipc has none, and a connection that is not made yet neither.
  if (socket.remotePort === undefined) socket.destroy();
  else socket.resetAndDestroy();
}

function downCause(errno: string): TargetDownFacts['cause'] {
  if (['ENOTFOUND', 'EAI_AGAIN'].includes(errno)) return 'not resolved';
  if (errno === 'ECONNREFUSED') return 'nobody listens';
  if (errno === 'ENOENT') return 'no ipc path';
  return ['EMFILE', 'ENFILE'].includes(errno) ? 'no descriptors' : 'unreachable';
}
