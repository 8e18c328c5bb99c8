import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Inspector } from '../support/inspector';
import { Peer } from '../support/peer';
import { describeInVsCode } from '../support/vscodeTests';

/** The window begins with the first one. */
const themes = { dark: 'Default Dark Modern', light: 'Default Light Modern', 'high-contrast': 'Default High Contrast' };

/** Roles of which each element has to have a name. */
const named = /^\s*- (button|textbox|searchbox|combobox|checkbox|grid|tree|form|menu|menuitem|toolbar)(?! ")\b.*/gm;

async function checkLook(inspector: Inspector): Promise<void> {
  const snapshot = await inspector.frame.locator('body').ariaSnapshot();
  assert.deepEqual(snapshot.match(named) ?? [], [], `each control has a name in\n${snapshot}`);
  const [wanted = 0, given = 0] = await inspector.frame.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(wanted <= given, `nothing sticks out sideways of ${given} px`);
}

describeInVsCode('reading, how it looks', (test) => {
  test(
    'values, plot, filter, composer and topics, in each theme, narrow and wide',
    async ({ t, workbench }) => {
      const { page } = workbench;
      const python = Peer.python(t, 'publishFormats.py', []);
      await python.next('ready');
      await workbench.probe.command('zmq.openInspector');
      await workbench.probe.command('zmq.subscribe', { endpoint: python.endpoint, name: 'reader' });
      await workbench.probe.command('zmq.startDemo');
      await workbench.probe.command('zmq.publish', { endpoint: 'tcp://127.0.0.1:*', name: 'station' });
      await workbench.showContainer();
      const inspector = await Inspector.in(workbench);
      await page.getByRole('treeitem', { name: /^weather\./ }).waitFor();
      await inspector.filter.fill('socket:reader');
      // The count is there before the rows are. Until then those of others are on the screen, and what is clicked may be another row.
      await inspector.finds(/\d+ matches/);
      await inspector.rows('Demo weather').first().waitFor({ state: 'detached' });
      await inspector.open('received', 'json');
      await inspector.tree(2).getByRole('treeitem').filter({ hasText: 'temp: 20.5' }).hover();
      await inspector.button('Plot .temp', inspector.details).click();
      for (let values = 2; values <= 6; values++) {
        python.child.stdin.write('again\n');
        await inspector.plot.getByRole('cell', { name: String(values), exact: true }).waitFor();
      }
      await inspector.open('received', 'msgpack');
      await inspector.tree(2).getByRole('treeitem').filter({ hasText: 'raw' }).click();

      const settings = path.join(workbench.folder, '.vscode', 'settings.json');
      await mkdir(path.dirname(settings));
      const backgrounds = new Set<string>();
      const background = () => inspector.frame.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
      for (const [name, theme] of Object.entries(themes)) {
        await writeFile(settings, JSON.stringify({ 'workbench.colorTheme': theme }));
        await workbench.until(`${name} has a background of its own`, async () => !backgrounds.has(await background()));
        backgrounds.add(await background());
        await inspector.filter.fill('socket:reader not dir:event');
        await inspector.finds(/\b36 matches/);
        for (const [width, sideBar] of [
          ['wide', 300],
          ['narrow', 940],
        ] as const) {
          await workbench.resizeSideBar(sideBar);
          await inspector.plot.waitFor();
          await checkLook(inspector);
          await workbench.screenshot(`reading-${name}-${width}`);

          await inspector.filter.fill('socket:reader ');
          await inspector.filter.press('Control+Space');
          await inspector.frame.getByRole('option', { name: /^topic/ }).waitFor();
          await checkLook(inspector);
          await workbench.screenshot(`filter-completion-${name}-${width}`);
          await inspector.filter.press('Escape');
          await inspector.filter.fill('socket:reader size>much');
          await inspector.frame.getByText(/^Not in use/).waitFor();
          await checkLook(inspector);
          await workbench.screenshot(`filter-error-${name}-${width}`);
          await inspector.filter.fill('socket:reader not dir:event');
          await inspector.finds(/\b36 matches/);

          await inspector.compose('station');
          await inspector.choose('Format of frame 1', 'JSON');
          await inspector.composer.getByRole('textbox', { name: 'Frame 1' }).fill('{"n": {{n}}, "id": "{{uuid}}"}');
          const every = inspector.composer.getByRole('textbox', { name: 'Every (ms)' });
          if (!(await every.isVisible())) await inspector.composer.getByText('Repeat', { exact: true }).click();
          await every.fill('500');
          await inspector.button('Start', inspector.composer).click();
          await inspector.composer
            .getByText(/station: \d+ sent/)
            .last()
            .waitFor();
          await checkLook(inspector);
          await workbench.screenshot(`composer-${name}-${width}`);
          await inspector.button('Stop sending from station', inspector.composer).click();
          await inspector.composer
            .getByText(/stopped/)
            .first()
            .waitFor();
          await inspector.button('Compose message', inspector.frame.getByRole('toolbar')).click();
        }
      }
    },
    { settings: { 'workbench.colorTheme': themes.dark } },
  );
});
