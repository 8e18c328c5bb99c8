import { unpackGzip, unpackZlib } from './deflated';
import { isLz4, unpackLz4 } from './lz4';
import { Work, type CompressionFormat, type Unpacked } from './unpacked';
import { isZstd, unpackZstd } from './zstd';

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

const unpackers = { gzip: unpackGzip, zlib: unpackZlib, zstd: unpackZstd, lz4: unpackLz4 };

/**
 * The first 1 MiB of what the bytes hold; more is never unpacked, and no bytes cost more than `maxWork` steps. `isWhole`: an early end
 * is a fault.
 */
export function unpack(format: CompressionFormat, bytes: Uint8Array, isWhole: boolean, work = new Work()): Unpacked {
  return unpackers[format](bytes, isWhole, work);
}
