import type { Schedule } from '../../core/base/alarm';

/** By the timers of Node, which do not keep the process alive: what must not be lost is written before it ends. */
export const schedule: Schedule = (work, ms) => {
  const timer = setTimeout(work, ms);
  timer.unref();
  return () => clearTimeout(timer);
};
