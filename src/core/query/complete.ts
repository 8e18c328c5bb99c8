import { t } from '@vscode/l10n';
import { decoderNames } from '../../protocol/decoding';
import { socketTypeNames } from '../../protocol/sockets';
import { eventKinds } from '../events/eventKinds';
import { socketTypes } from '../socket/socketTypes';
import { gapStates, keyNames, keys, pairStates } from './ast';
import type { Key } from './ast';
import { tokensOf } from './lexer';
import { nameValue, textValue, topicText, topicValue } from './write';

/** What can be offered besides keys, types and kinds of events. */
export interface KnownValues {
  /** Names. */
  sockets: readonly string[];
  /** Those that are text. */
  topics: readonly string[];
}
export interface CompletionItem {
  label: string;
  /** What takes the place of characters `[from, to)`. */
  insert: string;
  detail: string;
}
export interface Completions {
  from: number;
  to: number;
  items: CompletionItem[];
}

const details = {
  socket: () => t('socket'),
  type: () => t('type of socket'),
  dir: () => t('direction'),
  topic: () => t('topic'),
  event: () => t('event'),
  pair: () => t('exchange'),
  gap: () => t('gap in what counts the messages'),
  decoder: () => t('decoder'),
};

/** What can be written where the cursor stands, in place of the word it stands in or behind. */
export function completions(text: string, cursor: number, known: KnownValues): Completions {
  const token = tokensOf(text).find(({ from, to }) => from < cursor && cursor <= to);
  if (!token) return { from: cursor, to: cursor, items: keyItems('') };
  switch (token.kind) {
    case 'open':
    case 'close':
      return { from: cursor, to: cursor, items: keyItems('') };
    case 'condition': {
      const { from, key, value } = token;
      const keyEnd = from + key.length;
      // Another key may take the place of this one; what stands behind it stays.
      if (cursor <= keyEnd) return { from, to: keyEnd, items: otherKeys(text.slice(from, cursor)) };
      if (cursor < value.from) return { from: cursor, to: cursor, items: [] };
      const begun = text.slice(value.from, cursor).replace(/^"/, '');
      return { from: value.from, to: value.to, items: valueItems(key, begun, known) };
    }
    case 'meant': {
      const { key, value } = token;
      const items =
        key in keys && cursor > value.from ? valueItems(key as Key, text.slice(value.from, cursor).replace(/^"/, ''), known) : [];
      return items.length > 0 ? { from: value.from, to: value.to, items } : { from: cursor, to: cursor, items };
    }
    case 'phrase':
    case 'regex':
      return { from: cursor, to: cursor, items: [] };
    default:
      return { from: token.from, to: token.to, items: keyItems(text.slice(token.from, cursor)) };
  }
}

/** How a key goes on: with a comparison, or the dot of a path. */
const endings: Partial<Record<Key, string>> = { size: '>', frames: '=', time: '>', json: ':.' };

function keyItems(begun: string): CompletionItem[] {
  const lower = begun.toLowerCase();
  const items: CompletionItem[] = keyNames.map((key) => ({
    label: key,
    insert: `${key}${endings[key] ?? ':'}`,
    detail: `${keys[key].detail}: ${keys[key].example}`,
  }));
  items.push(
    { label: 'not', insert: 'not ', detail: t('the opposite: not dir:event') },
    { label: 'or', insert: 'or ', detail: t('one or the other: a or b') },
  );
  return items.filter(({ label, insert }) => label.startsWith(lower) || insert.startsWith(lower));
}

function otherKeys(begun: string): CompletionItem[] {
  return keyItems(begun)
    .filter(({ label }) => label in keys)
    .map((item) => ({ ...item, insert: item.label }));
}

function valueItems(key: Key, begun: string, known: KnownValues): CompletionItem[] {
  const lower = begun.toLowerCase();
  const offer = (values: readonly string[], write: (value: string) => string, detail: (value: string) => string) =>
    values
      .filter((value) => value.toLowerCase().startsWith(lower))
      .map((value) => ({ label: value, insert: write(value), detail: detail(value) }));
  switch (key) {
    case 'socket':
      return offer(known.sockets, nameValue, details.socket);
    case 'topic':
      return offer(known.topics.map(topicText), topicValue, details.topic);
    case 'type':
      return offer(socketTypeNames, textValue, (type) => socketTypes[type as (typeof socketTypeNames)[number]].summary);
    case 'dir':
      return offer(['in', 'out', 'event'], textValue, details.dir);
    case 'event':
      return offer(eventKinds, textValue, details.event);
    case 'decoder':
      return offer(decoderNames, textValue, details.decoder);
    case 'pair':
      return offer(pairStates, textValue, details.pair);
    case 'gap':
      return offer(gapStates, textValue, details.gap);
    default:
      return [];
  }
}
