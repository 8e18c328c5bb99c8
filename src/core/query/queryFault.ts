import type { QueryProblem } from './ast';

/** Something that cannot be meant so. */
export class QueryFault extends Error {
  constructor(readonly problem: QueryProblem) {
    super(problem.message);
  }
}

/** @throws QueryFault */
export function fault(message: string, { from, to }: { from: number; to: number }): never {
  throw new QueryFault({ message, from, to });
}
