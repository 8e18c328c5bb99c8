import type { NodeOf, SocketNode } from './socketItems';

/** Stands for the sockets that are closed. Always the same object: VS Code knows elements by identity. */
export class ClosedSockets {
  private readonly group: NodeOf<'closed'> = { kind: 'closed', id: 'closed', count: 0 };

  /** What the tree begins with: open sockets, and those that are closed folded together. */
  roots(nodes: readonly NodeOf<'socket'>[]): SocketNode[] {
    const open = nodes.filter(isOpen);
    this.group.count = nodes.length - open.length;
    return this.group.count > 0 ? [...open, this.group] : open;
  }

  /** The element that a socket stands below; undefined at the top. */
  parentOf(node: NodeOf<'socket'>): SocketNode | undefined {
    return isOpen(node) ? undefined : this.group;
  }
}

export function closedOf(nodes: readonly NodeOf<'socket'>[]): SocketNode[] {
  return nodes.filter((node) => !isOpen(node));
}

function isOpen({ entry }: NodeOf<'socket'>): boolean {
  return entry.state === 'open';
}
