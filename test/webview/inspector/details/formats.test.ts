import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { Scope } from '../../../support/engineClient';
import { button } from '../../../support/inspectorPanel';
import { ScriptedLog } from '../../../support/scriptedLog';
import { ScriptedMessages, type ScriptedMessage } from '../../../support/scriptedMessages';
import { sharedBrowser, WebviewPage } from '../../../support/webviewPage';

const browser = sharedBrowser();

/** The panel on a log of these messages, the last one selected. */
async function open(t: Scope, messages: ScriptedMessage[]): Promise<{ webview: WebviewPage; page: Page; details: Locator; tree: Locator }> {
  const scripted = new ScriptedMessages(new ScriptedLog(0), messages);
  const webview = await WebviewPage.open(t, browser(), scripted.serve, { height: 900 });
  const { page } = webview;
  await select(page, messages.length);
  const details = page.getByRole('region', { name: 'Message details' });
  return { webview, page, details, tree: details.getByRole('tree', { name: 'Values of frame 1' }) };
}

async function select(page: Page, number: number): Promise<void> {
  await page
    .locator('.record')
    .filter({ has: page.locator('.number').getByText(String(number), { exact: true }) })
    .click();
  await page.getByRole('region', { name: 'Message details' }).getByText(`No. ${number}`, { exact: true }).waitFor();
}

const item = (tree: Locator, text: string): Locator => tree.getByRole('treeitem').filter({ hasText: text });

test('pixels that no browser knows are drawn, and pictures of which nobody draws any are named', async (t) => {
  const bytes = Uint8Array.of(0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255);
  const { details, page, webview } = await open(t, [
    {
      frames: [{ bytes }],
      decode: () => ({ decoder: 'picture', picture: { type: 'raw', width: 2, height: 2, pixels: { format: 'bgr', at: 0 } } }),
    },
    { frames: [{ bytes }], decode: () => ({ decoder: 'picture', picture: { type: 'image/jp2', width: 5, height: 3 } }) },
  ]);
  await details.getByText('JPEG 2000, 5 × 3 pixels').waitFor();
  await details.getByText('Pictures of this kind are not drawn here').waitFor();
  assert.equal(await details.getByRole('img').count(), 0);
  await select(page, 1);
  await details.getByText('Raw BGR, 2 × 2 pixels').waitFor();
  const colours = await details.getByRole('img', { name: 'Frame 1, 2 × 2 pixels' }).evaluate(async (element) => {
    const image = element as HTMLImageElement;
    await image.decode();
    const context = new OffscreenCanvas(2, 2).getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(image, 0, 0);
    return [...context.getImageData(0, 0, 2, 2).data];
  });
  assert.deepEqual(colours, [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255]);
  assert.deepEqual(webview.complaints, []);
});

test('a guess is called one, and what could be Protobuf is read so by one press', async (t) => {
  const bytes = Uint8Array.of(8, 1, 16, 2);
  const { details, page, tree } = await open(t, [
    {
      frames: [{ bytes }],
      decode: (_, chosen) =>
        chosen === 'protobuf'
          ? {
              decoder: 'protobuf',
              value: { kind: 'map', entries: [{ key: { kind: 'integer', text: '1' }, value: { kind: 'integer', text: '17' } }] },
            }
          : { decoder: 'hex', why: 'it could be Protobuf', offer: 'protobuf' },
    },
    {
      frames: [{ bytes }],
      decode: () => ({
        decoder: 'protobuf',
        why: 'a guess: all of it is fields of Protobuf',
        guess: true,
        value: { kind: 'map', entries: [] },
      }),
    },
  ]);
  await details.getByText('guess', { exact: true }).waitFor();
  await select(page, 1);
  assert.equal(await details.getByText('guess', { exact: true }).count(), 0);
  await button(details, 'Read as Protobuf').click();
  await item(tree, '17').waitFor();
  await button(details, 'Read as Protobuf').waitFor({ state: 'detached' });
});

test('bytes in a tree that begin like a picture are told so', async (t) => {
  const { tree } = await open(t, [
    {
      frames: [{ bytes: Uint8Array.of(1, 2, 3) }],
      decode: () => ({
        decoder: 'pickle',
        value: {
          kind: 'array',
          type: 'tuple',
          entries: [{ value: { kind: 'string', text: 'cam1' } }, { value: { kind: 'bytes', text: '47494638396105000300800000' } }],
        },
      }),
    },
  ]);
  await item(tree, 'GIF 5 × 3 0x474946').waitFor();
});
