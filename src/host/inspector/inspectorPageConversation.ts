import { t } from '@vscode/l10n';
import type * as v from 'valibot';
import { ResponseError, type CancellationToken, type Message } from 'vscode-jsonrpc/node';
import { checkFrames, compose, draftOfRecord, sendAgain, startJob, stopJob, type FrameDraft } from '../../protocol/composer';
import { decodeRecord, decoderStatus, readSchema, recordContent, recordText } from '../../protocol/decoding';
import type { Change } from '../../protocol/engine';
import {
  compareRecords,
  copyMatches,
  copyText,
  decodeAs,
  exportMatches,
  inspectorChanged,
  inspectorSnapshot,
  openDocument,
  pickFile,
  rememberFilter,
  removeSocket,
  reopenSocket,
  runCommand,
  saveFile,
  saveColumns,
  saveFilter,
  saveFrame,
  saveMessage,
  showDecoders,
  type CommandOfPage,
  type DecodeAsParams,
  type ExportMatchesParams,
  type InspectorNotice,
  type InspectorSnapshot,
  type LogColours,
  type SaveFileParams,
  type SaveFrameParams,
  type ShowDecodersParams,
} from '../../protocol/inspector';
import { copyRecords } from '../../protocol/export';
import {
  clearLog,
  closeView,
  locateRecord,
  markedRecords,
  markRecords,
  openView,
  recordBytes,
  recordDetails,
  viewHistogram,
  viewMarks,
  viewPlaces,
  viewRows,
} from '../../protocol/log';
import type { Method, Notice } from '../../protocol/method';
import { isAboutCapture, liveCapture, type CaptureId } from '../../protocol/shapes';
import { probeEndpoint } from '../../protocol/probe';
import { closeSeries, openSeries, seriesGaps, seriesPoints, seriesRecord, seriesValues } from '../../protocol/plot';
import {
  addEndpoint,
  closeSocket,
  listSockets,
  openSocket,
  removeEndpoint,
  resetTurn,
  send,
  subscribe,
  unsubscribe,
  type SocketId,
  type SocketSpec,
} from '../../protocol/sockets';
import { viewStatistics } from '../../protocol/statistics';
import { findTopics, listTopics } from '../../protocol/topics';
import type { ActionId, Actions } from '../actions/actions';
import { DisposableStore } from '../base/disposableStore';
import type { OutputLog } from '../base/outputLog';
import { fromWire } from '../base/wireErrors';
import type { EngineProcess } from '../supervision/engineProcess';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import type { InspectorMemory } from './inspectorMemory';
import type { SocketStore } from '../sockets/socketStore';
import { FileGrants } from './fileGrants';
import { PageConversation, startForPage } from '../pages/pageConversation';
import { PageHoldings } from './pageHoldings';

/** What a page may ask of VS Code. */
export interface InspectorServices {
  engine: EngineSupervisor;
  store: SocketStore;
  actions: Actions;
  /** Whether a socket that was filled in is to be opened, which may be asked. */
  admits(spec: SocketSpec): Promise<boolean>;
  memory: InspectorMemory;
  /** Settles once the engine has a capture that is one of a file. @throws ZmqError `recordingUnreadable` */
  ready(capture: CaptureId): Promise<void>;
  /** How rows are to be coloured. */
  colours: { readonly wanted: LogColours | undefined; onDidChange(listener: () => void): { dispose(): void } };
  log: OutputLog;
  copyText(text: string): PromiseLike<void>;
  runCommand(command: CommandOfPage): void;
  report(error: unknown): void;
  /** Asks for a file to send. */
  pickFile(): Promise<{ path: string; size: number } | undefined>;
  /** The key of a Jupyter kernel; asks for it where none is kept. */
  signingKey(): Promise<string | undefined>;
  decodeAs(params: DecodeAsParams): Promise<boolean>;
  showDecoders(params: ShowDecodersParams): Promise<void>;
  saveFrame(params: SaveFrameParams): Promise<boolean>;
  saveFile(params: SaveFileParams): Promise<boolean>;
  exportMatches(params: ExportMatchesParams): Promise<boolean>;
}

/** Requests that are actions, with the same params. */
export const actionsOfPage: readonly (readonly [Method, ActionId])[] = [
  [reopenSocket, 'reopenSocket'],
  [closeSocket, 'closeSocket'],
  [removeSocket, 'removeSocket'],
  [addEndpoint, 'addEndpoint'],
  [removeEndpoint, 'removeEndpoint'],
  [subscribe, 'addSubscription'],
  [unsubscribe, 'removeSubscription'],
  [send, 'send'],
  [openDocument, 'openDocument'],
  [compareRecords, 'compareRecords'],
];

