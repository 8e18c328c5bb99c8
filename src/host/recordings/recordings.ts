import { t } from '@vscode/l10n';
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type * as vscode from 'vscode';
import * as v from 'valibot';
import { ZmqError } from '../../core/base/errors';
import { closeRecording, type RecordingStatus } from '../../protocol/recordings';
import { captureId, filePath, type CaptureId } from '../../protocol/shapes';
import type { EngineSupervisor } from '../supervision/engineSupervisor';

const key = 'zmq.recordings';
/** Files that a workspace remembers, so that panels of a window that is loaded again find theirs. */
const maxRemembered = 50;
const remembered = v.fallback(v.array(v.strictObject({ capture: captureId, file: filePath })), []);

/** Reads a file into the engine, with progress; undefined where the person cancels. @throws ZmqError `recordingUnreadable`, `limitReached` */
export type ReadRecording = (wish: { capture: CaptureId; file: string }) => Promise<RecordingStatus | undefined>;

/** Files of records that panels show. Each engine has to read them anew, when a panel first asks for something. */
export class Recordings {
  private readonly reads = new Map<CaptureId, { generation: number; reading: Promise<RecordingStatus | undefined> }>();

  constructor(
    private readonly engine: EngineSupervisor,
    private readonly memory: vscode.Memento,
    private readonly read: ReadRecording,
  ) {}

  /** Reads a file as it is now; undefined where the person cancels. @throws ZmqError `recordingUnreadable`, `limitReached` */
  async open(file: string): Promise<RecordingStatus | undefined> {
    const capture = await captureOf(file);
    const others = this.known.filter((each) => each.capture !== capture);
    await this.memory.update(key, [{ capture, file }, ...others].slice(0, maxRemembered));
    return this.reading(capture, file);
  }

  /** Settles once the engine has this capture, where it is one of a file. @throws ZmqError `recordingUnreadable` */
  async ready(capture: CaptureId): Promise<void> {
    const file = this.fileOf(capture);
    if (file === undefined || (await this.reading(capture, file))) return;
    throw new ZmqError('recordingUnreadable', t('The reading of {0} was cancelled.', path.basename(file)), {
      hint: t('Close this panel, and open the file again.'),
    });
  }

  /** Name of the file; undefined where the capture is of none. */
  titleOf(capture: CaptureId): string | undefined {
    const file = this.fileOf(capture);
    return file && path.basename(file);
  }

  /** No panel shows it any more. */
  close(capture: CaptureId): void {
    const read = this.reads.get(capture);
    this.reads.delete(capture);
    void read?.reading
      .then(() => this.engine.generation === read.generation && this.engine.request(closeRecording, { capture }))
      .catch(() => undefined); // it was not read, or went with its engine
  }

  private async reading(capture: CaptureId, file: string): Promise<RecordingStatus | undefined> {
    await this.engine.engine();
    const { generation } = this.engine;
    const known = this.reads.get(capture);
    if (known?.generation === generation) return known.reading;
    const reading = this.read({ capture, file });
    const read = { generation, reading };
    this.reads.set(capture, read);
    const status = await reading.catch((error: unknown) => {
      this.forget(capture, read);
      throw error;
    });
    if (!status) this.forget(capture, read);
    return status;
  }

  /** The next time it may go well. */
  private forget(capture: CaptureId, read: object): void {
    if (this.reads.get(capture) === read) this.reads.delete(capture);
  }

  private fileOf(capture: CaptureId): string | undefined {
    return this.known.find((each) => each.capture === capture)?.file;
  }

  private get known(): { capture: CaptureId; file: string }[] {
    return v.parse(remembered, this.memory.get(key));
  }
}

/** Another one once the file has changed: what a panel shows stays what it was. */
async function captureOf(file: string): Promise<CaptureId> {
  const { mtimeMs, size } = await stat(file).catch(() => ({ mtimeMs: 0, size: 0 }));
  const hash = createHash('sha256').update(`${file}\n${mtimeMs}\n${size}`).digest('hex');
  return `file-${hash.slice(0, 16)}`;
}
