/** Refusal of what fzstd would not read, or only at a price. The message names the reason. */
class ZstdFault extends Error {
  readonly code = 'zstd';
}

/** RFC 8878: frames, and what may stand between them. */
const frameMagic = 0xfd2fb528;
const isSkippable = (magic: number) => magic >>> 4 === 0x184d2a5;
/**
 * Descriptor of a window of 1 MiB and 128 KiB. Nothing refers further back, for nothing is unpacked beyond 1 MiB and one block; so
 * this stands instead of what a frame claims, which may be 2 GiB.
 */
const windowDescriptor = 0x51;
/** Blocks and frames of one content. Each costs a move of the window, so that many tiny ones take long. */
const maxBlocks = 2000;
/** In fzstd's words. */
const endsEarly = 'unexpected EOF';

export function isZstd(bytes: Uint8Array): boolean {
  return bytes.length >= 6 && isFrame(u32(bytes, 0));
}

const isFrame = (magic: number) => magic === frameMagic;
const u32 = (bytes: Uint8Array, at: number) =>
  ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;

export interface ZstdFrame {
  /** The frame with a small window and without its checksum, as far as it goes. */
  chunk: Uint8Array;
  /** Where its first block stands in the bytes. */
  from: number;
  /** What it claims to hold. */
  contentSize?: number;
  /** Why it goes no further. */
  fault?: Error;
}

/** Frame after frame. Throws where one should begin and none does. */
export function* zstdFrames(bytes: Uint8Array): Generator<ZstdFrame> {
  let room = maxBlocks;
  let at = 0;
  while (at < bytes.length) {
    const magic = at + 4 <= bytes.length ? u32(bytes, at) : 0;
    if (isSkippable(magic)) {
      at = need(bytes, at + 8, () => at + 8 + u32(bytes, at + 4));
      if (at > bytes.length) throw new ZstdFault(endsEarly);
      continue;
    }
    if (!isFrame(magic)) throw new ZstdFault(at + 4 > bytes.length ? endsEarly : 'no frame begins here');
    const { end: from, contentSize, hasChecksum } = header(bytes, at);
    const blocks = blocksFrom(bytes, from, room);
    room -= blocks.count;
    at = blocks.end + (hasChecksum ? 4 : 0);
    const fault = blocks.fault ?? (at > bytes.length ? new ZstdFault(endsEarly) : undefined);
    const chunk = new Uint8Array(6 + blocks.end - from);
    chunk.set([0x28, 0xb5, 0x2f, 0xfd, 0, windowDescriptor]);
    chunk.set(bytes.subarray(from, blocks.end), 6);
    yield { chunk, from, ...(contentSize === undefined ? {} : { contentSize }), ...(fault ? { fault } : {}) };
    if (fault) throw fault;
  }
}

/** The end of the last block that is whole. */
function blocksFrom(bytes: Uint8Array, from: number, room: number): { end: number; count: number; fault?: Error } {
  let end = from;
  for (let count = 1; count <= room; count++) {
    const head = u32(bytes, end) & 0xffffff;
    const next = end + 3 + (((head >> 1) & 3) === 1 ? 1 : head >> 3);
    if (end + 3 > bytes.length || next > bytes.length) return { end, count, fault: new ZstdFault(endsEarly) };
    end = next;
    if (head & 1) return { end, count };
  }
  return { end, count: room, fault: new ZstdFault(`more than ${maxBlocks} blocks`) };
}

function header(bytes: Uint8Array, at: number): { end: number; contentSize?: number; hasChecksum: boolean } {
  const flags = bytes[at + 4] ?? 0;
  const isSingle = (flags & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][flags & 3] as number;
  const sizeBytes = flags >> 6 === 0 ? (isSingle ? 1 : 0) : 1 << (flags >> 6);
  const dictionaryAt = at + (isSingle ? 5 : 6);
  const sizeAt = dictionaryAt + dictionaryBytes;
  const end = sizeAt + sizeBytes;
  return need(bytes, end, () => {
    if (bytes.subarray(dictionaryAt, sizeAt).some((byte) => byte !== 0)) throw new ZstdFault('it needs a dictionary');
    const low = u32(bytes.subarray(sizeAt, Math.min(end, sizeAt + 4)), 0);
    const contentSize =
      sizeBytes === 0 ? undefined : sizeBytes === 2 ? low + 256 : sizeBytes === 8 ? low + u32(bytes, sizeAt + 4) * 2 ** 32 : low;
    return { end, ...(contentSize === undefined ? {} : { contentSize }), hasChecksum: (flags & 4) !== 0 };
  });
}

/** What needs the bytes up to `end`. */
function need<T>(bytes: Uint8Array, end: number, read: () => T): T {
  if (end > bytes.length) throw new ZstdFault(endsEarly);
  return read();
}
