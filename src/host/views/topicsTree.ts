import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { LogStatus } from '../../protocol/log';
import { liveCapture, type CaptureId } from '../../protocol/shapes';
import { listTopics, resetTopics } from '../../protocol/topics';
import { DisposableStore } from '../base/disposableStore';
import type { OutputLog } from '../base/outputLog';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { Throttle } from '../base/throttle';
import { countText } from '../../core/base/quantities';
import { fromWire } from '../base/wireErrors';
import { TopicBranches, type MoreTopics, type TopicElement, type TopicEntry, type TopicSort } from './topicBranches';
import { changingTooltip, topicItem, topicTooltip } from './topicItems';

const refreshMs = 1_000;

/** The capture that is looked at. */
export interface ActiveCapture {
  readonly active: CaptureId;
  /** As a person knows it. */
  nameOf(capture: CaptureId): string;
  onDidChangeActive(listener: () => void): { dispose(): void };
}

/** The tree `Topics`: what was seen in the capture that is looked at, by the parts between separators. It asks for what is on the screen only, and for nothing while hidden. */
export class TopicsTree implements vscode.TreeDataProvider<TopicElement> {
  private readonly disposables = new DisposableStore();
  private readonly emitter = this.disposables.add(new vscode.EventEmitter<TopicElement[] | undefined>());
  readonly onDidChangeTreeData = this.emitter.event;
  private readonly view: vscode.TreeView<TopicElement>;
  private readonly branches: TopicBranches;
  private readonly refresh: Throttle;
  private sort: TopicSort = 'label';
  private generation = 0;
  private capture: CaptureId;
  /** What was drawn of each element, and what is listed below each. */
  private drawn = new Map<string, string>();
  private listed = new Map<string, string>();

  constructor(
    private readonly engine: EngineSupervisor,
    private readonly shown: ActiveCapture,
    private readonly log: OutputLog,
  ) {
    this.capture = shown.active;
    this.branches = new TopicBranches((params) => engine.request(listTopics, { ...params, capture: this.capture }));
    this.view = this.disposables.add(
      vscode.window.createTreeView('zmq.topics', { treeDataProvider: this, showCollapseAll: true, canSelectMany: true }),
    );
    this.refresh = this.disposables.add(new Throttle(refreshMs, () => this.update()));
    const ask = () => this.refresh.ask();
    this.disposables.add(engine.onDidChange(ask));
    this.disposables.add(engine.onDidChangeState(ask));
    // Topics may be parted, and values read, in another way.
    this.disposables.add(engine.onDidReconfigure(() => this.askAnew()));
    this.disposables.add(
      this.view.onDidChangeSelection(() => {
        // A click on one of them shows it; several have no click of their own.
        const [first, second] = this.selected;
        if (second) void vscode.commands.executeCommand('zmq.tree.showTopic', first);
      }),
    );
    this.disposables.add(this.view.onDidChangeVisibility(ask));
    this.disposables.add(this.view.onDidCollapseElement(({ element }) => this.setExpanded(element, false)));
    this.disposables.add(this.view.onDidExpandElement(({ element }) => this.setExpanded(element, true)));
    this.disposables.add(
      shown.onDidChangeActive(() => {
        this.describe();
        this.askAnew();
      }),
    );
    // On a quiet log the ages go on.
    const clock = setInterval(ask, refreshMs);
    this.disposables.add({ dispose: () => clearInterval(clock) });
  }

  getTreeItem(element: TopicElement): vscode.TreeItem {
    const item = topicItem(element, Date.now());
    this.drawn.set(element.id, looksOf(item));
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, element: TopicElement): vscode.TreeItem {
    if (element.kind === 'topic') item.tooltip = topicTooltip(element);
    if (element.kind === 'changing') item.tooltip = changingTooltip(element);
    return item;
  }

  async getChildren(element?: TopicElement): Promise<TopicElement[]> {
    if (this.engine.state !== 'running' || (element !== undefined && element.kind !== 'topic')) return [];
    try {
      this.noteSubject();
      const children = await this.branches.children(element, this.sort);
      this.listed.set(element?.id ?? '', idsOf(children));
      return children;
    } catch (error) {
      this.log.warn(`Topics: ${fromWire(error).message}`);
      return [];
    }
  }

