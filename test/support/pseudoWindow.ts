import type { Frame, Locator } from 'playwright-core';
import { pseudo, untranslated } from './pseudoLocale';
import { succeeds } from './within';
import type { Workbench } from './workbench';

/** A window in the pseudo-locale: found and used by what its texts have become there, and searched for those that stayed as they were. */
export class PseudoWindow {
  readonly found = new Set<string>();

  constructor(readonly workbench: Workbench) {}

  get page() {
    return this.workbench.page;
  }

  /** Notes what is said in English in a part of the window. */
  async look(where: string, part: Locator | Frame, timeout?: number): Promise<void> {
    const shown = 'waitFor' in part ? part.first() : part.locator('body');
    await shown.waitFor({ timeout });
    for (const text of await untranslated(shown, where)) this.found.add(text);
  }

  /** Notes what is said in English in the prompt at the top of the window, once it shows this. */
  async lookAtPrompt(where: string, question: string | RegExp): Promise<void> {
    await this.workbench.question(typeof question === 'string' ? new RegExp(escaped(pseudo(question))) : question);
    await this.look(where, this.workbench.quickInput);
  }

  /**
   * Notes what is said in English when the pointer stands on something. An entry of a tree is asked for its tooltip by the command that
   * the keyboard has, too: while much goes on VS Code may leave a pointer without one.
   */
  async lookAtHover(where: string, over: Locator, isInTree = false): Promise<void> {
    const shown = this.page.locator('.monaco-hover').filter({ visible: true });
    let attempts = 0;
    await this.workbench.until(where, async () => {
      await this.page.mouse.move(0, 0);
      await shown.first().waitFor({ state: 'detached' });
      if (isInTree && attempts++ % 2 === 0) {
        await over.click();
        await this.workbench.probe.command('list.showHover');
      } else await over.hover();
      return succeeds(this.look(where, shown, 3000));
    });
  }

  /** Notes what is said in English in a notification, once one shows this, and puts it away. */
  async lookAtNotification(where: string, text: string | RegExp): Promise<void> {
    const notification = this.workbench.notification(typeof text === 'string' ? new RegExp(escaped(pseudo(text))) : text);
    await this.look(where, notification);
    await this.workbench.probe.command('notifications.clearAll');
    await notification.waitFor({ state: 'detached' });
  }

  /** Notes what is said in English in the menu of something. */
  async lookAtMenu(where: string, of: Locator): Promise<void> {
    await of.click({ button: 'right' });
    await this.look(where, this.page.getByRole('menu').filter({ visible: true }).last());
    await this.page.keyboard.press('Escape');
  }

  async run(title: string): Promise<void> {
    await this.workbench.runCommand(`ZMQ: ${pseudo(title)}`);
  }

  /** Runs a command that asks which one is meant, and chooses it. The question goes away where something else takes the focus. */
  async runWith(title: string, option: RegExp): Promise<void> {
    await this.workbench.until(`${title} of ${String(option)}`, async () => {
      await this.page.keyboard.press('Escape');
      await this.run(title);
      return succeeds(this.workbench.quickInput.getByRole('option', { name: option }).click({ timeout: 5000 }));
    });
  }

  /** Chooses an entry of a tree item's own menu. */
  async choose(target: Locator, entry: string): Promise<void> {
    const item = this.page.getByRole('menuitem', { name: pseudo(entry), exact: true });
    // A tree that is drawn anew at this moment takes its menu away.
    await this.workbench.until(`the menu with ${entry}`, async () => {
      await target.click({ button: 'right' });
      // The menu takes no click in its first moment.
      return succeeds(item.hover({ timeout: 5000 }));
    });
    await this.page.keyboard.press('Enter');
  }

  /** Notes what commands are called in English. */
  async lookAtPalette(): Promise<void> {
    void this.workbench.probe.command('workbench.action.quickOpen', '>ZMQ: ');
    const options = this.workbench.quickInput.getByRole('option', { name: /^ZMQ: / });
    await options.first().waitFor();
    const names = await options.evaluateAll((all) => all.map((option) => option.getAttribute('aria-label') ?? ''));
    for (const name of names) if (/[A-Za-z]{2}/.test(name.replace(/^ZMQ: /, ''))) this.found.add(`the palette: ${name}`);
    await this.page.keyboard.press('Escape');
  }

  async showContainer(): Promise<void> {
    await this.page
      .getByRole('tab', { name: pseudo('ZMQ') })
      .first()
      .click();
  }

  item(name: string | RegExp): Locator {
    return this.page.getByRole('treeitem', { name }).and(this.page.locator(':not(.monaco-tree-sticky-row)')).first();
  }
}

export const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
