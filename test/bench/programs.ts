import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Scope } from '../support/engineClient';
import { eachLine } from '../support/lines';

/** A program beside the benches, and what it tells, line by line. */
export class Program {
  private readonly lines: string[] = [];
  private wake: (() => void) | undefined;
  private hasEnded = false;

  /** `tells`: where; what it says on stdout otherwise is read and thrown away. */
  constructor(scope: Scope, command: string, args: readonly (string | number)[], tells: 'stdout' | 'stderr' = 'stdout') {
    const child = spawn(command, args.map(String), { stdio: ['ignore', 'pipe', tells === 'stderr' ? 'pipe' : 'inherit'] });
    scope.after(() => void child.kill('SIGKILL'));
    const stream = tells === 'stdout' ? child.stdout : child.stderr;
    if (stream)
      eachLine(stream, (line) => {
        this.lines.push(line);
        this.wake?.();
      });
    if (tells === 'stderr') child.stdout?.resume();
    child.once('exit', () => {
      this.hasEnded = true;
      this.wake?.();
    });
  }

  /** One of test/bench. */
  static node(scope: Scope, script: string, ...args: (string | number)[]): Program {
    return new Program(scope, process.execPath, [path.resolve('test/bench', script), ...args]);
  }

  /** @throws Error where it ends before */
  async next(): Promise<string> {
    for (;;) {
      const line = this.lines.shift();
      if (line !== undefined) return line;
      if (this.hasEnded) throw new Error('The program ended early.');
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
