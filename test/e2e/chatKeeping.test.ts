import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ChatEntry } from '../../src/protocol/chat';
import { ChatView } from '../support/chatView';
import { Inspector } from '../support/inspector';
import { freeEndpoint, Script } from '../support/script';
import { press } from '../support/socketsTree';
import { describeInVsCode } from '../support/vscodeTests';

describeInVsCode('chat, what stays', (test) => {
  test(
    'history over a reload, one click joins again; save, log file and clear',
    async ({ t, workbench }) => {
      const endpoint = await freeEndpoint();
      const bob = Script.start(t, 'chatPair.py', ['connect', endpoint]);
      await workbench.probe.command('zmq.joinChat', { pattern: 'pair', bind: endpoint, nick: 'ada' });
      const before = await ChatView.in(workbench);
      await before.say('said before');
      await bob.hears('said before');
      bob.type('heard before');
      await before.hears(workbench, 'heard before');

      await workbench.reload();
      const chat = await ChatView.in(workbench);
      await chat.tab(`PAIR at ${endpoint}, left`).waitFor();
      await chat.bubble('said before').waitFor();
      await chat.bubble('heard before').waitFor();
      await chat.button('Rejoin').click();
      await chat.button('Rejoin').waitFor({ state: 'detached' });
      await chat.say('said after\n`with code`');
      await bob.hears('said after');

      const text = await chat.save(workbench, 'chat.txt');
      const said = (lines: string[]) =>
        lines.filter((line) => /said|heard|code/.test(line)).map((line) => line.replace(/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] /, '[time] '));
      const expected = ['[time] ada: said before', '[time] heard before', '[time] ada: said after', '    `with code`'];
      assert.deepEqual(said(text), expected);
      const entries = (await chat.save(workbench, 'chat.jsonl')).map((line) => JSON.parse(line) as ChatEntry);
      assert.deepEqual(
        entries.filter(({ kind }) => kind === 'message').map((entry) => entry.text),
        ['said before', 'heard before', 'said after\n`with code`'],
      );
      const logged = async () => said((await readFile(path.join(workbench.folder, 'chats.log'), 'utf8')).split('\n'));
      await workbench.until('the log file has all of it', async () => JSON.stringify(await logged()).includes('with code'));
      assert.deepEqual(
        (await logged()).map((line) => line.replace(/^(\[time\]).*?((ada: )?(said|heard))/, '$1 $2')),
        expected,
      );

      await chat.menu('Clear…');
      await chat.button('Clear', chat.frame.getByRole('alertdialog')).click();
      await chat.bubble('said').first().waitFor({ state: 'detached' });
      await workbench.reload();
      const cleared = await ChatView.in(workbench);
      await cleared.tab(`PAIR at ${endpoint}, left`).waitFor();
      assert.equal(await cleared.bubble(/said|heard/).count(), 0);
    },
    { settings: { 'zmq.chat.logFile': 'chats.log' } },
  );

  test('its sockets are in the tree and the inspector, and an engine that dies takes no chat with it', async ({ t, code, workbench }) => {
    const endpoint = await freeEndpoint();
    const bob = Script.start(t, 'chatPair.py', ['connect', endpoint]);
    await workbench.probe.command('zmq.openInspector');
    const inspector = await Inspector.in(workbench);
    const id = await workbench.probe.command<string>('zmq.joinChat', { pattern: 'pair', bind: endpoint, nick: 'ada' });
    const chat = await ChatView.in(workbench);
    await chat.say('for the log');
    await bob.hears('for the log');
    bob.type('from bob');
    await chat.hears(workbench, 'from bob');
    await inspector.sees('sent', `Chat ${id} PAIR`, 'for the log');
    await inspector.sees('received', `Chat ${id} PAIR`, 'from bob');

    await workbench.until('the history is written', async () => (await code.chatHistories()).includes('from bob'));
    const [engine] = await code.enginePids();
    assert.ok(engine !== undefined);
    process.kill(engine, 'SIGKILL');
    await workbench.until('another engine runs', async () => (await code.enginePids()).some((pid) => pid !== engine));
    await inspector.sees('records lost');
    await inspector.sees(`Chat ${id} PAIR`, 'handshake');
    await chat.box.fill('after the end');
    await chat.send.click();
    await bob.hears('after the end');
    await chat.hears(workbench, 'still here', () => bob.type('still here'));
    await chat.bubble('from bob').waitFor({ state: 'attached' });

    const socket = workbench.page.getByRole('treeitem', { name: new RegExp(`^Chat ${id} PAIR, PAIR · open`) });
    await press(workbench, socket, 'Leave Chat');
    await socket.waitFor({ state: 'detached' });
    await chat.button('Rejoin').waitFor();
  });
});
