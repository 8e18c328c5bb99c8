import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ChatView } from './chatView';
import type { Scope } from './engineClient';
import { Inspector } from './inspector';
import { Peer } from './peer';
import { Script } from './script';
import { VsCode } from './vscode';
import type { Workbench } from './workbench';

/** The README's pictures. */
const pictures = { inspector: takeInspector, log: takeLog, reading: takeReading, chat: takeChat, tap: takeTap };
/** Those that have no room in the package: the README of the package does without. */
const unpacked: readonly string[] = ['log', 'reading'];

/** Takes them in the real VS Code, into folders: of the package, and of the documents. @param names of those wanted; all otherwise */
export async function takePictures(folders: { media: string; docs: string }, names: string[]): Promise<void> {
  const code = await VsCode.start();
  const ends: (() => Promise<void> | void)[] = [];
  try {
    for (const [name, take] of Object.entries(pictures).filter(([name]) => names.length === 0 || names.includes(name))) {
      const workbench = await code.openWindow({
        folder: path.resolve('examples'),
        settings: {
          'workbench.colorTheme': 'Default Dark Modern',
          'workbench.layoutControl.enabled': false,
          ...(name === 'log' ? { 'zmq.log.colours': [{ filter: 'json:.ok=false', colour: 'charts.red' }, { by: 'source' }] } : {}),
        },
      });
      await take(workbench, { after: (end) => void ends.push(end) });
      const folder = unpacked.includes(name) ? folders.docs : folders.media;
      await writeFile(path.join(folder, `${name}.webp`), await asWebp(workbench, await workbench.screenshot(`picture-${name}`)));
      await workbench.close();
    }
  } finally {
    for (const end of ends) await end();
    await code.stop();
  }
}

