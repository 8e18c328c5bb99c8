import { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { ChatConfiguration, ChatNotice } from './chat';
import type { SendJob } from './composer';
import type { ErrorData } from './errors';
import type { CaptureId, LogStatus, ViewStatus } from './log';
import type { SeriesStatus } from './plot';

export interface Hello {
  /** Version of this contract; grows when something in it changes its meaning. */
  protocol: 1;
  pid: number;
  /** Version of libzmq. */
  libzmq: string;
}
export const hello = new RequestType<Record<string, never>, Hello, ErrorData>('engine/hello');

export interface CaptureLimits {
  /** Payload, columns and indexes together, in MiB. */
  maxMegabytes: number;
  maxMessages: number;
}
export interface Configuration {
  capture?: CaptureLimits;
  /** Told after a crash: the log begins with a record that at least so many records were lost. */
  recordsLost?: number;
  chat?: ChatConfiguration;
  /** The setting `zmq.decoders`, with absolute paths; each is checked on its own, and `decoders/status` tells. */
  decoders?: unknown[];
  topics?: { /** One character each, at most 8. */ separators: string[] };
}
export const configure = new RequestType<Configuration, null, ErrorData>('engine/configure');

export const ping = new RequestType<Record<string, never>, null, ErrorData>('engine/ping');

/** Something changed. Sent at most 20 times a second; the next one waits for the answer to this one. */
export interface Change {
  /** Of the live capture. */
  log: LogStatus;
  /** Of the others, where there are some. */
  captures?: { capture: CaptureId; log: LogStatus }[];
  /** All open views. */
  views: ViewStatus[];
  /** Grows whenever anything in `socket/list` differs from before. */
  socketsRevision: number;
  chats: ChatNotice[];
  series: SeriesStatus[];
  /** Running, and ended within the last minute. */
  jobs: SendJob[];
  /** Grows whenever rules or schemas have been read anew: what was decoded before may read differently. */
  decodersRevision: number;
}
/** From the engine to its client. */
export const changed = new RequestType<Change, null, void>('engine/changed');

/** From the engine to its client: a line for the engine's log. */
export const engineLog = new NotificationType<{ level: 'info' | 'warning' | 'error'; text: string }>('engine/log');

/** Real sockets on loopback whose own side is not recorded. */
export interface DemoPeers {
  /** PUB, topics `weather.…`. */
  weather: string;
  /** REP that answers with what it got. */
  echo: string;
  /** PUSH that hands out jobs. */
  jobs: string;
}
export interface StartDemoParams {
  /** Where an earlier engine had them; on free ports otherwise. */
  at?: DemoPeers;
}
export const startDemo = new RequestType<StartDemoParams, DemoPeers, ErrorData>('demo/start');
export const stopDemo = new RequestType<Record<string, never>, null, ErrorData>('demo/stop');
