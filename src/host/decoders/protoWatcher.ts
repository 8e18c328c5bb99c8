import path from 'node:path';
import * as vscode from 'vscode';
import { Alarm } from '../../core/base/alarm';
import { DisposableStore } from '../base/disposableStore';
import { schedule } from '../base/schedule';

/** Editors write a file in several steps, and a build writes many files. */
const settleMs = 300;

/** Tells when a `.proto` file in use, or one beside it that it may import, has changed. */
export class ProtoWatcher {
  private watchers = new DisposableStore();
  private folders = '';
  private readonly settled: Alarm;

  constructor(changed: () => void) {
    this.settled = new Alarm(schedule, changed);
  }

  /** Watches the folders of these files, and no others. */
  watch(files: readonly string[]): void {
    const names = new Set(files);
    const folders = [...new Set(files.filter((file) => path.isAbsolute(file)).map((file) => path.dirname(file)))].sort();
    const watched = JSON.stringify([folders, [...names].sort()]);
    if (watched === this.folders) return;
    this.folders = watched;
    this.watchers.dispose();
    this.watchers = new DisposableStore();
    const heard = ({ fsPath }: vscode.Uri) => {
      if (names.has(fsPath) || fsPath.endsWith('.proto')) this.settled.reset(settleMs);
    };
    for (const folder of folders) {
      // Without `**` the folder alone is watched, not what lies below it: it may be the home directory.
      const watcher = this.watchers.add(vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(folder), '*')));
      for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) this.watchers.add(event(heard));
    }
  }

  dispose(): void {
    this.settled.cancel();
    this.watchers.dispose();
  }
}
