import type { EngineSupervisor } from './engineSupervisor';

/** The messages that the composer is repeating. */
export function repeatingJobs(engine: EngineSupervisor): number[] {
  if (engine.state !== 'running') return [];
  return (engine.lastChange?.jobs ?? []).filter(({ state }) => state === 'running').map(({ job }) => job);
}
