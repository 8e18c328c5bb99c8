import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { configure } from '../../src/protocol/engine';
import { closeView, locateRecord, openView, viewPlaces, viewRows, type Query } from '../../src/protocol/log';
import { EngineClient, refusal } from '../support/engineClient';
import { pair } from '../support/pairing';

describe('finding among rows that stay', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;
  const opened = async (query: Query) => {
    const { view } = await connection.sendRequest(openView, query);
    await engine.waitFor('all', async () => (await connection.sendRequest(viewRows, { view, from: 0, count: 0 })).status.unscanned === 0);
    return view;
  };

  test('rows tell whether a filter takes them that hides none, and what it finds stands out beside what the view finds', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'PUSH', 'engine');
    for (let i = 0; i < 20; i++) peer.send([`{"temp": ${i}, "text": "red ${i % 2 ? 'blue' : 'green'}"}`]);
    await engine.waitForMessages(socket.id, 20);
    const view = await opened({ filter: 'red' });
    const ask = async (find?: string) =>
      (
        await connection.sendRequest(viewRows, {
          view,
          from: 0,
          count: 50,
          rules: ['json:.temp>15'],
          ...(find === undefined ? {} : { find }),
        })
      ).rows;
    const marked = ({ preview, marks = [] }: { preview: string; marks?: [number, number][] }) =>
      marks.map(([from, to]) => preview.slice(from, to));

    const rows = await ask('blue json:.temp>=9');
    assert.equal(rows.length, 20);
    assert.deepEqual(
      rows.flatMap(({ found }, i) => (found ? [i] : [])),
      [9, 11, 13, 15, 17, 19],
    );
    // The first rule that takes a row is another matter.
    assert.deepEqual(
      rows.flatMap(({ rule }, i) => (rule === 0 ? [i] : [])),
      [16, 17, 18, 19],
    );
    for (const [i, row] of rows.entries()) assert.deepEqual(marked(row), row.found ? ['red', 'blue'] : ['red'], String(i));
    // Regexes mark as well, and what two of them find is one mark where it lies together.
    assert.deepEqual(marked((await ask('/ed g\\w+/'))[0] ?? { preview: '' }), ['red green']);
    assert.ok((await ask()).every(({ found }) => found === undefined));
    await refusal(ask('size>'), 'invalidQuery');
    await connection.sendRequest(closeView, { view });
  });

  test('a place tells how far a view has looked, and places where its matches are among the rows of another one', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'PUSH', 'engine');
    for (let i = 0; i < 100; i++) peer.send([`place ${i}${i % 40 === 7 || i === 99 ? ' wanted' : ''}`]);
    await engine.waitForMessages(socket.id, 100);
    const view = await opened({ filter: 'place', socket: socket.id });
    const of = await opened({ filter: '(place) (wanted)', socket: socket.id });
    const { rows } = await connection.sendRequest(viewRows, { view, from: 0, count: 100 });
    const number = (position: number) => rows[position]?.number ?? 0;
    assert.equal((await connection.sendRequest(locateRecord, { view: of, number: number(8) })).position, 1);
    const beyond = await connection.sendRequest(locateRecord, { view: of, number: number(99) + 1 });
    assert.equal(beyond.position, 4);
    assert.ok(beyond.seen > number(99));

    const places = async (from: number, to: number, steps: number) =>
      (await connection.sendRequest(viewPlaces, { view, of, from, to, steps })).places;
    assert.deepEqual(await places(0, 100, 10), [[0, 1], [4, 5], [8, 10]]); // prettier-ignore
    // No more parts than rows.
    assert.deepEqual(await places(40, 50, 200), [[7, 8]]);
    assert.deepEqual(await places(48, 87, 5), []);
    assert.deepEqual(await places(0, 0, 5), []);
    assert.deepEqual(await places(0, 500, 1), [[0, 1]]);
    await refusal(connection.sendRequest(viewPlaces, { view, of: 9999, from: 0, to: 1, steps: 1 }), 'noSuchView');
    await refusal(connection.sendRequest(viewPlaces, { view, of, from: 0, to: 1, steps: 0 }), 'invalidParams');
  });

  test('places hold while the oldest records go', async (t) => {
    const small = EngineClient.start(t);
    await small.connection.sendRequest(configure, { capture: { maxMegabytes: 64, maxMessages: 10_000 } });
    const { peer } = await pair(t, small, { type: 'pull' }, 'PUSH', 'engine');
    const { view } = await small.connection.sendRequest(openView, {});
    const { view: of } = await small.connection.sendRequest(openView, { filter: 'wanted' });
    for (let i = 0; i < 30_000; i++) peer.send([i >= 29_000 ? 'wanted' : 'other']);
    const { first, end } = await small.waitFor('all of it', async () => {
      const { status } = await small.connection.sendRequest(viewRows, { view, from: 0, count: 0 });
      const { status: found } = await small.connection.sendRequest(viewRows, { view: of, from: 0, count: 0 });
      return found.unscanned === 0 && found.end === 1000 && status;
    });
    assert.ok(first > 10_000);
    const { places } = await small.connection.sendRequest(viewPlaces, { view, of, from: first, to: end, steps: 20 });
    assert.equal(places.length, 1);
    assert.equal(places[0]?.[1], 20);
    assert.ok((places[0]?.[0] ?? 0) >= 17, JSON.stringify(places));
    // Rows that went are no reason to refuse the others.
    assert.equal((await small.connection.sendRequest(viewPlaces, { view, of, from: 0, to: end, steps: 10 })).places.at(-1)?.[1], 10);
  });
});
