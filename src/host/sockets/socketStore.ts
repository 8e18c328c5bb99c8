import { t } from '@vscode/l10n';
import { Emitter, type CancellationToken } from 'vscode-jsonrpc/node';
import { parseEndpoints } from '../../core/socket/endpoint';
import { ZmqError } from '../../core/base/errors';
import { leaveChat } from '../../protocol/chat';
import type { SocketEntry } from '../../protocol/inspector';
import {
  addEndpoint,
  closeSocket,
  forgetSocket,
  listAllSockets,
  maxClosedSockets,
  openSocket,
  removeEndpoint,
  renameSocket,
  restoreSockets,
  send,
  subscribe,
  unsubscribe,
  type EndpointInfo,
  type EndpointParams,
  type RememberedSpec,
  type SendOutcome,
  type SendParams,
  type SocketId,
  type SocketInfo,
  type SocketSpec,
  type SubscriptionParams,
} from '../../protocol/sockets';
import type { EngineProcess } from '../supervision/engineProcess';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { specOf } from '../../core/socket/socketSpec';
import { exactBytes } from '../base/exactBytes';
import { OperationQueues } from '../base/operationQueues';
import { RecentEndpoints } from '../memory/recentEndpoints';
import { rememberedSockets } from './socketMemory';
import { isSameSocket, nameOfCopy } from './sameSocket';
import { fromWire } from '../base/wireErrors';
import { recall, remember, type Memory } from '../memory/workspaceMemory';

/** A socket as the engine told it last, or, before the first engine, as the workspace remembers it. */
interface StoredSocket {
  /** Shall be open again after a crash. */
  state: 'open' | 'closed';
  spec: RememberedSpec;
  /** The chat it belongs to, which opens and closes it. */
  chat?: string;
  /** Open sockets only. */
  info?: SocketInfo;
}

/**
 * The sockets of this workspace, open and closed. The engine holds them; here is what the workspace remembers of them, and what a fresh
 * engine process gets back. Nothing here opens a socket on its own, but those that a crash closed.
 */
export class SocketStore {
  private readonly emitter = new Emitter<void>();
  /** Something in `entries` differs from before. */
  readonly onDidChange = this.emitter.event;
  private readonly sockets = new Map<SocketId, StoredSocket>();
  /** Those that end with the window: the workspace does not remember them. */
  private readonly transient = new Set<SocketId>();
  private readonly operations = new OperationQueues();
  /** Noted whenever one is opened or added. */
  readonly recent: RecentEndpoints;
  private next: number;

  constructor(
    private readonly engine: Pick<EngineSupervisor, 'request' | 'state'>,
    private readonly memory: Memory,
    private readonly complain: (text: string) => void,
  ) {
    const { next, items } = recall(rememberedSockets, memory, complain);
    this.next = next;
    this.recent = new RecentEndpoints(memory);
    for (const spec of items) this.sockets.set(spec.id, { state: 'closed', spec });
  }

  entries(): SocketEntry[] {
    // What an engine that is gone told last is no longer true.
    const alive = this.engine.state === 'running';
    return [...this.sockets.values()].map(({ state, spec, chat, info }) => ({
      id: spec.id,
      state,
      spec,
      chat,
      info: alive ? info : undefined,
    }));
  }

  /** @throws ZmqError `noSuchSocket` where neither an id nor exactly one name matches. */
  find(idOrName: string): SocketEntry {
    const entries = this.entries();
    const byId = entries.find(({ id }) => id === idOrName);
    const named = entries.filter(({ spec }) => spec.name === idOrName);
    const found = byId ?? (named.length === 1 ? named[0] : undefined);
    if (found) return found;
    if (named.length > 1) {
      throw new ZmqError('noSuchSocket', t('{0} sockets are named "{1}".', named.length, idOrName), {
        hint: t('Use an id: {0}.', named.map(({ id }) => id).join(', ')),
      });
    }
    const known = entries.slice(0, 20).map(({ id, spec }) => `${id} (${spec.name ?? spec.type})`);
    throw new ZmqError('noSuchSocket', t('There is no socket "{0}".', idOrName), {
      hint: known.length > 0 ? t('There are {0}.', known.join(', ')) : t('Open one first.'),
    });
  }

  /** The id of the socket that has this id, or else this name. @throws as `find` */
  idOf(idOrName: string): SocketId {
    return this.find(idOrName).id;
  }

  /** Opens a new socket under an id of its own; a closed one that is the same is opened again instead. One that is `transient` leads nowhere after this window, so the workspace does not remember it. */
  async open(given: SocketSpec, { transient = false } = {}): Promise<SocketInfo> {
    const closed = transient ? undefined : this.closedLike(given);
    if (closed) return this.reopen(closed);
    const id: SocketId = `s${this.next++}`;
    await this.save(); // before anything can use the id
    if (transient) this.transient.add(id);
    try {
      const info = await this.engine.request(openSocket, { ...given, id });
      await this.opened(info);
      return info;
    } catch (error) {
      this.transient.delete(id);
      throw error;
    }
  }

