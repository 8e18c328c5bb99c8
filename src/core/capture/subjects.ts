import { previewFrame } from '../base/preview';
import { parseSubscription } from '../socket/subscriptions';
import { socketTypes } from '../socket/socketTypes';
import { topicFrames } from '../socket/topicFrames';
import { topicLength } from '../socket/topicLength';
import { EVENT, OUT } from './segment';
import type { DirectionCode } from './segment';
import type { Side, Source } from './sources';

/** What a message is about, beside its socket. Both are one line of text, empty where there is none. */
export interface Subjects {
  topic: string;
  /** Whom it came from or went to. */
  peer: string;
  /** What they show, valid as long as the frames are; of `peer` only where a frame names it. */
  topicBytes?: Uint8Array;
  peerBytes?: Uint8Array;
  /** Frames at its beginning that are one of the two, and no part of what the message says. */
  frames: 0 | 1;
  /** It is a subscription to the topic, or the end of one. */
  subscribes?: boolean;
}

const identityLength = 40;
const encoder = new TextEncoder();

/** Topic or routing id of a message, at most `maxLength` characters of it; and its peer, where its source tells. */
export function subjectsOf(source: Source, direction: DirectionCode, frames: readonly Uint8Array[], maxLength: number): Subjects {
  const { type, topicEnds } = source;
  const [first] = frames;
  const peer = peerOf(source, direction);
  const traits = type && socketTypes[type];
  if (first && topicFrames(type, first, frames.length) > 0) {
    const word = previewFrame(first, maxLength);
    return traits?.topics
      ? { topic: word, topicBytes: first, peer, frames: 1 }
      : { topic: '', peer: peer || word, ...(peer === '' ? { peerBytes: first } : {}), frames: 1 };
  }
  const isRaw = type === 'xpub' || type === 'xsub';
  const subscription = isRaw && first && frames.length === 1 ? parseSubscription(first) : undefined;
  if (subscription) {
    const { topic, subscribe } = subscription;
    return { topic: previewFrame(topic, maxLength), topicBytes: topic, peer, frames: 0, subscribes: subscribe };
  }
  const length = first && traits?.topics ? topicLength(first, 0, first.length, frames.length, topicEnds) : -1;
  if (!first || length <= 0) return { topic: '', peer, frames: 0 };
  const topic = first.subarray(0, length);
  return { topic: previewFrame(topic, maxLength), topicBytes: topic, peer, frames: 0 };
}

/** What the peer of a source's messages is found by, where its source tells it. */
export function peerBytesOf({ peer }: Source, direction: DirectionCode): Uint8Array | undefined {
  return peer && direction !== EVENT ? (peer.identity ?? encoder.encode(peer.address)) : undefined;
}

/** The peer of a source's records, as far as the source tells; empty where it does not. */
export function peerOf(source: Source, direction: DirectionCode): string {
  const { kind, partOf, sides, peer } = source;
  if (direction === EVENT) {
    if (kind === 'proxy side') return partOf?.number === 1 ? 'frontend' : 'backend';
    return partOf ? `#${partOf.number}` : '';
  }
  if (peer) return nameOf(peer);
  if (sides) return wayOf(source, sides, direction === OUT);
  if (kind === 'proxy') return direction === OUT ? 'frontend → backend' : 'backend → frontend';
  return '';
}

/** As short as can be. */
function nameOf({ address, identity }: Side): string {
  return identity ? previewFrame(identity, identityLength) : address;
}

/** The connection, and which of its sides sent to which: `#3 DEALER w1 → ROUTER`. */
function wayOf({ partOf, types }: Source, sides: NonNullable<Source['sides']>, isForward: boolean): string {
  const [connector, binder] = sides.map(({ address, identity }, at) => {
    const type = types?.[at];
    const label = type && socketTypes[type].label;
    return [label, identity ? previewFrame(identity, identityLength) : label ? undefined : address].filter(Boolean).join(' ');
  });
  return `#${partOf?.number ?? 0} ${isForward ? `${connector} → ${binder}` : `${binder} → ${connector}`}`;
}
