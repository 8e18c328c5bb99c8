import { t } from '@vscode/l10n';
import type { Records } from '../../core/capture/records';
import type { Sources } from '../../core/capture/sources';
import { ZmqError } from '../../core/base/errors';
import { countText, sizeText } from '../../core/base/quantities';
import { valueJson } from '../../core/codecs/values/valueJson';
import type { UsedEndpoint } from '../../core/export/code/senders';
import { csvForm } from '../../core/export/csv';
import { exportedRecord, type ExportedRecord } from '../../core/capture/exportedRecord';
import { JsonBytes } from '../../core/export/jsonBytes';
import { jsonOf, JsonLines, withDecoded } from '../../core/export/jsonLines';
import { textForm } from '../../core/export/text';
import { writingIn } from '../../core/export/writing';
import type { View } from '../../core/query/view';
import type { Decoded, DecodedFrame } from '../../protocol/decoding';
import {
  maxCopied,
  positionsIn,
  type CopyForm,
  type Exported,
  type ExportOutcome,
  type ExportStatus,
  type ExportWish,
  type Stretches,
} from '../../protocol/export';
import type { ViewId } from '../../protocol/log';
import { turn } from '../process/turns';
import { ExportedFile } from './exportedFile';

/** Characters that go to the clipboard at once. */
const maxText = 32 * 1024 * 1024;
/** Payload bytes of a record that goes there: making a text of it takes one stretch. In Markdown it is cut. */
const maxCopiedRecord = 4 * 1024 * 1024;
/** Records that are looked up in a view at once. */
const batch = 500;
/** Bytes or characters that are written at once. */
const chunk = 256 * 1024;
/** Exports at once. */
const maxExports = 4;

const textForms = { csv: csvForm, text: textForm } as const;

/** What exports are made of. */
export interface ExportSources {
  records: Records;
  sources: Sources;
  /** @throws ZmqError `noSuchView` */
  matchesOf(view: ViewId): View;
  /** Of a marked record; empty where it has none. */
  noteOf(this: void, number: number): string | undefined;
  /** What decoders read of a record. @throws ZmqError `noSuchRecord` */
  decode(number: number): Promise<{ frames: DecodedFrame[] }>;
  /** Of a socket or a tap by its id; none where it is closed. */
  endpointsOf(source: string): readonly UsedEndpoint[];
}

type WholeWish = Omit<ExportWish, 'capture' | 'view' | 'stretches'> & { view: View; stretches: Stretches };

/** Writes records of views in forms for other programs. */
export class Exports {
  private readonly running = new Set<ExportStatus>();

  constructor(
    private readonly from: ExportSources,
    private readonly onProgress: () => void,
  ) {}

  get statuses(): ExportStatus[] {
    return [...this.running];
  }

  /** @throws ZmqError `noSuchView`, `limitReached` */
  async copy(id: ViewId, stretches: Stretches, form: CopyForm, isStopped: () => boolean): Promise<Exported & { text: string }> {
    const wanted = positionsIn(stretches);
    if (wanted > maxCopied) throw tooMuch(t('{0} records are too many to be copied.', countText(wanted)));
    const writing = writingIn(form, (source) => this.from.endpointsOf(source));
    const counts = await this.each(this.from.matchesOf(id), stretches, isStopped, (record) => {
      if (form !== 'markdown' && record.kept > maxCopiedRecord)
        throw new ZmqError(
          'limitReached',
          t('Record {0} is too large to be copied: {1}.', countText(record.number), sizeText(record.kept)),
          {
            hint: t('Save its frames from the details, or export it to a file.'),
          },
        );
      writing.add(record);
      if (writing.length > maxText) throw tooMuch(t('These records are too long to be copied.'));
    });
    return { ...counts, passedOver: writing.passedOver, text: counts.records > 0 ? writing.finish() : '' };
  }

  /** @throws ZmqError `noSuchView`, `exportFailed`, `limitReached` */
  async toFile(wish: Omit<ExportWish, 'capture'>, isStopped: () => boolean): Promise<ExportOutcome> {
    if (this.running.size >= maxExports)
      throw new ZmqError('limitReached', t('{0} exports are under way.', maxExports), { hint: t('Wait for one of them, or cancel it.') });
    // It goes on with this one where the person looks at something else meanwhile.
    const view = this.from.matchesOf(wish.view);
    const stretches: Stretches = wish.stretches ?? (view.end > view.first ? [[view.first, view.end]] : []);
    const status: ExportStatus = { file: wish.file, records: 0, wanted: positionsIn(stretches) };
    this.running.add(status);
    try {
      return await this.fill(await ExportedFile.create(wish.file), { ...wish, view, stretches }, status, isStopped);
    } finally {
      this.running.delete(status);
      this.onProgress();
    }
  }