  /** The element that was clicked just now. While its branch is being refreshed, VS Code does not know it for a moment. */
  async clicked(): Promise<TopicElement | undefined> {
    for (let i = 0; i < 40 && this.view.selection.length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 50));
    return this.view.selection[0];
  }

  /** The topics that are selected: several by Ctrl or Shift with a click or an arrow key. */
  get selected(): readonly TopicEntry[] {
    return this.view.selection.filter((element) => element.kind === 'topic');
  }

  sortBy(sort: TopicSort): void {
    this.sort = sort;
    this.describe();
    this.askAnew();
  }

  /** Begins to count anew. An engine that does not run has counted nothing. */
  async reset(): Promise<void> {
    if (this.engine.state !== 'running') return;
    await this.engine.request(resetTopics, { capture: this.shown.active });
    this.askAnew();
  }

  showMore({ parent }: MoreTopics): void {
    this.branches.showMore(parent);
    this.refresh.ask();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private setExpanded(element: TopicElement, isExpanded: boolean): void {
    if (element.kind !== 'topic') return;
    this.branches.setExpanded(element, isExpanded);
    if (isExpanded) this.refresh.ask();
  }

  /** Whose topics these are, where it is not the live capture, and their order. */
  private describe(): void {
    const { active } = this.shown;
    const order = { label: undefined, messages: t('by messages'), last: t('by last message') }[this.sort];
    this.view.description = [active === liveCapture ? undefined : this.shown.nameOf(active), order]
      .filter((part) => part !== undefined)
      .join(' · ');
  }

  private askAnew(): void {
    this.branches.outdate();
    this.refresh.ask();
  }

  /** Redraws what looks different from before, and nothing else. Tells its own failures: it is nobody's request. */
  private async update(): Promise<void> {
    if (!this.view.visible) return;
    if (this.engine.state !== 'running') {
      this.forget();
      return;
    }
    try {
      this.noteSubject();
      if (!this.isThere) {
        this.forget();
        this.view.message = t(
          '"{0}" is no longer open. Open it again, or choose a panel that shows something else.',
          this.shown.nameOf(this.capture),
        );
        return;
      }
      await this.branches.refresh(this.sort, this.logStatus?.appended);
      this.redraw();
    } catch (error) {
      this.log.warn(`Topics: ${fromWire(error).message}`);
    }
  }

  /** How the log of the capture stood when the engine told last. */
  private get logStatus(): LogStatus | undefined {
    const { lastChange } = this.engine;
    if (this.capture === liveCapture) return lastChange?.log;
    return lastChange?.captures?.find(({ capture }) => capture === this.capture)?.log;
  }

  /** False where the engine does not have the capture. */
  private get isThere(): boolean {
    return this.capture === liveCapture || this.engine.lastChange === undefined || this.logStatus !== undefined;
  }

  private redraw(): void {
    const now = Date.now();
    const changed: TopicElement[] = [];
    for (const { parent, elements } of this.branches.open()) {
      const isListedAnew = this.listed.get(parent?.id ?? '') !== idsOf(elements);
      if (isListedAnew && !parent) {
        this.fireAll();
        break;
      }
      if (isListedAnew && parent) changed.push(parent);
      else changed.push(...elements.filter((element) => this.drawn.get(element.id) !== looksOf(topicItem(element, now))));
    }
    if (changed.length > 0) this.emitter.fire(changed);
    const { beyondLimit, uncounted } = this.branches.missing;
    const notes = [
      ...(beyondLimit > 0
        ? [t('{0} messages with other topics are not listed: the first 200,000 topics are.', countText(beyondLimit))]
        : []),
      ...(uncounted > 0 ? [t('{0} records are still to be counted.', countText(uncounted))] : []),
    ];
    this.view.message = notes.length > 0 ? notes.join(' ') : undefined;
  }

  private fireAll(): void {
    this.drawn = new Map();
    this.emitter.fire(undefined);
  }

  /** Counts of an engine that is gone, or of another capture than the one looked at. */
  private noteSubject(): void {
    if (this.generation === this.engine.generation && this.capture === this.shown.active) return;
    this.forget();
    this.capture = this.shown.active;
    this.generation = this.engine.generation;
  }

  private forget(): void {
    if (this.listed.size === 0) return;
    this.branches.clear();
    this.listed = new Map();
    this.view.message = undefined;
    this.fireAll();
  }
}

function idsOf(elements: readonly TopicElement[]): string {
  return elements.map(({ id, ...element }) => (element.kind === 'moreTopics' ? `${id} ${element.shown} ${element.total}` : id)).join();
}

function looksOf({ label, description, collapsibleState, contextValue }: vscode.TreeItem): string {
  return JSON.stringify([label, description, collapsibleState, contextValue]);
}
