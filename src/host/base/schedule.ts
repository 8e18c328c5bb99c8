import type { Schedule } from '../../core/base/alarm';

/** By the timers of Node. */
export const schedule: Schedule = (work, ms) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};
