import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposableStore';

/**
 * Notices `Split Editor` on webview panels of one type. VS Code opens a group of editors for it and leaves that empty, since it copies no
 * webview; a group that comes into being while its editor is still on the way (moved, or opened beside) is not active before it has it.
 */
export class SplitWatch {
  private readonly disposables = new DisposableStore();
  private active = vscode.window.tabGroups.activeTabGroup;
  /** Groups that have had no editor yet. */
  private empty = new Set<vscode.TabGroup>();

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
        if (tabGroups.all.includes(before) && input instanceof vscode.TabInputWebview && input.viewType.endsWith(viewType)) split();
      }),
    );
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
