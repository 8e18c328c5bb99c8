import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposableStore';

/** A build writes several files: pages are reloaded once none has changed for this many ms. */
const settled = 300;

/** While the extension is developed, pages are loaded anew when their scripts have been built anew. */
export function reloadOnRebuild(scripts: vscode.Uri): vscode.Disposable {
  const disposables = new DisposableStore();
  const watcher = disposables.add(vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(scripts, '*.js')));
  let timer: NodeJS.Timeout | undefined;
  const reload = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void vscode.commands.executeCommand('workbench.action.webview.reloadWebviewAction'), settled);
  };
  disposables.add(watcher.onDidChange(reload));
  disposables.add(watcher.onDidCreate(reload));
  disposables.add({ dispose: () => clearTimeout(timer) });
  return disposables;
}
