import { eventSentence } from '../../core/events/catalogue';
import { t } from '@vscode/l10n';
import { messageContext, onOwnBuffers, shownFramesOf } from '../../core/capture/messageContext';
import { hasWeakFrame, siblingRows, siblingsFrom } from '../../core/capture/siblings';
import type { Place, Records } from '../../core/capture/records';
import { findRecord } from '../../core/capture/records';
import type { Segment } from '../../core/capture/segment';
import type { Source, Sources } from '../../core/capture/sources';
import { EVENT, IN } from '../../core/capture/segment';
import type { DirectionCode } from '../../core/capture/segment';
import { peerBytesOf, peerOf, subjectsOf } from '../../core/capture/subjects';
import { readEnvelope } from '../../core/codecs/envelope';
import { hasExchanges } from '../../core/protocols/known';
import { maxBetween } from '../../core/codecs/numpy/numpyArray';
import { maxInput } from '../../core/codecs/values/limits';
import { ZmqError } from '../../core/base/errors';
import { factsOf, shownFrames } from '../../core/events/eventFrames';
import { eventKinds } from '../../core/events/eventKinds';
import { previewFrame, previewFrames } from '../../core/base/preview';
import { socketTypes } from '../../core/socket/socketTypes';
import { longestMatch } from '../../core/socket/subscriptions';
import { topicLengthOf } from '../../core/capture/topicOfRow';
import type { MessageContext } from '../../core/codecs/messageContext';
import type { ConnectionDetails, Direction, Exchange, FrameBytes, RecordDetails, Row } from '../../protocol/log';
import type { SocketId, SocketType } from '../../protocol/sockets';

const previewLength = 300;
const topicColumn = 120;
/** Of a topic or a routing id, where a row has them in bytes. */
const maxSubjectBytes = 1000;
const maxFramesPerAnswer = 100;
const maxBytesPerFrame = 64 * 1024;
const maxBytesPerAnswer = 1024 * 1024;
/** Of the frames beside the one that is decoded: enough for a topic, a header, a delimiter. */
const maxBytesBeside = 16 * 1024;

/** Makes the rows and details that somebody looks at; nothing here runs per message. */
export class RecordRows {
  constructor(
    private readonly records: Records,
    private readonly sources: Sources,
    /** Present subscriptions of an open socket. */
    private readonly subscriptionsOf: (socket: SocketId) => readonly Uint8Array[],
  ) {}

  /** Undefined where the record is no longer kept. */
  async row(number: number): Promise<Omit<Row, 'position'> | undefined> {
    const place = await findRecord(this.records, number);
    return place && this.rowAt(place);
  }

  private async rowAt({ segment, row }: Place): Promise<Omit<Row, 'position'>> {
    const source = this.sources.of(segment.sourceOf(row));
    const direction = segment.directionOf(row);
    const base = {
      number: segment.firstNumber + row,
      time: segment.timeOf(row),
      socket: source.socketId,
      socketName: source.name,
      socketType: source.type,
      size: segment.sizeOf(row),
      cut: segment.isCut(row) || undefined,
      exchange: direction !== EVENT && hasExchanges(source.type) ? await this.exchange(segment, row) : undefined,
    };
    if (direction === EVENT) {
      const kept = head(segment, row, 2);
      const [text, endpoint] = shownFrames(kept);
      const event = eventKinds[segment.eventOf(row)];
      return {
        ...base,
        direction: 'event',
        event,
        fields: factsOf(kept),
        topic: previewFrame(endpoint ?? empty, topicColumn),
        peer: peerOf(source, direction),
        preview: previewFrame(text ?? empty, previewLength),
        frames: 0,
        size: 0,
      };
    }
    const frames = head(segment, row, 64);
    return {
      ...base,
      direction: direction === IN ? 'in' : 'out',
      frames: segment.framesOf(row),
      conflated: (direction === IN && source.conflates) || undefined,
      ...headline(source, direction, frames),
    };
  }

