import { t } from '@vscode/l10n';
import { ZmqError } from '../../core/base/errors';
import type { SourceKind, Sources } from '../../core/capture/sources';

/** An id belongs to one thing, as long as anything is known of it. @throws ZmqError `invalidParams` where it is that of another kind */
export function requireKind(sources: Sources, id: string, kind: SourceKind): void {
  const known = sources.byIdentifier(id);
  if (known === undefined || known.kind === kind) return;
  throw new ZmqError('invalidParams', t('"{0}" is the id of something else in the log.', id), { hint: t('Give another one, or none.') });
}
