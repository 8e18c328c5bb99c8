import { t } from '@vscode/l10n';
import { ZmqError } from '../../core/base/errors';
import { fitToType, specOf, type UncheckedSpec } from '../../core/socket/socketSpec';
import { socketTypes } from '../../core/socket/socketTypes';
import {
  maxClosedSockets,
  type EndpointInfo,
  type ReceiverWish,
  type RememberedSpec,
  type SocketInfo,
  type SocketSpec,
} from '../../protocol/sockets';
import type { CaptureWriter } from '../inspection/captureWriter';
import { requireKind } from '../inspection/sourceIds';
import { turn } from '../process/turns';
import type { AddressBook } from './addressBook';
import { requireDescriptors } from './addresses';
import { EngineSocket } from './engineSocket';
import type { SocketOwner } from './engineSocket';

/** Sockets open at once. */
const maxOpen = 1000;
/** Bytes of the endpoints and topics of all closed sockets, which are part of one answer. */
const maxClosedBytes = 4 * 1024 * 1024;

/** The sockets of the engine: the open ones, and of closed ones what it takes to open them again. */
export class SocketRegistry {
  private readonly sockets = new Map<string, EngineSocket>();
  /** The one closed last at the end. */
  private readonly closed = new Map<string, RememberedSpec>();
  private closedBytes = 0;
  /** Ids of sockets that are being opened. */
  private readonly opening = new Set<string>();
  private nextId = 1;
  /** What is to receive, where a socket has no option of its own. */
  receiver: ReceiverWish = 'auto';
  /** Grows whenever `list` or `closedSpecs` would read differently. */
  revision = 0;

  constructor(
    private readonly writer: CaptureWriter,
    private readonly addresses: AddressBook,
    private readonly onChange: () => void,
  ) {}

  /** Opens with all its endpoints and subscriptions, or not at all. `boundAt`: see `openSocket`. @throws ZmqError */
  async open({ boundAt = [], ...unchecked }: UncheckedSpec & { boundAt?: string[] }, owner?: SocketOwner): Promise<SocketInfo> {
    const spec = fitToType(unchecked);
    const id = spec.id ?? this.newId();
    if (this.sockets.has(id) || this.opening.has(id))
      throw new ZmqError('invalidParams', t('Socket {0} is open already.', id), { hint: t('Close it first.') });
    if (this.sockets.size + this.opening.size >= maxOpen)
      throw new ZmqError('limitReached', t('{0} sockets are open.', maxOpen), { hint: t('Close some.') });
    this.opening.add(id);
    try {
      const socket = await this.make(id, spec, boundAt, owner);
      this.sockets.set(id, socket);
      this.forgetClosed(id);
      this.changed('endpoints');
      return socket.info;
    } finally {
      this.opening.delete(id);
    }
  }

  /**
   * Gives up the request that a REQ waits for the reply to, or that a REP has to answer: libzmq has no other way than a new socket, in the
   * place of this one. Where that cannot be opened, the socket is closed. @throws ZmqError `notSupportedByType`, and as `open` does
   */
  async resetTurn(id: string): Promise<SocketInfo> {
    const socket = this.get(id);
    if (!socket.turn) throw new ZmqError('notSupportedByType', t('"{0}" has no turns.', socket.name), { hint: t('REQ and REP have.') });
    if (socket.owned)
      throw new ZmqError('notSupportedByType', t('"{0}" belongs to a chat.', socket.name), { hint: t('Reset the turn of the chat.') });
    if (this.opening.has(id))
      throw new ZmqError('invalidParams', t('"{0}" is being reset already.', socket.name), { hint: t('Wait until it is open again.') });
    const spec = specOf(socket.info);
    const boundAt = socket.endpoints.filter(({ role }) => role === 'bind').map(({ resolved }) => resolved);
    // A peer that connects here keeps its late reply for whoever listens next: by number it is told apart and dropped.
    const options = socket.type === 'req' && boundAt.length > 0 ? { ...spec.options, correlate: true } : spec.options;
    this.opening.add(id);
    try {
      await socket.close();
      const fresh = await this.make(id, { ...spec, options }, boundAt);
      // Closed meanwhile.
      if (this.sockets.get(id) !== socket) await this.discard(fresh);
      else {
        this.writer.sources.release(socket.source);
        this.sockets.set(id, fresh);
      }
      this.changed('endpoints');
      return this.get(id).info;
    } catch (error) {
      if (this.sockets.get(id) === socket) await this.close(id);
      throw error;
    } finally {
      this.opening.delete(id);
    }
  }

  private async make(id: string, spec: SocketSpec, boundAt: string[], owner?: SocketOwner): Promise<EngineSocket> {
    const { relay } = owner ?? {};
    requireKind(this.writer.sources, id, relay ? 'proxy side' : 'socket');
    await requireDescriptors();
    const name = spec.name ?? `${socketTypes[spec.type].label} ${id}`;
    const source = this.writer.sources.open({
      id,
      name,
      ...(relay ? { kind: 'proxy side', partOf: { id: relay.id, number: relay.side } } : { kind: 'socket' }),
      types: [spec.type],
      conflates: spec.options?.conflate,
    });
    const socket = new EngineSocket(
      id,
      name,
      { ...spec, id, name },
      source,
      this.writer,
      this.addresses,
      (what) => this.changed(what),
      this.receiver,
      owner,
    );
    try {
      for (const topic of spec.subscribe ?? []) {
        await turn();
        await socket.subscribe(topic);
      }
      for (const [at, endpoint] of (spec.bind ?? []).entries()) await socket.addEndpoint('bind', endpoint, boundAt[at]);
      for (const endpoint of spec.connect ?? []) await socket.addEndpoint('connect', endpoint);
    } catch (error) {
      await this.discard(socket);
      throw error;
    }
    return socket;
  }

