import { topicLength } from '../../../src/core/socket/topicLength';
import type { RecordDetails } from '../../../src/protocol/log';
import type { SocketType } from '../../../src/protocol/sockets';

/** Whether messages of such a socket have a topic. */
export function hasTopics(type: SocketType | undefined): boolean {
  return type === 'pub' || type === 'sub' || type === 'xpub' || type === 'xsub';
}

/** The topic of a message in bytes; undefined where it has none. */
export function topicOf({ row, frames }: RecordDetails): Uint8Array | undefined {
  const first = frames[0];
  if (!first || !hasTopics(row.socketType)) return undefined;
  const length = topicLength(first.bytes, 0, first.bytes.length, row.frames);
  return length < 0 || (row.frames > 1 && first.size > first.bytes.length) ? undefined : first.bytes.slice(0, length);
}
