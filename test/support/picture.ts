import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { Inspector } from './inspector';
import { VsCode } from './vscode';

/** Takes the README's picture: the inspector at work on the demo peers, in the real VS Code. */
export async function takePicture(file: string): Promise<void> {
  const code = await VsCode.start();
  try {
    const workbench = await code.openWindow({
      folder: path.resolve('examples'),
      settings: { 'workbench.colorTheme': 'Default Dark Modern', 'workbench.layoutControl.enabled': false },
    });
    await workbench.page.getByRole('tab', { name: 'ZMQ' }).first().click();
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
    await inspector.rows('received', 'weather').last().click();
    await inspector.details.getByText('"temp"').first().waitFor();
    await inspector.status.filter({ hasText: /Shown [1-9].*Kept [1-9]/s }).waitFor();
    await copyFile(await workbench.screenshot('picture'), file);
    await workbench.close();
  } finally {
    await code.stop();
  }
}
