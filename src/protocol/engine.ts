import * as v from 'valibot';
import { chatConfiguration, type ChatNotice } from './chat';
import type { SendJob } from './composer';
import type { ExportStatus } from './export';
import type { LogStatus, ViewStatus } from './log';
import { language } from './language';
import { Method, Notice, result } from './method';
import type { SeriesStatus } from './plot';
import type { RecordingStatus } from './recordings';
import type { StatisticsStatus } from './statistics';
import { receiverWishes } from './sockets';
import { count, empty, given, type CaptureId } from './shapes';

export interface Hello {
  /** Version of this contract; grows when something in it changes its meaning. */
  protocol: 1;
  pid: number;
  /** Version of libzmq. */
  libzmq: string;
}
export const hello = new Method('engine/hello', empty, result<Hello>());

const captureLimits = v.strictObject({
  /** Payload, columns and indexes together, in MiB. */
  maxMegabytes: v.pipe(v.number(), v.minValue(1), v.maxValue(65_536)),
  maxMessages: v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(100_000_000)),
});
export type CaptureLimits = v.InferOutput<typeof captureLimits>;

const configuration = v.strictObject({
  /** In which events, problems and refusals are worded from now on; English unless told. */
  language: v.optional(language),
  capture: v.optional(captureLimits),
  /** Told after a crash: the log begins with a record that at least so many records were lost. */
  recordsLost: v.optional(count),
  /** False: this client wants no `engine/changed`; the default is true. */
  notices: v.optional(v.boolean()),
  chat: v.optional(chatConfiguration),
  /** The setting `zmq.decoders`, with absolute paths; each is checked on its own, and `decoders/status` tells. */
  decoders: v.optional(v.pipe(v.array(v.unknown()), v.maxLength(1000))),
  /** With `decoders`: modules that rules name are code, and may be run; the default is false. */
  runModules: v.optional(v.boolean()),
  /** What receives for sockets that are opened from now on without an option of their own; `auto` unless told. */
  receiver: v.optional(v.picklist(receiverWishes)),
  topics: v.optional(
    v.strictObject({
      separators: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[\x20-\x7e]$/, 'must be one ASCII character'))), v.maxLength(8)),
    }),
  ),
});
export type Configuration = v.InferOutput<typeof configuration>;
export const configure = new Method('engine/configure', configuration, result<null>());

export const ping = new Method('engine/ping', empty, result<null>());

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
  /** Grows whenever anything in `tap/list` differs from before. */
  tapsRevision: number;
  /** The same of `proxy/list`. */
  proxiesRevision: number;
  chats: ChatNotice[];
  series: SeriesStatus[];
  /** Running, and ended within the last minute. */
  jobs: SendJob[];
  /** Grows whenever rules or schemas have been read anew: what was decoded before may read differently. */
  decodersRevision: number;
  /** Under way, where there are some. */
  exports?: ExportStatus[];
  statistics?: StatisticsStatus[];
  /** Files that are being read, where there are some. */
  recordings?: RecordingStatus[];
}
/** From the engine to its client. */
export const changed = new Method('engine/changed', given<Change>(), result<null>());

/** From the engine to its client: a line for the engine's log. */
export const engineLog = new Notice('engine/log', given<{ level: 'info' | 'warning' | 'error'; text: string }>());

const loopback = v.pipe(v.string(), v.regex(/^tcp:\/\/127\.0\.0\.1:\d{1,5}$/, 'must be tcp://127.0.0.1 with a port'));
/** Real sockets on loopback whose own side is not recorded. */
const demoPeers = v.strictObject({
  /** PUB, topics `weather.…`. */
  weather: loopback,
  /** REP that answers with what it got. */
  echo: loopback,
  /** PUSH that hands out jobs. */
  jobs: loopback,
});
export type DemoPeers = v.InferOutput<typeof demoPeers>;
/** `at`: where an earlier engine had them; on free ports otherwise. */
export const startDemo = new Method('demo/start', v.strictObject({ at: v.optional(demoPeers) }), result<DemoPeers>());
export const stopDemo = new Method('demo/stop', empty, result<null>());
