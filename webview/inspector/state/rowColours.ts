import { t } from '@vscode/l10n';
import { parseQuery } from '../../../src/core/query/parse';
import type { LogColours } from '../../../src/protocol/inspector';
import type { Row } from '../../../src/protocol/log';
import type { SourceColours } from './sourceColours';

/** The colours that a person wants for rows of the log, in the setting `zmq.log.colours`. */
export class RowColours {
  /** What the rows are held against: rules whose filter can be used, in order. */
  readonly filters: readonly string[];
  /** What is wrong with the others. */
  readonly problem: string | undefined;
  private readonly colours: readonly string[];
  private readonly bySource: boolean;

  constructor(
    wanted: LogColours | undefined,
    private readonly ofSources: SourceColours,
  ) {
    const { rules = [], bySource = false } = wanted ?? {};
    const read = rules.map(({ filter }) => parseQuery(filter).problems[0]?.message);
    const usable = rules.filter((_, at) => read[at] === undefined);
    this.filters = usable.map(({ filter }) => filter);
    this.colours = usable.map(({ colour }) => colour);
    this.bySource = bySource;
    const wrong = read.findIndex((message) => message !== undefined);
    if (wrong >= 0)
      this.problem = t('The filter "{0}" of zmq.log.colours cannot be used: {1}', rules[wrong]?.filter ?? '', read[wrong] ?? '');
  }

  /** A row's colour in CSS; undefined where it has none. */
  of({ rule, socket }: Row): string | undefined {
    const ofRule = rule === undefined ? undefined : this.colours[rule];
    if (ofRule !== undefined) return `var(--vscode-${ofRule.replaceAll('.', '-')})`;
    return this.bySource ? this.ofSources.of(socket) : undefined;
  }
}
