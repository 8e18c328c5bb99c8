import { Gunzip, Unzlib } from 'fflate';
import { Decompress } from 'fzstd';
import { maxInput } from '../values/limits';
import { isLz4, unpackLz4 } from './lz4';
import { isZstd, zstdFrames } from './zstdFrames';

export type CompressionFormat = 'gzip' | 'zlib' | 'zstd' | 'lz4';

export interface Unpacked {
  /** At most 1 MiB. */
  bytes: Uint8Array;
  /** There is more than `bytes`, or may be. */
  cut: boolean;
  /** Size of all: exact where nothing was cut, else as the header claims, which may be a lie. */
  whole?: number;
  /** Bytes that follow and do not belong to it. */
  behind?: number;
  problem?: { message: string; at?: number };
}

/** Deflate makes at most 1,032 bytes of one: pieces of this size keep what comes at once near 1 MiB. */
const piece = 1024;
/** Bytes that are tried where a magic alone says too little. */
const trial = 4096;

/** The format whose magic stands first. */
export function compressionOf(bytes: Uint8Array): CompressionFormat | undefined {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8 && bytes.length >= 10) return 'gzip';
  if (isZstd(bytes)) return 'zstd';
  if (isLz4(bytes)) return 'lz4';
  // Two bytes of which text and numbers begin with some, too: it has to unpack.
  if (isZlib(bytes) && unpack('zlib', bytes.subarray(0, trial), bytes.length <= trial).problem === undefined) return 'zlib';
  return undefined;
}

function isZlib(bytes: Uint8Array): boolean {
  const method = bytes[0] ?? 0;
  const flags = bytes[1] ?? 0;
  return bytes.length >= 6 && (method & 0x0f) === 8 && method >> 4 <= 7 && (method * 256 + flags) % 31 === 0 && (flags & 0x20) === 0;
}

/**
 * The first 1 MiB of what the bytes hold; more is never unpacked. Hostile zstd data can keep the decompressor busy without end: run it
 * where it can be ended. `isWhole`: an early end is a fault.
 */
export function unpack(format: CompressionFormat, bytes: Uint8Array, isWhole: boolean): Unpacked {
  if (bytes.length === 0) return { bytes, cut: true, ...(isWhole ? { problem: endsEarly(format, 0) } : {}) };
  switch (format) {
    case 'gzip':
      return gunzip(bytes, isWhole);
    case 'zlib':
      return unzlib(bytes, isWhole);
    case 'zstd':
      return unzstd(bytes, isWhole);
    case 'lz4':
      return unpackLz4(bytes, isWhole, maxInput);
  }
}

/** Collects what is unpacked, up to 1 MiB. */
class Output {
  private readonly chunks: Uint8Array[] = [];
  length = 0;

  get isFull(): boolean {
    return this.length > maxInput;
  }

  add(chunk: Uint8Array): void {
    if (chunk.length === 0 || this.isFull) return;
    this.chunks.push(chunk);
    this.length += chunk.length;
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(Math.min(this.length, maxInput));
    let at = 0;
    for (const chunk of this.chunks) {
      bytes.set(chunk.subarray(0, bytes.length - at), at);
      at = Math.min(bytes.length, at + chunk.length);
    }
    return bytes;
  }
}

function gunzip(bytes: Uint8Array, isWhole: boolean): Unpacked {
  const output = new Output();
  const stream = new Gunzip();
  let start = 0;
  let startOfOutput = 0;
  stream.onmember = (at) => {
    start = at;
    startOfOutput = output.length;
  };
  const unpacked = inflate(stream, output, bytes, isWhole, 'gzip');
  if (output.isFull || !isWhole) return unpacked;
  // fflate passes over the trailer: checksum and size of the last member.
  const checksum = crc32(unpacked.bytes.subarray(startOfOutput));
  const end = endOf(
    bytes,
    start + 18,
    (view, at) => view.getUint32(at - 4, true) === output.length - startOfOutput && view.getUint32(at - 8, true) === checksum,
  );
  return endedAt(end, unpacked, 'gzip', bytes.length);
}

function unzlib(bytes: Uint8Array, isWhole: boolean): Unpacked {
  const output = new Output();
  const unpacked = inflate(new Unzlib(), output, bytes, isWhole, 'zlib');
  if (output.isFull || !isWhole) return unpacked;
  const checksum = adler32(unpacked.bytes);
  return endedAt(
    endOf(bytes, 6, (view, at) => view.getUint32(at - 4) === checksum),
    unpacked,
    'zlib',
    bytes.length,
  );
}