/** As language servers have it: who asked changed their mind. */
const requestCancelled = -32800;

/** What only passes through. */
const passedToEngine = [
  viewRows,
  viewMarks,
  viewPlaces,
  viewHistogram,
  viewStatistics,
  markRecords,
  markedRecords,
  locateRecord,
  recordDetails,
  recordBytes,
  clearLog,
  listSockets,
  decodeRecord,
  recordContent,
  recordText,
  decoderStatus,
  readSchema,
  listTopics,
  findTopics,
  seriesPoints,
  seriesValues,
  seriesGaps,
  seriesRecord,
  stopJob,
  draftOfRecord,
  probeEndpoint,
  resetTurn,
] as readonly Method[];

/**
 * The conversation with one page of the inspector.
 * It holds no traffic: what concerns the log goes through to the engine.
 */
export class InspectorPageConversation {
  private readonly disposables = new DisposableStore();
  private readonly conversation: PageConversation<InspectorNotice>;
  private readonly holdings: PageHoldings;
  private readonly files: FileGrants;
  private change: Change | undefined;
  private snapshotIsOld = false;

  constructor(
    private readonly services: InspectorServices,
    post: (message: unknown) => PromiseLike<boolean>,
    /** What the page shows. It need not know: whatever it asks is asked of this capture. */
    private readonly capture: CaptureId = liveCapture,
  ) {
    const { engine, store, memory, log } = services;
    this.holdings = new PageHoldings(engine, capture, log);
    this.files = new FileGrants(() => memory.messages);
    this.conversation = this.disposables.add(
      new PageConversation(
        {
          name: 'Inspector',
          log,
          changed: inspectorChanged,
          takeNotice: () => this.takeNotice(),
        },
        post,
      ),
    );
    this.answerPage();
    this.conversation.listen();
    this.disposables.add(
      engine.onDidChange((change) => {
        this.change = changeOf(capture, change);
        this.conversation.flush();
      }),
    );
    const snapshotChanged = () => {
      this.snapshotIsOld = true;
      this.conversation.flush();
    };
    this.disposables.add(engine.onDidChangeState(snapshotChanged));
    this.disposables.add(store.onDidChange(snapshotChanged));
    this.disposables.add(memory.onDidChange(snapshotChanged));
    this.disposables.add(services.colours.onDidChange(snapshotChanged));
  }

  accept(message: Message): void {
    this.conversation.accept(message);
  }

  notify<S extends v.GenericSchema>(type: Notice<S>, params: v.InferInput<S>): void {
    this.conversation.notify(type, params);
  }

  /** Closes the page's views and series too. */
  dispose(): void {
    this.disposables.dispose();
    this.holdings.end();
  }

  private answerPage(): void {
    const { conversation, files, holdings, services } = this;
    const { store, memory } = services;
    conversation.on(inspectorSnapshot, () => this.firstSnapshot());
    conversation.on(copyText, ({ text }) => services.copyText(text));
    conversation.on(copyMatches, async (params, token) => {
      const engine = await services.engine.engine();
      const { text, ...exported } = await engine.pass(copyRecords, this.about(copyMatches, params), token);
      if (text !== '') await services.copyText(text);
      return exported;
    });
    conversation.on(runCommand, ({ command }) => services.runCommand(command));
    conversation.on(rememberFilter, (params) => memory.rememberFilter(params));
    conversation.on(saveFilter, (params) => memory.saveFilter(params));
    conversation.on(saveColumns, (params) => memory.saveColumns(params));
    conversation.on(saveMessage, (params) => memory.saveMessage(params, (frames) => files.check(frames)));
    conversation.on(pickFile, () => this.pickFile());
    conversation.on(decodeAs, (params) => services.decodeAs(params));
    conversation.on(showDecoders, (params) => services.showDecoders(params));
    conversation.on(saveFrame, (params) => services.saveFrame(this.about(saveFrame, params)));
    conversation.on(saveFile, (params) => services.saveFile(params));
    conversation.on(exportMatches, (params) => services.exportMatches(this.about(exportMatches, params)));

    conversation.on(openSocket, async (params) => {
      if (await services.admits(params)) return services.actions.runWith('openSocket', params, openSocket.method);
      throw new ResponseError(requestCancelled, t('The socket was not opened.'));
    });
    for (const [type, action] of actionsOfPage)
      conversation.on(type, (params, token) => services.actions.runWith(action, this.about(type, params), type.method, token));
    for (const type of passedToEngine) this.pass(type);
    this.pass(openView, { after: (_params, { view }, generation) => holdings.opened('view', view, generation) });
    this.pass(closeView, { after: ({ view }, _result, generation) => holdings.closed('view', view, generation) });
    this.pass(openSeries, { after: (_params, { series }, generation) => holdings.opened('series', series, generation) });
    this.pass(closeSeries, { after: ({ series }, _result, generation) => holdings.closed('series', series, generation) });
    // What is sent goes out of a socket that is open, and of files that the page may use.
    const refuseClosed = (socket?: SocketId) => socket === undefined || store.refuseClosed(socket);
    const refuse = ({ socket, frames }: { socket?: SocketId; frames: FrameDraft[] }) => {
      refuseClosed(socket);
      files.check(frames);
    };
    this.pass(compose, { before: refuse, signs: true });
    this.pass(startJob, { before: refuse, signs: true });
    this.pass(checkFrames, { before: refuse });
    this.pass(sendAgain, { before: ({ socket }) => refuseClosed(socket), signs: true });
  }

