import type { RecordDetails } from '../../../src/protocol/log';
import type { SocketType } from '../../../src/protocol/sockets';

/** Whether messages of such a socket have a topic. */
export function hasTopics(type: SocketType | undefined): boolean {
  return type === 'pub' || type === 'sub' || type === 'xpub' || type === 'xsub';
}

/** The topic of a message in bytes; undefined where it has none. */
export function topicOf({ frames, topicLength }: RecordDetails): Uint8Array | undefined {
  const first = frames[0];
  return !first || topicLength === undefined || topicLength > first.bytes.length ? undefined : first.bytes.slice(0, topicLength);
}
