/** Messages in a stretch of bytes, as `Batch` of the capture has them: no object for a message or a frame. */
export class FrameTable {
  /** Where each frame begins and ends: two numbers a frame. */
  bounds = new Uint32Array(2 * 1024);
  /** Frames of each message. */
  frames = new Uint32Array(1024);
  /** Messages that are whole. */
  count = 0;
  /** Frames of these. */
  frameCount = 0;
  /** Where the first of them begins, with its header. */
  start = 0;

  reset(): void {
    this.count = 0;
    this.frameCount = 0;
  }

  /** Makes room for a frame behind `frames` ones, and for the message that it may end. */
  roomFor(frames: number): void {
    while (2 * frames + 2 > this.bounds.length) this.bounds = grown(this.bounds);
    if (this.count + 1 > this.frames.length) this.frames = grown(this.frames);
  }
}

export function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
