import type { Direction } from '../../protocol/log';
import type { SocketType } from '../../protocol/sockets';
import { socketTypes } from '../socket/socketTypes';
import { topicLength, type TopicEnd } from '../socket/topicLength';

/** A frame in the same place of another message. */
export interface Sibling {
  size: number;
  /** The first bytes. */
  bytes: Uint8Array;
}

/** Bytes of a frame whose form may be chance. */
export const maxWeak = 16;

/** What a decoder may want to know of a message besides the frame at hand. */
export interface MessageContext {
  socketName: string;
  socketType?: SocketType;
  /** Where rules say that topics end. */
  topicEnds?: readonly TopicEnd[];
  direction: Direction;
  /** Nothing of its bytes can be read. */
  isEncrypted?: boolean;
  /** Heads of all frames, at most 1 MiB each, with their sizes on the wire; at most 100. */
  frames: { size: number; bytes: Uint8Array }[];
  /**
   * By the number of a short frame (from 0) the same frame of up to 8 other messages of the source and the topic, the nearest ones. Absent for
   * frames of which the bytes say enough.
   */
  siblings?: ReadonlyMap<number, readonly Sibling[]>;
  /** Frames behind these, where there are more. */
  framesLeft?: number;
}

/** The topic that a message begins with; undefined where it, or its socket, has none. */
export function topicOf({
  socketType,
  topicEnds,
  frames,
}: Pick<MessageContext, 'socketType' | 'topicEnds' | 'frames'>): Uint8Array | undefined {
  const first = frames[0];
  if (!first || !socketType || !socketTypes[socketType].topics) return undefined;
  const length = topicLength(first.bytes, 0, first.bytes.length, frames.length, topicEnds);
  return length < 0 ? undefined : first.bytes.subarray(0, length);
}
