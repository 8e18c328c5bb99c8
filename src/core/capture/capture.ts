import { bytesPerRow, newColumns } from './columns';
import { Follower } from './follower';
import type { Consumer, FollowedRecords } from './follower';
import type { Place } from './records';
import type { Batch, Entry, Room } from './segment';
import { maxKeptFrames, Segment, spaceFor } from './segment';

export interface CaptureLimits {
  /** Payload, columns and indexes together. */
  maxBytes: number;
  maxRecords: number;
}

const mebibyte = 1024 * 1024;
const segmentPayload = 8 * mebibyte;
const segmentRows = 64 * 1024;
/** Segments of like traffic have as many rows, so that one can take the room of another. */
const rowStep = 1024;
/** A segment is at most this part of the whole, so that eviction takes little at a time. */
const share = 8;

/**
 * All traffic in order of arrival, bounded in bytes and in records; the oldest segment makes room for the newest.
 * Records are numbered from 1 and no number is used twice.
 */
export class Capture implements FollowedRecords {
  private segments: Segment[] = [];
  private readonly followers = new Set<Follower>();
  private nextNumber = 1;
  private evictedRecords = 0;
  /** Memory of all segments but the newest, which still changes. */
  private closedBytes = 0;

  /** `onEvict` is told how many records of each source went, by its number. */
  constructor(
    private limits: CaptureLimits,
    private readonly onEvict: (bySource: ReadonlyMap<number, number>) => void = () => {},
  ) {}

  get first(): number {
    return this.segments[0]?.firstNumber ?? this.nextNumber;
  }
  get end(): number {
    return this.nextNumber;
  }
  get kept(): number {
    return this.end - this.first;
  }
  /** Records that had to make room since the last `clear`. */
  get evicted(): number {
    return this.evictedRecords;
  }
  get maxBytes(): number {
    return this.limits.maxBytes;
  }
  get maxRecords(): number {
    return this.limits.maxRecords;
  }

  /** Memory held for payload, columns and the indexes of followers. */
  get bytes(): number {
    return this.closedBytes + (this.segments.at(-1)?.allocatedBytes ?? 0) + this.indexBytes;
  }
  private get indexBytes(): number {
    let bytes = 0;
    for (const { consumer } of this.followers) bytes += consumer.indexBytes ?? 0;
    return bytes;
  }

  /** Copies the entry's frames in; returns the record's number. */
  append(entry: Entry): number {
    const { frames, onWire } = entry;
    let size = 0;
    for (let i = 0; i < frames.length && i < maxKeptFrames; i++) size += (frames[i] as Uint8Array).length;
    const keep = Math.min(size, this.mostKept);
    for (let i = maxKeptFrames; i < frames.length; i++) size += (frames[i] as Uint8Array).length;
    if (onWire) size = Math.max(size, onWire.bytes);
    const frameCount = onWire?.frames ?? frames.length;
    let segment = this.segments.at(-1);
    if (!segment?.hasRoom(keep, frameCount)) segment = this.startSegment(spaceFor(keep, frameCount));
    segment.append(entry, size, keep);
    return this.nextNumber++;
  }

  /** Copies the messages in; returns the number of the first one, the others follow it. */
  appendBatch(batch: Batch): number {
    const first = this.nextNumber;
    let frame = 0;
    let isFresh = false;
    for (let message = 0; message < batch.count;) {
      const taken = this.segments.at(-1)?.appendBatch(batch, message, frame) ?? 0;
      for (const end = message + taken; message < end; message++) frame += batch.frames[message] as number;
      this.nextNumber += taken;
      if (message === batch.count) break;
      const frames = batch.frames[message] as number;
      let size = 0;
      for (let i = frame; i < frame + frames; i++) size += (batch.bounds[2 * i + 1] as number) - (batch.bounds[2 * i] as number);
      if (size <= this.mostKept && frames <= maxKeptFrames && !(isFresh && taken === 0)) {
        this.startSegment(spaceFor(size, frames));
        isFresh = true;
        continue;
      }
      // Too large for a segment, or with commands between its frames.
      this.append({ ...batch, event: 0, frames: framesOf(batch, frame, frames) });
      isFresh = false;
      message++;
      frame += frames;
    }
    return first;
  }

  /** A record larger than a quarter of the budget is kept in part, so that it cannot drive out all others. */
  private get mostKept(): number {
    return Math.floor(this.limits.maxBytes / 4);
  }

