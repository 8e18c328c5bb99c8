import assert from 'node:assert/strict';
import path from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { ChatView } from '../support/chatView';
import { Inspector } from '../support/inspector';
import { writeTides } from '../support/tides';
import { describeInVsCode } from '../support/vscodeTests';
import type { Workbench } from '../support/workbench';

/** Where there are several groups, the name of a tab ends with its group. */
const tab = (workbench: Workbench, name: string): Locator => workbench.page.getByRole('tab', { name: new RegExp(`^${name}(, |$)`) });
const topic = (workbench: Workbench, name: RegExp): Locator => workbench.page.getByRole('treeitem', { name });

/** The pages with a log that are in sight. */
async function logs(workbench: Workbench): Promise<Frame[]> {
  const frames: Frame[] = [];
  for (const frame of workbench.page.frames().slice(1)) {
    // A frame that goes away while it is asked is none.
    const shown = await frame
      .getByRole('grid', { name: 'Traffic log' })
      .isVisible()
      .catch(() => false);
    if (shown) frames.push(frame);
  }
  return frames;
}

/** Groups of editors. */
const groups = (workbench: Workbench): Locator => workbench.page.locator('.editor-group-container');

describeInVsCode('panels of several captures', (test) => {
  test('topics, clicks and a reload follow the panel that was active last', async ({ workbench }) => {
    await workbench.showContainer();
    const pub = await workbench.probe.command<string>('zmq.publish', { endpoint: 'tcp://127.0.0.1:*', name: 'station' });
    await workbench.probe.command('zmq.send', { socket: pub, frames: ['news', 'one'] });
    await topic(workbench, /^news, 1 message/).waitFor();

    const file = path.join(workbench.folder, 'tides.jsonl');
    await writeTides(file);
    const opened = await workbench.probe.command<{ records: number }>('zmq.openRecording', { file });
    assert.equal(opened.records, 3);
    await tab(workbench, 'tides.jsonl').waitFor();
    const recording = await Inspector.in(workbench);
    await recording.sees('tide.bergen', '{"height": 3}');
    assert.equal(await recording.rows('news').count(), 0);
    await topic(workbench, /^tide\.?bergen, 3 messages|^tide\., 3 messages/).waitFor();
    await topic(workbench, /^news, /).waitFor({ state: 'detached' });
    await workbench.page
      .getByText(/^tides\.jsonl$/)
      .first()
      .waitFor();

    const kept = await recording.watchKeptState('tide');
    await topic(workbench, /^tide/).click();
    await workbench.until('the filter of its panel', async () => (await recording.filter.inputValue()).startsWith('topic:'));
    await kept();

    await workbench.probe.command('zmq.openInspector');
    await topic(workbench, /^news, 1 message/).waitFor();
    await topic(workbench, /^tide/).waitFor({ state: 'detached' });
    await topic(workbench, /^news, /).click();
    const live = await Inspector.in(workbench);
    await workbench.until('the filter of the live panel', async () => (await live.filter.inputValue()) === 'topic:=news');
    await tab(workbench, 'tides.jsonl').click();
    await topic(workbench, /^tide/).waitFor();
    await workbench.until('its filter stayed', async () => /tide/.test(await (await Inspector.in(workbench)).filter.inputValue()));

    await workbench.reload();
    await tab(workbench, 'tides.jsonl').waitFor();
    await tab(workbench, 'ZMQ Inspector').waitFor();
    const again = await Inspector.in(workbench);
    await again.sees('tide.bergen', '{"height": 3}');
    assert.equal(await again.button('Clear log').count(), 0);

    // By the explorer, and with its last panel it is given up.
    await workbench.runCommand('View: Close Editor');
    await workbench.runCommand('View: Show Explorer');
    await workbench.page.getByRole('treeitem', { name: 'tides.jsonl' }).click({ button: 'right' });
    await workbench.page.getByRole('menuitem', { name: 'Open Recording…' }).click();
    await tab(workbench, 'tides.jsonl').waitFor();
    await workbench.until('its rows', async () => {
      const rows = (await logs(workbench)).map((frame) => Inspector.of(frame).rows('tide.bergen', '{"height": 2}').count());
      return (await Promise.all(rows)).includes(1);
    });
    await assert.rejects(workbench.probe.command('zmq.openRecording', { file: path.join(workbench.folder, 'none') }), /no such file/);
    await assert.rejects(workbench.probe.command('zmq.openRecording', { file: 'tides.jsonl' }), /absolute path/);
  });
});

