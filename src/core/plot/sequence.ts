import type { GapCounts, Irregularity } from '../../protocol/plot';
import { difference, differenceWithin, guessedSize, isOfSize, type CounterSize, type Integer } from './counterSize';
import { OpenStretches } from './openStretches';

export function noCounts(): GapCounts {
  return { missing: 0, gaps: 0, duplicates: 0, back: 0, late: 0, wraps: 0 };
}

/** From further back nothing comes again: the numbers begin anew. */
const maxBack = 1000;
/** So many one after the other are no old ones that come again. */
const settledAfter = 8;
/** Places are exact below. */
const maxPlace = 2 ** 52;
/** A counter of no more values comes to 0 too often for that to say that it was set back. */
const manyValues = 2n ** 16n;

/** Where the numbers are. */
interface Line {
  value: Integer;
  /** Of the value, counted over the ends of the counter. */
  place: number;
  open: OpenStretches;
}

/**
 * Follows integers that are to come one after the other, each one more than the one before.
 *
 * A lower one than the last may be an old one that comes again, after which the numbers go on where they were, or the numbers begin anew. Both
 * are held possible until it shows which of them it is.
 */
export class Sequence {
  readonly counts = noCounts();
  private line: Line | undefined;
  /** Where the numbers were before they went back. */
  private ahead: Line | undefined;
  /** How many went up since then. */
  private run = 0;
  private hasBegunAnew = false;
  private isInterrupted = false;
  private readonly isSizeSure: boolean;
  private lowest: Integer = 0;
  private highest: Integer = 0;
  /** What is missing by a size that was guessed. */
  private guessed = { missing: 0, gaps: 0 };

  /** @param size of the counter, where its type tells it */
  constructor(private size?: CounterSize) {
    this.isSizeSure = size !== undefined;
  }

  /** The newest one that is not late. */
  get last(): Integer | undefined {
    return this.line?.value;
  }

  /** What is odd about the next one. */
  take(value: Integer): Irregularity | undefined {
    this.learn(value);
    const { line, ahead, hasBegunAnew } = this;
    if (!line) {
      this.line = { value, place: 0, open: new OpenStretches() };
      return undefined;
    }
    if (!this.size && value < line.value) this.size = guessedSize(line.value, value, this.lowest, this.highest);
    const { distance, isOverEnd } = differenceWithin(this.size, value, line.value);
    if (this.isInterrupted) return this.goOnAfterInterruption(line, value, distance);
    if (distance === 0) {
      this.counts.duplicates++;
      return { kind: 'duplicate' };
    }
    if (ahead) {
      const beyond = differenceWithin(this.size, value, ahead.value);
      const isWithin = beyond.distance < 0 && this.run < settledAfter;
      if (beyond.distance === 1 || (beyond.distance > 1 && !hasBegunAnew)) {
        this.ahead = undefined;
        return this.goUp(ahead, value, beyond.distance, beyond.isOverEnd);
      }
      if (hasBegunAnew && distance !== 1 && isWithin && this.close(ahead, beyond.distance)) return { kind: 'late' };
      if (!hasBegunAnew) return this.amongOld(line, value, distance, beyond.distance);
    }
    if (distance > 0) return this.goUp(line, value, distance, isOverEnd);
    return this.close(line, distance) ? { kind: 'late' } : this.goBack(line, value, distance, distance);
  }

  /** Some were not looked at: what is missing until the next one is not known. */
  interrupt(): void {
    this.isInterrupted = true;
  }

  /** Which values there are, and that the counter is larger than it was taken to be. */
  private learn(value: Integer): void {
    if (!this.line) this.lowest = this.highest = value;
    if (value < this.lowest) this.lowest = value;
    if (value > this.highest) this.highest = value;
    if (!this.size || this.isSizeSure || isOfSize(this.size, value)) return;
    this.size = undefined;
    this.line?.open.clearGuesses();
    this.ahead?.open.clearGuesses();
    this.counts.missing -= this.guessed.missing;
    this.counts.gaps -= this.guessed.gaps;
    this.guessed = { missing: 0, gaps: 0 };
  }

  private goOnAfterInterruption(line: Line, value: Integer, distance: number): Irregularity | undefined {
    if (distance < 0 && this.close(line, distance)) return { kind: 'late' };
    this.isInterrupted = false;
    this.ahead = undefined;
    this.moveTo(line, value, distance);
    if (distance < 0) this.beginAnew();
    return undefined;
  }

  /** On from a line to a higher one. */
  private goUp(line: Line, value: Integer, distance: number, isOverEnd: boolean): Irregularity | undefined {
    if (isOverEnd) this.counts.wraps++;
    const from = line.place + 1;
    this.moveTo(line, value, distance);
    this.run++;
    if (this.ahead && difference(value, this.ahead.value) >= 0) this.ahead = undefined;
    const missing = distance - 1;
    if (missing === 0) return undefined;
    const isGuess = isOverEnd && !this.isSizeSure;
    this.counts.gaps++;
    this.counts.missing += missing;
    if (isGuess) {
      this.guessed.gaps++;
      this.guessed.missing += missing;
    }
    if (line.place > from) line.open.add({ from, to: line.place, isGuess });
    return { kind: 'missing', missing };
  }

  /** One that is not above where the numbers were before they went back. */
  private amongOld(line: Line, value: Integer, distance: number, beyond: number): Irregularity | undefined {
    const isLate = this.close(line, distance);
    if (distance > 0) {
      this.moveTo(line, value, distance);
      if (beyond === 0) this.ahead = undefined;
      else if (++this.run >= settledAfter) this.beginAnew();
    }
    if (isLate) return { kind: 'late' };
    if (distance === 1) return undefined;
    if (distance < 0) return this.goBack(line, value, distance, beyond);
    this.counts.back++;
    return { kind: 'back' };
  }

  /** @param beyond how far it is from where the numbers were before they went back */
  private goBack(line: Line, value: Integer, distance: number, beyond: number): Irregularity {
    this.counts.back++;
    if (!this.ahead || this.hasBegunAnew) {
      this.ahead = { ...line };
      this.hasBegunAnew = false;
    }
    this.run = 1;
    this.moveTo(line, value, distance);
    const isLarge = !this.size || this.size.end - this.size.min > manyValues;
    if (beyond < -maxBack || (isLarge && (value === 0 || value === 1))) this.beginAnew();
    return { kind: 'back' };
  }

  /** None of before is missing any more, unless the numbers go on where they were. */
  private beginAnew(): void {
    this.hasBegunAnew = true;
    if (this.line) Object.assign(this.line, { place: 0, open: new OpenStretches() });
  }

  private moveTo(line: Line, value: Integer, distance: number): void {
    this.line = line;
    line.value = value;
    line.place += distance;
    if (Math.abs(line.place) > maxPlace) Object.assign(line, { place: 0, open: new OpenStretches() });
  }

  /** Whether the number so far from a line was missing until now. */
  private close({ place, open }: Line, distance: number): boolean {
    const closed = open.close(place + distance);
    if (!closed) return false;
    this.counts.late++;
    this.counts.missing--;
    if (closed.isGuess) this.guessed.missing--;
    return true;
  }
}
