import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Capture } from '../../../src/core/capture/capture';
import { IN } from '../../../src/core/capture/segment';
import { Sources } from '../../../src/core/capture/sources';
import { Decoding } from '../../../src/engine/decoding/decoding';
import { Inspection } from '../../../src/engine/inspection/inspection';
import { Pulse } from '../../../src/engine/process/pulse';
import type { LogStatus } from '../../../src/protocol/log';
import { liveCapture } from '../../../src/protocol/shapes';

const status: LogStatus = {
  appended: 0,
  kept: 0,
  evicted: 0,
  received: 0,
  sent: 0,
  keptBytes: 0,
  maxBytes: 0,
  messagesPerSecond: 0,
  bytesPerSecond: 0,
};
const nothing = () => undefined;

/** An inspection of a capture of its own with these messages of a SUB. */
function inspect(id: string, messages: string[], clear?: () => void) {
  const capture = new Capture({ maxBytes: 1024 * 1024, maxRecords: 1000 });
  const sources = new Sources();
  const source = sources.open({ id: 's1', name: `socket of ${id}`, kind: 'socket', types: ['sub'] });
  const append = (text: string) => {
    capture.append({ time: 1, source: source.number, direction: IN, event: 0, frames: [new TextEncoder().encode(text)] });
    source.counters.kept++;
  };
  for (const message of messages) append(message);
  const decoding = new Decoding(nothing);
  const inspected = {
    id,
    records: capture,
    sources,
    lateReplies: () => 0,
    subscriptionsOf: () => [],
    endpointsOf: () => [],
    status: () => status,
    clear,
  };
  return { append, inspection: new Inspection(inspected, decoding, new Pulse(nothing, nothing)) };
}

describe('inspections side by side', () => {
  test('each shows the records of its own capture, in views whose ids are never the same', async () => {
    const live = inspect(liveCapture, ['live 1', 'other'], nothing);
    const recording = inspect('recording', ['kept 1', 'kept 2', 'else']);
    const first = live.inspection.views.open({ filter: 'live', socket: 's1' });
    const second = recording.inspection.views.open({ filter: 'kept', socket: 's1' });
    assert.notEqual(first.view, second.view);
    const { rows } = await recording.inspection.views.rows({ view: second.view, from: 0, count: 10 });
    assert.deepEqual(
      rows.map(({ preview, socketName }) => [preview, socketName]),
      [
        ['kept 1', 'socket of recording'],
        ['kept 2', 'socket of recording'],
      ],
    );
    await assert.rejects(recording.inspection.views.rows({ view: first.view, from: 0, count: 10 }), { message: /not open/ });
    assert.deepEqual(
      [live, recording].map(({ inspection }) => inspection.viewStatuses.map(({ capture, end }) => [capture, end])),
      [[[undefined, 1]], [['recording', 2]]],
    );
    assert.equal((await live.inspection.rows.details(1, 0)).row.preview, 'live 1');
    assert.equal((await recording.inspection.topics.list({ from: 0, count: 10 })).total > 0, true);
  });

  test('one whose records cannot be given up refuses to clear them', () => {
    const recording = inspect('recording', ['kept']);
    assert.throws(() => recording.inspection.clear(), { message: /"recording" cannot be cleared/ });
  });
});
