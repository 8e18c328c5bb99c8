import type { Frame, Locator, Page } from 'playwright-core';
import { until } from './processes';

/** What a chat page consists of, found and used by roles and names. */
export class ChatElements {
  constructor(protected readonly document: Page | Frame) {}

  get log(): Locator {
    return this.document.getByRole('log', { name: 'Chat messages' });
  }

  get box(): Locator {
    return this.document.getByRole('textbox', { name: 'Message' });
  }

  get send(): Locator {
    return this.button('Send');
  }

  get form(): Locator {
    return this.document.getByRole('form', { name: 'Join chat' });
  }

  /** Messages that hold the text. */
  bubble(text: string | RegExp): Locator {
    return this.log.getByRole('article').filter({ hasText: text });
  }

  /** Entries of every kind that hold the text. */
  entry(text: string | RegExp): Locator {
    return this.log.locator('.entry').filter({ hasText: text });
  }

  tab(name: string | RegExp): Locator {
    return this.document.getByRole('tab', { name });
  }

  button(name: string | RegExp, within: Page | Frame | Locator = this.document): Locator {
    return within.getByRole('button', { name, exact: true });
  }

  async menu(item: string): Promise<void> {
    await this.button('More actions').click();
    await this.document.getByRole('menuitem', { name: item, exact: true }).click();
  }

  async pick(list: string, option: string): Promise<void> {
    const box = this.document.getByRole('combobox', { name: list, exact: true });
    await box.click();
    await this.document.getByRole('option', { name: option, exact: true }).filter({ visible: true }).click();
    await box.locator('.selected-value', { hasText: option }).waitFor();
  }

  async say(text: string): Promise<void> {
    await this.box.fill(text);
    await this.box.press('Enter');
    await this.holds(this.box, '');
  }

  /** Waits until a text field holds the text: the toolkit draws a change a moment later. */
  async holds(field: Locator, text: string): Promise<void> {
    await until(`a field with "${text.slice(0, 80)}"`, async () => (await field.inputValue()) === text);
  }

  /** Waits until the newest entry is wholly in sight. */
  async isAtEnd(): Promise<void> {
    await until('the end of the log in sight', () => this.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight <= 4));
  }
}
