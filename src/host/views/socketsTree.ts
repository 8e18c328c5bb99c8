import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { DisposableStore } from '../base/disposableStore';
import type { DemoPeers } from '../../protocol/engine';
import type { Rates, SocketId } from '../../protocol/sockets';
import type { ChatStore } from '../chat/chatStore';
import type { SocketStore } from '../sockets/socketStore';
import type { ProxyStore } from '../proxies/proxyStore';
import type { TapStore } from '../taps/tapStore';
import { Throttle } from '../base/throttle';
import { ClosedSockets, closedOf, type RootNode } from './socketGroups';
import { childrenOf, socketNode, treeItem, type SocketNode } from './socketItems';
import { proxyNode } from './proxyItems';
import { tapNode } from './tapItems';

const refreshMs = 250;
/** Numbers that change more often cannot be read. */
const ratesMs = 1_000;

/** The tree `Sockets`: each socket of the workspace, its endpoints and subscriptions below it; then each tap and its connections, and each proxy and its sides. */
export class SocketsTree implements vscode.TreeDataProvider<SocketNode> {
  private readonly disposables = new DisposableStore();
  private readonly emitter = this.disposables.add(new vscode.EventEmitter<SocketNode[] | undefined>());
  readonly onDidChangeTreeData = this.emitter.event;
  /** One object for each socket, tap and proxy as long as it lives: VS Code knows elements by identity. */
  private readonly nodes = new Map<string, RootNode>();
  /** What was drawn of each of them. */
  private drawn = new Map<string, string>();
  private openOnes = new Set<string>();
  private rates = new Map<SocketId, Rates>();
  private readonly view: vscode.TreeView<SocketNode>;
  private readonly closed = new ClosedSockets();
  private readonly contexts = new Map<string, boolean>();

  constructor(
    private readonly engine: EngineSupervisor,
    private readonly store: SocketStore,
    private readonly taps: TapStore,
    private readonly proxies: ProxyStore,
    private readonly chats: ChatStore,
  ) {
    this.view = this.disposables.add(vscode.window.createTreeView('zmq.sockets', { treeDataProvider: this }));
    const refresh = this.disposables.add(new Throttle(refreshMs, () => this.refresh()));
    const takeRates = this.disposables.add(
      new Throttle(ratesMs, () => {
        this.rates = new Map(store.entries().flatMap(({ id, info }) => (info ? [[id, info.rates]] : [])));
        refresh.ask();
      }),
    );
    this.disposables.add(
      store.onDidChange(() => {
        takeRates.ask();
        refresh.ask();
      }),
    );
    for (const relays of [taps, proxies]) this.disposables.add(relays.onDidChange(() => refresh.ask()));
    this.disposables.add(engine.onDidChangeState(() => refresh.ask()));
    this.refresh();
  }

  getTreeItem(node: SocketNode): vscode.TreeItem {
    return treeItem(node);
  }

  getChildren(node?: SocketNode): SocketNode[] {
    const roots = [...this.nodes.values()];
    if (!node) return this.closed.roots(roots);
    if (node.kind === 'closed') return closedOf(roots);
    return isRoot(node) ? childrenOf(node) : [];
  }

  getParent(node: SocketNode): SocketNode | undefined {
    if (isRoot(node)) return this.closed.parentOf(node);
    if (node.kind === 'connection') return this.nodes.get(node.tap.id);
    if (node.kind === 'side') return this.nodes.get(node.proxy);
    return 'socket' in node ? this.nodes.get(node.socket) : undefined;
  }

  /** While the demo runs, the tree says what else there is to talk to. */
  tellOfDemo(peers: DemoPeers | undefined): void {
    this.view.message = peers && t('Also running: an echo server for REQ at {0}, and a job queue for PULL at {1}.', peers.echo, peers.jobs);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** Redraws the sockets, taps and proxies that look different from before, and no others. */
  private refresh(): void {
    const before = this.drawn;
    this.drawn = new Map();
    const roots = this.fresh();
    const changed: SocketNode[] = [];
    // The order of the map is that of the tree.
    const known = new Map(this.nodes);
    this.nodes.clear();
    for (const fresh of roots) {
      const { id } = fresh;
      const node = Object.assign(known.get(id) ?? fresh, fresh) as RootNode;
      this.nodes.set(id, node);
      const looks = JSON.stringify([node, ...childrenOf(node)].map(treeItem));
      this.drawn.set(id, looks);
      if (before.get(id) !== looks) changed.push(node);
    }
    const openBefore = this.openOnes;
    this.openOnes = new Set(roots.filter(({ entry }) => entry.state === 'open').map(({ id }) => id));
    const inPlace =
      before.size === this.drawn.size && this.openOnes.size === openBefore.size && [...this.openOnes].every((id) => openBefore.has(id));
    if (!inPlace) this.emitter.fire(undefined);
    else if (changed.length > 0) this.emitter.fire(changed);
    this.reveal([...this.openOnes].filter((id) => !before.has(id)).at(-1));
    this.setContext('zmq.hasClosedSockets', this.openOnes.size < roots.length);
    this.setContext(
      'zmq.hasOpenSockets',
      roots.some(({ kind, entry }) => kind === 'socket' && entry.state === 'open'),
    );
  }

  /** Sockets, taps, then proxies, as they stand now. */
  private fresh(): RootNode[] {
    const titles = new Map(this.chats.infos().map(({ id, title }) => [id, title]));
    const { state } = this.engine;
    const title = (chat: string | undefined) => (chat === undefined ? undefined : titles.get(chat));
    return [
      ...this.store.entries().map((entry) => socketNode(entry, this.rates.get(entry.id), state, title(entry.chat))),
      ...this.taps.entries().map((entry) => tapNode(entry, state)),
      ...this.proxies.entries().map((entry) => proxyNode(entry, state)),
    ];
  }

  /** What has just been opened comes into sight, where the tree is. */
  private reveal(id: string | undefined): void {
    const node = id === undefined ? undefined : this.nodes.get(id);
    if (!node || !this.view.visible) return;
    this.view.reveal(node, { select: false, focus: false }).then(undefined, () => {
      // It is closed again, or the tree is hidden.
    });
  }

  /** Facts that conditions in the manifest's menus ask for. */
  private setContext(key: string, value: boolean): void {
    if (this.contexts.get(key) === value) return;
    this.contexts.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}

function isRoot(node: SocketNode): node is RootNode {
  return node.kind === 'socket' || node.kind === 'tap' || node.kind === 'proxy';
}
