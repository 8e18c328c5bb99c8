import { Emitter, type CancellationToken } from 'vscode-jsonrpc/node';
import { toHex } from '../core/bytes';
import { parseEndpoint } from '../core/endpoint';
import { ZmqError } from '../core/errors';
import type { SocketEntry } from '../protocol/inspector';
import {
  addEndpoint,
  closeSocket,
  listSockets,
  openSocket,
  removeEndpoint,
  send,
  subscribe,
  unsubscribe,
  type EndpointInfo,
  type EndpointParams,
  type SendOutcome,
  type SendParams,
  type SocketId,
  type SocketInfo,
  type SocketSpec,
  type SubscriptionParams,
} from '../protocol/sockets';
import type { EngineProcess } from './engineProcess';
import type { EngineSupervisor } from './engineSupervisor';
import { exactBytes } from './exactBytes';
import { recallSockets, rememberSockets, type Memory, type RememberedSpec } from './socketMemory';
import { fromWire } from './wireErrors';

interface StoredSocket {
  state: 'open' | 'closed';
  /** Endpoints as the person gave them. */
  spec: RememberedSpec;
  /** Open sockets only; the latest that the engine told. */
  info?: SocketInfo;
  /** After a crash: what the person gave (`tcp://*:*`) for the resolved endpoint that was bound again. */
  requested?: ReadonlyMap<string, string>;
}

/**
 * The sockets of this workspace, open and closed. Whatever opens, changes or closes a socket goes through here, so that the
 * workspace remembers it and a fresh engine process gets it back. Nothing here opens a socket on its own.
 */
export class SocketStore {
  private readonly emitter = new Emitter<void>();
  /** Something in `entries` differs from before. */
  readonly onDidChange = this.emitter.event;
  private readonly sockets = new Map<SocketId, StoredSocket>();
  /** The last operation on each socket; the next one waits for it. */
  private readonly turns = new Map<SocketId, Promise<unknown>>();
  private next: number;

  constructor(
    private readonly engine: Pick<EngineSupervisor, 'request' | 'state'>,
    private readonly memory: Memory,
    private readonly complain: (text: string) => void,
  ) {
    const { next, specs } = recallSockets(memory, complain);
    this.next = next;
    for (const spec of specs) this.sockets.set(spec.id, { state: 'closed', spec });
  }

  entries(): SocketEntry[] {
    // What an engine that is gone told last is no longer true.
    const alive = this.engine.state === 'running';
    return [...this.sockets.values()].map(({ state, spec, info }) => ({ id: spec.id, state, spec, info: alive ? info : undefined }));
  }

  /** @throws ZmqError `noSuchSocket` where neither an id nor exactly one name matches. */
  find(idOrName: string): SocketEntry {
    const entries = this.entries();
    const byId = entries.find(({ id }) => id === idOrName);
    const named = entries.filter(({ spec }) => spec.name === idOrName);
    const found = byId ?? (named.length === 1 ? named[0] : undefined);
    if (found) return found;
    if (named.length > 1) {
      throw new ZmqError('noSuchSocket', `${named.length} sockets are named "${idOrName}".`, { hint: `Use an id: ${named.map(({ id }) => id).join(', ')}.` });
    }
    const known = entries.slice(0, 20).map(({ id, spec }) => `${id} (${spec.name ?? spec.type})`);
    throw new ZmqError('noSuchSocket', `There is no socket "${idOrName}".`, { hint: known.length > 0 ? `There are ${known.join(', ')}.` : 'Open one first.' });
  }

  /** Opens a new socket under an id of its own. */
  async open(given: SocketSpec): Promise<SocketInfo> {
    const id: SocketId = `s${this.next++}`;
    await this.save(); // before anything can use the id
    const info = await this.engine.request(openSocket, { ...given, id });
    const spec = { ...exactBytes(given), id, name: info.name };
    await this.set({ state: 'open', spec, info });
    return info;
  }

  async reopen(id: SocketId): Promise<SocketInfo> {
    return this.inTurn(id, async (stored) => {
      if (stored.state === 'open' && stored.info) return stored.info;
      const info = await this.engine.request(openSocket, stored.spec);
      await this.set({ ...stored, state: 'open', info });
      return info;
    });
  }

  async close(id: SocketId): Promise<void> {
    await this.inTurn(id, async (stored) => {
      if (stored.state === 'closed') return;
      await this.closeInEngine(id);
      await this.set({ state: 'closed', spec: stored.spec });
    });
  }

  /** Closes the socket and forgets it. */
  async remove(id: SocketId): Promise<void> {
    await this.inTurn(id, async (stored) => {
      if (stored.state === 'open') await this.closeInEngine(id);
      this.sockets.delete(id);
      await this.save();
      this.emitter.fire();
    });
  }

  async addEndpoint(params: EndpointParams): Promise<EndpointInfo> {
    parseEndpoint(params.endpoint, params.role);
    return this.whileOpen(params.socket, async ({ spec }) => {
      const endpoint = await this.engine.request(addEndpoint, params);
      spec[params.role] = [...(spec[params.role] ?? []), params.endpoint];
      return endpoint;
    });
  }

