import { base64Length, writeBase64 } from '../base/bytes';
import { characterLength } from '../base/utf8';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const quote = 0x22;
const backslash = 0x5c;
/** Behind a backslash, where JSON has a letter for a control character. */
const letters: Readonly<Record<number, number>> = { 8: 0x62, 9: 0x74, 10: 0x6e, 12: 0x66, 13: 0x72 };
/** The most that a byte of a frame takes: `\u001f`. */
const perByte = 6;

/** JSON as bytes of UTF-8, in one buffer that grows: for millions of records no text is made of what is bytes already. */
export class JsonBytes {
  private bytes: Uint8Array<ArrayBuffer>;
  length = 0;

  /** `room`: bytes that it begins with, and comes back to. */
  constructor(private readonly room: number) {
    this.bytes = new Uint8Array(room);
  }

  /** What was written since the last time; valid until the next is. */
  take(): Uint8Array<ArrayBuffer> {
    const written = this.bytes.subarray(0, this.length);
    this.length = 0;
    if (this.bytes.length > 4 * this.room) this.bytes = new Uint8Array(this.room);
    return written;
  }

  text(): string {
    return decoder.decode(this.take());
  }

  /** Text that stands as it is. */
  raw(text: string): void {
    this.makeRoom(3 * text.length);
    const { bytes } = this;
    let { length } = this;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) {
        length = this.length + encoder.encodeInto(text, bytes.subarray(this.length)).written;
        break;
      }
      bytes[length++] = code;
    }
    this.length = length;
  }

  /** A text as a string of JSON. */
  string(text: string): void {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code < 0x20 || code >= 0x80 || code === quote || code === backslash) return this.raw(JSON.stringify(text));
    }
    this.raw(`"${text}"`);
  }

  /** Digits, with zeros before them up to `digits`. */
  digits(number: number, digits: number): void {
    this.makeRoom(digits);
    for (let at = this.length + digits - 1; at >= this.length; at--) {
      this.bytes[at] = 0x30 + (number % 10);
      number = Math.floor(number / 10);
    }
    this.length += digits;
  }

  /** A string where the bytes are UTF-8, else `{"$base64":"…"}`, as in the engine's protocol. */
  frame(frame: Uint8Array): void {
    this.makeRoom(perByte * frame.length + 2);
    const from = this.length;
    this.bytes[this.length++] = quote;
    if (this.escaped(frame)) {
      this.bytes[this.length++] = quote;
      return;
    }
    this.length = from;
    this.raw('{"$base64":"');
    this.makeRoom(base64Length(frame.length));
    writeBase64(frame, this.bytes, this.length);
    this.length += base64Length(frame.length);
    this.raw('"}');
  }

  /** False where they are no UTF-8; then what was written is none either. */
  private escaped(frame: Uint8Array): boolean {
    const { bytes } = this;
    let { length } = this;
    for (let at = 0; at < frame.length;) {
      const byte = frame[at] as number;
      if (byte >= 0x80) {
        const end = at + characterLength(frame, at);
        if (end <= at) return false;
        while (at < end) bytes[length++] = frame[at++] as number;
        continue;
      }
      at++;
      if (byte >= 0x20 && byte !== quote && byte !== backslash) {
        bytes[length++] = byte;
        continue;
      }
      bytes[length++] = backslash;
      const letter = byte >= 0x20 ? byte : letters[byte];
      if (letter !== undefined) {
        bytes[length++] = letter;
        continue;
      }
      const code = `u${byte.toString(16).padStart(4, '0')}`;
      for (let i = 0; i < code.length; i++) bytes[length++] = code.charCodeAt(i);
    }
    this.length = length;
    return true;
  }

  private makeRoom(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}
