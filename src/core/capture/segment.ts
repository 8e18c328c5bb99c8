import { bytesPerRow, columnBuffers, columnBytes, gatherColumns, newColumn, sliceColumns } from './columns';
import type { Columns } from './columns';
import type { BytesSearch } from './textSearch';

/** Directions as the columns store them. */
export const IN = 0;
export const OUT = 1;
export const EVENT = 2;
export type DirectionCode = typeof IN | typeof OUT | typeof EVENT;

/** Set where a trailer with the frames' lengths on the wire follows the payload. */
const TRAILER = 1;
/** Set where fewer bytes were kept than came; such records always have a trailer. */
const CUT = 2;

/** In the exchange column: no part of an exchange, or a request that nobody answered (yet). Otherwise how far away the other record is. */
const ALONE = 0;
const UNANSWERED = -(2 ** 31);
/** A request or a reply whose counterpart cannot be told. */
const UNTOLD = { request: UNANSWERED + 1, reply: UNANSWERED + 2 } as const;

/**
 * Frames of one message that are kept; the others are counted only. So no record takes long to read, and none costs many times its
 * bytes.
 */
export const maxKeptFrames = 100_000;

/** A record's part in an exchange; `other` is the number of the other record. */
export interface ExchangePart {
  role: 'request' | 'reply';
  other?: number;
  /** There may be another one, and which it is cannot be told. */
  untold?: true;
}

/** What records are kept in: memory of a segment, empty or not. */
export interface Room {
  columns: Columns;
  payload: Uint8Array;
}

/** What a segment is made of: to be handed to a thread, or kept in a file. */
export interface SegmentParts extends Room {
  /** Number of the record in row 0. */
  firstNumber: number;
}

/** What is appended: frames whose bytes are copied, and the columns beside them. */
export interface Entry {
  /** ms since 1970. */
  time: number;
  /** Number of what the record is about. */
  source: number;
  direction: DirectionCode;
  /** EVENT: code of the event's kind. */
  event: number;
  frames: readonly Uint8Array[];
  /**
   * Where the frames at hand are but the beginning of what was on the wire: bytes of each there, of the first 100,000 at least, and how many
   * frames and bytes there were.
   */
  onWire?: { sizes: Uint32Array; frames: number; bytes: number };
}

/** Messages of one source that lie one behind the other in one stretch of bytes, each frame behind its header, as a codec cut it. */
export interface Batch {
  /** ms since 1970, of all of them. */
  time: number;
  source: number;
  direction: typeof IN | typeof OUT;
  bytes: Uint8Array;
  /** Where each frame begins and ends in `bytes`: two numbers a frame. */
  bounds: Uint32Array;
  /** Frames of each message. */
  frames: Uint32Array;
  /** Messages, from the front of `frames`. */
  count: number;
}

export interface Frame {
  /** Bytes on the wire. */
  size: number;
  /** The kept ones: a window on the segment, valid until it is evicted. Copy it before it leaves. */
  bytes: Uint8Array;
}

/**
 * A stretch of the log: payload bytes one record after the other, and their records as rows of typed arrays.
 *
 * A record's payload is its frames back to back. Records of several frames, and cut ones, are followed by a trailer: each
 * frame's length on the wire, seven bits a byte, the lowest first (LEB128). So a single frame costs no byte beyond its own, but those of its header on the wire where it came in a batch. Where
 * less was kept than came, the bytes of all frames on the wire stand first, as one length more.
 */
export class Segment {
  count = 0;
  private used = 0;
  /** The byte `flags`: TRAILER | CUT in the low bits; above them the code of an event. */
  private columns: Columns;
  private payload: Uint8Array;
  private readers = 0;

  /** An empty one with this room, which it takes over. */
  constructor(
    /** Number of the record in row 0. */
    readonly firstNumber: number,
    { columns, payload }: Room,
  ) {
    this.columns = columns;
    this.payload = payload;
  }

  /** A full segment of these parts, which it takes over. */
  static of(parts: SegmentParts): Segment {
    const segment = new Segment(parts.firstNumber, parts);
    segment.count = parts.columns.time.length;
    segment.used = parts.payload.length;
    return segment;
  }

  /** It is being read for longer than this turn of the event loop, until `release`: what it holds stays, even where it is evicted meanwhile. */
  hold(): void {
    this.readers++;
  }
  release(): void {
    this.readers--;
  }

