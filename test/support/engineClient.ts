import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createMessageConnection, ResponseError, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type { Message, MessageConnection } from 'vscode-jsonrpc/node';
import { fromJsonBytes, toJsonBytes } from '../../src/core/base/jsonBytes';
import { changed, configure, engineLog } from '../../src/protocol/engine';
import type { Change } from '../../src/protocol/engine';
import type { ErrorCode, ErrorData } from '../../src/protocol/errors';
import { errorCodes } from '../../src/protocol/errors';
import { closeView, openView, recordBytes, recordDetails, viewRows } from '../../src/protocol/log';
import type { Query, Row, ViewId } from '../../src/protocol/log';
import { closeSocket, listSockets, openSocket, send } from '../../src/protocol/sockets';
import type { ReceiverKind, SendOutcome, SendParams, SocketId, SocketInfo, SocketSpec } from '../../src/protocol/sockets';
import { eachLine } from './lines';
import { exitWithin } from './processes';
import type { Exit } from './processes';

/** Where `t.after` of a test is; also satisfied by the benches. */
export interface Scope {
  after(run: () => Promise<void> | void): void;
}

/** Frames as tests write them. */
export type FrameInput = string | Uint8Array;

/** Text as UTF-8 on a buffer of its own. */
export function bytesOf(frame: FrameInput): Uint8Array {
  return typeof frame === 'string' ? new TextEncoder().encode(frame) : frame;
}

/** Bytes as text in which each byte is one character: exact, and readable in a failed assertion. */
export function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

const asJson = {
  encoder: {
    name: 'application/json',
    encode: (message: Message) =>
      Promise.resolve(Buffer.from(JSON.stringify(toJsonBytes(message, (bytes) => Buffer.from(bytes).toString('base64'))), 'utf8')),
  },
  decoder: {
    name: 'application/json',
    decode: (bytes: Uint8Array) => Promise.resolve(fromJsonBytes(JSON.parse(Buffer.from(bytes).toString('utf8'))) as Message),
  },
};

/** What can receive for SUB, XSUB and PULL: tests of what both do alike run with both. */
export const receivers: readonly ReceiverKind[] = ['wire', 'libzmq'];

/** The real engine in a process of its own, driven over `--stdio` like any other program drives it. */
export class EngineClient {
  readonly connection: MessageConnection;
  /** Everything the engine wrote to stderr. */
  stderr = '';
  /** Lines of `engine/log`. */
  readonly log: string[] = [];
  /** How many `engine/changed` came. */
  changes = 0;
  lastChange: Change | undefined;
  private readonly waiting = new Set<() => void>();
  /** What else happens to a notice before it is answered. */
  takeChange: (change: Change) => Promise<void> = () => Promise.resolve();
  private ended = false;
  /** True once its end was asked for. */
  private stopping = false;

  private constructor(readonly child: ChildProcessWithoutNullStreams) {
    eachLine(child.stderr, (line) => (this.stderr += `${line}\n`));
    this.connection = createMessageConnection(
      new StreamMessageReader(child.stdout, { contentTypeDecoder: asJson.decoder }),
      new StreamMessageWriter(child.stdin, { contentTypeEncoder: asJson.encoder }),
    );
    this.connection.onRequest(changed, async (change) => {
      this.changes++;
      this.lastChange = change;
      this.wake();
      await this.takeChange(change);
      return null;
    });
    this.connection.onNotification(engineLog, ({ level, text }) => void this.log.push(`${level}: ${text}`));
    // A pipe to an engine that was killed breaks; the tests see that by its exit.
    child.stdin.on('error', (error) => (this.stderr += `stdin: ${error.message}\n`));
    child.on('exit', (code, signal) => {
      this.ended = true;
      if (!this.stopping)
        process.stderr.write(`The engine ended by itself: ${signal ?? `exit code ${code}`}. Its stderr: ${this.stderr}\n`);
      this.connection.dispose();
      this.wake();
    });
    this.connection.listen();
  }

