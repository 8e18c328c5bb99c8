import { t } from '@vscode/l10n';
import type { ValueEntry, ValueNode } from '../../../protocol/decoding';
import { countText } from '../../base/quantities';
import type { Budget } from '../values/budget';
import type { ElementType } from './numpyTypes';

/** Values that stand side by side in bytes. */
export interface RawArray {
  type: ElementType;
  /** What it is called. */
  dtype: string;
  /** Lengths of the dimensions; none for a single value. */
  shape: readonly number[];
  /** There may be fewer than the shape has, where the content was cut. */
  bytes: Uint8Array;
  /** The first dimension changes fastest, as in Fortran. */
  isColumnMajor?: boolean;
  /** Where the bytes begin in the content; without it values have no ranges. */
  at?: number;
}

export const countOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/**
 * Makes the values of raw arrays into trees, after all else: what stands beside an array comes first, and several share the room that is
 * left.
 */
export class RawArrays {
  private readonly pending: { node: ValueNode; array: RawArray }[] = [];

  constructor(private readonly budget: Budget) {}

  /** The node becomes the array, or its one value. */
  put(node: ValueNode, array: RawArray): void {
    delete node.text;
    delete node.whole;
    delete node.type;
    const { dtype, shape } = array;
    node.kind = 'array';
    node.type = shape.length === 0 ? dtype : `${dtype} [${shape.join(', ')}]`;
    node.entries = [];
    this.pending.push({ node, array });
  }

  fill(): void {
    this.pending.forEach(({ node, array }, index) => {
      const filler = new Filler(array, Math.floor(this.budget.room / (this.pending.length - index)));
      filler.fill(node);
      this.budget.takeSeveral(filler.taken);
      const count = countOf(array.shape);
      if (filler.kept < count)
        this.budget.note(t('Of an array of {0} values the first {1} are shown.', countText(count), countText(filler.kept)));
    });
  }
}

class Filler {
  taken = 0;
  /** Values of the array that are in the tree. */
  kept = 0;
  private readonly view: DataView;
  /** Values from one entry of a dimension to the next. */
  private readonly steps: number[];
  /** Values that are in the bytes. */
  private readonly readable: number;

  constructor(
    private readonly array: RawArray,
    private readonly room: number,
  ) {
    const { bytes, shape, type, isColumnMajor } = array;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.steps = shape.map((_, dimension) => countOf(isColumnMajor ? shape.slice(0, dimension) : shape.slice(dimension + 1)));
    this.readable = type.size === 0 ? Infinity : Math.floor(bytes.length / type.size);
  }

  fill(node: ValueNode): void {
    const { shape } = this.array;
    if (shape.length > 0) return this.entries(node, 0, 0);
    if (!this.mayTake(0)) return;
    const { type = '', range } = node;
    Object.assign(node, { entries: undefined }, this.value(0));
    if (node.entries === undefined) delete node.entries;
    node.type = type;
    if (range) node.range = range;
  }

  /** The entries of one dimension, from the value `index` on. */
  private entries(node: ValueNode, dimension: number, index: number): void {
    const { shape } = this.array;
    const length = shape[dimension] as number;
    const step = this.steps[dimension] as number;
    const entries: ValueEntry[] = [];
    const isLast = dimension === shape.length - 1;
    for (let i = 0; i < length; i++) {
      const at = index + i * step;
      if (isLast ? !this.mayTake(at) : this.taken >= this.room || (step > 0 && at >= this.readable)) break;
      if (isLast) {
        entries.push({ value: this.value(at) });
      } else {
        this.taken++;
        const row: ValueNode = { kind: 'array' };
        this.entries(row, dimension + 1, at);
        entries.push({ value: row });
      }
    }
    node.entries = entries;
    if (entries.length < length) node.whole = length;
    const { at, isColumnMajor, type } = this.array;
    if (at !== undefined && !isColumnMajor && dimension > 0)
      node.range = [at + index * type.size, at + Math.min(index + length * step, this.readable) * type.size];
  }

  private mayTake(index: number): boolean {
    return index < this.readable && this.taken + this.array.type.nodes <= this.room;
  }

  private value(index: number): ValueNode {
    const { type, at } = this.array;
    this.taken += type.nodes;
    this.kept++;
    const node = type.node(this.view, index * type.size);
    if (at !== undefined) node.range = [at + index * type.size, at + (index + 1) * type.size];
    return node;
  }
}
