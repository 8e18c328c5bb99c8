import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import { rowsWith } from './logRows';
import type { Workbench } from './workbench';

/** The inspector's panel, found and used by its roles and accessible names. */
export class Inspector {
  private constructor(readonly frame: Frame) {}

  /** The panel that is open in the window. */
  static async in(workbench: Workbench): Promise<Inspector> {
    return new Inspector(await workbench.webview('grid', 'Traffic log'));
  }

  /** One of several panels, by its page. */
  static of(frame: Frame): Inspector {
    return new Inspector(frame);
  }

  get log(): Locator {
    return this.frame.getByRole('grid', { name: 'Traffic log' });
  }

  /** Rows on the screen that hold all these texts beside their number and time, the oldest first. */
  rows(...texts: (string | RegExp)[]): Locator {
    return rowsWith(this.frame, ...texts);
  }

  /** The row on the screen with this number, as it is shown. */
  private row(number: string): Locator {
    return this.log.getByRole('row').filter({ has: this.frame.locator('.number').getByText(number, { exact: true }) });
  }

  /** Waits until a row that holds all these texts is on the screen. */
  async sees(...texts: (string | RegExp)[]): Promise<Locator> {
    const row = this.rows(...texts).last();
    await row.waitFor();
    return row;
  }

  /** Where a socket was bound last, as the log says. */
  async boundEndpoint(): Promise<string> {
    const row = await this.sees('listening', 'tcp://');
    return /tcp:\/\/[\d.]+:\d+/.exec(await row.innerText())?.[0] ?? '';
  }

  button(name: string, within: Locator | Frame = this.frame): Locator {
    return within.getByRole('button', { name, exact: true });
  }

  get details(): Locator {
    return this.frame.getByRole('region', { name: 'Message details' });
  }

  /** Selects the newest row in sight that holds all these texts, and waits until its details are there. */
  async open(...texts: (string | RegExp)[]): Promise<void> {
    const row = await this.sees(...texts);
    // The column is hidden where there is little room.
    const number = (await row.locator('.number').textContent()) ?? '';
    // That very row: while the log follows, another one may be the newest a moment later.
    await this.row(number).click();
    await this.details.getByText(`No. ${number}`, { exact: true }).waitFor();
  }

  /** The tree of values of a frame, from 1, in the details. */
  tree(frame: number): Locator {
    return this.details.getByRole('tree', { name: `Values of frame ${frame}`, exact: true });
  }

  /** Waits for lines of that tree, by texts within. */
  async reads(frame: number, ...lines: (string | RegExp)[]): Promise<void> {
    for (const hasText of lines) await this.tree(frame).getByRole('treeitem').filter({ hasText }).first().waitFor();
  }

  /** Waits until a frame of the details says that this decoder reads it. */
  async decodedBy(frame: number, decoder: string): Promise<void> {
    await this.details
      .getByRole('combobox', { name: `Decoder of frame ${frame}`, exact: true })
      .filter({ hasText: decoder })
      .waitFor();
  }

  /** Chooses an entry of a menu button. */
  async act(menu: string, entry: string | RegExp): Promise<void> {
    const button = this.button(menu);
    await button.click();
    await this.frame
      .getByRole('menu', { name: menu, exact: true })
      .getByRole('menuitem', { name: entry, exact: typeof entry === 'string' })
      .click();
  }

  get plot(): Locator {
    return this.frame.getByRole('region', { name: 'Plot' });
  }

  /** The searchbox over the log. */
  get filter(): Locator {
    return this.frame.getByRole('searchbox', { name: 'Filter' });
  }

  /** Waits until the filter says how many records it found. */
  async finds(found: string | RegExp): Promise<void> {
    await this.frame.getByText(found, { exact: true }).first().waitFor({ timeout: 180_000 });
  }

  get composer(): Locator {
    return this.frame.getByRole('form', { name: 'Compose message' });
  }

  get openForm(): Locator {
    return this.frame.getByRole('form', { name: 'Open socket' });
  }

  /**
   * Watches for what the page gives VS Code to keep, some moments after a change: the panel can be hidden without loss then.
   * @returns waits until it holds this text
   */
  async watchKeptState(text: string): Promise<() => Promise<void>> {
    const outer = this.frame.parentFrame();
    assert.ok(outer, 'a webview is a frame within a frame');
    await outer.evaluate((wanted) => {
      // VS Code's own frame around the page hands the state on.
      const post = MessagePort.prototype.postMessage as (...given: unknown[]) => void;
      MessagePort.prototype.postMessage = function (this: MessagePort, ...given: unknown[]) {
        const { channel, data } = given[0] as { channel?: unknown; data?: unknown };
        if (channel === 'do-update-state' && String(data).includes(wanted)) document.documentElement.dataset.kept = wanted;
        post.apply(this, given);
      };
    }, text);
    return async () => void (await outer.waitForFunction((wanted) => document.documentElement.dataset.kept === wanted, text));
  }

  /** Text of the status line. */
  get status(): Locator {
    return this.frame.getByRole('status').filter({ hasText: 'Shown' });
  }

  /** Picks an option, by the beginning of its label, of the drop-down list `label`. */
  async choose(label: string, option: string): Promise<void> {
    const list = this.frame.getByRole('combobox', { name: label, exact: true });
    await list.click();
    await list.getByRole('option', { name: option }).first().click();
  }

  /** Shows the composer if it is not shown, and chooses the socket that sends. */
  async compose(socket: string): Promise<void> {
    if (!(await this.composer.isVisible())) await this.button('Compose message', this.frame.getByRole('toolbar')).click();
    await this.composer.waitFor();
    await this.choose('Send from', socket);
  }

  /** Ticks or clears `Empty delimiter`. */
  async setDelimiter(wanted: boolean): Promise<void> {
    const box = this.composer.getByRole('checkbox', { name: 'Empty delimiter', checked: !wanted });
    if (await box.isVisible()) await box.click();
    await this.composer.getByRole('checkbox', { name: 'Empty delimiter', checked: wanted }).waitFor();
  }

  /** Fills in the frames and presses `Send`. */
  async send(...frames: string[]): Promise<void> {
    for (let index = 0; index < frames.length; index++) {
      const field = this.composer.getByRole('textbox', { name: `Frame ${index + 1}`, exact: true });
      if (!(await field.isVisible())) await this.button('Add frame', this.composer).click();
      await field.fill(frames[index] ?? '');
    }
    await this.button('Send', this.composer).click();
  }
}
