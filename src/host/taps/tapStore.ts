import { t } from '@vscode/l10n';
import { Emitter } from 'vscode-jsonrpc/node';
import { ZmqError } from '../../core/base/errors';
import { counted } from '../../core/base/quantities';
import { letGo, listHeld, setFaults, type Fault, type HeldMessage, type LettingGo } from '../../protocol/faults';
import { closeTap, listTaps, openTap, pauseTap, renameTap, type TapId, type TapInfo, type TapSpec } from '../../protocol/taps';
import { exactBytes } from '../base/exactBytes';
import { OperationQueues } from '../base/operationQueues';
import { fromWire } from '../base/wireErrors';
import type { RecentEndpoints } from '../memory/recentEndpoints';
import { recall, remember, type Memory } from '../memory/workspaceMemory';
import type { EngineProcess } from '../supervision/engineProcess';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { rememberedTaps, type RememberedTap } from './tapMemory';

/** A tap of this workspace. */
export interface TapEntry {
  id: TapId;
  /** Shall be open again after a crash. */
  state: 'open' | 'closed';
  spec: RememberedTap;
  /** Open taps only. */
  info?: TapInfo;
}

/** With what the engine told of it last. */
interface StoredTap extends Omit<TapEntry, 'id'> {
  /** Where it listens, or listened before the engine ended. */
  listening?: string;
}

/**
 * The taps of this workspace, open and closed: what the workspace remembers of them, and what a fresh engine process gets back. Nothing here
 * opens a tap on its own, but those that a crash closed.
 */
export class TapStore {
  private readonly emitter = new Emitter<void>();
  /** Something in `entries` differs from before. */
  readonly onDidChange = this.emitter.event;
  private readonly taps = new Map<TapId, StoredTap>();
  /** Those that end with the window: the workspace does not remember them. */
  private readonly transient = new Set<TapId>();
  private readonly operations = new OperationQueues();
  private next: number;
  /** Connections that crashes ended, and that nobody was told of yet. */
  private cut = 0;

  constructor(
    private readonly engine: Pick<EngineSupervisor, 'request' | 'state'>,
    private readonly memory: Memory,
    private readonly recent: RecentEndpoints,
    private readonly complain: (text: string) => void,
  ) {
    const { next, items } = recall(rememberedTaps, memory, complain);
    this.next = next;
    for (const spec of items) this.taps.set(spec.id, { state: 'closed', spec });
  }

  entries(): TapEntry[] {
    // What an engine that is gone told last is no longer true.
    const alive = this.engine.state === 'running';
    return [...this.taps.values()].map(({ state, spec, info }) => ({ id: spec.id, state, spec, info: alive ? info : undefined }));
  }

  /** @throws ZmqError `noSuchTap` where neither an id nor exactly one name matches. */
  find(idOrName: string): TapEntry {
    const entries = this.entries();
    const named = entries.filter(({ spec }) => spec.name === idOrName);
    const found = entries.find(({ id }) => id === idOrName) ?? (named.length === 1 ? named[0] : undefined);
    if (found) return found;
    if (named.length > 1)
      throw new ZmqError('noSuchTap', t('{0} taps are named "{1}".', named.length, idOrName), {
        hint: t('Use an id: {0}.', named.map(({ id }) => id).join(', ')),
      });
    const known = entries.slice(0, 20).map(({ id, spec }) => `${id} (${spec.name ?? spec.target})`);
    throw new ZmqError('noSuchTap', t('There is no tap "{0}".', idOrName), {
      hint: known.length > 0 ? t('There are {0}.', known.join(', ')) : t('Open one first.'),
    });
  }

  /** The id of the tap that has this id, or else this name. @throws as `find` */
  idOf(idOrName: string): TapId {
    return this.find(idOrName).id;
  }

  /** Opens a new tap; a closed one that is the same is opened again instead. One that is `transient` belongs to something that ends, so the workspace does not remember it. */
  async open(given: Omit<TapSpec, 'id'>, { transient = false } = {}): Promise<TapInfo> {
    const closed = transient ? undefined : this.closedLike(given);
    if (closed) return this.reopen(closed);
    const id: TapId = `t${this.next++}`;
    await this.save(); // before anything can use the id
    if (transient) this.transient.add(id);
    try {
      const info = await this.engine.request(openTap, { ...given, id });
      await this.opened(info, { ...given, id });
      return info;
    } catch (error) {
      this.transient.delete(id);
      throw error;
    }
  }

  /** Opens a closed tap as it was, or where else it is to listen. */
  async reopen(id: TapId, listen = this.get(id).spec.listen): Promise<TapInfo> {
    return this.inTurn(id, async (stored) => {
      if (stored.state === 'open' && stored.info) return stored.info;
      const { paused, ...spec } = { ...stored.spec, listen };
      const info = await this.engine.request(openTap, spec);
      if (paused) await this.engine.request(pauseTap, { tap: id, paused });
      await this.opened({ ...info, paused: paused ?? false }, spec);
      return info;
    });
  }

  /** Its connections end with it. */
  async close(id: TapId): Promise<void> {
    await this.inTurn(id, async (stored) => {
      if (stored.state === 'closed') return;
      // At once: an engine that ends meanwhile must not bring it back.
      this.taps.set(id, { state: 'closed', spec: stored.spec });
      await this.tell(id);
      if (this.transient.delete(id)) this.taps.delete(id);
      this.emitter.fire();
    });
  }

