import { patience } from '../../core/base/patience';
import { onOwnBuffers } from '../../core/capture/messageContext';
import { topicFrames } from '../../core/socket/topicFrames';
import { isPrintable } from '../../core/base/preview';
import { utf8Text } from '../../core/codecs/values/text';
import { mayBeWritten } from '../../core/codecs/wraps/written';
import { readEnvelope } from '../../core/codecs/envelope';
import type { MessageContext, Sibling } from '../../core/codecs/messageContext';
import type { DecoderName } from '../../protocol/decoding';
import { tooSlow } from '../decoding/decoderThread';
import type { Decoding } from '../decoding/decoding';
import { turn } from '../process/turns';
import type { RecordRows } from './recordRows';

/** Bytes of each frame that a preview is made of. */
const maxBytes = 16 * 1024;
/** The same of all frames together, but for the first bytes of each. */
const maxBytesOfAll = 64 * 1024;
const leastBytes = 256;
/** Characters of a preview. */
const maxLength = 300;
/** Records whose preview is remembered. */
const maxRemembered = 5000;

/** Siblings of a short frame with which its form is certain. */
const enoughSiblings = 4;

/** The frames of a message on one line. */
export interface Preview {
  preview: string;
  /** Absent where all of it is plain text or an event. */
  decoder?: DecoderName;
}

/** Previews of the records in sight: text as it is, everything else as its decoder reads it. */
export class Previews {
  /** Latest last. */
  private readonly remembered = new Map<number, Preview>();
  /** Those of messages of which there were few: more of them may tell what they are. */
  private readonly passing = new Set<number>();
  private revision = 0;

  constructor(
    private readonly rows: RecordRows,
    private readonly decoding: Decoding,
  ) {}

  /** By number, of those records that are more than plain text or meant by a rule, and of others before; the rest reads as its row says. */
  async of(numbers: readonly number[]): Promise<ReadonlyMap<number, Preview>> {
    if (this.revision !== this.decoding.revision) {
      this.revision = this.decoding.revision;
      this.remembered.clear();
      this.passing.clear();
    }
    const missing: number[] = [];
    for (const number of numbers) {
      if (this.remembered.has(number) && !this.passing.has(number)) continue;
      await turn();
      if (await this.needsDecoder(number)) missing.push(number);
    }
    if (missing.length > 0) await this.decode(missing);
    return this.remembered;
  }

  private async needsDecoder(number: number): Promise<boolean> {
    const context = await this.beginnings(number);
    if (!context || context.direction === 'event' || context.isEncrypted) return false;
    const { frames, socketType, direction, siblings } = context;
    // It reads `subscribe …` already.
    const { roles, line } = readEnvelope(socketType, direction, frames);
    if (roles[0] === 'subscription') return false;
    if (this.decoding.concerns(context)) return true;
    const skipped = topicFrames(socketType, frames[0]?.bytes, frames.length);
    return frames.some(
      ({ bytes, size }, frame) =>
        frame >= skipped &&
        (line?.includes(frame) ?? true) &&
        (!isPrintable(bytes, bytes.length < size) || isWritten(bytes) || isByChance(siblings?.get(frame))),
    );
  }

  /** What can stand on one line: the beginnings of a message's frames, valid until it is evicted. */
  private async beginnings(number: number): Promise<MessageContext | undefined> {
    const context = await this.rows.windows(number, maxBytes);
    if (!context) return undefined;
    let left = maxBytesOfAll;
    const frames = context.frames.map(({ bytes, size }) => {
      const kept = bytes.subarray(0, Math.max(leastBytes, left));
      left -= kept.length;
      return { bytes: kept, size };
    });
    return { ...context, frames };
  }

  private async decode(numbers: readonly number[]): Promise<void> {
    const { revision } = this;
    const places: { number: number; context: MessageContext }[] = [];
    for (const number of numbers) {
      await turn();
      const context = await this.beginnings(number);
      if (context) places.push({ number, context: onOwnBuffers(context) });
    }
    const contexts = places.map(({ context }) => context);
    const outcomes = await this.decoding.reader.run('preview', { contexts, maxLength }, contexts.length, { total: patience.decoding });
    if (revision !== this.decoding.revision) return;
    // The row at work when the time was up is at fault; those behind it get their turn another time.
    const reached = outcomes.findLastIndex((outcome) => outcome !== tooSlow) + 1;
    for (const [i, { number }] of places.slice(0, reached + 1).entries()) {
      const outcome = outcomes[i];
      const preview = outcome === undefined || outcome === tooSlow ? { preview: (await this.rows.row(number))?.preview ?? '' } : outcome;
      this.remembered.set(number, { ...preview, preview: clipped(preview.preview, maxLength) });
      const { siblings } = (places[i] as (typeof places)[number]).context;
      if (siblings && Array.from(siblings.values()).some(({ length }) => length < enoughSiblings)) this.passing.add(number);
      else this.passing.delete(number);
    }
    for (const number of this.remembered.keys()) {
      if (this.remembered.size <= maxRemembered) break;
      this.remembered.delete(number);
      this.passing.delete(number);
    }
  }
}

/** It may read as text by chance, for others in its place do not. */
function isByChance(siblings: readonly Sibling[] = []): boolean {
  return siblings.some(({ bytes, size }) => !isPrintable(bytes, bytes.length < size));
}

/** Digits that may stand for something else. */
function isWritten(bytes: Uint8Array): boolean {
  return mayBeWritten(utf8Text(bytes) ?? '') !== undefined;
}

export function clipped(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1)}…`;
}
