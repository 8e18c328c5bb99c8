import { t } from '@vscode/l10n';
import { ZmqError } from '../../core/base/errors';
import type { QueryNode } from '../../core/query/ast';
import { parseQuery } from '../../core/query/parse';

/** What a filter asks for. @throws ZmqError `invalidQuery` with the place in `at` */
export function readFilter(text: string): QueryNode | undefined {
  const { query, problems } = parseQuery(text);
  const [problem] = problems;
  if (problem)
    throw new ZmqError('invalidQuery', problem.message, {
      at: { from: problem.from, to: problem.to },
      hint: t('docs/engine-protocol.md describes the query language.'),
    });
  return query;
}
