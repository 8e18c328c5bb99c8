import * as v from 'valibot';
import { exportForms } from '../../protocol/export';

/** What an export is told, where nobody is asked. */
export const exportSchema = v.strictObject({
  /** Its ending tells the form, unless that is told. */
  file: v.string(),
  form: v.optional(v.picklist(exportForms)),
  filter: v.optional(v.string()),
  socket: v.optional(v.string()),
  decoded: v.optional(v.boolean()),
  capture: v.optional(v.string()),
});
export type ExportArgument = v.InferOutput<typeof exportSchema>;
