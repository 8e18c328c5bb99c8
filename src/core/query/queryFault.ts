import { t } from '@vscode/l10n';
import type { QueryProblem } from './ast';

/** Something that cannot be meant so. */
export class QueryFault extends Error {
  constructor(
    readonly problem: QueryProblem,
    /** What the sentence says to write; whether it is accepted itself is not looked at. */
    readonly instead?: string,
  ) {
    super(problem.message);
  }
}

/** @throws QueryFault */
export function fault(message: string, { from, to }: { from: number; to: number }): never {
  throw new QueryFault({ message, from, to });
}

/** @throws QueryFault */
export function faultWith(instead: string, { from, to }: { from: number; to: number }): never {
  throw new QueryFault({ message: t('Write {0}; to find the text itself, put it in quotes.', instead), from, to }, instead);
}