  private async firstSnapshot(): Promise<InspectorSnapshot> {
    const { engine } = this.services;
    await startForPage(engine, this.services.report);
    // On a quiet log no other notice may come.
    this.change ??= engine.lastChange && changeOf(this.capture, engine.lastChange);
    this.conversation.begin();
    return this.snapshot();
  }

  private snapshot(): InspectorSnapshot {
    const { engine, store, memory, colours } = this.services;
    return {
      engine: engine.state,
      generation: engine.generation,
      ...(this.capture === liveCapture ? {} : { capture: this.capture }),
      sockets: store.entries(),
      filters: memory.filters,
      messages: memory.messages,
      ...(memory.columns ? { columns: memory.columns } : {}),
      ...(colours.wanted ? { colours: colours.wanted } : {}),
    };
  }

  /**
   * Passes a request on to the engine. `before` may throw; `after` hears of the engine's answer, and which engine gave it. `signs`: it may take
   * a key, which pages never have.
   */
  private pass<S extends v.GenericSchema, R>(
    type: Method<S, R>,
    also: {
      before?: (params: v.InferOutput<S>) => void;
      after?: (params: v.InferOutput<S>, result: R, generation: number) => void;
      signs?: true;
    } = {},
  ): void {
    const passOn = async (params: v.InferOutput<S>, token: CancellationToken): Promise<R> => {
      also.before?.(params);
      if (this.capture !== liveCapture && isAboutCapture(type.params)) await this.services.ready(this.capture);
      const engine = await this.services.engine.engine();
      const { generation } = this.services.engine;
      const about = this.about(type, params);
      const request = engine.pass(type, about, token);
      const result = await (also.signs
        ? request.catch((refused: unknown) => this.passSigned(engine, type, about, token, refused))
        : request);
      also.after?.(params, result, generation);
      return result;
    };
    this.conversation.on(type, passOn);
  }

  /** Once more with the key that the engine asked for. */
  private async passSigned<S extends v.GenericSchema, R>(
    engine: EngineProcess,
    type: Method<S, R>,
    params: v.InferOutput<S>,
    token: CancellationToken,
    refused: unknown,
  ): Promise<R> {
    const key = fromWire(refused).data.code === 'needsKey' ? await this.services.signingKey() : undefined;
    if (key === undefined) throw refused;
    return engine.pass(type, { ...(params as object), key } as v.InferOutput<S>, token);
  }

  /** What the page asks, with its capture where the method is about one. */
  private about<S extends v.GenericSchema>(type: Method<S>, params: v.InferOutput<S>): v.InferOutput<S> {
    if (!isAboutCapture(type.params)) return params;
    const { capture: _ofThePage, ...rest } = params as { capture?: CaptureId };
    return this.capture === liveCapture ? rest : { ...rest, capture: this.capture };
  }

  private async pickFile(): Promise<{ path: string; size: number } | null> {
    const file = await this.services.pickFile();
    if (file) this.files.grant(file.path);
    return file ?? null;
  }

  private takeNotice(): InspectorNotice | undefined {
    if (!this.change && !this.snapshotIsOld) return undefined;
    const notice = { change: this.change, snapshot: this.snapshotIsOld ? this.snapshot() : undefined };
    this.change = undefined;
    this.snapshotIsOld = false;
    return notice;
  }
}

/** What a page that shows this capture is told of a change; undefined where the engine does not have the capture any more. */
function changeOf(capture: CaptureId, change: Change): Change | undefined {
  const { captures, ...rest } = change;
  const log = capture === liveCapture ? change.log : captures?.find((other) => other.capture === capture)?.log;
  const isIts = (status: { capture?: CaptureId }) => (status.capture ?? liveCapture) === capture;
  return log && { ...rest, log, views: change.views.filter(isIts), series: change.series.filter(isIts) };
}
