import { maxContextFrames, messageContext, onOwnBuffers } from '../../core/capture/messageContext';
import type { Segment } from '../../core/capture/segment';
import { EVENT, IN } from '../../core/capture/segment';
import { frameRoles } from '../../core/codecs/envelope';
import { maxInput } from '../../core/codecs/values/limits';
import { ZmqError } from '../../core/base/errors';
import { eventKinds } from '../../core/events/eventKinds';
import { topicFrames } from '../../core/socket/topicFrames';
import { previewFrame, previewFrames } from '../../core/base/preview';
import { socketTypes } from '../../core/socket/socketTypes';
import { longestMatch, parseSubscription } from '../../core/socket/subscriptions';
import { topicLength } from '../../core/socket/topicLength';
import type { MessageContext } from '../../protocol/decoding';
import type { Exchange, FrameBytes, RecordDetails, Row } from '../../protocol/log';
import type { SocketId } from '../../protocol/sockets';
import type { Log, LoggedSocket } from './log';

const previewLength = 300;
const topicColumn = 120;
const maxFramesPerAnswer = 100;
const maxBytesPerFrame = 64 * 1024;
const maxBytesPerAnswer = 1024 * 1024;
/** Of the frames beside the one that is decoded: enough for a topic, a header, a delimiter. */
const maxBytesBeside = 16 * 1024;

/** Makes the rows and details that somebody looks at; nothing here runs per message. */
export class LogReader {
  constructor(
    private readonly log: Log,
    /** Present subscriptions of an open socket. */
    private readonly subscriptionsOf: (socket: SocketId) => readonly Uint8Array[],
  ) {}

  /** Undefined where the record is no longer kept. */
  row(number: number): Omit<Row, 'position'> | undefined {
    const place = this.log.capture.find(number);
    if (!place) return undefined;
    const { segment, row } = place;
    const socket = this.log.sockets[segment.socketOf(row)] as LoggedSocket;
    const direction = segment.directionOf(row);
    const base = {
      number,
      time: segment.timeOf(row),
      socket: socket.id,
      socketName: socket.name,
      socketType: socket.type,
      size: segment.sizeOf(row),
      cut: segment.isCut(row) || undefined,
      exchange: this.exchange(segment, row),
    };
    if (direction === EVENT) {
      const [text, endpoint] = head(segment, row, 2);
      const event = eventKinds[segment.eventOf(row)];
      return {
        ...base,
        direction: 'event',
        event,
        topic: previewFrame(endpoint ?? empty, topicColumn),
        preview: previewFrame(text ?? empty, previewLength),
        frames: 0,
        size: 0,
      };
    }
    const frames = head(segment, row, 64);
    return { ...base, direction: direction === IN ? 'in' : 'out', frames: segment.framesOf(row), ...headline(socket, frames) };
  }

  private exchange(segment: Segment, row: number): Exchange | undefined {
    const part = segment.exchangeOf(row);
    if (!part) return undefined;
    const other = part.other === undefined ? undefined : this.log.capture.find(part.other);
    return { ...part, elapsed: other && Math.abs(segment.timeOf(row) - other.segment.timeOf(other.row)) };
  }

  /** The record as a decoder sees it, on buffers of its own; of the frame to be decoded 1 MiB, of the others enough to tell what they are. */
  context(number: number, frame?: number): MessageContext {
    const context = this.windows(number, maxInput);
    if (!context) throw noSuchRecord(number);
    if (frame !== undefined && frame >= context.frames.length) {
      throw new ZmqError('noSuchRecord', `Record ${number} has no frame ${frame} that can be decoded.`, {
        hint: `Its first ${Math.min(maxContextFrames, context.frames.length)} frames can.`,
      });
    }
    return onOwnBuffers(context, (index) => (frame === undefined || index === frame ? maxInput : maxBytesBeside));
  }

  /** The record as a decoder sees it, of each frame at most `maxBytes`, valid until it is evicted; undefined where it was. */
  windows(number: number, maxBytes: number): MessageContext | undefined {
    const place = this.log.capture.find(number);
    return place && messageContext(place.segment, place.row, this.log.sockets[place.segment.socketOf(place.row)] as LoggedSocket, maxBytes);
  }