  /** Starts an engine; the scope's end stops it. */
  static start(scope: Scope, environment: Record<string, string> = {}): EngineClient {
    const engine = new EngineClient(
      spawn(process.execPath, [path.resolve('dist/engine.js'), '--stdio'], { stdio: 'pipe', env: { ...process.env, ...environment } }),
    );
    scope.after(async () => void (await engine.stop()));
    return engine;
  }

  /** The same with this receiver for all SUB, XSUB and PULL sockets that can have it. */
  static receivingBy(receiver: ReceiverKind, scope: Scope): EngineClient {
    const engine = EngineClient.start(scope);
    void engine.connection.sendRequest(configure, { receiver: receiver === 'wire' ? 'auto' : receiver });
    return engine;
  }

  get pid(): number {
    assert.ok(this.child.pid, 'the engine did not start');
    return this.child.pid;
  }

  /** Ends the engine the polite way. One that does not go is killed, which is an error. */
  async stop(): Promise<Exit> {
    this.stopping = true;
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.stdin.end();
    const exit = await exitWithin(this.child, 10_000);
    if (exit) return exit;
    this.child.kill('SIGKILL');
    await exitWithin(this.child, 5_000);
    throw new Error(`The engine did not end with its stdin. Its stderr: ${this.stderr}`);
  }

  /** Ends the engine the hard way. */
  async kill(signal: NodeJS.Signals): Promise<Exit | undefined> {
    this.stopping = true;
    this.child.kill(signal);
    return exitWithin(this.child, 10_000);
  }

  /**
   * Tries `probe` at once and after every `engine/changed` until it gives something.
   * @throws Error that names `what` when nothing came within `bound` ms, or the engine ended.
   */
  async waitFor<T>(what: string, probe: () => Promise<T | undefined | false> | T | undefined | false, bound = 15_000): Promise<T> {
    const end = Date.now() + bound;
    for (;;) {
      if (this.ended) throw new Error(`The engine ended while waiting for ${what}. Its stderr: ${this.stderr}`);
      const seen = this.changes;
      const found = await probe();
      if (found !== undefined && found !== false) return found;
      if (Date.now() >= end) throw new Error(`Not within ${bound} ms: ${what}. The engine's stderr: ${this.stderr}`);
      if (this.changes === seen && !this.ended) await this.nextChange(end - Date.now());
    }
  }

  open(spec: SocketSpec): Promise<SocketInfo> {
    return this.connection.sendRequest(openSocket, spec);
  }

  async close(socket: SocketId): Promise<void> {
    await this.connection.sendRequest(closeSocket, { socket });
  }

  send(socket: SocketId, frames: FrameInput[], more: Omit<SendParams, 'socket' | 'frames'> = {}): Promise<SendOutcome> {
    return this.connection.sendRequest(send, { socket, frames: frames.map(bytesOf), ...more });
  }

  /** Sends, and expects that it went out. */
  async sendNow(socket: SocketId, frames: FrameInput[], more: Omit<SendParams, 'socket' | 'frames'> = {}): Promise<SendOutcome> {
    const outcome = await this.send(socket, frames, more);
    assert.equal(outcome.outcome, 'sent', outcome.message);
    return outcome;
  }

  sockets(): Promise<SocketInfo[]> {
    return this.connection.sendRequest(listSockets, {});
  }

  async info(socket: SocketId): Promise<SocketInfo> {
    const found = (await this.sockets()).find(({ id }) => id === socket);
    assert.ok(found, `socket ${socket} is not open`);
    return found;
  }

  waitForSocket(what: string, socket: SocketId, holds: (info: SocketInfo) => boolean, bound?: number): Promise<SocketInfo> {
    const probe = async () => {
      const info = await this.info(socket);
      return holds(info) && info;
    };
    return this.waitFor(what, probe, bound);
  }

