import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Peer } from '../support/peer';
import { pseudo } from '../support/pseudoLocale';
import { escaped, PseudoWindow } from '../support/pseudoWindow';
import { freeEndpoint, Script } from '../support/script';
import { unfold } from '../support/socketsTree';
import { describeInVsCode } from '../support/vscodeTests';

const anyPort = 'tcp://127.0.0.1:*';

/** In a language that changes each text of VS Code and of the extension, what is said past the bundles stands out. */
describeInVsCode(
  'window in the pseudo-locale',
  (test) => {
    test('what the side bar, its menus and its tooltips say is in a bundle', async ({ t, workbench }) => {
      const window = new PseudoWindow(workbench);
      const { page, probe } = workbench;
      await page.setViewportSize({ width: 1400, height: 1800 });
      await window.showContainer();
      const start = page.getByRole('button', { name: pseudo('Start Demo Peers') });
      await start.waitFor();
      await window.look('the container before anything is open', page.locator('.part.sidebar'));
      await window.look('the form to join', await workbench.webview('form', pseudo('Join chat')));

      await start.click();
      const inspector = await workbench.webview('grid', pseudo('Traffic log'));
      await inspector.getByRole('row').filter({ hasText: 'oslo' }).first().waitFor();
      await window.look('the tabs of editors', page.locator('.tabs-container').filter({ visible: true }));
      await window.look('the inspector with the demo', inspector);

      const peer = await Peer.zmq(t, 'PUB', ['--bind', anyPort]);
      await probe.command('zmq.subscribe', { endpoint: peer.endpoint, topics: ['', '1'], name: '1' });
      await probe.command('zmq.openSocket', { type: 'XPUB', bind: [anyPort], connect: ['tcp://127.0.0.1:1'], name: '2' });
      await probe.command('zmq.openSocket', { type: 'REQ', connect: ['tcp://localhost:2'], name: '3' });
      await probe.command('zmq.joinChat', { pattern: 'pub', bind: anyPort, nick: '5' });
      await probe.command('zmq.openSocket', { type: 'PULL', bind: ['inproc://1'], name: '4' });
      await probe.command('zmq.closeSocket', { socket: '4' });
      await window.item(/^3, /).waitFor();
      await window.item(/^Chat c1 /).waitFor();
      await unfold(workbench, window.item(new RegExp(`^${pseudo('Closed')}, `)));
      await window.item(/^4, /).waitFor();
      await window.look('the sockets', page.getByRole('tree', { name: pseudo('Sockets') }));
      // A tree that is drawn anew takes its tooltip away.
      await probe.command('zmq.stopDemo');
      const everything = new RegExp(`^${pseudo('\\(everything\\)')}, `);
      for (const name of [
        /^1, /,
        new RegExp(`^${peer.endpoint}`),
        everything,
        /^2, /,
        /^tcp:..127.0.0.1:1, /,
        /^Chat c1 /,
        /^3, /,
        /^4, /,
      ]) {
        await window.lookAtHover(`the tooltip of ${String(name)}`, window.item(name));
        await window.lookAtMenu(`the menu of ${String(name)}`, window.item(name));
      }
      await window.item(/^weather\., /).waitFor();
      await window.look('the topics', page.getByRole('tree', { name: pseudo('Topics') }));
      for (const order of ['Sort Topics by Messages', 'Sort Topics by Last Message']) {
        await window.run(order);
        await window.look(`the topics after ${order}`, page.locator('.pane', { has: page.getByRole('tree', { name: pseudo('Topics') }) }));
      }
      const status = page.locator('.statusbar-item', { hasText: `${pseudo('ZMQ')}: ` });
      await window.look('the status bar', status);
      await window.lookAtHover('the tooltip of the status bar', status);
      for (const view of ['Sockets', 'Topics', 'Chat']) {
        const header = page.locator('.pane-header', { hasText: pseudo(view) }).first();
        await header.hover();
        await window.look(`the header of ${view}`, header);
        await header.locator('.codicon-toolbar-more').click();
        await window.look(`the menu of ${view}`, page.getByRole('menu').filter({ visible: true }).last());
        await page.keyboard.press('Escape');
      }
      await window.lookAtHover('the tooltip of a topic', window.item(/^weather\., /), true);
      await window.lookAtMenu('the menu of a topic', window.item(/^weather\., /));
      await workbench.screenshot('pseudo-side-bar');
      assert.deepEqual([...window.found], []);
    });

    test('what commands are called, ask and answer is in a bundle', async ({ t, workbench }) => {
      const window = new PseudoWindow(workbench);
      const { page, probe } = workbench;
      const escape = async () => {
        await page.keyboard.press('Escape');
        await workbench.quickInput.waitFor({ state: 'hidden' });
      };
      await window.lookAtPalette();

      await probe.command('zmq.startDemo');
      await workbench.webview('grid', pseudo('Traffic log'));
      await window.run('New Socket…');
      await window.lookAtPrompt('the type of a socket', 'Type of the socket');
      await workbench.quickInput.getByRole('option', { name: /^SUB, / }).click();
      await window.lookAtPrompt('connect or bind', 'Connect to another program');
      await workbench.quickInput.getByRole('option', { name: new RegExp(`^${pseudo('Connect')}, `) }).click();
      await window.lookAtPrompt('the endpoint', 'Endpoint to connect to');
      const input = await workbench.question(new RegExp(pseudo('Endpoint to connect to')));
      for (const typed of ['1', 'tcp://1', 'tcp://*:1', 'tcp://1:99999', 'ipc://', 'http://1:1', 'tcp://1 1', 'udp://1:1']) {
        await input.fill(typed);
        await workbench.quickInput.getByRole('option').first().filter({ hasText: typed }).waitFor();
        await window.look(`the endpoint ${typed}`, workbench.quickInput);
      }
      await input.fill('tcp://127.0.0.1:1');
      await input.press('Enter');
      await window.lookAtPrompt('the topics', 'Topics to subscribe to');
      for (const typed of ['"', '0x1', '"1"2']) {
        await workbench.quickInput.getByRole('textbox').first().fill(typed);
        await window.look(`the topics ${typed}`, workbench.quickInput);
      }
      await escape();

      const taken = await Peer.zmq(t, 'XPUB', ['--bind', anyPort]);
      await window.run('Publish…');
      await window.lookAtPrompt('the endpoint to bind', 'Endpoint to bind');
      await (await workbench.question(new RegExp(pseudo('Endpoint to bind')))).fill(taken.endpoint);
      await page.keyboard.press('Enter');
      await window.lookAtNotification('an endpoint in use', new RegExp(escaped(taken.endpoint)));

      await window.run('Close Socket…');
      await window.lookAtPrompt('the socket to close', /s1/);
      await escape();
      await window.runWith('Rename Socket…', /s1/);
      await window.lookAtPrompt('the name of a socket', 'Rename Socket');
      await escape();
      await window.run('Duplicate Socket…');
      await window.lookAtPrompt('the socket to duplicate', /s1/);
      await escape();
      await window.run('Send Message…');
      await window.lookAtNotification('nothing to send from', '');
      await window.run('Stop Repeating Messages');
      await window.lookAtNotification('nothing to stop', 'No message is being repeated.');
      for (const title of ['Leave Chat', 'Save Chat As…', 'Clear Chat']) {
        await window.run(title);
        await window.lookAtNotification(`no chat for ${title}`, '');
      }
      await probe.command('zmq.openSocket', { type: 'PUSH', bind: [anyPort], name: '1' });
      void probe.command('zmq.send', { socket: '1', frames: ['1'] });
      await window.lookAtNotification('a message that was refused', '');

      await writeFile(path.join(workbench.folder, '1.proto'), 'message { ');
      await window.showContainer();
      await window.item(/^weather\., /).waitFor();
      await window.choose(window.item(/^weather\., /), 'Decode Topic As…');
      await window.lookAtPrompt('the decoder of a topic', 'How to read its frames');
      await workbench.quickInput.getByRole('option', { name: new RegExp(`^${pseudo('Protobuf')}, `) }).click();
      await window.lookAtPrompt('the schema of a topic', 'File that describes its messages');
      await workbench.quickInput.getByRole('option', { name: /^1\.proto/ }).click();
      await window.lookAtPrompt('a schema that is wrong', 'Type of its messages');
      await escape();
      await window.choose(window.item(/^weather\., /), 'Decode Topic As…');
      await workbench.quickInput.getByRole('option', { name: /^JSON, / }).click();
      await window.lookAtNotification('a rule that was written', 'Topic');
      await window.choose(window.item(/^weather\., /), 'Decode Topic As…');
      await workbench.quickInput.getByRole('option', { name: new RegExp(`^${pseudo('Automatic')}, `) }).click();
      await window.lookAtNotification('a rule that is gone', 'Topic');
      assert.deepEqual([...window.found], []);
    });

    test('what a chat brings about outside its page is in a bundle', async ({ t, workbench }) => {
      const window = new PseudoWindow(workbench);
      const { page, probe } = workbench;
      const [first, second] = [await freeEndpoint(), await freeEndpoint()];
      const guest = Script.start(t, 'chatPair.py', ['connect', first]);
      await probe.command('zmq.joinChat', { pattern: 'pair', bind: first, nick: 'жан', format: 'nick' });
      await probe.command('zmq.joinChat', { pattern: 'sub', connect: second, nick: '1' });
      const chat = await workbench.webview('log', pseudo('Chat messages'));
      await window.run('Clear Chat');
      await window.lookAtPrompt('the chat to clear', 'Chat to clear');
      await window.runWith('Clear Chat', /c1/);
      await window.look('whether to clear it', workbench.dialog);
      await page.keyboard.press('Escape');
      await window.runWith('Save Chat As…', /c1/);
      await window.lookAtPrompt('where to save it', 'Save Chat As');
      await page.keyboard.press('Escape');

      await workbench.openLink(`code-oss://zmq-inspector.zmq-inspector/join?pattern=sub&room=1&room=2&connect=${second}`, pseudo);
      await window.look('whether to join by a link', workbench.dialog);
      await page.keyboard.press('Escape');
      await workbench.openLink('code-oss://zmq-inspector.zmq-inspector/1', pseudo);
      await window.lookAtNotification('a link that leads nowhere', 'ZMQ Inspector has no link');

      await probe.command('workbench.view.explorer');
      await workbench.until('the view is hidden', async () => chat.isDetached());
      guest.type('1: жан, 2');
      await window.lookAtNotification('a mention', /жан, 2/);
      await window.lookAtHover('the badge', page.locator('.activitybar .action-item', { has: page.locator('.badge:visible') }));
      assert.deepEqual([...window.found], []);
    });

    test('what documents of records and settings are about is in a bundle', async ({ workbench }) => {
      const window = new PseudoWindow(workbench);
      const { page, probe } = workbench;
      await probe.command('zmq.openSocket', { type: 'PAIR', bind: ['inproc://1'], name: '1' });
      await probe.command('zmq.openSocket', { type: 'PAIR', connect: ['inproc://1'], name: '2' });
      await probe.command('zmq.send', { socket: '2', frames: ['[1]', '2'] });
      await probe.command('zmq.openInspector');
      const inspector = await workbench.webview('grid', pseudo('Traffic log'));
      await inspector.getByRole('row').filter({ hasText: '[1]' }).first().click();
      const details = inspector.getByRole('region', { name: pseudo('Message details') });
      await details.getByRole('button', { name: pseudo('Actions for frame {0}').replace('{0}', '1'), exact: true }).click();
      await details.getByRole('menuitem', { name: pseudo('Open in Editor'), exact: true }).click();
      await page.locator('.monaco-editor .view-lines').filter({ hasText: '1' }).first().waitFor();
      await window.look('the tab of a frame', page.locator('.tab.active', { hasText: '.json' }));
      await probe.command('workbench.action.openSettings', '@ext:zmq-inspector.zmq-inspector');
      const settings = page.locator('.settings-editor');
      await settings.locator('.setting-item-description').first().waitFor();
      for (const text of ['Memory that the log may take', 'Nick that the join form'])
        await settings.getByText(pseudo(text)).first().waitFor();
      for (const description of await settings.locator('.setting-item-description').all()) await window.look('the settings', description);
      await workbench.screenshot('pseudo-settings');
      assert.deepEqual([...window.found], []);
    });
  },
  { language: { tag: 'de', say: pseudo } },
);

