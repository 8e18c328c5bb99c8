import assert from 'node:assert/strict';
import { Inspector } from '../support/inspector';
import { Peer } from '../support/peer';
import { isAlive, until } from '../support/processes';
import type { InWindow } from '../support/vscodeTests';
import { unfoldClosed } from '../support/socketsTree';
import { describeInVsCode } from '../support/vscodeTests';

/** A PULL bound to a free port with one message from Python in the log. */
async function pullWithTraffic({ t, workbench }: InWindow): Promise<{ inspector: Inspector; push: Peer }> {
  await workbench.probe.command('zmq.openInspector');
  await workbench.probe.command('zmq.openSocket', { type: 'PULL', bind: ['tcp://127.0.0.1:*'], name: 'jobs' });
  const inspector = await Inspector.in(workbench);
  const push = await Peer.zmq(t, 'PUSH', ['--connect', await inspector.boundEndpoint()]);
  push.send(['before']);
  await inspector.sees('received', 'before');
  return { inspector, push };
}

describeInVsCode('recovery', (test) => {
  for (const signal of ['SIGKILL', 'SIGABRT'] as const) {
    test(`an engine ended by ${signal} comes back on the same port, and the extension host goes on`, async (given) => {
      const { code, workbench } = given;
      const { inspector, push } = await pullWithTraffic(given);
      const [engine, ...more] = await code.enginePids();
      assert.ok(engine !== undefined && more.length === 0, 'one engine runs');
      const host = workbench.probe;

      process.kill(engine, signal);
      await until('another engine runs', async () => (await code.enginePids()).some((pid) => pid !== engine), 30_000);
      await inspector.sees(/lost/);
      // The Python PUSH connects again to the port it knows.
      push.send(['after']);
      await inspector.sees('received', 'after');
      assert.equal(await inspector.rows('before').count(), 0, 'the old log is gone with the old engine');
      assert.ok(isAlive(host.pid));
      assert.equal((await host.pauses()).longest >= 0, true, 'the same extension host still answers');
    });
  }

  test('the log follows the newest again after the engine was restarted, and after it was cleared', async (given) => {
    const { workbench } = given;
    const { inspector, push } = await pullWithTraffic(given);
    const follows = async (name: string) => {
      for (let i = 0; i < 200; i++) push.send([`${name} ${i}`]);
      await inspector.sees('received', `${name} 199`);
    };
    await follows('first');
    // Somebody reads an older record.
    await inspector.open('first 170');
    await inspector.frame.page().keyboard.press('Escape');
    await inspector.details.waitFor({ state: 'hidden' });
    await workbench.runCommand('ZMQ: Restart Engine');
    await inspector.sees(/lost/);
    await follows('second');
    await inspector.open('second 180');
    await inspector.frame.page().keyboard.press('Escape');
    await workbench.runCommand('ZMQ: Clear Log');
    await workbench.until('the log is empty', async () => (await inspector.rows('second').count()) === 0);
    await follows('third');
  });

  test('demo peers come back with their engine', async ({ code, workbench }) => {
    await workbench.probe.command('zmq.startDemo');
    const inspector = await Inspector.in(workbench);
    await inspector.sees('received', 'weather');
    const [engine] = await code.enginePids();
    assert.ok(engine !== undefined);
    process.kill(engine, 'SIGKILL');
    await inspector.sees(/At least [1-9][\d,]* records were lost/);
    await inspector.sees('received', 'weather');
  });

  test('an engine that ends again and again is given up, and a person restarts it', async (given) => {
    const { code, workbench } = given;
    const { inspector, push } = await pullWithTraffic(given);
    let last: number | undefined;
    for (let ends = 0; ends < 5; ends++) {
      const next = await given.workbench
        .until('the next engine runs', async () => (await code.enginePids()).some((pid) => pid !== last))
        .then(() => code.enginePids());
      last = next.find((pid) => pid !== last);
      assert.ok(last !== undefined);
      process.kill(last, 'SIGKILL');
    }
    const asked = workbench.notification(/ended 5 times within 3 minutes/);
    await asked.getByRole('button', { name: 'Restart Engine' }).click();
    await inspector.sees(/lost/);
    push.send(['after all']);
    await inspector.sees('received', 'after all');

    const [before] = await code.enginePids();
    await workbench.runCommand('ZMQ: Restart Engine');
    await workbench.until('another engine runs', async () => (await code.enginePids()).some((pid) => pid !== before));
    push.send(['and again']);
    await inspector.sees('received', 'and again');
  });

  test('a reload closes the sockets, keeps the panel, and Reopen All brings them back', async (given) => {
    const { code, workbench } = given;
    const { inspector: old } = await pullWithTraffic(given);
    await old.frame.getByRole('searchbox', { name: 'Filter' }).fill('e');
    await old.frame.getByText(/match/).waitFor();
    const [engine] = await code.enginePids();
    assert.ok(engine !== undefined);
    await workbench.reload();
    const inspector = await Inspector.in(workbench);
    await until(
      'the panel is as it was',
      async () => (await inspector.frame.getByRole('searchbox', { name: 'Filter' }).inputValue()) === 'e',
    );
    await until('the old engine is gone', () => !isAlive(engine), 20_000);
    await until('the log is empty', async () => (await inspector.rows('before').count()) === 0);

    await workbench.page.getByRole('tab', { name: 'ZMQ' }).first().click();
    await unfoldClosed(workbench);
    await workbench.page.getByRole('treeitem', { name: /^jobs, PULL · closed/ }).waitFor();
    await workbench.runCommand('ZMQ: Reopen All');
    await workbench.page.getByRole('treeitem', { name: /^jobs, PULL · open/ }).waitFor();
    const push = await Peer.zmq(given.t, 'PUSH', ['--connect', await inspector.boundEndpoint()]);
    push.send(['once more']);
    await inspector.sees('received', 'once more');
  });

  test('a reload forgets the demo, whose endpoints end with their engine', async ({ workbench }) => {
    await workbench.probe.command('zmq.openSocket', { type: 'PULL', bind: ['tcp://127.0.0.1:*'], name: 'jobs' });
    await workbench.probe.command('zmq.startDemo');
    await (await Inspector.in(workbench)).sees('received', 'weather');
    await workbench.page.getByRole('tab', { name: 'ZMQ' }).first().click();
    await workbench.page.getByRole('treeitem', { name: /^Demo weather, SUB · open/ }).waitFor();
    await workbench.reload();
    await unfoldClosed(workbench);
    await workbench.page.getByRole('treeitem', { name: /^jobs, PULL · closed/ }).waitFor();
    await workbench.runCommand('ZMQ: Reopen All');
    await workbench.page.getByRole('treeitem', { name: /^jobs, PULL · open/ }).waitFor();
    assert.equal(await workbench.page.getByRole('treeitem', { name: /^Demo weather/ }).count(), 0);
  });

  test('the engine ends with its window', async (given) => {
    const { code, workbench } = given;
    await pullWithTraffic(given);
    const [engine] = await code.enginePids();
    assert.ok(engine !== undefined);
    process.kill(workbench.probe.pid, 'SIGKILL');
    await until('the engine of a killed extension host ends', () => !isAlive(engine), 5000);
  });
});
