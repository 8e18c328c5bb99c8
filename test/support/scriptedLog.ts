import { ResponseError, type MessageConnection } from 'vscode-jsonrpc/node';
import type { SendJob } from '../../src/protocol/composer';
import { decodeRecord } from '../../src/protocol/decoding';
import type { Change } from '../../src/protocol/engine';
import { errorCodes } from '../../src/protocol/errors';
import {
  copyMatches,
  inspectorChanged,
  inspectorSnapshot,
  runCommand,
  rememberFilter,
  type EngineState,
  type Filters,
  type InspectorSnapshot,
  type SocketEntry,
} from '../../src/protocol/inspector';
import { positionsIn, type Stretches } from '../../src/protocol/export';
import {
  closeView,
  locateRecord,
  markedRecords,
  openView,
  recordDetails,
  viewRows,
  type MarkedRecord,
  type Query,
  type Row,
  type ViewStatus,
} from '../../src/protocol/log';
import type { SeriesStatus } from '../../src/protocol/plot';
import { findTopics } from '../../src/protocol/topics';

/** A log of any length whose rows are made up when asked for: what no real engine has room for in a test. */
export class ScriptedLog {
  first = 0;
  end: number;
  engine: EngineState = 'running';
  generation = 1;
  sockets: SocketEntry[] = [];
  jobs: SendJob[] = [];
  series: SeriesStatus[] = [];
  decodersRevision = 0;
  readonly filters: Filters = { recent: [], saved: [] };
  marked: MarkedRecord[] = [];
  /** Topics that `topics/find` knows. */
  topics: string[] = [];
  /** Facts of the view that are told with it. */
  facts: Partial<ViewStatus> = {};
  /** Changes a row that is asked for. */
  shape: (row: Row) => Row = (row) => row;
  /** Why a query is refused. */
  refuse: (query: Query) => { message: string; at: { from: number; to: number } } | undefined = () => undefined;
  readonly opened: Query[] = [];
  readonly closed: number[] = [];
  readonly commands: string[] = [];
  /** What was copied. */
  readonly copies: { form: string; stretches: Stretches }[] = [];
  requests = 0;
  /** Most requests for rows that were unanswered at the same time. */
  mostAtOnce = 0;
  /** Awaited before rows are answered. */
  gate: Promise<void> = Promise.resolve();
  private view = 0;
  /** Of the engine that has opened it. */
  private viewOf = 0;
  private atOnce = 0;
  private connection: MessageConnection | undefined;

  constructor(length: number) {
    this.end = length;
  }

  readonly serve = (connection: MessageConnection): void => {
    this.connection = connection;
    connection.onRequest(inspectorSnapshot, () => this.snapshot);
    connection.onRequest(openView, (query) => {
      const refused = this.refuse(query);
      if (refused) return new ResponseError(errorCodes.invalidQuery, refused.message, { code: 'invalidQuery' as const, at: refused.at });
      this.opened.push(query);
      // Each engine process counts its views from 1.
      this.view = this.viewOf === this.generation ? this.view + 1 : 1;
      this.viewOf = this.generation;
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
      const start = Math.max(from < 0 ? this.end + from : from, this.first);
      for (let position = start; position < Math.min(start + count, this.end); position++) rows.push(this.rowAt(position));
      return { status: this.status, rows };
    });
    connection.onRequest(locateRecord, ({ number = 0 }) => ({
      position: Math.min(Math.max(number - 1, this.first), this.end),
      seen: this.end + 1,
    }));
    connection.onRequest(markedRecords, () => ({ marked: this.marked }));
    connection.onRequest(recordDetails, ({ number }) => {
      const { position: _, ...facts } = this.rowAt(number - 1);
      return { row: facts, fromFrame: 0, frames: [{ size: 1, kept: 1, bytes: Uint8Array.of(0x61), role: 'body' as const }] };
    });
    connection.onRequest(decodeRecord, () => ({
      frames: [{ frame: 0, decoder: 'text' as const, size: 1, text: 'a', chosenBy: 'content' as const, why: 'valid text' }],
    }));
    connection.onRequest(findTopics, ({ prefix, count }) => ({
      topics: this.topics.filter((topic) => topic.startsWith(prefix)).slice(0, count),
    }));
    connection.onRequest(rememberFilter, ({ filter }) => {
      this.filters.recent.unshift(filter);
      return null;
    });
    connection.onRequest(copyMatches, ({ form, stretches }) => {
      this.copies.push({ form, stretches });
      return { records: positionsIn(stretches), evicted: 0, passedOver: 0 };
    });
    connection.onRequest(runCommand, ({ command }) => {
      this.commands.push(command);
      return null;
    });
  };

  rowAt(position: number): Row {
    return this.shape(row(position));
  }

  /** Tells the page how the log stands; settles when the page has taken it in. */
  async tell(): Promise<void> {
    await this.connection?.sendRequest(inspectorChanged, { change: this.change });
  }

  async tellSnapshot(): Promise<void> {
    await this.connection?.sendRequest(inspectorChanged, { snapshot: this.snapshot });
  }

  private get snapshot(): InspectorSnapshot {
    return { engine: this.engine, generation: this.generation, sockets: this.sockets, filters: this.filters, messages: [] };
  }

  private get status(): ViewStatus {
    return { view: this.view, first: this.first, end: this.end, unscanned: 0, ...this.facts };
  }

  private get change(): Change {
    const log = {
      appended: this.end,
      marksRevision: this.marked.length,
      kept: this.end - this.first,
      evicted: this.first,
      received: this.end,
      sent: 0,
      keptBytes: 0,
      maxBytes: 1,
      messagesPerSecond: 0,
      bytesPerSecond: 0,
    };
    return {
      log,
      views: [this.status],
      socketsRevision: 0,
      tapsRevision: 0,
      proxiesRevision: 0,
      chats: [],
      series: this.series,
      jobs: this.jobs,
      decodersRevision: this.decodersRevision,
    };
  }
}

function row(position: number): Row {
  return {
    position,
    number: position + 1,
    time: 1_700_000_000_000 + position,
    direction: 'in',
    socket: 's1',
    socketName: 'flood',
    socketType: 'pull',
    topic: '',
    peer: '',
    preview: `message ${position}`,
    frames: 1,
    size: 100,
  };
}