  /** Opens another socket with the same spec. */
  async duplicate(id: SocketId): Promise<SocketInfo> {
    const { spec, chat } = this.get(id);
    if (chat !== undefined) throw isOfChat(spec);
    return this.open({ ...spec, id: undefined, name: nameOfCopy(spec, new Set(this.entries().map(({ spec: { name } }) => name))) });
  }

  /** Gives the socket another name, open or closed. */
  async rename(id: SocketId, name: string): Promise<void> {
    await this.inTurn(id, async (stored) => {
      if (stored.chat !== undefined) throw isOfChat(stored.spec);
      if (stored.state === 'open') {
        await this.engine.request(renameSocket, { socket: id, name });
        return this.refresh();
      }
      await this.tell(() => this.engine.request(renameSocket, { socket: id, name }));
      stored.spec = { ...stored.spec, name };
      await this.save();
      this.emitter.fire();
    });
  }

  /** Opens a closed socket as it was, or with the endpoints of another spec. */
  async reopen(id: SocketId, endpoints: Pick<SocketSpec, 'bind' | 'connect'> = this.get(id).spec): Promise<SocketInfo> {
    return this.inTurn(id, async (stored) => {
      if (stored.state === 'open' && stored.info) return stored.info;
      const spec = { ...stored.spec, bind: endpoints.bind, connect: endpoints.connect };
      const info = await this.engine.request(openSocket, spec);
      await this.opened(info);
      return info;
    });
  }

  /** One of a chat is closed by leaving that, and takes the chat's others with it. */
  async close(id: SocketId): Promise<void> {
    await this.inTurn(id, async (stored) => {
      if (stored.state === 'closed') return;
      // At once: an engine that ends meanwhile must not bring it back.
      stored.state = 'closed';
      await this.end(stored, closeSocket);
      if (stored.chat === undefined) this.sockets.set(id, { state: 'closed', spec: stored.spec });
      else this.forgetChat(stored.chat);
      this.emitter.fire();
    });
  }

  /** Closes the socket and forgets it. */
  async remove(id: SocketId): Promise<void> {
    await this.inTurn(id, async (stored) => {
      await this.end(stored, forgetSocket);
      if (stored.chat !== undefined) this.forgetChat(stored.chat);
      this.sockets.delete(id);
      this.transient.delete(id);
      await this.save();
      this.emitter.fire();
    });
  }

  /** The last one, where the text has several. */
  async addEndpoint(params: EndpointParams): Promise<EndpointInfo> {
    const endpoints = parseEndpoints(params.endpoint, params.role);
    return this.whileOpen(params.socket, async () => {
      let added: EndpointInfo | undefined;
      for (const { text } of endpoints) {
        added = await this.engine.request(addEndpoint, { ...params, endpoint: text });
        if (!this.transient.has(params.socket)) await this.recent.note(text, params.role);
      }
      return added as EndpointInfo;
    });
  }

  async removeEndpoint({ socket, role, endpoint }: EndpointParams): Promise<void> {
    await this.whileOpen(socket, async ({ info }) => {
      const known = info?.endpoints.find((one) => one.role === role && [one.requested, one.resolved].includes(endpoint));
      await this.engine.request(removeEndpoint, { socket, role, endpoint: known?.resolved ?? endpoint });
    });
  }

  async subscribe(params: SubscriptionParams): Promise<void> {
    await this.whileOpen(params.socket, () => this.engine.request(subscribe, params));
  }

  async unsubscribe(params: SubscriptionParams): Promise<void> {
    await this.whileOpen(params.socket, () => this.engine.request(unsubscribe, params));
  }

  async send(params: SendParams, token?: CancellationToken): Promise<SendOutcome> {
    this.refuseClosed(params.socket);
    return this.engine.request(send, params, token);
  }

  /** @throws ZmqError `noSuchSocket` where there is none, or it is closed. */
  refuseClosed(id: SocketId): void {
    const { state, spec } = this.get(id);
    if (state === 'closed') throw isClosed(spec);
  }

  /** Takes over what the engine tells of the sockets, and remembers it. */
  async refresh(): Promise<void> {
    const before = this.remembered();
    const { open, closed } = await this.engine.request(listAllSockets, {});
    for (const info of open) this.take(info);
    for (const spec of closed) this.sockets.set(spec.id, { state: 'closed', spec: exactBytes(spec) });
    const known = new Set([...open, ...closed].map(({ id }) => id));
    for (const [id, { spec, chat }] of this.sockets) {
      if (known.has(id)) continue;
      // A closed one that the engine does not know any more is remembered all the same.
      if (chat === undefined) this.sockets.set(id, { state: 'closed', spec });
      else this.sockets.delete(id);
    }
    if (JSON.stringify(this.remembered()) !== JSON.stringify(before)) await this.save();
    this.emitter.fire();
  }

