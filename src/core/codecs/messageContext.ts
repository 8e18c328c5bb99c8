import type { Direction } from '../../protocol/log';
import type { SocketType } from '../../protocol/sockets';

/** What a decoder may want to know of a message besides the frame at hand. */
export interface MessageContext {
  socketName: string;
  socketType?: SocketType;
  direction: Direction;
  /** Heads of all frames, at most 1 MiB each, with their sizes on the wire; at most 100. */
  frames: { size: number; bytes: Uint8Array }[];
  /** Frames behind these, where there are more. */
  framesLeft?: number;
}
