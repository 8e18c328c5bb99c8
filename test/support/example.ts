import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Scope } from './engineClient';
import { eachLine } from './lines';
import { interrupted } from './processes';
import { within } from './within';

/** Starts a program of examples/ and returns the address it prints, once it is ready. */
export async function startExample(scope: Scope, script: string, ...args: string[]): Promise<{ endpoint: string; lines: string[] }> {
  const child = spawn('/usr/bin/python3', ['-u', path.resolve('examples', script), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  scope.after(async () => {
    const exit = await interrupted(child);
    child.kill('SIGKILL');
    assert.ok(exit, `${script} does not end when it is interrupted`);
  });
  const lines: string[] = [];
  const first = new Promise<string>((resolve) =>
    eachLine(child.stdout, (line) => {
      lines.push(line);
      resolve(lines[0] ?? '');
    }),
  );
  const endpoint = /tcp:\/\/\S+/.exec(await within(10_000, `the first line of ${script}`, first))?.[0];
  assert.ok(endpoint !== undefined, `${script} says no address: ${lines[0]}`);
  return { endpoint, lines };
}
