import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { on } from '../../../src/core/rpc/on';
import type { SendJob } from '../../../src/protocol/composer';
import type { Change } from '../../../src/protocol/engine';
import {
  inspectorChanged,
  inspectorSnapshot,
  type ChosenColumns,
  type EngineState,
  type Filters,
  type InspectorSnapshot,
  type SavedMessage,
  type SocketEntry,
} from '../../../src/protocol/inspector';
import type { LogStatus, Query, ViewStatus } from '../../../src/protocol/log';
import type { CaptureId } from '../../../src/protocol/shapes';
import type { SeriesStatus } from '../../../src/protocol/plot';
import type { StatisticsStatus } from '../../../src/protocol/statistics';
import { requestError, type RequestError } from '../../shared/page/requestError';
import { RowColours } from './rowColours';
import { SourceColours } from './sourceColours';
import { ViewWindow } from './viewWindow';
import type { StoredPlace } from './panelState';

/** What the host told about engine, sockets and log, and the view the panel shows. Fires `change`. */
export class EngineMirror extends EventTarget {
  engine: EngineState = 'not started';
  sockets: SocketEntry[] = [];
  filters: Filters = { recent: [], saved: [] };
  messages: SavedMessage[] = [];
  /** Undefined: as they come. */
  columns: ChosenColumns | undefined;
  readonly sourceColours = new SourceColours();
  colours = new RowColours(undefined, this.sourceColours);
  /** What they were made of. */
  private wantedColours = 'null';
  jobs: SendJob[] = [];
  series: SeriesStatus[] = [];
  /** Under way. */
  statistics: readonly StatisticsStatus[] = [];
  /** As in `Change`; grows when what was decoded may read differently now. */
  decodersRevision = 0;
  /** All that are open, of this page and of others. */
  views: readonly ViewStatus[] = [];
  log: LogStatus | undefined;
  /** Why nothing could be told. */
  problem: RequestError | undefined;
  /** Why the last thing that was tried failed. */
  refused: RequestError | undefined;
  readonly view: ViewWindow;
  /** The engine that was running last. */
  generation: number | undefined;
  /** What the panel shows; undefined: the live capture. The host adds it to what is asked. */
  capture: CaptureId | undefined;

  constructor(
    readonly connection: MessageConnection,
    /** Where the page was before. */
    private readonly place: StoredPlace | undefined,
  ) {
    super();
    this.view = new ViewWindow(connection);
    on(connection, inspectorChanged, async ({ change, snapshot }) => {
      if (snapshot) this.takeSnapshot(snapshot);
      if (change) this.takeChange(change);
      this.changed();
      // The next notice comes after this answer: no more of them than rows can be fetched and drawn for.
      if (change) await this.view.take(change.views);
    });
  }

  async start(query: Query): Promise<void> {
    this.view.query = query;
    try {
      this.takeSnapshot(await this.connection.sendRequest(inspectorSnapshot, {}));
    } catch (error) {
      this.problem = requestError(error);
    }
    this.changed();
  }

  /** Does something that may be refused, which the panel then says. */
  async attempt(action: (connection: MessageConnection) => Promise<unknown>): Promise<void> {
    const before = this.refused;
    try {
      await action(this.connection);
      this.refused = undefined;
    } catch (error) {
      this.refused = requestError(error);
    }
    if (before || this.refused) this.changed();
  }

  entry(socket: string | undefined): SocketEntry | undefined {
    return this.sockets.find((entry) => entry.id === socket);
  }

  private takeChange({ log, views, jobs, series, statistics = [], decodersRevision }: Change): void {
    this.log = log;
    this.views = views;
    this.statistics = statistics;
    this.jobs = jobs;
    if (oddIn(series) !== oddIn(this.series)) this.view.refreshRows();
    this.series = series;
    if (decodersRevision !== this.decodersRevision) this.view.forgetRows();
    this.decodersRevision = decodersRevision;
  }

  private takeSnapshot(snapshot: InspectorSnapshot): void {
    const { engine, generation, sockets, filters, messages } = snapshot;
    this.engine = engine;
    this.capture = snapshot.capture;
    this.sockets = sockets;
    this.filters = filters;
    this.messages = messages;
    this.columns = snapshot.columns;
    const colours = JSON.stringify(snapshot.colours ?? null);
    if (colours !== this.wantedColours) {
      this.wantedColours = colours;
      this.colours = new RowColours(snapshot.colours, this.sourceColours);
      this.view.wantRules(this.colours.filters);
    }
    // Jobs and views end with their engine.
    if (engine !== 'running' || generation !== this.generation) this.views = [];
    if (engine !== 'running') this.jobs = [];
    this.problem = undefined;
    if (engine !== 'running') this.view.lose();
    else if (generation !== this.generation) {
      const pausedAt = this.generation === undefined && this.place?.generation === generation ? this.place.pausedAt : undefined;
      // Nothing of the engine before may be told to be of this one.
      this.view.lose();
      this.generation = generation;
      void this.view.open(this.view.query, { engineIsNew: true, pausedAt });
    } else if (this.view.problem?.code === 'noSuchSocket' && this.entry(this.view.query.socket)?.state === 'open') {
      // The engine has no log of a socket that was never open in it; now it was.
      void this.view.open(this.view.query);
    }
  }

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/** Changes with what is odd about the numbers that count messages, which rows tell. */
function oddIn(series: readonly SeriesStatus[]): string {
  return series.map(({ series: id, gaps }) => (gaps ? `${id}:${gaps.gaps + gaps.duplicates + gaps.back + gaps.late}` : '')).join();
}
