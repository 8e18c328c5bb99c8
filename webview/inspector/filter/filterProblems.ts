import type { QueryProblem } from '../../../src/core/query/ast';
import { parseQuery } from '../../../src/core/query/parse';
import type { RequestError } from '../../shared/page/requestError';

export function problemsOf(filter: string): QueryProblem[] {
  return parseQuery(filter).problems;
}

/** Why the engine refused a filter; without a place all of it is meant. */
export function refusedFilter({ message, hint, at }: RequestError, filter: string): QueryProblem[] {
  return [{ message: hint ? `${message} ${hint}` : message, from: at?.from ?? 0, to: at?.to ?? filter.length }];
}
