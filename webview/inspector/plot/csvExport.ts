import { t } from '@vscode/l10n';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { seriesValues, type SeriesId } from '../../../src/protocol/plot';
import { countText } from '../../../src/core/base/quantities';

/** Values of one request. */
const page = 50_000;
/** Bytes of one file (`inspector/saveFile`). */
const maxBytes = 64 * 1024 * 1024;

/** Reads all values of some series into one table: time, series, value. */
export class CsvExport {
  private cancelled = false;

  constructor(
    private readonly connection: MessageConnection,
    private readonly series: readonly { id: SeriesId; label: string; count: number }[],
    private readonly progress: (share: number) => void,
  ) {}

  cancel(): void {
    this.cancelled = true;
  }

  /** Without content where it was cancelled. */
  async run(): Promise<{ content?: Uint8Array; cut?: string }> {
    const encoder = new TextEncoder();
    const parts = [encoder.encode('time,series,value\r\n')];
    let size = parts[0]?.length ?? 0;
    let done = 0;
    const all = this.series.reduce((sum, { count }) => sum + count, 0);
    for (const { id, label, count } of this.series) {
      for (let from = 0; from < count; from += page) {
        const { times, values } = await this.connection.sendRequest(seriesValues, {
          series: id,
          from,
          count: Math.min(page, count - from),
        });
        if (this.cancelled) return {};
        const part = encoder.encode(times.map((time, index) => `${timeText(time)},${quoted(label)},${values[index]}\r\n`).join(''));
        size += part.length;
        if (size > maxBytes)
          return { content: joined(parts), cut: t('only the first {0} values fit into a file of 64 MiB.', countText(done)) };
        parts.push(part);
        done += times.length;
        this.progress(done / all);
      }
    }
    return { content: joined(parts) };
  }
}

/** UTC with µs. */
function timeText(time: number): string {
  const ms = Math.floor(time);
  return `${new Date(ms).toISOString().slice(0, -1)}${String(Math.floor((time - ms) * 1000)).padStart(3, '0')}Z`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
