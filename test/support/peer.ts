import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { bytesOf, latin } from './engineClient';
import type { FrameInput, Scope } from './engineClient';
import { eachLine } from './lines';
import { exitWithin } from './processes';
import type { Exit } from './processes';

/** One line of JSON that a peer prints. */
export interface PeerLine {
  event: string;
  [name: string]: unknown;
}

/** A program on the other side of the wire: it prints JSON lines and obeys JSON lines on its stdin. */
export class Peer {
  readonly lines: PeerLine[] = [];
  stderr = '';
  private taken = 0;
  private wake: (() => void) | undefined;

  private constructor(
    readonly name: string,
    readonly child: ChildProcessWithoutNullStreams,
    lifeTime: number,
  ) {
    eachLine(child.stdout, (line) => {
      this.lines.push(JSON.parse(line) as PeerLine);
      this.wake?.();
    });
    eachLine(child.stderr, (line) => (this.stderr += `${line}\n`));
    child.stdin.on('error', (error) => (this.stderr += `stdin: ${error.message}\n`));
    const timer = setTimeout(() => child.kill('SIGKILL'), lifeTime);
    child.on('exit', () => {
      clearTimeout(timer);
      this.wake?.();
    });
  }

  /** Starts a Python program of test/peers. */
  static python(scope: Scope, script: string, args: string[], lifeTime = 120_000): Peer {
    return Peer.start(scope, script, '/usr/bin/python3', ['-u', path.resolve('test/peers', script), ...args], lifeTime);
  }

  /** Starts a C program of test/peers, compiled on first use. */
  static c(scope: Scope, source: string, args: string[], lifeTime = 120_000): Peer {
    return Peer.start(scope, source, compiled(source), args, lifeTime);
  }

  /** The scriptable pyzmq peer, once its socket is ready. */
  static async zmq(scope: Scope, type: string, args: string[]): Promise<Peer> {
    const peer = Peer.python(scope, 'peer.py', [type, ...args]);
    await peer.next('ready');
    return peer;
  }

  private static start(scope: Scope, name: string, program: string, args: string[], lifeTime: number): Peer {
    const peer = new Peer(name, spawn(program, args, { stdio: 'pipe' }), lifeTime);
    scope.after(async () => void (await peer.stop()));
    return peer;
  }

  get pid(): number {
    assert.ok(this.child.pid, `${this.name} did not start`);
    return this.child.pid;
  }

  tell(command: Record<string, unknown>): void {
    this.child.stdin.write(`${JSON.stringify(command)}\n`);
  }

  send(frames: FrameInput[]): void {
    this.tell({ do: 'send', frames: frames.map((frame) => Buffer.from(bytesOf(frame)).toString('hex')) });
  }

  /** Tells a command and waits until the peer has done it. */
  async does(command: { do: string; [name: string]: unknown }): Promise<PeerLine> {
    this.tell(command);
    return this.next('done');
  }

  /** The next line of this kind; lines of other kinds before it are passed over. */
  async next(event: string, bound = 20_000): Promise<PeerLine> {
    const end = Date.now() + bound;
    for (;;) {
      while (this.taken < this.lines.length) {
        const line = this.lines[this.taken++];
        if (line?.event === event) return line;
        if (line?.event === 'error') throw new Error(`${this.name}: ${JSON.stringify(line)}`);
      }
      const left = end - Date.now();
      if (left <= 0 || this.child.exitCode !== null || this.child.signalCode !== null) {
        throw new Error(`${this.name} ${left <= 0 ? 'did not say' : 'ended before it said'} "${event}". Its stderr: ${this.stderr}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Frames of the next message the peer received, each byte as one character. */
  async received(): Promise<string[]> {
    const { frames } = await this.next('received');
    return (frames as string[]).map((hex) => latin(Buffer.from(hex, 'hex')));
  }

  /** The endpoint the peer is bound to, resolved. */
  get endpoint(): string {
    const ready = this.lines.find((line) => line.event === 'ready');
    const [endpoint] = (ready?.endpoints ?? []) as string[];
    assert.ok(endpoint, `${this.name} is not bound`);
    return endpoint;
  }

  /** Waits for its own end, bounded. */
  async exit(bound = 60_000): Promise<Exit> {
    const exit = await exitWithin(this.child, bound);
    assert.ok(exit, `${this.name} still runs after ${bound} ms`);
    return exit;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await exitWithin(this.child, 5_000);
  }
}

/** Path of the program compiled from a source of test/peers; kept under build/ as long as the source stays the same. */
function compiled(source: string): string {
  const file = path.resolve('test/peers', source);
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
  const directory = path.resolve('build/peers');
  const program = path.join(directory, `${path.basename(source, '.c')}-${hash}`);
  if (!existsSync(program)) {
    mkdirSync(directory, { recursive: true });
    // Two test files may compile at once: each writes a file of its own, and the last one to be renamed stays.
    const own = `${program}.${process.pid}`;
    execFileSync('gcc', ['-O2', '-Wall', '-Wextra', '-o', own, file, '-lzmq']);
    renameSync(own, program);
  }
  return program;
}