  /** @throws ZmqError `noSuchRecord` */
  place(number: number): { segment: Segment; row: number } {
    const place = this.log.capture.find(number);
    if (!place) throw noSuchRecord(number);
    return place;
  }

  /** @throws ZmqError `noSuchRecord` where it was evicted, cleared, or never was. */
  details(number: number, fromFrame: number): RecordDetails {
    const row = this.row(number);
    const place = this.place(number);
    const context = this.windows(number, maxBytesBeside);
    if (!row || !context) throw noSuchRecord(number);
    const roles = frameRoles(context.socketType, context.direction, context.frames);
    const frames: FrameBytes[] = [];
    let budget = maxBytesPerAnswer;
    let index = 0;
    for (const frame of place.segment.frames(place.row)) {
      const role = roles[index] ?? 'body';
      if (index++ < fromFrame) continue;
      if (frames.length === maxFramesPerAnswer) break;
      const bytes = frame.bytes.slice(0, Math.min(maxBytesPerFrame, budget));
      budget -= bytes.length;
      frames.push({ size: frame.size, kept: frame.bytes.length, bytes, role });
    }
    return { row, fromFrame, frames, subscription: row.direction === 'in' ? this.subscription(row.socket, place) : undefined };
  }

  private subscription(socket: SocketId, { segment, row }: { segment: Segment; row: number }): RecordDetails['subscription'] {
    const from = segment.startOf(row);
    const first = segment.bytes.subarray(from, segment.firstFrameEnd(row));
    const topic = longestMatch(this.subscriptionsOf(socket), first);
    const word = topicLength(first, 0, first.length, segment.framesOf(row));
    return topic && { topic: topic.slice(), exact: topic.length === (word < 0 ? first.length : word) };
  }

  /** @throws ZmqError `noSuchRecord` */
  bytes(number: number, frameIndex: number, from: number, to: number): Uint8Array {
    const place = this.place(number);
    let index = 0;
    for (const frame of place.segment.frames(place.row)) {
      if (index++ === frameIndex) return frame.bytes.slice(from, Math.min(to, from + maxBytesPerAnswer));
    }
    throw new ZmqError('noSuchRecord', `Record ${number} has no frame ${frameIndex}.`, { hint: `It has ${index}.` });
  }
}

const empty = new Uint8Array(0);

function noSuchRecord(number: number): ZmqError {
  return new ZmqError('noSuchRecord', `Record ${number} is no longer kept.`, {
    hint: 'Raise zmq.capture.maxMegabytes or zmq.capture.maxMessages to keep more.',
  });
}

/** The first few frames of a record. */
function head(segment: Segment, row: number, limit: number): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (const frame of segment.frames(row)) {
    frames.push(frame.bytes);
    if (frames.length === limit) break;
  }
  return frames;
}

/** Topic or routing id in one column, the other frames in another. */
function headline(socket: LoggedSocket, frames: Uint8Array[]): { topic: string; preview: string } {
  const first = frames[0];
  if (first && topicFrames(socket.type, frames.length) > 0) {
    return { topic: previewFrame(first, topicColumn), preview: previewFrames(frames.slice(1), previewLength) };
  }
  const raw = socket.type === 'xpub' || socket.type === 'xsub';
  const subscription = raw && first && frames.length === 1 ? parseSubscription(first) : undefined;
  if (subscription) {
    const topic = previewFrame(subscription.topic, topicColumn);
    return { topic, preview: `${subscription.subscribe ? 'subscribe' : 'unsubscribe'} ${topic || '(everything)'}` };
  }
  const word = first && socket.type && socketTypes[socket.type].topics ? topicLength(first, 0, first.length, frames.length) : -1;
  return {
    topic: first && word > 0 ? previewFrame(first.subarray(0, word), topicColumn) : '',
    preview: previewFrames(frames, previewLength),
  };
}
