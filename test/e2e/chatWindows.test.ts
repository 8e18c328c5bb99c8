import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ChatView } from '../support/chatView';
import { freeEndpoint, Script } from '../support/script';
import { describeInVsCode } from '../support/vscodeTests';

describeInVsCode('chat of two windows', (test) => {
  test('a room with a third, Python, participant: joined by link and by script, unread and mentions where it is hidden', async ({
    t,
    code,
    workbench: host,
  }) => {
    const [publishers, subscribers] = [await freeEndpoint(), await freeEndpoint()];
    await host.probe.command('zmq.hostRoom', { publishers, subscribers, nick: 'ada', room: 'lab' });
    const ada = await ChatView.in(host);
    await ada.button('Invite').click();
    await ada.button('Copy Link').click();
    await ada.frame.getByText(/^Link copied/).waitFor();
    const link = await host.copied();
    await ada.button('Copy Python Script').click();
    await ada.frame.getByText(/^Python script copied/).waitFor();
    const folder = await mkdtemp(path.join(tmpdir(), 'zmq-chat-'));
    t.after(() => rm(folder, { recursive: true }));
    const file = path.join(folder, 'carl.py');
    await writeFile(file, await host.copied());
    const carl = Script.start(t, file, []);
    await ada.button('Close form').click();

    const guest = await code.openWindow();
    t.after(() => guest.close());
    await guest.watched('chat of two windows, the guest', async () => {
      await guest.openLink(link);
      const question = guest.dialog.filter({ hasText: 'Join the chat of this link?' });
      await question.filter({ hasText: `Connects to ${publishers}.` }).waitFor();
      assert.equal((await code.enginePids()).length, 1, 'nothing is opened before it was asked for');
      await question.getByRole('button', { name: 'Cancel' }).click();
      await question.waitFor({ state: 'detached' });
      await guest.openLink(link);
      assert.equal((await code.enginePids()).length, 1, 'a link that was declined opens nothing');
      await question.getByRole('button', { name: 'Change…' }).click();
      const bob = await ChatView.joining(guest);
      await bob.pick('Format', 'nick: text');
      await bob.join({ Nick: 'bob' });
      await bob.log.waitFor();

      await bob.hears(guest, 'hello from carl', () => carl.type('hello from carl'));
      await ada.hears(host, 'hello from carl');
      await carl.hears('hello from ada', () => ada.say('hello from ada'));
      await bob.hears(guest, 'hello from ada');
      await bob.say('hello from bob');
      await carl.hears('bob: hello from bob');
      await (await ada.hears(host, 'hello from bob')).filter({ hasText: 'bob' }).waitFor();
      carl.type('everybody has heard');
      await bob.hears(guest, 'everybody has heard');
      assert.equal(await bob.bubble('hello from bob').count(), 1, 'what comes back through the room is not shown again');

      await guest.page.bringToFront();
      await bob.button('Invite').click();
      await bob.button('Copy Link').waitFor();
      await guest.until('the window in front', () => guest.page.evaluate(() => document.hasFocus()));
      carl.type('bob, do you read this?');
      await bob.button('1 new message').waitFor();
      // Named behind a section, in a view that is in sight, he needs no notice; there would have been one by now.
      await new Promise((resolve) => setTimeout(resolve, 3000));
      assert.deepEqual(await guest.notifications(), []);
      await bob.button('1 new message').click();
      await bob.bubble('do you read this?').waitFor();

      await guest.probe.command('workbench.view.explorer');
      await guest.until('the view is hidden', async () => bob.frame.isDetached());
      for (const number of ['1', '2', '3']) carl.type(`while hidden ${number}`);
      await ada.hears(host, 'while hidden 3');
      await guest.until('the badge counts three', async () => (await guest.badge()) === '3');
      assert.deepEqual(await guest.notifications(), []);
      carl.type('bob, are you there?');
      await guest
        .notification(/are you there\?/)
        .getByRole('button', { name: 'Open Chat' })
        .click();
      const again = await ChatView.in(guest);
      await again.bubble('are you there?').waitFor();
      await again.bubble('while hidden 1').waitFor();
      await guest.until('the badge is gone', async () => (await guest.badge()) === '');
      assert.deepEqual(await host.notifications(), [], 'ada was not named');
    });
  });
});
