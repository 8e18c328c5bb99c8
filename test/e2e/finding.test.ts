import assert from 'node:assert/strict';
import { Inspector } from '../support/inspector';
import { Peer } from '../support/peer';
import { describeInVsCode } from '../support/vscodeTests';
import type { InWindow } from '../support/vscodeTests';

const count = 1_000_000;

/** The inspector on a socket that a Python program can push to. */
async function pulling({ t, workbench }: InWindow): Promise<{ inspector: Inspector; push: Peer }> {
  await workbench.probe.command('zmq.openInspector');
  await workbench.probe.command('zmq.openSocket', { type: 'PULL', bind: ['tcp://127.0.0.1:*'], name: 'jobs' });
  const inspector = await Inspector.in(workbench);
  return { inspector, push: await Peer.zmq(t, 'PUSH', ['--connect', await inspector.boundEndpoint()]) };
}

describeInVsCode('finding', (test) => {
  test('one message among 1,000,000, by its text, its bytes, a decoded value and a regex', async (given) => {
    const { t } = given;
    const { inspector, push } = await pulling(given);
    const endpoint = await inspector.boundEndpoint();
    const flood = async (messages: number): Promise<void> => {
      const sender = Peer.c(t, 'flood.c', ['push', 'connect', endpoint, '--size', '100', '--count', String(messages)]);
      assert.equal((await sender.next('sent', 120_000)).sent, messages);
    };
    await flood(200_000);
    await inspector.status.filter({ hasText: /Kept 200,\d{3}/ }).waitFor();
    for (const temp of [20.5, 21.5, 22.5]) push.send([`{"name": "needle", "temp": ${temp}}`]);
    await inspector.sees('received', '22.5');
    await flood(count - 200_000);
    await inspector.status.filter({ hasText: /Kept 1,000,\d{3}/ }).waitFor({ timeout: 60_000 });

    await inspector.filter.fill('needle 21.5');
    await inspector.finds('1 match');
    await inspector.sees('received', 'needle', '21.5');
    await inspector.filter.fill('needle');
    await inspector.finds('3 matches');
    await inspector.button('Next match').click();
    await inspector.finds('1 of 3 matches');
    await inspector.reads(1, 'temp: 20.5');
    await inspector.button('Previous match').click();
    await inspector.finds('3 of 3 matches');
    await inspector.reads(1, 'temp: 22.5');

    await inspector.filter.fill('json:.temp>22');
    await inspector.finds('1 of 1 match');
    const number = Buffer.alloc(8);
    number.writeBigInt64LE(777_777n);
    await inspector.filter.fill(`hex:${number.toString('hex')}696a`);
    await inspector.finds('1 match');
    await inspector.filter.fill('/NEEDLE.*2[01]/i');
    await inspector.finds('2 matches');
    await inspector.filter.fill('not needle not dir:event');
    await inspector.finds('1,000,000 matches');
    await inspector.filter.fill('/(/ or needle');
    await inspector.frame.getByText('Not in use: “not needle not dir:event” still is').waitFor();
  });

  test('by keyboard: from the filter to the results, into the values, and a copy; filters outlive a reload', async (given) => {
    const { workbench } = given;
    const { keyboard } = workbench.page;
    const { inspector, push } = await pulling(given);
    for (const temp of [20.5, 21.5, 22.5]) push.send([`{"station": {"name": "oslo"}, "temp": ${temp}}`]);
    await inspector.sees('received', '22.5');
    await inspector.log.focus();
    await keyboard.press('/');
    await workbench.until('the filter has the focus', () => inspector.filter.evaluate((box) => box.matches(':focus')));
    await keyboard.type('soc');
    await inspector.frame.getByRole('option', { name: /^socket/ }).waitFor();
    await keyboard.press('Tab');
    await inspector.frame.getByRole('option', { name: /^jobs/ }).waitFor();
    await keyboard.press('Tab');
    await workbench.until('what was completed', async () => (await inspector.filter.inputValue()) === 'socket:jobs');
    await keyboard.type(' json:.temp>=21.5');
    await inspector.finds('2 matches');
    await keyboard.press('Enter');
    await inspector.reads(1, 'temp: 21.5');
    await keyboard.press('F3');
    await inspector.reads(1, 'temp: 22.5');

    // On to the log, the details, and into the tree.
    for (let presses = 0; presses < 2; presses++) await keyboard.press('F6');
    for (let presses = 0; presses < 20 && !(await inspector.tree(1).evaluate((tree) => tree.matches(':focus'))); presses++)
      await keyboard.press('Tab');
    await keyboard.press('Home');
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    await inspector.tree(1).getByRole('treeitem', { name: /name/, selected: true }).waitFor();
    await keyboard.press('Control+c');
    await workbench.until('the value in the clipboard', async () => (await workbench.copied()) === 'oslo');

    await inspector.button('Filters').click();
    await inspector.frame.getByRole('textbox', { name: 'Name of the filter' }).fill('warm');
    await inspector.button('Save').click();
    await inspector.button('Remove filter warm').waitFor();
    await keyboard.press('Escape');
    await inspector.filter.fill('station');
    // The record that is selected is the last of them.
    await inspector.finds('3 of 3 matches');
    await keyboard.press('Enter');
    await inspector.filter.fill('');

    await workbench.reload();
    const after = await Inspector.in(workbench);
    await after.button('Filters').click();
    const saved = after.frame.getByRole('list', { name: 'Saved filters' });
    const recent = after.frame.getByRole('list', { name: 'Recent filters' });
    await recent.getByRole('button', { name: 'station' }).waitFor();
    await recent.getByRole('button', { name: 'socket:jobs json:.temp>=21.5' }).waitFor();
    await saved.getByRole('button', { name: 'warm socket:jobs json:.temp>=21.5' }).click();
    await workbench.until('the saved filter', async () => (await after.filter.inputValue()) === 'socket:jobs json:.temp>=21.5');
  });
});
