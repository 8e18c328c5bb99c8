import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench';

/** Shows what an entry of a tree holds. A click that meets a tree while it is drawn anew does nothing, so it is asked for until it is seen. */
export async function unfold(workbench: Pick<Workbench, 'until'>, entry: Locator): Promise<void> {
  await entry.waitFor();
  const unfolded = entry.and(entry.page().locator('[aria-expanded=true]'));
  const seen = (timeout: number): Promise<boolean> =>
    unfolded.waitFor({ timeout }).then(
      () => true,
      () => false,
    );
  await workbench.until('the entry to be unfolded', async () => {
    if (await seen(100)) return true;
    await entry.click({ timeout: 5000 }).catch(() => undefined);
    return seen(3000);
  });
}

/** Presses an inline action of an entry. It shows while the pointer is on it, and a tree that is drawn anew forgets the pointer: it is moved there again. */
export async function press(workbench: Pick<Workbench, 'until'>, entry: Locator, action: string): Promise<void> {
  const button = entry.getByRole('button', { name: action, exact: true });
  await workbench.until(`${action} to be pressed`, async () => {
    await entry.page().mouse.move(0, 0);
    await entry.hover({ timeout: 5000 }).catch(() => undefined);
    return button.click({ timeout: 3000 }).then(
      () => true,
      () => false,
    );
  });
}

/** Shows the closed sockets, which are folded. */
export const unfoldClosed = (workbench: Pick<Workbench, 'page' | 'until'>): Promise<void> =>
  unfold(workbench, workbench.page.getByRole('treeitem', { name: /^Closed, / }));