  /** Makes all sockets known to a fresh engine, as closed ones. */
  async restore(engine: EngineProcess): Promise<void> {
    // Chats open theirs by themselves.
    for (const [id, { chat }] of this.sockets) if (chat !== undefined) this.sockets.delete(id);
    const sockets = [...this.sockets.values()].map(({ spec }) => spec).slice(-maxClosedSockets);
    if (sockets.length === 0) return;
    try {
      await engine.request(restoreSockets, { sockets });
    } catch (error) {
      const { message, data } = fromWire(error);
      if (data.code === 'engineStopped') throw error;
      this.complain(t('The sockets of this workspace could not be restored: {0}', message));
    }
  }

  /** Opens again in a fresh engine what was open in the one before, on the ports it had there. */
  async reopenAfterCrash(engine: EngineProcess): Promise<void> {
    for (const stored of [...this.sockets.values()].filter(({ state }) => state === 'open')) {
      const { spec, info } = stored;
      const boundAt = info?.endpoints.filter(({ role }) => role === 'bind').map(({ resolved }) => resolved);
      try {
        this.take(await engine.request(openSocket, { ...spec, boundAt }));
      } catch (error) {
        const { message, data } = fromWire(error);
        // The engine ended again; the socket stays open for the next one.
        if (data.code === 'engineStopped') throw error;
        this.complain(t('{0} could not be opened again: {1}', spec.name ?? spec.id, message));
        stored.state = 'closed';
      }
    }
    this.emitter.fire();
  }

  dispose(): void {
    this.emitter.dispose();
  }

  private get(id: SocketId): StoredSocket {
    const stored = this.sockets.get(id);
    if (!stored) throw new ZmqError('noSuchSocket', t('There is no socket {0}.', id), { hint: t('It may have been removed.') });
    return stored;
  }

  private closedLike(spec: SocketSpec): SocketId | undefined {
    return [...this.sockets.values()].find(
      ({ state, spec: known }) => state === 'closed' && !this.transient.has(known.id) && isSameSocket(spec, known),
    )?.spec.id;
  }

  private async inTurn<T>(id: SocketId, operation: (stored: StoredSocket) => Promise<T>): Promise<T> {
    this.get(id);
    return this.operations.run(id, () => operation(this.get(id)));
  }

  private async whileOpen<T>(id: SocketId, operation: (stored: StoredSocket) => Promise<T>): Promise<T> {
    return this.inTurn(id, async (stored) => {
      if (stored.state === 'closed') throw isClosed(stored.spec);
      if (stored.chat !== undefined) throw isOfChat(stored.spec);
      const result = await operation(stored);
      await this.refresh();
      return result;
    });
  }

  private forgetChat(chat: string): void {
    for (const [id, stored] of this.sockets) if (stored.chat === chat) this.sockets.delete(id);
  }

  /** One of a chat ends with that. */
  private async end({ spec, chat }: StoredSocket, how: typeof closeSocket): Promise<void> {
    await this.tell(() => (chat === undefined ? this.engine.request(how, { socket: spec.id }) : this.engine.request(leaveChat, { chat })));
  }

  /** Closed sockets need no engine. With one that ends meanwhile, or by itself, it is closed already. */
  private async tell(request: () => Promise<unknown>): Promise<void> {
    if (this.engine.state === 'not started' || this.engine.state === 'stopped') return;
    try {
      await request();
    } catch (error) {
      if (!['engineStopped', 'noSuchSocket', 'noSuchChat'].includes(fromWire(error).data.code)) throw error;
    }
  }

  private take(info: SocketInfo): void {
    this.sockets.set(info.id, { state: 'open', spec: exactBytes(specOf(info)), chat: info.chat, info });
  }

  private async opened(info: SocketInfo): Promise<void> {
    this.take(info);
    await this.save();
    this.emitter.fire();
    if (this.transient.has(info.id)) return;
    for (const { requested, role } of info.endpoints) await this.recent.note(requested, role);
  }

  private async save(): Promise<void> {
    await remember(rememberedSockets, this.memory, { next: this.next, items: this.remembered() });
  }

  private remembered(): RememberedSpec[] {
    return [...this.sockets.values()]
      .filter(({ spec, chat }) => chat === undefined && !this.transient.has(spec.id))
      .map(({ spec }) => spec);
  }
}

function isClosed(spec: RememberedSpec): ZmqError {
  return new ZmqError('noSuchSocket', t('{0} is closed.', spec.name ?? spec.id), { hint: t('Reopen it first.') });
}

function isOfChat(spec: RememberedSpec): ZmqError {
  return new ZmqError('notSupportedByType', t('{0} belongs to a chat.', spec.name ?? spec.id), { hint: t('Change it in the view Chat.') });
}
