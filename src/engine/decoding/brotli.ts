import { brotliDecompressSync, constants } from 'node:zlib';
import type { BrotliOutput } from '../../core/codecs/compression/brotli';

/** Bytes that are unpacked at a time. */
const chunkSize = 64 * 1024;
/** Times as much may be unpacked as is wanted: Node gives nothing of what is larger than it may be. */
const surplus = 16;

/** Unpacks Brotli by Node's own decoder. Where it gives nothing, for a fault or for too much, the longest beginning is found that it takes. */
export function unpackBrotli(bytes: Uint8Array, maxBytes: number): BrotliOutput {
  const first = (unpacked: Uint8Array) => unpacked.slice(0, maxBytes);
  const all = beginning(bytes, maxBytes, true);
  if (typeof all !== 'string') return { bytes: first(all.bytes), end: all.bytes.length > maxBytes ? 'full' : 'whole', used: all.used };
  const tried = beginning(bytes, maxBytes, false);
  if (typeof tried !== 'string')
    return { bytes: first(tried.bytes), end: tried.bytes.length > maxBytes ? 'full' : 'early', used: bytes.length };
  let taken: Uint8Array = new Uint8Array(0);
  let fits = 0;
  for (let fails = bytes.length; fails - fits > 1;) {
    const middle = (fits + fails) >> 1;
    const read = beginning(bytes.subarray(0, middle), maxBytes, false);
    if (typeof read === 'string') fails = middle;
    else {
      fits = middle;
      taken = read.bytes;
    }
  }
  return { bytes: first(taken), end: taken.length > maxBytes ? 'full' : tried, used: fits };
}

/** What comes out of a beginning, or of all; why nothing does. */
function beginning(bytes: Uint8Array, maxBytes: number, isAll: boolean): { bytes: Uint8Array; used: number } | 'full' | 'fault' {
  try {
    const options = {
      chunkSize,
      maxOutputLength: maxBytes * surplus,
      // The answer is then not what the types say.
      info: true,
      ...(isAll ? {} : { finishFlush: constants.BROTLI_OPERATION_FLUSH }),
    };
    const answer: unknown = brotliDecompressSync(bytes, options);
    const { buffer, engine } = answer as { buffer: Uint8Array; engine: { bytesWritten: number } };
    return { bytes: buffer, used: engine.bytesWritten };
  } catch (error) {
    return error instanceof RangeError ? 'full' : 'fault';
  }
}
