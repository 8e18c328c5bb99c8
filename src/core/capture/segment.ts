import type { BytesSearch } from './textSearch';

/** Directions as the columns store them. */
export const IN = 0;
export const OUT = 1;
export const EVENT = 2;
export type DirectionCode = typeof IN | typeof OUT | typeof EVENT;

/** Bytes of one record in the columns of a segment. */
export const bytesPerRow = 8 + 4 + 4 + 4 + 2 + 1 + 1;

/** Set where a trailer with the frames' lengths on the wire follows the payload. */
const TRAILER = 1;
/** Set where fewer bytes were kept than came; such records always have a trailer. */
const CUT = 2;

/** In the exchange column: no part of an exchange, or a request that nobody answered (yet). Otherwise how far away the other record is. */
const ALONE = 0;
const UNANSWERED = -(2 ** 31);

/** A record's part in an exchange; `other` is the number of the other record. */
export interface ExchangePart {
  role: 'request' | 'reply';
  other?: number;
}

/** Rows of a segment on buffers of their own, to be handed to a thread. */
export interface SegmentColumns {
  payload: Uint8Array;
  time: Float64Array;
  offset: Uint32Array;
  length: Uint32Array;
  frameCount: Uint32Array;
  socket: Uint16Array;
  direction: Uint8Array;
  flags: Uint8Array;
}

/** What is appended: frames whose bytes are copied, and the columns beside them. */
export interface Entry {
  /** ms since 1970. */
  time: number;
  socket: number;
  direction: DirectionCode;
  /** EVENT: code of the event's kind. */
  event: number;
  frames: readonly Uint8Array[];
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
 * frame's length on the wire, seven bits a byte, the lowest first (LEB128). So a single frame costs no byte beyond its own.
 */
export class Segment {
  count = 0;
  private used = 0;
  private time: Float64Array;
  private offset: Uint32Array;
  private length: Uint32Array;
  private frameCount: Uint32Array;
  private socket: Uint16Array;
  private direction: Uint8Array;
  /** Messages: TRAILER | CUT in the high bits; the event code of events shares the byte's low six bits. */
  private flags: Uint8Array;
  /** Made with the first exchange. */
  private exchange: Int32Array | undefined;

  constructor(
    /** Number of the record in row 0. */
    readonly firstNumber: number,
    rowCapacity: number,
    private payload: Uint8Array,
  ) {
    this.time = new Float64Array(rowCapacity);
    this.offset = new Uint32Array(rowCapacity);
    this.length = new Uint32Array(rowCapacity);
    this.frameCount = new Uint32Array(rowCapacity);
    this.socket = new Uint16Array(rowCapacity);
    this.direction = new Uint8Array(rowCapacity);
    this.flags = new Uint8Array(rowCapacity);
  }

  /** Number of the record after the last one. */
  get endNumber(): number {
    return this.firstNumber + this.count;
  }

  /** Memory held, used or not. */
  get allocatedBytes(): number {
    return this.payload.byteLength + this.time.length * bytesPerRow + (this.exchange?.byteLength ?? 0);
  }

  get payloadBytes(): number {
    return this.used;
  }

  /** Room for a record of so many bytes and frames. */
  hasRoom(bytes: number, frames: number): boolean {
    return this.count < this.time.length && this.used + spaceFor(bytes, frames) <= this.payload.length;
  }

