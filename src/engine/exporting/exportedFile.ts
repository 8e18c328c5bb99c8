import { t } from '@vscode/l10n';
import { open, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import { ZmqError } from '../../core/base/errors';
import { fileReason } from '../process/fileReason';

/**
 * A file that is whole or not there: it is written beside its place under another name, and takes the place once it is done. What is no
 * ordinary file, a pipe or a device, is written as it is.
 */
export class ExportedFile {
  bytes = 0;

  private constructor(
    private readonly file: string,
    /** Where it is written. */
    private readonly place: string,
    private readonly handle: FileHandle,
  ) {}

  /** @throws ZmqError `exportFailed` */
  static async create(file: string): Promise<ExportedFile> {
    return saying(file, async () => {
      const known = await stat(file).catch(() => undefined);
      if (known?.isDirectory()) throw Object.assign(new Error('EISDIR'), { code: 'EISDIR' });
      const place = known && !known.isFile() ? file : `${file}.${process.pid}.part`;
      return new ExportedFile(file, place, await open(place, 'w'));
    });
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
      if (this.place !== this.file) await rename(this.place, this.file);
    });
  }

  /** Nothing of it is left. */
  async abandon(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    if (this.place !== this.file) await unlink(this.place).catch(() => undefined);
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
