import { t } from '@vscode/l10n';
import { parseQuery } from '../../../src/core/query/parse';
import type { LogColours } from '../../../src/protocol/inspector';
import type { Row } from '../../../src/protocol/log';

/** Those of a theme that are told apart on its background. */
const ofSources = ['blue', 'yellow', 'green', 'purple', 'red', 'orange'].map((name) => `charts.${name}`);

/** The colours that a person wants for rows of the log, in the setting `zmq.log.colours`. */
export class RowColours {
  /** What the rows are held against: rules whose filter can be used, in order. */
  readonly filters: readonly string[];
  /** What is wrong with the others. */
  readonly problem: string | undefined;
  private readonly colours: readonly string[];
  private readonly bySource: boolean;

  constructor(wanted: LogColours | undefined) {
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

  /** Name of the variable with a row's colour; undefined where it has none. */
  of({ rule, socket }: Row): string | undefined {
    const colour = (rule === undefined ? undefined : this.colours[rule]) ?? (this.bySource ? ofSource(socket) : undefined);
    return colour && `--vscode-${colour.replaceAll('.', '-')}`;
  }
}

/** The same for a source each time: ids are numbered. */
function ofSource(id: string): string | undefined {
  let sum = 0;
  for (const digit of id.replace(/^\D+/, '') || '0') sum = (sum * 10 + (Number(digit) || 0)) % 1_000_003;
  return ofSources[sum % ofSources.length];
}
