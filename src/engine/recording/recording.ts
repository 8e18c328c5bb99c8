import { t } from '@vscode/l10n';
import { open, stat } from 'node:fs/promises';
import { countText } from '../../core/base/quantities';
import { ZmqError } from '../../core/base/errors';
import type { CaptureLimits } from '../../core/capture/capture';
import { IN, OUT } from '../../core/capture/segment';
import { readLine, UnreadableLine, type RecordedLine } from '../../core/recording/recordedLine';
import { RecordedSources } from '../../core/recording/recordedSources';
import type { RecordingStatus } from '../../protocol/recordings';
import type { CaptureId } from '../../protocol/shapes';
import { CaptureWriter } from '../inspection/captureWriter';
import { fileReason } from '../process/fileReason';
import { turn } from '../process/turns';
import { linesOf } from './linesOf';

/** Bytes of a line: what JavaScript can hold as one text. */
const longestLine = 400 * 1024 * 1024;
/** A file that begins with so many lines that are no records is none of ours. */
const linesTried = 100;

/** What a recording may still take. */
export interface RecordingRoom {
  bytes: number;
  records: number;
}

/** Records that were read from a file. */
export class Recording {
  readonly writer: CaptureWriter;
  /** Notes of marked records, by their numbers. */
  readonly notes = new Map<number, string>();
  readonly status: RecordingStatus;
  private readonly limits: CaptureLimits;
  private readonly sources: RecordedSources;
  private line = 0;

  /** `room`: what there is at most. */
  constructor(capture: CaptureId, file: string, room: RecordingRoom) {
    // Twice the room, so that nothing is evicted: reading ends where it is full.
    this.limits = { maxBytes: 2 * room.bytes, maxRecords: 2 * room.records };
    this.writer = new CaptureWriter(this.limits, () => undefined);
    this.sources = new RecordedSources(this.writer.sources);
    this.status = { capture, file, size: 0, read: 0, records: 0, unread: 0, isWhole: false };
  }

  /**
   * Reads the file, as far as `roomLeft` goes. It can be stopped between two lines.
   * @throws ZmqError `recordingUnreadable`
   */
  async read(roomLeft: () => RecordingRoom, isStopped: () => boolean, onProgress: () => void): Promise<void> {
    const { status } = this;
    try {
      const about = await stat(status.file);
      // A pipe or a device may have nothing to read, or no end.
      if (!about.isFile() && !about.isDirectory()) throw unreadable(status.file, t('it is no file.'));
      status.size = about.size;
      const handle = await open(status.file, 'r');
      try {
        for await (const { lines, read } of linesOf(handle, longestLine)) {
          if (!(await this.takeAll(lines, roomLeft, isStopped))) return this.trim();
          status.read = read;
          onProgress();
        }
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw error instanceof ZmqError ? error : unreadable(status.file, fileReason(error));
    }
    if (status.records === 0 && status.unread > 0) throw this.noRecording();
    status.isWhole = true;
    this.trim();
  }

  /** Gives back what the last segment does not need. */
  private trim(): void {
    this.writer.capture.setLimits(this.limits);
  }

  /** False where it was stopped, or where there is no more room. */
  private async takeAll(lines: readonly (string | undefined)[], roomLeft: () => RecordingRoom, isStopped: () => boolean): Promise<boolean> {
    for (const line of lines) {
      const pause = turn();
      if (pause) await pause;
      if (isStopped() || !this.hasRoom(roomLeft())) return false;
      this.take(line);
    }
    return true;
  }

  private hasRoom({ bytes, records }: RecordingRoom): boolean {
    return this.writer.capture.bytes < bytes && this.status.records < records;
  }

  private take(line: string | undefined): void {
    const { status } = this;
    this.line++;
    if (line?.trim() === '') return;
    try {
      if (line === undefined) throw new UnreadableLine(t('It is too long.'));
      this.append(readLine(line));
      status.records++;
    } catch (error) {
      if (!(error instanceof UnreadableLine)) throw error;
      status.unread++;
      status.firstUnread ??= { line: this.line, reason: error.message };
      if (status.records === 0 && status.unread >= linesTried) throw this.noRecording();
    }
  }

  private append(record: RecordedLine): void {
    const { writer } = this;
    const { time, direction, frames, kind, onWire, marked } = record;
    const source = this.sources.of(record);
    const number = kind
      ? writer.pastEvent(source, kind, frames, time)
      : writer.message(source, direction === 'in' ? IN : OUT, frames, time, onWire);
    if (marked !== undefined) this.notes.set(number, marked);
  }

  private noRecording(): ZmqError {
    const { file, firstUnread } = this.status;
    const first = firstUnread ? t('Line {0}: {1}', countText(firstUnread.line), firstUnread.reason) : '';
    return new ZmqError('recordingUnreadable', t('{0} has no records that can be read. {1}', file, first), {
      hint: t('Choose a file that "ZMQ: Export…" wrote as JSON Lines.'),
    });
  }
}

function unreadable(file: string, reason: string): ZmqError {
  return new ZmqError('recordingUnreadable', t('{0} cannot be read: {1}', file, reason), { hint: t('Choose another file.') });
}
