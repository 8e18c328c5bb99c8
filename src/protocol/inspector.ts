import { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { FrameDraft } from './composer';
import type { DecoderName } from './decoding';
import type { ErrorData } from './errors';
import type { Change } from './engine';
import type { SocketId, SocketInfo, SocketSpec } from './sockets';

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
  sockets: SocketEntry[];
  filters: Filters;
  /** Saved for this workspace, in alphabetical order of their names. */
  messages: SavedMessage[];
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
export const inspectorSnapshot = new RequestType<Record<string, never>, InspectorSnapshot, ErrorData>('inspector/snapshot');
/** Opens a closed socket as it was, or with other endpoints, which it then keeps. */
export const reopenSocket = new RequestType<{ socket: SocketId; endpoints?: Pick<SocketSpec, 'bind' | 'connect'> }, SocketInfo, ErrorData>(
  'inspector/reopenSocket',
);
export const removeSocket = new RequestType<{ socket: SocketId }, null, ErrorData>('inspector/removeSocket');
export const copyText = new RequestType<{ text: string }, null, ErrorData>('inspector/copyText');
/** Buttons of the empty log. */
export const runCommand = new RequestType<
  { command: 'startDemo' | 'subscribe' | 'newSocket' | 'restartEngine' | 'reopenAll' },
  null,
  ErrorData
>('inspector/runCommand');

/** A filter was in use. */
export const rememberFilter = new RequestType<{ filter: string }, null, ErrorData>('inspector/rememberFilter');
/** Replaces one of the same name; without `filter` it is forgotten. */
export const saveFilter = new RequestType<{ name: string; filter?: string }, null, ErrorData>('inspector/saveFilter');
/** Replaces one of the same name; without `frames` it is forgotten. */
export const saveMessage = new RequestType<{ name: string } & Partial<Omit<SavedMessage, 'name'>>, null, ErrorData>(
  'inspector/saveMessage',
);

/** Asks the person for a file to send; null where none was chosen. The path is good for `composer/*` of this page. */
export const pickFile = new RequestType<Record<string, never>, { path: string; size: number } | null, ErrorData>('inspector/pickFile');
/** Writes a rule into `zmq.decoders`; asks for what is left out. False where the person gave up. */
export const decodeAs = new RequestType<
  { socket?: string; topic?: string; /** From 1. */ frame?: number; decoder?: DecoderName },
  boolean,
  ErrorData
>('inspector/decodeAs');
/** Opens the document of a frame, or of a whole record, in an editor. */
export const openDocument = new RequestType<{ number: number; frame?: number; decoder?: DecoderName }, null, ErrorData>(
  'inspector/openDocument',
);
/** Opens both records side by side in the diff editor. */
export const compareRecords = new RequestType<{ left: number; right: number }, null, ErrorData>('inspector/compareRecords');
/** Asks where to, and writes the frame's exact bytes with progress. False where the person gave up. A frame kept in part is refused. */
export const saveFrame = new RequestType<{ number: number; frame: number }, boolean, ErrorData>('inspector/saveFrame');
/** Asks where to, and writes; at most 64 MiB. */
export const saveFile = new RequestType<{ name: string; content: Uint8Array }, boolean, ErrorData>('inspector/saveFile');
/** Opens the setting `zmq.decoders`, at a rule (from 1) where one is named, or the `.proto` file at fault. */
export const showDecoders = new RequestType<{ rule?: number; file?: string; line?: number }, null, ErrorData>('inspector/showDecoders');

/** Host to webview; the next one waits for the answer. */
export const inspectorChanged = new RequestType<{ change?: Change; snapshot?: InspectorSnapshot }, null, void>('inspector/changed');
/** Host to webview: opens the form, filled with what is known. */
export const showOpenForm = new NotificationType<Partial<SocketSpec>>('inspector/showOpenForm');
/** Host to webview: opens the composer for this socket. */
export const showComposer = new NotificationType<{ socket?: SocketId }>('inspector/showComposer');
/** Host to webview: selects this record of the log and scrolls to it. */
export const showRecord = new NotificationType<{ number: number }>('inspector/showRecord');
/** Host to webview: puts this into the `Filter` searchbox. */
export const showFilter = new NotificationType<{ filter: string }>('inspector/showFilter');
