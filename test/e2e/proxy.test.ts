import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { Inspector } from '../support/inspector';
import { Peer } from '../support/peer';
import { freeEndpoint } from '../support/script';
import { press, unfoldClosed } from '../support/socketsTree';
import { describeInVsCode } from '../support/vscodeTests';
import type { Workbench } from '../support/workbench';

const anyPort = 'tcp://127.0.0.1:*';
const item = ({ page }: Workbench, name: RegExp) => page.getByRole('treeitem', { name });

/** Starts a queue by the palette. @returns where clients and workers connect, as the person is told */
async function startQueue(workbench: Workbench): Promise<{ front: string; back: string }> {
  await workbench.runCommand('ZMQ: Start Proxy…');
  await workbench.pick(/What the proxy is to pass on/, 'Queue');
  await workbench.answer(/Endpoints of the frontend \(ROUTER\)/, anyPort);
  await workbench.answer(/Endpoints of the backend \(DEALER\)/, anyPort);
  const told = workbench.notification(/passes messages between/);
  await told.waitFor();
  const [front = '', back = ''] = (await told.innerText()).match(/tcp:\/\/[\d.:]+/g) ?? [];
  return { front, back };
}

describeInVsCode('proxies and faults', (test) => {
  test('a queue by the palette: clients and workers, tree and log; paused, faulty, stopped and started again', async ({ t, workbench }) => {
    const { front, back } = await startQueue(workbench);
    const worker = await Peer.zmq(t, 'REP', ['--connect', back]);
    const client = await Peer.zmq(t, 'REQ', ['--connect', front]);
    const exchange = async (text: string) => {
      client.send([text]);
      assert.deepEqual(await worker.received(), [text]);
      worker.send([`${text}!`]);
      assert.deepEqual(await client.received(), [`${text}!`]);
    };
    await exchange('hello');

    await workbench.showContainer();
    const running = /^Queue p1, proxy · open · ROUTER ⇄ DEALER/;
    await item(workbench, running).waitFor();
    await item(workbench, /^frontend: ROUTER, bind tcp:\/\/127\.0\.0\.1:\d+ · 1 peer/).waitFor();
    await item(workbench, /^backend: DEALER, bind tcp:\/\/127\.0\.0\.1:\d+ · 1 peer/).waitFor();
    await press(workbench, item(workbench, running), 'Show Log of Proxy');
    const inspector = await Inspector.in(workbench);
    await inspector.sees('frontend → backend', 'hello');
    await inspector.sees('backend → frontend', 'hello!');

    await press(workbench, item(workbench, running), 'Pause Proxy');
    const paused = /^Queue p1, proxy · paused/;
    await item(workbench, paused).waitFor();
    client.send(['waits']);
    await press(workbench, item(workbench, paused), 'Let Messages Pass Again');
    assert.deepEqual(await worker.received(), ['waits']);
    worker.send(['waited']);
    assert.deepEqual(await client.received(), ['waited']);

    await workbench.runCommand('ZMQ: Set Faults…');
    await workbench.pick(/What is to become of messages that pass/, 'hold');
    await workbench.pick(/Which messages/, 'both ways');
    await workbench.answer(/A filter as in the log/, 'held');
    await item(workbench, /^Queue p1, proxy · open · .* · 1 fault/).waitFor();
    await workbench.page.locator('.statusbar-item', { hasText: '1 fault' }).waitFor();
    client.send(['held back']);
    const holding = /^Queue p1, proxy · open · .* · 1 fault/;
    await press(workbench, item(workbench, holding), 'Held Messages…');
    await workbench.pick(/Those behind it wait as well/, 'No.');
    await workbench.pick(/./, 'Edit…');
    const box = await workbench.question(/Its frames as JSON/);
    const [id, ...frames] = JSON.parse(await box.inputValue()) as unknown[];
    assert.deepEqual(frames, ['', 'held back']);
    await box.fill(JSON.stringify([id, '', 'edited by hand']));
    await box.press('Enter');
    assert.deepEqual(await worker.received(), ['edited by hand']);
    worker.send(['ok']);
    assert.deepEqual(await client.received(), ['ok']);
    await workbench.runCommand('ZMQ: Set Faults…');
    await workbench.pick(/What is to become of messages that pass/, 'Switch all faults off');
    await workbench.page.locator('.statusbar-item', { hasText: 'fault' }).waitFor({ state: 'detached' });

    await press(workbench, item(workbench, running), 'Stop Proxy');
    await workbench.dialog.filter({ hasText: /2 connections of Queue p1 will be cut/ }).waitFor();
    await workbench.dialog.getByRole('button', { name: 'Stop Proxy' }).click();
    await unfoldClosed(workbench);
    const stopped = /^Queue p1, proxy · closed/;
    await item(workbench, stopped).waitFor();
    await workbench.reload();
    await unfoldClosed(workbench);
    await press(workbench, item(workbench, stopped), 'Start Proxy Again');
    await item(workbench, running).waitFor();
    await press(workbench, item(workbench, running), 'Stop Proxy');
  });

  test('by argument objects: any types, several endpoints, faults of a tap in red; what is wrong is said', async ({ t, workbench }) => {
    const { probe } = workbench;
    const sink = await Peer.zmq(t, 'PULL', ['--bind', anyPort]);
    const id = await probe.command('zmq.startProxy', {
      kind: 'pull/push',
      frontend: { bind: [anyPort, anyPort] },
      backend: { connect: sink.endpoint },
      name: 'shares',
    });
    assert.equal(id, 'p1');
    for (const [argument, says] of [
      [{ kind: 'ring', frontend: anyPort, backend: anyPort }, /"ring" is no kind of proxy/],
      [{ kind: 'router/router', frontend: anyPort, backend: anyPort }, /What a ROUTER socket receives cannot go on at a ROUTER socket/],
      [{ kind: 'queue', frontend: 'tpc://x', backend: anyPort }, /tpc/],
    ] as const)
      await assert.rejects(probe.command('zmq.startProxy', argument), says);
    const rep = await Peer.zmq(t, 'REP', ['--bind', anyPort]);
    const listen = await freeEndpoint();
    const tap = await probe.command('zmq.tap', { listen, target: rep.endpoint, name: 'watched' });
    await probe.command('zmq.setFaults', {
      tap,
      faults: [
        { kind: 'delay', ms: 50 },
        { kind: 'drop', share: 0.1 },
      ],
    });
    await assert.rejects(probe.command('zmq.setFaults', { tap, proxy: id, faults: [] }), /one of tap and proxy/);
    await assert.rejects(probe.command('zmq.setFaults', { tap, faults: [{ kind: 'delay' }] }), /ms/);
    await workbench.showContainer();
    await item(workbench, /^watched, tap · open · .* · 2 faults/).waitFor();
    await item(workbench, /^shares, proxy · open · PULL ⇄ PUSH/).waitFor();
    await probe.command('zmq.setFaults', { tap, faults: [] });
    await item(workbench, /^watched, tap · open · .* · 0 connections/).waitFor();
    await probe.command('zmq.stopProxy', { proxy: 'shares' });

    const { hostname: host, port } = new URL(listen);
    const programs = Array.from({ length: 250 }, () => connect({ host, port: Number(port) }));
    t.after(() => programs.forEach((program) => program.destroy()));
    await item(workbench, /^watched, tap · open · .* · 250 connections/).waitFor();
    await item(workbench, /^watched, tap · open/).click();
    // The click folded it.
    await workbench.page.keyboard.press('ArrowRight');
    await workbench.page.keyboard.press('End');
    await item(workbench, /^200 of 250 shown/).waitFor();
  });
});
