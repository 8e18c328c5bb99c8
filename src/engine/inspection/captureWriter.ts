import { Capture } from '../../core/capture/capture';
import type { CaptureLimits } from '../../core/capture/capture';
import type { Findings } from '../../core/capture/conversation';
import { EVENT, IN } from '../../core/capture/segment';
import type { Batch, Entry, OUT } from '../../core/capture/segment';
import type { Place } from '../../core/capture/records';
import { Sources } from '../../core/capture/sources';
import type { Source } from '../../core/capture/sources';
import { factFrames } from '../../core/events/eventFrames';
import { kindNumber, kindOf } from '../../core/events/eventKinds';
import { answerTime } from '../../core/query/compile';
import type { EventFacts, EventKind } from '../../protocol/events';
import type { Counters } from '../../protocol/sockets';
import { now } from '../process/clock';

/** Writes what sockets send and receive, and what happens to them, into the live capture, and counts it. */
export class CaptureWriter {
  readonly capture: Capture;
  readonly sources = new Sources();
  /** How often something was found out about a request that had been judged already: mostly replies that came late. */
  lateReplies = 0;
  received = 0;
  sent = 0;
  bytes = 0;

  private readonly findings: Findings = {
    request: (number) => {
      const place = this.capture.find(number);
      place?.segment.markRequest(place.row);
    },
    pair: (request, reply, further) => {
      const there = this.capture.find(request);
      const here = this.capture.find(reply);
      here?.segment.markExchange(here.row, request);
      if (further || !there) return;
      there.segment.markExchange(there.row, reply);
      if (here)
        this.sources.of(here.segment.sourceOf(here.row)).latencies?.note(here.segment.timeOf(here.row) - there.segment.timeOf(there.row));
      this.judgedAnew(there);
    },
    untold: (number, role) => {
      const place = this.capture.find(number);
      if (!place) return;
      place.segment.markUntold(place.row, role);
      this.judgedAnew(place);
    },
    unpaired: (number) => {
      const place = this.capture.find(number);
      place?.segment.markUnpaired(place.row);
    },
  };

  constructor(
    limits: CaptureLimits,
    private readonly onAppend: () => void,
  ) {
    this.capture = new Capture(limits, (gone) => {
      for (const [number, records] of gone) this.sources.evicted(number, records);
    });
  }

  /** `onWire`: where the frames are but the beginning of the message. Number of the record. */
  message(
    source: Source,
    direction: typeof IN | typeof OUT,
    frames: readonly Uint8Array[],
    time: number,
    onWire?: Entry['onWire'],
  ): number {
    let size = onWire?.bytes ?? 0;
    if (!onWire) for (let i = 0; i < frames.length; i++) size += (frames[i] as Uint8Array).length;
    const record = this.capture.append({ time, source: source.number, direction, event: 0, frames, ...(onWire ? { onWire } : {}) });
    this.count(source, direction, 1, size);
    source.exchanges?.note(direction, frames, record, time, this.findings);
    this.onAppend();
    return record;
  }

  /** Many messages at once, of a source that does not ask and answer. Number of the first one. */
  messages(source: Source, batch: Batch): number {
    const record = this.capture.appendBatch(batch);
    let size = 0;
    let frames = 0;
    for (let i = 0; i < batch.count; i++) frames += batch.frames[i] as number;
    for (let i = 0; i < 2 * frames; i += 2) size += (batch.bounds[i + 1] as number) - (batch.bounds[i] as number);
    this.count(source, batch.direction, batch.count, size);
    this.onAppend();
    return record;
  }

  private count({ counters, whole }: Source, direction: typeof IN | typeof OUT, messages: number, size: number): void {
    this.bytes += size;
    if (direction === IN) this.received += messages;
    else this.sent += messages;
    countInto(counters, direction, messages, size);
    if (whole) countInto(whole.counters, direction, messages, size);
  }

  /** Views judge a request when it has waited for so long; what is found out later they do not know. */
  private judgedAnew({ segment, row }: Place): void {
    if (now() - segment.timeOf(row) > answerTime) this.lateReplies++;
  }

  /** A record that is no message. */
  event(source: Source, facts: EventFacts): void {
    this.pastEvent(source, kindOf[facts.code], factFrames(facts), now());
  }

  /** One of which the frames are at hand. Number of the record. */
  pastEvent(source: Source, kind: EventKind, frames: readonly Uint8Array[], time: number): number {
    const record = this.capture.append({ time, source: source.number, direction: EVENT, event: kindNumber(kind), frames });
    const { counters } = source;
    counters.kept++;
    counters.events++;
    this.onAppend();
    return record;
  }

  clear(): void {
    this.capture.clear();
    this.sources.cleared();
    this.onAppend();
  }
}

function countInto(counters: Counters, direction: typeof IN | typeof OUT, messages: number, size: number): void {
  counters.kept += messages;
  if (direction === IN) {
    counters.received += messages;
    counters.receivedBytes += size;
  } else {
    counters.sent += messages;
    counters.sentBytes += size;
  }
}
