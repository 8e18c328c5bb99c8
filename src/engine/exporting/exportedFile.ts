import { t } from '@vscode/l10n';
import { createHash } from 'node:crypto';
import { constants, rmSync } from 'node:fs';
import { open, realpath, rename, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { ZmqError } from '../../core/base/errors';
import { fileReason } from '../process/fileReason';

/** Bytes of a name that the file it is written as keeps. */
const keptName = 180;

/** Files that are being written, or about to be. */
const taken = new Set<string>();
/** What is unfinished goes with the process. */
const unfinished = new Set<ExportedFile>();
process.once('exit', () => {
  for (const file of unfinished) file.drop();
});

/**
 * A file that is whole or not there: it is written beside its place under another name, and takes the place once it is done, with the rights
 * that the one before had. What is no ordinary file, a pipe or a device, is written as it is.
 */
export class ExportedFile {
  bytes = 0;

  private constructor(
    private readonly file: string,
    /** The file itself where `file` leads to it by links. */
    private readonly target: string,
    /** Where it is written. */
    private readonly place: string,
    private readonly handle: FileHandle,
  ) {}

  /** @throws ZmqError `exportFailed` */
  static async create(file: string): Promise<ExportedFile> {
    const target = await realpath(file).catch(() => file);
    if (taken.has(target))
      throw new ZmqError('exportFailed', t('{0} is being written by another export.', file), {
        hint: t('Wait for its end, or choose another name.'),
      });
    taken.add(target);
    try {
      return await saying(file, () => ExportedFile.begin(file, target));
    } catch (error) {
      taken.delete(target);
      throw error;
    }
  }

  private static async begin(file: string, target: string): Promise<ExportedFile> {
    const known = await stat(target).catch(() => undefined);
    if (known?.isDirectory()) throw Object.assign(new Error('EISDIR'), { code: 'EISDIR' });
    const isOrdinary = !known || known.isFile();
    const place = isOrdinary ? path.join(path.dirname(target), `${shortened(path.basename(target))}.${process.pid}.part`) : target;
    const handle = await (known?.isFIFO() ? openPipe(place) : open(place, 'w'));
    const exported = new ExportedFile(file, target, place, handle);
    unfinished.add(exported);
    if (known?.isFile()) await handle.chmod(known.mode & 0o777).catch(() => undefined); // not every file system has rights
    return exported;
  }

  /** Bytes, or text as UTF-8. @throws ZmqError `exportFailed` */
  async write(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    await saying(this.file, () => this.handle.writeFile(bytes));
    this.bytes += bytes.length;
  }

  /** It takes its place. @throws ZmqError `exportFailed` */
  async finish(): Promise<void> {
    await saying(this.file, async () => {
      await this.handle.close();
      if (this.place !== this.target) await rename(this.place, this.target);
    });
    this.release();
  }

  /** Nothing of it is left. */
  async abandon(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    this.drop();
  }

  /** The same where nothing can be waited for. */
  drop(): void {
    this.release();
    if (this.place !== this.target) rmSync(this.place, { force: true });
  }

  private release(): void {
    unfinished.delete(this);
    taken.delete(this.target);
  }
}

/** A name that is as long as names may be has no room for an ending. */
function shortened(name: string): string {
  const bytes = Buffer.from(name);
  return bytes.length <= keptName ? name : createHash('sha256').update(bytes).digest('hex');
}

/** To open a pipe takes as long as nobody reads from it: whether somebody does is found out first. */
async function openPipe(pipe: string): Promise<FileHandle> {
  const trial = await open(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    return await open(pipe, 'w');
  } finally {
    // Not before: the reader would take it for the end.
    await trial.close();
  }
}

async function saying<T>(file: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new ZmqError('exportFailed', t('{0} cannot be written: {1}', file, fileReason(error)), {
      hint: t('Choose another place. A file of this name stays as it was.'),
    });
  }
}
