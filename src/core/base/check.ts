import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { ZmqError } from './errors';
import { issueSentence, ownMessages } from './issueSentence';

/**
 * Params that fit the schema.
 * @throws ZmqError `invalidParams` that names the first place that does not fit.
 */
export function check<S extends v.GenericSchema>(schema: S, params: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, params, ownMessages);
  if (result.success) return result.output;
  throw new ZmqError('invalidParams', issueSentence(result.issues[0], t('The params')), {
    hint: t('See docs/engine-protocol.md for what each method takes.'),
  });
}
