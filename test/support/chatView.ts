import type { Frame, Locator } from 'playwright-core';
import { ChatElements } from './chatElements';
import type { Workbench } from './workbench';

/** The chat in a window of VS Code, in its view or in an editor. */
export class ChatView extends ChatElements {
  private constructor(readonly frame: Frame) {
    super(frame);
  }

  /** The page that shows a chat. */
  static async in(workbench: Workbench): Promise<ChatView> {
    return new ChatView(await workbench.webview('log', 'Chat messages'));
  }

  /** The page that shows the join form. */
  static async joining(workbench: Workbench): Promise<ChatView> {
    return new ChatView(await workbench.webview('form', 'Join chat'));
  }

  /** A text field of the join form. */
  field(name: string): Locator {
    return this.form.getByRole('textbox', { name, exact: true });
  }

  /** Fills in text fields of the join form and joins, or hosts. */
  async join(fields: Record<string, string>, button = 'Join'): Promise<void> {
    for (const [name, text] of Object.entries(fields)) await this.field(name).fill(text);
    await this.button(button, this.form).click();
  }

  /** Waits for a message of somebody else. What is done `again` is done until it is there: a publisher drops what nobody has subscribed to yet. */
  async hears(workbench: Workbench, text: string, again: () => void = () => undefined): Promise<Locator> {
    const bubble = this.bubble(text).and(this.log.locator('.other')).last();
    await workbench.until(`the message "${text}"`, async () => {
      if (await bubble.isVisible()) return true;
      again();
      return false;
    });
    return bubble;
  }

  /** Saves the chat as a file of the workspace. @returns its lines */
  async save(workbench: Workbench, name: string): Promise<string[]> {
    const content = await workbench.saveAs(
      name,
      () => this.menu('Save Chat As…'),
      /Save Chat As/,
      (content) => content.at(-1) === 10,
    );
    return content.toString().trimEnd().split('\n');
  }
}
