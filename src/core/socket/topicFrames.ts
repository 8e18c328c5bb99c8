import type { SocketType } from '../../protocol/sockets';
import { isHeader } from './headerFrame';
import { socketTypes } from './socketTypes';

/** How many frames at the beginning of a message, whose first one and number are given, stand in the column `Peer or topic` and not in the preview. */
export function topicFrames(type: SocketType | undefined, first: Uint8Array | undefined, frames: number): 0 | 1 {
  const traits = type && socketTypes[type];
  if (frames <= 1 || !traits || !first) return 0;
  if (traits.topics) return isHeader(first, 0, first.length) ? 0 : 1;
  return traits.routingIdToSend ? 1 : 0;
}
