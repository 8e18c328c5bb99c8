/** The engine with a second capture, `recording`, which cannot be cleared: three messages of a SUB that is no socket of this engine. */
import { IPCMessageReader, IPCMessageWriter, createMessageConnection } from 'vscode-jsonrpc/node';
import { Capture } from '../../../src/core/capture/capture';
import { IN } from '../../../src/core/capture/segment';
import { Sources } from '../../../src/core/capture/sources';
import { serve } from '../../../src/engine/server';

const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
process.once('disconnect', () => process.exit());
const engine = serve(connection);
const capture = new Capture({ maxBytes: 1024 * 1024, maxRecords: 1000 });
const sources = new Sources();
const source = sources.open({ id: 'recorded', name: 'recorded', kind: 'socket', types: ['sub'] });
for (const number of [1, 2, 3]) {
  const frames = ['tide.bergen', `{"height": ${number}}`].map((text) => new TextEncoder().encode(text));
  capture.append({ time: number, source: source.number, direction: IN, event: 0, frames });
  source.counters.kept++;
}
engine.inspect({
  id: 'recording',
  records: capture,
  sources,
  lateReplies: () => 0,
  subscriptionsOf: () => [],
  endpointsOf: () => [],
  status: () => ({
    appended: capture.end - 1,
    kept: capture.kept,
    evicted: 0,
    received: capture.kept,
    sent: 0,
    keptBytes: capture.bytes,
    maxBytes: capture.maxBytes,
    messagesPerSecond: 0,
    bytesPerSecond: 0,
  }),
});
connection.listen();
