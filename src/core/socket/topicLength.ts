/** Longest word that may stand as the topic of a message of one frame, bytes. */
const maxWord = 128;

/**
 * Length in bytes of the topic at the beginning of a message that PUB, SUB, XPUB or XSUB carries; -1 where it has none. Of several
 * frames the first one is the topic; in a single one it is the first word, if more words follow (`10001 42 60`), as the prefix
 * matching of RFC 29 has it used. What begins like JSON has none.
 */
export function topicLength(bytes: Uint8Array, from: number, to: number, frames: number): number {
  if (frames > 1) return to - from;
  const first = bytes[from];
  if (first === undefined || from === to || first === 0x7b || first === 0x5b || first === 0x22) return -1;
  const limit = Math.min(to, from + maxWord + 1);
  for (let at = from; at < limit; at++) {
    const byte = bytes[at] as number;
    if (byte === 0x20) return at === from ? -1 : at - from;
    if (byte < 0x20 || byte === 0x7f) return -1;
  }
  return -1;
}
