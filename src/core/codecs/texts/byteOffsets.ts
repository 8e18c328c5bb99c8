/** Tells which byte of UTF-8 a character of a text is. */
export class ByteOffsets {
  /** By character; undefined where each is a byte. */
  private readonly bytes: Uint32Array | undefined;

  /** `from`: bytes before the text, such as a mark. */
  constructor(
    text: string,
    private readonly from = 0,
  ) {
    if (!/[^\0-\x7f]/.test(text)) return;
    this.bytes = new Uint32Array(text.length + 1);
    let byte = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      // A surrogate is half of four bytes.
      byte += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
      this.bytes[at + 1] = byte;
    }
  }

  of(index: number): number {
    return this.from + (this.bytes?.[index] ?? index);
  }
}
