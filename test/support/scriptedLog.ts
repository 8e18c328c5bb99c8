import { ResponseError, type MessageConnection } from 'vscode-jsonrpc/node';
import type { Change } from '../../src/protocol/engine';
import { inspectorChanged, inspectorSnapshot, runCommand, type EngineState, type SocketEntry } from '../../src/protocol/inspector';
import { closeView, locateRecord, openView, recordDetails, viewRows, type Query, type Row } from '../../src/protocol/log';

/** A log of any length whose rows are made up when asked for: what no real engine has room for in a test. */
export class ScriptedLog {
  first = 0;
  end: number;
  engine: EngineState = 'running';
  generation = 1;
  sockets: SocketEntry[] = [];
  readonly opened: Query[] = [];
  readonly closed: number[] = [];
  readonly commands: string[] = [];
  requests = 0;
  /** Most requests for rows that were unanswered at the same time. */
  mostAtOnce = 0;
  /** Awaited before rows are answered. */
  gate: Promise<void> = Promise.resolve();
  private view = 0;
  private atOnce = 0;
  private connection: MessageConnection | undefined;

  constructor(length: number) {
    this.end = length;
  }

  readonly serve = (connection: MessageConnection): void => {
    this.connection = connection;
    connection.onRequest(inspectorSnapshot, () => this.snapshot);
    connection.onRequest(openView, (query) => {
      this.opened.push(query);
      this.view++;
      return this.status;
    });
    connection.onRequest(closeView, ({ view }) => {
      this.closed.push(view);
      return null;
    });
    connection.onRequest(viewRows, async ({ view, from, count }) => {
      this.requests++;
      this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
      await this.gate;
      this.atOnce--;
      if (view !== this.view) return new ResponseError(-32008, `View ${view} is not open.`, { code: 'noSuchView' as const });
      const rows: Row[] = [];
      for (let position = Math.max(from, this.first); position < Math.min(from + count, this.end); position++) rows.push(row(position));
      return { status: this.status, rows };
    });
    connection.onRequest(locateRecord, ({ number }) => ({ position: Math.min(Math.max(number - 1, this.first), this.end) }));
    connection.onRequest(recordDetails, ({ number }) => {
      const { position: _, ...facts } = row(number - 1);
      return { row: facts, fromFrame: 0, frames: [{ size: 1, kept: 1, bytes: Uint8Array.of(0x61) }] };
    });
    connection.onRequest(runCommand, ({ command }) => {
      this.commands.push(command);
      return null;
    });
  };

  /** Tells the page how the log stands; settles when the page has taken it in. */
  async tell(): Promise<void> {
    await this.connection?.sendRequest(inspectorChanged, { change: this.change });
  }

  async tellSnapshot(): Promise<void> {
    await this.connection?.sendRequest(inspectorChanged, { snapshot: this.snapshot });
  }

  private get snapshot() {
    return { engine: this.engine, generation: this.generation, sockets: this.sockets };
  }

  private get status() {
    return { view: this.view, first: this.first, end: this.end, unscanned: 0 };
  }

  private get change(): Change {
    const log = { appended: this.end, kept: this.end - this.first, evicted: this.first, received: this.end, sent: 0, keptBytes: 0, maxBytes: 1, messagesPerSecond: 0, bytesPerSecond: 0 };
    return { log, views: [this.status], socketsRevision: 0, chats: [] };
  }
}

function row(position: number): Row {
  return { position, number: position + 1, time: 1_700_000_000_000 + position, direction: 'in', socket: 's1', socketName: 'flood', socketType: 'pull', topic: '', preview: `message ${position}`, frames: 1, size: 100 };
}
