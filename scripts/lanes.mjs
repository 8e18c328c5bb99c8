import { asked } from './processes.mjs';

/** After this many ms without a line, one says what is being waited for. */
const longestSilence = 15_000;

/**
 * Runs jobs in their order, `count` at a time. What one says is shown as one block: that of the oldest running job at once, that of the
 * others when their turn comes.
 * @param {{ title: string, run: (say: (line: string) => void, lane: number) => Promise<void>, at?: () => string }[]} jobs `at` says how
 *   far a job has come
 * @param {number} count
 */
export async function inLanes(jobs, count) {
  const states = jobs.map(() => ({ kept: [], since: undefined, hasEnded: false }));
  let shown = 0;
  let lastLine = performance.now();
  const show = (line) => {
    lastLine = performance.now();
    console.log(line);
  };
  const flush = () => {
    for (; shown < jobs.length; shown++) {
      for (const line of states[shown].kept.splice(0)) show(line);
      if (!states[shown].hasEnded) return;
    }
  };
  const say = (index) => (line) => {
    // What is ended with the run has not failed.
    if (asked.aborted) return;
    if (index === shown) show(line);
    else states[index].kept.push(line);
  };

  let next = 0;
  const work = async (lane) => {
    while (next < jobs.length && !asked.aborted) {
      const index = next++;
      states[index].since = performance.now();
      await jobs[index].run(say(index), lane);
      states[index].hasEnded = true;
      flush();
    }
  };
  const waiting = setInterval(() => {
    if (performance.now() - lastLine < longestSilence) return;
    const running = states.flatMap(({ since, hasEnded }, index) =>
      since === undefined || hasEnded
        ? []
        : `${jobs[index].title}${jobs[index].at ? ` (${jobs[index].at()})` : ''} for ${Math.round((performance.now() - since) / 1000)} s`,
    );
    show(`       … ${running.join('; ')}`);
  }, 1000);
  try {
    await Promise.all(Array.from({ length: count }, (_, lane) => work(lane)));
  } finally {
    clearInterval(waiting);
  }
}
