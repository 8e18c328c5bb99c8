import { t } from '@vscode/l10n';
import { Emitter } from 'vscode-jsonrpc/node';
import { chatTitle, isSameChat } from '../../core/chat/spec';
import { ZmqError } from '../../core/base/errors';
import { joinChat, leaveChat, listChats, removeChat, restoreChats, type ChatId, type ChatInfo, type ChatSpec } from '../../protocol/chat';
import { placesOf } from './chatEndpoints';
import { recallLastSpec, rememberedChats, rememberLastSpec } from './chatMemory';
import type { EngineProcess } from '../supervision/engineProcess';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { OperationQueues } from '../base/operationQueues';
import type { RecentEndpoints } from '../memory/recentEndpoints';
import { fromWire } from '../base/wireErrors';
import { recall, remember, type Memory } from '../memory/workspaceMemory';

interface StoredChat {
  id: ChatId;
  /** As the engine told it last: with what was changed since it was joined, and the ports that were chosen for wildcards. */
  spec: ChatSpec;
  /** Shall be joined again after a crash. */
  joined: boolean;
  /** The latest that the engine told. */
  info?: ChatInfo;
}

/**
 * The chats of this workspace, joined and left. The engine holds them; here is what the workspace remembers of them and what a
 * fresh engine process gets back. Nothing here joins a chat on its own, but those that a crash ended.
 */
export class ChatStore {
  private readonly emitter = new Emitter<void>();
  private readonly joinEmitter = new Emitter<ChatId>();
  /** Something in `infos` differs from before. */
  readonly onDidChange = this.emitter.event;
  /** A person or program joined it, in this window. */
  readonly onDidJoin = this.joinEmitter.event;
  private readonly chats = new Map<ChatId, StoredChat>();
  private readonly joining = new Set<ChatId>();
  private readonly operations = new OperationQueues();
  private next: number;
  private last: ChatSpec | undefined;

  constructor(
    private readonly engine: Pick<EngineSupervisor, 'request' | 'state'>,
    private readonly memory: Memory,
    /** Noted whenever one is joined or gets a peer. */
    readonly recent: RecentEndpoints,
    private readonly complain: (text: string) => void,
  ) {
    const { next, items } = recall(rememberedChats, memory, complain);
    this.next = next;
    this.last = recallLastSpec(memory, complain);
    for (const { id, spec } of items) this.chats.set(id, { id, spec, joined: false });
  }

  infos(): ChatInfo[] {
    return [...this.chats.values()].map((stored) => this.infoOf(stored));
  }

  /** What the last chat was joined with. */
  get lastSpec(): ChatSpec | undefined {
    return this.last;
  }

  /** @throws ZmqError `noSuchChat` */
  find(id: ChatId): ChatInfo {
    return this.infoOf(this.get(id));
  }

  /** Joins under an id of its own. A left chat that is the same goes on, with what was said in it. */
  async join({ id, spec }: { id?: ChatId; spec: ChatSpec }): Promise<ChatInfo> {
    if (id !== undefined) this.get(id);
    const chat = id ?? this.leftLike(spec) ?? this.newId();
    this.joining.add(chat);
    try {
      await this.save(); // before anything can use the id
      return await this.operations.run(chat, async () => {
        const info = await this.engine.request(joinChat, { id: chat, spec });
        this.chats.set(chat, { id: chat, spec: info.spec, joined: true, info });
        await this.joined(info);
        return info;
      });
    } finally {
      this.joining.delete(chat);
    }
  }

  async leave(id: ChatId): Promise<void> {
    this.get(id);
    await this.operations.run(id, async () => {
      const stored = this.get(id);
      if (!stored.joined) return;
      // At once: an engine that ends meanwhile must not bring it back.
      stored.joined = false;
      try {
        await this.engine.request(leaveChat, { chat: id });
      } catch (error) {
        // With the engine its sockets are closed already.
        if (fromWire(error).data.code !== 'engineStopped') throw error;
      }
      await this.refresh();
    });
  }

  /** Leaves the chat, and forgets it with what was said. */
  async remove(id: ChatId): Promise<void> {
    this.get(id);
    await this.operations.run(id, async () => {
      await this.engine.request(removeChat, { chat: id });
      this.chats.delete(id);
      await this.save();
      this.emitter.fire();
    });
  }

