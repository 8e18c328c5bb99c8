import { patience } from '../../core/base/patience';
import { onOwnBuffers } from '../../core/capture/messageContext';
import { maxInput } from '../../core/codecs/values/limits';
import { parsePath } from '../../core/codecs/values/path';
import type { MessageContext } from '../../core/codecs/messageContext';
import type { Row } from '../../protocol/log';
import { tooSlow } from '../decoding/decoderThread';
import type { Decoding } from '../decoding/decoding';
import { turn } from '../process/turns';
import type { RecordRows } from './recordRows';

/** Bytes of frames that are handed to the thread at a time. */
const maxBytes = 4 * 1024 * 1024;

/** Values of the records in sight, for columns of their own. */
export class RowValues {
  constructor(
    private readonly rows: RecordRows,
    private readonly decoding: Decoding,
  ) {}

  /** Puts what stands at these paths into each row. @throws ZmqError `invalidQuery` for what is no path */
  async fill(rows: readonly Row[], paths: readonly string[]): Promise<void> {
    for (const path of paths) parsePath(path);
    let part: { row: Row; context: MessageContext }[] = [];
    let bytes = 0;
    for (const row of rows) {
      if (row.direction === 'event') continue;
      await turn();
      const context = await this.rows.windows(row.number, maxInput);
      if (!context) continue;
      part.push({ row, context: onOwnBuffers(context) });
      bytes += context.frames.reduce((sum, frame) => sum + frame.bytes.length, 0);
      if (bytes < maxBytes) continue;
      await this.read(part, paths);
      part = [];
      bytes = 0;
    }
    if (part.length > 0) await this.read(part, paths);
  }

  private async read(part: readonly { row: Row; context: MessageContext }[], paths: readonly string[]): Promise<void> {
    const contexts = part.map(({ context }) => context);
    const outcomes = await this.decoding.reader.run('values', { contexts, paths: [...paths] }, contexts.length, {
      total: patience.decoding,
    });
    for (const [i, { row }] of part.entries()) {
      const outcome = outcomes[i];
      row.values = Object.fromEntries(
        paths.flatMap((path, at) => {
          const text = outcome === tooSlow || outcome === undefined ? '?' : outcome[at];
          return typeof text === 'string' ? [[path, text]] : [];
        }),
      );
    }
  }
}
