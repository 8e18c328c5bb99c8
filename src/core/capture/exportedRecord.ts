import type { EventFacts, EventKind } from '../../protocol/events';
import type { Direction } from '../../protocol/log';
import { eventKinds } from '../events/eventKinds';
import { factsOf, shownFrames } from '../events/eventFrames';
import { EVENT, IN } from './segment';
import type { Segment } from './segment';
import type { Source } from './sources';
import { peerOf, subjectsOf } from './subjects';

/** A record as the forms in which it is copied or exported see it. Its frames are windows on the segment, valid until that goes. */
export interface ExportedRecord {
  /** Of the capture, from 1. */
  number: number;
  /** ms since 1970, with µs as fraction. */
  time: number;
  direction: Direction;
  source: Source;
  topic: string;
  peer: string;
  /** All that are kept, exactly; of an event none. */
  frames: readonly Uint8Array[];
  /** Frames at the beginning that stand as topic or peer. */
  subjectFrames: 0 | 1;
  /** Frames on the wire. */
  frameCount: number;
  /** Payload bytes on the wire. */
  size: number;
  /** Payload bytes kept. */
  kept: number;
  /** The note of a marked record, empty where it has none. */
  marked: string | undefined;
  /** Absent for messages. */
  event: ExportedEvent | undefined;
}

export interface ExportedEvent {
  kind: EventKind;
  sentence: Uint8Array;
  /** Absent where they cannot be read any more. */
  facts: EventFacts | undefined;
}

/** Less is kept than was on the wire. */
export function isCut({ frames, frameCount, size, kept, event }: ExportedRecord): boolean {
  return event === undefined && (kept < size || frames.length < frameCount);
}

/** Characters of a topic; those of ZeroMQ are short, and frames are exported besides. */
const maxSubject = 1000;
const none = new Uint8Array(0);

/** Written out, for it runs once for each of millions of records. */
export function exportedRecord(segment: Segment, row: number, source: Source, marked: string | undefined): ExportedRecord {
  const number = segment.firstNumber + row;
  const time = segment.timeOf(row);
  const code = segment.directionOf(row);
  const frames: Uint8Array[] = [];
  for (const frame of segment.frames(row)) frames.push(frame.bytes);
  if (code === EVENT) {
    const [sentence = none, endpoint = none] = shownFrames(frames);
    return {
      number,
      time,
      source,
      direction: 'event',
      topic: new TextDecoder().decode(endpoint),
      peer: peerOf(source, code),
      frames: [],
      subjectFrames: 0,
      frameCount: 0,
      size: 0,
      kept: 0,
      marked,
      event: { kind: eventKinds[segment.eventOf(row)] ?? 'warning', sentence, facts: factsOf(frames) },
    };
  }
  const subjects = subjectsOf(source, code, frames, maxSubject);
  return {
    number,
    time,
    source,
    direction: code === IN ? 'in' : 'out',
    topic: subjects.topic,
    peer: subjects.peer,
    frames,
    subjectFrames: subjects.frames,
    frameCount: segment.framesOf(row),
    size: segment.sizeOf(row),
    kept: segment.keptOf(row),
    marked,
    event: undefined,
  };
}
