import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eachLine } from './lines';
import { within } from './within';

/** The test's end of the line to the probe extension in one extension host. */
export class Probe {
  private asked = 0;
  private readonly pending = new Map<number, (answer: Answer) => void>();

  constructor(
    private readonly socket: net.Socket,
    /** The extension host's process id. */
    readonly pid: number,
  ) {
    socket.on('close', () => {
      for (const settle of this.pending.values()) settle({ error: 'the extension host has ended' });
    });
  }

  /** Runs a command as another extension would, and returns its result. Fails with the command's own message. */
  command<T = unknown>(command: string, ...args: unknown[]): Promise<T> {
    return this.ask({ command, args }) as Promise<T>;
  }

  /** Pauses of the extension host's event loop since the last call, ms: the longest, and the 99th percentile. */
  async pauses(): Promise<{ longest: number; p99: number }> {
    return (await this.ask({ pauses: true })) as { longest: number; p99: number };
  }

  /** Activates an extension that is not active yet. @returns ms that its code took to load and to start */
  async activate(extension: string): Promise<number> {
    return (await this.ask({ activate: extension })) as number;
  }

  private async ask(request: object): Promise<unknown> {
    const id = ++this.asked;
    const answer = new Promise<Answer>((resolve) => this.pending.set(id, resolve));
    this.socket.write(`${JSON.stringify({ id, ...request })}\n`);
    const { result, error } = await within(60_000, `an answer to ${JSON.stringify(request)}`, answer);
    this.pending.delete(id);
    if (error !== undefined) throw new Error(error);
    return result;
  }

  /** Takes an answer that came in. */
  settle(id: number, answer: Answer): void {
    this.pending.get(id)?.(answer);
  }
}

interface Answer {
  result?: unknown;
  error?: string;
}

/** Where probes call: each extension host that starts makes one connection. */
export class ProbeServer {
  private readonly arrived: Probe[] = [];
  private wake: (() => void) | undefined;

  private constructor(
    private readonly server: net.Server,
    private readonly folder: string,
  ) {}

  /** Path of the local socket, for the extension host's environment. */
  get address(): string {
    return path.join(this.folder, 'probe');
  }

  static async start(): Promise<ProbeServer> {
    const server = net.createServer();
    const probes = new ProbeServer(server, await mkdtemp(path.join(tmpdir(), 'zmq-probe-')));
    server.on('connection', (socket) => probes.accept(socket));
    server.listen(probes.address);
    await once(server, 'listening');
    return probes;
  }

  private accept(socket: net.Socket): void {
    let probe: Probe | undefined;
    // An extension host that is killed resets its connection.
    socket.on('error', () => socket.destroy());
    eachLine(socket, (line) => {
      const { id, pid, ...answer } = JSON.parse(line) as Answer & { id: number; pid: number };
      if (probe === undefined) {
        probe = new Probe(socket, pid);
        this.arrived.push(probe);
        this.wake?.();
      } else probe.settle(id, answer);
    });
  }

  /** The probe of the next extension host that starts. */
  async next(): Promise<Probe> {
    if (this.arrived.length === 0)
      await within(60_000, 'an extension host with the probe', new Promise<void>((resolve) => (this.wake = resolve)));
    return this.arrived.shift() as Probe;
  }

  async stop(): Promise<void> {
    this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
