import * as vscode from 'vscode';

/** Another group of editors, so that the inspector stays in sight. */
export function besideInspector(): vscode.ViewColumn {
  return vscode.window.tabGroups.all.find(({ isActive }) => !isActive)?.viewColumn ?? vscode.ViewColumn.Beside;
}