  /**
   * Its memory, once it was evicted, for another segment: memory that is touched for the first time costs more than what is copied into it.
   * Undefined while somebody holds it, and where it does not fit. Windows on it are empty from now on, so that nobody takes other
   * records for those that were there.
   */
  giveUp(payloadBytes: number, rows: number): Room | undefined {
    const { payload, columns } = this;
    if (this.readers > 0 || payload.length !== payloadBytes || columns.time.length !== rows) return undefined;
    const kept = { ...columns, exchange: undefined };
    return structuredClone({ payload, columns: kept }, { transfer: [payload.buffer, ...columnBuffers(kept)] });
  }

  /** Number of the record after the last one. */
  get endNumber(): number {
    return this.firstNumber + this.count;
  }

  /** Memory held, used or not. */
  get allocatedBytes(): number {
    return this.payload.byteLength + columnBytes(this.columns);
  }

  get payloadBytes(): number {
    return this.used;
  }

  /** Room for a record of so many bytes and frames. */
  hasRoom(bytes: number, frames: number): boolean {
    return this.count < this.columns.time.length && this.used + spaceFor(bytes, frames) <= this.payload.length;
  }

  /** Appends a record of `size` payload bytes, of which the first `keep` are kept. Ask `hasRoom` first. */
  append(entry: Entry, size: number, keep: number): void {
    const row = this.count++;
    const { frames, onWire } = entry;
    const kept = Math.min(frames.length, maxKeptFrames);
    const frameCount = onWire?.frames ?? frames.length;
    const start = this.used;
    let at = start;
    for (let i = 0; i < kept; i++) {
      const frame = frames[i] as Uint8Array;
      const room = start + keep - at;
      if (frame.length <= room) {
        this.payload.set(frame, at);
        at += frame.length;
      } else {
        this.payload.set(frame.subarray(0, room), at);
        at += room;
      }
    }
    let flags = entry.event << 2;
    if (keep < size || kept < frames.length) flags |= CUT | TRAILER;
    if (frameCount !== 1) flags |= TRAILER;
    const { columns } = this;
    columns.time[row] = entry.time;
    columns.offset[row] = start;
    columns.length[row] = keep;
    columns.frameCount[row] = frameCount;
    columns.source[row] = entry.source;
    columns.direction[row] = entry.direction;
    columns.flags[row] = flags;
    if (flags & CUT) at = this.writeLength(size, at);
    if (flags & TRAILER) {
      const listed = Math.min(frameCount, maxKeptFrames);
      for (let i = 0; i < listed; i++) at = this.writeLength(onWire ? (onWire.sizes[i] as number) : (frames[i] as Uint8Array).length, at);
    }
    this.used = at;
  }

  /**
   * Appends messages of a batch from `message` on, whose first frame is `frame`, as far as there is room. Returns how many.
   * Their bytes are copied at once, headers as well; where a message has several frames, these close up, and the room of their headers takes
   * the trailer. There is no object and no call for a message of one frame.
   */
  appendBatch(batch: Batch, message: number, frame: number): number {
    const { bytes, bounds, frames, time, source, direction } = batch;
    const { columns, payload } = this;
    const rows = Math.min(batch.count, message + columns.time.length - this.count);
    const begin = (bounds[2 * frame] as number) - headerOf((bounds[2 * frame + 1] as number) - (bounds[2 * frame] as number));
    const shift = this.used - begin;
    const end = this.reach(batch, message, rows, frame, payload.length - shift);
    if (end === message) return 0;
    let bound = 2 * frame;
    for (let next = message; next < end; next++) bound += 2 * (frames[next] as number);
    const last = bounds[bound - 1] as number;
    payload.set(bytes.subarray(begin, last), this.used);
    this.used = last + shift;
    bound = 2 * frame;
    let row = this.count;
    for (let next = message; next < end; next++) {
      const frameCount = frames[next] as number;
      columns.time[row] = time;
      columns.frameCount[row] = frameCount;
      columns.source[row] = source;
      columns.direction[row] = direction;
      if (frameCount === 1) {
        columns.offset[row] = (bounds[bound] as number) + shift;
        columns.length[row] = (bounds[bound + 1] as number) - (bounds[bound] as number);
        columns.flags[row] = 0;
      } else this.closeUp(row, bounds, bound, frameCount, shift);
      bound += 2 * frameCount;
      row++;
    }
    this.count = row;
    return end - message;
  }

