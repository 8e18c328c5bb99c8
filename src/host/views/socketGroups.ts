import type { NodeOf, SocketNode } from './socketItems';

/** What the tree begins with. */
export type RootNode = NodeOf<'socket'> | NodeOf<'tap'>;

/** Stands for the sockets and taps that are closed. Always the same object: VS Code knows elements by identity. */
export class ClosedSockets {
  private readonly group: NodeOf<'closed'> = { kind: 'closed', id: 'closed', sockets: 0, taps: 0 };

  /** What the tree begins with: open sockets and taps, and those that are closed folded together. */
  roots(nodes: readonly RootNode[]): SocketNode[] {
    const closed = closedOf(nodes);
    this.group.sockets = closed.filter(({ kind }) => kind === 'socket').length;
    this.group.taps = closed.length - this.group.sockets;
    const open = nodes.filter(isOpen);
    return closed.length > 0 ? [...open, this.group] : open;
  }

  /** The element that a socket or tap stands below; undefined at the top. */
  parentOf(node: RootNode): SocketNode | undefined {
    return isOpen(node) ? undefined : this.group;
  }
}

export function closedOf(nodes: readonly RootNode[]): RootNode[] {
  return nodes.filter((node) => !isOpen(node));
}

function isOpen({ entry }: RootNode): boolean {
  return entry.state === 'open';
}
