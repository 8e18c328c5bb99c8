import type { Scope } from '../support/engineClient';
import { VsCode, type WindowOptions } from '../support/vscode';
import type { Workbench } from '../support/workbench';

/** A fresh VS Code with one window, for as long as the scope lasts. */
export async function freshWindow(scope: Scope, options: WindowOptions): Promise<Workbench> {
  const code = await VsCode.start();
  scope.after(() => code.stop());
  return code.openWindow(options);
}
