import { maxInput } from '../values/limits';
import { unpackLz4Block } from './lz4';
import { Work } from './unpacked';

/** Bytes before the first block: the size of all, and of what a block holds. */
const header = 12;

/** The size of what bitshuffle with LZ4 holds, as detectors and HDF5 write it; it has no magic. */
export function shuffledSize(bytes: Uint8Array): number | undefined {
  return bytes.length < header ? undefined : Number(view(bytes).getBigUint64(0));
}

/**
 * The first 1 MiB of values whose bits were sorted, the lowest of all values first, and then packed in blocks of LZ4. `faultAt`: the block that is
 * damaged, behind which nothing is read.
 */
export function unpackShuffled(bytes: Uint8Array, valueSize: number): { bytes: Uint8Array; faultAt?: number } {
  const total = shuffledSize(bytes) ?? 0;
  const blockSize = view(bytes).getUint32(8);
  const group = valueSize * 8;
  const output = new Uint8Array(Math.min(total, maxInput));
  if (blockSize === 0 || blockSize % group !== 0) return { bytes: output.subarray(0, 0), faultAt: 8 };
  const work = new Work();
  let at = header;
  let done = 0;
  while (done < output.length) {
    const left = total - done;
    const size = Math.min(blockSize, left - (left % group));
    if (size === 0) {
      // Less than eight values stand as they are.
      const rest = bytes.subarray(at, at + left).subarray(0, output.length - done);
      output.set(rest, done);
      return { bytes: output.subarray(0, done + rest.length) };
    }
    const length = at + 4 <= bytes.length ? view(bytes).getUint32(at) : Infinity;
    if (at + 4 + length > bytes.length) break;
    const { bytes: block, problem } = unpackLz4Block(bytes.subarray(at + 4, at + 4 + length), work);
    if (problem || block.length !== size) return { bytes: output.subarray(0, done), faultAt: at };
    const values = unshuffled(block, valueSize);
    output.set(values.subarray(0, output.length - done), done);
    at += 4 + length;
    done = Math.min(output.length, done + size);
  }
  return { bytes: output.subarray(0, done) };
}

/** Row by row: the lowest bit of all values, the next one of all, and so on. */
function unshuffled(block: Uint8Array, valueSize: number): Uint8Array {
  const values = new Uint8Array(block.length);
  const row = block.length / (valueSize * 8);
  for (let bit = 0, at = 0; bit < valueSize * 8; bit++) {
    const mask = 1 << (bit & 7);
    for (let eight = 0; eight < row; eight++) {
      const bits = block[at++] as number;
      for (let one = 0, to = eight * 8 * valueSize + (bit >> 3); bits >> one; one++, to += valueSize)
        if ((bits >> one) & 1) values[to] = (values[to] as number) | mask;
    }
  }
  return values;
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
