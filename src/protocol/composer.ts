import { RequestType } from 'vscode-jsonrpc';
import type { ErrorData } from './errors';
import type { SendOutcome, SocketId } from './sockets';

export type FrameFormat = 'text' | 'json' | 'hex' | 'base64' | 'msgpack' | 'cbor' | 'protobuf' | 'file';

/**
 * A frame as it is written. `json` goes out as typed; `msgpack`, `cbor` and `protobuf` are written as JSON and encoded. `file`: `text`
 * is the path of a file whose bytes go out. Everywhere else `{{n}}`, `{{now}}`, `{{uuid}}` and `{{random a b}}` are replaced;
 * `\{{` stands for `{{`.
 */
export interface FrameDraft {
  format: FrameFormat;
  text: string;
  /** `protobuf` only. */
  schema?: { protoFile: string; messageType: string };
}

/** What a frame would be, or why it is none, with the place in its text where known. */
export type FrameCheck = { size: number; sample: Uint8Array } | { problem: string; at?: number };
/** `sample`: the first 64 bytes, as the first repetition would have them. */
export const checkFrames = new RequestType<{ frames: FrameDraft[] }, { frames: FrameCheck[] }, ErrorData>('composer/check');

export interface ComposedMessage {
  socket: SocketId;
  frames: FrameDraft[];
  /** REQ to ROUTER and the like: an empty frame before the body. */
  delimiter?: boolean;
  /** ROUTER, STREAM: whom to send to. */
  routingId?: Uint8Array;
  /** PUB, XPUB: wait at most so many ms (<= 5000) until a subscription matches. */
  holdForSubscriber?: number;
}
/** Sends it once; `{{n}}` is 1. */
export const compose = new RequestType<ComposedMessage, SendOutcome, ErrorData>('composer/send');

export type JobId = number;
/** A message sent again and again. */
export interface SendJob {
  job: JobId;
  socket: SocketId;
  state: 'running' | 'done' | 'stopped' | 'failed';
  /** Sent or queued. */
  sent: number;
  refused: number;
  /** How many are wanted; 0 for until stopped. */
  count: number;
  /** ms between two; 0 for as fast as the socket takes them. */
  every: number;
  /** Over the last second while it runs, over all of it, at least a second, afterwards. */
  perSecond: number;
  /** The last refusal, or why it failed. */
  message?: string;
}
/** `every`: 0 to 86,400,000 ms. `count`: at most 1,000,000,000, 0 for until stopped. At most 16 run at once. */
export const startJob = new RequestType<ComposedMessage & { every: number; count: number }, SendJob, ErrorData>('composer/repeat');
export const stopJob = new RequestType<{ job: JobId }, SendJob, ErrorData>('composer/stop');

/** Sends the very bytes of a record again, by the same socket or another one. A record kept in part is refused. */
export const sendAgain = new RequestType<{ number: number; socket?: SocketId }, SendOutcome, ErrorData>('composer/sendAgain');

/** A record as it would be written. Frames whose JSON gives the same bytes back are written so, others in hex. */
export const draftOfRecord = new RequestType<{ number: number }, Omit<ComposedMessage, 'holdForSubscriber'>, ErrorData>('composer/draft');
