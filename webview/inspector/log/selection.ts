import { isIn, positionsIn, type Stretches } from '../../../src/protocol/export';
import type { ListRange } from '../../shared/lists/virtualList';

/** Stretches that an answer or a request takes; a click more makes one more. */
const maxStretches = 10_000;

/**
 * The rows that are selected, as stretches of positions: all of a filter cost as much as one. It belongs to one opening of the view; in
 * another one nothing is selected. Fires `change`.
 */
export class Selection extends EventTarget {
  private of = 0;
  private all: Stretches = [];
  /** Where a range begins that Shift extends. */
  private anchor: number | undefined;

  constructor(private readonly view: { readonly opening: number }) {
    super();
  }

  get stretches(): Stretches {
    return this.of === this.view.opening ? this.all : [];
  }

  /** Positions, evicted ones among them. */
  get count(): number {
    return positionsIn(this.stretches);
  }

  has(position: number): boolean {
    return isIn(this.stretches, position);
  }

  only(position: number): void {
    this.set([[position, position + 1]], position);
  }

  /** From the last row that was chosen by itself to this one. */
  extendTo(position: number): void {
    const anchor = this.of === this.view.opening ? (this.anchor ?? position) : position;
    this.set([[Math.min(anchor, position), Math.max(anchor, position) + 1]], anchor);
  }

  toggle(position: number): void {
    const { stretches } = this;
    if (!this.has(position)) {
      if (stretches.length < maxStretches) this.set(joined([...stretches, [position, position + 1]]), position);
      return;
    }
    const rest = stretches.flatMap(([from, to]): Stretches => {
      if (position < from || position >= to) return [[from, to]];
      return (
        [
          [from, position],
          [position + 1, to],
        ] as Stretches
      ).filter(([begin, end]) => begin < end);
    });
    this.set(rest, position);
  }

  everything({ first, end }: ListRange): void {
    this.set(end > first ? [[first, end]] : [], this.anchor);
  }

  clear(): void {
    if (this.stretches.length > 0) this.set([], undefined);
  }

  private set(all: Stretches, anchor: number | undefined): void {
    this.of = this.view.opening;
    this.all = all;
    this.anchor = anchor;
    this.dispatchEvent(new Event('change'));
  }
}

/** In order, those that touch made one. */
function joined(stretches: Stretches): Stretches {
  const result: Stretches = [];
  for (const [from, to] of stretches.sort(([one], [other]) => one - other)) {
    const last = result.at(-1);
    if (last && last[1] >= from) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
