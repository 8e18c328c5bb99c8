import type { ChatEntries, ChatEntriesParams, ChatEntry, ChatQuery } from '../../protocol/chat';

/** Entries kept of one chat. */
const maxEntries = 5000;
/** Characters kept of all texts of one chat together. */
const maxCharacters = 16 * 1024 * 1024;
/** Payload bytes above which a message is folded. */
const foldAbove = 64 * 1024;
/** Characters shown of a folded message. */
const foldedLength = 2000;
/** Entries that go at once when the bound is passed, so that making room is cheap. */
const evictionStep = 250;

/** Characters that are searched between two stops. */
const charactersOfStep = 64 * 1024;

/** An entry with what only the transcript knows. */
export interface KeptEntry extends ChatEntry {
  /** `text` is only the beginning of what was said. */
  cut?: boolean;
  unread?: boolean;
}
export type NewEntry = Omit<KeptEntry, 'number'>;

/** What was said in one chat: bounded, in order, and which of it a person has not seen. */
export class Transcript {
  private entries: KeptEntry[] = [];
  private nextNumber = 1;
  private characters = 0;
  evicted = 0;
  unread = 0;
  mentions = 0;
  private readonly unreadByRoom = new Map<string, number>();

  /** `joinedRoomOf`: the room joined that has the messages of a topic, if any; only such rooms have counts of their own. */
  constructor(private readonly joinedRoomOf: (topic: string) => string | undefined) {}

  get kept(): number {
    return this.entries.length;
  }

  /** All entries, the oldest first. */
  get all(): readonly KeptEntry[] {
    return this.entries;
  }

  add(entry: NewEntry): KeptEntry {
    const kept: KeptEntry = { ...entry, number: this.nextNumber++ };
    this.entries.push(kept);
    this.characters += kept.text.length;
    if (kept.unread) this.countUnread(kept);
    if (this.entries.length > maxEntries || this.characters > maxCharacters) this.makeRoom();
    return kept;
  }

  get(number: number): KeptEntry | undefined {
    const at = this.indexOf(number);
    const entry = this.entries[at];
    return entry?.number === number ? entry : undefined;
  }

  unreadIn(room: string): number {
    return this.unreadByRoom.get(room) ?? 0;
  }

  /** Those up to this number, of one room or of all, were seen. */
  seen(upTo: number, room: string | undefined): void {
    for (const entry of this.entries) {
      if (entry.number > upTo) break;
      if (entry.unread && (room === undefined || this.isIn(entry, room))) entry.unread = false;
    }
    this.unread = 0;
    this.mentions = 0;
    this.unreadByRoom.clear();
    for (const entry of this.entries) if (entry.unread) this.countUnread(entry);
  }

  clear(): void {
    this.entries = [];
    this.characters = 0;
    this.evicted = 0;
    this.seen(0, undefined);
  }

  /** Entries as they may leave the process. */
  window({ query, before, from, count }: ChatEntriesParams): Omit<ChatEntries, 'revision'> {
    const takes = this.taking(query);
    const found: KeptEntry[] = [];
    if (from !== undefined) {
      let at = this.indexOf(from);
      for (; at < this.entries.length && found.length < count; at++) {
        const entry = this.entries[at] as KeptEntry;
        if ((before === undefined || entry.number < before) && takes(entry)) found.push(entry);
      }
    } else {
      let at = (before === undefined ? this.entries.length : this.indexOf(before)) - 1;
      for (; at >= 0 && found.length < count; at--) {
        const entry = this.entries[at] as KeptEntry;
        if (takes(entry)) found.push(entry);
      }
      found.reverse();
    }
    const [first, last] = [found[0]?.number, found.at(-1)?.number];
    return {
      entries: found.map(shown),
      before: this.any(takes, 0, this.indexOf(first ?? from ?? before ?? this.nextNumber)),
      after: this.any(takes, this.indexOf((last ?? (from ?? before ?? this.nextNumber) - 1) + 1), this.entries.length),
    };
  }

  /** Numbers of the entries that hold a text; in steps. */
  *find(query: ChatQuery | undefined, text: string): Generator<void, number[]> {
    const takes = this.taking(query);
    const wanted = text.toLowerCase();
    const holds = (part: string | undefined) => part !== undefined && part.toLowerCase().includes(wanted);
    const found: number[] = [];
    let looked = 0;
    for (const entry of [...this.entries]) {
      looked += entry.text.length + 100;
      if (looked > charactersOfStep) {
        looked = 0;
        yield;
      }
      if (takes(entry) && (holds(entry.text) || holds(entry.nick) || holds(entry.room))) found.push(entry.number);
    }
    return found;
  }

  private any(takes: (entry: KeptEntry) => boolean, from: number, to: number): boolean {
    for (let at = from; at < to; at++) if (takes(this.entries[at] as KeptEntry)) return true;
    return false;
  }

  /** Index of the first entry at or after this number. */
  private indexOf(number: number): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.entries[middle] as KeptEntry).number < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private countUnread({ room, mention, count = 1 }: KeptEntry): void {
    this.unread += count;
    if (mention) this.mentions++;
    const joined = room === undefined ? undefined : this.joinedRoomOf(room);
    if (joined !== undefined) this.unreadByRoom.set(joined, (this.unreadByRoom.get(joined) ?? 0) + count);
  }

  /** Whether it was said in this room, or under a topic that belongs to it. */
  private isIn({ room: topic }: KeptEntry, room: string): boolean {
    return topic === room || (topic !== undefined && topic.startsWith(room) && this.joinedRoomOf(topic) === room);
  }

  private taking(query: ChatQuery | undefined): (entry: KeptEntry) => boolean {
    const { room, filter } = query ?? {};
    const wanted = filter?.text.toLowerCase() ?? '';
    return (entry) => {
      if (entry.kind !== 'message') return !filter;
      if (room !== undefined && !this.isIn(entry, room)) return false;
      if (!filter) return true;
      const text = entry.text.toLowerCase();
      return filter.how === 'contains' ? text.includes(wanted) : text.startsWith(wanted);
    };
  }

  private makeRoom(): void {
    let gone = 0;
    // The newest stays, however long it is.
    while (gone < this.entries.length - 1 && (gone < evictionStep || this.characters > maxCharacters)) {
      this.characters -= (this.entries[gone] as KeptEntry).text.length;
      gone++;
    }
    this.entries.splice(0, gone);
    this.evicted += gone;
  }
}

function shown({ unread: _unread, cut: _cut, ...entry }: KeptEntry): ChatEntry {
  if (entry.size <= foldAbove && entry.text.length <= foldAbove) return { ...entry };
  return { ...entry, folded: true, text: whole(entry.text.slice(0, foldedLength)) };
}

/** Without half of a surrogate pair at its end. */
function whole(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last < 0xdc00 ? text.slice(0, -1) : text;
}
