import { topicLength, type TopicEnd } from '../socket/topicLength';
import type { Segment } from './segment';

/** Length in bytes of the topic that a record begins with, -1 where it has none. That its source has topics is for the caller to know. */
export function topicLengthOf(segment: Segment, row: number, topicEnds?: readonly TopicEnd[]): number {
  return topicLength(segment.bytes, segment.startOf(row), segment.firstFrameEnd(row), segment.framesOf(row), topicEnds);
}