  waitForPeers(socket: SocketId, peers = 1): Promise<SocketInfo> {
    return this.waitForSocket(`${peers} peers of ${socket}`, socket, (info) => info.peers === peers);
  }

  /** A view that has looked at everything. */
  async viewOf(query: Query = {}): Promise<ViewId> {
    const { view } = await this.connection.sendRequest(openView, query);
    await this.waitFor(
      'the view to catch up',
      async () => (await this.connection.sendRequest(viewRows, { view, from: 0, count: 0 })).status.unscanned === 0,
    );
    return view;
  }

  /** All rows that match, once the query has looked at everything. */
  async rows(query: Query = {}): Promise<Row[]> {
    const view = await this.viewOf(query);
    try {
      const rows: Row[] = [];
      for (let from = 0; ;) {
        const page = await this.connection.sendRequest(viewRows, { view, from: Math.max(from, 0), count: 500 });
        rows.push(...page.rows);
        from = Math.max(from, page.status.first) + page.rows.length;
        if (page.rows.length === 0 || from >= page.status.end) return rows;
      }
    } finally {
      await this.connection.sendRequest(closeView, { view });
    }
  }

  /** Rows of messages in one direction. */
  async messages(socket: SocketId, direction: 'in' | 'out' = 'in'): Promise<Row[]> {
    return (await this.rows({ socket })).filter((row) => row.direction === direction);
  }

  async events(socket: SocketId): Promise<Row[]> {
    return (await this.rows({ socket })).filter((row) => row.direction === 'event');
  }

  /** The first event record of the socket that meets the condition, once it is there. */
  waitForEvent(what: string, socket: SocketId, holds: (row: Row) => boolean): Promise<Row> {
    return this.waitFor(what, async () => (await this.events(socket)).find(holds));
  }

  waitForMessages(socket: SocketId, count: number, direction: 'in' | 'out' = 'in'): Promise<Row[]> {
    return this.waitFor(`${count} messages of ${socket}`, async () => {
      const rows = await this.messages(socket, direction);
      return rows.length >= count && rows;
    });
  }

  /** Every byte of every frame of a record. */
  async frames(number: number): Promise<Uint8Array[]> {
    const frames: Uint8Array[] = [];
    for (;;) {
      const details = await this.connection.sendRequest(recordDetails, { number, fromFrame: frames.length });
      assert.equal(details.fromFrame, frames.length);
      for (const frame of details.frames) {
        frames.push(frame.bytes.length === frame.size ? frame.bytes : await this.frameBytes(number, frames.length, frame.kept));
      }
      if (details.frames.length === 0 || frames.length >= details.row.frames) return frames;
    }
  }

  /** Frames of the `index`th message received, each byte as one character. */
  async received(socket: SocketId, index = 0): Promise<string[]> {
    const rows = await this.waitForMessages(socket, index + 1);
    const row = rows[index];
    assert.ok(row);
    return (await this.frames(row.number)).map(latin);
  }

  private async frameBytes(number: number, frame: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    const step = 1024 * 1024;
    for (let from = 0; from < length; from += step) {
      bytes.set(await this.connection.sendRequest(recordBytes, { number, frame, from, to: Math.min(from + step, length) }), from);
    }
    return bytes;
  }

  private wake(): void {
    for (const go of [...this.waiting]) go();
  }

  private nextChange(bound: number): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        this.waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, bound);
      this.waiting.add(go);
    });
  }
}

/** Expects an error answer with this code, in name and number, and a sentence for a person; gives its data. */
export async function refusal(request: Promise<unknown>, code: ErrorCode): Promise<ErrorData & { message: string }> {
  const error = await request.then(
    (result: unknown) => assert.fail(`answered ${JSON.stringify(result)} where ${code} was expected`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ResponseError, String(error));
  const data = error.data as ErrorData | undefined;
  assert.equal(data?.code, code, error.message);
  assert.equal(error.code, errorCodes[code]);
  assert.match(error.message, /[.?!]$/);
  return { ...data, message: error.message };
}
