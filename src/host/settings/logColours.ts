import { t } from '@vscode/l10n';
import type { LogColours } from '../../protocol/inspector';
import { maxQueryLength, maxRowRules } from '../../protocol/log';

/** Id of a colour of the theme: `charts.red`. */
const themeColour = /^[a-z][\w-]{0,99}(?:\.[\w-]{1,99}){0,9}$/i;
/** Of wrong rules that are told one by one. */
const mostTold = 5;

/** The setting `zmq.log.colours`, which may be anything. What is wrong in it is told once, until it is right. */
export class ColoursSetting {
  private told: ReadonlySet<string> = new Set();

  constructor(
    private readonly given: () => unknown,
    private readonly complain: (text: string) => void,
  ) {}

  /** Undefined where nothing is to be coloured. The filters, and whether the theme has the colours, are for the page to check. */
  get wanted(): LogColours | undefined {
    const { colours, problems } = coloursOf(this.given());
    for (const problem of problems) if (!this.told.has(problem)) this.complain(problem);
    this.told = new Set(problems);
    return colours;
  }
}

/** What has the shape of a rule, whether the colours of sources are wanted, and a sentence for each of the others. */
export function coloursOf(setting: unknown): { colours?: LogColours; problems: string[] } {
  if (setting === undefined || setting === null) return { problems: [] };
  if (!Array.isArray(setting))
    return { problems: [t('zmq.log.colours is no list: write its rules as {0}.', '[{"filter": "topic:alarm", "colour": "charts.red"}]')] };
  const rules: LogColours['rules'] = [];
  const problems: string[] = [];
  let bySource = false;
  (setting as readonly unknown[]).forEach((one, at) => {
    const { filter, colour, by } = (typeof one === 'object' && one !== null ? one : {}) as Record<string, unknown>;
    const problem = problemOf(one);
    if (problem !== undefined) problems.push(t('Rule {0} of zmq.log.colours is left out: {1}', at + 1, problem));
    else if (by === 'source') bySource = true;
    else rules.push({ filter, colour } as LogColours['rules'][number]);
  });
  const more = problems.length - mostTold;
  if (more > 0) problems.splice(mostTold, more, t('Rules of zmq.log.colours that are left out as well: {0}.', more));
  if (rules.length > maxRowRules)
    problems.push(t('zmq.log.colours has {0} rules with filters; those after the first {1} are left out.', rules.length, maxRowRules));
  return {
    ...(rules.length > 0 || bySource ? { colours: { rules: rules.slice(0, maxRowRules), bySource } } : {}),
    problems,
  };
}

function problemOf(rule: unknown): string | undefined {
  if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) return t('it is no object with a filter and a colour.');
  const { filter, colour, by } = rule as Record<string, unknown>;
  if (by === 'source') return undefined;
  if (by !== undefined) return t('{0} can only be {1}.', '"by"', '"source"');
  if (typeof filter !== 'string') return t('its filter is no text.');
  if (filter.length > maxQueryLength) return t('its filter has more than {0} characters.', maxQueryLength);
  if (typeof colour === 'string' && themeColour.test(colour)) return undefined;
  return t('its colour is not the id of a colour of the theme, such as {0}.', '"charts.red"');
}