  /** Takes over what the engine tells of the chats. */
  async refresh(): Promise<void> {
    if (this.engine.state === 'running') {
      let changed = false;
      for (const info of await this.engine.request(listChats, {})) changed = (await this.take(info)) || changed;
      if (changed) await this.save();
    }
    this.emitter.fire();
  }

  /** Makes all chats known to a fresh engine, as left ones. */
  async restore(engine: EngineProcess): Promise<void> {
    const chats = [...this.chats.values()];
    for (const stored of chats) if (!stored.joined) stored.info = undefined;
    if (chats.length === 0) return;
    try {
      await engine.request(restoreChats, { chats: chats.map(({ id, spec }) => ({ id, spec })) });
    } catch (error) {
      const { message, data } = fromWire(error);
      if (data.code === 'engineStopped') throw error;
      this.complain(t('The chats of this workspace could not be restored: {0}', message));
    }
  }

  /** Joins again, in a fresh engine, what was joined in the one before, on the ports it had there. */
  async rejoinAfterCrash(engine: EngineProcess): Promise<void> {
    for (const stored of [...this.chats.values()].filter(({ joined }) => joined)) {
      try {
        stored.info = await engine.request(joinChat, { id: stored.id, spec: stored.spec, afterCrash: true });
      } catch (error) {
        const { message, data } = fromWire(error);
        // The engine ended again; the chat stays joined for the next one.
        if (data.code === 'engineStopped') throw error;
        this.complain(t('{0} could not be joined again: {1}', chatTitle(stored.spec), message));
        Object.assign(stored, { joined: false, info: undefined });
      }
    }
    this.emitter.fire();
  }

  dispose(): void {
    this.emitter.dispose();
    this.joinEmitter.dispose();
  }

  private get(id: ChatId): StoredChat {
    const stored = this.chats.get(id);
    if (!stored) throw new ZmqError('noSuchChat', t('There is no chat {0}.', id), { hint: t('It may have been removed.') });
    return stored;
  }

  private infoOf({ id, spec, joined, info }: StoredChat): ChatInfo {
    if (info && this.engine.state === 'running') return info;
    // What an engine that is gone told last is no longer true, but for what was said.
    return {
      id,
      spec,
      title: chatTitle(spec),
      state: joined ? 'joined' : 'left',
      revision: info?.revision ?? 0,
      sockets: [],
      peers: 0,
      cannotSend: joined ? t('The engine is not running.') : t('This chat is not joined.'),
      unread: info?.unread ?? 0,
      mentions: info?.mentions ?? 0,
      rooms: info?.rooms ?? spec.rooms.map((room) => ({ room, unread: 0 })),
      entries: info?.entries ?? { kept: 0, evicted: 0 },
      problems: [],
    };
  }

  private leftLike(spec: ChatSpec): ChatId | undefined {
    return [...this.chats.values()].find((stored) => !stored.joined && !this.joining.has(stored.id) && isSameChat(stored.spec, spec))?.id;
  }

  private newId(): ChatId {
    return `c${this.next++}`;
  }

  /** @returns whether there is something new to remember */
  private async take(told: ChatInfo): Promise<boolean> {
    const stored = this.chats.get(told.id);
    // One removed in the meantime stays removed, and an answer that was overtaken tells nothing.
    if (!stored || told.revision < (stored.info?.revision ?? 0)) return false;
    const { spec } = told;
    const added = placesOf(spec).filter(({ endpoint }) => !placesOf(stored.spec).some((known) => known.endpoint === endpoint));
    const differs = JSON.stringify(spec) !== JSON.stringify(stored.spec);
    Object.assign(stored, { info: told, spec, joined: told.state === 'joined' });
    for (const { endpoint, role } of added) await this.recent.note(endpoint, role);
    return differs;
  }

  private async joined({ id, spec }: ChatInfo): Promise<void> {
    this.last = spec;
    await this.save();
    await rememberLastSpec(this.memory, spec);
    for (const { endpoint, role } of placesOf(spec)) await this.recent.note(endpoint, role);
    this.emitter.fire();
    this.joinEmitter.fire(id);
  }

  private async save(): Promise<void> {
    await remember(rememberedChats, this.memory, { next: this.next, items: [...this.chats.values()] });
  }
}
