import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { processesWith } from '../../scripts/processes.mjs';
import type { Scope } from '../support/engineClient';
import { eachLine } from '../support/lines';
import { until } from '../support/processes';

let started = 0;

/** An npm script as a person starts it, and all that comes of it. */
class Started {
  printed = '';

  private constructor(
    readonly child: ChildProcess,
    private readonly mark: string,
  ) {
    for (const output of [child.stdout, child.stderr]) if (output) eachLine(output, (line) => (this.printed += `${line}\n`));
  }

  static npm(scope: Scope, ...args: string[]): Started {
    const name = 'ZMQ_INSPECTOR_STARTED';
    const value = `${process.pid}.${++started}`;
    // The file's own mark would have its processes counted among those of this test's run.
    const { ZMQ_INSPECTOR_EDITOR: _, ...env } = process.env;
    const child = spawn('npm', args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...env, [name]: value } });
    const script = new Started(child, `${name}=${value}`);
    scope.after(() => {
      for (const { id } of script.processes()) process.kill(id, 'SIGKILL');
    });
    return script;
  }

  /** All that run, whatever group they are in. */
  processes(): { id: number; command: string }[] {
    return processesWith(this.mark);
  }

  async prints(text: RegExp): Promise<void> {
    await until(
      `${String(text)} is printed`,
      () => {
        assert.equal(this.child.exitCode, null, this.printed);
        return text.test(this.printed);
      },
      300_000,
    );
  }

  async runs(command: RegExp): Promise<number> {
    let found: number | undefined;
    await until(
      `${String(command)} runs`,
      () => {
        assert.equal(this.child.exitCode, null, this.printed);
        found = this.processes().find((one) => command.test(one.command))?.id;
        return found !== undefined;
      },
      300_000,
    );
    return found ?? 0;
  }

  /** Signals one process alone and waits for the end of all. */
  async endsOn(signal: NodeJS.Signals, pid = this.child.pid ?? 0): Promise<void> {
    process.kill(pid, signal);
    await until(`all end on ${signal}`, () => this.processes().length === 0, 60_000).catch((error: Error) => {
      throw new Error(
        `${error.message}\n${this.processes()
          .map(({ id, command }) => `${id} ${command}\n`)
          .join('')}${this.printed}`,
      );
    });
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

describe('a script whose process alone is signalled ends all that it started', () => {
  for (const signal of signals) {
    it(`npm start, ${signal} to npm`, async (t) => {
      const profile = await mkdtemp(path.join(tmpdir(), 'zmq-start-'));
      t.after(() => rm(profile, { recursive: true, force: true, maxRetries: 5 }));
      const start = Started.npm(t, 'start', '--', '--profile', profile);
      await start.prints(/http:\/\/127\.0\.0\.1:\d+/);
      assert.ok(start.processes().length > 2, 'npm, the script and VS Code');
      await start.endsOn(signal);
    });

    it(`npm start, ${signal} to the script`, async (t) => {
      const profile = await mkdtemp(path.join(tmpdir(), 'zmq-start-'));
      t.after(() => rm(profile, { recursive: true, force: true, maxRetries: 5 }));
      const start = Started.npm(t, 'start', '--', '--profile', profile);
      await start.prints(/http:\/\/127\.0\.0\.1:\d+/);
      await start.endsOn(signal, await start.runs(/^\S*node scripts\/start\.mjs/));
    });
  }

  it('npm start, while it installs', async (t) => {
    const profile = await mkdtemp(path.join(tmpdir(), 'zmq-start-'));
    t.after(() => rm(profile, { recursive: true, force: true, maxRetries: 5 }));
    const start = Started.npm(t, 'start', '--', '--profile', profile);
    await start.runs(/--install-extension/);
    await start.endsOn('SIGINT');
  });

  it('npm run bench', async (t) => {
    for (const signal of signals) {
      const bench = Started.npm(t, 'run', 'bench', '--', 'memory');
      await bench.runs(/build\/bench\/.*main\.mjs/);
      await bench.endsOn(signal);
    }
  });

  it('npm test', async (t) => {
    for (const signal of signals) {
      const test = Started.npm(t, 'test', '--', 'engine/chatFlood');
      await test.runs(/dist\/engine\.js/);
      await test.endsOn(signal);
      assert.doesNotMatch(test.printed, /FAIL|\d+ failed/, 'what was ended has not failed');
    }
  });
});
