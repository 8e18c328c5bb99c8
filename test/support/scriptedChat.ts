import { ResponseError, type MessageConnection } from 'vscode-jsonrpc/node';
import {
  chatEntries,
  chatText,
  findInChat,
  joinChat,
  sendToChat,
  type ChatEntry,
  type ChatInfo,
  type ChatQuery,
  type ChatSpec,
} from '../../src/protocol/chat';
import { chatsChanged, chatSnapshot, type ChatSnapshot } from '../../src/protocol/chatPage';
import type { ErrorData } from '../../src/protocol/errors';

/** A chat that was joined as a room, with what a test says of it. */
export function chatInfo(given: Partial<Omit<ChatInfo, 'spec'>> & { spec?: Partial<ChatSpec> } = {}): ChatInfo {
  const { spec, ...info } = given;
  return {
    id: 'c1',
    title: 'Room at tcp://127.0.0.1:5555',
    state: 'joined',
    revision: 1,
    sockets: [],
    peers: 1,
    unread: 0,
    mentions: 0,
    rooms: [],
    entries: { kept: 0, evicted: 0 },
    problems: [],
    ...info,
    spec: {
      pattern: 'room',
      nick: 'ada',
      format: 'nick',
      rooms: [],
      history: false,
      publishers: 'tcp://127.0.0.1:5555',
      subscribers: 'tcp://127.0.0.1:5556',
      ...spec,
    },
  };
}

/** 20 November 2026, 10:00 local time. */
export const morning = new Date(2026, 10, 20, 10).getTime();

/** A page that goes away while it is told takes its answer with it. */
const gone = (): void => undefined;

/** Chats whose answers are made up: what no real engine says at will. */
export class ScriptedChat {
  chats: ChatInfo[] = [];
  form: ChatSnapshot['form'] = { nick: 'ada', recentEndpoints: [] };
  remote: string | undefined;
  /** For a page of one chat. */
  only: string | undefined;
  generation = 1;
  engine: ChatSnapshot['engine'] = 'running';
  readonly entries = new Map<string, ChatEntry[]>();
  /** Every request but those for entries, in order. */
  readonly asked: { method: string; params: Record<string, unknown> }[] = [];
  /** What to answer to a method, besides what is answered anyway; a thrown error is the answer too. */
  readonly answers = new Map<string, (params: never) => unknown>();
  /** Most requests for entries that were unanswered at the same time. */
  mostAtOnce = 0;
  /** Requests for entries that are unanswered now. */
  waiting = 0;
  /** Awaited before entries are answered. */
  gate: Promise<void> = Promise.resolve();
  private connection: MessageConnection | undefined;

  constructor(...chats: ChatInfo[]) {
    this.chats = chats;
  }

  readonly serve = (connection: MessageConnection): void => {
    this.connection = connection;
    connection.onRequest(chatSnapshot, () => this.snapshot);
    connection.onRequest(chatEntries, async ({ chat, query, before, from, count }) => {
      this.mostAtOnce = Math.max(this.mostAtOnce, ++this.waiting);
      await this.gate;
      this.waiting--;
      const all = this.matching(chat, query);
      const rest = all.filter(({ number }) => (before === undefined || number < before) && (from === undefined || number >= from));
      const entries = from === undefined ? rest.slice(-count) : rest.slice(0, count);
      const [first, last] = [entries[0]?.number ?? Infinity, entries.at(-1)?.number ?? 0];
      return {
        entries,
        before: all.some(({ number }) => number < first),
        after: all.some(({ number }) => number > last),
        revision: this.info(chat).revision,
      };
    });
    connection.onRequest((method, params) => {
      this.asked.push({ method, params: params as Record<string, unknown> });
      const answer = this.answers.get(method);
      return answer ? answer(params as never) : this.answer(method, params as never);
    });
  };

