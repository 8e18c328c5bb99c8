import { openView, viewRows } from '../../src/protocol/log';
import { EngineClient } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { Peer } from '../support/peer';
import { anyPort } from '../support/pairing';
import { median, type Bench, type Measurement } from './frame';
import { Program } from './programs';

async function answerer(scope: Scope): Promise<Peer> {
  const peer = Peer.c(scope, 'roundTrip.c', ['answer', anyPort]);
  await peer.next('ready');
  return peer;
}

/** Median µs between the records of a request and its reply; each request is asked for by the client. */
async function asked(scope: Scope, count: number): Promise<Measurement> {
  const engine = EngineClient.start(scope);
  const { connection } = engine;
  const peer = await answerer(scope);
  const { id } = await engine.open({ type: 'req', connect: [peer.endpoint] });
  await engine.waitForPeers(id);
  const { view } = await connection.sendRequest(openView, { socket: id, filter: 'dir:in' });
  // The first ones wait for the compiler.
  for (let i = 0; i < count + Math.min(500, count); i++) {
    await engine.sendNow(id, ['x'.repeat(100)]);
    await engine.waitForSocket('the reply', id, ({ turn }) => turn === 'ready to send');
  }
  const times: number[] = [];
  for (let from = Math.min(500, count); times.length < count;) {
    const { rows } = await connection.sendRequest(viewRows, { view, from, count: 100 });
    for (const { exchange } of rows) times.push((exchange?.elapsed ?? NaN) * 1000);
    if (rows.length === 0) break;
    from += rows.length;
  }
  return { value: median(times), lost: count - times.length };
}

async function bare(scope: Scope, count: number): Promise<Measurement> {
  const peer = await answerer(scope);
  const { median: value } = JSON.parse(await Program.node(scope, 'bareAsk.mjs', peer.endpoint, count).next()) as { median: number };
  return { value, lost: 0 };
}

export const bench: Bench = (smoke) => {
  const count = smoke ? 100 : 3000;
  return [
    {
      bench: 'roundtrip',
      case: 'REQ of the engine to a C REP, 100 B',
      unit: 'µs',
      ours: { name: 'engine, by the times of its records', run: (scope) => asked(scope, count) },
      references: [{ name: 'zeromq.js, await send and receive', run: (scope) => bare(scope, count) }],
      wanted: { reference: 'zeromq.js, await send and receive', ratio: 1.2, good: 'at most' },
    },
  ];
};
