import type { NodeOf, SocketNode } from './socketItems';

/** What the tree begins with. */
export type RootNode = NodeOf<'socket'> | NodeOf<'tap'> | NodeOf<'proxy'>;

/** Stands for the sockets, taps and proxies that are closed. Always the same object: VS Code knows elements by identity. */
export class ClosedSockets {
  private readonly group: NodeOf<'closed'> = { kind: 'closed', id: 'closed', sockets: 0, taps: 0, proxies: 0 };

  /** What the tree begins with: what is open, and those that are closed folded together. */
  roots(nodes: readonly RootNode[]): SocketNode[] {
    const closed = closedOf(nodes);
    const count = (of: RootNode['kind']) => closed.filter(({ kind }) => kind === of).length;
    Object.assign(this.group, { sockets: count('socket'), taps: count('tap'), proxies: count('proxy') });
    const open = nodes.filter(isOpen);
    return closed.length > 0 ? [...open, this.group] : open;
  }

  /** The element that one of them stands below; undefined at the top. */
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
