import * as v from 'valibot';
import { Method, result } from './method';
import { count, filePath, ofCapture } from './shapes';
import { addressing, socketId, type SendOutcome, type SocketId } from './sockets';

/** How a frame can be written, in the order of lists. */
export const frameFormats = ['text', 'json', 'hex', 'base64', 'msgpack', 'cbor', 'pickle', 'protobuf', 'signature', 'file'] as const;
export type FrameFormat = (typeof frameFormats)[number];

/**
 * A frame as it is written. `json` goes out as typed; `msgpack`, `cbor`, `pickle` and `protobuf` are written as JSON and encoded. `file`: `text`
 * is the path of a file whose bytes go out. `signature` is Jupyter's, of the four frames behind it, by `key` of the message; its `text` is of no
 * account. Everywhere else `{{n}}`, `{{now}}`, `{{uuid}}` and `{{random a b}}` are replaced;
 * `\{{` stands for `{{`.
 */
const frameDraft = v.strictObject({
  format: v.picklist(frameFormats),
  text: v.pipe(v.string(), v.maxLength(64 * 1024 * 1024)),
  /** `protobuf` only. */
  schema: v.optional(v.strictObject({ protoFile: filePath, messageType: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)) })),
});
export type FrameDraft = v.InferOutput<typeof frameDraft>;
export const frameDrafts = v.pipe(v.array(frameDraft), v.minLength(1), v.maxLength(1000));

/** What a frame would be, or why it is none, with the place in its text where known; `saysPlace`: the sentence names it, too. */
export type FrameCheck = { size: number; sample: Uint8Array } | { problem: string; at?: number; saysPlace?: true };
/** `sample`: the first 64 bytes, as the first repetition would have them. */
export const checkFrames = new Method('composer/check', v.strictObject({ frames: frameDrafts }), result<{ frames: FrameCheck[] }>());

/** Of a Jupyter kernel, as its connection file has it: messages are signed by it with HMAC-SHA256. Empty where they go unsigned. */
const key = v.optional(v.pipe(v.string(), v.maxLength(1000)));

const composed = {
  socket: socketId,
  frames: frameDrafts,
  /** Needed for a frame that is a `signature`. */
  key,
  /** REQ to ROUTER and the like: an empty frame before the body. */
  delimiter: v.optional(v.boolean()),
  ...addressing,
};
const composedMessage = v.strictObject(composed);
export type ComposedMessage = v.InferOutput<typeof composedMessage>;
/** Sends it once; `{{n}}` is 1. */
export const compose = new Method('composer/send', composedMessage, result<SendOutcome>());

const jobId = count;
export type JobId = v.InferOutput<typeof jobId>;
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
/** At most 16 run at once. */
export const startJob = new Method(
  'composer/repeat',
  v.strictObject({
    ...composed,
    /** ms between two; 0 for as fast as the socket takes them. */
    every: v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(86_400_000)),
    /** 0 for until stopped. */
    count: v.pipe(count, v.maxValue(1_000_000_000)),
  }),
  result<SendJob>(),
);
export const stopJob = new Method('composer/stop', v.strictObject({ job: jobId }), result<SendJob>());

/**
 * Sends the very bytes of a record again, by the same socket or another one. A record kept in part is refused. A signed message of Jupyter,
 * which a kernel would refuse as a duplicate, gets a `msg_id` and a date of its own, and is signed by `key`; it goes as it was where that is empty.
 */
export const sendAgain = new Method(
  'composer/sendAgain',
  v.strictObject({ ...ofCapture, number: count, socket: v.optional(socketId), key }),
  result<SendOutcome>(),
);

/** A record as it would be written. Frames whose JSON gives the same bytes back are written so, others in hex; a signature of Jupyter as one. */
export const draftOfRecord = new Method(
  'composer/draft',
  v.strictObject({ ...ofCapture, number: count }),
  result<Omit<ComposedMessage, 'holdForSubscriber' | 'key'>>(),
);
