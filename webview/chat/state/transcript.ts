import type { MessageConnection } from 'vscode-jsonrpc/browser';
import {
  chatEntries,
  chatText,
  type ChatEntries,
  type ChatEntry,
  type ChatId,
  type ChatInfo,
  type ChatQuery,
} from '../../../src/protocol/chat';
import { requestError, type RequestError } from '../../shared/page/requestError';

/** Entries asked for at once. */
const page = 100;
/** Most entries held; those at the far end go first. */
const limit = 600;

/** What is wanted next. `refresh`: what changed in the window, or came at its end. */
type Wish = 'newest' | 'older' | 'newer' | 'refresh' | { around: number };

/**
 * The part of a chat that the page holds: entries without a gap, the newest ones while `follow`. At most one request is
 * under way; what changes meanwhile is asked for afterwards, in one go. Fires `change`.
 */
export class Transcript extends EventTarget {
  entries: ChatEntry[] = [];
  /** Whole texts of folded entries held, by number. */
  whole: ReadonlyMap<number, { text: string; cut: boolean }> = new Map();
  /** Whether there are more on either side. */
  before = false;
  after = false;
  /** True once something was answered. */
  loaded = false;
  problem: RequestError | undefined;
  /** Stays at the newest entries. */
  follow = true;
  query: ChatQuery = {};
  private wishes: Wish[] = [];
  private pulling: Promise<void> | undefined;
  /** Grows with everything that makes earlier answers worthless. */
  private attempt = 0;
  private total = { kept: 0, evicted: 0 };
  private revision = -1;

  constructor(
    private readonly connection: MessageConnection,
    private readonly chat: ChatId,
  ) {
    super();
  }

  /** Another room or filter: begins with the newest. */
  ask(query: ChatQuery): void {
    if (JSON.stringify(query) === JSON.stringify(this.query)) return;
    this.query = query;
    this.renew();
    void this.wish('newest');
  }

  /** Takes what the chat told of itself; settles when its entries are here. */
  async take(info: ChatInfo): Promise<void> {
    const { kept, evicted } = info.entries;
    const cleared = kept < this.total.kept && evicted <= this.total.evicted;
    this.total = { kept, evicted };
    if (cleared) this.renew();
    if (info.revision === this.revision && this.loaded) return;
    this.revision = info.revision;
    await this.wish(this.loaded ? 'refresh' : 'newest');
  }

  /** What is held may be gone: all of it is asked for anew, and stays in sight until then. */
  renew(): void {
    this.attempt++;
    this.whole = new Map();
    this.loaded = false;
    this.follow = true;
    this.revision = -1;
    this.wishes = [];
  }

  /** Whether the newest entries are what the person looks at. */
  setFollow(follow: boolean): void {
    if (follow === this.follow) return;
    this.follow = follow;
    this.dispatchEvent(new Event('change'));
  }

  toNewest(): Promise<void> {
    this.follow = true;
    return this.after ? this.wish('newest') : Promise.resolve();
  }

  older(): void {
    if (this.before && this.loaded) void this.wish('older');
  }

  newer(): void {
    if (this.after && this.loaded) void this.wish('newer');
  }

  /** Settles when the entry is held, unless it is gone. */
  async show(number: number): Promise<void> {
    this.follow = false;
    if (!this.entries.some((entry) => entry.number === number)) await this.wish({ around: number });
  }

  /** Unfolds an entry for as long as it is held. */
  async unfold(number: number): Promise<void> {
    const { attempt } = this;
    const whole = await this.connection.sendRequest(chatText, { chat: this.chat, number });
    if (attempt !== this.attempt || !this.entries.some((entry) => entry.number === number)) return;
    this.whole = new Map([...this.whole, [number, whole]]);
    this.dispatchEvent(new Event('change'));
  }

  private wish(wish: Wish): Promise<void> {
    const last = this.wishes.at(-1);
    if (JSON.stringify(last) !== JSON.stringify(wish)) this.wishes.push(wish);
    this.pulling ??= this.run().finally(() => (this.pulling = undefined));
    return this.pulling;
  }

