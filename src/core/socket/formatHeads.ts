/**
 * Whether a binary format begins here that says so by its first bytes: a map of MessagePack or CBOR whose first key is a text, a pickle, a
 * compression. Of a few bytes that is never chance alone behind a word, where nothing but text is expected.
 */
export function beginsFormat(bytes: Uint8Array, at: number, to: number): boolean {
  if (at + 3 > to) return false;
  const second = bytes[at + 1] as number;
  switch (bytes[at]) {
    case 0x1f:
      return second === 0x8b;
    case 0x28:
      return second === 0xb5 && bytes[at + 2] === 0x2f;
    case 0x80:
      return second >= 2 && second <= 5 && isPickled(bytes[at + 2] as number);
    default:
      return isMap(bytes, at, to);
  }
}

/** What a pickle goes on with: a frame, or a container or text. */
const isPickled = (opcode: number) => opcode === 0x95 || pickled.has(opcode);
const pickled: ReadonlySet<number> = new Set(Array.from('}](cX', (letter) => letter.charCodeAt(0)));

/** A map of MessagePack or CBOR whose first key is a text. */
function isMap(bytes: Uint8Array, at: number, to: number): boolean {
  const head = bytes[at] as number;
  const isPacked = head > 0x80 && head < 0x90;
  const isCbor = head > 0xa0 && head < 0xb8;
  if (!isPacked && !isCbor) return false;
  const key = bytes[at + 1] as number;
  const length = isPacked ? key - 0xa0 : key - 0x60;
  if (length < 1 || length > (isPacked ? 31 : 23)) return false;
  const end = Math.min(to, at + 2 + length);
  for (let i = at + 2; i < end; i++) if ((bytes[i] as number) < 0x20 || (bytes[i] as number) > 0x7e) return false;
  return true;
}
