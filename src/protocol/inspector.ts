import * as v from 'valibot';
import { frameDrafts, type FrameDraft } from './composer';
import { howToRead, recordPart, valuePath } from './decoding';
import type { Change } from './engine';
import { copyParams, stretches, type Exported } from './export';
import { maxQueryLength, maxValuePath, maxValuePaths } from './log';
import { Method, Notice, result } from './method';
import { count, empty, given, ofCapture, ordinal, routingId, shortText, type CaptureId } from './shapes';
import { socketId, socketSpec, type SocketId, type SocketInfo, type SocketSpec } from './sockets';

/**
 * The leg between a webview and the host. Besides what stands here a webview may send the requests of `sockets.ts` and
 * `log.ts`; the host passes them on to the engine, and remembers what they change.
 */

/** A socket of this workspace, open or remembered. */
export interface SocketEntry {
  id: SocketId;
  state: 'open' | 'closed';
  /** With everything that was added since it was opened. */
  spec: SocketSpec;
  /** The chat it belongs to; it is closed by leaving that, and not remembered. */
  chat?: string;
  /** Open sockets only. */
  info?: SocketInfo;
}

export type EngineState = 'not started' | 'running' | 'restarting' | 'stopped';

export interface InspectorSnapshot {
  engine: EngineState;
  /** Grows with every engine process: views and record numbers of an earlier one mean nothing. */
  generation: number;
  /** What the panel shows; absent: the live capture. */
  capture?: CaptureId;
  sockets: SocketEntry[];
  filters: Filters;
  /** Saved for this workspace, in alphabetical order of their names. */
  messages: SavedMessage[];
  /** Absent: as they come. */
  columns?: ChosenColumns;
  /** Absent: rows have no colours of their own. */
  colours?: LogColours;
}

/** Filters of this workspace. */
export interface Filters {
  /** The latest first, at most 20. */
  recent: string[];
  saved: { name: string; filter: string }[];
}

export interface SavedMessage {
  name: string;
  frames: FrameDraft[];
  delimiter?: boolean;
  routingId?: Uint8Array;
}

/** Webview to host. The host starts the engine where it does not run yet. */
export const inspectorSnapshot = new Method('inspector/snapshot', empty, result<InspectorSnapshot>());
/** Opens a closed socket as it was, or with other endpoints, which it then keeps. */
export const reopenSocket = new Method(
  'inspector/reopenSocket',
  v.strictObject({
    socket: socketId,
    endpoints: v.optional(v.strictObject({ bind: socketSpec.entries.bind, connect: socketSpec.entries.connect })),
  }),
  result<SocketInfo>(),
);
export const removeSocket = new Method('inspector/removeSocket', v.strictObject({ socket: socketId }), result<null>());
export const copyText = new Method(
  'inspector/copyText',
  v.strictObject({ text: v.pipe(v.string(), v.maxLength(64 * 1024 * 1024)) }),
  result<null>(),
);
/** Puts matches of a view into the clipboard. */
export const copyMatches = new Method('inspector/copyMatches', copyParams, result<Exported>());
const exportMatchesParams = v.strictObject({
  ...ofCapture,
  view: count,
  /** What is selected; absent where nothing is. */
  stretches: v.optional(stretches),
  selected: count,
  /** Of the view, and its filter; empty for none. */
  matches: count,
  filter: v.pipe(v.string(), v.maxLength(maxQueryLength)),
});
export type ExportMatchesParams = v.InferOutput<typeof exportMatchesParams>;
/** Asks what to export, how and where to, and does so with progress. False where the person gave up. */
export const exportMatches = new Method('inspector/exportMatches', exportMatchesParams, result<boolean>());
const commandOfPage = v.picklist(['startDemo', 'subscribe', 'newSocket', 'tap', 'restartEngine', 'reopenAll']);
export type CommandOfPage = v.InferOutput<typeof commandOfPage>;
/** Buttons of the empty log. A page of the chat may restart the engine, and nothing else. */
export const runCommand = new Method('inspector/runCommand', v.strictObject({ command: commandOfPage }), result<null>());

/** What a filter or a message is saved under. */
export const savedName = v.pipe(v.string(), v.trim(), v.minLength(1, 'must not be empty'), v.maxLength(200));
export const filterText = v.pipe(v.string(), v.trim(), v.maxLength(maxQueryLength));

/** How rows of the log are coloured: by the first filter that takes a record, with the id of a colour of the theme; else by their source, where wanted. */
export interface LogColours {
  rules: { filter: string; colour: string }[];
  bySource: boolean;
}

/** Columns of the log, in the order in which they stand before a person moves them. */
export const columnIds = ['number', 'time', 'direction', 'socket', 'peer', 'topic', 'preview', 'frames', 'size'] as const;
export type ColumnId = (typeof columnIds)[number];
/** A column of what stands at a path in messages: `json:.temp`. */
export type ValueColumn = `json:${string}`;
const valuePrefix = 'json:';
export const columnKey = v.union([
  v.picklist(columnIds),
  v.custom<ValueColumn>(
    (input) => typeof input === 'string' && input.startsWith(valuePrefix) && input.length <= valuePrefix.length + maxValuePath,
  ),
]);
export type ColumnKey = v.InferOutput<typeof columnKey>;

export function valueColumn(path: string): ValueColumn {
  return `${valuePrefix}${path}`;
}
/** Undefined for a column of another kind. */
export function pathOfColumn(key: ColumnKey): string | undefined {
  return key.startsWith(valuePrefix) ? key.slice(valuePrefix.length) : undefined;
}

