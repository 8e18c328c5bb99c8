const encoder = new TextEncoder();

/** Bytes that grow at their end. */
export class ByteWriter {
  private buffer = new Uint8Array(256);
  private view = new DataView(this.buffer.buffer);
  private length = 0;

  /** On a buffer of their own. */
  bytes(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  byte(value: number): void {
    const at = this.grow(1);
    this.buffer[at] = value;
  }

  append(bytes: Uint8Array): void {
    const at = this.grow(bytes.length);
    this.buffer.set(bytes, at);
  }

  /** An integer of 1, 2, 4 or 8 bytes, modulo its size. */
  integer(value: bigint, size: 1 | 2 | 4 | 8, little = false): void {
    const at = this.grow(size);
    if (size === 8) this.view.setBigUint64(at, BigInt.asUintN(64, value), little);
    else if (size === 4) this.view.setUint32(at, Number(BigInt.asUintN(32, value)), little);
    else if (size === 2) this.view.setUint16(at, Number(BigInt.asUintN(16, value)), little);
    else this.view.setUint8(at, Number(BigInt.asUintN(8, value)));
  }

  float(value: number, size: 4 | 8, little = false): void {
    const at = this.grow(size);
    if (size === 8) this.view.setFloat64(at, value, little);
    else this.view.setFloat32(at, value, little);
  }

  /** Goes on by so many bytes and says where they begin. */
  private grow(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.buffer.length) {
      const larger = new Uint8Array(Math.max(this.buffer.length * 2, this.length));
      larger.set(this.buffer.subarray(0, at));
      this.buffer = larger;
      this.view = new DataView(larger.buffer);
    }
    return at;
  }
}

export const utf8Bytes = (text: string): Uint8Array => encoder.encode(text);
