import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { DisposableStore } from '../base/disposableStore';
import type { DemoPeers } from '../../protocol/engine';
import type { Rates, SocketId } from '../../protocol/sockets';
import type { ChatStore } from '../chat/chatStore';
import type { SocketStore } from '../sockets/socketStore';
import { Throttle } from '../base/throttle';
import { ClosedSockets, closedOf } from './socketGroups';
import { childrenOf, socketNode, treeItem, type NodeOf, type SocketNode } from './socketItems';

const refreshMs = 250;
/** Numbers that change more often cannot be read. */
const ratesMs = 1_000;

/** The tree `Sockets`: each socket of the workspace, its endpoints and subscriptions below it. */
export class SocketsTree implements vscode.TreeDataProvider<SocketNode> {
  private readonly disposables = new DisposableStore();
  private readonly emitter = this.disposables.add(new vscode.EventEmitter<SocketNode[] | undefined>());
  readonly onDidChangeTreeData = this.emitter.event;
  /** One object for each socket as long as it lives: VS Code knows elements by identity. */
  private readonly nodes = new Map<SocketId, NodeOf<'socket'>>();
  /** What was drawn of each socket. */
  private drawn = new Map<SocketId, string>();
  private openOnes = new Set<SocketId>();
  private rates = new Map<SocketId, Rates>();
  private readonly view: vscode.TreeView<SocketNode>;
  private readonly closed = new ClosedSockets();
  private readonly contexts = new Map<string, boolean>();

  constructor(
    private readonly engine: EngineSupervisor,
    private readonly store: SocketStore,
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
    this.disposables.add(engine.onDidChangeState(() => refresh.ask()));
    this.refresh();
  }

  getTreeItem(node: SocketNode): vscode.TreeItem {
    return treeItem(node);
  }

  getChildren(node?: SocketNode): SocketNode[] {
    const sockets = [...this.nodes.values()];
    if (!node) return this.closed.roots(sockets);
    if (node.kind === 'closed') return closedOf(sockets);
    return node.kind === 'socket' ? childrenOf(node) : [];
  }

  getParent(node: SocketNode): SocketNode | undefined {
    if (node.kind === 'socket') return this.closed.parentOf(node);
    return 'socket' in node ? this.nodes.get(node.socket) : undefined;
  }

  /** While the demo runs, the tree says what else there is to talk to. */
  tellOfDemo(peers: DemoPeers | undefined): void {
    this.view.message = peers && t('Also running: an echo server for REQ at {0}, and a job queue for PULL at {1}.', peers.echo, peers.jobs);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** Redraws the sockets that look different from before, and no others. */
  private refresh(): void {
    const entries = this.store.entries();
    const titles = new Map(this.chats.infos().map(({ id, title }) => [id, title]));
    const before = this.drawn;
    this.drawn = new Map();
    const changed: SocketNode[] = [];
    for (const entry of entries) {
      const fresh = socketNode(
        entry,
        this.rates.get(entry.id),
        this.engine.state,
        entry.chat === undefined ? undefined : titles.get(entry.chat),
      );
      const node = Object.assign(this.nodes.get(entry.id) ?? fresh, fresh);
      this.nodes.set(entry.id, node);
      const looks = JSON.stringify([node, ...childrenOf(node)].map(treeItem));
      this.drawn.set(entry.id, looks);
      if (before.get(entry.id) !== looks) changed.push(node);
    }
    for (const id of this.nodes.keys()) if (!this.drawn.has(id)) this.nodes.delete(id);
    const openBefore = this.openOnes;
    this.openOnes = new Set(entries.filter(({ state }) => state === 'open').map(({ id }) => id));
    const inPlace =
      before.size === this.drawn.size && this.openOnes.size === openBefore.size && [...this.openOnes].every((id) => openBefore.has(id));
    if (!inPlace) this.emitter.fire(undefined);
    else if (changed.length > 0) this.emitter.fire(changed);
    this.reveal([...this.openOnes].filter((id) => !before.has(id)).at(-1));
    this.setContext(
      'zmq.hasClosedSockets',
      entries.some(({ state }) => state === 'closed'),
    );
    this.setContext(
      'zmq.hasOpenSockets',
      entries.some(({ state }) => state === 'open'),
    );
  }

  /** A socket that has just been opened comes into sight, where the tree is. */
  private reveal(id: SocketId | undefined): void {
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
