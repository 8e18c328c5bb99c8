import type { Locator } from 'playwright-core';
import { succeeds } from './within';
import type { Workbench } from './workbench';

/** Shows what an entry of a tree holds. A click that meets a tree while it is drawn anew does nothing, so it is asked for until it is seen. */
export async function unfold(workbench: Pick<Workbench, 'until'>, entry: Locator): Promise<void> {
  await entry.waitFor();
  const unfolded = entry.and(entry.page().locator('[aria-expanded=true]'));
  const seen = (timeout: number): Promise<boolean> => succeeds(unfolded.waitFor({ timeout }));
  await workbench.until('the entry to be unfolded', async () => {
    if (await seen(100)) return true;
    await entry.click({ timeout: 5000 }).catch(() => undefined);
    return seen(3000);
  });
}

/**
 * Presses an inline action of an entry. It shows while the pointer is on it, and a tree that is drawn anew forgets the pointer: it is moved
 * there again. Between a change of a parent and the drawing of its children VS Code does not know whose action was clicked, so the tree
 * is to rest first.
 */
export async function press(workbench: Pick<Workbench, 'until'>, entry: Locator, action: string): Promise<void> {
  await entry.waitFor();
  await entry.evaluate(rest);
  const button = entry.getByRole('button', { name: action, exact: true });
  await workbench.until(`${action} to be pressed`, async () => {
    await entry.page().mouse.move(0, 0);
    await succeeds(entry.hover({ timeout: 5000 }));
    return succeeds(button.click({ timeout: 3000 }));
  });
}

/** In the page: until nothing of the tree has changed for longer than rates take to be told, or, where much goes on, for a while. */
function rest(entry: Element): Promise<void> {
  return new Promise((resolve) => {
    let quiet = setTimeout(resolve, 1200);
    setTimeout(resolve, 6000);
    const watch = new MutationObserver(() => {
      clearTimeout(quiet);
      quiet = setTimeout(resolve, 1200);
    });
    watch.observe(entry.closest('[role=tree]') ?? entry, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: ['aria-label'],
    });
  });
}

/** Shows the closed sockets, which are folded. */
export const unfoldClosed = (workbench: Pick<Workbench, 'page' | 'until'>): Promise<void> =>
  unfold(workbench, workbench.page.getByRole('treeitem', { name: /^Closed, / }));
