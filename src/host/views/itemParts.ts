/** What elements of the trees are made of. */
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { EngineState } from '../../protocol/inspector';

export function leaf(label: string, description: string | undefined, icon: string | undefined, contextValue: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  item.description = description;
  item.iconPath = icon === undefined ? undefined : new vscode.ThemeIcon(icon);
  item.contextValue = contextValue;
  return item;
}

/** A side bar is narrow: the eye gets the short facts, the ear all of them, as the tooltip has them. */
export function describeBy(item: vscode.TreeItem, short: string[], all: string[]): void {
  item.description = short.join(' · ');
  item.accessibilityInformation = { label: all.join(' · ') };
}

export function stateText(isOpen: boolean, engine: EngineState): string {
  if (!isOpen) return t('closed');
  if (engine === 'restarting') return t('engine restarting');
  if (engine === 'stopped') return t('engine stopped');
  return t('open');
}

export function iconOf(isOpen: boolean, engine: EngineState): string {
  if (!isOpen) return 'debug-disconnect';
  if (engine === 'restarting') return 'sync~spin';
  return engine === 'stopped' ? 'error' : 'plug';
}
