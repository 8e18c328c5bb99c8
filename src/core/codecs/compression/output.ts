/** What is unpacked, up to a number of bytes; what comes behind them is left out. */
export class Output {
  length = 0;
  /** More came than there is room for. */
  isFull = false;
  private out = new Uint8Array(4096);

  constructor(private readonly maxBytes: number) {}

  bytes(): Uint8Array {
    return this.out.slice(0, this.length);
  }

  /** What was written from `from` on; valid until more is written. */
  since(from: number): Uint8Array {
    return this.out.subarray(from, this.length);
  }

  /** The byte that was written so many bytes ago. */
  back(distance: number): number {
    return this.out[this.length - distance] as number;
  }

  byte(value: number): void {
    if (this.room(1) > 0) this.out[this.length++] = value;
  }

  fill(value: number, count: number): void {
    const room = this.room(count);
    this.out.fill(value, this.length, this.length + room);
    this.length += room;
  }

  copy(bytes: Uint8Array, from: number, to: number): void {
    const room = this.room(to - from);
    this.out.set(bytes.subarray(from, from + room), this.length);
    this.length += room;
  }

  /** What stands `distance` bytes back, once more; it may overlap itself: then what it has just written goes on. */
  repeat(distance: number, count: number): void {
    const room = this.room(count);
    const { out, length } = this;
    if (distance >= room) out.copyWithin(length, length - distance, length - distance + room);
    else if (distance === 1) out.fill(out[length - 1] as number, length, length + room);
    else for (let at = length; at < length + room; at++) out[at] = out[at - distance] as number;
    this.length = length + room;
  }

  /** How many of so many bytes there is room for. */
  private room(wanted: number): number {
    const room = Math.min(wanted, this.maxBytes - this.length);
    if (room < wanted) this.isFull = true;
    if (this.length + room > this.out.length) {
      const larger = new Uint8Array(Math.min(this.maxBytes, Math.max(this.out.length * 2, this.length + room)));
      larger.set(this.out.subarray(0, this.length));
      this.out = larger;
    }
    return room;
  }
}
