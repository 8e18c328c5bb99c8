import { NotificationType, RequestType } from 'vscode-jsonrpc';
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
}

/** Webview to host. The host starts the engine where it does not run yet. */
export const inspectorSnapshot = new RequestType<Record<string, never>, InspectorSnapshot, ErrorData>('inspector/snapshot');
/** Opens a closed socket as it was, or with other endpoints, which it then keeps. */
export const reopenSocket = new RequestType<{ socket: SocketId; endpoints?: Pick<SocketSpec, 'bind' | 'connect'> }, SocketInfo, ErrorData>('inspector/reopenSocket');
export const removeSocket = new RequestType<{ socket: SocketId }, null, ErrorData>('inspector/removeSocket');
export const copyText = new RequestType<{ text: string }, null, ErrorData>('inspector/copyText');
/** Buttons of the empty log. */
export const runCommand = new RequestType<{ command: 'startDemo' | 'subscribe' | 'newSocket' | 'restartEngine' | 'reopenAll' }, null, ErrorData>('inspector/runCommand');

/** Host to webview; the next one waits for the answer. */
export const inspectorChanged = new RequestType<{ change?: Change; snapshot?: InspectorSnapshot }, null, void>('inspector/changed');
/** Host to webview: opens the form, filled with what is known. */
export const showOpenForm = new NotificationType<Partial<SocketSpec>>('inspector/showOpenForm');
/** Host to webview: opens the composer for this socket. */
export const showComposer = new NotificationType<{ socket?: SocketId }>('inspector/showComposer');
/** Host to webview: selects this record of the log and scrolls to it. */
export const showRecord = new NotificationType<{ number: number }>('inspector/showRecord');