  /** Closes the tap and forgets it. */
  async remove(id: TapId): Promise<void> {
    await this.inTurn(id, async (stored) => {
      this.taps.delete(id);
      this.transient.delete(id);
      await this.save();
      if (stored.state === 'open') await this.tell(id);
      this.emitter.fire();
    });
  }

  /** Gives the tap another name, open or closed. */
  async rename(id: TapId, name: string): Promise<void> {
    await this.change(id, { name }, () => this.engine.request(renameTap, { tap: id, name }));
  }

  /** Whether what passes is recorded, from now on. */
  async pause(id: TapId, paused: boolean): Promise<void> {
    await this.change(id, { paused }, () => this.engine.request(pauseTap, { tap: id, paused }));
  }

  /** Off again once the tap is closed, or its engine has ended. */
  async setFaults(id: TapId, faults: readonly Fault[]): Promise<void> {
    await this.engine.request(setFaults, { tap: id, faults: [...faults] });
    await this.refresh();
  }

  /** Messages that wait at a `hold`. */
  held(id: TapId): Promise<HeldMessage[]> {
    return this.engine.request(listHeld, { tap: id });
  }

  async letGo(id: TapId, number: number, how: LettingGo): Promise<void> {
    await this.engine.request(letGo, { tap: id, number, how });
  }

  /** Takes over what the engine tells of the taps, and remembers it. */
  async refresh(): Promise<void> {
    const before = JSON.stringify(this.remembered());
    const open = await this.engine.request(listTaps, {});
    for (const info of open) this.take(info);
    const known = new Set(open.map(({ id }) => id));
    for (const [id, { state, spec }] of this.taps) if (state === 'open' && !known.has(id)) this.taps.set(id, { state: 'closed', spec });
    if (JSON.stringify(this.remembered()) !== before) await this.save();
    this.emitter.fire();
  }

  /** Opens again in a fresh engine what was open in the one before, where it listened there. */
  async reopenAfterCrash(engine: EngineProcess): Promise<void> {
    const open = [...this.taps.values()].filter(({ state }) => state === 'open');
    for (const stored of open) {
      this.cut += stored.info?.open ?? 0;
      stored.info = undefined;
    }
    for (const stored of open) {
      const { paused, ...spec } = stored.spec;
      try {
        const info = await engine.request(openTap, { ...spec, listen: stored.listening ?? spec.listen });
        if (paused) await engine.request(pauseTap, { tap: spec.id, paused });
        this.take({ ...info, paused: paused ?? false });
      } catch (error) {
        const { message, data } = fromWire(error);
        // The engine ended again; the tap stays open for the next one.
        if (data.code === 'engineStopped') throw error;
        this.complain(t('{0} could not be opened again: {1}', spec.name ?? spec.id, message));
        stored.state = 'closed';
      }
    }
    if (this.cut > 0)
      this.complain(
        t(
          'The engine ended, which cut {0} through taps. The taps listen again where they did, and ZeroMQ programs connect again by themselves.',
          counted(this.cut, 'connection'),
        ),
      );
    this.cut = 0;
    this.emitter.fire();
  }

  dispose(): void {
    this.emitter.dispose();
  }

  private get(id: TapId): StoredTap {
    const stored = this.taps.get(id);
    if (!stored) throw new ZmqError('noSuchTap', t('There is no tap "{0}".', id), { hint: t('It may have been removed.') });
    return stored;
  }

  private closedLike({ name, listen, target }: Omit<TapSpec, 'id'>): TapId | undefined {
    return [...this.taps.values()].find(
      ({ state, spec }) =>
        state === 'closed' && spec.listen === listen && spec.target === target && (name === undefined || spec.name === name),
    )?.spec.id;
  }

  private async inTurn<T>(id: TapId, operation: (stored: StoredTap) => Promise<T>): Promise<T> {
    this.get(id);
    return this.operations.run(id, () => operation(this.get(id)));
  }

  private async change(id: TapId, changed: Partial<RememberedTap>, request: () => Promise<unknown>): Promise<void> {
    await this.inTurn(id, async (stored) => {
      if (stored.state === 'open') {
        await request();
        return this.refresh();
      }
      stored.spec = { ...stored.spec, ...changed };
      await this.save();
      this.emitter.fire();
    });
  }

  /** With an engine that ends meanwhile, or by itself, it is closed already. */
  private async tell(id: TapId): Promise<void> {
    if (this.engine.state === 'not started' || this.engine.state === 'stopped') return;
    try {
      await this.engine.request(closeTap, { tap: id });
    } catch (error) {
      if (!['engineStopped', 'noSuchTap'].includes(fromWire(error).data.code)) throw error;
    }
  }

  /** What the engine tells of a tap, which may have been asked to listen elsewhere since a crash: the workspace remembers what a person said. */
  private take(told: TapInfo, asked?: RememberedTap): void {
    const info = exactBytes(told);
    const { id, name, requested, target, paused, listen: listening } = info;
    const { listen = requested } = asked ?? this.taps.get(id)?.spec ?? {};
    this.taps.set(id, { state: 'open', spec: { id, name, listen, target, ...(paused ? { paused } : {}) }, listening, info });
  }

  private async opened(info: TapInfo, asked: RememberedTap): Promise<void> {
    this.take(info, asked);
    await this.save();
    this.emitter.fire();
    if (!this.transient.has(info.id)) await this.recent.note(info.target, 'connect');
  }

  private async save(): Promise<void> {
    await remember(rememberedTaps, this.memory, { next: this.next, items: this.remembered() });
  }

  private remembered(): RememberedTap[] {
    return [...this.taps.values()].map(({ spec }) => spec).filter(({ id }) => !this.transient.has(id));
  }
}
