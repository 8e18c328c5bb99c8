import { mayBeBrotli, unpackBrotli } from './brotli';
import { isBzip2, unpackBzip2 } from './bzip2';
import { unpackDeflate, unpackGzip, unpackZlib } from './deflated';
import { mayBeDeflate } from './inflate';
import { isLz4, sizedBlock, unpackLz4 } from './lz4';
import { isRawSnappy, isSnappy, unpackSnappy } from './snappy';
import { Work, type CompressionFormat, type Unpacked } from './unpacked';
import { isXz, unpackXz } from './xz';
import { isZstd, unpackZstd } from './zstd';

/** Bytes that are tried where a magic alone says too little. */
const trial = 4096;

/** Formats with a magic, by its first byte. */
const byFirstByte: ReadonlyMap<number, { format: CompressionFormat; begins: (bytes: Uint8Array) => boolean }> = new Map([
  [0x28, { format: 'zstd', begins: isZstd }],
  [0x04, { format: 'lz4', begins: isLz4 }],
  [0x02, { format: 'lz4', begins: isLz4 }],
  [0xff, { format: 'snappy', begins: isSnappy }],
  [0x82, { format: 'snappy', begins: isSnappy }],
  [0x42, { format: 'bzip2', begins: isBzip2 }],
  [0xfd, { format: 'xz', begins: isXz }],
  [0x5d, { format: 'xz', begins: isXz }],
]);

/** The format whose magic stands first. */
export function compressionOf(bytes: Uint8Array): CompressionFormat | undefined {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8 && bytes.length >= 10) return 'gzip';
  const known = byFirstByte.get(bytes[0] as number);
  if (known?.begins(bytes)) return known.format;
  // Two bytes of which text and numbers begin with some, too: it has to unpack.
  if (isZlib(bytes) && unpack('zlib', bytes.subarray(0, trial), bytes.length <= trial).problem === undefined) return 'zlib';
  return undefined;
}

/** Second bytes that compressors write behind 0x78: other ones are rather chance. */
const usualFlags: ReadonlySet<number> = new Set([0x01, 0x5e, 0x9c, 0xda]);

/** Bytes that begin like a compression, but cannot be unpacked to their end; `unpacked`: what comes out before the fault. */
export function damagedCompression(
  bytes: Uint8Array,
  isWhole: boolean,
): { format: CompressionFormat; at: number; unpacked: Uint8Array } | undefined {
  if (!isZlib(bytes) || bytes[0] !== 0x78 || !usualFlags.has(bytes[1] as number)) return undefined;
  const { problem, bytes: unpacked } = unpack('zlib', bytes, isWhole);
  return problem && { format: 'zlib', at: problem.at ?? bytes.length, unpacked };
}

function isZlib(bytes: Uint8Array): boolean {
  const method = bytes[0] ?? 0;
  const flags = bytes[1] ?? 0;
  return bytes.length >= 6 && (method & 0x0f) === 8 && method >> 4 <= 7 && (method * 256 + flags) % 31 === 0 && (flags & 0x20) === 0;
}

/**
 * What may be a compression that has no magic, from the first byte to the last: the formats whose sizes add up exactly, and those that can be unpacked exactly
 * to the end, with what comes out. A chance as small as it is, whoever asks has to see whether that is of a format that is known.
 */
export function* bareCompressions(bytes: Uint8Array): Generator<Bare> {
  if (isRawSnappy(bytes)) yield* wholly('snappy', bytes);
  if (sizedBlock(bytes) !== undefined) yield* wholly('lz4', bytes);
  if (mayBeDeflate(bytes) && unpack('deflate', bytes.subarray(0, trial), false).problem === undefined) yield* wholly('deflate', bytes);
  if (mayBeBrotli(bytes)) yield* wholly('brotli', bytes);
}

interface Bare {
  format: CompressionFormat;
  unpacked: Uint8Array;
  /** Its end is missing, as it is where a stream was flushed. */
  isCut?: true;
}

function* wholly(format: CompressionFormat, bytes: Uint8Array): Generator<Bare> {
  const { problem, behind = 0, bytes: unpacked } = unpack(format, bytes, true);
  const isToEnd = behind === 0 || (behind <= 2 && bytes[bytes.length - 1] === 0x0a);
  const isCut = problem?.at === bytes.length && (format !== 'deflate' || isFlushed(bytes));
  if (isCut) yield { format, unpacked, isCut };
  else if (!problem && isToEnd) yield { format, unpacked };
}

/** Compressors that are to write out what they have end with an empty block (RFC 1951, as zlib's `Z_SYNC_FLUSH` has it). */
const isFlushed = (bytes: Uint8Array) => [0, 0, 0xff, 0xff].every((byte, i) => bytes[bytes.length - 4 + i] === byte);

const unpackers = {
  gzip: unpackGzip,
  zlib: unpackZlib,
  deflate: unpackDeflate,
  brotli: unpackBrotli,
  zstd: unpackZstd,
  lz4: unpackLz4,
  snappy: unpackSnappy,
  bzip2: unpackBzip2,
  xz: unpackXz,
};

/**
 * The first 1 MiB of what the bytes hold; more is never unpacked, and no bytes cost more than `maxWork` steps. `isWhole`: an early end
 * is a fault.
 */
export function unpack(format: CompressionFormat, bytes: Uint8Array, isWhole: boolean, work = new Work()): Unpacked {
  return unpackers[format](bytes, isWhole, work);
}
