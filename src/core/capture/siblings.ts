import type { SocketType } from '../../protocol/sockets';
import { maxWeak, type MessageContext, type Sibling } from '../codecs/messageContext';
import { socketTypes } from '../socket/socketTypes';
import type { TopicEnd } from '../socket/topicLength';
import { EVENT, type Segment } from './segment';
import { topicLengthOf } from './topicOfRow';

/** Messages whose frames weigh in. */
export const maxSiblings = 8;
/** Records before this one, and behind it, among which they are looked for. */
const maxScanned = 64;
/** Frames of a message that are looked at. */
const maxFrames = 8;
/** Bytes of another message's frame from which its form is told. */
const maxBytes = 256;
const openBracket = 0x5b;
const openBrace = 0x7b;

/** Whether a frame of the record is so short that its form may be chance. Cheap: asked of each record that is read. */
export function hasWeakFrame(segment: Segment, row: number): boolean {
  const frames = segment.framesOf(row);
  if (segment.directionOf(row) === EVENT || frames > maxFrames) return false;
  const from = segment.startOf(row);
  const kept = segment.keptOf(row);
  if (frames === 1) return kept > 0 && kept <= maxWeak && !isJson(segment.bytes[from]);
  if (frames === 2) {
    const second = segment.firstFrameEnd(row);
    const size = from + kept - second;
    return size > 0 && size <= maxWeak && !isJson(segment.bytes[second]);
  }
  for (const { size, bytes } of segment.frames(row, 1)) if (size > 0 && size <= maxWeak && !isJson(bytes[0])) return true;
  return false;
}

const isJson = (first: number | undefined) => first === openBrace || first === openBracket;

/**
 * The records next to this one of its source, direction and topic, and of as many frames: those before it, and behind it where these are few.
 * Looked for among its neighbours in the segment only, so that the search has an end.
 */
export function siblingRows(
  segment: Segment,
  row: number,
  ofSource: { type?: SocketType; topicEnds?: readonly TopicEnd[] } = {},
): number[] {
  const { type, topicEnds } = ofSource;
  const rows: number[] = [];
  const topic = type && socketTypes[type].topics ? topicOf(segment, row, topicEnds) : undefined;
  const source = segment.sourceOf(row);
  const direction = segment.directionOf(row);
  const frames = segment.framesOf(row);
  const look = (other: number): void => {
    if (segment.sourceOf(other) !== source || segment.directionOf(other) !== direction || segment.framesOf(other) !== frames) return;
    if (topic && !isSame(segment.bytes, topic, topicOf(segment, other, topicEnds))) return;
    rows.push(other);
  };
  for (let other = row - 1; other >= 0 && row - other <= maxScanned && rows.length < maxSiblings; other--) look(other);
  for (let other = row + 1; other < segment.count && other - row <= maxScanned && rows.length < maxSiblings; other++) look(other);
  return rows;
}

interface Stretch {
  from: number;
  to: number;
}

/** Where the topic stands: the first frame, or its first word where it is the only one. */
function topicOf(segment: Segment, row: number, topicEnds: readonly TopicEnd[] | undefined): Stretch {
  const from = segment.startOf(row);
  return { from, to: from + Math.max(0, topicLengthOf(segment, row, topicEnds)) };
}

function isSame(bytes: Uint8Array, one: Stretch, other: Stretch): boolean {
  if (one.to - one.from !== other.to - other.from) return false;
  for (let at = one.from, beside = other.from; at < one.to; at++, beside++) if (bytes[at] !== bytes[beside]) return false;
  return true;
}

/** For each short frame of a message the same frame of those records; undefined where no frame is short. */
export function siblingsFrom(
  { frames }: MessageContext,
  segment: Segment,
  rows: readonly number[],
): ReadonlyMap<number, readonly Sibling[]> | undefined {
  const found = new Map<number, Sibling[]>();
  frames.slice(0, maxFrames).forEach(({ size, bytes }, frame) => {
    if (size > 0 && size <= maxWeak && !isJson(bytes[0])) found.set(frame, []);
  });
  if (found.size === 0) return undefined;
  for (const row of rows) {
    let frame = 0;
    for (const { size, bytes } of segment.frames(row)) found.get(frame++)?.push({ size, bytes: bytes.subarray(0, maxBytes) });
  }
  return found;
}
