import type { SocketType } from '../../protocol/sockets';
import { socketTypes } from './socketTypes';

/** How many frames at the beginning of a message stand in the column `Peer or topic` and not in the preview. */
export function topicFrames(type: SocketType | undefined, frames: number): 0 | 1 {
  const traits = type && socketTypes[type];
  return frames > 1 && (traits?.topics || traits?.routingIdToSend) ? 1 : 0;
}
