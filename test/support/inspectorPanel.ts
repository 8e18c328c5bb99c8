import type { Browser, Locator, Page } from 'playwright-core';
import type { SocketInfo } from '../../src/protocol/sockets';
import { bytesOf, EngineClient, type Scope } from './engineClient';
import { InspectorHost } from './inspectorHost';
import { rowsWith } from './logRows';
import { until } from './processes';
import { WebviewPage } from './webviewPage';

/** The inspector's panel on a real engine, and what tests look at. */
export interface Bench {
  engine: EngineClient;
  host: InspectorHost;
  webview: WebviewPage;
  page: Page;
  grid: Locator;
  details: Locator;
}

/** The panel on a real engine; `prepare` runs before the page is there. */
export async function openPanel(t: Scope, browser: Browser, prepare?: (engine: EngineClient) => Promise<unknown>): Promise<Bench> {
  const engine = EngineClient.start(t);
  await prepare?.(engine);
  const host = new InspectorHost(engine);
  const webview = await WebviewPage.open(t, browser, host.serve);
  const { page } = webview;
  return {
    engine,
    host,
    webview,
    page,
    grid: page.getByRole('grid', { name: 'Traffic log' }),
    details: page.getByRole('region', { name: 'Message details' }),
  };
}

/** The panel, so many px wide, on a log in which one PAIR has sent `hello` to another one. */
export async function openOnHello(t: Scope, browser: Browser, width: number): Promise<Bench> {
  const bench = await openPanel(t, browser);
  await bench.page.setViewportSize({ width, height: 800 });
  const { left } = await pair(bench.engine);
  await bench.engine.send(left.id, [bytesOf('hello')]);
  await record(bench.grid, 'hello', 'received').waitFor();
  return bench;
}

/** A PAIR on each side of a connection, both connected. */
export async function pair(engine: EngineClient, name = 'left'): Promise<{ left: SocketInfo; right: SocketInfo; address: string }> {
  const left = await engine.open({ type: 'pair', name, bind: ['tcp://127.0.0.1:*'] });
  const address = left.endpoints[0]?.resolved ?? '';
  const right = await engine.open({ type: 'pair', name: 'right', connect: [address] });
  await engine.waitForPeers(left.id);
  return { left, right, address };
}

export const record = (grid: Locator, text: string, direction: 'received' | 'sent' | 'event'): Locator =>
  rowsWith(grid.page(), text, direction);
export const button = (scope: Page | Locator, name: string): Locator => scope.getByRole('button', { name, exact: true });

/** Waits until a text field holds the text: the toolkit draws a change a moment later. */
export async function holds(field: Locator, text: string): Promise<void> {
  await until(`a field with ${text}`, async () => (await field.inputValue()) === text);
}

export async function compose(page: Page, from?: string): Promise<Locator> {
  await button(page, 'Compose message').click();
  const form = page.getByRole('form', { name: 'Compose message' });
  if (from) await pick(page, form.getByRole('combobox', { name: 'Send from' }), from);
  return form;
}

export async function frameAction(details: Locator, frame: number, action: string): Promise<void> {
  await button(details, `Actions for frame ${frame}`).click();
  await details.getByRole('menuitem', { name: action, exact: true }).click();
}

export async function pick(page: Page, list: Locator, option: string): Promise<void> {
  await list.click();
  await page.getByRole('option', { name: option, exact: true }).filter({ visible: true }).click();
  await list.locator('.selected-value', { hasText: option }).waitFor();
}