/** px */
export const columnWidth = v.pipe(v.number(), v.finite(), v.minValue(16), v.maxValue(4000));
/** At once. */
const maxColumns = columnIds.length + maxValuePaths;
export const chosenColumns = v.strictObject({
  /** Those that always are, and are not named, stand behind; columns of values are but those that are named. */
  order: v.pipe(v.array(columnKey), v.maxLength(maxColumns)),
  hidden: v.pipe(v.array(columnKey), v.maxLength(columnIds.length)),
  widths: v.pipe(v.record(columnKey, v.optional(columnWidth)), v.maxEntries(maxColumns)),
  /** Times are those of UTC. */
  utc: v.optional(v.boolean()),
});
/** What a person chose of the log's columns. */
export type ChosenColumns = v.InferOutput<typeof chosenColumns>;
/** For all logs of the workspace; without `columns` they are as they come. */
export const saveColumns = new Method('inspector/saveColumns', v.strictObject({ columns: v.optional(chosenColumns) }), result<null>());

/** A filter was in use. */
export const rememberFilter = new Method('inspector/rememberFilter', v.strictObject({ filter: filterText }), result<null>());
/** Replaces one of the same name; without `filter` it is forgotten. */
export const saveFilter = new Method(
  'inspector/saveFilter',
  v.strictObject({ name: savedName, filter: v.optional(filterText) }),
  result<null>(),
);
/** Replaces one of the same name; without `frames` it is forgotten. */
export const saveMessage = new Method(
  'inspector/saveMessage',
  v.strictObject({
    name: savedName,
    frames: v.optional(frameDrafts),
    delimiter: v.optional(v.boolean()),
    routingId: v.optional(routingId),
  }),
  result<null>(),
);

/** Asks the person for a file to send; null where none was chosen. The path is good for `composer/*` of this page. */
export const pickFile = new Method('inspector/pickFile', empty, result<{ path: string; size: number } | null>());

const decodeAsParams = v.strictObject({
  socket: v.optional(shortText),
  topic: v.optional(v.pipe(v.string(), v.maxLength(65_535))),
  /** From 1. */
  frame: v.optional(ordinal),
  ...howToRead,
  /** The rule is for the value there. */
  path: v.optional(valuePath),
});
export type DecodeAsParams = v.InferOutput<typeof decodeAsParams>;
/** Writes a rule into `zmq.decoders`; asks for what is left out. False where the person gave up. */
export const decodeAs = new Method('inspector/decodeAs', decodeAsParams, result<boolean>());
/** Opens the document of a frame, or of a whole record, in an editor. */
export const openDocument = new Method('inspector/openDocument', recordPart, result<null>());

const compareParams = v.strictObject({ ...ofCapture, left: count, right: count });
export type CompareParams = v.InferOutput<typeof compareParams>;
/** Opens both records side by side in the diff editor. */
export const compareRecords = new Method('inspector/compareRecords', compareParams, result<null>());

const saveFrameParams = v.strictObject({ ...ofCapture, number: count, frame: count });
export type SaveFrameParams = v.InferOutput<typeof saveFrameParams>;
/** Asks where to, and writes the frame's exact bytes with progress. False where the person gave up. A frame kept in part is refused. */
export const saveFrame = new Method('inspector/saveFrame', saveFrameParams, result<boolean>());

const saveFileParams = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
  content: v.pipe(
    v.instance(Uint8Array) as v.GenericSchema<Uint8Array>,
    v.check((content) => content.length <= 64 * 1024 * 1024, 'must have at most 64 MiB'),
  ),
});
export type SaveFileParams = v.InferOutput<typeof saveFileParams>;
/** Asks where to, and writes. */
export const saveFile = new Method('inspector/saveFile', saveFileParams, result<boolean>());

const showDecodersParams = v.strictObject({ rule: v.optional(ordinal), file: v.optional(shortText), line: v.optional(ordinal) });
export type ShowDecodersParams = v.InferOutput<typeof showDecodersParams>;
/** Opens the setting `zmq.decoders`, at a rule where one is named, or the `.proto` file at fault. */
export const showDecoders = new Method('inspector/showDecoders', showDecodersParams, result<null>());

/** What a page of the inspector is told when something changed. */
export interface InspectorNotice {
  change?: Change;
  snapshot?: InspectorSnapshot;
}
/** Host to webview; the next one waits for the answer. */
export const inspectorChanged = new Method('inspector/changed', given<InspectorNotice>(), result<null>());
/** Host to webview: opens the form, filled with what is known. */
export const showOpenForm = new Notice('inspector/showOpenForm', given<Partial<SocketSpec>>());
/** Host to webview: opens the composer for this socket. */
export const showComposer = new Notice('inspector/showComposer', given<{ socket?: SocketId }>());
/** Host to webview: selects this record of the log and scrolls to it. */
export const showRecord = new Notice('inspector/showRecord', given<{ number: number }>());
/**
 * Host to webview: puts `filter` into the `Filter` searchbox, or `topic`, a condition, into the filter that stands there; the latter
 * leaves the focus where it is.
 */
export const showFilter = new Notice('inspector/showFilter', given<{ filter?: string; topic?: string }>());
/** Host to webview: it is to ask for an export of what it shows. */
/** Marks the rows that are selected, or the one that the keyboard is at. */
export const markRecord = new Notice('inspector/markRecord', given<Record<string, never>>());
export const askToExport = new Notice('inspector/askToExport', given<Record<string, never>>());
/** Host to webview: shows statistics of what the log shows. */
export const showStatistics = new Notice('inspector/showStatistics', given<Record<string, never>>());