  /** The first message of a batch, before `rows`, that does not end by `limit`, or has more frames than are kept. */
  private reach({ bounds, frames }: Batch, message: number, rows: number, frame: number, limit: number): number {
    for (let bound = 2 * frame; message < rows; message++) {
      const frameCount = frames[message] as number;
      bound += 2 * frameCount;
      if (frameCount > maxKeptFrames || (bounds[bound - 1] as number) > limit) break;
    }
    return message;
  }

  /** A row of several frames, which lie in the payload with their headers before them. */
  private closeUp(row: number, bounds: Uint32Array, bound: number, frameCount: number, shift: number): void {
    const { columns, payload } = this;
    const end = bound + 2 * frameCount;
    let size = 0;
    let trailer = 0;
    for (let i = bound; i < end; i += 2) {
      const length = (bounds[i + 1] as number) - (bounds[i] as number);
      size += length;
      trailer += lengthBytes(length);
    }
    const first = bounds[bound] as number;
    // A header has as many bytes as a length in the trailer, at least: with that of the first frame there is always room.
    const isTight = trailer > (bounds[end - 1] as number) - first - size;
    const start = first + shift - (isTight ? headerOf((bounds[bound + 1] as number) - first) : 0);
    let at = start;
    for (let i = bound; i < end; i += 2) {
      const from = (bounds[i] as number) + shift;
      const to = (bounds[i + 1] as number) + shift;
      // A call for so few bytes costs more than copying them one by one.
      if (to - from <= 32) for (let next = from; next < to; next++) payload[at++] = payload[next] as number;
      else {
        if (at !== from) payload.copyWithin(at, from, to);
        at += to - from;
      }
    }
    for (let i = bound; i < end; i += 2) at = this.writeLength((bounds[i + 1] as number) - (bounds[i] as number), at);
    columns.offset[row] = start;
    columns.length[row] = size;
    columns.flags[row] = TRAILER;
  }

  private writeLength(length: number, at: number): number {
    let rest = length;
    while (rest > 0x7f) {
      this.payload[at++] = (rest & 0x7f) | 0x80;
      rest = Math.floor(rest / 128);
    }
    this.payload[at++] = rest;
    return at;
  }

  /** The same records in several segments, none with more rows or payload bytes than given, but for a single larger record. */
  split(maxRows: number, maxPayload: number): Segment[] {
    if (this.count <= maxRows && this.used <= maxPayload) return [this];
    const parts: Segment[] = [];
    for (let from = 0; from < this.count;) {
      let to = from + 1;
      while (to < this.count && to - from < maxRows && this.endOf(to) - this.startOf(from) <= maxPayload) to++;
      parts.push(this.part(from, to));
      from = to;
    }
    return parts;
  }

  /** First payload byte behind a record and its trailer. */
  private endOf(row: number): number {
    return row + 1 < this.count ? this.startOf(row + 1) : this.used;
  }

  private part(from: number, to: number): Segment {
    return Segment.of({ ...this.stretch(from, to), firstNumber: this.firstNumber + from });
  }

  /** Rows `from … to - 1`, at least one, copied. */
  private stretch(from: number, to: number): SegmentParts {
    const start = this.startOf(from);
    return {
      firstNumber: 0,
      columns: sliceColumns(this.columns, from, to, start),
      payload: this.payload.slice(start, this.endOf(to - 1)),
    };
  }

