import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposableStore';

/** An editor that is on its way into a new group is there within this many ms. */
const settled = 500;

/**
 * Notices `Split Editor` on webview panels of one type. VS Code opens a group of editors for it and leaves that empty, since it copies no
 * webview. A group that comes into being for another editor (moved, opened beside, or over the window as the settings are) has it soon.
 */
export class SplitWatch {
  private readonly disposables = new DisposableStore();
  private active = vscode.window.tabGroups.activeTabGroup;
  /** Groups that have had no editor yet. */
  private empty = new Set<vscode.TabGroup>();
  private timer: NodeJS.Timeout | undefined;

  /** @param split the group that is active now was split off one in which such a panel was active */
  constructor(viewType: string, split: () => void) {
    const { tabGroups } = vscode.window;
    this.disposables.add(
      tabGroups.onDidChangeTabGroups(({ opened }) => {
        for (const group of opened) this.empty.add(group);
        this.empty = new Set([...this.empty].filter((group) => tabGroups.all.includes(group) && group.tabs.length === 0));
        const before = this.active;
        this.active = tabGroups.activeTabGroup;
        if (this.active === before || !this.empty.delete(this.active)) return;
        const input = before.activeTab?.input;
        // VS Code puts something before the type.
        if (!tabGroups.all.includes(before) || !(input instanceof vscode.TabInputWebview) || !input.viewType.endsWith(viewType)) return;
        const group = this.active;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => {
          if (tabGroups.activeTabGroup === group && group.tabs.length === 0) split();
        }, settled);
      }),
    );
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.disposables.dispose();
  }
}