  private async fill(file: ExportedFile, wish: WholeWish, status: ExportStatus, isStopped: () => boolean): Promise<ExportOutcome> {
    try {
      const counts = { ...(await this.write(wish, file, status, isStopped)), passedOver: 0 };
      if (isStopped()) {
        await file.abandon();
        return { ...counts, bytes: 0, cancelled: true };
      }
      await file.finish();
      return { ...counts, bytes: file.bytes };
    } catch (error) {
      await file.abandon();
      throw error;
    }
  }

  private async write(
    { view, stretches, form, decoded }: WholeWish,
    file: ExportedFile,
    status: ExportStatus,
    isStopped: () => boolean,
  ): Promise<{ records: number; evicted: number }> {
    const written = () => {
      if (++status.records % batch === 0) this.onProgress();
    };
    if (form === 'mcap') {
      const { McapFile } = await import('./mcapFile');
      const mcap = await McapFile.begin(file);
      const counts = await this.each(view, stretches, isStopped, (record) => {
        written();
        return mcap.add(record);
      });
      await mcap.finish();
      return counts;
    }
    if (form === 'jsonl') {
      const out = new JsonBytes(2 * chunk);
      const lines = new JsonLines(out);
      const flush = () => (out.length < chunk ? undefined : file.write(out.take()));
      const counts = await this.each(view, stretches, isStopped, (record) => {
        written();
        if (decoded && !record.event)
          return this.withValues(record.number, jsonOf(record)).then((line) => {
            out.raw(`${line}\n`);
            return flush();
          });
        lines.write(record);
        out.raw('\n');
        return flush();
      });
      await file.write(out.take());
      return counts;
    }
    const { head, record: lineOf, between, tail } = textForms[form];
    let text = head;
    const counts = await this.each(view, stretches, isStopped, (record) => {
      text += status.records === 0 ? lineOf(record) : between + lineOf(record);
      written();
      if (text.length < chunk) return undefined;
      const full = text;
      text = '';
      return file.write(full);
    });
    await file.write(counts.records > 0 ? text + tail : text);
    return counts;
  }

  /** The line of a record with what decoders read of its frames. */
  private async withValues(number: number, line: string): Promise<string> {
    const { frames } = await this.from.decode(number).catch(() => ({ frames: [] }));
    return withDecoded(line, frames.map(decodedJson));
  }

  /**
   * Takes the matches in these stretches one by one, as far as they are still kept. What is taken is to be read before anything is waited for:
   * its bytes may go meanwhile.
   */
  private async each(
    view: View,
    stretches: Stretches,
    isStopped: () => boolean,
    take: (record: ExportedRecord) => Promise<void> | undefined | void,
  ): Promise<{ records: number; evicted: number }> {
    const { records: all, sources, noteOf } = this.from;
    let records = 0;
    let evicted = 0;
    for (const [from, to] of stretches) {
      for (let at = from; at < to && !isStopped(); at += batch) {
        const end = Math.min(at + batch, to, view.end);
        const found = view.records(at, end - at);
        evicted += Math.max(0, end - at) - found.length;
        for (const { number } of found) {
          const pause = turn();
          if (pause) await pause;
          const place = all.segmentOf(number);
          const segment = place instanceof Promise ? await place : place;
          if (!segment) {
            evicted++;
            continue;
          }
          const row = number - segment.firstNumber;
          const taken = take(exportedRecord(segment, row, sources.of(segment.sourceOf(row)), noteOf(number)));
          if (taken) await taken;
          records++;
        }
      }
    }
    return { records, evicted };
  }
}

/** The decoder of a frame, and what it read: null where it read nothing, its text where there is no value. */
function decodedJson(frame: DecodedFrame): string {
  let content: Decoded = frame;
  while (content.inner) content = content.inner;
  const { value, text, decoder } = content;
  return `{"decoder":"${decoder}","value":${value ? valueJson(value, true).text : JSON.stringify(text ?? null)}}`;
}

function tooMuch(message: string): ZmqError {
  return new ZmqError('limitReached', message, { hint: t('Select fewer of them, or export them to a file.') });
}