  async removeEndpoint({ socket, role, endpoint }: EndpointParams): Promise<void> {
    await this.whileOpen(socket, async ({ spec, info }) => {
      const known = info?.endpoints.find((one) => one.role === role && [one.requested, one.resolved].includes(endpoint));
      await this.engine.request(removeEndpoint, { socket, role, endpoint: known?.resolved ?? endpoint });
      spec[role] = without(spec[role], (one) => one === (known?.requested ?? endpoint));
    });
  }

  async subscribe(params: SubscriptionParams): Promise<void> {
    await this.whileOpen(params.socket, async ({ spec }) => {
      await this.engine.request(subscribe, params);
      spec.subscribe = [...(spec.subscribe ?? []), exactBytes(params.topic)];
    });
  }

  async unsubscribe(params: SubscriptionParams): Promise<void> {
    await this.whileOpen(params.socket, async ({ spec }) => {
      await this.engine.request(unsubscribe, params);
      const gone = toHex(params.topic);
      spec.subscribe = without(spec.subscribe, (topic) => toHex(topic) === gone);
    });
  }

  async send(params: SendParams, token?: CancellationToken): Promise<SendOutcome> {
    const { state, spec } = this.get(params.socket);
    if (state === 'closed') throw isClosed(spec);
    return this.engine.request(send, params, token);
  }

  /** Takes over what the engine tells of the open sockets. */
  async refresh(): Promise<void> {
    const infos = new Map((await this.engine.request(listSockets, {})).map((info) => [info.id, info]));
    for (const stored of this.sockets.values()) {
      // One closed in the meantime stays closed.
      if (stored.state === 'closed') continue;
      const info = infos.get(stored.spec.id);
      if (info) {
        stored.info = asRequested(info, stored);
      } else {
        // The engine closes a socket by itself when its messages would take all memory; its log says so.
        stored.state = 'closed';
        stored.info = undefined;
      }
    }
    this.emitter.fire();
  }

  /** Opens again in a fresh engine what was open in the one before, on the ports it had there. */
  async reopenAfterCrash(engine: EngineProcess): Promise<void> {
    for (const stored of [...this.sockets.values()].filter(({ state }) => state === 'open')) {
      const { spec, info } = stored;
      const bound = info?.endpoints.filter(({ role }) => role === 'bind');
      try {
        const reopened = await engine.request(openSocket, { ...spec, bind: bound?.map(({ resolved }) => resolved) ?? spec.bind });
        stored.requested = new Map(bound?.map(({ resolved, requested }) => [resolved, requested]));
        stored.info = asRequested(reopened, stored);
      } catch (error) {
        const { message, data } = fromWire(error);
        // The engine ended again; the socket stays open for the next one.
        if (data.code === 'engineStopped') throw error;
        this.complain(`${spec.name ?? spec.id} could not be opened again: ${message}`);
        stored.state = 'closed';
        stored.info = undefined;
      }
    }
    this.emitter.fire();
  }

  dispose(): void {
    this.emitter.dispose();
  }

  private get(id: SocketId): StoredSocket {
    const stored = this.sockets.get(id);
    if (!stored) throw new ZmqError('noSuchSocket', `There is no socket ${id}.`, { hint: 'It may have been removed.' });
    return stored;
  }

  private async inTurn<T>(id: SocketId, operation: (stored: StoredSocket) => Promise<T>): Promise<T> {
    this.get(id);
    const before = this.turns.get(id) ?? Promise.resolve();
    const run = before.then(() => operation(this.get(id)));
    const settled = run.then(() => undefined, () => undefined); // its own caller hears of the failure
    this.turns.set(id, settled);
    void settled.then(() => {
      if (this.turns.get(id) === settled) this.turns.delete(id);
    });
    return run;
  }

  private async whileOpen<T>(id: SocketId, operation: (stored: StoredSocket) => Promise<T>): Promise<T> {
    return this.inTurn(id, async (stored) => {
      if (stored.state === 'closed') throw isClosed(stored.spec);
      const result = await operation(stored);
      await this.save();
      await this.refresh();
      return result;
    });
  }

  private async closeInEngine(id: SocketId): Promise<void> {
    try {
      await this.engine.request(closeSocket, { socket: id });
    } catch (error) {
      // With the engine, or there, it is closed already.
      if (!['engineStopped', 'noSuchSocket'].includes(fromWire(error).data.code)) throw error;
    }
  }

  private async set(stored: StoredSocket): Promise<void> {
    this.sockets.set(stored.spec.id, stored);
    await this.save();
    this.emitter.fire();
  }

  private async save(): Promise<void> {
    await rememberSockets(this.memory, { next: this.next, specs: [...this.sockets.values()].map(({ spec }) => spec) });
  }
}

function isClosed(spec: RememberedSpec): ZmqError {
  return new ZmqError('noSuchSocket', `${spec.name ?? spec.id} is closed.`, { hint: 'Reopen it first.' });
}

/** The list without its first element that meets the condition. */
function without<T>(list: T[] | undefined, condition: (item: T) => boolean): T[] {
  const index = list?.findIndex(condition) ?? -1;
  return (list ?? []).filter((_, i) => i !== index);
}

function asRequested(info: SocketInfo, { requested }: StoredSocket): SocketInfo {
  if (!requested) return info;
  return { ...info, endpoints: info.endpoints.map((one) => (one.role === 'bind' ? { ...one, requested: requested.get(one.resolved) ?? one.requested } : one)) };
}
