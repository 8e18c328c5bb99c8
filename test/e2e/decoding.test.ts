import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Inspector } from '../support/inspector';
import { Peer } from '../support/peer';
import { describeInVsCode } from '../support/vscodeTests';
import type { InWindow } from '../support/vscodeTests';
import type { Workbench } from '../support/workbench';

/** A workspace with a schema. */
const folder = path.resolve('test/peers/schemas');

const settingsFile = (workbench: Workbench) => path.join(workbench.folder, '.vscode', 'settings.json');

/** The inspector on a Python program that has sent a message of each format. */
async function subscribed({ t, workbench }: InWindow): Promise<{ inspector: Inspector; python: Peer }> {
  const python = Peer.python(t, 'publishFormats.py', []);
  await python.next('ready');
  await workbench.probe.command('zmq.openInspector');
  await workbench.probe.command('zmq.subscribe', { endpoint: python.endpoint, name: 'reader' });
  const inspector = await Inspector.in(workbench);
  await inspector.sees('received', 'picture');
  return { inspector, python };
}

describeInVsCode('decoding', (test) => {
  test(
    'what a Python program sends is readable, Protobuf by a rule that follows its schema',
    async (given) => {
      const { workbench } = given;
      const { inspector } = await subscribed(given);
      const { details } = inspector;

      await inspector.open('received', 'json');
      await inspector.decodedBy(2, 'Auto (JSON)');
      await inspector.reads(2, 'station: "oslo"', 'temp: 20.5', 'id: 9007199254740993', 'wind: NaN');
      await inspector.open('received', 'msgpack');
      await inspector.decodedBy(2, 'Auto (MessagePack)');
      await inspector.reads(2, 'id: 18446744073709551615', '7: "seven"', 'raw: 0x00ff');
      await inspector.open('received', /pickle\b/);
      await inspector.decodedBy(2, 'Auto (Pickle)');
      await inspector.reads(2, 'id: 1180591620717411303424', 'seen:', '"oslo"', '0: 59.9');
      await inspector.open('received', 'pickled');
      await inspector.reads(2, 'weather_pb2.Report', 'serialized');
      await inspector.open('received', 'picture');
      const picture = details.getByRole('img', { name: 'Frame 2, 48 × 32 pixels' });
      await workbench.until('the picture is drawn', () =>
        picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth === 48 && image.naturalHeight === 32),
      );
      await details.getByText('PNG, 48 × 32 pixels').waitFor();
      await inspector.act('Actions for frame 2', 'Open in Editor');
      await workbench.page.getByRole('tab', { name: /No\. \d+, frame 2\.png/ }).waitFor();
      // VS Code's own view of pictures tells their size.
      await workbench.page.getByText('48x32', { exact: true }).waitFor();
      await workbench.probe.command('workbench.action.closeActiveEditor');

      await inspector.open('received', 'protobuf');
      await inspector.decodedBy(2, 'Auto (Protobuf)');
      await inspector.reads(2, '1: "oslo"');
      await inspector.act('Actions for frame 2', 'Decode This Topic as…');
      await workbench.pick(/How to read its frames/, 'Protobuf');
      await workbench.pick(/File that describes its messages/, 'weather.proto');
      await workbench.pick(/Type of its messages/, 'weather.Report');
      await workbench.notification(/is read as Protobuf/).waitFor();
      const rule = { topic: 'protobuf', frame: 2, decoder: 'protobuf', protoFile: 'weather.proto', messageType: 'weather.Report' };
      assert.deepEqual(JSON.parse(await readFile(settingsFile(workbench), 'utf8')), { 'zmq.decoders': [rule] });
      await inspector.decodedBy(2, 'Auto (Protobuf)');
      await inspector.reads(2, 'station: "oslo"', 'temp: 20.5', /sky:.*RAIN/, 'id: 9223372036854775809');
      await inspector.sees('received', 'protobuf', /"?station"?: ?"oslo"/);
      const { frame, ...forAllFrames } = rule;
      await writeFile(settingsFile(workbench), JSON.stringify({ 'zmq.decoders': [forAllFrames] }));
      await inspector.reads(3, 'station: "rome"');

      const schema = path.join(workbench.folder, 'weather.proto');
      const good = await readFile(schema, 'utf8');
      await writeFile(schema, good.replace('double temp = 2;', 'double temp 2;'));
      const problem = details.getByText(/weather\.proto.*line 12|weather\.proto:12/).first();
      await problem.waitFor();
      await inspector.reads(2, '1: "oslo"', /2:.*20\.5/);
      await inspector.button('Show Cause', details).first().click();
      await workbench.page.getByRole('tab', { name: 'weather.proto' }).waitFor();
      await workbench.page.locator('.statusbar').getByText('Ln 12, Col 1').waitFor();
      await writeFile(schema, good);
      await problem.waitFor({ state: 'detached' });
      await inspector.reads(2, 'station: "oslo"');
    },
    { folder },
  );

  test('a module of the workspace reads a format of its own, as the README shows, and is loaded again when it changes', async ({
    workbench,
  }) => {
    const readme = await readFile(path.resolve('README.md'), 'utf8');
    const [, shown = ''] = /\n {4}\/\/ decoders\/gps\.js\n((?: {4}.*\n)+)/.exec(readme) ?? [];
    const module = path.join(workbench.folder, 'decoders', 'gps.js');
    await mkdir(path.dirname(module));
    await writeFile(module, shown.replaceAll(/^ {4}/gm, ''));
    await mkdir(path.dirname(settingsFile(workbench)));
    await writeFile(
      settingsFile(workbench),
      JSON.stringify({ 'zmq.decoders': [{ topic: 'gps', decoder: 'module', module: 'decoders/gps.js' }] }),
    );
    const bytes = Buffer.alloc(22, 0xff);
    bytes.writeUInt32LE(1_700_000_000, 0);
    bytes.writeDoubleLE(59.9, 4);
    bytes.writeDoubleLE(10.7, 12);
    await workbench.probe.command('zmq.openInspector');
    const inspector = await Inspector.in(workbench);
    const socket = await workbench.probe.command<string>('zmq.publish', { endpoint: 'tcp://127.0.0.1:*', name: 'gps' });
    await workbench.probe.command('zmq.send', { socket, frames: ['gps/roof', { hex: bytes.toString('hex') }] });
    await inspector.open('sent', 'gps/roof');
    await inspector.decodedBy(2, 'Auto (Module)');
    await inspector.reads(2, 'device: "roof"', 'time: "2023-11-14T22:13:20.000Z"', '0: 59.9', '1: 10.7', 'flags: 0xffff');
    await writeFile(module, 'exports.decode = (bytes) => {\n  return missing + bytes.length;\n};\n');
    await inspector.details
      .getByText(/gps\.js, line 2: ReferenceError: missing is not defined/)
      .first()
      .waitFor();
    await writeFile(module, 'export const decode = (bytes) => ({ length: bytes.length });\n');
    await inspector.reads(2, 'length: 22');
  });

  test(
    'settings.json completes rules and says what is wrong with them, and so does the frame',
    async (given) => {
      const { workbench } = given;
      const { page } = workbench;
      const { inspector } = await subscribed(given);
      await mkdir(path.dirname(settingsFile(workbench)));
      await writeFile(settingsFile(workbench), '{\n  "zmq.decoders": [\n    { "topic": "msgpack", "decoder": "toml" }\n  ]\n}\n');
      await inspector.open('received', 'msgpack');
      await inspector.details.getByText(/Rule 1 of zmq\.decoders: There is no decoder "toml"/).waitFor();

      await workbench.runCommand('ZMQ: Edit Decoders');
      await page
        .locator('.suggest-widget')
        .getByRole('option', { name: /^Rule for a topic/ })
        .click();
      await page.keyboard.type('json');
      // The Tab key takes a suggestion where one has come up for what was typed.
      await workbench.probe.command('jumpToNextSnippetPlaceholder');
      await page.keyboard.press('Delete');
      await page.keyboard.press('Control+Space');
      await page
        .locator('.suggest-widget')
        .getByRole('option', { name: /^"avro"/ })
        .waitFor();
      await page.keyboard.type('text');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+s');
      const rules = [
        { topic: 'json', decoder: 'text' },
        { topic: 'msgpack', decoder: 'toml' },
      ];
      await workbench.until('the rules are saved', async () => (await readFile(settingsFile(workbench), 'utf8')).includes('"text"'));
      assert.deepEqual(JSON.parse(await readFile(settingsFile(workbench), 'utf8')), { 'zmq.decoders': rules });
      // The language server looks at the text a moment after it was typed; before that there is no problem to go to.
      const problem = page.getByText(/Value is not accepted\. Valid values: .*"msgpack"/).first();
      await workbench.until('the problem of the other rule is shown', async () => {
        await page.keyboard.press('F8');
        return await problem.waitFor({ timeout: 1000 }).then(
          () => true,
          () => false,
        );
      });
      await workbench.probe.command('workbench.action.closeModalEditor');
      await inspector.details.getByText(/Rule 2 of zmq\.decoders: There is no decoder "toml"/).waitFor();
      await inspector.open('received', 'json');
      await inspector.decodedBy(2, 'Auto (Text)');
    },
    { folder },
  );

  test('a number is plotted from the tree, follows what arrives, and is exported as picture and as table', async (given) => {
    const { workbench } = given;
    const { inspector, python } = await subscribed(given);
    const { plot } = inspector;
    await inspector.open('received', 'json');
    await inspector.tree(2).getByRole('treeitem').filter({ hasText: 'temp: 20.5' }).hover();
    await inspector.button('Plot .temp', inspector.details).click();
    for (let values = 2; values <= 8; values++) {
      python.child.stdin.write('again\n');
      await plot
        .getByRole('row', { name: /^\.temp of json/ })
        .filter({ has: inspector.frame.getByRole('cell', { name: String(values), exact: true }) })
        .waitFor();
    }
    await plot
      .getByRole('row', { name: /^\.temp of json/ })
      .filter({ hasText: '27.5' })
      .waitFor();
    /** How much higher, in px, the line ends than it begins. */
    const rise = () =>
      plot.locator('canvas').evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
        const heights: number[] = [];
        for (let x = 0; x < canvas.width; x++) {
          for (let y = 0; y < canvas.height; y++) {
            const at = 4 * (y * canvas.width + x);
            // Axes and grid are grey.
            if ((data[at + 3] ?? 0) > 200 && Math.abs((data[at] ?? 0) - (data[at + 2] ?? 0)) > 60) heights.push(canvas.height - y);
          }
        }
        return (heights.at(-1) ?? 0) - (heights[0] ?? 0);
      });
    await workbench.until('a line that goes up', async () => (await rise()) > 30);

    const png = await workbench.saveAs('plot.png', () => inspector.act('Export plot', 'Export as PNG…'), /Save/);
    assert.equal(png.toString('latin1', 1, 4), 'PNG');
    const csv = (await workbench.saveAs('plot.csv', () => inspector.act('Export plot', 'Export as CSV…'), /Save/)).toString();
    const [head, ...lines] = csv.trimEnd().split('\r\n');
    assert.equal(head, 'time,series,value');
    assert.deepEqual(
      lines.map((line) => Number(line.split(',').at(-1))),
      [20.5, 21.5, 22.5, 23.5, 24.5, 25.5, 26.5, 27.5],
    );
    assert.ok(
      lines.every((line) => /^\d{4}-\d\d-\d\dT[\d:.]+Z,".temp of json",/.test(line)),
      csv,
    );
  });
});