  private async discard(socket: EngineSocket): Promise<void> {
    await socket.close();
    this.writer.sources.release(socket.source);
  }

  private newId(): string {
    let id: string;
    do id = `s${this.nextId++}`;
    while (this.writer.sources.byIdentifier(id) !== undefined || this.opening.has(id) || this.closed.has(id));
    return id;
  }

  has(id: string): boolean {
    return this.sockets.has(id);
  }

  /** Makes sockets of an earlier engine known as closed ones. @throws ZmqError for a spec that fits no type; those before it are known */
  restore(specs: readonly (UncheckedSpec & { id: string })[]): void {
    for (const { id, ...spec } of specs) {
      if (!this.sockets.has(id) && !this.opening.has(id) && !this.closed.has(id)) this.keep({ ...fitToType(spec), id });
    }
    this.changed();
  }

  /** An open one. @throws ZmqError `noSuchSocket` */
  get(id: string): EngineSocket {
    const socket = this.sockets.get(id);
    if (socket) return socket;
    const known = this.list.map((each) => each.id);
    throw new ZmqError('noSuchSocket', t('No socket "{0}" is open.', id), {
      hint: known.length > 0 ? t('Open are {0}.', known.join(', ')) : t('None is open.'),
    });
  }

  /** An open one that is no side of a proxy: those are acted upon by their proxy. @throws ZmqError `noSuchSocket` */
  getOwn(id: string): EngineSocket {
    this.requireOwn(id);
    return this.get(id);
  }

  /** @throws ZmqError `noSuchSocket` where it is a side of a proxy */
  requireOwn(id: string): void {
    const socket = this.sockets.get(id);
    if (!socket || socket.isListed) return;
    throw new ZmqError('noSuchSocket', t('Socket {0} is a side of the proxy {1}.', id, socket.source.partOf?.id ?? id), {
      hint: t('Act on the proxy, or open a socket for it.'),
    });
  }

  /** @throws ZmqError `noSuchSocket` */
  rename(id: string, name: string): void {
    const closed = this.closed.get(id);
    if (closed) this.closed.set(id, { ...closed, name });
    else this.get(id).name = name;
    this.writer.sources.rename(id, name);
    this.changed();
  }

  /** Goes on being known as a closed one, unless it has an owner. @throws ZmqError `noSuchSocket` */
  async close(id: string): Promise<void> {
    const socket = this.get(id);
    if (!socket.owned) this.keep(specOf(socket.info));
    this.sockets.delete(id);
    await this.discard(socket);
    this.changed('endpoints');
  }

  /** Closes it where it is open. @throws ZmqError `noSuchSocket` */
  async forget(id: string): Promise<void> {
    if (!this.closed.has(id)) await this.close(id);
    this.forgetClosed(id);
    this.changed();
  }

  private keep(spec: RememberedSpec): void {
    this.closed.set(spec.id, spec);
    this.closedBytes += bytesOf(spec);
    for (const id of this.closed.keys()) {
      if (this.closed.size <= maxClosedSockets && this.closedBytes <= maxClosedBytes) break;
      this.forgetClosed(id);
    }
  }

  private forgetClosed(id: string): void {
    const spec = this.closed.get(id);
    if (!spec) return;
    this.closed.delete(id);
    this.closedBytes -= bytesOf(spec);
  }

  get closedSpecs(): RememberedSpec[] {
    return [...this.closed.values()];
  }

  get list(): SocketInfo[] {
    return [...this.sockets.values()].filter(({ isListed }) => isListed).map(({ info }) => info);
  }

  get size(): number {
    return this.sockets.size;
  }

  /** Once a second. */
  tick(): void {
    let differs = false;
    for (const socket of this.sockets.values()) differs = socket.tick() || differs;
    if (differs) this.changed();
  }

  private changed(what?: 'endpoints'): void {
    if (what) this.matchInproc();
    this.revision++;
    this.onChange();
  }

  /** inproc endpoints meet inside this engine and have no events: count counterparts of the same name. */
  private matchInproc(): void {
    const met: { socket: EngineSocket; endpoint: EndpointInfo }[] = [];
    for (const socket of this.sockets.values()) {
      for (const endpoint of socket.endpoints) if (endpoint.resolved.startsWith('inproc://')) met.push({ socket, endpoint });
    }
    for (const { socket, endpoint } of met) {
      const fits = socketTypes[socket.type].peers;
      const peers = met.filter(
        (other) =>
          other.endpoint.resolved === endpoint.resolved && other.endpoint.role !== endpoint.role && fits.includes(other.socket.type),
      );
      socket.setInprocPeers(endpoint, peers.length);
    }
  }
}

/** Of what can be long in a spec. */
function bytesOf({ bind = [], connect = [], subscribe = [] }: RememberedSpec): number {
  return [...bind, ...connect, ...subscribe].reduce((sum, { length }) => sum + length, 0);
}
