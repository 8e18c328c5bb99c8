import { t } from '@vscode/l10n';
import { ZmqError } from '../../core/base/errors';
import { maxRecordings, type RecordingStatus } from '../../protocol/recordings';
import { liveCapture, type CaptureId } from '../../protocol/shapes';
import type { Inspected } from '../inspection/inspection';
import { Recording, type RecordingRoom } from './recording';

/** What recordings need of the engine. */
export interface RecordingHost {
  /** Of the live capture; all recordings together take as much once more. */
  room(): RecordingRoom;
  /** Makes a capture one that can be looked at, and marks its records. */
  show(inspected: Inspected, notes: ReadonlyMap<number, string>): void;
  /** It is looked at no more. */
  hide(capture: CaptureId): void;
  changed(): void;
}

/** The files that are open as captures. */
export class Recordings {
  private readonly open = new Map<CaptureId, Recording>();
  private readonly reading = new Set<Recording>();

  constructor(private readonly host: RecordingHost) {}

  /** Of files that are being read. */
  get statuses(): RecordingStatus[] {
    return [...this.reading].map(({ status }) => status);
  }

  /** @throws ZmqError `recordingUnreadable`, `limitReached`, `invalidParams`, `cancelled` */
  async read(capture: CaptureId, file: string, isStopped: () => boolean): Promise<RecordingStatus> {
    if (capture === liveCapture || this.all.some(({ status }) => status.capture === capture))
      throw new ZmqError('invalidParams', t('The capture "{0}" is there already.', capture), { hint: t('Give another name.') });
    if (this.all.length >= maxRecordings)
      throw new ZmqError('limitReached', t('{0} recordings are open.', maxRecordings), { hint: t('Close one of them first.') });
    const recording = new Recording(capture, file, this.host.room());
    this.reading.add(recording);
    try {
      await recording.read(() => this.roomFor(recording), isStopped, this.host.changed);
      if (!isStopped()) this.show(recording);
      return recording.status;
    } finally {
      this.reading.delete(recording);
      this.host.changed();
    }
  }

  /** @throws ZmqError `noSuchCapture` */
  close(capture: CaptureId): void {
    if (!this.open.delete(capture))
      throw new ZmqError('noSuchCapture', t('No recording "{0}" is open.', capture), {
        hint: t('These are open: {0}.', [...this.open.keys()].join(', ')),
      });
    this.host.hide(capture);
    this.host.changed();
  }

  private get all(): Recording[] {
    return [...this.open.values(), ...this.reading];
  }

  /** What the others leave. */
  private roomFor(recording: Recording): RecordingRoom {
    const room = { ...this.host.room() };
    for (const other of this.all) {
      if (other === recording) continue;
      room.bytes -= other.writer.capture.bytes;
      room.records -= other.status.records;
    }
    return room;
  }

  private show(recording: Recording): void {
    const { writer, status, notes } = recording;
    const { capture, sources } = writer;
    this.open.set(status.capture, recording);
    this.host.show(
      {
        id: status.capture,
        records: capture,
        sources,
        lateReplies: () => writer.lateReplies,
        subscriptionsOf: () => [],
        endpointsOf: () => [],
        status: () => ({
          appended: capture.end - 1,
          kept: capture.kept,
          evicted: 0,
          received: writer.received,
          sent: writer.sent,
          keptBytes: capture.bytes,
          maxBytes: capture.bytes,
          messagesPerSecond: 0,
          bytesPerSecond: 0,
          recording: status,
        }),
      },
      notes,
    );
  }
}
