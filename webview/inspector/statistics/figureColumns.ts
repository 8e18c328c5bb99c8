import { t } from '@vscode/l10n';
import { visibleText } from '../../../src/core/base/preview';
import { countText, decimalText, frequencyText, sizeText } from '../../../src/core/base/quantities';
import type { Distribution, StatisticsBy, StatisticsRow } from '../../../src/protocol/statistics';
import { formatElapsed } from '../../shared/text/format';

/** Figures that columns stand together for. */
export type FigureGroup = 'sizes' | 'gaps' | 'latencies';

/** A column of the table. */
export interface FigureColumn {
  /** Stays the same in every language: for the state of the panel, and for CSV. */
  key: string;
  group?: FigureGroup;
  /** Above the column, under that of its group. */
  heading: string;
  /** By itself. */
  name: string;
  /** Of numbers that are copied. */
  unit?: 'B' | 'B/s' | 'ms' | '1/s';
  /** Undefined where there is none. */
  value(row: StatisticsRow): string | number | undefined;
  /** As it is shown. */
  text(row: StatisticsRow): string;
}

export function groupName(group: FigureGroup): string {
  return group === 'sizes' ? t('Size') : group === 'gaps' ? t('Between messages') : t('Latency');
}

/** What stands above columns side by side that belong together, nothing above others; the first one is by itself, for it stays in its place. */
export function headsOf(columns: readonly FigureColumn[]): { name: string; span: number }[] {
  const heads: { name: string; span: number }[] = [];
  for (const { group } of columns) {
    const name = group ? groupName(group) : '';
    const last = heads.at(-1);
    if (last && heads.length > 1 && last.name === name) last.span++;
    else heads.push({ name, span: 1 });
  }
  return heads;
}

export function kindName(by: StatisticsBy): string {
  return by === 'source' ? t('Source') : by === 'topic' ? t('Topic') : t('Peer');
}

/** Of all that the rows have something in. */
export function figureColumns(by: StatisticsBy, rows: readonly StatisticsRow[]): FigureColumn[] {
  const has = (group: FigureGroup) => rows.some((row) => row[group] !== undefined);
  const words = (key: 'label' | 'source', name: string): FigureColumn => ({
    key,
    heading: name,
    name,
    value: (row) => row[key],
    text: (row) => visibleText(row[key] ?? ''),
  });
  return [
    words('label', kindName(by)),
    ...(by === 'peer' ? [words('source', t('Source'))] : []),
    number('messages', t('Messages'), undefined, messagesOf, countText),
    number('in', t('In'), undefined, ({ received }) => received, countText),
    number('out', t('Out'), undefined, ({ sent }) => sent, countText),
    number('rate', t('Rate'), '1/s', ({ rate }) => rate, rateText),
    number('bytes', t('Bytes'), 'B', ({ bytes }) => bytes, sizeText),
    ...distribution('sizes', 'B', sizeText),
    ...(has('gaps') ? distribution('gaps', 'ms', durationText) : []),
    ...(has('latencies') || rows.some(({ unanswered }) => unanswered > 0)
      ? [
          ...distribution('latencies', 'ms', durationText),
          number('unanswered', t('Unanswered'), undefined, ({ unanswered }) => unanswered, countText),
        ]
      : []),
  ];
}

export function messagesOf({ received, sent }: StatisticsRow): number {
  return received + sent;
}

function number(
  key: string,
  name: string,
  unit: FigureColumn['unit'],
  value: (row: StatisticsRow) => number | undefined,
  text: (value: number) => string,
): FigureColumn {
  return {
    key,
    heading: name,
    name,
    ...(unit ? { unit } : {}),
    value,
    text: (row) => {
      const known = value(row);
      return known === undefined ? '–' : text(known);
    },
  };
}

function distribution(group: FigureGroup, unit: 'B' | 'ms', text: (value: number) => string): FigureColumn[] {
  const parts: [keyof Distribution & ('min' | 'median' | 'p99' | 'max'), string][] = [
    ['min', t('Min')],
    ['median', t('Median')],
    ['p99', '99 %'],
    ['max', t('Max')],
  ];
  return parts.map(([part, heading]) => ({
    ...number(`${group}.${part}`, `${groupName(group)}: ${heading}`, unit, (row) => row[group]?.[part], text),
    group,
    heading,
  }));
}

/** A second: `1,234`, `0.021`. */
function rateText(perSecond: number): string {
  return `${perSecond >= 0.1 || perSecond === 0 ? frequencyText(perSecond) : decimalText(perSecond, 3)}/s`;
}

/** A duration in three digits: `12 µs`, `1.20 ms`, `4.2 s`. */
export function durationText(ms: number): string {
  if (ms < 1) return `${countText(ms * 1000)} µs`;
  return ms < 100 ? `${decimalText(ms, ms < 10 ? 2 : 1)} ms` : formatElapsed(ms);
}
