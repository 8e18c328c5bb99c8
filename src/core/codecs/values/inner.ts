import type { Decoded, ValueNode } from '../../../protocol/decoding';

/** What is wrapped in it, innermost; itself where nothing is. */
export function innermost(decoded: Decoded): Decoded {
  let content = decoded;
  while (content.inner) content = content.inner;
  return content;
}

/** The value that a text or bytes hold, where that was read; else the value itself. */
export function opened(node: ValueNode): ValueNode {
  return (node.inner && innermost(node.inner).value) ?? node;
}
