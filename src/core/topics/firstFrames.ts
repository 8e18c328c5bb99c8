import { utf8 } from '../base/bytes';
import { TopicTree, type Mistaken } from './topicTree';

/** First frames of a source that are compared with one another before they are taken for topics for good. */
export const onTrial = 200;
/** How many frames out of so many have to have been there before: then they are topics after all. */
const window = 200;
const repeats = 10;
/** Longest frame that is told from others. */
const maxFrame = 1024;
const keyBytes = 4;

/** Messages counted by the source's name: their first frames are no topics. */
export interface Changing {
  id: string;
  name: string;
  messages: number;
  bytes: number;
  lastTime: number;
  lastRecord: number;
}
/** What is asked of a source. */
interface Named {
  id: string;
  name: string;
}
type Counted = Map<string, { messages: number; bytes: number; time: number; record: number }>;

/** Of a source whose first frames are still compared: each of them, in order. */
class Trial {
  readonly seen: Counted = new Map();
}

class NoTopics implements Changing {
  messages = 0;
  bytes = 0;
  lastTime = 0;
  lastRecord = 0;
  looked = 0;
  again = 0;

  constructor(
    readonly id: string,
    readonly name: string,
    /** What its frames begin with in the tree of all that are no topics. */
    readonly key: Uint8Array,
  ) {}
}

/**
 * Tells sources whose messages begin with a counter, a time or an id of their own: where the first frame was another one in each of the
 * first 200 messages, and they are no names with numbers (`sensor.1`, `sensor.2` are topics), they are none. Once frames come
 * again, 10 in 200, they are topics after all, and stay that. So many frames are told from one another as a tree of topics has; it is
 * one for all sources.
 */
export class FirstFrames {
  private readonly states = new WeakMap<Named, Trial | NoTopics | 'topics'>();
  private readonly withoutTopics = new Set<NoTopics>();
  private held: TopicTree | undefined;
  private keys = 0;
  private readonly scratch = new Uint8Array(keyBytes + maxFrame);
  private lastSource: Named | undefined;
  private lastState: Trial | NoTopics | 'topics' | undefined;

  /**
   * `leave`: these were no topics. `comeBack`: what the tree has of them, under keys that begin so, are topics, and so many messages are
   * counted beyond it.
   */
  constructor(
    private readonly leave: (mistaken: Mistaken) => void,
    private readonly comeBack: (held: TopicTree, key: Uint8Array, messages: number) => void,
  ) {}

  /** Sources without topics. */
  get changing(): readonly Changing[] {
    return [...this.withoutTopics];
  }

  /** Whether the first frame `[from, to)` of a message counts as a topic; where it does not, it has been counted here. */
  isTopic(source: Named, bytes: Uint8Array, from: number, to: number, size: number, time: number, record: number): boolean {
    if (source !== this.lastSource) {
      this.lastSource = source;
      this.lastState = this.states.get(source);
    }
    const state = this.lastState;
    if (state === 'topics') return true;
    if (state instanceof NoTopics) return this.repeated(source, state, bytes, from, to, size, time, record);
    return this.tried(source, state ?? this.enter(source, new Trial()), bytes, from, to, size, time, record);
  }

  private enter<S extends Trial | NoTopics | 'topics'>(source: Named, state: S): S {
    this.states.set(source, state);
    this.lastState = state;
    return state;
  }

  private tried(
    source: Named,
    { seen }: Trial,
    bytes: Uint8Array,
    from: number,
    to: number,
    size: number,
    time: number,
    record: number,
  ): boolean {
    const frame = latin1(bytes, from, Math.min(to, from + maxFrame));
    if (seen.has(frame)) {
      this.enter(source, 'topics');
      return true;
    }
    seen.set(frame, { messages: 1, bytes: size, time, record });
    if (seen.size < onTrial) return true;
    if (areNames([...seen.keys()])) {
      this.enter(source, 'topics');
      return true;
    }
    const key = new Uint8Array(keyBytes);
    new DataView(key.buffer).setUint32(0, this.keys++);
    const state = this.enter(source, new NoTopics(source.id, source.name, key));
    this.withoutTopics.add(state);
    for (const [text, { bytes: kept, time: when, record: number }] of seen) {
      const own = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
      this.count(state, own, 0, own.length, kept, when, number);
    }
    seen.delete(frame);
    this.leave(seen);
    return false;
  }

  private repeated(
    source: Named,
    state: NoTopics,
    bytes: Uint8Array,
    from: number,
    to: number,
    size: number,
    time: number,
    record: number,
  ): boolean {
    if (this.count(state, bytes, from, Math.min(to, from + maxFrame), size, time, record)) state.again++;
    if (++state.looked === window) state.looked = state.again = 0;
    if (state.again < repeats) return false;
    this.withoutTopics.delete(state);
    this.enter(source, 'topics');
    if (this.held) this.comeBack(this.held, state.key, state.messages);
    return false;
  }

  /** Whether this frame was there before. */
  private count(state: NoTopics, bytes: Uint8Array, from: number, to: number, size: number, time: number, record: number): boolean {
    state.messages++;
    state.bytes += size;
    state.lastTime = time;
    state.lastRecord = record;
    this.held ??= new TopicTree([], keyBytes + maxFrame);
    this.scratch.set(state.key);
    this.scratch.set(bytes.subarray(from, to), keyBytes);
    return this.held.add(this.scratch, 0, keyBytes + to - from, size, time, record);
  }
}

const leadingWord = /^[^\p{L}\p{M}\p{N}\p{Cc}]*[\p{L}\p{M}]+(?=\P{Cc}*$)/u;

/** Whether most frames begin with a word that a tenth of them have: names with numbers, and not ids, which have letters by chance. */
function areNames(frames: readonly string[]): boolean {
  const words = new Map<string, number>();
  for (const frame of frames) {
    const [word] = leadingWord.exec(utf8(Uint8Array.from(frame, (letter) => letter.charCodeAt(0))) ?? '') ?? [];
    if (word !== undefined) words.set(word, (words.get(word) ?? 0) + 1);
  }
  let named = 0;
  for (const count of words.values()) if (count * 10 >= frames.length) named += count;
  return named * 2 > frames.length;
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at] as number);
  return text;
}
