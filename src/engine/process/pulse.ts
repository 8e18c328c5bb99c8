import type { Progress } from '../../core/capture/follower';

/** Shortest time between two beats, ms. */
const interval = 50;
/** Longest stretch of work without returning to the event loop, ms. */
const slice = 4;

/** Work that is done in slices. */
export interface Worker {
  /** Works until there is nothing to do for now, `outOfTime` says so, or somebody has to be waited for. */
  run(outOfTime: () => boolean): Progress;
}

/**
 * The beat of the engine's inner work: what follows the log is given its turn, some ms at a time, whether or not anybody is told
 * of it.
 */
export class Pulse {
  private readonly workers = new Set<Worker>();
  /** Those that may have something to do. */
  private readonly waiting = new Set<Worker>();
  private timer: NodeJS.Timeout | undefined;
  private isWorking = false;

  /** `onBeat` is called with each beat, `onProgress` after slices of work between two beats, which somebody may want to know of. */
  constructor(
    private readonly onBeat: () => void,
    private readonly onProgress: () => void,
  ) {}

  /** Something happened. Cheap: called for every record. */
  touch(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.work();
      this.onBeat();
    }, interval);
  }

  /** The worker gets its turns until what is returned is called. */
  add(worker: Worker): () => void {
    this.workers.add(worker);
    return () => {
      this.workers.delete(worker);
      this.waiting.delete(worker);
    };
  }

  /** Works now, for as long as there is something to do. Of what one slice does, whoever asks for it tells. */
  work(): void {
    for (const worker of this.workers) this.waiting.add(worker);
    if (this.isWorking) return;
    this.isWorking = true;
    const step = (isFirst: boolean) => {
      const isDone = this.isDone();
      // After the last slice as well: who was told of the one before would wait for the end in vain.
      if (!isDone || !isFirst) this.onProgress();
      if (isDone) this.isWorking = false;
      else setImmediate(step, false);
    };
    step(true);
  }

  /** The worker's turn comes at once, before those of the others. */
  workFirst(worker: Worker): void {
    const end = performance.now() + slice;
    this.giveTurn(worker, () => performance.now() > end);
    this.work();
  }

  /** One slice; true when nothing is left to do here and now. */
  private isDone(): boolean {
    const end = performance.now() + slice;
    const outOfTime = () => performance.now() > end;
    for (const worker of this.waiting) {
      this.waiting.delete(worker);
      // The others have their turn before it comes again.
      if (this.giveTurn(worker, outOfTime)) this.waiting.add(worker);
      if (outOfTime()) break;
    }
    return this.waiting.size === 0;
  }

  /** True where there is more to do. */
  private giveTurn(worker: Worker, outOfTime: () => boolean): boolean {
    const progress = worker.run(outOfTime);
    if (progress instanceof Promise) {
      void progress.then(() => {
        this.work();
        this.onProgress();
      });
    }
    return progress === 'more';
  }
}