  private async exchange(segment: Segment, row: number): Promise<Exchange> {
    const part = segment.exchangeOf(row);
    if (!part) return { role: 'unpaired' };
    const other = part.other === undefined ? undefined : await findRecord(this.records, part.other);
    return { ...part, elapsed: other && Math.abs(segment.timeOf(row) - other.segment.timeOf(other.row)) };
  }

  /** The record as a decoder sees it, on buffers of its own; of the frame to be decoded 1 MiB, of the others enough to tell what they are. */
  async context(number: number, frame?: number): Promise<MessageContext> {
    const place = await findRecord(this.records, number);
    if (!place) throw noSuchRecord(number);
    const context = this.windowsAt(place, maxInput);
    const { frames } = context;
    if (frame !== undefined && frame >= frames.length) {
      // A header stands a few frames before its array.
      const first = Math.max(frames.length, frame - maxBetween - 1);
      let at = first;
      for (const { size, bytes } of shownFramesOf(place.segment, place.row, first)) {
        // Those between have no part in how this one reads.
        frames[at] = { size, bytes: bytes.subarray(0, maxInput) };
        if (at++ === frame) break;
      }
    }
    if (frame !== undefined && frame >= frames.length)
      throw new ZmqError('noSuchRecord', t('Record {0} has no frame {1} that can be decoded.', number, frame), {
        hint: t('Its first {0} frames can.', place.segment.keptFramesOf(place.row)),
      });
    return onOwnBuffers(context, (index) => (frame === undefined || index === frame ? maxInput : maxBytesBeside));
  }

  /** The record as a decoder sees it, of each frame at most `maxBytes`, valid until it is evicted; undefined where it was. */
  async windows(number: number, maxBytes: number): Promise<MessageContext | undefined> {
    const place = await findRecord(this.records, number);
    return place && this.windowsAt(place, maxBytes);
  }

  private windowsAt({ segment, row }: Place, maxBytes: number): MessageContext {
    const source = this.sources.of(segment.sourceOf(row));
    const context = messageContext(segment, row, source, maxBytes);
    const siblings = hasWeakFrame(segment, row) ? siblingsFrom(context, segment, siblingRows(segment, row, source)) : undefined;
    return siblings ? { ...context, siblings } : context;
  }

  /** @throws ZmqError `noSuchRecord` */
  async place(number: number): Promise<Place> {
    const place = await findRecord(this.records, number);
    if (!place) throw noSuchRecord(number);
    return place;
  }

  /** The source of the record in this place. */
  sourceOf({ segment, row }: Place): Source {
    return this.sources.of(segment.sourceOf(row));
  }

  /** @throws ZmqError `noSuchRecord` where it was evicted, cleared, or never was. */
  async details(number: number, fromFrame: number): Promise<RecordDetails> {
    const place = await this.place(number);
    const context = this.windowsAt(place, maxBytesBeside);
    const row = await this.rowAt(place);
    const { roles, meanings } = readEnvelope(context.socketType, context.direction, context.frames);
    const frames: FrameBytes[] = [];
    let budget = maxBytesPerAnswer;
    for (const frame of shownFramesOf(place.segment, place.row, fromFrame)) {
      if (frames.length === maxFramesPerAnswer) break;
      const index = fromFrame + frames.length;
      const bytes = frame.bytes.slice(0, Math.min(maxBytesPerFrame, budget));
      budget -= bytes.length;
      frames.push({ size: frame.size, kept: frame.bytes.length, bytes, role: roles[index] ?? 'body', meaning: meanings[index] });
    }
    const framesKept = place.segment.keptFramesOf(place.row);
    return {
      row,
      fromFrame,
      frames,
      framesKept: framesKept < row.frames ? framesKept : undefined,
      ...this.topic(place),
      connection: connectionOf(this.sourceOf(place)),
      subscription: row.direction === 'in' ? this.subscription(row.socket, place) : undefined,
    };
  }

  private topic({ segment, row }: Place): Pick<RecordDetails, 'topicLength'> {
    const { type, topicEnds } = this.sources.of(segment.sourceOf(row));
    if (segment.directionOf(row) === EVENT || !type || !socketTypes[type].topics) return {};
    const length = topicLengthOf(segment, row, topicEnds);
    return length < 0 ? {} : { topicLength: length };
  }

