import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { Inspector } from '../support/inspector';
import { describeInVsCode } from '../support/vscodeTests';
import type { Workbench } from '../support/workbench';

const item = (workbench: Workbench, name: RegExp): Locator => workbench.page.getByRole('treeitem', { name });

/** Chooses an entry of a tree item's own menu. */
async function choose(workbench: Workbench, target: Locator, entry: string): Promise<void> {
  await target.click({ button: 'right' });
  // The menu takes no click and no key in its first moment.
  const item = workbench.page.getByRole('menuitem', { name: entry, exact: true });
  await workbench.until(`the entry ${entry} to take keys`, async () => {
    await workbench.page.mouse.move(0, 0);
    await item.hover();
    return item.evaluate((element) => element.matches(':focus') || element.closest('.focused') !== null);
  });
  await workbench.page.keyboard.press('Enter');
}

describeInVsCode('topics', (test) => {
  test('the tree counts what was seen, filters the log, and writes a rule for a topic', async ({ workbench }) => {
    await workbench.showContainer();
    await workbench.page.getByText('Topics of the messages that PUB').waitFor();
    const pub = await workbench.probe.command<string>('zmq.publish', { endpoint: 'tcp://127.0.0.1:*', name: 'station' });
    for (const [topic, times] of [
      ['weather.oslo', 3],
      ['weather.rome', 1],
      ['news', 2],
    ] as const) {
      for (let i = 0; i < times; i++) await workbench.probe.command('zmq.send', { socket: pub, frames: [topic, `{"n": ${i}}`] });
    }
    await item(workbench, /^weather\., 4 messages, .*, last value \{"n": 0\}$/)
      .filter({ hasText: '{"n": 0} · 4 messages · ' })
      .waitFor();
    await item(workbench, /^news, 2 messages, /).waitFor();
    await item(workbench, /^weather\., /).click();
    const inspector = await Inspector.in(workbench);
    const filter = inspector.frame.getByRole('searchbox', { name: 'Filter' });
    await workbench.until('a filter for all of the weather', async () => (await filter.inputValue()) === 'topic:weather.');
    await inspector.sees('weather.oslo');

    await item(workbench, /^weather\., /)
      .locator('.monaco-tl-twistie')
      .click();
    const rome = item(workbench, /^rome, 1 message, /);
    await rome.waitFor();
    await rome.click();
    await workbench.until('a filter for one topic', async () => (await filter.inputValue()) === 'topic:=weather.rome');
    await workbench.probe.command('zmq.send', { socket: pub, frames: ['weather.rome', 'late'] });
    await item(workbench, /^rome, 2 messages, /).waitFor();

    await choose(workbench, item(workbench, /^rome, /), 'Copy Topic');
    await workbench.until('the topic in the clipboard', async () => (await workbench.copied()) === 'weather.rome');

    await choose(workbench, item(workbench, /^rome, /), 'Decode Topic As…');
    await workbench.pick(/How to read its frames/, 'MessagePack');
    const written = workbench.notification(/Topic weather\.rome is read as MessagePack/);
    await written.waitFor();
    const settings = path.join(workbench.folder, '.vscode', 'settings.json');
    assert.deepEqual(JSON.parse(await readFile(settings, 'utf8')), { 'zmq.decoders': [{ topic: 'weather.rome', decoder: 'msgpack' }] });
    await written.getByRole('button', { name: 'Open settings.json' }).click();
    await workbench.page.locator('.monaco-editor .view-lines').filter({ hasText: '"zmq.decoders"' }).waitFor();
    await workbench.page.keyboard.press('Escape');

    await choose(workbench, item(workbench, /^station, PUB/), 'Show in Log');
    await workbench.until('a filter for one socket', async () => (await filter.inputValue()) === 'socket:station');
    await writeFile(settings, JSON.stringify({ 'zmq.topics.separators': ['/'] }));
    await item(workbench, /^weather\.rome, 2 messages, /).waitFor();
    await workbench.runCommand('ZMQ: Reset Topic Counts');
    await item(workbench, /^weather\.rome, /).waitFor({ state: 'detached' });
  });

  test('a click keeps the focus in the tree, and what else the filter asks for', async ({ workbench }) => {
    await workbench.showContainer();
    const pub = await workbench.probe.command<string>('zmq.publish', { endpoint: 'tcp://127.0.0.1:*', name: 'station' });
    for (const topic of ['alpha', 'beta']) await workbench.probe.command('zmq.send', { socket: pub, frames: [topic, 'x'] });
    await workbench.probe.command('zmq.openInspector');
    const { filter } = await Inspector.in(workbench);
    await filter.fill('socket:station dir:out');
    for (const topic of ['alpha', 'beta']) {
      await item(workbench, new RegExp(`^${topic}, `)).click();
      const expected = `socket:station dir:out topic:=${topic}`;
      await workbench.until(`the filter ${expected}`, async () => (await filter.inputValue()) === expected);
    }
    const tree = workbench.page.getByRole('tree', { name: 'Topics' });
    await workbench.until('the tree has the focus', () => tree.evaluate((element) => element.contains(document.activeElement)));
    // The keys go on in the tree.
    await workbench.page.keyboard.press('ArrowUp');
    await workbench.page.keyboard.press('Enter');
    await workbench.until('the topic above', async () => (await filter.inputValue()) === 'socket:station dir:out topic:=alpha');
    // Several at once.
    await item(workbench, /^beta, /).click({ modifiers: ['ControlOrMeta'] });
    await workbench.until('both', async () =>
      /^socket:station dir:out topic in \((alpha, beta|beta, alpha)\)$/.test(await filter.inputValue()),
    );
    await item(workbench, /^beta, /).click();
    await workbench.until('one again', async () => (await filter.inputValue()) === 'socket:station dir:out topic:=beta');
  });

  test('a click filters the log also while messages arrive', async (given) => {
    const { workbench } = given;
    await workbench.showContainer();
    const pub = await workbench.probe.command<string>('zmq.publish', { endpoint: 'tcp://127.0.0.1:*' });
    const topics = Array.from({ length: 8 }, (_, i) => `topic${i}`);
    let clicking = true;
    // As fast as it goes it would leave no time for anything else.
    const traffic = (async () => {
      for (; clicking; await delay(50))
        for (const topic of topics) await workbench.probe.command('zmq.send', { socket: pub, frames: [topic, 'x'] });
    })();
    given.t.after(() => (clicking = false));
    await item(workbench, /^topic7, /).waitFor();
    await workbench.probe.command('zmq.openInspector');
    const inspector = await Inspector.in(workbench);
    const filter = inspector.frame.getByRole('searchbox', { name: 'Filter' });
    for (const topic of topics) {
      await item(workbench, new RegExp(`^${topic}, `)).click();
      await workbench.until(`a filter for ${topic}`, async () => (await filter.inputValue()) === `topic:=${topic}`);
    }
    clicking = false;
    await traffic;
  });

  test('of many topics a page is listed, and more when asked for', async ({ workbench }) => {
    await workbench.showContainer();
    const pub = await workbench.probe.command<string>('zmq.publish', { endpoint: 'tcp://127.0.0.1:*' });
    for (let i = 0; i < 1200; i++) await workbench.probe.command('zmq.send', { socket: pub, frames: [`sensor/${i}`, 'x'] });
    await item(workbench, /^sensor\/, 1,200 messages, /)
      .locator('.monaco-tl-twistie')
      .click();
    await item(workbench, /^0, 1 message, /).waitFor();
    const tree = workbench.page.getByRole('tree', { name: 'Topics' });
    for (const more of ['Show 500 more of 700…', 'Show 200 more of 200…']) {
      await tree.press('End');
      await item(workbench, new RegExp(`^${more}`)).click();
      await item(workbench, new RegExp(`^${more}`)).waitFor({ state: 'detached' });
    }
    await tree.press('End');
    await item(workbench, /^1199, 1 message, /).waitFor();
    await workbench.runCommand('ZMQ: Sort Topics by Last Message');
    await tree.press('Home');
    await item(workbench, /^1199, 1 message, /).waitFor();
  });

  test('a rule for Protobuf is asked for, and a broken schema is named with file and line', async ({ workbench }) => {
    const schema = path.join(workbench.folder, 'weather.proto');
    await writeFile(schema, 'syntax = "proto3";\npackage weather;\nmessage Report { double temp = 1; }\n');
    await workbench.showContainer();
    const pub = await workbench.probe.command<string>('zmq.publish', { endpoint: 'tcp://127.0.0.1:*', name: 'station' });
    await workbench.probe.command('zmq.send', { socket: pub, frames: ['weather', { hex: '090000000000803540' }] });
    await choose(workbench, item(workbench, /^weather, /), 'Decode Topic As…');
    await workbench.pick(/How to read its frames/, 'Protobuf');
    await workbench.pick(/File that describes its messages/, 'weather.proto');
    await workbench.pick(/Type of its messages/, 'weather.Report');
    await workbench.notification(/Topic weather is read as Protobuf/).waitFor();
    const settings = path.join(workbench.folder, '.vscode', 'settings.json');
    assert.deepEqual(JSON.parse(await readFile(settings, 'utf8')), {
      'zmq.decoders': [{ topic: 'weather', decoder: 'protobuf', protoFile: 'weather.proto', messageType: 'weather.Report' }],
    });

    await writeFile(
      path.join(workbench.folder, 'wind.avsc'),
      '{"type": "record", "name": "Wind", "fields": [{"name": "speed", "type": "double"}]}',
    );
    await workbench.probe.command('zmq.send', { socket: pub, frames: ['wind', { hex: '0000000000002440' }] });
    await choose(workbench, item(workbench, /^wind, /), 'Decode Topic As…');
    await workbench.pick(/How to read its frames/, 'Avro');
    await workbench.pick(/File with the schema/, 'wind.avsc');
    await workbench.notification(/Topic wind is read as Avro/).waitFor();

    await workbench.probe.command('zmq.openInspector');
    const inspector = await Inspector.in(workbench);
    await inspector.sees('wind', /speed.*10/);
    await (await inspector.sees('weather', /temp/)).click();
    await inspector.details.getByText('21.5').first().waitFor();
    await writeFile(schema, 'syntax = "proto3";\npackage weather;\nmessage Report { double = 1; }\n');
    await inspector.details
      .getByText(/weather\.proto.*line 3/)
      .first()
      .waitFor();
  });
});
