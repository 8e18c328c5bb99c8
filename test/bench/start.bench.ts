import { setTimeout as delay } from 'node:timers/promises';
import type { Scope } from '../support/engineClient';
import { Peer } from '../support/peer';
import { atMost, sharedRuns, type Bench, type BenchCase } from './frame';
import { freshWindow } from './windows';

const extension = 'zmq-inspector.zmq-inspector';

/** ms that a start takes. */
interface Start {
  activation: number;
  /** From the command to the first row of a message on the screen, with an engine that does not run yet. */
  firstRow: number;
}

/** Keeps, in each page that comes, when the first row of a message was drawn. */
function watchRows(): void {
  const find = (root: ParentNode | ShadowRoot): Element | undefined =>
    root.querySelector('.record.in') ??
    [...root.querySelectorAll('*')].map(({ shadowRoot }) => (shadowRoot ? find(shadowRoot) : undefined)).find((each) => each !== undefined);
  // A webview is written into its page anew, which ends what waits for a frame of the page before.
  const timer = setInterval(() => {
    if (!document.querySelector('zmq-inspector') || !find(document)) return;
    clearInterval(timer);
    requestAnimationFrame(() => Object.assign(window, { zmqFirstRow: Date.now() }));
  }, 4);
}

async function started(scope: Scope): Promise<Start> {
  const peer = Peer.c(scope, 'flood.c', ['pub', 'bind', 'tcp://127.0.0.1:*', '--size', '100', '--rate', '100', '--seconds', '90']);
  await peer.next('ready');
  const workbench = await freshWindow(scope, {});
  await workbench.page.addInitScript(watchRows);
  // VS Code itself is done with its own start.
  await delay(3000);
  const activation = await workbench.probe.activate(extension);
  const since = Date.now();
  // As the command does once a person has answered what it asks.
  await Promise.all([workbench.probe.command('zmq.subscribe', { endpoint: peer.endpoint }), workbench.probe.command('zmq.openInspector')]);
  const frame = await workbench.inspector();
  const drawn = await frame.waitForFunction(() => (window as unknown as { zmqFirstRow?: number }).zmqFirstRow);
  return { activation, firstRow: Number(await drawn.jsonValue()) - since };
}

export const bench: Bench = () => {
  const starts = sharedRuns(started);
  const figure = (name: string, read: (start: Start) => number, allowed: number): BenchCase => {
    const ours = starts();
    return {
      bench: 'start',
      case: name,
      unit: 'ms',
      ours: { name: 'extension in VS Code', run: async (scope) => ({ value: read(await ours(scope)), lost: 0 }) },
      ...atMost(allowed),
    };
  };
  return [
    figure('activation', ({ activation }) => activation, 50),
    figure('from `zmq.subscribe` to the first row, with a cold engine', ({ firstRow }) => firstRow, 700),
  ];
};
