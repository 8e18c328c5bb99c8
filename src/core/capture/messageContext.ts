import type { MessageContext } from '../codecs/messageContext';
import type { SocketType } from '../../protocol/sockets';
import type { TopicEnd } from '../socket/topicLength';
import { EVENT, IN } from './segment';
import type { Frame, Segment } from './segment';
import { shownFrames } from '../events/eventFrames';

/** Frames of a message that decoders get to see. */
export const maxContextFrames = 100;

/** The frames of a message from `fromFrame` on; of an event what it says, for that is what people see and look for. */
export function shownFramesOf(segment: Segment, row: number, fromFrame = 0): Iterable<Frame> {
  if (segment.directionOf(row) !== EVENT) return segment.frames(row, fromFrame);
  const kept = Array.from(segment.frames(row), ({ bytes }) => bytes);
  return shownFrames(kept)
    .slice(fromFrame)
    .map((bytes) => ({ size: bytes.length, bytes }));
}

/** A record as decoders see it: windows on the segment's bytes, of each frame at most `maxBytes`. */
export function messageContext(
  segment: Segment,
  row: number,
  { name, type, topicEnds, isEncrypted }: { name: string; type?: SocketType; topicEnds?: readonly TopicEnd[]; isEncrypted?: boolean },
  maxBytes: number,
): MessageContext {
  const frames: MessageContext['frames'] = [];
  let left = 0;
  for (const { size, bytes } of shownFramesOf(segment, row)) {
    if (frames.length === maxContextFrames) {
      left = segment.framesOf(row) - maxContextFrames;
      break;
    }
    frames.push({ size, bytes: bytes.length > maxBytes ? bytes.subarray(0, maxBytes) : bytes });
  }
  const direction = segment.directionOf(row);
  return {
    socketName: name,
    socketType: type,
    ...(topicEnds ? { topicEnds } : {}),
    direction: direction === EVENT ? 'event' : direction === IN ? 'in' : 'out',
    ...(isEncrypted && direction !== EVENT ? { isEncrypted } : {}),
    frames,
    ...(left > 0 ? { framesLeft: left } : {}),
  };
}

/** The same on buffers of its own: a window would drag all of its segment along. Of frame `index` at most `maxBytes(index)`. */
export function onOwnBuffers(context: MessageContext, maxBytes: (index: number) => number = () => Infinity): MessageContext {
  const { siblings } = context;
  return {
    ...context,
    frames: context.frames.map(({ size, bytes }, index) => ({ size, bytes: bytes.slice(0, maxBytes(index)) })),
    ...(siblings
      ? {
          siblings: new Map(
            Array.from(siblings, ([frame, all]) => [frame, all.map(({ size, bytes }) => ({ size, bytes: bytes.slice() }))]),
          ),
        }
      : {}),
  };
}
