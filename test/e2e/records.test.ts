import assert from 'node:assert/strict';
import { Inspector } from '../support/inspector';
import { describeInVsCode } from '../support/vscodeTests';

describeInVsCode('records', (test) => {
  test('a frame opens as a document, two records are compared, and exact bytes are saved', async ({ workbench }) => {
    const { page, probe } = workbench;
    await probe.command('zmq.openInspector');
    const pub = await probe.command<string>('zmq.publish', { endpoint: 'tcp://127.0.0.1:*', name: 'station' });
    for (const temp of [21, 22]) await probe.command('zmq.send', { socket: pub, frames: ['weather', `{"town":"oslo","temp":${temp}}`] });
    await probe.command('zmq.send', { socket: pub, frames: ['raw', { hex: '00ff00ff' }] });
    const inspector = await Inspector.in(workbench);
    const { details } = inspector;

    await inspector.open('"temp":22');
    await inspector.act('Actions for frame 2', 'Open in Editor');
    await page.getByRole('tab', { name: /No\. \d+, frame 2\.json/ }).waitFor();
    await workbench.until('the values, indented', async () => /"town": "oslo",\s+"temp": 22/.test(await workbench.editorText()));
    assert.ok(await inspector.log.isVisible(), 'the log stays in sight');

    await inspector.open('"temp":21');
    await inspector.act('Actions for this message', 'Select for Compare');
    await inspector.open('"temp":22');
    await inspector.act('Actions for this message', /^Compare with No\. /);
    await page.getByRole('tab', { name: /No\. \d+ ↔ No\. \d+/ }).waitFor();
    await workbench.until('both of them', async () => /"temp": 21[\s\S]*"temp": 22/.test(await workbench.editorText()));

    await inspector.open('raw');
    const saved = await workbench.saveAs('frame.bin', () => inspector.act('Actions for frame 2', 'Save Frame…'), /Save Frame/);
    assert.equal(saved.toString('hex'), '00ff00ff');
    await details.getByText('Frame 2 saved.').waitFor();
    await inspector.act('Actions for frame 2', 'Copy as Hex');
    await workbench.until('the same bytes in the clipboard', async () => (await workbench.copied()) === '00ff00ff');
  });
});
