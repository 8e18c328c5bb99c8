import { t } from '@vscode/l10n';
import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../process/errno';
import { WriteQueue } from './writeQueue';

/** At this size the file is renamed and a new one begun, bytes. */
const maxBytes = 10_000_000;

/** The text file that all chats are appended to. */
export class LogFile {
  private readonly queue: WriteQueue<{ line: string }>;

  constructor(
    readonly file: string,
    complain: (text: string) => void,
  ) {
    this.queue = new WriteQueue(
      (items) => this.write(items.map(({ line }) => line).join('')),
      (reason) => complain(t('Chats cannot be logged to {0}: {1}. Check the setting zmq.chat.logFile.', file, reason)),
    );
  }

  append(line: string): void {
    this.queue.add({ line });
  }

  /** Settles when all that was appended is on the disk. */
  settled(): Promise<void> {
    return this.queue.settled();
  }

  private async write(text: string): Promise<void> {
    await mkdir(path.dirname(this.file), { recursive: true });
    const size = await stat(this.file).then(
      (found) => found.size,
      (error: unknown) => {
        if (codeOf(error) === 'ENOENT') return 0;
        throw error;
      },
    );
    if (size > 0 && size + Buffer.byteLength(text) > maxBytes) await rename(this.file, `${this.file}.1`);
    await appendFile(this.file, text);
  }
}
