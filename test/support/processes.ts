import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';

/** How a process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Resolves once the process has ended; undefined where it still runs after `bound` ms. */
export async function exitWithin(child: ChildProcess, bound: number): Promise<Exit | undefined> {
  if (child.exitCode === null && child.signalCode === null) {
    const bounded = new AbortController();
    const timer = setTimeout(() => bounded.abort(), bound);
    try {
      await once(child, 'exit', { signal: bounded.signal });
    } catch (error) {
      if (!bounded.signal.aborted) throw error;
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
  return { code: child.exitCode, signal: child.signalCode };
}

/**
 * Ends a program as Ctrl+C does; undefined where it still runs after `bound` ms. Python does not see a signal that comes right before it begins
 * to wait within libzmq, so it gets another one.
 */
export async function interrupted(child: ChildProcess, bound = 10_000): Promise<Exit | undefined> {
  for (const end = Date.now() + bound; Date.now() < end;) {
    child.kill('SIGINT');
    const exit = await exitWithin(child, Math.min(1000, bound));
    if (exit) return exit;
  }
  return undefined;
}

/** False for a process that is gone, or dead and only not yet collected by its parent (proc(5), state Z). */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** Memory of a process that is in RAM, in bytes. */
export function residentBytes(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  if (!line) throw new Error(`No VmRSS for process ${pid}.`);
  return Number(line[1]) * 1024;
}

/** Seconds of processor time that a process has used, with a hundredth of a second as its step (proc(5), fields utime and stime). */
export function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14).map(Number) as [number, number];
  return (user + system) / 100;
}

/** Asks again and again until the answer is true; for what gives no event, such as the end of a foreign process. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, bound = 10_000): Promise<void> {
  const end = Date.now() + bound;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Not within ${bound} ms: ${what}.`);
    await delay(20);
  }
}
