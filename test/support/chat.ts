import assert from 'node:assert/strict';
import type { ChatEntries, ChatEntry, ChatInfo, ChatProblem, ChatQuery, ChatSpec, SendState } from '../../src/protocol/chat';
import { cancelChatMessage, chatEntries, joinChat, leaveChat, listChats, sendToChat } from '../../src/protocol/chat';
import type { SocketType } from '../../src/protocol/sockets';
import type { EngineClient } from './engineClient';
import { until } from './processes';

/** What tests leave out of a spec: somebody called `ann` who says plain text, without rooms and history. */
export type GivenSpec = Partial<ChatSpec> & Pick<ChatSpec, 'pattern'>;

/** A spec with everything that has to be in it. */
export function chatSpecOf(given: GivenSpec): ChatSpec {
  return { nick: 'ann', format: 'text', rooms: [], history: false, ...given };
}

let lastId = 0;

/** One chat of an engine, as a client of the engine sees it. */
export class Chat {
  private constructor(
    readonly engine: EngineClient,
    readonly id: string,
  ) {}

  static async join(engine: EngineClient, given: GivenSpec, id = Chat.newId()): Promise<Chat> {
    const info = await engine.connection.sendRequest(joinChat, { id, spec: chatSpecOf(given) });
    assert.equal(info.id, id);
    assert.equal(info.state, 'joined');
    return new Chat(engine, id);
  }

  /** One that the engine knows already, such as a restored one. */
  static known(engine: EngineClient, id: string): Chat {
    return new Chat(engine, id);
  }

  static newId(): string {
    return `c${++lastId}`;
  }

  async leave(): Promise<void> {
    await this.engine.connection.sendRequest(leaveChat, { chat: this.id });
  }

  async info(): Promise<ChatInfo> {
    const found = (await this.engine.connection.sendRequest(listChats, {})).find(({ id }) => id === this.id);
    assert.ok(found, `chat ${this.id} is not known`);
    return found;
  }

  /** Resolved endpoint of the socket whose id ends so, or of the first one. */
  async endpoint(part = ''): Promise<string> {
    const socket = (await this.info()).sockets.find((candidate) => candidate.socket.endsWith(part));
    const [endpoint] = socket?.endpoints ?? [];
    assert.ok(endpoint, `no socket "${part}" with an endpoint`);
    return endpoint.resolved;
  }

  page(more: { query?: ChatQuery; before?: number; from?: number; count?: number } = {}): Promise<ChatEntries> {
    return this.engine.connection.sendRequest(chatEntries, { chat: this.id, count: 200, ...more });
  }

  /** The newest 200. */
  async entries(query?: ChatQuery): Promise<ChatEntry[]> {
    return (await this.page({ query })).entries;
  }

  async messages(query?: ChatQuery): Promise<ChatEntry[]> {
    return (await this.entries(query)).filter(({ kind }) => kind === 'message');
  }

  /** What others said. */
  async heard(): Promise<string[]> {
    return (await this.messages()).filter(({ own }) => !own).map(({ text }) => text);
  }

  async entry(number: number): Promise<ChatEntry> {
    const [found] = (await this.page({ from: number, count: 1 })).entries;
    assert.equal(found?.number, number);
    return found;
  }

  async say(text: string, room?: string): Promise<number> {
    return (await this.engine.connection.sendRequest(sendToChat, { chat: this.id, text, room })).number;
  }

  async says(text: string, state: SendState = 'sent'): Promise<ChatEntry> {
    return this.waitForState(await this.say(text), state);
  }

  /** One that waits and is cancelled. */
  async saysInVain(text: string): Promise<ChatEntry> {
    const { number } = await this.says(text, 'waiting');
    await this.engine.connection.sendRequest(cancelChatMessage, { chat: this.id, number });
    return this.waitForState(number, 'refused');
  }

  waitFor<T>(what: string, probe: () => Promise<T | undefined | false>): Promise<T> {
    return this.engine.waitFor(`${what}, in chat ${this.id}`, probe);
  }

  async waitForInfo(what: string, holds: (info: ChatInfo) => boolean): Promise<ChatInfo> {
    let last: ChatInfo | undefined;
    const probe = async () => {
      last = await this.info();
      return holds(last) && last;
    };
    return this.waitFor(what, probe).catch((error: Error) => assert.fail(`${error.message} It is: ${JSON.stringify(last)}`));
  }

  waitForPeers(peers = 1): Promise<ChatInfo> {
    return this.waitForInfo(`${peers} peers`, (info) => info.peers === peers);
  }

  /** Peers of its sockets of one type. */
  waitForPeersOf(type: SocketType, peers: number): Promise<ChatInfo> {
    return this.waitForInfo(`${peers} peers of ${type}`, ({ sockets }) =>
      sockets.some((socket) => socket.type === type && socket.peers === peers),
    );
  }

  async waitForEntry(what: string, holds: (entry: ChatEntry) => boolean): Promise<ChatEntry> {
    let last: ChatEntry[] = [];
    const probe = async () => {
      last = await this.entries();
      return last.find(holds);
    };
    return this.waitFor(what, probe).catch((error: Error) => assert.fail(`${error.message} Entries: ${JSON.stringify(last)}`));
  }

  waitForState(number: number, state: SendState): Promise<ChatEntry> {
    return this.waitForEntry(`entry ${number} ${state}`, (entry) => entry.number === number && entry.state === state);
  }

  /** A message of somebody else. What is done `again` is done until it is there: a publisher drops what nobody has subscribed to yet. */
  async hears(text: string, again?: () => void): Promise<ChatEntry> {
    const isMeant = (entry: ChatEntry) => entry.kind === 'message' && !entry.own && entry.text === text;
    if (again) {
      await until(`"${text}" in chat ${this.id}`, async () => {
        if ((await this.entries()).some(isMeant)) return true;
        again();
        return false;
      });
    }
    return this.waitForEntry(`"${text}"`, isMeant);
  }

  /** A system line. */
  tells(pattern: RegExp): Promise<ChatEntry> {
    return this.waitForEntry(`a system line like ${pattern}`, (entry) => entry.kind === 'system' && pattern.test(entry.text));
  }

  async problem(kind: ChatProblem['kind']): Promise<ChatProblem> {
    const found = (
      await this.waitForInfo(`the problem "${kind}"`, ({ problems }) => problems.some((problem) => problem.kind === kind))
    ).problems.find((problem) => problem.kind === kind);
    assert.ok(found);
    assert.match(found.text, /[.?!]$/);
    assert.match(found.hint, /[.?!]$/);
    return found;
  }

  noProblem(kind: ChatProblem['kind']): Promise<ChatInfo> {
    return this.waitForInfo(`the end of the problem "${kind}"`, ({ problems }) => !problems.some((problem) => problem.kind === kind));
  }
}
