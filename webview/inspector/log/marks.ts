import { t } from '@vscode/l10n';
import { Coalescer } from '../../../src/core/base/coalescer';
import { visibleText } from '../../../src/core/base/preview';
import { countText } from '../../../src/core/base/quantities';
import type { Stretches } from '../../../src/protocol/export';
import { markRecords, markedRecords, maxNoteLength, type MarkedRecord } from '../../../src/protocol/log';
import type { LineQuestion } from '../../shared/controls/lineBox';
import type { EngineMirror } from '../state/engineMirror';

/** The marked records of the view that is shown. Fires `change`. */
export class Marks extends EventTarget {
  /** In order. */
  all: readonly MarkedRecord[] = [];
  private notes: ReadonlyMap<number, string> = new Map();
  /** What the list was asked for at. */
  private known = '';
  private readonly lists = new Coalescer(() => this.list());

  constructor(private readonly mirror: EngineMirror) {
    super();
    const follow = (): void => this.follow();
    mirror.addEventListener('change', follow);
    mirror.view.addEventListener('change', follow);
  }

  /** The note of a record, empty where it has none; undefined where it is not marked. */
  noteOf(number: number): string | undefined {
    return this.notes.get(number);
  }

  /** Marks these rows, or takes the marks from them where each of them has one; `note` is put to each. */
  async mark(stretches: Stretches, { marked, note }: { marked: boolean; note?: string }): Promise<void> {
    const view = this.mirror.view.status?.view;
    if (view === undefined || stretches.length === 0) return;
    await this.mirror.attempt((connection) =>
      connection.sendRequest(markRecords, { view, stretches, marked, ...(note === undefined ? {} : { note }) }),
    );
    await this.lists.done();
  }

  /** The marked row after a position, or before it; it goes on from the other end. */
  next(from: number, by: 1 | -1): MarkedRecord | undefined {
    const { all } = this;
    return by > 0
      ? (all.find(({ position }) => position > from) ?? all[0])
      : (all.findLast(({ position }) => position < from) ?? all.at(-1));
  }

  /** Asks for the note of a record. */
  noteQuestion(number: number, position: number): Omit<LineQuestion, 'closed'> {
    return {
      title: t('Note on No. {0}', countText(number)),
      label: t('Note'),
      hint: t('Enter keeps it with the mark of the record.'),
      value: visibleText(this.noteOf(number) ?? ''),
      maxLength: maxNoteLength,
      take: async (note) => {
        await this.mark([[position, position + 1]], { marked: true, note });
        return undefined;
      },
    };
  }

  private follow(): void {
    const { view, log } = this.mirror;
    const { marksRevision = 0 } = log ?? {};
    // A view that has not looked at everything may find more of them.
    const now =
      marksRevision === 0 ? '' : [view.opening, marksRevision, view.status?.view, view.status?.unscanned === 0 ? 0 : view.range.end].join();
    if (now === this.known) return;
    this.known = now;
    this.lists.ask();
  }

  private async list(): Promise<void> {
    const { view, connection, log } = this.mirror;
    const status = view.status;
    const none: readonly MarkedRecord[] = [];
    this.all =
      status && log?.marksRevision
        ? await connection.sendRequest(markedRecords, { view: status.view }).then(
            ({ marked }) => marked,
            // The view is gone: the next one is asked.
            () => none,
          )
        : none;
    this.notes = new Map(this.all.map(({ number, note }) => [number, note]));
    this.dispatchEvent(new Event('change'));
  }
}
