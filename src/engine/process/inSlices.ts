/** Longest stretch of work without returning to the event loop, ms. */
const slice = 8;

interface Task {
  work: Generator<void, unknown>;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

const tasks: Task[] = [];

/** Does work that stops now and then, a slice at a time; all that is under way share the slices, so that a request is answered in between. */
export function inSlices<T>(work: Generator<void, T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    tasks.push({ work, resolve: resolve as (result: unknown) => void, reject });
    if (tasks.length === 1) setImmediate(oneSlice);
  });
}

function oneSlice(): void {
  const end = performance.now() + slice;
  do {
    const task = tasks[0] as Task;
    if (isDone(task, end)) tasks.shift();
    // The others have their turn before it goes on.
    else tasks.push(tasks.shift() as Task);
  } while (tasks.length > 0 && performance.now() < end);
  if (tasks.length > 0) setImmediate(oneSlice);
}

function isDone({ work, resolve, reject }: Task, end: number): boolean {
  try {
    for (;;) {
      const { done, value } = work.next();
      if (done) {
        resolve(value);
        return true;
      }
      if (performance.now() >= end) return false;
    }
  } catch (error) {
    reject(error);
    return true;
  }
}
