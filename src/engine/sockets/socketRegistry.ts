import { t } from '@vscode/l10n';
import { ZmqError } from '../../core/base/errors';
import { fitToType, type UncheckedSpec } from '../../core/socket/socketSpec';
import { socketTypes } from '../../core/socket/socketTypes';
import type { EndpointInfo, SocketInfo } from '../../protocol/sockets';
import type { CaptureWriter } from '../inspection/captureWriter';
import { turn } from '../process/turns';
import { AddressBook } from './addressBook';
import { requireDescriptors } from './addresses';
import { EngineSocket } from './engineSocket';
import type { SocketOwner } from './engineSocket';

/** Sockets open at once. */
const maxOpen = 1000;

/** All open sockets of the engine. */
export class SocketRegistry {
  private readonly sockets = new Map<string, EngineSocket>();
  /** Ids of sockets that are being opened. */
  private readonly opening = new Set<string>();
  private readonly addresses = new AddressBook();
  private nextId = 1;
  /** Grows whenever `list` would read differently. */
  revision = 0;

  constructor(
    private readonly writer: CaptureWriter,
    private readonly onChange: () => void,
  ) {}

  /** Opens with all its endpoints and subscriptions, or not at all. @throws ZmqError */
  async open(unchecked: UncheckedSpec, owner?: SocketOwner): Promise<SocketInfo> {
    const spec = fitToType(unchecked);
    const id = spec.id ?? this.newId();
    if (this.sockets.has(id) || this.opening.has(id))
      throw new ZmqError('invalidParams', t('Socket {0} is open already.', id), { hint: t('Close it first.') });
    if (this.sockets.size + this.opening.size >= maxOpen)
      throw new ZmqError('limitReached', t('{0} sockets are open.', maxOpen), { hint: t('Close some.') });
    this.opening.add(id);
    try {
      await requireDescriptors();
      const name = spec.name ?? `${socketTypes[spec.type].label} ${id}`;
      const source = this.writer.sources.open({ id, name, kind: 'socket', types: [spec.type], conflates: spec.options?.conflate });
      const socket = new EngineSocket(
        id,
        name,
        { ...spec, id, name },
        source,
        this.writer,
        this.addresses,
        (what) => this.changed(what),
        owner,
      );
      try {
        for (const topic of spec.subscribe ?? []) {
          await turn();
          await socket.subscribe(topic);
        }
        for (const endpoint of spec.bind ?? []) await socket.addEndpoint('bind', endpoint);
        for (const endpoint of spec.connect ?? []) await socket.addEndpoint('connect', endpoint);
      } catch (error) {
        await socket.close();
        this.writer.sources.release(source);
        throw error;
      }
      this.sockets.set(id, socket);
      this.changed('endpoints');
      return socket.info;
    } finally {
      this.opening.delete(id);
    }
  }

  private newId(): string {
    let id: string;
    do id = `s${this.nextId++}`;
    while (this.writer.sources.byIdentifier(id) !== undefined || this.opening.has(id));
    return id;
  }

  has(id: string): boolean {
    return this.sockets.has(id);
  }

  /** @throws ZmqError `noSuchSocket` */
  get(id: string): EngineSocket {
    const socket = this.sockets.get(id);
    if (!socket)
      throw new ZmqError('noSuchSocket', t('No socket "{0}" is open.', id), {
        hint: this.sockets.size > 0 ? t('Open are {0}.', [...this.sockets.keys()].join(', ')) : t('None is open.'),
      });
    return socket;
  }

  /** @throws ZmqError `noSuchSocket` */
  rename(id: string, name: string): void {
    const socket = this.get(id);
    socket.rename(name);
    const { sources } = this.writer;
    sources.release(sources.open({ id, name, kind: 'socket', types: [socket.type], conflates: socket.source.conflates }));
    this.changed();
  }

  /** @throws ZmqError `noSuchSocket` */
  async close(id: string): Promise<void> {
    const socket = this.get(id);
    this.sockets.delete(id);
    await socket.close();
    this.writer.sources.release(socket.source);
    this.changed('endpoints');
  }

  get list(): SocketInfo[] {
    return [...this.sockets.values()].map((socket) => socket.info);
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