  /** Appends a record, of which the first `keep` payload bytes are kept. Ask `hasRoom` first. */
  append(entry: Entry, size: number, keep: number): void {
    const row = this.count++;
    const { frames } = entry;
    const start = this.used;
    let at = start;
    for (let i = 0; i < frames.length; i++) {
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
    if (keep < size) flags |= CUT | TRAILER;
    if (frames.length !== 1) flags |= TRAILER;
    this.time[row] = entry.time;
    this.offset[row] = start;
    this.length[row] = keep;
    this.frameCount[row] = frames.length;
    this.socket[row] = entry.socket;
    this.direction[row] = entry.direction;
    this.flags[row] = flags;
    if (flags & TRAILER) at = this.writeTrailer(frames, at);
    this.used = at;
  }

  private writeTrailer(frames: readonly Uint8Array[], start: number): number {
    let at = start;
    for (const frame of frames) {
      let rest = frame.length;
      while (rest > 0x7f) {
        this.payload[at++] = (rest & 0x7f) | 0x80;
        rest = Math.floor(rest / 128);
      }
      this.payload[at++] = rest;
    }
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
    const start = this.startOf(from);
    const part = new Segment(this.firstNumber + from, 0, this.payload.slice(start, this.endOf(to - 1)));
    part.count = to - from;
    part.used = part.payload.length;
    part.time = this.time.slice(from, to);
    part.offset = this.offset.slice(from, to).map((offset) => offset - start);
    part.length = this.length.slice(from, to);
    part.frameCount = this.frameCount.slice(from, to);
    part.socket = this.socket.slice(from, to);
    part.direction = this.direction.slice(from, to);
    part.flags = this.flags.slice(from, to);
    part.exchange = this.exchange?.slice(from, to);
    return part;
  }

  /** These rows alone, copied. */
  columns(rows: ArrayLike<number>): SegmentColumns {
    const count = rows.length;
    let bytes = 0;
    for (let i = 0; i < count; i++) bytes += this.endOf(rows[i] as number) - this.startOf(rows[i] as number);
    const columns: SegmentColumns = {
      payload: new Uint8Array(bytes),
      time: new Float64Array(count),
      offset: new Uint32Array(count),
      length: new Uint32Array(count),
      frameCount: new Uint32Array(count),
      socket: new Uint16Array(count),
      direction: new Uint8Array(count),
      flags: new Uint8Array(count),
    };
    let at = 0;
    for (let i = 0; i < count; i++) {
      const row = rows[i] as number;
      const start = this.startOf(row);
      const end = this.endOf(row);
      columns.payload.set(this.payload.subarray(start, end), at);
      columns.time[i] = this.timeOf(row);
      columns.offset[i] = at;
      columns.length[i] = this.keptOf(row);
      columns.frameCount[i] = this.framesOf(row);
      columns.socket[i] = this.socketOf(row);
      columns.direction[i] = this.directionOf(row);
      columns.flags[i] = this.flags[row] as number;
      at += end - start;
    }
    return columns;
  }

  /** The rows that `columns` took; they are numbered from 0. */
  static of(columns: SegmentColumns): Segment {
    const segment = new Segment(0, 0, columns.payload);
    const { time, offset, length, frameCount, socket, direction, flags } = columns;
    Object.assign(segment, {
      time,
      offset,
      length,
      frameCount,
      socket,
      direction,
      flags,
      count: time.length,
      used: columns.payload.length,
    });
    return segment;
  }

  /** Gives back what a closed segment will never use, where that is worth a copy. */
  trim(): void {
    if (this.used < this.payload.length * 0.75) this.payload = this.payload.slice(0, this.used);
    if (this.count < this.time.length * 0.75) {
      this.time = this.time.slice(0, this.count);
      this.offset = this.offset.slice(0, this.count);
      this.length = this.length.slice(0, this.count);
      this.frameCount = this.frameCount.slice(0, this.count);
      this.socket = this.socket.slice(0, this.count);
      this.direction = this.direction.slice(0, this.count);
      this.flags = this.flags.slice(0, this.count);
      this.exchange = this.exchange?.slice(0, this.count);
    }
  }

  /** The record is a request. */
  markRequest(row: number): void {
    this.exchanges[row] = UNANSWERED;
  }
  /** The two records belong to one exchange; `other` is the number of the one that is not in this row. */
  markExchange(row: number, other: number): void {
    this.exchanges[row] = other - this.firstNumber - row;
  }
  private get exchanges(): Int32Array {
    return (this.exchange ??= new Int32Array(this.time.length));
  }
  exchangeOf(row: number): ExchangePart | undefined {
    const distance = this.exchange?.[row] ?? ALONE;
    if (distance === ALONE) return undefined;
    if (distance === UNANSWERED) return { role: 'request' };
    return { role: distance > 0 ? 'request' : 'reply', other: this.firstNumber + row + distance };
  }

  timeOf(row: number): number {
    return this.time[row] as number;
  }
  socketOf(row: number): number {
    return this.socket[row] as number;
  }
  directionOf(row: number): DirectionCode {
    return this.direction[row] as DirectionCode;
  }
  eventOf(row: number): number {
    return (this.flags[row] as number) >> 2;
  }
  framesOf(row: number): number {
    return this.frameCount[row] as number;
  }
  isCut(row: number): boolean {
    return ((this.flags[row] as number) & CUT) !== 0;
  }
  startOf(row: number): number {
    return this.offset[row] as number;
  }
  /** What `startOf` and `firstFrameEnd` point into. */
  get bytes(): Uint8Array {
    return this.payload;
  }
  /** Where the first frame ends, of what was kept; its beginning is `startOf`. */
  firstFrameEnd(row: number): number {
    const start = this.startOf(row);
    const end = start + this.keptOf(row);
    if (((this.flags[row] as number) & TRAILER) === 0) return end;
    let size = 0;
    let scale = 1;
    let byte: number;
    let at = end;
    do {
      byte = this.payload[at++] as number;
      size += (byte & 0x7f) * scale;
      scale *= 128;
    } while (byte & 0x80);
    return Math.min(start + size, end);
  }
  /** Kept payload bytes. */
  keptOf(row: number): number {
    return this.length[row] as number;
  }

  /** Payload bytes on the wire. */
  sizeOf(row: number): number {
    if (!this.isCut(row)) return this.keptOf(row);
    let size = 0;
    for (const frame of this.frames(row)) size += frame.size;
    return size;
  }

  /** The frames of a record, in order, without copying. */
  *frames(row: number): Generator<Frame> {
    const start = this.startOf(row);
    const end = start + this.keptOf(row);
    if (((this.flags[row] as number) & TRAILER) === 0) {
      yield { size: end - start, bytes: this.payload.subarray(start, end) };
      return;
    }
    let at = start;
    let trailer = end;
    for (let i = this.framesOf(row); i > 0; i--) {
      let size = 0;
      let scale = 1;
      let byte: number;
      do {
        byte = this.payload[trailer++] as number;
        size += (byte & 0x7f) * scale;
        scale *= 128;
      } while (byte & 0x80);
      const to = Math.min(at + size, end);
      yield { size, bytes: this.payload.subarray(at, to) };
      at = to;
    }
  }

  /** Counts the records of each socket into `into`, by socket number. */
  countBySocket(into: Map<number, number>): void {
    for (let row = 0; row < this.count; row++) {
      const socket = this.socketOf(row);
      into.set(socket, (into.get(socket) ?? 0) + 1);
    }
  }

  /**
   * Sets 1 in `found`, by row from `fromRow` on, for the rows `fromRow … toRow - 1` with a frame in which the bytes are. They are
   * searched across records, which is faster than one record after the other.
   */
  search(search: BytesSearch, fromRow: number, toRow: number, found: Uint8Array): void {
    if (fromRow >= toRow) return;
    const start = this.startOf(fromRow);
    const next = search.over(this.payload.subarray(start, this.endOf(toRow - 1)));
    let row = fromRow;
    for (let at = start; ;) {
      const offset = next(at - start);
      if (offset < 0) return;
      const hit = start + offset;
      row = this.rowAt(hit, row, toRow);
      if (!this.liesInOneFrame(row, hit, search.length)) {
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

  private liesInOneFrame(row: number, position: number, length: number): boolean {
    const end = this.startOf(row) + this.keptOf(row);
    if (position + length > end) return false;
    if (this.framesOf(row) === 1) return true;
    let at = this.startOf(row);
    for (const { bytes } of this.frames(row)) {
      if (position < at + bytes.length) return position + length <= at + bytes.length;
      at += bytes.length;
    }
    return false;
  }
}

/** Payload bytes to set aside for a record, its trailer at its longest. */
export function spaceFor(bytes: number, frames: number): number {
  return bytes + frames * 8;
}