  private async run(): Promise<void> {
    for (let wish = this.wishes.shift(); wish !== undefined; wish = this.wishes.shift()) {
      const { attempt } = this;
      try {
        await this.fulfil(wish, () => attempt === this.attempt);
        this.problem = undefined;
      } catch (error) {
        this.problem = requestError(error);
      }
      this.dispatchEvent(new Event('change'));
    }
  }

  private async fulfil(wish: Wish, isCurrent: () => boolean): Promise<void> {
    const first = this.entries[0];
    const last = this.entries.at(-1);
    if (typeof wish === 'object') {
      const [before, from] = [await this.pull({ before: wish.around }, page / 2), await this.pull({ from: wish.around }, page / 2)];
      if (!isCurrent() || this.follow) return;
      this.hold([...before.entries, ...from.entries], before.before, from.after);
    } else if (wish === 'newest' || (wish === 'refresh' && this.follow) || !first || !last) {
      const answer = await this.pull({});
      // Whoever has begun to read older ones meanwhile keeps them.
      if (isCurrent() && this.loaded && !this.follow && last) return this.refresh(last.number, isCurrent);
      if (isCurrent()) this.takeNewest(answer);
      const waiting = this.firstWaiting;
      if (waiting !== undefined && isCurrent() && waiting < (answer.entries[0]?.number ?? 0))
        this.replace(await this.pull({ from: waiting }), isCurrent);
    } else if (wish === 'older') {
      const answer = await this.pull({ before: first.number });
      if (!isCurrent()) return;
      const entries = [...answer.entries, ...this.entries];
      this.hold(entries.slice(0, limit), answer.before, this.after || entries.length > limit);
    } else if (wish === 'newer') {
      const answer = await this.pull({ from: last.number + 1 });
      if (!isCurrent()) return;
      const entries = [...this.entries, ...answer.entries];
      this.hold(entries.slice(-limit), this.before || entries.length > limit, answer.after);
    } else {
      await this.refresh(last.number, isCurrent);
    }
  }

  /** The person looks at older ones: what is new joins the end while there is room. */
  private async refresh(last: number, isCurrent: () => boolean): Promise<void> {
    const waiting = this.firstWaiting;
    if (waiting !== undefined) this.replace(await this.pull({ from: waiting }), isCurrent);
    if (this.after || !isCurrent()) return;
    const answer = await this.pull({ from: last + 1 });
    if (!isCurrent()) return;
    const room = Math.max(0, limit - this.entries.length);
    this.hold([...this.entries, ...answer.entries.slice(0, room)], this.before, answer.after || answer.entries.length > room);
  }

  private get firstWaiting(): number | undefined {
    return this.entries.find((entry) => entry.state === 'waiting')?.number;
  }

  private takeNewest(answer: ChatEntries): void {
    const from = answer.entries[0]?.number;
    const overlaps = from !== undefined && !this.after && this.entries.some((entry) => entry.number >= from);
    const older = overlaps && this.loaded ? this.entries.filter((entry) => entry.number < from) : [];
    const kept = older.slice(Math.max(0, older.length + answer.entries.length - limit));
    this.hold([...kept, ...answer.entries], older.length > 0 ? this.before || kept.length < older.length : answer.before, answer.after);
  }

  private replace({ entries }: ChatEntries, isCurrent: () => boolean): void {
    if (!isCurrent()) return;
    const changed = new Map(entries.map((entry) => [entry.number, entry]));
    this.entries = this.entries.map((entry) => changed.get(entry.number) ?? entry);
  }

  private hold(entries: ChatEntry[], before: boolean, after: boolean): void {
    this.entries = entries;
    this.whole = new Map([...this.whole].filter(([number]) => entries.some((entry) => entry.number === number)));
    this.before = before;
    this.after = after;
    this.loaded = true;
  }

  private pull(place: { before?: number; from?: number }, count = page): Promise<ChatEntries> {
    return this.connection.sendRequest(chatEntries, { chat: this.chat, query: this.query, ...place, count });
  }
}