  /** These rows (ascending) alone, copied, as a segment whose records are numbered from 0. */
  parts(rows: ArrayLike<number>): SegmentParts {
    const first = rows[0];
    const end = (rows[rows.length - 1] ?? 0) + 1;
    if (first !== undefined && end - first === rows.length) return this.stretch(first, end);
    const offsets = new Uint32Array(rows.length);
    let bytes = 0;
    for (let i = 0; i < rows.length; i++) {
      offsets[i] = bytes;
      bytes += this.endOf(rows[i] as number) - this.startOf(rows[i] as number);
    }
    const payload = new Uint8Array(bytes);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      payload.set(this.payload.subarray(this.startOf(row), this.endOf(row)), offsets[i]);
    }
    return { firstNumber: 0, columns: gatherColumns(this.columns, rows, offsets), payload };
  }

  /** Gives back what a closed segment will never use, where that is worth a copy. */
  trim(): void {
    if (this.used < this.payload.length * 0.75) this.payload = this.payload.slice(0, this.used);
    const unused = (this.columns.time.length - this.count) * bytesPerRow;
    if (unused > this.allocatedBytes / 16) this.columns = sliceColumns(this.columns, 0, this.count);
  }

  /** The record is a request. */
  markRequest(row: number): void {
    this.exchanges[row] = UNANSWERED;
  }
  /** The two records belong to one exchange; `other` is the number of the one that is not in this row. */
  markExchange(row: number, other: number): void {
    this.exchanges[row] = other - this.firstNumber - row;
  }
  /** It asks or answers; what belongs to it cannot be told. */
  markUntold(row: number, role: 'request' | 'reply'): void {
    this.exchanges[row] = UNTOLD[role];
  }
  /** It is no part of an exchange, whatever was thought before. */
  markUnpaired(row: number): void {
    if (this.columns.exchange) this.columns.exchange[row] = ALONE;
  }
  private get exchanges(): Int32Array {
    return (this.columns.exchange ??= newColumn('exchange', this.columns));
  }
  exchangeOf(row: number): ExchangePart | undefined {
    const distance = this.columns.exchange?.[row] ?? ALONE;
    if (distance === ALONE) return undefined;
    if (distance === UNANSWERED) return { role: 'request' };
    if (distance === UNTOLD.request) return { role: 'request', untold: true };
    if (distance === UNTOLD.reply) return { role: 'reply', untold: true };
    return { role: distance > 0 ? 'request' : 'reply', other: this.firstNumber + row + distance };
  }

  /** Number of the reply to the request in this row; 0 where there is none (yet). Undefined where it is no request, or the reply cannot be told. */
  replyTo(row: number): number | undefined {
    const distance = this.columns.exchange?.[row] ?? ALONE;
    if (distance === UNANSWERED) return 0;
    return distance > 0 ? this.firstNumber + row + distance : undefined;
  }

  timeOf(row: number): number {
    return this.columns.time[row] as number;
  }
  sourceOf(row: number): number {
    return this.columns.source[row] as number;
  }
  directionOf(row: number): DirectionCode {
    return this.columns.direction[row] as DirectionCode;
  }
  /** The first event of rows `from … to - 1`; `to` where there is none. */
  nextEvent(from: number, to: number): number {
    const at = this.columns.direction.subarray(from, to).indexOf(EVENT);
    return at < 0 ? to : from + at;
  }
  /** When records are of, and what about, for loops in which a call for each row would tell; good until the segment is evicted. */
  get moments(): Readonly<Pick<Columns, 'time' | 'source' | 'direction'>> {
    return this.columns;
  }
  eventOf(row: number): number {
    return (this.columns.flags[row] as number) >> 2;
  }
  /** Frames on the wire. */
  framesOf(row: number): number {
    return this.columns.frameCount[row] as number;
  }
  keptFramesOf(row: number): number {
    return Math.min(this.framesOf(row), maxKeptFrames);
  }
  isCut(row: number): boolean {
    return ((this.columns.flags[row] as number) & CUT) !== 0;
  }
  startOf(row: number): number {
    return this.columns.offset[row] as number;
  }
  /** Payload of rows `from … to - 1`, with what is stored beside it of their frames. */
  bytesOf(from: number, to: number): number {
    return this.endOf(to - 1) - this.startOf(from);
  }

  /** What `startOf` and `firstFrameEnd` point into. */
  get bytes(): Uint8Array {
    return this.payload;
  }
  /** Where the first frame ends, of what was kept; its beginning is `startOf`. */
  firstFrameEnd(row: number): number {
    const start = this.startOf(row);
    const end = start + this.keptOf(row);
    if (((this.columns.flags[row] as number) & TRAILER) === 0) return end;
    return Math.min(start + this.lengthsOf(row).next(), end);
  }
  /** Kept payload bytes. */
  keptOf(row: number): number {
    return this.columns.length[row] as number;
  }

  /** Payload bytes on the wire. */
  sizeOf(row: number): number {
    return this.isCut(row) ? new Lengths(this.payload, this.trailerOf(row)).next() : this.keptOf(row);
  }

  private trailerOf(row: number): number {
    return this.startOf(row) + this.keptOf(row);
  }

  /** The lengths of the frames in a record's trailer. */
  private lengthsOf(row: number): Lengths {
    const lengths = new Lengths(this.payload, this.trailerOf(row));
    if (this.isCut(row)) lengths.next();
    return lengths;
  }

  /** The kept frames of a record from the `first` on (from 0), in order, without copying. */
  *frames(row: number, first = 0): Generator<Frame> {
    const start = this.startOf(row);
    const end = start + this.keptOf(row);
    if (((this.columns.flags[row] as number) & TRAILER) === 0) {
      if (first === 0) yield { size: end - start, bytes: this.payload.subarray(start, end) };
      return;
    }
    const lengths = this.lengthsOf(row);
    const count = this.keptFramesOf(row);
    let at = start;
    for (let i = 0; i < count; i++) {
      const size = lengths.next();
      const to = Math.min(at + size, end);
      if (i >= first) yield { size, bytes: this.payload.subarray(at, to) };
      at = to;
    }
  }

  /** Counts the records of each source into `into`, by its number. */
  countBySource(into: Map<number, number>): void {
    // Most often many of one source follow one another.
    for (let from = 0, to = 0; from < this.count; from = to) {
      const source = this.sourceOf(from);
      while (to < this.count && this.sourceOf(to) === source) to++;
      into.set(source, (into.get(source) ?? 0) + to - from);
    }
  }

  /**
   * Sets 1 in `found`, by row from `fromRow` on, for the rows `fromRow … toRow - 1` with a frame in which the bytes are. They are
   * searched across records, which is faster than one record after the other. `part`: only these bytes of them.
   */
  search(search: BytesSearch, fromRow: number, toRow: number, found: Uint8Array, part?: { from: number; to: number }): void {
    if (fromRow >= toRow) return;
    const end = this.endOf(toRow - 1);
    const start = this.startOf(fromRow) + (part?.from ?? 0);
    const next = search.over(this.payload.subarray(start, part ? Math.min(end, this.startOf(fromRow) + part.to) : end));
    let row = fromRow;
    let bounds: FrameBounds | undefined;
    for (let at = start; ;) {
      const offset = next(at - start);
      if (offset < 0) return;
      const hit = start + offset;
      row = this.rowAt(hit, row, toRow);
      // Hits come one behind the other, and so are the frames of a record passed over once.
      if (bounds?.row !== row) bounds = this.boundsOf(row);
      if (!bounds.haveInOne(hit, search.length)) {
        at = hit + 1;
        continue;
      }
      found[row - fromRow] = 1;
      if (++row === toRow) return;
      at = this.startOf(row);
    }
  }

  /** Row of the last record before `toRow` that starts at or before a payload byte and owns it; it is `fromRow` or one behind it. */
  private rowAt(position: number, fromRow: number, toRow: number): number {
    // Most often it is near: steps that double find a range, halving finds it there.
    let low = fromRow;
    let step = 1;
    while (low + step < toRow && this.startOf(low + step) <= position) {
      low += step;
      step *= 2;
    }
    let high = Math.min(low + step, toRow) - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.startOf(middle) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private boundsOf(row: number): FrameBounds {
    const start = this.startOf(row);
    return new FrameBounds(row, start, start + this.keptOf(row), this.framesOf(row) === 1 ? undefined : this.lengthsOf(row));
  }
}

