/** A VS Code for benches: each run has a window of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { prepareTestEditor } from '../../scripts/editor.mjs';
import type { Scope } from '../support/engineClient';
import { VsCode, type WindowOptions } from '../support/vscode';
import type { Workbench } from '../support/workbench';

const editors = 'ZMQ_INSPECTOR_EDITOR';

/** A fresh VS Code with one window, for as long as the scope lasts. */
export async function freshWindow(scope: Scope, options: WindowOptions): Promise<Workbench> {
  if (process.env[editors] === undefined) {
    const folder = await mkdtemp(path.join(tmpdir(), 'zmq-inspector-bench-'));
    scope.after(async () => {
      delete process.env[editors];
      await rm(folder, { recursive: true, force: true });
    });
    process.env[editors] = JSON.stringify(await prepareTestEditor(folder));
  }
  const code = await VsCode.start();
  scope.after(() => code.stop());
  return code.openWindow(options);
}
