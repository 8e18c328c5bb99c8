import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { Recordings, type ReadRecording } from '../../src/host/recordings/recordings';
import type { EngineSupervisor } from '../../src/host/supervision/engineSupervisor';
import { draftOfRecord } from '../../src/protocol/composer';
import { recordText } from '../../src/protocol/decoding';
import { compareRecords, inspectorChanged, inspectorSnapshot, openDocument, saveFrame } from '../../src/protocol/inspector';
import { clearLog, openView, recordDetails, viewRows } from '../../src/protocol/log';
import { openSeries, seriesPoints } from '../../src/protocol/plot';
import { closeRecording, openRecording } from '../../src/protocol/recordings';
import { openSocket } from '../../src/protocol/sockets';
import { findTopics, listTopics } from '../../src/protocol/topics';
import { folderFor } from '../support/exportedForms';
import { openInspector, refusal } from '../support/hostPage';
import { until } from '../support/processes';
import { writeTides } from '../support/tides';

async function openTides(t: TestContext, engine: EngineSupervisor): Promise<void> {
  const file = path.join(await folderFor(t), 'tides.jsonl');
  await writeTides(file);
  await engine.request(openRecording, { capture: 'recording', file });
}

describe('panels of several captures', () => {
  it('each page sees the capture of its panel, which it never names', async (t) => {
    const { load, asked, engine } = openInspector(t);
    await openTides(t, engine);
    const { page } = load('recording');
    const { page: live } = load();
    assert.equal((await page.sendRequest(inspectorSnapshot, {})).capture, 'recording');
    assert.equal((await live.sendRequest(inspectorSnapshot, {})).capture, undefined);
    const told = { page: 0, live: 0 };
    const views = { page: new Set<number>(), live: new Set<number>() };
    for (const [name, connection] of [
      ['page', page],
      ['live', live],
    ] as const) {
      connection.onRequest(inspectorChanged, ({ change }) => {
        told[name] = change?.log.received ?? told[name];
        for (const { view } of change?.views ?? []) views[name].add(view);
        assert.equal(change?.captures, undefined, 'a page is told of its own capture alone');
        return null;
      });
    }

    const { view } = await page.sendRequest(openView, { filter: 'topic:tide' });
    const { view: ofLive } = await live.sendRequest(openView, {});
    await until('its view has what was recorded', async () => {
      const { rows } = await page.sendRequest(viewRows, { view, from: 0, count: 10 });
      return rows.map(({ socketName }) => socketName).join() === 'recorded,recorded,recorded';
    });
    await assert.rejects(page.sendRequest(viewRows, { view: ofLive, from: 0, count: 1 }), /not open/);
    assert.equal((await page.sendRequest(recordDetails, { number: 2 })).row.topic, 'tide.bergen');
    await assert.rejects(live.sendRequest(recordDetails, { number: 3 }), refusal(-32007, /3/));
    assert.match((await page.sendRequest(recordText, { number: 3, frame: 1 })).text, /"height": 3/);
    assert.equal((await page.sendRequest(draftOfRecord, { number: 1 })).frames[1]?.text, '{"height": 1}');
    const { series } = await page.sendRequest(openSeries, { frame: 1, path: '.height' });
    await until('its numbers', async () => (await page.sendRequest(seriesPoints, { series, pixels: 10 })).low.length > 0);
    assert.deepEqual((await page.sendRequest(findTopics, { prefix: 'tide', count: 5 })).topics, ['tide.bergen']);
    assert.equal((await live.sendRequest(listTopics, { from: 0, count: 10 })).total, 0);
    await assert.rejects(page.sendRequest(clearLog, {}), /"recording" cannot be cleared/);
    await live.sendRequest(clearLog, {});

    await page.sendRequest(openDocument, { number: 1, frame: 1 });
    await page.sendRequest(compareRecords, { left: 1, right: 2 });
    await page.sendRequest(saveFrame, { number: 1, frame: 1 });
    await live.sendRequest(openDocument, { number: 1, capture: 'recording' });
    assert.deepEqual(asked, [
      ['openDocument', { number: 1, frame: 1, capture: 'recording' }],
      ['compareRecords', { left: 1, right: 2, capture: 'recording' }],
      ['saveFrame', { number: 1, frame: 1, capture: 'recording' }],
      ['openDocument', { number: 1 }],
    ]);

    // Something happens, so that both are told.
    await live.sendRequest(openSocket, { type: 'pull', bind: ['tcp://127.0.0.1:*'] });
    await until('both are told of their view', async () => views.page.has(view) && views.live.has(ofLive));
    assert.deepEqual([views.page.has(ofLive), views.live.has(view)], [false, false]);
    assert.deepEqual(told, { page: 3, live: 0 });
  });

  it('what a page had open of its capture is closed with the page', async (t) => {
    const { engine, load } = openInspector(t);
    await openTides(t, engine);
    const { page, session } = load('recording');
    await page.sendRequest(inspectorSnapshot, {});
    const { view } = await page.sendRequest(openView, {});
    session.dispose();
    await until('the view is closed', () =>
      engine.request(viewRows, { capture: 'recording', view, from: 0, count: 1 }).then(
        () => false,
        () => true,
      ),
    );
  });

  it('a panel whose capture is gone says so, and what to do', async (t) => {
    const { load } = openInspector(t);
    const { page } = load('recording');
    await page.sendRequest(inspectorSnapshot, {});
    await assert.rejects(
      page.sendRequest(openView, {}),
      refusal(-32022, /^No capture "recording" is open/, { hint: 'Open it again, or look at one of these: live.' }),
    );
  });

  it('the file of a panel is read when its page first asks, by each engine anew, and given up with the last panel', async (t) => {
    const { engine, load, services, values } = openInspector(t);
    const file = path.join(await folderFor(t), 'tides.jsonl');
    await writeTides(file);
    let reads = 0;
    const read: ReadRecording = (wish) => {
      reads++;
      return engine.request(openRecording, wish);
    };
    const { capture = '' } = (await new Recordings(engine, values as never, read).open(file)) ?? {};
    // A window that is loaded again knows the file of its panel.
    const recordings = new Recordings(engine, values as never, read);
    assert.equal(recordings.titleOf(capture), 'tides.jsonl');
    assert.equal(recordings.titleOf('live'), undefined);
    services.ready = (which) => recordings.ready(which);
    await engine.request(closeRecording, { capture });
    const { page } = load(capture);
    await page.sendRequest(inspectorSnapshot, {});
    const rows = async () => {
      const { view } = await page.sendRequest(openView, {});
      await until('all three', async () => (await page.sendRequest(viewRows, { view, from: 0, count: 0 })).status.end === 3);
    };
    await Promise.all([rows(), rows()]);
    assert.equal(reads, 2);

    await engine.restart();
    await rows();
    assert.equal(reads, 3);
    // What cannot be read is said, and tried again.
    await rm(file);
    await engine.restart();
    await assert.rejects(page.sendRequest(openView, {}), /tides\.jsonl cannot be read: there is no such file/);
    await writeTides(file);
    await rows();

    // A file that has changed is another one.
    await writeFile(file, `${await readFile(file, 'utf8')}\n`);
    const other = await recordings.open(file);
    assert.notEqual(other?.capture, capture);
    recordings.close(capture);
    await until('it is given up', () =>
      engine.request(openView, { capture }).then(
        () => false,
        () => true,
      ),
    );
    await engine.request(openView, { capture: other?.capture });
    // Who cancels is asked to close the panel.
    const cancelled = new Recordings(engine, values as never, () => Promise.resolve(undefined));
    await assert.rejects(cancelled.ready(other?.capture ?? ''), /was cancelled/);
  });
});
