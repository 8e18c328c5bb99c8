import { t } from '@vscode/l10n';
import type { ValueEntry, ValueNode } from '../../../protocol/decoding';
import { Budget, readingOf } from '../values/budget';
import { Stop, type Reading } from '../values/reading';
import { readText, utf8Text } from '../values/text';
import { ByteOffsets } from './byteOffsets';
import { writtenValue } from './writtenValue';

const separators = [',', ';', '\t', '|'] as const;
/** Characters at the beginning by which the separator is found. */
const maxLooked = 4096;

/**
 * Rows of a table that is written as text (RFC 4180, with a semicolon, a tab or a bar instead of the comma where that fits better). Where the cells of the first
 * row are different names and another row follows, the others are maps by these names.
 */
export function readCsv(bytes: Uint8Array): Reading {
  const decoded = utf8Text(bytes);
  if (decoded === undefined) {
    const read = readText(bytes);
    return { ...read, problem: { message: t('This is not text: the byte is not UTF-8.'), at: read.badByte ?? 0 } };
  }
  const hasMark = decoded.startsWith('\ufeff');
  const text = hasMark ? decoded.slice(1) : decoded;
  const budget = new Budget();
  const rows = new Rows(text, separatorOf(text), new ByteOffsets(text, hasMark ? 3 : 0));
  budget.take();
  const first = rows.next();
  const second = first && rows.next();
  const names = first && second && areNames(first.cells) ? first.cells.map(({ text }) => text) : undefined;
  const entries: ValueEntry[] = [];
  let count = 0;
  for (let row = names ? second : first; row; row = row === first ? second : rows.next()) {
    count++;
    if (budget.hasRoom || count === 1) {
      const value = rowNode(row, names, budget);
      if (value) entries.push({ value });
    } else budget.take();
  }
  const value: ValueNode = { kind: 'array', entries, range: [0, bytes.length], ...(entries.length < count ? { whole: count } : {}) };
  const stop = rows.openQuote === undefined ? undefined : new Stop(t('There is no quote for the one that begins here.'), rows.openQuote, 1);
  return { ...readingOf(value, budget, stop), text };
}

interface Cell {
  text: string;
  isQuoted: boolean;
  range: [number, number];
}
interface Row {
  cells: Cell[];
  range: [number, number];
}

function areNames(cells: readonly Cell[]): boolean {
  const names = new Set(cells.map(({ text }) => text));
  return (
    names.size === cells.length &&
    cells.every(({ text, isQuoted }) => text.trim() !== '' && (isQuoted || writtenValue(text.trim()).kind === 'string'))
  );
}

function rowNode({ cells, range }: Row, names: readonly string[] | undefined, budget: Budget): ValueNode | undefined {
  if (!budget.take()) return undefined;
  const entries: ValueEntry[] = [];
  for (const [index, cell] of cells.entries()) {
    if (!budget.take()) break;
    const written = cell.isQuoted ? { kind: 'string' as const, text: cell.text } : writtenValue(cell.text.trim());
    const value = written.kind === 'string' ? budget.string(written.text ?? '', { range: cell.range }) : { ...written, range: cell.range };
    entries.push(names ? { key: names[index] ?? String(index), value } : { value });
  }
  return { kind: names ? 'map' : 'array', entries, range, ...(entries.length < cells.length ? { whole: cells.length } : {}) };
}

/** What parts the cells of most lines, and the same number of them. */
function separatorOf(text: string): string {
  const lines = text.slice(0, maxLooked).split(/\r?\n/).filter(Boolean).slice(0, 10);
  let best: { separator: string; score: number } = { separator: ',', score: 0 };
  for (const separator of separators) {
    const counts = lines.map((line) => line.split(separator).length - 1);
    const score = Math.min(...counts) > 0 ? 1000 * Number(new Set(counts).size === 1) + (counts[0] ?? 0) : 0;
    if (score > best.score) best = { separator, score };
  }
  return best.separator;
}

class Rows {
  private at = 0;
  /** Of a cell whose quote has no end: where it begins. */
  openQuote: number | undefined;

  constructor(
    private readonly text: string,
    private readonly separator: string,
    private readonly offsets: ByteOffsets,
  ) {}

  /** The next row that is not empty. */
  next(): Row | undefined {
    const { text } = this;
    while (text[this.at] === '\n' || text[this.at] === '\r') this.at++;
    if (this.at >= text.length) return undefined;
    const from = this.offsets.of(this.at);
    const cells: Cell[] = [];
    for (;;) {
      cells.push(this.cell());
      if (text[this.at] !== this.separator) break;
      this.at++;
    }
    return { cells, range: [from, this.offsets.of(this.at)] };
  }

  private cell(): Cell {
    const { text } = this;
    const start = this.at;
    const from = this.offsets.of(start);
    if (text[start] !== '"') {
      while (this.at < text.length && text[this.at] !== this.separator && text[this.at] !== '\n' && text[this.at] !== '\r') this.at++;
      return { text: text.slice(start, this.at), isQuoted: false, range: [from, this.offsets.of(this.at)] };
    }
    let content = '';
    for (this.at++; this.at < text.length;) {
      const end = text.indexOf('"', this.at);
      if (end < 0) {
        this.openQuote ??= from;
        content += text.slice(this.at);
        this.at = text.length;
        break;
      }
      content += text.slice(this.at, end);
      this.at = end + 1;
      if (text[this.at] !== '"') break;
      content += '"';
      this.at++;
    }
    // What stands between the quote and the separator is not lost.
    const rest = this.at;
    while (this.at < text.length && text[this.at] !== this.separator && text[this.at] !== '\n' && text[this.at] !== '\r') this.at++;
    return { text: content + text.slice(rest, this.at), isQuoted: true, range: [from, this.offsets.of(this.at)] };
  }
}
