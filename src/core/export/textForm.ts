import type { ExportedRecord } from '../capture/exportedRecord';

/** How records are written, one behind the other. */
export interface TextForm {
  /** Before the first record. */
  readonly head: string;
  record(record: ExportedRecord): string;
  /** Between two records. */
  readonly between: string;
  /** Behind the last record. */
  readonly tail: string;
}
