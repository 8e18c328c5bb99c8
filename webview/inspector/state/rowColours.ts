import { t } from '@vscode/l10n';
import { parseQuery } from '../../../src/core/query/parse';
import type { LogColours } from '../../../src/protocol/inspector';
import type { Row } from '../../../src/protocol/log';
import type { SourceColours } from './sourceColours';

/** The colours that a person wants for rows of the log, in the setting `zmq.log.colours`. */
export class RowColours {
  /** What the rows are held against: rules whose filter can be used, in order. */
  readonly filters: readonly string[];
  /** What is wrong with each of the others. */
  readonly problem: string | undefined;
  private readonly colours: readonly string[];
  private readonly bySource: boolean;

  constructor(
    wanted: LogColours | undefined,
    private readonly ofSources: SourceColours,
    isColour = isInTheme,
  ) {
    const { rules = [], bySource = false } = wanted ?? {};
    const read = rules.map(({ filter, colour }) => {
      const message = parseQuery(filter).problems[0]?.message;
      if (message !== undefined) return t('The filter "{0}" of zmq.log.colours cannot be used: {1}', filter, message);
      return isColour(colour) ? undefined : t('The theme has no colour "{0}", which zmq.log.colours wants.', colour);
    });
    const usable = rules.filter((_, at) => read[at] === undefined);
    this.filters = usable.map(({ filter }) => filter);
    this.colours = usable.map(({ colour }) => colour);
    this.bySource = bySource;
    const problems = new Set(read.filter((problem) => problem !== undefined));
    if (problems.size > 0) this.problem = [...problems].join(' ');
  }

  /** A row's colour in CSS; undefined where it has none. */
  of({ rule, socket }: Row): string | undefined {
    const ofRule = rule === undefined ? undefined : this.colours[rule];
    if (ofRule !== undefined) return `var(${variableOf(ofRule)})`;
    return this.bySource ? this.ofSources.of(socket) : undefined;
  }
}

/** What VS Code calls a colour of the theme in a page. */
function variableOf(colour: string): string {
  return `--vscode-${colour.replaceAll('.', '-')}`;
}

function isInTheme(colour: string): boolean {
  return getComputedStyle(document.documentElement).getPropertyValue(variableOf(colour)) !== '';
}
