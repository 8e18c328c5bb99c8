import { t } from '@vscode/l10n';
import { momentOf } from '../../../src/core/query/moment';
import { parseQuery } from '../../../src/core/query/parse';
import type { LineQuestion } from '../../shared/controls/lineBox';

/** Where a person wants to go: a record by its number, or the first one that is not before a moment, ms since 1970. */
export type Destination = { number: number } | { time: number };

/** Asks for a number or a time. @param go whether there is a row there or later */
export function goTo(go: (to: Destination) => Promise<boolean>): Omit<LineQuestion, 'closed'> {
  return {
    title: t('Go to'),
    label: t('Number or time'),
    hint: t('The number of a record, or a time: 10:32, 10:32:05.123, 2024-05-01T10:32, -5m'),
    take: async (text) => {
      const to = destinationOf(text);
      if (to === undefined) return t('This is neither a number nor a time.');
      return (await go(to)) ? undefined : t('No record that is shown is there or later.');
    },
  };
}

/** A number with or without separators, or what `time>=` of the query language takes. */
function destinationOf(text: string): Destination | undefined {
  const typed = text.trim();
  if (/^\d[\d.,'\u00a0\u202f ]*$/.test(typed) && typed.replace(/\D/g, '').length < 9) return { number: Number(typed.replace(/\D/g, '')) };
  const { query: node, problems } = parseQuery(`time>=${typed}`);
  return problems.length === 0 && node?.kind === 'time' ? { time: momentOf(node.time, Date.now()) } : undefined;
}
