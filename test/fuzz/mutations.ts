import { parts } from './seeds';

/** Longest input, bytes: what takes long by its size alone is tested elsewhere. */
const longest = 4096;

/** The same numbers for the same seed (mulberry32). */
export class Random {
  constructor(private state: number) {}

  /** From 0, below `limit`. */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let value = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return Math.floor((((value ^ (value >>> 14)) >>> 0) / 4_294_967_296) * limit);
  }

  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }
}

/** Inputs made of seeds, of which parts are changed, cut off, put in, repeated, or taken from another one. The same ones for the same seed. */
export class Mutations {
  private readonly random: Random;

  constructor(
    private readonly seeds: readonly Uint8Array[],
    seed: number,
  ) {
    this.random = new Random(seed);
  }

  next(): Uint8Array {
    const { random } = this;
    let bytes = random.of(this.seeds);
    for (let left = random.below(5); left >= 0; left--) bytes = this.changed(bytes);
    return bytes.length > longest ? bytes.slice(0, longest) : bytes.slice();
  }

  private changed(bytes: Uint8Array): Uint8Array {
    const { random } = this;
    const at = random.below(bytes.length + 1);
    const to = Math.min(bytes.length, at + 1 + random.below(16));
    switch (random.below(9)) {
      case 0:
        return replaced(bytes, at, Math.min(at + 1, bytes.length), Uint8Array.of(random.below(256)));
      case 1:
        return replaced(bytes, at, Math.min(at + 1, bytes.length), Uint8Array.of((bytes[at] ?? 0) ^ (1 << random.below(8))));
      case 2:
        return bytes.subarray(0, at);
      case 3:
        return replaced(bytes, at, to, new Uint8Array(0));
      case 4:
        return replaced(bytes, at, at, random.of(parts));
      case 5:
        return replaced(bytes, at, to, random.of(parts));
      case 6:
        return replaced(bytes, at, at, bytes.subarray(at, to));
      case 7: {
        const other = random.of(this.seeds);
        return replaced(bytes, at, bytes.length, other.subarray(random.below(other.length + 1)));
      }
      default:
        return replaced(
          bytes,
          at,
          at,
          Uint8Array.from({ length: random.below(8) }, () => random.below(256)),
        );
    }
  }
}

function replaced(bytes: Uint8Array, from: number, to: number, by: Uint8Array): Uint8Array {
  const changed = new Uint8Array(bytes.length - (to - from) + by.length);
  changed.set(bytes.subarray(0, from));
  changed.set(by, from);
  changed.set(bytes.subarray(to), from + by.length);
  return changed;
}
