import { t } from '@vscode/l10n';
import { Emitter } from 'vscode-jsonrpc/node';
import type { ZmqError } from '../../core/base/errors';
import { heldFrames, letGo, listHeld, setFaults, type Fault, type HeldMessage, type LettingGo } from '../../protocol/faults';
import type { EndpointRole } from '../../protocol/sockets';
import { exactBytes } from '../base/exactBytes';
import { OperationQueues } from '../base/operationQueues';
import { fromWire } from '../base/wireErrors';
import type { RecentEndpoints } from '../memory/recentEndpoints';
import { recall, remember, type Memory, type RememberedKind } from '../memory/workspaceMemory';
import type { EngineProcess } from '../supervision/engineProcess';
import type { EngineSupervisor } from '../supervision/engineSupervisor';

/** What the workspace remembers of a relay. */
interface RelaySpec {
  id: string;
  name?: string;
  paused?: boolean;
}

/** What the engine tells of an open one. */
interface RelayInfo {
  id: string;
  name: string;
  paused: boolean;
  faults: Fault[];
  held: number;
}

/** A tap or a proxy of this workspace. */
export interface RelayEntry<Spec extends RelaySpec = RelaySpec, Info extends RelayInfo = RelayInfo> {
  id: string;
  /** Shall be open again after a crash. */
  state: 'open' | 'closed';
  spec: Spec;
  /** Open ones only. */
  info?: Info;
}

/** Asks an engine: the one that runs, or one that is about to. */
export type Ask = EngineProcess['request'];

/**
 * Relays of one kind of this workspace, open and closed: what the workspace remembers of them, and what a fresh engine process gets back. Nothing
 * here opens one on its own, but those that a crash closed.
 */
export abstract class RelayStore<Spec extends RelaySpec, Info extends RelayInfo, Given> {
  private readonly emitter = new Emitter<void>();
  /** Something in `entries` differs from before. */
  readonly onDidChange = this.emitter.event;
  /** With what the engine told of each last, which stays when it ends. */
  private readonly relays = new Map<string, Omit<RelayEntry<Spec, Info>, 'id'>>();
  /** Those that end with the window: the workspace does not remember them. */
  private readonly transient = new Set<string>();
  private readonly operations = new OperationQueues();
  private next: number;
  /** As they were before crashes that nobody was told of yet. */
  private readonly lost = new Map<string, Info>();

  protected constructor(
    private readonly remembers: RememberedKind<Spec>,
    private readonly engine: Pick<EngineSupervisor, 'request' | 'state'>,
    private readonly memory: Memory,
    private readonly recent: RecentEndpoints,
    protected readonly complain: (text: string) => void,
  ) {
    const { next, items } = recall(remembers, memory, complain);
    this.next = next;
    for (const spec of items) this.relays.set(spec.id, { state: 'closed', spec });
  }

  protected abstract openIn(ask: Ask, spec: Spec): Promise<Info>;
  protected abstract closeIn(ask: Ask, id: string): Promise<unknown>;
  protected abstract listIn(ask: Ask): Promise<Info[]>;
  protected abstract renameIn(ask: Ask, id: string, name: string): Promise<unknown>;
  protected abstract pauseIn(ask: Ask, id: string, paused: boolean): Promise<unknown>;
  /** What is to be remembered of an open one: what a person asked for, where that is known. */
  protected abstract specOf(info: Info, asked: Spec | undefined): Spec;
  /** At the ports that it had. */
  protected abstract whereItWas(spec: Spec, info: Info): Spec;
  protected abstract isSame(spec: Spec, given: Given): boolean;
  protected abstract newSpec(id: string, given: Given): Spec;
  /** Endpoints that are to be offered as last used. */
  protected abstract usedEndpoints(info: Info): readonly (readonly [string, EndpointRole])[];
  /** In a list of those there are. */
  protected abstract titleOf(spec: Spec): string;
  /** Neither an id nor a name; `known`: those there are. */
  protected abstract noSuch(idOrName: string, known: readonly string[]): ZmqError;
  protected abstract severalNamed(name: string, ids: readonly string[]): ZmqError;
  /** It was removed meanwhile. */
  protected abstract removedMeanwhile(id: string): ZmqError;
  /** A crash closed these, which are open again now; told to the person where connections were cut. */
  protected abstract tellOfCrash(lost: readonly Info[]): void;

