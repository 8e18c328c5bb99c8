import { ZmqError } from '../../core/base/errors';
import { findRecord, type Records } from '../../core/capture/records';
import type { Segment } from '../../core/capture/segment';
import { compileQuery, meets, type Matcher } from '../../core/query/compile';
import { markTerms, type MarkTerm } from '../../core/query/marks';
import type { GapTable } from '../../core/query/columns';
import type { Sources } from '../../core/capture/sources';
import type { Row } from '../../protocol/log';
import type { Decoding } from '../decoding/decoding';
import { threadJudge } from '../decoding/judge';
import { now } from '../process/clock';
import { turn } from '../process/turns';
import { readFilter } from './readFilter';

/** Filters that are remembered compiled. */
const maxCompiled = 64;

/** A filter that rows are held against; without a matcher it takes every row. */
export interface Rule {
  matcher: Matcher | undefined;
  /** It took too long, and finds nothing more. */
  isGivenUp: boolean;
  /** What it finds in texts. */
  terms: readonly MarkTerm[];
}

/** Says which of some filters is the first that takes a row, for rows in sight. */
export class RowRules {
  private readonly compiled = new Map<string, Rule>();

  constructor(
    private readonly records: Records,
    private readonly sources: Sources,
    private readonly gaps: GapTable,
    private readonly decoding: Decoding,
  ) {}

  /** Puts the place of the first of these filters that takes it into each row. @throws ZmqError `invalidQuery` */
  async fill(rows: readonly Row[], filters: readonly string[]): Promise<void> {
    const rules = filters.map((filter) => this.rule(filter));
    for (const row of rows) {
      await turn();
      const place = await findRecord(this.records, row.number);
      if (!place) continue;
      for (const [at, rule] of rules.entries()) {
        if (!(await takes(rule, place.segment, place.row))) continue;
        row.rule = at;
        break;
      }
    }
  }

  /** Says of each row whether a filter takes it; what the filter is then known as. @throws ZmqError `invalidQuery` */
  async find(rows: readonly Row[], filter: string): Promise<Rule> {
    const rule = this.rule(filter);
    for (const row of rows) {
      await turn();
      const place = await findRecord(this.records, row.number);
      if (place && (await takes(rule, place.segment, place.row))) row.found = true;
    }
    return rule;
  }

  private rule(filter: string): Rule {
    const known = this.compiled.get(filter);
    if (known) return known;
    const query = readFilter(filter);
    const { sources, gaps } = this;
    const judge = threadJudge(this.decoding.reader, sources, new AbortController().signal);
    const rule: Rule = {
      matcher: compileQuery(query, { sources, now, judge, pause: turn, gaps }),
      isGivenUp: false,
      terms: markTerms(query),
    };
    if (this.compiled.size >= maxCompiled) this.compiled.clear();
    this.compiled.set(filter, rule);
    return rule;
  }
}

async function takes(rule: Rule, segment: Segment, row: number): Promise<boolean> {
  const { matcher } = rule;
  if (rule.isGivenUp) return false;
  if (!matcher) return true;
  try {
    return await meets(matcher, segment, row);
  } catch (error) {
    if (!(error instanceof ZmqError)) throw error;
    rule.isGivenUp = true;
    return false;
  }
}