describeInVsCode('inspector panels', (test) => {
  test('a capture that is gone is named, with what to do', async ({ workbench }) => {
    await workbench.showContainer();
    await workbench.probe.command('zmq.openInspector', { capture: 'recording' });
    const inspector = await Inspector.in(workbench);
    await inspector.frame.getByText('No capture "recording" is open. Open it again, or look at one of these: live.').waitFor();
    await workbench.page.getByText('"recording" is no longer open. Open it again').waitFor();
  });

  test('Split Editor shows a second panel of the same capture, and leaves no empty group', async ({ workbench }) => {
    await workbench.probe.command('zmq.openInspector');
    await workbench.probe.command('zmq.openSocket', { type: 'PULL', bind: ['tcp://127.0.0.1:*'], name: 'jobs' });
    await (await Inspector.in(workbench)).sees('listening', 'tcp://');
    await workbench.runCommand('View: Split Editor');
    await workbench.until('two panels', async () => (await logs(workbench)).length === 2);
    assert.equal(await groups(workbench).count(), 2);
    assert.equal(await tab(workbench, 'ZMQ Inspector').count(), 2);
    const [first, second] = (await logs(workbench)) as [Frame, Frame];
    for (const frame of [first, second])
      await frame
        .getByRole('grid', { name: 'Traffic log' })
        .getByText(/listening/)
        .first()
        .waitFor();
    // Each has a filter of its own.
    const filters = [first, second].map((frame) => frame.getByRole('searchbox', { name: 'Filter' }));
    await filters[0]?.fill('nothing has this');
    await first.getByText(/Shown 0\b/).waitFor();
    assert.equal(await filters[1]?.inputValue(), '');

    await workbench.reload();
    await workbench.until('both are back', async () => (await logs(workbench)).length === 2);

    // What opens beside a panel, or is moved there, is no split.
    await workbench.runCommand('View: Close Editor');
    await workbench.until('one is left', async () => (await groups(workbench).count()) === 1);
    await workbench.probe.command('workbench.action.files.newUntitledFile');
    await tab(workbench, 'ZMQ Inspector').click();
    await workbench.runCommand('View: Move Editor into Right Group');
    await workbench.until('it was moved', async () => (await groups(workbench).count()) === 2 && (await logs(workbench)).length === 1);
    assert.equal(await tab(workbench, 'ZMQ Inspector').count(), 1);
  });

  test('another inspector stands beside the first, each with its filter, also after a reload', async ({ workbench }) => {
    await workbench.probe.command('zmq.openInspector');
    await workbench.probe.command('zmq.openSocket', { type: 'PULL', bind: ['tcp://127.0.0.1:*'], name: 'jobs' });
    const first = await Inspector.in(workbench);
    await first.sees('listening', 'tcp://');
    const kept = await first.watchKeptState('listening');
    await first.filter.fill('event:listening');
    await first.frame.getByText(/Shown 1\b/).waitFor();
    await kept();
    await workbench.page.getByRole('button', { name: 'Open Another Inspector' }).first().click();
    await workbench.until('two panels', async () => (await logs(workbench)).length === 2);
    assert.equal(await groups(workbench).count(), 2);
    const second = Inspector.of((await logs(workbench)).find((frame) => frame !== first.frame) as Frame);
    assert.equal(await second.filter.inputValue(), '');
    const keptToo = await second.watchKeptState('opened');
    await second.filter.fill('event:opened');
    await second.frame.getByText(/Shown 1\b/).waitFor();
    await keptToo();
    assert.equal(await first.filter.inputValue(), 'event:listening');
    const filters = async () =>
      (await Promise.all((await logs(workbench)).map((frame) => frame.getByRole('searchbox', { name: 'Filter' }).inputValue())))
        .sort()
        .join();

    await workbench.reload();
    await workbench.until('both are back as they were', async () => (await filters()) === 'event:listening,event:opened');
    assert.equal(await tab(workbench, 'ZMQ Inspector').count(), 2);
  });

  test('Split Editor of a chat shows it a second time', async ({ workbench }) => {
    await workbench.probe.command('zmq.joinChat', { pattern: 'rep', bind: 'tcp://127.0.0.1:*', nick: 'ada' });
    const chat = await ChatView.in(workbench);
    await chat.menu('Open in Editor');
    await workbench.until('its panel', async () => (await groups(workbench).getByRole('tab').count()) === 1);
    await workbench.runCommand('View: Split Editor');
    await workbench.until('two panels', async () => (await groups(workbench).getByRole('tab').count()) === 2);
    assert.equal(await groups(workbench).count(), 2);
  });
});