  private subscription(socket: SocketId, { segment, row }: Place): RecordDetails['subscription'] {
    const from = segment.startOf(row);
    const first = segment.bytes.subarray(from, segment.firstFrameEnd(row));
    const topic = longestMatch(this.subscriptionsOf(socket), first);
    const { topicEnds } = this.sources.of(segment.sourceOf(row));
    const word = topicLengthOf(segment, row, topicEnds);
    return topic && { topic: topic.slice(), exact: topic.length === (word < 0 ? first.length : word) };
  }

  /** @throws ZmqError `noSuchRecord` */
  async bytes(number: number, frameIndex: number, from: number, to: number): Promise<Uint8Array> {
    const place = await this.place(number);
    for (const frame of shownFramesOf(place.segment, place.row, frameIndex))
      return frame.bytes.slice(from, Math.min(to, from + maxBytesPerAnswer));
    throw new ZmqError('noSuchRecord', t('Record {0} has no frame {1}.', number, frameIndex), {
      hint: t('It has {0}.', place.segment.keptFramesOf(place.row)),
    });
  }
}

const empty = new Uint8Array(0);

function noSuchRecord(number: number): ZmqError {
  return new ZmqError('noSuchRecord', t('Record {0} is no longer kept.', number), {
    hint: t('Raise zmq.capture.maxMegabytes or zmq.capture.maxMessages to keep more.'),
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

function connectionOf({ partOf, sides, types, latencies, peer }: Source): ConnectionDetails | undefined {
  if (partOf && peer) return { number: partOf.number, sides: [peer] };
  return (
    sides &&
    partOf && {
      number: partOf.number,
      sides: sides.map(({ address, identity, speaks }, at) => {
        const type = types?.[at];
        return { address, identity, speaks, socketType: type && socketTypes[type].label };
      }),
      latency: latencies?.summary,
    }
  );
}

type Headline = Pick<Row, 'topic' | 'topicBytes' | 'topicGoesOn' | 'peer' | 'peerBytes' | 'preview'>;

/** Topic and peer in columns of their own, the other frames in another. */
function headline(source: Source, direction: DirectionCode, frames: Uint8Array[]): Headline {
  const {
    topic,
    peer,
    frames: passed,
    subscribes,
    topicBytes = empty,
    peerBytes = peerBytesOf(source, direction),
  } = subjectsOf(source, direction, frames, topicColumn);
  const subjects = {
    topic,
    peer,
    ...(Buffer.compare(encoder.encode(topic), topicBytes) === 0
      ? {}
      : { topicBytes: Uint8Array.from(topicBytes.subarray(0, maxSubjectBytes)) }),
    ...(topicBytes.length > maxSubjectBytes ? { topicGoesOn: true as const } : {}),
    ...(peerBytes && peerBytes.length <= maxSubjectBytes ? { peerBytes: Uint8Array.from(peerBytes) } : {}),
  };
  if (subscribes !== undefined) return { ...subjects, preview: eventSentence({ code: subscribes ? 'subscribe' : 'unsubscribe', topic }) };
  const parts = shownParts(source.type, direction === IN ? 'in' : 'out', frames, passed);
  return { ...subjects, preview: source.isEncrypted ? t('encrypted') : previewFrames(parts, previewLength) };
}

/** What a line shows of these frames from one on, words of the message's protocol among them. */
function shownParts(type: SocketType | undefined, direction: Direction, frames: Uint8Array[], from: number): Uint8Array[] {
  const { line } = readEnvelope(
    type,
    direction,
    frames.map((bytes) => ({ size: bytes.length, bytes })),
  );
  if (!line) return frames.slice(from);
  const parts = line.filter((part) => typeof part === 'string' || part >= from);
  return parts.map((part) => (typeof part === 'string' ? encoder.encode(part) : (frames[part] ?? empty)));
}

const encoder = new TextEncoder();
