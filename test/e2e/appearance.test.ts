import assert from 'node:assert/strict';
import { Inspector } from '../support/inspector';
import { describeInVsCode } from '../support/vscodeTests';

const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  'high-contrast': 'Default High Contrast',
};

describeInVsCode('appearance', (test) => {
  const backgrounds = new Map<string, string>();
  for (const [name, theme] of Object.entries(themes)) {
    test(
      `${name}: the panel takes the theme's colours`,
      async ({ workbench }) => {
        await workbench.probe.command('zmq.openInspector');
        await workbench.probe.command('zmq.startDemo');
        const inspector = await Inspector.in(workbench);
        await (await inspector.sees('received', 'weather')).click();
        await inspector.details.waitFor();
        await inspector.button('Compose message', inspector.frame.getByRole('toolbar')).click();
        await inspector.composer.waitFor();
        await workbench.screenshot(`inspector-${name}`);

        const background = await inspector.frame.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
        assert.ok(![...backgrounds.values()].includes(background), `${name} has the background of another theme: ${background}`);
        backgrounds.set(name, background);
        const width = await inspector.frame.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        assert.ok((width[0] ?? 0) <= (width[1] ?? 0), 'nothing sticks out sideways');
      },
      { settings: { 'workbench.colorTheme': theme } },
    );
  }
});