/** Reads lengths one behind the other: seven bits a byte, the lowest first. */
class Lengths {
  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
  ) {}

  next(): number {
    let length = 0;
    let scale = 1;
    let byte: number;
    do {
      byte = this.bytes[this.at++] as number;
      length += (byte & 0x7f) * scale;
      scale *= 128;
    } while (byte & 0x80);
    return length;
  }
}

/** Where the frames of a record end, for places that are asked for in order. */
class FrameBounds {
  /** End of the frame that was come to. */
  private frameEnd: number;

  constructor(
    readonly row: number,
    start: number,
    private readonly end: number,
    /** Of several frames. */
    private readonly lengths: Lengths | undefined,
  ) {
    this.frameEnd = lengths ? start : end;
  }

  /** Whether so many bytes from a place on belong to one frame. */
  haveInOne(from: number, length: number): boolean {
    if (from + length > this.end) return false;
    while (this.lengths && this.frameEnd <= from) this.frameEnd += this.lengths.next();
    return from + length <= this.frameEnd;
  }
}

/** Bytes of a frame's header in ZMTP, at least (RFC 13, 23). */
const headerOf = (length: number) => (length > 255 ? 9 : 2);

/** Bytes of a length in a trailer. */
function lengthBytes(length: number): number {
  let bytes = 1;
  for (let rest = length; rest > 0x7f; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}

/** Payload bytes to set aside for a record, its trailer or its headers at their longest. */
export function spaceFor(bytes: number, frames: number): number {
  // One length more, where less is kept than came.
  return bytes + (Math.min(frames, maxKeptFrames) + 1) * 9;
}
