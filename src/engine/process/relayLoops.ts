import { boundLeadsTo } from './ownAddresses';

/** What passes on what it gets: where programs reach it, and where it leads itself. Endpoints as texts. */
export interface RelayEnds {
  bound: readonly string[];
  connected: readonly string[];
}

/** The endpoint over which it would lead back to itself, be it through others; undefined where there is none. */
export function leadsBack({ bound, connected }: RelayEnds, others: Iterable<RelayEnds>): string | undefined {
  return connected.find((endpoint) => {
    const unseen = new Set(others);
    const ahead = [endpoint];
    for (const next of ahead) {
      if (isReached(bound, next)) return true;
      for (const other of unseen) {
        if (!isReached(other.bound, next)) continue;
        unseen.delete(other);
        ahead.push(...other.connected);
      }
    }
    return false;
  });
}

const isReached = (bound: readonly string[], endpoint: string) => bound.some((each) => boundLeadsTo(each, endpoint));
