import { t } from '@vscode/l10n';
import { ZmqError } from '../../core/base/errors';
import type { View } from '../../core/query/view';
import { isIn, type Stretches } from '../../protocol/export';
import { maxMarked, type MarkedRecord } from '../../protocol/log';

/** Records that a person marked, with a note or without. Those that are evicted are marked no more. */
export class MarkedRecords {
  /** Notes by number; empty where there is none. */
  private readonly notes = new Map<number, string>();
  private changes = 0;

  constructor(private readonly records: { readonly first: number; readonly end: number }) {}

  /** Grows with each change; 0 where nothing was ever marked. */
  get revision(): number {
    return this.changes;
  }

  /** The note of a record, empty where it has none; undefined where it is not marked. */
  noteOf(number: number): string | undefined {
    return this.notes.get(number);
  }

  /**
   * Marks what a view has at these positions, or takes the marks from it. Without `note` the notes that there are stay.
   * @throws ZmqError `limitReached`, and then nothing was marked
   */
  mark(view: View, stretches: Stretches, { marked, note }: { marked: boolean; note?: string | undefined }): void {
    this.forget();
    if (!marked) {
      for (const [number] of this.notes) {
        const position = view.positionOf(number);
        if (position !== undefined && isIn(stretches, position)) this.notes.delete(number);
      }
      this.changes++;
      return;
    }
    const numbers: number[] = [];
    for (const [from, to] of stretches) {
      if (numbers.length + this.notes.size > maxMarked) break;
      for (const { number } of view.records(from, Math.min(to - from, maxMarked + 1)))
        if (!this.notes.has(number) || note !== undefined) numbers.push(number);
    }
    if (numbers.filter((number) => !this.notes.has(number)).length + this.notes.size > maxMarked)
      throw new ZmqError('limitReached', t('At most {0} records can be marked.', maxMarked), {
        hint: t('Mark fewer, or take the marks from others first.'),
      });
    for (const number of numbers) this.notes.set(number, note ?? '');
    this.changes++;
  }

  /** As the file of a recording has them; of more than can be marked the first. */
  restore(notes: ReadonlyMap<number, string>): void {
    for (const [number, note] of notes) if (this.notes.size < maxMarked) this.notes.set(number, note);
    if (this.notes.size > 0) this.changes++;
  }

  /** Those that a view has found so far, in order. */
  in(view: View): MarkedRecord[] {
    this.forget();
    return [...this.notes]
      .flatMap(([number, note]) => {
        const position = view.positionOf(number);
        return position === undefined ? [] : [{ number, position, note }];
      })
      .sort((one, other) => one.position - other.position);
  }

  /** Of records that are gone. */
  private forget(): void {
    const { first, end } = this.records;
    for (const number of this.notes.keys()) if (number < first || number >= end) this.notes.delete(number);
  }
}
