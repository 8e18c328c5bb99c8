import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Frame, Locator, Page } from 'playwright-core';
import type { Probe, ProbeServer } from './probe';

const bound = 30_000;

/** The key of a window's binding number `index`: one that VS Code and Chromium do not use themselves. */
export const keyOf = (index: number): string => `ctrl+alt+shift+f${index + 1}`;

/** One window of VS Code in the browser, used as a person uses it. */
export class Workbench {
  private readonly console: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly probes: ProbeServer,
    /** The folder that is open. */
    readonly folder: string,
    private readonly serverLog: () => string,
    /** The probe in this window's extension host. */
    public probe: Probe,
  ) {
    page.on('console', (message) => this.console.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => this.console.push(`page error: ${error.stack ?? error.message}`));
  }

  /** The window, once it is drawn and its extensions run. */
  static async opened(page: Page, probes: ProbeServer, folder: string, serverLog: () => string): Promise<Workbench> {
    page.setDefaultTimeout(bound);
    await page.locator('.monaco-workbench .statusbar').waitFor();
    return new Workbench(page, probes, folder, serverLog, await probes.next());
  }

  /** The input at the top of the window that commands use to ask, and the palette itself. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /** Runs a command through the palette, by its whole title ("ZMQ: Open Inspector"). */
  async runCommand(title: string): Promise<void> {
    const row = this.quickInput.getByRole('option', { name: new RegExp(`^${escaped(title)}(,|$)`) });
    // The palette lists what is registered when it opens: a command that comes a moment later needs another look.
    for (const end = Date.now() + bound; ;) {
      await this.page.keyboard.press('F1');
      const input = this.quickInput.getByRole('combobox').or(this.quickInput.getByRole('textbox')).first();
      // What had the focus may take it back, which closes the palette: that needs another look, too.
      const shown = input.fill(`>${title}`, { timeout: 10_000 }).then(() => row.first().waitFor({ timeout: 3000 }));
      const found = await shown.then(
        () => true,
        () => false,
      );
      if (found) break;
      assert.ok(Date.now() < end, `The palette has no command "${title}".`);
      await this.page.keyboard.press('Escape');
    }
    await row.first().click();
  }

  /** Presses the key of the window's binding number `index`. */
  async pressBinding(index: number): Promise<void> {
    await this.page.keyboard.press(`Control+Alt+Shift+F${index + 1}`);
  }

  /** Waits for the question that shows `question` (in its title, placeholder or message), types the answer, and accepts it. */
  async answer(question: RegExp, text: string): Promise<void> {
    const input = await this.question(question);
    await input.fill(text);
    await input.press('Enter');
  }

  /** Answers the question for an endpoint at once, as one who pastes does: the list follows what is typed a moment later. */
  async answerEndpoint(endpoint: string): Promise<void> {
    const input = await this.question(/Endpoint to (connect to|bind)/);
    await input.fill(endpoint);
    await input.press('Enter');
  }

  /** Waits for the question that shows `question` and chooses the entry whose label begins with `label`. */
  async pick(question: RegExp, label: string): Promise<void> {
    await this.question(question);
    // The tip of the entry under the mouse would cover others.
    await this.page.mouse.move(0, 0);
    await this.quickInput
      .getByRole('option', { name: new RegExp(`^${escaped(label)}`) })
      .first()
      .click();
  }

  /** The input field of the question that shows `question`. */
  async question(question: RegExp): Promise<Locator> {
    const input = this.quickInput.locator('input[type="text"], input:not([type])').first();
    await this.until(`a question that shows ${String(question)}`, async () => {
      if (!(await this.quickInput.isVisible())) return false;
      const placeholder = (await input.getAttribute('placeholder')) ?? '';
      return question.test(`${await this.quickInput.innerText()}\n${placeholder}`);
    });
    return input;
  }

  /** A notification whose text matches. */
  notification(text: RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text });
  }

  /** Texts of the notifications on the screen. */
  notifications(): Promise<string[]> {
    return this.page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
  }

  /** The dialog in the middle of the window. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Shows the view container of the extension. */
  async showContainer(): Promise<void> {
    await this.page.getByRole('tab', { name: 'ZMQ' }).first().click();
  }

  /** Drags the edge of the side bar, until it has about this width. */
  async resizeSideBar(width: number): Promise<void> {
    const box = await this.page.locator('.part.sidebar').boundingBox();
    assert.ok(box);
    const y = box.y + 40;
    await this.page.mouse.move(box.x + box.width, y);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + width, y, { steps: 5 });
    await this.page.mouse.up();
  }

  /** The number on the icon of the extension's view container; empty without one. */
  badge(): Promise<string> {
    return this.page
      .locator('.activitybar .action-item', { has: this.page.locator('[aria-label^="ZMQ"]') })
      .locator('.badge-content')
      .innerText();
  }

  /**
   * Opens a link as one that was clicked outside VS Code, up to where an extension asks for itself.
   * @param say what VS Code says for an English text, where it is not in English
   */
  async openLink(url: string, say = (text: string) => text): Promise<void> {
    await this.runCommand(say('Developer: Open URL'));
    await this.answer(new RegExp(say('URL'), 'i'), url);
    await this.dialog.getByRole('button', { name: new RegExp(`^${say('&&Open').replace('&&', '')}`) }).click();
  }

  /**
   * Has something saved as a file of the workspace. Under load VS Code's own dialog may take the name that it proposed, or none: it
   * is asked again then.
   * @param ask brings up the dialog whose title matches @returns what the file holds once that `isWhole`
   */
  async saveAs(
    name: string,
    ask: () => Promise<unknown>,
    title: RegExp,
    isWhole: (content: Buffer) => boolean = ({ length }) => length > 0,
  ): Promise<Buffer> {
    const file = path.join(this.folder, name);
    let content = Buffer.alloc(0);
    let asked = 0;
    await this.until(
      `the file ${name}`,
      async () => {
        content = await readFile(file).catch(() => Buffer.alloc(0));
        if (isWhole(content)) return true;
        if (Date.now() - asked > 8000) {
          // A dialog that took its answer for something else is still there.
          if (asked > 0) await this.page.keyboard.press('Escape');
          await ask();
          const input = await this.question(title);
          // The dialog writes where it is a moment after it has come up.
          await this.until('the path to stay', async () => {
            await input.fill(file);
            await delay(200);
            return (await input.inputValue()) === file;
          });
          await input.press('Enter');
          asked = Date.now();
        }
        return false;
      },
      60_000,
    );
    return content;
  }

  /** The text of the editors, as far as it is in sight, with blanks as one writes them. */
  async editorText(): Promise<string> {
    const texts = await this.page.locator('.monaco-editor .view-lines').allInnerTexts();
    return texts.join('\n').replaceAll('\u00a0', ' ');
  }

  /** What was copied last. */
  copied(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** The document of the webview that has an element of this role and name; looked for anew, as reloads replace it. */
  async webview(role: 'grid' | 'form' | 'log', name: string): Promise<Frame> {
    let found: Frame | undefined;
    await this.until(`a webview with the ${role} "${name}"`, async () => {
      for (const frame of this.page.frames().slice(1)) {
        // A frame that goes away while it is asked is not the one.
        const visible = await frame
          .getByRole(role, { name })
          .isVisible()
          .catch(() => false);
        if (visible) found = frame;
      }
      return found !== undefined;
    });
    return found as Frame;
  }

  /** The inspector's document. */
  inspector(): Promise<Frame> {
    return this.webview('grid', 'Traffic log');
  }

  /** Reloads the window as its own command does, and waits until it is back. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.page.locator('.monaco-workbench .statusbar').waitFor();
    this.probe = await this.probes.next();
  }

  /** A picture of the window in build/screenshots. */
  async screenshot(name: string): Promise<string> {
    const file = path.resolve('build/screenshots', `${name}.png`);
    await mkdir(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
    return file;
  }

  /** Asks again and again until the answer is true. */
  async until(what: string, holds: () => Promise<boolean>, limit = bound): Promise<void> {
    for (const end = Date.now() + limit; !(await holds()); await delay(50)) {
      assert.ok(Date.now() < end, `Not within ${limit} ms: ${what}.`);
    }
  }

  /** Runs a test's body; where it fails, keeps a picture and the logs in build/failures and says so. */
  async watched<T>(name: string, body: () => Promise<T>): Promise<T> {
    try {
      return await body();
    } catch (error) {
      const folder = path.resolve('build/failures', name.replace(/[^\w-]+/g, '-'));
      await mkdir(folder, { recursive: true });
      await this.page.screenshot({ path: path.join(folder, 'window.png') });
      await writeFile(path.join(folder, 'server.log'), this.serverLog());
      await writeFile(path.join(folder, 'console.log'), this.console.join('\n'));
      const notifications = (await this.notifications()).join(' | ');
      console.log(`       picture and logs: ${path.relative(process.cwd(), folder)}; notifications: ${notifications || 'none'}`);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
