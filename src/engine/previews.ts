import { messageContext } from '../core/capture/messageContext';
import { EVENT } from '../core/capture/segment';
import { topicFrames } from '../core/headline';
import { isPrintable } from '../core/preview';
import { frameRoles } from '../core/codecs/envelope';
import type { DecoderName } from '../protocol/decoding';
import { tooSlow } from './decoding/decoderThread';
import type { Decoding } from './decoding/decoding';
import type { Log, LoggedSocket } from './log';
import type { LogReader } from './logReader';

/** Bytes of each frame that a preview is made of. */
const maxBytes = 16 * 1024;
/** Longest time for the previews of one answer, ms; rows beyond it are plain until they are asked for again. */
const patience = 2000;
/** Records whose preview is remembered. */
const maxRemembered = 5000;

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
  private revision = 0;

  constructor(
    private readonly log: Log,
    private readonly reader: LogReader,
    private readonly decoding: Decoding,
  ) {}

  /** In the order of the records; undefined where one is not kept any more. */
  async of(numbers: readonly number[], maxLength: number): Promise<(Preview | undefined)[]> {
    if (this.revision !== this.decoding.revision) {
      this.revision = this.decoding.revision;
      this.remembered.clear();
    }
    const missing = numbers.filter((number) => !this.remembered.has(number) && this.needsDecoder(number));
    if (missing.length > 0) await this.decode(missing);
    return numbers.map((number) => {
      const known = this.remembered.get(number);
      const plain = known ? undefined : this.reader.row(number);
      const preview = known ?? (plain && { preview: plain.preview });
      return preview && { ...preview, preview: clipped(preview.preview, maxLength) };
    });
  }

  private needsDecoder(number: number): boolean {
    const place = this.log.capture.find(number);
    if (!place || place.segment.directionOf(place.row) === EVENT) return false;
    const context = messageContext(place.segment, place.row, this.log.sockets[place.segment.socketOf(place.row)] as LoggedSocket, maxBytes);
    const { frames, socketType, direction } = context;
    // It reads `subscribe …` already.
    if (frameRoles(socketType, direction, frames)[0] === 'subscription') return false;
    if (this.decoding.concerns(context)) return true;
    return frames.some(({ bytes, size }, frame) => frame >= topicFrames(socketType, frames.length) && !isPrintable(bytes, bytes.length < size));
  }

  private async decode(numbers: readonly number[]): Promise<void> {
    const { revision } = this;
    const places = numbers.flatMap((number) => {
      const place = this.log.capture.find(number);
      return place ? [{ number, context: messageContext(place.segment, place.row, this.log.sockets[place.segment.socketOf(place.row)] as LoggedSocket, maxBytes) }] : [];
    });
    // Windows on a segment would drag all of it along.
    const contexts = places.map(({ context: { socketName, socketType, direction, frames } }) => ({
      socketName,
      socketType,
      direction,
      frames: frames.map(({ size, bytes }) => ({ size, bytes: bytes.slice() })),
    }));
    const outcomes = await this.decoding.reader.run('preview', { contexts, maxLength: 300 }, contexts.length, { total: patience });
    if (revision !== this.decoding.revision) return;
    // The row at work when the time was up is at fault; those behind it get their turn another time.
    const reached = outcomes.findLastIndex((outcome) => outcome !== tooSlow) + 1;
    places.slice(0, reached + 1).forEach(({ number }, i) => {
      const outcome = outcomes[i];
      const plain = this.reader.row(number)?.preview ?? '';
      this.remembered.set(number, outcome === undefined || outcome === tooSlow ? { preview: plain } : outcome);
    });
    for (const number of this.remembered.keys()) {
      if (this.remembered.size <= maxRemembered) break;
      this.remembered.delete(number);
    }
  }
}

function clipped(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1)}…`;
}
