/** Comparisons and moves between two stops. */
const stride = 1024;

/**
 * Sorts so that others can have their turn: it stops after each 1,024 steps or so, and is called again to go on. Equal items keep their
 * order; the array itself stays as it is.
 */
export function* sortStepwise<T>(items: readonly T[], compare: (a: T, b: T) => number): Generator<void, T[]> {
  let runs: T[][] = [];
  // 100 items take some 700 comparisons.
  for (let at = 0; at < items.length; at += 100) {
    runs.push(items.slice(at, at + 100).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let i = 0; i < runs.length; i += 2) {
      const first = runs[i] as T[];
      const second = runs[i + 1];
      merged.push(second ? yield* mergeStepwise(first, second, compare) : first);
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

/** Two sorted arrays as one; of equal items those of the first come first. */
export function* mergeStepwise<T>(first: readonly T[], second: readonly T[], compare: (a: T, b: T) => number): Generator<void, T[]> {
  const merged: T[] = [];
  let a = 0;
  let b = 0;
  while (a < first.length || b < second.length) {
    if (merged.length % stride === stride - 1) yield;
    const isFirst = b === second.length || (a < first.length && compare(first[a] as T, second[b] as T) <= 0);
    merged.push((isFirst ? first[a++] : second[b++]) as T);
  }
  return merged;
}
