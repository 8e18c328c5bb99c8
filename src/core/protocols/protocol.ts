import type { FrameRole } from '../../protocol/log';

/** A message as a protocol on top of ZeroMQ sees it. */
export interface Wire {
  /** Bytes of its frames, of long ones at least the beginning. */
  frames: readonly Uint8Array[];
  /** The first frame behind routing ids and delimiter, as far as these can be told. */
  body: number;
  /** It went from a DEALER or REQ to a ROUTER or REP; the other way otherwise. */
  toServer: boolean;
}

/** What a message says of the exchange it belongs to. With neither it stands alone: a sign of life, a notification. */
export interface Sign {
  /** What a request waits under for its reply; several where it is a batch, and each may be answered by itself. */
  asks?: string | readonly string[];
  /** What the request that it answers waits under. Where nothing waits there it may still ask. */
  answers?: string | readonly string[];
  /** The keys are the same whatever routing ids stand before the body. */
  isRouteless?: true;
}

/** How a message is laid out. */
export interface Layout {
  /** The first frame that has a role here. */
  from: number;
  /** Of the frames from there on. */
  roles: readonly FrameRole[];
  /** Of those behind them. */
  rest: FrameRole;
  /** What a frame says in words, by its number from 0: a command that is a byte on the wire. */
  meanings?: Readonly<Record<number, string>>;
  /** What a line shows, in order: words, and frames by their number. Absent: all frames. */
  line?: readonly (string | number)[];
}

/** A protocol that programs speak over DEALER and ROUTER. */
export interface Protocol {
  /** Runs for each message: it looks at first bytes before it reads more. Undefined: not this protocol. */
  sign(wire: Wire): Sign | undefined;
  /** Runs for messages that somebody looks at. */
  layout(wire: Wire): Layout | undefined;
}

/** Whether these bytes are this text in ASCII. */
export function isText(bytes: Uint8Array | undefined, text: string): boolean {
  if (bytes?.length !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}

/** A short key for bytes of any length: what is long is told by its beginning and two sums (FNV-1a, Knuth's multiplier). */
export function keyOf(bytes: Uint8Array): string {
  let key = '';
  if (bytes.length <= 40) {
    for (const byte of bytes) key += String.fromCharCode(byte);
    return key;
  }
  let one = 0x811c9dc5;
  let other = 0;
  for (const byte of bytes) {
    one = Math.imul(one ^ byte, 0x01000193);
    other = Math.imul(other, 0x9e3779b1) + byte;
  }
  return `${keyOf(bytes.subarray(0, 16))}\u0101${bytes.length} ${one >>> 0} ${other >>> 0}`;
}
