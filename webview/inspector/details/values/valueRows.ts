import { opened } from '../../../../src/core/codecs/values/inner';
import { stepTo, type PathStep } from '../../../../src/core/codecs/values/path';
import type { ValueEntry, ValueNode } from '../../../../src/protocol/decoding';

/** Rows that are open at first, at most. */
const openAtFirst = 60;

/** A value in its place: one line of the tree. */
export interface ValueRow {
  node: ValueNode;
  /** Absent for the whole value. */
  entry?: ValueEntry;
  /** Among the entries of its parent, from 0. */
  index: number;
  siblings: number;
  /** From 1. */
  level: number;
  parent?: ValueRow;
  /** Undefined where a key on the way has no place in a path. */
  path: readonly PathStep[] | undefined;
  /** It stands in what a text or bytes hold: its range is none of the frame's content. */
  isInside: boolean;
}

/** The lines of a tree of values that are open, top to bottom. */
export class ValueRows {
  rows: ValueRow[] = [];
  private readonly root: ValueRow;
  private readonly open = new Set<ValueNode>();

  constructor(readonly value: ValueNode) {
    this.root = { node: value, index: 0, siblings: 1, level: 1, path: [], isInside: false };
    this.openFirst();
    this.flatten();
  }

  isContainer({ node }: ValueRow): boolean {
    return (opened(node).entries?.length ?? 0) > 0;
  }

  isOpen(row: ValueRow): boolean {
    return this.open.has(row.node);
  }

  setOpen(row: ValueRow, open: boolean): void {
    if (!this.isContainer(row) || this.isOpen(row) === open) return;
    if (open) this.open.add(row.node);
    else this.open.delete(row.node);
    this.flatten();
  }

  openAll(): void {
    const waiting = [this.value];
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      const { entries } = opened(node);
      if (!entries?.length) continue;
      this.open.add(node);
      for (const { value } of entries) waiting.push(value);
    }
    this.flatten();
  }

  /** All but the whole value itself. */
  closeAll(): void {
    this.open.clear();
    this.open.add(this.value);
    this.flatten();
  }

  indexOf(row: ValueRow | undefined): number {
    return row ? this.rows.findIndex((other) => other.node === row.node) : -1;
  }

  /** Opens the way to the innermost value that covers this byte of the content. */
  reveal(byte: number): ValueRow | undefined {
    let found: ValueNode | undefined;
    let node: ValueNode | undefined = this.value;
    const way: ValueNode[] = [];
    while (node) {
      if (node.range && covers(node.range, byte)) found = node;
      way.push(node);
      node = node.entries?.find(({ value }) => covers(value.range, byte))?.value;
    }
    if (!found) return undefined;
    for (const above of way) if (above !== found && above.entries?.length) this.open.add(above);
    this.flatten();
    return this.rows.find((row) => row.node === found);
  }

  private openFirst(): void {
    let rows = 1;
    let level = [this.value];
    while (level.length > 0) {
      const below: ValueNode[] = [];
      for (const node of level) {
        const { entries } = opened(node);
        // The whole value is open however long it is.
        if (!entries?.length || (node !== this.value && rows + entries.length > openAtFirst)) continue;
        this.open.add(node);
        rows += entries.length;
        below.push(...entries.map(({ value }) => value));
      }
      level = below;
    }
  }

  private flatten(): void {
    const rows: ValueRow[] = [];
    const add = (row: ValueRow): void => {
      rows.push(row);
      if (!this.open.has(row.node)) return;
      const { entries = [] } = opened(row.node);
      const isInside = row.isInside || row.node.inner !== undefined;
      entries.forEach((entry, index) => {
        const step = stepTo(entry, index);
        const path = row.path && step !== undefined ? [...row.path, step] : undefined;
        add({ node: entry.value, entry, index, siblings: entries.length, level: row.level + 1, parent: row, path, isInside });
      });
    };
    add(this.root);
    this.rows = rows;
  }
}

function covers(range: ValueNode['range'], byte: number): boolean {
  return range !== undefined && byte >= range[0] && byte < range[1];
}
