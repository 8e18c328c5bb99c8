import { t } from '@vscode/l10n';
import { Alarm } from '../../core/base/alarm';
import { Coalescer } from '../../core/base/coalescer';
import type { SendOutcome } from '../../protocol/sockets';
import { schedule } from '../process/schedule';
import type { KeptEntry } from './transcript';

/** Own messages that wait at once. */
const maxWaiting = 100;
/** Frames kept of those that wait, and again of those refused, which can be tried again; bytes. */
const maxBytes = 64 * 1024 * 1024;
/** Between two looks at whether a waiting message can go, where nothing else tells, ms. */
const retryPause = 250;

export interface Letter {
  entry: KeptEntry;
  frames: Uint8Array[];
  /** Messages of one lane keep their order; those of another do not wait for them. */
  lane: string;
  /** When it is given up, ms since 1970; never without. */
  until?: number;
}

/** What keeps a message from going out now. `final`: waiting would not help. */
export interface Obstacle {
  final: boolean;
  text: string;
}

export interface Post {
  /** Asked before each try; undefined: it can go. */
  obstacle(letter: Letter): Obstacle | undefined;
  send(frames: Uint8Array[]): Promise<SendOutcome>;
  /** The state or reason of an entry has changed. */
  changed(letter: Letter): void;
}

/** Own messages on their way: in order within their lane, each with its state, none lost without a word. */
export class Outbox {
  private waiting: Letter[] = [];
  private refused: Letter[] = [];
  private readonly sending = new Coalescer(() => this.sendWaiting());
  private readonly retry = new Alarm(schedule, () => this.pump());

  constructor(private readonly post: Post) {}

  get size(): number {
    return this.waiting.length;
  }

  get isFull(): boolean {
    return this.waiting.length >= maxWaiting || bytesOf(this.waiting) >= maxBytes;
  }

  /** Takes a message over, a new one or one that is tried again. */
  take(letter: Letter): void {
    this.refused = this.refused.filter(({ entry }) => entry !== letter.entry);
    this.waiting.push(letter);
    this.pump();
  }

  /** The frames of a refused message, where they are still there. */
  framesOf(number: number): Uint8Array[] | undefined {
    return this.refused.find(({ entry }) => entry.number === number)?.frames;
  }

  cancel(number: number): void {
    const letter = this.waiting.find(({ entry }) => entry.number === number);
    if (letter) this.refuse(letter, t('Not sent: it was cancelled.'));
  }

  /** Nothing waits any longer. */
  giveUp(why: string): void {
    for (const letter of [...this.waiting]) this.refuse(letter, why);
    this.retry.cancel();
  }

  forget(): void {
    this.refused = [];
  }

  /** Sends what can go, one after the other; call it whenever something may have changed. */
  pump(): void {
    this.sending.ask();
  }

  private async sendWaiting(): Promise<void> {
    const blocked = new Set<string>();
    for (const letter of [...this.waiting]) {
      if (!blocked.has(letter.lane) && !(await this.tryToSend(letter))) blocked.add(letter.lane);
    }
    if (this.waiting.length > 0) this.retry.set(retryPause);
  }

  /** False while it has to wait. */
  private async tryToSend(letter: Letter): Promise<boolean> {
    if (!this.waiting.includes(letter)) return true;
    const obstacle = this.post.obstacle(letter);
    if (obstacle) {
      if (obstacle.final || (letter.until !== undefined && Date.now() >= letter.until)) this.refuse(letter, obstacle.text);
      else this.wait(letter, obstacle.text);
      return obstacle.final || !this.waiting.includes(letter);
    }
    const outcome = await this.post.send(letter.frames).catch((error: unknown): SendOutcome => ({
      outcome: 'refused',
      reason: 'failed',
      message: error instanceof Error ? error.message : String(error),
    }));
    if (outcome.outcome === 'refused') {
      const passing = ['high-water mark', 'no peer', 'busy'].includes(outcome.reason);
      const text = [outcome.message, outcome.hint].filter(Boolean).join(' ');
      if (passing && this.waiting.includes(letter)) {
        this.wait(letter, text);
        return false;
      }
      this.refuse(letter, text);
      return true;
    }
    // It may have been cancelled while it went out: out it is.
    this.waiting = this.waiting.filter((other) => other !== letter);
    this.refused = this.refused.filter((other) => other !== letter);
    letter.entry.state = 'sent';
    letter.entry.reason = outcome.message;
    letter.entry.record = outcome.record;
    this.post.changed(letter);
    return true;
  }

  private wait(letter: Letter, why: string): void {
    if (letter.entry.state === 'waiting' && letter.entry.reason === why) return;
    letter.entry.state = 'waiting';
    letter.entry.reason = why;
    this.post.changed(letter);
  }

  private refuse(letter: Letter, why: string): void {
    this.waiting = this.waiting.filter((other) => other !== letter);
    letter.entry.state = 'refused';
    letter.entry.reason = why;
    this.refused = [...this.refused.filter((other) => other !== letter), letter];
    while (this.refused.length > maxWaiting || bytesOf(this.refused) > maxBytes) this.refused.shift();
    this.post.changed(letter);
  }
}

function bytesOf(letters: readonly Letter[]): number {
  let bytes = 0;
  for (const { frames } of letters) for (const frame of frames) bytes += frame.length;
  return bytes;
}
