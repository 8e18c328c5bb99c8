import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ChatView } from '../support/chatView';
import { freeEndpoint, Script } from '../support/script';
import { describeInVsCode } from '../support/vscodeTests';

/** The window begins with the first one. */
const themes = { dark: 'Default Dark Modern', light: 'Default Light Modern', 'high-contrast': 'Default High Contrast' };

/** Roles of which each element has to have a name. */
const named = /^\s*- (button|textbox|searchbox|combobox|checkbox|tab|tablist|link|log|form|article|menu|menuitem|toolbar)(?! ")\b.*/gm;

async function checkLook(chat: ChatView): Promise<void> {
  const snapshot = await chat.frame.locator('body').ariaSnapshot();
  assert.deepEqual(snapshot.match(named) ?? [], [], `each control has a name in\n${snapshot}`);
  const [wanted = 0, given = 0] = await chat.frame.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(wanted <= given, `nothing sticks out sideways of ${given} px`);
}

describeInVsCode('chat, how it looks', (test) => {
  test(
    'in each theme, narrow and wide, in the side bar and in an editor',
    async ({ t, workbench }) => {
      const [publishers, subscribers] = [await freeEndpoint(), await freeEndpoint()];
      const [bob, carl] = ['bob', 'carl'].map((nick) => Script.start(t, 'chatRoom.py', [nick, publishers, subscribers]));
      await workbench.probe.command('zmq.hostRoom', { publishers, subscribers, nick: 'ada' });
      await workbench.probe.command('zmq.joinChat', { pattern: 'req', connect: await freeEndpoint(), nick: 'ada' });
      await workbench.probe.command('zmq.openChat', { chat: 'c1' });
      const chat = await ChatView.in(workbench);
      await chat.hears(workbench, 'Which port do we use?', () => bob?.type('Which port do we use?'));
      await chat.say('5556: `socket.connect("tcp://localhost:5556")`');
      await chat.hears(workbench, 'see https://zeromq.org', () => carl?.type('thanks ada, see https://zeromq.org for more'));
      await chat.say('```\nimport zmq\n\ncontext = zmq.Context()\n```');

      const settings = path.join(workbench.folder, '.vscode', 'settings.json');
      await mkdir(path.dirname(settings));
      const backgrounds = new Set<string>();
      const background = () =>
        chat.log
          .locator('.other .bubble')
          .first()
          .evaluate((bubble) => getComputedStyle(bubble).backgroundColor);
      for (const [name, theme] of Object.entries(themes)) {
        await writeFile(settings, JSON.stringify({ 'workbench.colorTheme': theme }));
        await workbench.until(`${name} has a background of its own`, async () => !backgrounds.has(await background()));
        backgrounds.add(await background());
        for (const width of [170, 560]) {
          await workbench.resizeSideBar(width);
          await checkLook(chat);
          await workbench.screenshot(`chat-${name}-${width}`);
        }
      }

      await chat.tab(/^REQ to/).click();
      await chat.frame.getByRole('heading', { name: /^REQ to/ }).waitFor();
      await chat.say('Is anybody there?');
      await chat.bubble('Is anybody there?').waitFor();
      await chat.frame.getByRole('note', { name: 'Problem' }).first().waitFor();
      await checkLook(chat);
      await workbench.screenshot('chat-problem');
      await chat.button('Join another chat').click();
      await workbench.resizeSideBar(300);
      await checkLook(chat);
      await workbench.screenshot('chat-form');
      await chat.tab(/^Room at/).click();
      await chat.button('Invite').click();
      await chat.button('Copy Link').waitFor();
      await checkLook(chat);
      await workbench.screenshot('chat-invite');
      await chat.menu('Open in Editor');
      await workbench.page.getByRole('tab', { name: /^Room at/ }).waitFor();
      await workbench.probe.command('workbench.action.closeSidebar');
      const editor = await ChatView.in(workbench);
      await editor.bubble('import zmq').waitFor();
      await checkLook(editor);
      await workbench.screenshot('chat-editor');
      assert.equal(await editor.tab(/./).count(), 0, 'an editor shows one chat alone');

      await workbench.reload();
      const reloaded = await ChatView.in(workbench);
      await reloaded.bubble('import zmq').waitFor();
      await reloaded.button('Rejoin').waitFor();
      assert.equal(await reloaded.tab(/./).count(), 0);
    },
    { settings: { 'workbench.colorTheme': themes.dark } },
  );
});
