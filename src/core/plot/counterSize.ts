/** A whole number: a bigint where a double does not hold it exactly. */
export type Integer = number | bigint;

/** What counts a message; with the type of its field where that says how many values it has, such as `uint32`. */
export type Counting = Integer | { value: Integer; field: string };

/** The values of a counter before it begins anew: those of `[min, end)`. */
export interface CounterSize {
  min: bigint;
  end: bigint;
}

/** How far one is from the other. Exact below 2^53. */
export function difference(value: Integer, from: Integer): number {
  return typeof value === 'number' && typeof from === 'number' ? value - from : Number(BigInt(value) - BigInt(from));
}

/** Over the end of a counter no more are taken to be lost, or late: from further away it was rather set back. */
const maxOverEnd = 2 ** 16;

/** The same for a counter of a known size: on the shorter way, which may lead over its end. */
export function differenceWithin(size: CounterSize | undefined, value: Integer, from: Integer): { distance: number; isOverEnd: boolean } {
  const distance = difference(value, from);
  if (!size || Math.abs(distance) <= Number(size.end - size.min) / 2) return { distance, isOverEnd: false };
  const count = size.end - size.min;
  const other = Number(BigInt(value) - BigInt(from) + (distance > 0 ? -count : count));
  return Math.abs(other) <= maxOverEnd ? { distance: other, isOverEnd: true } : { distance, isOverEnd: false };
}

export function isOfSize({ min, end }: CounterSize, value: Integer): boolean {
  return value >= min && value < end;
}

const declared = /^(u?)int(8|16|32|64)(?: big-endian)?$/;

/** Of a field of this type, such as `uint32`. */
export function sizeOfType(type: string): CounterSize | undefined {
  const [, unsigned, bits] = declared.exec(type) ?? [];
  return bits === undefined ? undefined : ofBits(Number(bits), unsigned === '');
}

function ofBits(bits: number, isSigned = false): CounterSize {
  const count = 2n ** BigInt(bits);
  return isSigned ? { min: -count / 2n, end: count / 2n } : { min: 0n, end: count };
}

/** Sizes that counters have, and how far from their ends a value may be missing the first time. */
const usual: readonly (readonly [size: CounterSize, slack: bigint])[] = [
  [ofBits(8), 1n],
  [ofBits(8, true), 1n],
  [ofBits(16), 16n],
  [ofBits(16, true), 16n],
  [ofBits(24), 64n],
  ...[31, 32, 53, 63, 64].map((bits) => [ofBits(bits), 1024n] as const),
  ...[32, 64].map((bits) => [ofBits(bits, true), 1024n] as const),
];

/** The size of a counter that has begun anew between these two, none of whose values was beyond `lowest` and `highest`. */
export function guessedSize(last: Integer, value: Integer, lowest: Integer, highest: Integer): CounterSize | undefined {
  const [found] =
    usual.find(
      ([size, slack]) => isOfSize(size, lowest) && isOfSize(size, highest) && last >= size.end - slack && value < size.min + slack,
    ) ?? [];
  return found;
}