/** Where the data ends whose trailer `ends` knows, at `from` or behind it: mostly where the bytes do. */
function endOf(bytes: Uint8Array, from: number, ends: (view: DataView, at: number) => boolean): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= from && ends(view, bytes.length)) return bytes.length;
  for (let at = from; at < bytes.length; at++) if (ends(view, at)) return at;
  return undefined;
}

/** What was unpacked is all of it where its trailer was found; what follows that is something else. */
function endedAt(end: number | undefined, { bytes, problem }: Unpacked, format: CompressionFormat, length: number): Unpacked {
  if (end === undefined) return { bytes, cut: true, problem: problem ?? endsEarly(format, length) };
  return { bytes, cut: false, whole: bytes.length, ...(end < length ? { behind: length - end } : {}) };
}

/** RFC 1952. */
function crc32(bytes: Uint8Array): number {
  let checksum = 0xffff_ffff;
  for (const byte of bytes) checksum = (crcOfByte[(checksum ^ byte) & 0xff] as number) ^ (checksum >>> 8);
  return (checksum ^ 0xffff_ffff) >>> 0;
}

const crcOfByte = Uint32Array.from({ length: 256 }, (_, byte) => {
  let checksum = byte;
  for (let bit = 0; bit < 8; bit++) checksum = (checksum >>> 1) ^ (checksum & 1 ? 0xedb8_8320 : 0);
  return checksum;
});

/** RFC 1950. */
function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 65_536 + low;
}

function inflate(stream: Gunzip | Unzlib, output: Output, bytes: Uint8Array, isWhole: boolean, format: CompressionFormat): Unpacked {
  stream.ondata = (chunk) => output.add(chunk);
  let at = 0;
  try {
    for (; at < bytes.length && !output.isFull; at += piece) {
      const end = Math.min(bytes.length, at + piece);
      stream.push(bytes.subarray(at, end), isWhole && end === bytes.length);
    }
  } catch (error) {
    return failed(output, format, error, isWhole, at, bytes.length);
  }
  return ended(output, isWhole);
}

function unzstd(bytes: Uint8Array, isWhole: boolean): Unpacked {
  const output = new Output();
  let claimed: number | undefined;
  let at = 0;
  try {
    for (const { chunk, from, contentSize, fault } of zstdFrames(bytes)) {
      at = from;
      claimed ??= contentSize;
      const stream = new Decompress((block) => {
        output.add(block);
        if (output.isFull) throw new Full();
      });
      // A stream that was told of its end reads frames that are very short, too.
      stream.push(chunk, fault === undefined);
    }
  } catch (error) {
    return error instanceof Full ? ended(output, false, claimed) : failed(output, 'zstd', error, isWhole, at, bytes.length);
  }
  return ended(output, isWhole);
}

/** Ends a stream, which has no other way to be ended. */
class Full extends Error {}

function ended(output: Output, isWhole: boolean, claimed?: number): Unpacked {
  const bytes = output.bytes();
  if (output.isFull || !isWhole)
    return { bytes, cut: true, ...(claimed !== undefined && claimed > bytes.length ? { whole: claimed } : {}) };
  return { bytes, cut: false, whole: bytes.length };
}

/** Bytes that were cut off before end early without a fault. */
function failed(output: Output, format: CompressionFormat, error: unknown, isWhole: boolean, at: number, length: number): Unpacked {
  const isEnd = error instanceof Error && /unexpected EOF/i.test(error.message);
  const bytes = output.bytes();
  if (isEnd) return { bytes, cut: true, ...(isWhole ? { problem: endsEarly(format, length) } : {}) };
  // fflate and fzstd read beyond arrays where data is hostile, and so throw more than errors of their own.
  const reason = error instanceof Error && 'code' in error ? ` (${error.message})` : '';
  return {
    bytes,
    cut: true,
    problem: { message: `This is no ${format} data, or a damaged one${reason}; the fault stands at byte ${at} or behind it.`, at },
  };
}

function endsEarly(format: CompressionFormat, length: number): NonNullable<Unpacked['problem']> {
  return { message: `The ${format} data ends early or is damaged: it is not complete at byte ${length}.`, at: length };
}
