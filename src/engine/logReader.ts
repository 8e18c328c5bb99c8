import type { Segment } from '../core/capture/segment';
import { EVENT, IN } from '../core/capture/segment';
import { ZmqError } from '../core/errors';
import { eventKinds } from '../core/eventKinds';
import { previewFrame, previewFrames } from '../core/preview';
import { socketTypes } from '../core/socketTypes';
import { parseSubscription } from '../core/subscriptions';
import type { FrameBytes, RecordDetails, Row } from '../protocol/log';
import type { Log, LoggedSocket } from './log';

const previewLength = 300;
const topicLength = 120;
const maxFramesPerAnswer = 100;
const maxBytesPerFrame = 64 * 1024;
const maxBytesPerAnswer = 1024 * 1024;

/** Makes the rows and details that somebody looks at; nothing here runs per message. */
export class LogReader {
  constructor(private readonly log: Log) {}

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
    };
    if (direction === EVENT) {
      const [text, endpoint] = head(segment, row, 2);
      const event = eventKinds[segment.eventOf(row)];
      return { ...base, direction: 'event', event, topic: previewFrame(endpoint ?? empty, topicLength), preview: previewFrame(text ?? empty, previewLength), frames: 0, size: 0 };
    }
    const frames = head(segment, row, 64);
    return { ...base, direction: direction === IN ? 'in' : 'out', frames: segment.framesOf(row), ...headline(socket, frames) };
  }

  /** @throws ZmqError `noSuchRecord` where it was evicted, cleared, or never was. */
  details(number: number, fromFrame: number): RecordDetails {
    const row = this.row(number);
    const place = this.log.capture.find(number);
    if (!row || !place) throw noSuchRecord(number);
    const frames: FrameBytes[] = [];
    let budget = maxBytesPerAnswer;
    let index = 0;
    for (const frame of place.segment.frames(place.row)) {
      if (index++ < fromFrame) continue;
      if (frames.length === maxFramesPerAnswer) break;
      const bytes = frame.bytes.slice(0, Math.min(maxBytesPerFrame, budget));
      budget -= bytes.length;
      frames.push({ size: frame.size, kept: frame.bytes.length, bytes });
    }
    return { row, fromFrame, frames };
  }

  /** @throws ZmqError `noSuchRecord` */
  bytes(number: number, frameIndex: number, from: number, to: number): Uint8Array {
    const place = this.log.capture.find(number);
    if (!place) throw noSuchRecord(number);
    let index = 0;
    for (const frame of place.segment.frames(place.row)) {
      if (index++ === frameIndex) return frame.bytes.slice(from, Math.min(to, from + maxBytesPerAnswer));
    }
    throw new ZmqError('noSuchRecord', `Record ${number} has no frame ${frameIndex}.`, { hint: `It has ${index}.` });
  }
}

const empty = new Uint8Array(0);

function noSuchRecord(number: number): ZmqError {
  return new ZmqError('noSuchRecord', `Record ${number} is no longer kept.`, { hint: 'Raise zmq.capture.maxMegabytes or zmq.capture.maxMessages to keep more.' });
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
  const traits = socket.type && socketTypes[socket.type];
  const first = frames[0];
  if (first && frames.length > 1 && (traits?.topics || traits?.routingIdToSend)) {
    return { topic: previewFrame(first, topicLength), preview: previewFrames(frames.slice(1), previewLength) };
  }
  const raw = socket.type === 'xpub' || socket.type === 'xsub';
  const subscription = raw && first && frames.length === 1 ? parseSubscription(first) : undefined;
  if (subscription) {
    const topic = previewFrame(subscription.topic, topicLength);
    return { topic, preview: `${subscription.subscribe ? 'subscribe' : 'unsubscribe'} ${topic || '(everything)'}` };
  }
  return { topic: '', preview: previewFrames(frames, previewLength) };
}
