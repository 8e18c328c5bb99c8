import type { TimeOperand } from './ast';
import { localTime } from './values';

/** The moment that a time in a query means, ms since 1970. @param now ms since 1970 */
export function momentOf({ since, ms }: TimeOperand, now: number): number {
  return since === 1970 ? ms : since === 'now' ? now + ms : localTime(new Date(now), ms);
}
