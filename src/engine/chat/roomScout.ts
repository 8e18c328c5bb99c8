import { utf8 } from '../../core/base/bytes';
import { subscriptionsOf } from '../../core/chat/sockets';

/** Silence after which it listens, ms. */
const silence = 5000;
/** It listens at most so long, ms. */
const longest = 10_000;
/** And so long from the first room it found, ms. */
const afterFirst = 1000;
/** Before it tries again, ms. */
const pause = 30_000;
const maxFound = 20;
const maxName = 100;

/**
 * Finds the rooms that talk while those joined are silent. A publisher sends nobody what he did not subscribe to, so the only
 * way is to subscribe to everything for a moment. What is heard then is not part of the chat.
 */
export class RoomScout {
  /** Names of rooms heard; the empty one stands for messages without a room. */
  readonly found = new Set<string>();
  private since?: number;
  private foundAt?: number;
  private lastTry = -Infinity;

  /** `listen` subscribes to everything, or ends that. */
  constructor(private readonly listen: (on: boolean) => void) {}

  get isListening(): boolean {
    return this.since !== undefined;
  }

  /** Once a second. `quietSince`: connected since then, and nothing heard in the rooms joined; undefined where that is not so. */
  tick(time: number, quietSince: number | undefined): void {
    if (this.since !== undefined) {
      const over =
        quietSince === undefined || time - this.since > longest || (this.foundAt !== undefined && time - this.foundAt > afterFirst);
      if (over) this.stop();
    } else if (quietSince !== undefined && time - quietSince > silence && time - this.lastTry > pause) {
      this.since = this.lastTry = time;
      this.listen(true);
    }
  }

  /** True where the message belongs to none of the rooms, and came only because of this. */
  takes(frames: readonly Uint8Array[], rooms: readonly string[], time: number): boolean {
    const first = frames[0];
    if (!first || (!this.isListening && this.found.size === 0)) return false;
    if (subscriptionsOf(rooms).some((topic) => Buffer.compare(first.subarray(0, topic.length), topic) === 0)) return false;
    if (this.found.size < maxFound) this.found.add(roomOf(frames));
    this.foundAt ??= time;
    return true;
  }

  /** Rooms have changed, or the chat has been heard. */
  reset(): void {
    this.stop();
    this.found.clear();
    this.lastTry = -Infinity;
  }

  private stop(): void {
    if (this.since === undefined) return;
    this.since = this.foundAt = undefined;
    this.listen(false);
  }
}

function roomOf(frames: readonly Uint8Array[]): string {
  const first = frames[0] as Uint8Array;
  if (frames.length > 1) return utf8(first.subarray(0, maxName)) ?? '';
  const colon = first.subarray(0, maxName + 1).indexOf(0x3a);
  const name = colon > 0 ? utf8(first.subarray(0, colon)) : undefined;
  return name !== undefined && !/\s/.test(name) ? name : '';
}
