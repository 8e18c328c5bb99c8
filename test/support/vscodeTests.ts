import { after, before, describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { VsCode } from './vscode';
import type { WindowOptions } from './vscode';
import type { Workbench } from './workbench';

/** What a test in VS Code gets: a fresh window. */
export interface InWindow {
  t: TestContext;
  code: VsCode;
  workbench: Workbench;
}

/** Declares one test, in a window of its own. */
export type WindowTest = (name: string, body: (given: InWindow) => Promise<void>, options?: WindowOptions) => void;

/** Declares tests that share one VS Code. */
export function describeInVsCode(title: string, define: (test: WindowTest) => void, options?: Parameters<typeof VsCode.start>[0]): void {
  describe(title, () => {
    let code: VsCode;
    before(async () => {
      code = await VsCode.start(options);
    });
    after(() => code?.stop());
    define((name, body, windowOptions) =>
      it(name, async (t) => {
        const workbench = await code.openWindow(windowOptions);
        try {
          await workbench.watched(`${title} ${name}`, () => body({ t, code, workbench }));
        } finally {
          await workbench.close();
        }
      }));
  });
}
