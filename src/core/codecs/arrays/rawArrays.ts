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
  /** Bytes from one entry to the next in each dimension, none less than 1; absent where the last dimension changes fastest, without gaps. */
  strides?: readonly number[];
  /** Where the bytes begin in the content; without it values have no ranges. */
  at?: number;
}

export const countOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/** Bytes from one entry to the next in each dimension, without gaps. `isColumnMajor`: the first dimension changes fastest, as in Fortran. */
export function stridesOf(shape: readonly number[], size: number, isColumnMajor = false): number[] {
  return shape.map((_, dimension) => size * countOf(isColumnMajor ? shape.slice(0, dimension) : shape.slice(dimension + 1)));
}

/** What to say of an array of which the first dimension changes fastest. */
export function columnMajor(shape: readonly number[], size: number): Pick<RawArray, 'strides'> {
  return shape.length > 1 ? { strides: stridesOf(shape, size, true) } : {};
}

/** Goes over the values that are in the bytes, in the order of their indexes, at most so many: where each one begins. */
export function eachValue({ shape, strides, type, bytes }: RawArray, most: number, visit: (at: number) => void): number {
  let visited = 0;
  const last = bytes.length - type.size;
  if (!strides) {
    const count = Math.min(countOf(shape), most);
    for (let at = 0; visited < count && at <= last; visited++, at += type.size) visit(at);
    return visited;
  }
  const along = (dimension: number, from: number): void => {
    const length = shape[dimension] as number;
    const stride = strides[dimension] as number;
    const isLast = dimension === shape.length - 1;
    for (let i = 0, at = from; i < length && at <= last && visited < most; i++, at += stride) {
      if (!isLast) along(dimension + 1, at);
      else {
        visit(at);
        visited++;
      }
    }
  };
  along(0, 0);
  return visited;
}

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
  private readonly strides: readonly number[];

  constructor(
    private readonly array: RawArray,
    private readonly room: number,
  ) {
    const { bytes, shape, type, strides } = array;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.strides = strides ?? stridesOf(shape, type.size);
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

  /** The entries of one dimension, from a byte on. */
  private entries(node: ValueNode, dimension: number, from: number): void {
    const { shape, at: start, strides, bytes } = this.array;
    const length = shape[dimension] as number;
    const stride = this.strides[dimension] as number;
    const entries: ValueEntry[] = [];
    const isLast = dimension === shape.length - 1;
    for (let i = 0; i < length; i++) {
      const at = from + i * stride;
      if (isLast ? !this.mayTake(at) : this.taken >= this.room || (stride > 0 && at >= bytes.length)) break;
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
    if (start !== undefined && !strides && dimension > 0)
      node.range = [start + from, start + Math.min(from + length * stride, bytes.length)];
  }

  /** Whether the value that begins there is in the bytes, and has room. */
  private mayTake(from: number): boolean {
    const { type, bytes } = this.array;
    return from + type.size <= bytes.length && this.taken + type.nodes <= this.room;
  }

  private value(from: number): ValueNode {
    const { type, at } = this.array;
    this.taken += type.nodes;
    this.kept++;
    const node = type.node(this.view, from);
    if (at !== undefined) node.range = [at + from, at + from + type.size];
    return node;
  }
}
