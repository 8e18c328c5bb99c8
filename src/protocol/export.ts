import * as v from 'valibot';
import { Method, result } from './method';
import { count, filePath, ofCapture } from './shapes';

/** In which records are copied. The latter four are programs that send the messages. */
export const copyForms = ['text', 'hex', 'json', 'csv', 'markdown', 'pyzmq', 'zeromq.js', 'c', 'omq'] as const;
export type CopyForm = (typeof copyForms)[number];

/** Most records that are copied at once. */
export const maxCopied = 100_000;

/** Stretches `[from, to)` of positions in a view, in order and apart. */
export const stretches = v.pipe(
  v.array(v.strictTuple([count, count])),
  v.minLength(1),
  v.maxLength(10_000),
  v.check((all) => all.every(([from, to], i) => from < to && from >= (all[i - 1]?.[1] ?? 0)), 'must be stretches in order and apart'),
);
export type Stretches = v.InferOutput<typeof stretches>;

/** Whether a position is one of theirs. */
export function isIn(all: Stretches, position: number): boolean {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.[1] ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return (all[low]?.[0] ?? Infinity) <= position;
}

/** How many positions they have together. */
export function positionsIn(all: Stretches): number {
  return all.reduce((sum, [from, to]) => sum + to - from, 0);
}

/** In which records are exported to files; docs/export-formats.md describes them. */
export const exportForms = ['jsonl', 'mcap', 'csv', 'text'] as const;
export type ExportForm = (typeof exportForms)[number];

/** What became of the records that were asked for. */
export interface Exported {
  records: number;
  /** Had been evicted. */
  evicted: number;
  /** Have no place in the form: events in a program that sends. */
  passedOver: number;
}

/** What is copied, and how. */
export const copyParams = v.strictObject({ ...ofCapture, view: count, stretches, form: v.picklist(copyForms) });

/**
 * These matches of a view as text. Refused with `limitReached` where there are more than 100,000, or where the text would be longer than
 * 32 Mi characters.
 */
export const copyRecords = new Method('view/copy', copyParams, result<Exported & { text: string }>());

const exportParams = v.strictObject({
  ...ofCapture,
  view: count,
  /** Absent: all matches that there are. */
  stretches: v.optional(stretches),
  form: v.picklist(exportForms),
  /** With JSON Lines: what decoders read, too. It takes its time. */
  decoded: v.optional(v.boolean()),
  file: filePath,
});
/** What is exported, how, and where to. */
export type ExportWish = v.InferOutput<typeof exportParams>;

/** What became of an export. */
export interface ExportOutcome extends Exported {
  /** Of the file. */
  bytes: number;
  cancelled?: true;
}

/**
 * Writes these matches of a view into a file, which replaces one of the same name once it is whole. `engine/changed` tells of progress. Where
 * the request is cancelled nothing is left, and `records` tells how far it came.
 * Errors: `exportFailed` where the file cannot be written, `limitReached` where four are under way.
 */
export const exportRecords = new Method('view/export', exportParams, result<ExportOutcome>());

/** An export that is under way. */
export interface ExportStatus {
  file: string;
  /** Written so far, and to be written. */
  records: number;
  wanted: number;
}
