import { t } from '@vscode/l10n';
import { completions, type CompletionItem } from '../../../src/core/query/complete';
import { visibleText } from '../../../src/core/base/preview';
import type { Filters } from '../../../src/protocol/inspector';

/** What can take the place of characters `[from, to)`. */
export interface Suggestions {
  from: number;
  to: number;
  items: readonly CompletionItem[];
}

interface Known {
  sockets: readonly string[];
  filters: Filters;
  findTopics: (prefix: string) => Promise<string[]>;
  /** Also where nothing was typed yet that could be completed. */
  asked: boolean;
}

/** Most that are listed. */
const maxItems = 50;
const recentItems = 8;
/** A topic that is being typed at the end of a text. */
const topicAtEnd = /(?:^|[\s(!])topic(?:!?:={0,2}|!?=)"?([^"()\s]*)$/i;

/** What could be written where the cursor stands; whole filters in an empty box. */
export async function suggest(text: string, cursor: number, { sockets, filters, findTopics, asked }: Known): Promise<Suggestions> {
  const before = text.slice(0, cursor);
  const topic = topicAtEnd.exec(before)?.[1];
  const found = completions(text, cursor, { sockets, topics: topic === undefined ? [] : await findTopics(topic) });
  const isBegun = found.from < cursor || /[:=<>]$/.test(before);
  const items = !asked && !isBegun ? [] : found.items.filter(({ insert }) => insert !== text.slice(found.from, found.to));
  const whole = text === '' ? wholeFilters(filters) : [];
  return { from: found.from, to: found.to, items: [...whole, ...items].slice(0, maxItems) };
}

function wholeFilters({ saved, recent }: Filters): CompletionItem[] {
  return [
    ...saved.map(({ name, filter }) => ({ label: visibleText(filter), insert: filter, detail: t('saved as {0}', visibleText(name)) })),
    ...recent
      .filter((filter) => !saved.some((one) => one.filter === filter))
      .slice(0, recentItems)
      .map((filter) => ({ label: visibleText(filter), insert: filter, detail: t('recent') })),
  ];
}
