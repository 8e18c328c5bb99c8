/** Length in bytes of the UTF-8 character that begins at `at`; 0 where none does, negative where it would be one but the bytes end. */
export function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  if (first < 0x80) return 1;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  for (let i = 1; i < length; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return -length;
    // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte (table 3-7 of the Unicode Standard).
    const low = i > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const high = i > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    if (byte < low || byte > high) return 0;
  }
  return length;
}

/** Whether all of the bytes are UTF-8. To find out by decoding costs an error, some 10 µs, where they are none. */
export function isUtf8(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length;) {
    if ((bytes[at] as number) < 0x80) {
      at++;
      continue;
    }
    const length = characterLength(bytes, at);
    if (length <= 0) return false;
    at += length;
  }
  return true;
}
