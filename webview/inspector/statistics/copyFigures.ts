import { csvCell, harmless, markdownCell } from '../../../src/core/export/cells';
import type { StatisticsRow } from '../../../src/protocol/statistics';
import type { FigureColumn } from './figureColumns';

/** In which the table is copied. */
export type FiguresForm = 'text' | 'csv' | 'markdown';

/** The table as text: numbers as such, in the unit that the heading names. */
export function figuresAs(form: FiguresForm, columns: readonly FigureColumn[], rows: readonly StatisticsRow[]): string {
  if (form === 'csv')
    return tableOf(
      columns.map(({ key }) => key),
      valuesOf(columns, rows),
      csvCell,
      ',',
      '\r\n',
    );
  const headings = columns.map(({ name, unit }) => (unit ? `${name} [${unit}]` : name));
  if (form === 'text') return tableOf(headings, valuesOf(columns, rows), harmless, '\t', '\n');
  const line = (cells: string[]) => `| ${cells.join(' | ')} |\n`;
  const marks = columns.map(({ value }) => (rows.some((row) => typeof value(row) === 'number') ? '---:' : '---'));
  return [headings.map(markdownCell), marks, ...valuesOf(columns, rows).map((cells) => cells.map(markdownCell))].map(line).join('');
}

function valuesOf(columns: readonly FigureColumn[], rows: readonly StatisticsRow[]): string[][] {
  return rows.map((row) =>
    columns.map(({ value }) => {
      const known = value(row);
      return typeof known === 'number' ? String(Number(known.toPrecision(12))) : (known ?? '');
    }),
  );
}

function tableOf(headings: string[], rows: string[][], cell: (text: string) => string, between: string, end: string): string {
  return [headings, ...rows].map((cells) => cells.map(cell).join(between) + end).join('');
}
