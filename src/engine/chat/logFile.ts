import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../errno';

/** At this size the file is renamed and a new one begun, bytes. */
const maxBytes = 10_000_000;
/** Written together, ms. */
const pause = 500;

/** The text file that all chats are appended to. */
export class LogFile {
  private pending: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> = Promise.resolve();
  private failed = false;

  /** `complain` is told once when writing fails. */
  constructor(
    readonly file: string,
    private readonly complain: (text: string) => void,
  ) {}

  append(line: string): void {
    this.pending.push(line);
    this.timer ??= setTimeout(() => this.flush(), pause);
  }

  /** Settles when all that was asked for is on the disk. */
  settled(): Promise<void> {
    this.flush();
    return this.work;
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const lines = this.pending.splice(0);
    if (lines.length > 0) this.work = this.work.then(() => this.write(lines.join(''))).catch((error: unknown) => this.fail(error));
  }

  private async write(text: string): Promise<void> {
    await mkdir(path.dirname(this.file), { recursive: true });
    const size = await stat(this.file).then((found) => found.size, (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return 0;
      throw error;
    });
    if (size > 0 && size + Buffer.byteLength(text) > maxBytes) await rename(this.file, `${this.file}.1`);
    await appendFile(this.file, text);
    this.failed = false;
  }

  private fail(error: unknown): void {
    if (this.failed) return;
    this.failed = true;
    this.complain(`Chats cannot be logged to ${this.file}: ${error instanceof Error ? error.message : String(error)}. Check the setting zmq.chat.logFile.`);
  }
}
