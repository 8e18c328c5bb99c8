import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Inspector } from '../support/inspector';
import { Peer } from '../support/peer';
import { freeEndpoint } from '../support/script';
import { press, unfoldClosed } from '../support/socketsTree';
import { describeInVsCode } from '../support/vscodeTests';
import type { Workbench } from '../support/workbench';

const anyPort = 'tcp://127.0.0.1:*';
const targetQuestion = /Endpoint that programs connect to now/;
const listenQuestion = /Endpoint for the tap to listen at/;

/** Answers where the tap is to listen with what is proposed. @returns what the program is to connect to, as the person is told */
async function takeProposed(workbench: Workbench): Promise<string> {
  await (await workbench.question(listenQuestion)).press('Enter');
  const told = workbench.notification(/Let your program connect to/);
  await told.waitFor();
  return /connect to (tcp:\/\/\S+) instead of/.exec(await told.innerText())?.[1] ?? '';
}

const item = ({ page }: Workbench, name: RegExp) => page.getByRole('treeitem', { name });

/** A program asks another one. */
async function exchange(req: Peer, rep: Peer, text: string): Promise<void> {
  req.send([text]);
  assert.deepEqual(await rep.received(), [text]);
  rep.send([`${text}!`]);
  assert.deepEqual(await req.received(), [`${text}!`]);
}

/** The files that launch a program which asks at the tap, as Visual Studio Code has them. */
async function writeLaunch(folder: string, tap: { listen: string; target: string }): Promise<void> {
  await mkdir(path.join(folder, '.vscode'), { recursive: true });
  const write = (name: string, content: object) => writeFile(path.join(folder, '.vscode', name), JSON.stringify(content));
  await write('tasks.json', { version: '2.0.0', tasks: [{ label: 'tap the broker', type: 'zmq-tap', name: 'broker', ...tap }] });
  const program = '${workspaceFolder}/client.js';
  await write('launch.json', {
    version: '0.2.0',
    configurations: [
      { name: 'client', type: 'node', request: 'launch', program, console: 'internalConsole', preLaunchTask: 'tap the broker' },
    ],
  });
  const python = [
    'import zmq',
    's = zmq.Context().socket(zmq.REQ)',
    's.setsockopt(zmq.RCVTIMEO, 60000)',
    `s.connect("${tap.listen}")`,
    's.send(b"from F5")',
    's.recv()',
  ].join('\n');
  await writeFile(
    path.join(folder, 'client.js'),
    `require('node:child_process').execFileSync('/usr/bin/python3', ['-c', ${JSON.stringify(python)}]);\n`,
  );
}