  entries(): RelayEntry<Spec, Info>[] {
    // What an engine that is gone told last is no longer true.
    const alive = this.engine.state === 'running';
    return [...this.relays.values()].map(({ state, spec, info }) => ({
      id: spec.id,
      state,
      spec,
      info: alive && state === 'open' ? info : undefined,
    }));
  }

  /** @throws ZmqError where neither an id nor exactly one name matches. */
  find(idOrName: string): RelayEntry<Spec, Info> {
    const entries = this.entries();
    const named = entries.filter(({ spec }) => spec.name === idOrName);
    const found = entries.find(({ id }) => id === idOrName) ?? (named.length === 1 ? named[0] : undefined);
    if (found) return found;
    if (named.length > 1)
      throw this.severalNamed(
        idOrName,
        named.map(({ id }) => id),
      );
    throw this.noSuch(
      idOrName,
      entries.slice(0, 20).map(({ id, spec }) => `${id} (${this.titleOf(spec)})`),
    );
  }

  /** The id of the one that has this id, or else this name. @throws as `find` */
  idOf(idOrName: string): string {
    return this.find(idOrName).id;
  }

  has(id: string): boolean {
    return this.relays.has(id);
  }

  /** Opens a new one; a closed one that is the same is opened again instead. One that is `transient` belongs to something that ends, so the workspace does not remember it. */
  async open(given: Given, { transient = false } = {}): Promise<Info> {
    const closed = transient
      ? undefined
      : [...this.relays.values()].find(({ state, spec }) => state === 'closed' && this.isSame(spec, given))?.spec.id;
    if (closed !== undefined) return this.reopen(closed);
    const id = `${this.remembers.prefix}${this.next++}`;
    await this.save(); // before anything can use the id
    if (transient) this.transient.add(id);
    try {
      const spec = this.newSpec(id, given);
      const info = await this.openIn(this.ask, spec);
      await this.opened(info, spec);
      return info;
    } catch (error) {
      this.transient.delete(id);
      throw error;
    }
  }

  /** Opens a closed one as it was, or with what is to be different. */
  async reopen(id: string, different: Partial<Spec> = {}): Promise<Info> {
    return this.inTurn(id, async (stored) => {
      if (stored.state === 'open' && stored.info) return stored.info;
      const spec = { ...stored.spec, ...different };
      const info = await this.openAsItWas(this.ask, spec);
      await this.opened(info, spec);
      return info;
    });
  }

  private async openAsItWas(ask: Ask, spec: Spec): Promise<Info> {
    const info = await this.openIn(ask, spec);
    if (spec.paused) await this.pauseIn(ask, spec.id, true);
    return { ...info, paused: spec.paused === true };
  }

  /** Its connections end with it. */
  async close(id: string): Promise<void> {
    await this.inTurn(id, async ({ state, spec }) => {
      if (state === 'closed') return;
      // At once: an engine that ends meanwhile must not bring it back.
      this.relays.set(id, { state: 'closed', spec });
      await this.tell(id);
      if (this.transient.delete(id)) this.relays.delete(id);
      this.emitter.fire();
    });
  }

  /** Closes it and forgets it. */
  async remove(id: string): Promise<void> {
    await this.inTurn(id, async ({ state }) => {
      this.relays.delete(id);
      this.transient.delete(id);
      await this.save();
      if (state === 'open') await this.tell(id);
      this.emitter.fire();
    });
  }

  /** Gives it another name, open or closed. */
  async rename(id: string, name: string): Promise<void> {
    await this.change(id, { name }, () => this.renameIn(this.ask, id, name));
  }

  async pause(id: string, paused: boolean): Promise<void> {
    await this.change(id, { paused }, () => this.pauseIn(this.ask, id, paused));
  }

  /** Off again once it is closed, or its engine has ended. */
  async setFaults(id: string, faults: readonly Fault[]): Promise<void> {
    await this.engine.request(setFaults, { relay: id, faults: [...faults] });
    await this.refresh();
  }

