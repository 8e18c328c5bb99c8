import type { ValueNode } from '../../../protocol/decoding';

/** Ranges of what was read apart, as places of the whole; none where it does not stand in one piece. */
export function moveRanges(node: ValueNode, at: number | undefined): void {
  if (at === undefined || !node.range) delete node.range;
  else node.range = [node.range[0] + at, node.range[1] + at];
  for (const { key, value } of node.entries ?? []) {
    if (typeof key === 'object') moveRanges(key, at);
    moveRanges(value, at);
  }
}
