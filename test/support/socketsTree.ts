import type { Workbench } from './workbench';

/** Shows the closed sockets, which are folded. */
export async function unfoldClosed({ page }: Pick<Workbench, 'page'>): Promise<void> {
  const group = page.getByRole('treeitem', { name: /^Closed, / });
  await group.waitFor();
  if ((await group.getAttribute('aria-expanded')) !== 'true') await group.click();
}
