import type { Unpacked } from './unpack';

/** LZ4 frame format 1.6.x; checksums are passed over. */
const frameMagic = 0x184d2204;
const isSkippable = (magic: number) => magic >>> 4 === 0x184d2a5;
/** Frames of one content. */
const maxFrames = 10_000;
const endsEarly = 'ends early';

class Lz4Fault extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

export function isLz4(bytes: Uint8Array): boolean {
  return (
    bytes[0] === (frameMagic & 0xff) &&
    bytes.length >= 7 &&
    new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true) === frameMagic
  );
}

/** The first `maxBytes` of what the frames hold. */
export function unpackLz4(bytes: Uint8Array, isWhole: boolean, maxBytes: number): Unpacked {
  const reader = new Lz4Reader(bytes, maxBytes);
  let problem: Unpacked['problem'];
  try {
    reader.frames();
  } catch (error) {
    if (!(error instanceof Lz4Fault)) throw error;
    if (error.message !== endsEarly)
      problem = { message: `This is no lz4 data, or a damaged one: ${error.message} (at byte ${error.at}).`, at: error.at };
    else if (isWhole)
      problem = { message: `The lz4 data ends early or is damaged: it is not complete at byte ${bytes.length}.`, at: bytes.length };
  }
  const unpacked = reader.output();
  const cut = reader.isFull || problem !== undefined || !isWhole;
  if (!cut) return { bytes: unpacked, cut, whole: unpacked.length };
  const claims = reader.claimed !== undefined && reader.claimed > unpacked.length;
  return { bytes: unpacked, cut, ...(claims ? { whole: reader.claimed } : {}), ...(problem ? { problem } : {}) };
}

class Lz4Reader {
  /** Size of the content as the first frame has it. */
  claimed: number | undefined;
  /** More would come than was asked for. */
  isFull = false;
  private out = new Uint8Array(64 * 1024);
  private length = 0;
  private at = 0;
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly maxBytes: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  output(): Uint8Array {
    return this.out.slice(0, this.length);
  }

  frames(): void {
    for (let count = 0; this.at < this.bytes.length && !this.isFull; count++) {
      if (count === maxFrames) throw new Lz4Fault(`there are more than ${maxFrames.toLocaleString('en')} frames`, this.at);
      const start = this.at;
      const magic = this.u32();
      if (isSkippable(magic)) this.skip(this.u32());
      else if (magic === frameMagic) this.frame();
      else throw new Lz4Fault('no frame begins here', start);
    }
  }

  private frame(): void {
    const start = this.at;
    const flags = this.u8();
    if (flags >> 6 !== 1) throw new Lz4Fault('its version is unknown', start);
    this.skip(1);
    if (flags & 0x08) {
      const size = this.u32() + this.u32() * 2 ** 32;
      this.claimed ??= size;
    }
    if (flags & 0x01) throw new Lz4Fault('it needs a dictionary', this.at);
    this.skip(1);
    const isLinked = (flags & 0x20) === 0;
    const first = this.length;
    for (let size = this.u32(); size !== 0 && !this.isFull; size = this.u32()) {
      const length = size & 0x7fff_ffff;
      const end = Math.min(this.bytes.length, this.at + length);
      if (size >>> 31) this.copyIn(this.at, end);
      else this.block(end, isLinked ? first : this.length);
      if (this.isFull) return;
      this.skip(length + (flags & 0x10 ? 4 : 0));
    }
    if (flags & 0x04 && !this.isFull) this.skip(4);
  }

  /** Sequences up to `end`; matches reach back to `history` at most. */
  private block(end: number, history: number): void {
    let at = this.at;
    while (at < end && !this.isFull) {
      const token = this.bytes[at++] as number;
      const literals = this.lengthFrom(at, end, token >> 4);
      at = literals.at;
      if (at + literals.length > end) throw new Lz4Fault(end === this.bytes.length ? endsEarly : 'a block is shorter than it says', at);
      this.copyIn(at, at + literals.length);
      at += literals.length;
      // The last sequence has literals only.
      if (at === end || this.isFull) break;
      if (at + 2 > end) throw new Lz4Fault(end === this.bytes.length ? endsEarly : 'a block is shorter than it says', at);
      const offset = this.view.getUint16(at, true);
      if (offset === 0 || this.length - offset < history) throw new Lz4Fault('it refers to what lies before its beginning', at);
      const match = this.lengthFrom(at + 2, end, token & 15);
      at = match.at;
      this.repeat(offset, match.length + 4);
    }
  }

  private lengthFrom(from: number, end: number, start: number): { length: number; at: number } {
    let length = start;
    let at = from;
    if (start === 15) {
      for (let byte = 255; byte === 255; length += byte) {
        if (at >= end) throw new Lz4Fault(end === this.bytes.length ? endsEarly : 'a block is shorter than it says', at);
        byte = this.bytes[at++] as number;
      }
    }
    return { length, at };
  }

  private copyIn(from: number, to: number): void {
    const room = this.room(to - from);
    this.out.set(this.bytes.subarray(from, from + room), this.length);
    this.length += room;
  }

  private repeat(offset: number, length: number): void {
    const room = this.room(length);
    // A match may overlap itself: then what it has just written goes on.
    for (let index = 0; index < room; index++) this.out[this.length + index] = this.out[this.length + index - offset] as number;
    this.length += room;
  }

  /** How many of so many bytes there is room for. */
  private room(wanted: number): number {
    const room = Math.min(wanted, this.maxBytes - this.length);
    if (room < wanted) this.isFull = true;
    if (this.length + room > this.out.length) {
      const larger = new Uint8Array(Math.min(this.maxBytes, Math.max(this.out.length * 2, this.length + room)));
      larger.set(this.out.subarray(0, this.length));
      this.out = larger;
    }
    return room;
  }

  private u8(): number {
    if (this.at >= this.bytes.length) throw new Lz4Fault(endsEarly, this.at);
    return this.bytes[this.at++] as number;
  }

  private u32(): number {
    if (this.at + 4 > this.bytes.length) throw new Lz4Fault(endsEarly, this.at);
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  private skip(count: number): void {
    if (this.at + count > this.bytes.length) throw new Lz4Fault(endsEarly, this.at);
    this.at += count;
  }
}