/** A picture in the format that takes the least room in the package; the browser makes it. */
async function asWebp({ page }: Workbench, file: string): Promise<Buffer> {
  const png = (await readFile(file)).toString('base64');
  const blank = await page.context().newPage();
  const webp = await blank.evaluate(async (bytes) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${bytes}`)).blob());
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [picture.width, picture.height];
    canvas.getContext('2d')?.drawImage(picture, 0, 0);
    return canvas.toDataURL('image/webp', 0.75);
  }, png);
  await blank.close();
  return Buffer.from(webp.slice(webp.indexOf(',') + 1), 'base64');
}

/** The inspector at work on the demo peers. */
async function takeInspector(workbench: Workbench): Promise<void> {
  await workbench.showContainer();
  await workbench.probe.command('zmq.startDemo');
  const inspector = await Inspector.in(workbench);
  await workbench.probe.command('zmq.openSocket', { type: 'REP', bind: ['inproc://greeter'], name: 'greeter' });
  await workbench.probe.command('zmq.openSocket', { type: 'REQ', connect: ['inproc://greeter'], name: 'client' });
  await inspector.compose('client');
  await inspector.send('{"hello": "greeter"}');
  await inspector.sees('received', 'greeter', 'hello');
  await inspector.compose('greeter');
  await inspector.send('{"hello": "client", "time": 12}');
  await inspector.sees('received', 'client', 'time');
  await inspector.sees('received', 'weather.quito');
  await workbench.page.setViewportSize({ width: 1680, height: 940 });
  await openResting(inspector, 'weather');
  await inspector.details.getByRole('treeitem').filter({ hasText: 'temp' }).first().waitFor();
  await inspector.status.filter({ hasText: /Shown [1-9].*Kept [1-9]/s }).waitFor();
}

/** Sensors, orders and jobs, with columns, a histogram, marks and statistics. */
async function takeLog(workbench: Workbench, scope: Scope): Promise<void> {
  await workbench.page.setViewportSize({ width: 1400, height: 900 });
  const ends = ['sensors', 'orders', 'jobs'].map((name) => `ipc://@zmq-picture-${name}`);
  const [stations, shop, source] = (await Promise.all(
    ['PUB', 'REP', 'PUSH'].map((type, i) => Peer.zmq(scope, type, ['--bind', ends[i] ?? ''])),
  )) as [Peer, Peer, Peer];
  const open = (type: string, name: string, i: number, more = {}) =>
    workbench.probe.command('zmq.openSocket', { type, name, connect: [ends[i] ?? ''], ...more });
  await open('SUB', 'sensors', 0, { subscribe: [''] });
  await open('REQ', 'orders', 1);
  await open('PULL', 'jobs', 2);
  await workbench.probe.command('zmq.openInspector');
  const inspector = await Inspector.in(workbench);
  await inspector.log.getByRole('row').filter({ hasText: 'handshake' }).nth(2).waitFor();
  await inspector.compose('orders');
  const wares = ['lamp', 'chair', 'desk'];
  for (let round = 0; round < 60; round++) {
    for (const [place, temp] of [
      ['oslo', 4 + Math.sin(round / 9) * 3],
      ['quito', 21 - Math.sin(round / 7) * 4],
    ] as const)
      stations.send([`weather.${place}`, JSON.stringify({ temp: Math.round(temp * 10) / 10, wind: (round * 7) % 13 })]);
    if (round % 3 === 0) source.send([`resize photo-${round + 100}.jpg to 640 by 480`]);
    if (round % 5 === 0) {
      await inspector.send(JSON.stringify({ order: 700 + round / 5, item: wares[(round / 5) % 3], count: 1 + (round % 4) }));
      await shop.received();
      shop.send([JSON.stringify({ order: 700 + round / 5, ok: round !== 55 })]);
    }
    await new Promise((resolve) => setTimeout(resolve, 60 + (round % 8) * 12));
  }
  await inspector.button('Close form').click();
  await inspector.open('received', 'weather.oslo');
  await inspector.tree(2).getByRole('treeitem').filter({ hasText: 'temp' }).click({ button: 'right' });
  await inspector.frame.getByRole('menuitem', { name: 'Show as Column' }).click();
  await workbench.page.keyboard.press('Escape');
  await workbench.page.keyboard.press('Escape');
  await inspector.rows('"ok":false').last().click();
  await workbench.page.keyboard.press('F2');
  await workbench.page.keyboard.type('Out of stock?');
  await workbench.page.keyboard.press('Enter');
  await workbench.page.keyboard.press('Escape');
  for (const name of ['Histogram', 'Statistics']) await inspector.button(name).click();
  await inspector.choose('Statistics by', 'By Topic');
  await inspector.frame.getByRole('region', { name: 'Statistics' }).getByText('weather.oslo').first().waitFor();
  await workbench.page.mouse.move(0, 0);
}

/** Opens a message of these; while the log is paused, since rows move on under the mouse. */
async function openResting(inspector: Inspector, topic: string): Promise<void> {
  await inspector.button('Pause').click();
  await inspector.open('received', topic);
  await inspector.button('Resume').click();
}

/** A filter, values beside their bytes, a plot of two of them, topics. */
async function takeReading(workbench: Workbench): Promise<void> {
  await workbench.page.setViewportSize({ width: 1500, height: 900 });
  await workbench.showContainer();
  await workbench.page.getByRole('button', { name: 'Chat Section' }).click();
  await workbench.probe.command('zmq.startDemo');
  const inspector = await Inspector.in(workbench);
  for (const topic of ['weather.oslo', 'weather.quito']) {
    await openResting(inspector, topic);
    await inspector.tree(2).getByRole('treeitem').filter({ hasText: 'temp' }).hover();
    await inspector.button('Plot .temp', inspector.details).click();
    await inspector.plot.getByRole('row', { name: new RegExp(`of ${topic}`) }).waitFor();
  }
  await workbench.page
    .getByRole('treeitem', { name: /^weather\./ })
    .locator('.monaco-tl-twistie')
    .click();
  await inspector.plot
    .getByRole('row', { name: /weather\.oslo/ })
    .getByRole('cell', { name: '40', exact: true })
    .waitFor({ timeout: 120_000 });
  await inspector.filter.fill('topic:weather. json:.temp>15');
  await inspector.finds(/\d matches/);
  await inspector.open('received', 'weather.quito');
  await inspector.button('Hex', inspector.details.getByRole('group', { name: 'Show frame 2 as' })).click();
  await inspector.tree(2).getByRole('treeitem').filter({ hasText: 'temp' }).click();
  await inspector.status.filter({ hasText: /Shown [1-9]/ }).waitFor();
  await workbench.page.mouse.move(0, 0);
}

/** Three in a room, two of them Python scripts. */
async function takeChat(workbench: Workbench, scope: Scope): Promise<void> {
  const [publishers, subscribers] = ['tcp://127.0.0.1:5555', 'tcp://127.0.0.1:5556'];
  await workbench.page.setViewportSize({ width: 1180, height: 690 });
  await workbench.probe.command('zmq.openInspector');
  const inspector = await Inspector.in(workbench);
  await workbench.probe.command('zmq.hostRoom', { publishers, subscribers, nick: 'ada' });
  const chat = await ChatView.in(workbench);
  await workbench.page.getByRole('button', { name: 'Sockets Section' }).click();
  await workbench.resizeSideBar(490);
  const [bob, carl] = ['bob', 'carl'].map((nick) => Script.start(scope, 'chatRoom.py', [nick, publishers, subscribers])) as [
    Script,
    Script,
  ];
  // What is published before both ends know of each other is lost.
  for (const side of ['XSUB', 'XPUB']) await inspector.rows(`Chat c1 ${side}`, 'handshake').nth(2).waitFor();

  bob.type('Morning! Where does the weather come from?');
  await chat.hears(workbench, 'Where does the weather');
  await chat.say('From `tcp://localhost:5556`, topics begin with `weather.`');
  carl.type('ada, I am connected, but nothing arrives?');
  await chat.hears(workbench, 'nothing arrives?');
  await chat.say('You have to subscribe:\n```\nsub.setsockopt_string(zmq.SUBSCRIBE, "weather.")\n```');
  carl.type('There it is, thanks! It is in https://zguide.zeromq.org/docs/chapter5/ too');
  await chat.hears(workbench, 'There it is');
  await inspector.choose('Show socket', 'Chat c1 SUB');
  await inspector.sees('received', 'There it is');
  await inspector.status.filter({ hasText: /Shown \d\b/ }).waitFor();
  await chat
    .tab('Room at tcp://127.0.0.1:5555')
    .filter({ hasNotText: /[1-9]$/ })
    .waitFor();
  await workbench.page.mouse.move(0, 0);
}

/** A ROUTER and three DEALERs, with a tap between them. */
async function takeTap(workbench: Workbench, scope: Scope): Promise<void> {
  const target = 'tcp://127.0.0.1:5555';
  await workbench.page.setViewportSize({ width: 1560, height: 760 });
  await workbench.showContainer();
  for (const section of ['Topics', 'Chat']) await workbench.page.getByRole('button', { name: `${section} Section` }).click();
  await workbench.resizeSideBar(520);
  const router = await Peer.zmq(scope, 'ROUTER', ['--bind', target]);
  await workbench.probe.command('zmq.openInspector');
  const inspector = await Inspector.in(workbench);
  const listen = 'tcp://127.0.0.1:5556';
  await workbench.probe.command('zmq.tap', { listen, target, name: 'broker' });
  const names = ['anna', 'ben', 'cleo'];
  const workers: Peer[] = [];
  for (const name of names) {
    workers.push(await Peer.zmq(scope, 'DEALER', ['--connect', listen, '--option', `routing_id=${name}`]));
    await workbench.page.getByRole('treeitem', { name: new RegExp(`DEALER ${name} → ROUTER`) }).waitFor();
  }
  for (let round = 1; round <= 4; round++)
    for (const [index, worker] of workers.entries()) {
      worker.send([JSON.stringify({ job: round * 10 + index, task: 'resize', width: 320 * round })]);
      const [identity = ''] = await router.received();
      router.send([identity, JSON.stringify({ job: round * 10 + index, done: true })]);
      await worker.received();
    }
  await inspector.open('"done"');
  await inspector.details.getByRole('treeitem').filter({ hasText: 'job' }).first().waitFor();
  await workbench.page.getByRole('treeitem', { name: /^broker, tap · open.* · 3 connections/ }).waitFor();
  await workbench.page.mouse.move(0, 0);
}