  /** The error answer of the engine. */
  static refusal(message: string, data: ErrorData): ResponseError<ErrorData> {
    return new ResponseError(-32000, message, data);
  }

  info(chat = 'c1'): ChatInfo {
    const found = this.chats.find(({ id }) => id === chat);
    if (!found) throw new Error(`No chat ${chat}.`);
    return found;
  }

  change(change: Partial<ChatInfo>, chat = 'c1'): Promise<void> {
    this.chats = this.chats.map((info) => (info.id === chat ? { ...info, revision: info.revision + 1, ...change } : info));
    return this.tell();
  }

  /** Adds entries without telling the page. */
  put(...given: (Partial<ChatEntry> & { text: string })[]): ChatEntry[] {
    return this.putIn('c1', ...given);
  }

  putIn(chat: string, ...given: (Partial<ChatEntry> & { text: string })[]): ChatEntry[] {
    const all = this.entries.get(chat) ?? [];
    const added = given.map((entry, index): ChatEntry => {
      const number = (all.at(-1)?.number ?? 0) + index + 1;
      return { number, kind: 'message', time: morning + number * 1000, own: false, size: entry.text.length, ...entry };
    });
    this.entries.set(chat, [...all, ...added]);
    return added;
  }

  /** Adds entries and tells the page; settles when it has taken them in. */
  async say(...given: (Partial<ChatEntry> & { text: string })[]): Promise<void> {
    this.put(...given);
    await this.change({ entries: { kept: this.entries.get('c1')?.length ?? 0, evicted: 0 } });
  }

  async tell(): Promise<void> {
    await this.connection?.sendRequest(chatsChanged, this.snapshot);
  }

  notify(method: string, params: object): Promise<void> {
    return this.connection?.sendNotification(method, params) ?? Promise.resolve();
  }

  /** Parameters of each request of a method. */
  of(method: { method: string }): Record<string, unknown>[] {
    return this.asked.filter((request) => request.method === method.method).map(({ params }) => params);
  }

  private get snapshot(): ChatSnapshot {
    const { engine, generation, chats, form, remote, only } = this;
    return { engine, generation, chats, form, ...(remote ? { remote } : {}), ...(only ? { only } : {}) };
  }

  private matching(chat: string, query: ChatQuery = {}): ChatEntry[] {
    const { room, filter } = query;
    const wanted = filter?.text.toLowerCase() ?? '';
    return (this.entries.get(chat) ?? []).filter((entry) => {
      if (entry.kind === 'message' && room !== undefined && entry.room !== room) return false;
      if (!filter) return true;
      const text = entry.text.toLowerCase();
      return entry.kind === 'message' && (filter.how === 'contains' ? text.includes(wanted) : text.startsWith(wanted));
    });
  }

  private answer(
    method: string,
    params: { chat?: string; number?: number; text?: string; query?: ChatQuery; spec?: ChatSpec; id?: string },
  ): unknown {
    const { chat = 'c1', text = '' } = params;
    switch (method) {
      case findInChat.method:
        return {
          matches: this.matching(chat, params.query)
            .filter((entry) => `${entry.nick}\n${entry.text}`.toLowerCase().includes(text.toLowerCase()))
            .map(({ number }) => number),
        };
      case chatText.method:
        return { text: 'the whole text', cut: false };
      case sendToChat.method: {
        const [entry] = this.putIn(chat, { text, own: true, nick: 'ada', state: 'sent' });
        setImmediate(() => void this.change({ entries: { kept: this.entries.get(chat)?.length ?? 0, evicted: 0 } }, chat).catch(gone));
        return { number: entry?.number };
      }
      case joinChat.method: {
        const info = chatInfo({ id: params.id ?? `c${this.chats.length + 1}`, spec: params.spec });
        this.chats = [...this.chats.filter(({ id }) => id !== info.id), info];
        setImmediate(() => void this.tell().catch(gone));
        return info;
      }
      default:
        return null;
    }
  }
}
