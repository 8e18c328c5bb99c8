import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Scope } from './engineClient';
import { eachLine } from './lines';
import { exitWithin, until } from './processes';
import type { Exit } from './processes';
import { succeeds } from './within';

/** A Python program as people write them: what is typed goes to its stdin, what it hears it prints, one message a line. */
export class Script {
  readonly printed: string[] = [];
  stderr = '';
  private taken = 0;

  private constructor(
    readonly name: string,
    readonly child: ChildProcessWithoutNullStreams,
  ) {
    eachLine(child.stdout, (line) => void this.printed.push(line));
    eachLine(child.stderr, (line) => (this.stderr += `${line}\n`));
    child.stdin.on('error', (error) => (this.stderr += `stdin: ${error.message}\n`));
    const lifeTime = setTimeout(() => child.kill('SIGKILL'), 120_000);
    child.on('exit', () => clearTimeout(lifeTime));
  }

  /** Starts a program of test/peers, or one at an absolute path. */
  static start(scope: Scope, file: string, args: string[]): Script {
    const script = new Script(file, spawn('/usr/bin/python3', ['-u', path.resolve('test/peers', file), ...args], { stdio: 'pipe' }));
    scope.after(() => script.kill());
    return script;
  }

  type(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }

  /**
   * Waits for a line with this text, after those found before. What is done `again` is done until then: who has just
   * subscribed misses what was published before the publisher knew.
   */
  async hears(text: string, again: () => Promise<unknown> | void = () => undefined): Promise<string> {
    let found: string | undefined;
    await until(
      `${this.name} prints "${text}"`,
      async () => {
        const at = this.printed.findIndex((line, index) => index >= this.taken && line.includes(text));
        if (at < 0) {
          if (this.child.exitCode !== null) throw new Error(`${this.name} ended: ${this.stderr}`);
          await again();
          return false;
        }
        this.taken = at + 1;
        found = this.printed[at];
        return true;
      },
      15_000,
    ).catch((error: Error) => {
      throw new Error(`${error.message} It printed: ${JSON.stringify(this.printed)} ${this.stderr}`);
    });
    return found ?? '';
  }

  /** Ends its stdin, as Ctrl+D does, and waits for its end. */
  async end(): Promise<Exit | undefined> {
    this.child.stdin.end();
    return exitWithin(this.child, 10_000);
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await exitWithin(this.child, 5_000);
  }
}

const givenPorts = new Set<number>();

/**
 * An endpoint on a free port, another one each time, below those that the operating system gives to others: so it stays free
 * while nobody is bound to it, and nobody who connects to it meets himself. Files of tests that run at once take theirs from ranges of
 * their own.
 */
export async function freeEndpoint(): Promise<string> {
  for (;;) {
    const port = randomInt(20_000, 26_000) + 6000 * Number(process.env['ZMQ_INSPECTOR_LANE'] ?? 0);
    if (givenPorts.has(port)) continue;
    givenPorts.add(port);
    const server = createServer().listen(port, '127.0.0.1');
    if (!(await succeeds(once(server, 'listening')))) continue;
    server.close();
    await once(server, 'close');
    return `tcp://127.0.0.1:${port}`;
  }
}
