/** Longest stretch of work without returning to the event loop, ms; of all that is under way together. */
const slice = 8;

let end = 0;
let opening: Promise<void> | undefined;

/**
 * Awaited between two pieces of work that are short by themselves: lets requests and messages in where the slice is over. Undefined where
 * it is not, which costs nothing.
 */
export function turn(): Promise<void> | undefined {
  if (performance.now() < end) return undefined;
  return (opening ??= new Promise((resolve) =>
    setImmediate(() => {
      opening = undefined;
      end = performance.now() + slice;
      resolve();
    }),
  ));
}
