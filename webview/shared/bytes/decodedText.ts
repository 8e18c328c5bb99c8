import { utf8 } from '../../../src/core/base/bytes';

export interface DecodedText {
  text: string;
  /** False where some bytes are not UTF-8; these stand in the text as `⟨FF⟩`. */
  valid: boolean;
}

/** Reads bytes as UTF-8. With `more` to follow, a character cut at the end is left out rather than called wrong. */
export function decodeText(bytes: Uint8Array, more = false): DecodedText {
  for (let cut = 0; cut <= (more ? 3 : 0) && cut <= bytes.length; cut++) {
    const text = utf8(bytes.subarray(0, bytes.length - cut));
    if (text !== undefined) return { text, valid: true };
  }
  const parts: string[] = [];
  let good = 0;
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    if (at > good) parts.push(utf8(bytes.subarray(good, at)) ?? '');
    parts.push(`⟨${(bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, '0')}⟩`);
    good = ++at;
  }
  parts.push(utf8(bytes.subarray(good)) ?? '');
  return { text: parts.join(''), valid: false };
}

/** Length of the well-formed UTF-8 sequence that begins there (Unicode, table 3-7), 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  const second = bytes[at + 1] ?? 0;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let i = 2; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}