describeInVsCode('taps', (test) => {
  test('between two Python programs, by the palette: told what to change, in the tree, in the log, closed and reopened', async ({
    t,
    workbench,
  }) => {
    const rep = await Peer.zmq(t, 'REP', ['--bind', anyPort]);
    await workbench.runCommand('ZMQ: Tap Endpoint…');
    await workbench.answer(targetQuestion, rep.endpoint);
    const endpoint = await takeProposed(workbench);
    assert.notEqual(endpoint, rep.endpoint);
    await workbench
      .notification(/Let your program/)
      .getByRole('button', { name: 'Copy Endpoint' })
      .click();
    await workbench.until('the endpoint is copied', async () => (await workbench.copied()) === endpoint);

    const req = await Peer.zmq(t, 'REQ', ['--connect', endpoint]);
    await exchange(req, rep, 'hello');
    await workbench.showContainer();
    const tap = /^Tap of 127\.0\.0\.1:\d+, tap · open · .* · 1 connection/;
    await item(workbench, tap).waitFor();
    await item(workbench, /^1: REQ → REP, open · 127\.0\.0\.1:\d+ · ZMTP 3\.\d, NULL/).waitFor();

    await press(workbench, item(workbench, tap), 'Show Log of Tap');
    const inspector = await Inspector.in(workbench);
    await inspector.sees('hello!');
    assert.match(await inspector.filter.inputValue(), /^socket:"Tap of/);
    await press(workbench, item(workbench, /^1: REQ → REP/), 'Show Log of Connection');
    await workbench.until('the log of the connection', async () => /conn:1$/.test(await inspector.filter.inputValue()));
    await inspector.sees('hello!');

    await press(workbench, item(workbench, tap), 'Pause Recording');
    await item(workbench, /^Tap of .*, tap · paused/).waitFor();
    await exchange(req, rep, 'unseen');
    await press(workbench, item(workbench, /^Tap of .*, tap · paused/), 'Resume Recording');
    await item(workbench, tap).waitFor();
    await exchange(req, rep, 'seen');
    await inspector.sees('seen!');
    assert.equal(await inspector.rows('unseen').count(), 0);

    await press(workbench, item(workbench, tap), 'Close Tap');
    await workbench.dialog.filter({ hasText: /1 connection through Tap of/ }).waitFor();
    await workbench.dialog.getByRole('button', { name: 'Cancel' }).click();
    await exchange(req, rep, 'still');
    await press(workbench, item(workbench, tap), 'Close Tap');
    await workbench.dialog.getByRole('button', { name: 'Close Tap' }).click();
    await unfoldClosed(workbench);
    const closed = /^Tap of 127\.0\.0\.1:\d+, tap · closed/;
    await item(workbench, closed).waitFor();

    await workbench.reload();
    await unfoldClosed(workbench);
    await press(workbench, item(workbench, closed), 'Reopen Tap');
    await item(workbench, tap).waitFor();
    await exchange(req, rep, 'again');
  });

  test('in the place of a socket of the inspector', async ({ t, workbench }) => {
    await workbench.probe.command('zmq.openSocket', { type: 'PULL', bind: [anyPort], name: 'jobs' });
    await workbench.probe.command('zmq.openInspector');
    const inspector = await Inspector.in(workbench);
    const endpoint = await inspector.boundEndpoint();
    const push = await Peer.zmq(t, 'PUSH', ['--connect', endpoint]);
    push.send(['before']);
    await inspector.sees('received', 'jobs', 'before');
    await workbench.runCommand('ZMQ: Tap Endpoint…');
    await workbench.answer(targetQuestion, endpoint);
    await workbench.pick(/jobs of the inspector is bound at/, 'Put the Tap in Its Place');
    await workbench.notification(/Programs need no change/).waitFor();
    await inspector.sees(/Tap of/, 'handshake', 'PULL');
    push.send(['after']);
    await inspector.sees('received', 'jobs', 'after');
    await inspector.sees(/Tap of/, 'after');
  });

  test('are offered, filled in, where a socket would take messages from a program', async ({ t, workbench }) => {
    const push = await Peer.zmq(t, 'PUSH', ['--bind', anyPort]);
    await workbench.runCommand('ZMQ: New Socket…');
    await workbench.pick(/Type of the socket/, 'PULL');
    await workbench.pick(/Connect to another program, or bind/, 'Connect');
    await workbench.answerEndpoint(push.endpoint);
    await workbench.dialog.filter({ hasText: /takes part/ }).waitFor();
    await workbench.dialog.getByRole('button', { name: 'Tap Instead…' }).click();
    const target = await workbench.question(targetQuestion);
    assert.equal(await target.inputValue(), push.endpoint);
    await target.press('Enter');
    const endpoint = await takeProposed(workbench);
    const pull = await Peer.zmq(t, 'PULL', ['--connect', endpoint]);
    push.send(['job']);
    assert.deepEqual(await pull.received(), ['job']);
    // Once is enough.
    await workbench.runCommand('ZMQ: New Socket…');
    await workbench.pick(/Type of the socket/, 'PULL');
    await workbench.pick(/Connect to another program, or bind/, 'Connect');
    await workbench.answerEndpoint(endpoint);
    await (await Inspector.in(workbench)).sees('handshake', 'PULL');
  });

  test('by a task before the program: F5 starts the tap, then the program, and both end together', async ({ t, workbench }) => {
    const rep = await Peer.zmq(t, 'REP', ['--bind', anyPort]);
    const listen = await freeEndpoint();
    await writeLaunch(workbench.folder, { listen, target: rep.endpoint });
    await workbench.probe.command('zmq.openInspector');
    await workbench.showContainer();
    await workbench.until('the task is known', async () => {
      await workbench.runCommand('Debug: Start Debugging');
      return item(workbench, /^broker, tap · open/)
        .waitFor({ timeout: 15_000 })
        .then(
          () => true,
          () => false,
        );
    });
    assert.deepEqual(await rep.received(), ['from F5']);
    await item(workbench, /^1: REQ → REP/).waitFor();
    rep.send(['answer']);
    await (await Inspector.in(workbench)).sees('broker', 'answer');
    await item(workbench, /^broker/).waitFor({ state: 'detached' });
  });

  test('by a task that a person runs, until it is terminated', async ({ t, workbench }) => {
    const rep = await Peer.zmq(t, 'REP', ['--bind', anyPort]);
    await writeLaunch(workbench.folder, { listen: await freeEndpoint(), target: rep.endpoint });
    await workbench.showContainer();
    // Of a file that was just written it may not know, and then asks which task is meant.
    await workbench.until('the tap of the task', async () => {
      await workbench.page.keyboard.press('Escape');
      await workbench.probe.command('workbench.action.tasks.runTask', 'tap the broker');
      return item(workbench, /^broker, tap · open/)
        .waitFor({ timeout: 15_000 })
        .then(
          () => true,
          () => false,
        );
    });
    await workbench.probe.command('workbench.action.tasks.terminate', 'tap the broker');
    await item(workbench, /^broker/).waitFor({ state: 'detached' });
  });
});
