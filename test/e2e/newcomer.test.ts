import assert from 'node:assert/strict';
import { Inspector } from '../support/inspector';
import { describeInVsCode } from '../support/vscodeTests';

describeInVsCode('newcomer', (test) => {
  test('two clicks after installation there is traffic to look at', async ({ workbench }) => {
    const { page } = workbench;
    await page.getByRole('tab', { name: 'ZMQ' }).first().click();
    const start = page.getByRole('button', { name: 'Start Demo Peers' });
    await start.waitFor();
    assert.equal(page.viewportSize()?.height, 900);
    assert.ok(await start.evaluate(isWhollyInSight), 'the button is in sight without scrolling');
    await start.click();
    const inspector = await Inspector.in(workbench);
    await inspector.sees('received', 'weather');
    await page.getByRole('treeitem', { name: /SUB · open/ }).waitFor();
    await page
      .locator('.statusbar')
      .getByText(/ZMQ: 1 open/)
      .waitFor();

    await inspector.status.filter({ hasText: /Shown [1-9].*Kept [1-9].*Evicted 0.*[1-9] messages\/s/s }).waitFor();

    await inspector.button('Pause').click();
    await workbench.until('unseen records are counted', async () =>
      /[1-9][\d,]* unseen records?/.test(await inspector.frame.getByRole('toolbar').innerText()),
    );
    await inspector.button('Resume').click();
    await inspector.frame.getByText(/unseen record/).waitFor({ state: 'hidden' });

    // What else there is to try.
    const hint = page.getByText(/echo server for REQ at tcp:.*job queue for PULL at tcp:/);
    await hint.waitFor();

    await workbench.runCommand('ZMQ: Stop Demo Peers');
    await hint.waitFor({ state: 'detached' });
    await inspector.button('Clear log').click();
    await workbench.until('the log is empty and stays so', async () => (await inspector.rows('weather').count()) === 0);
  });

  test('by keyboard alone: open a socket, look at a message, write one', async ({ workbench }) => {
    const { keyboard } = workbench.page;
    await workbench.probe.command('zmq.openInspector');
    const inspector = await Inspector.in(workbench);
    await workbench.probe.command('zmq.openSocket', { type: 'PAIR', bind: ['inproc://pair'], name: 'left' });
    await workbench.probe.command('zmq.openSocket', { type: 'PAIR', connect: ['inproc://pair'], name: 'right' });
    await workbench.runCommand('ZMQ: Send Message…');
    const input = await workbench.question(/Socket to send from/);
    await input.fill('left');
    await keyboard.press('Enter');
    await inspector.composer.getByRole('textbox', { name: 'Frame 1' }).waitFor();
    await workbench.until('the composer has the focus', () =>
      inspector.composer.evaluate(
        (form) => form.getRootNode() instanceof ShadowRoot && (form.getRootNode() as ShadowRoot).activeElement !== null,
      ),
    );
    for (let presses = 0; presses < 10 && !(await hasFocus(inspector)); presses++) await keyboard.press('Tab');
    await keyboard.type('typed without a mouse');
    await keyboard.press('Control+Enter');
    await inspector.sees('received', 'right', 'typed without a mouse');

    await inspector.log.focus();
    await keyboard.press('End');
    await keyboard.press('Enter');
    await inspector.details.getByText('typed without a mouse').first().waitFor();
    await keyboard.press('Escape');
    await inspector.details.waitFor({ state: 'hidden' });
  });

  test('markup in names, topics and payloads is text', async ({ workbench }) => {
    const markup = '<img src=x onerror="document.title=\'run\'">';
    await workbench.probe.command('zmq.openInspector');
    const inspector = await Inspector.in(workbench);
    await workbench.probe.command('zmq.openSocket', { type: 'PAIR', bind: ['inproc://markup'], name: markup });
    await workbench.probe.command('zmq.openSocket', { type: 'PAIR', connect: ['inproc://markup'], name: 'other' });
    await workbench.probe.command('zmq.send', { socket: 'other', frames: [markup, markup] });
    await (await inspector.sees('received', markup)).click();
    await inspector.details.getByText(markup).first().waitFor();
    assert.equal(await inspector.frame.locator('img').count(), 0);
    assert.notEqual(await inspector.frame.title(), 'run');
  });
});

/** Whether the first frame's textbox has the focus. */
function hasFocus(inspector: Inspector): Promise<boolean> {
  return inspector.composer
    .getByRole('textbox', { name: 'Frame 1' })
    .evaluate((field) => (field.getRootNode() as ShadowRoot).activeElement === field);
}

/** Whether nothing of an element is cut off by what it lies in. Runs in the page. */
function isWhollyInSight(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  for (let around = element.parentElement; around; around = around.parentElement) {
    if (getComputedStyle(around).overflowY === 'visible') continue;
    const box = around.getBoundingClientRect();
    if (top < box.top || bottom > box.bottom) return false;
  }
  return top >= 0 && bottom <= innerHeight;
}