describeInVsCode(
  'window in German',
  (test) => {
    test('side bar, prompts, notifications and pages are German', async ({ t, workbench }) => {
      const { page } = workbench;
      await workbench.showContainer();
      const form = await workbench.webview('form', 'Chat beitreten');
      assert.equal(await form.locator('html').getAttribute('lang'), 'de');
      await page.getByRole('button', { name: 'Demo-Gegenstellen starten' }).click();
      const inspector = await workbench.webview('grid', 'Verkehrsprotokoll');
      assert.equal(await inspector.locator('html').getAttribute('lang'), 'de');
      await inspector.getByText('SUB-Socket geöffnet.').first().waitFor();
      await page.getByRole('treeitem', { name: /^Demo-Wetter, SUB · offen · [\d,]+ Nachrichten\/s empfangen · 1 Gegenstelle/ }).waitFor();
      await page
        .locator('.statusbar')
        .getByText(/ZMQ: 1 offen, [\d,]+ Nachrichten\/s/)
        .waitFor();
      const taken = await Peer.zmq(t, 'XPUB', ['--bind', anyPort]);
      await workbench.runCommand('ZMQ: Veröffentlichen…');
      const input = await workbench.question(/Endpunkt/);
      await input.fill(taken.endpoint);
      await input.press('Enter');
      await workbench
        .notification(/Die Adresse tcp:\S+ wird/)
        .getByRole('button', { name: 'Stattdessen verbinden' })
        .waitFor();
      await workbench.screenshot('german-window');
    });
  },
  { language: { tag: 'de' } },
);
