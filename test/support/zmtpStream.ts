import { ascii } from '../../src/core/zmtp/ascii';
import { ZmtpDecoder, type Fault } from '../../src/core/zmtp/decoder';
import { FrameTable } from '../../src/core/zmtp/frameTable';
import type { Command } from '../../src/core/zmtp/commands';
import type { Greeting } from '../../src/core/zmtp/greeting';

/** What was found in a stream, in order. */
export type Found =
  | { greeting: Greeting; identity?: string }
  | { message: string[] }
  | { command: Command }
  | { fault: Fault }
  | { cut: { kept: string[]; sizes: number[]; frames: number; bytes: number } };

/** Reads a stream as a program does that keeps what is not whole yet. */
export class StreamReader {
  readonly found: Found[] = [];
  readonly decoder: ZmtpDecoder;
  private readonly table = new FrameTable();
  private window = new Uint8Array(0);
  private kept: string[] = [];

  /** @param most octets of a message that are kept; the rest is left out */
  constructor(
    peerMajor: number | undefined = 3,
    private readonly most = Infinity,
  ) {
    this.decoder = new ZmtpDecoder(
      {
        greeting: (greeting, identity) => this.found.push({ greeting, ...(identity ? { identity: ascii(identity) } : {}) }),
        command: (command) => this.found.push({ command }),
        fault: (fault) => this.found.push({ fault }),
        cut: ({ sizes, frames, bytes }) => this.found.push({ cut: { kept: this.kept, sizes: [...sizes], frames, bytes } }),
      },
      () => peerMajor,
    );
  }

  /** Octets that are held, since a message is not whole. */
  get held(): number {
    return this.window.length;
  }

  give(chunk: Uint8Array): this {
    const bytes = new Uint8Array(this.window.length + chunk.length);
    bytes.set(this.window);
    bytes.set(chunk, this.window.length);
    let at = 0;
    for (;;) {
      const { table } = this;
      const from = at;
      at = this.decoder.read(bytes, from, bytes.length, table);
      let frame = 0;
      const messages: Found[] = [];
      for (let i = 0; i < table.count; i++) {
        const message: string[] = [];
        for (let left = table.frames[i] as number; left > 0; left--, frame++)
          message.push(ascii(bytes, table.bounds[2 * frame], table.bounds[2 * frame + 1]));
        messages.push({ message });
      }
      this.found.push(...messages);
      if (table.count > 0) continue;
      if (bytes.length - at <= this.most || !this.decoder.holdsMessage) break;
      const rest = this.decoder.skipRest(bytes, at, bytes.length);
      this.kept = rest.frames.map((frame) => ascii(frame));
      at = rest.at;
      if (at === bytes.length) break;
    }
    this.window = bytes.slice(at);
    return this;
  }
}

/** All that is found in these octets, given in pieces that end at these places. */
export function foundIn(stream: Uint8Array, cuts: readonly number[] = [], peerMajor?: number, most?: number): Found[] {
  const reader = new StreamReader(peerMajor, most);
  let from = 0;
  for (const to of [...cuts, stream.length]) {
    reader.give(stream.subarray(from, to));
    from = to;
  }
  return reader.found;
}