  private startSegment(atLeast: number): Segment {
    const closed = this.segments.at(-1);
    if (closed) {
      closed.trim();
      this.closedBytes += closed.allocatedBytes;
    }
    const payload = Math.max(atLeast, Math.min(segmentPayload, Math.floor(this.limits.maxBytes / share)));
    const rowLimit = Math.max(1, Math.floor(this.limits.maxRecords / share));
    const columnLimit = Math.floor(this.limits.maxBytes / share / bytesPerRow);
    // Rows and payload should run out together: the last segment tells how long records are.
    const expected =
      closed && closed.count > 0 ? Math.ceil((payload / Math.max(1, closed.payloadBytes / closed.count)) * 1.05) : segmentRows;
    const rows = Math.min(rowLimit, Math.max(rowStep, Math.min(Math.ceil(expected / rowStep) * rowStep, 8 * segmentRows, columnLimit)));
    let room: Room | undefined;
    for (const evicted of this.makeRoom(payload + rows * bytesPerRow, rows)) room ??= evicted.giveUp(payload, rows);
    const segment = new Segment(this.nextNumber, room ?? { columns: newColumns(rows), payload: new Uint8Array(payload) });
    this.segments.push(segment);
    return segment;
  }

  /** Evicts oldest segments until so much more fits into the limits; returns them. */
  private makeRoom(bytes: number, records: number): Segment[] {
    const { maxBytes, maxRecords } = this.limits;
    return this.evictWhile(this.closedBytes, (held) => held + bytes > maxBytes || this.kept + records > maxRecords);
  }

  /**
   * Evicts the oldest segment as long as it is wanted; returns those that went. `held`: memory of records, bytes, of which the indexes are not
   * yet a part.
   */
  private evictWhile(held: number, isWanted: (held: number, oldest: Segment) => boolean): Segment[] {
    const evicted: Segment[] = [];
    const gone = new Map<number, number>();
    held += this.indexBytes;
    for (let [oldest] = this.segments; oldest && isWanted(held, oldest); [oldest] = this.segments) {
      this.announce(oldest);
      this.segments.shift();
      oldest.countBySource(gone);
      this.evictedRecords += oldest.count;
      this.closedBytes -= oldest.allocatedBytes;
      held -= oldest.allocatedBytes;
      held -= this.forgotten();
      evicted.push(oldest);
    }
    if (gone.size > 0) this.onEvict(gone);
    return evicted;
  }

  setLimits(limits: CaptureLimits): void {
    this.limits = limits;
    // A trimmed segment has no room: the next record starts a new one, sized for the new limits.
    this.segments.at(-1)?.trim();
    // What is too much even without the oldest segment goes as it is.
    const all = this.segments.reduce((sum, { allocatedBytes }) => sum + allocatedBytes, 0);
    this.evictWhile(
      all,
      (held, { allocatedBytes, count }) => held - allocatedBytes > limits.maxBytes || this.kept - count > limits.maxRecords,
    );
    // Eviction takes whole segments: one that was made for wider limits goes in parts, so that the newest records stay.
    this.segments = this.segments.flatMap((segment) =>
      segment.split(Math.ceil(limits.maxRecords / share), Math.ceil(limits.maxBytes / share)),
    );
    this.closedBytes = 0;
    for (const segment of this.segments.slice(0, -1)) this.closedBytes += segment.allocatedBytes;
    this.settle();
  }

  /** Makes room where limits have become narrower or the indexes of views larger. */
  settle(): void {
    this.closedBytes += this.segments.at(-1)?.allocatedBytes ?? 0;
    this.makeRoom(0, 0);
    this.closedBytes -= this.segments.at(-1)?.allocatedBytes ?? 0;
  }

  /** Forgets all records; their numbers are not used again. */
  clear(): void {
    for (const segment of this.segments) this.announce(segment);
    this.segments = [];
    this.closedBytes = 0;
    this.evictedRecords = 0;
    this.forgotten();
  }

  private announce(segment: Segment): void {
    for (const follower of this.followers) follower.beforeGoing(segment);
  }

  /** Index bytes that were freed. */
  private forgotten(): number {
    let freed = 0;
    for (const { consumer } of this.followers) freed += consumer.forget?.(this.first) ?? 0;
    return freed;
  }

  /** Where a record is kept; undefined when it was evicted, cleared, or never was. */
  find(number: number): Place | undefined {
    const segment = this.segmentOf(number);
    return segment && { segment, row: number - segment.firstNumber };
  }

  segmentOf(number: number): Segment | undefined {
    if (number < this.first || number >= this.end) return undefined;
    let low = 0;
    let high = this.segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.segments[middle] as Segment).firstNumber <= number) low = middle;
      else high = middle - 1;
    }
    return this.segments[low];
  }

  follow(consumer: Consumer, from = this.first): Follower {
    const follower = new Follower(this, consumer, from, {
      closed: () => this.followers.delete(follower),
      // An index that has grown takes room from records.
      read: () => consumer.forget && this.settle(),
    });
    this.followers.add(follower);
    return follower;
  }
}

/** So many frames of a batch from one on, as windows on its bytes. */
export function framesOf(
  { bytes, bounds }: Pick<Batch, 'bytes'> & { bounds: ArrayLike<number> },
  from: number,
  count: number,
): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let bound = 2 * from; bound < 2 * (from + count); bound += 2) frames.push(bytes.subarray(bounds[bound], bounds[bound + 1]));
  return frames;
}
