import { t } from '@vscode/l10n';
import type { Condition } from './ast';
import { fault } from './queryFault';
import { regexFault } from './regexFault';

/** The condition of a regex at `[from, to)` of a query. @throws QueryFault */
export function regexNode({
  source,
  flags,
  from,
  to,
}: {
  source: string;
  flags: string;
  from: number;
  to: number;
}): Condition & { kind: 'regex' } {
  const unknown = /[^imsu]|(.)(?=.*\1)/.exec(flags);
  if (unknown) {
    fault(
      unknown[1]
        ? t('A regex has the flags i, m, s and u here, and each once; to find the text itself, put it in quotes.')
        : t('A regex has the flags i, m, s and u here, and no "{0}"; to find the text itself, put it in quotes.', unknown[0]),
      { from: to - flags.length, to },
    );
  }
  try {
    new RegExp(source, flags);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    fault(t('{0} Put \\ before a character that stands for itself, or the whole text in quotes.', regexFault(error)), {
      from,
      to,
    });
  }
  return { kind: 'regex', source, flags };
}