  /** Messages that wait at a `hold`. */
  held(id: string): Promise<HeldMessage[]> {
    return this.engine.request(listHeld, { relay: id });
  }

  /** Undefined where it is too large to be edited. */
  async heldFrames(id: string, number: number): Promise<Uint8Array[] | undefined> {
    return (await this.engine.request(heldFrames, { relay: id, number })).frames;
  }

  async letGo(id: string, number: number, how: LettingGo): Promise<void> {
    await this.engine.request(letGo, { relay: id, number, how });
  }

  /** Takes over what the engine tells of them, and remembers it. */
  async refresh(): Promise<void> {
    const before = JSON.stringify(this.remembered());
    const open = await this.listIn(this.ask);
    for (const info of open) this.take(info);
    const known = new Set(open.map(({ id }) => id));
    for (const [id, { state, spec }] of this.relays) if (state === 'open' && !known.has(id)) this.relays.set(id, { state: 'closed', spec });
    if (JSON.stringify(this.remembered()) !== before) await this.save();
    this.emitter.fire();
  }

  /** Opens again in a fresh engine what was open in the one before, where it was there. */
  async reopenAfterCrash(engine: EngineProcess): Promise<void> {
    const open = [...this.relays.values()].filter(({ state }) => state === 'open');
    for (const { spec, info } of open) if (info && !this.lost.has(spec.id)) this.lost.set(spec.id, info);
    for (const stored of open) {
      const { spec, info } = stored;
      try {
        this.take(await this.openAsItWas((method, params) => engine.request(method, params), info ? this.whereItWas(spec, info) : spec));
      } catch (error) {
        const { message, data } = fromWire(error);
        // The engine ended again; it stays open for the next one.
        if (data.code === 'engineStopped') throw error;
        this.complain(this.notOpenedAgain(spec.name ?? spec.id, message));
        stored.state = 'closed';
      }
    }
    const lost = [...this.lost.values()];
    if (lost.length > 0) this.tellOfCrash(lost);
    if (lost.some(({ faults }) => faults.length > 0))
      this.complain(t('The engine ended: faults that were on are off now, and what they held is lost.'));
    this.lost.clear();
    this.emitter.fire();
  }

  protected abstract notOpenedAgain(name: string, why: string): string;

  dispose(): void {
    this.emitter.dispose();
  }

  private readonly ask: Ask = (method, params) => this.engine.request(method, params);

  private get(id: string): Omit<RelayEntry<Spec, Info>, 'id'> {
    const stored = this.relays.get(id);
    if (!stored) throw this.removedMeanwhile(id);
    return stored;
  }

  private async inTurn<T>(id: string, operation: (stored: Omit<RelayEntry<Spec, Info>, 'id'>) => Promise<T>): Promise<T> {
    this.get(id);
    return this.operations.run(id, () => operation(this.get(id)));
  }

  private async change(id: string, changed: Partial<RelaySpec>, request: () => Promise<unknown>): Promise<void> {
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
  private async tell(id: string): Promise<void> {
    if (this.engine.state === 'not started' || this.engine.state === 'stopped') return;
    try {
      await this.closeIn(this.ask, id);
    } catch (error) {
      if (!['engineStopped', 'noSuchTap', 'noSuchProxy'].includes(fromWire(error).data.code)) throw error;
    }
  }

  private take(told: Info, asked?: Spec): void {
    const info = exactBytes(told);
    this.relays.set(info.id, { state: 'open', spec: this.specOf(info, asked ?? this.relays.get(info.id)?.spec), info });
  }

  private async opened(info: Info, asked: Spec): Promise<void> {
    this.take(info, asked);
    await this.save();
    this.emitter.fire();
    if (this.transient.has(info.id)) return;
    for (const [endpoint, role] of this.usedEndpoints(info)) await this.recent.note(endpoint, role);
  }

  private async save(): Promise<void> {
    await remember(this.remembers, this.memory, { next: this.next, items: this.remembered() });
  }

  private remembered(): Spec[] {
    return [...this.relays.values()].map(({ spec }) => spec).filter(({ id }) => !this.transient.has(id));
  }
}
