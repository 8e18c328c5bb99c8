import { t } from '@vscode/l10n';
import { maxInput } from '../values/limits';
import { EndsEarly, UnpackFault, unpackedBy, type Unpacked } from './unpacked';

/** What came out of Brotli (RFC 7932). */
export interface BrotliOutput {
  bytes: Uint8Array;
  /** `whole`: to its end. `full`: more would come. `early`: the bytes end before it does. `fault`: at `used`, as far as is known. */
  end: 'whole' | 'full' | 'early' | 'fault';
  /** Packed bytes that were read. */
  used: number;
}

/** Unpacks at most so many bytes. */
export type BrotliDecoder = (bytes: Uint8Array, maxBytes: number) => BrotliOutput;

let decoder: BrotliDecoder | undefined;

/** A process says once what unpacks Brotli in it: the platform does, whose dictionary alone is 120 kB. */
export function unpackBrotliBy(platform: BrotliDecoder): void {
  decoder = platform;
}

export function unpackBrotli(bytes: Uint8Array, isWhole: boolean): Unpacked {
  return unpackedBy('brotli', bytes, isWhole, (output, found) => {
    if (!decoder) throw new UnpackFault(t('nothing here unpacks it'), 0);
    const { bytes: unpacked, end, used } = decoder(bytes, maxInput);
    output.copy(unpacked, 0, unpacked.length);
    if (end === 'full') found.isCut = true;
    else if (end === 'whole') found.behind = bytes.length - used;
    else if (end === 'early') throw new EndsEarly(bytes.length);
    else throw new UnpackFault(t('what stands there means nothing'), used);
  });
}

/** Bytes of a content in which compressors use one code for each kind of symbol. */
const simple = 2048;

/** False where the bytes are hardly Brotli, which has no magic: by the window, the size and the codes that the first part begins with. */
export function mayBeBrotli(bytes: Uint8Array): boolean {
  const first = bytes[0] as number;
  // The window that compressors choose where nobody says another one.
  if ((first & 0x0f) !== 0x0b || bytes.length < 6) return false;
  const bits = (first >> 4) | ((bytes[1] as number) << 4) | ((bytes[2] as number) << 12) | ((bytes[3] as number) * 2 ** 20);
  const isLast = (bits & 1) === 1;
  if (isLast && bits & 2) return false;
  const nibbles = ((bits >> (isLast ? 2 : 1)) & 3) + 4;
  if (nibbles > 6) return false;
  const at = (isLast ? 4 : 3) + nibbles * 4;
  const size = ((bits >>> (isLast ? 4 : 3)) & (2 ** (4 * nibbles) - 1)) + 1;
  if (size > bytes.length * 2000) return false;
  const more = ((bytes[(at + 4) >> 3] ?? 0) | ((bytes[((at + 4) >> 3) + 1] ?? 0) << 8)) >> ((at + 4) & 7);
  // Not compressed: that takes as many bytes.
  if (!isLast && more & 1) return size < bytes.length;
  return size * 2 >= Math.min(bytes.length, 65_536) && (bytes.length > simple || ((more >> (isLast ? 0 : 1)) & 7) === 0);
}
