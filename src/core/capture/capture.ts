import type { Matcher } from '../query/compile';
import type { Entry } from './segment';
import { Segment, bytesPerRow, spaceFor } from './segment';
import { View } from '../query/view';

export interface CaptureLimits {
  /** Payload, columns and indexes together. */
  maxBytes: number;
  maxRecords: number;
}

const mebibyte = 1024 * 1024;
const segmentPayload = 8 * mebibyte;
const segmentRows = 64 * 1024;
/** A segment is at most this part of the whole, so that eviction takes little at a time. */
const share = 8;

/**
 * All traffic in order of arrival, bounded in bytes and in records; the oldest segment makes room for the newest.
 * Records are numbered from 1 and no number is used twice.
 */
export class Capture {
  private segments: Segment[] = [];
  private views: View[] = [];
  private nextNumber = 1;
  private evictedRecords = 0;
  /** Memory of all segments but the newest, which still changes. */
  private closedBytes = 0;
  /** Told of each segment before its records go, evicted or cleared. */
  onLeave: (segment: Segment) => void = () => {};

  /** `onEvict` is told how many records of each socket number went. */
  constructor(
    private limits: CaptureLimits,
    private readonly onEvict: (bySocket: ReadonlyMap<number, number>) => void = () => {},
  ) {}

  /** Number of the oldest record kept; equals `end` when there is none. */
  get first(): number {
    return this.segments[0]?.firstNumber ?? this.nextNumber;
  }
  /** Number the next record will get. */
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

  /** Memory held for payload, columns and the indexes of views. */
  get bytes(): number {
    let bytes = this.closedBytes + (this.segments.at(-1)?.allocatedBytes ?? 0);
    for (const view of this.views) bytes += view.indexBytes;
    return bytes;
  }

  /** Copies the entry's frames in; returns the record's number. */
  append(entry: Entry): number {
    let size = 0;
    for (let i = 0; i < entry.frames.length; i++) size += (entry.frames[i] as Uint8Array).length;
    // A record larger than a quarter of the budget is kept in part, so that it cannot drive out all others.
    const keep = Math.min(size, Math.floor(this.limits.maxBytes / 4));
    let segment = this.segments.at(-1);
    if (!segment?.hasRoom(keep, entry.frames.length)) segment = this.startSegment(spaceFor(keep, entry.frames.length));
    segment.append(entry, size, keep);
    return this.nextNumber++;
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
    const rows = Math.min(rowLimit, Math.max(1024, Math.min(expected, 8 * segmentRows, columnLimit)));
    this.makeRoom(payload + rows * bytesPerRow, rows);
    const segment = new Segment(this.nextNumber, rows, new Uint8Array(payload));
    this.segments.push(segment);
    return segment;
  }

  /** Evicts oldest segments until so much more fits into the limits. */
  private makeRoom(bytes: number, records: number): void {
    const gone = new Map<number, number>();
    let held = this.closedBytes;
    for (const view of this.views) held += view.indexBytes;
    while (this.segments.length > 0 && (held + bytes > this.limits.maxBytes || this.kept + records > this.limits.maxRecords)) {
      const oldest = this.segments[0] as Segment;
      this.onLeave(oldest);
      this.segments.shift();
      oldest.countBySocket(gone);
      this.evictedRecords += oldest.count;
      this.closedBytes -= oldest.allocatedBytes;
      held -= oldest.allocatedBytes;
      for (const view of this.views) held -= view.forget(this.first);
    }
    if (gone.size > 0) this.onEvict(gone);
  }

  setLimits(limits: CaptureLimits): void {
    this.limits = limits;
    // A trimmed segment has no room: the next record starts a new one, sized for the new limits.
    this.segments.at(-1)?.trim();
    // Eviction takes whole segments: one that was made for wider limits goes in parts, so that the newest records stay.
    const parts = this.segments.map((segment) => segment.split(Math.ceil(limits.maxRecords / share), Math.ceil(limits.maxBytes / share)));
    for (const view of this.views) view.resegment(this.segments, parts);
    this.segments = parts.flat();
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
    for (const segment of this.segments) this.onLeave(segment);
    this.segments = [];
    this.closedBytes = 0;
    this.evictedRecords = 0;
    for (const view of this.views) view.forget(this.first);
  }

  /** Where a record is kept; undefined when it was evicted, cleared, or never was. */
  find(number: number): { segment: Segment; row: number } | undefined {
    const segment = this.segmentOf(number);
    return segment && { segment, row: number - segment.firstNumber };
  }

  /** The segment that holds the record of this number. */
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

  /** Without a matcher it shows all records. */
  openView(matcher?: Matcher): View {
    const view = new View(this, matcher);
    this.views.push(view);
    return view;
  }

  closeView(view: View): void {
    view.close();
    this.views = this.views.filter((other) => other !== view);
  }
}
