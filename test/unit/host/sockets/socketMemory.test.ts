import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rememberedSockets } from '../../../../src/host/sockets/socketMemory';
import type { RememberedSpec } from '../../../../src/protocol/sockets';
import { recall, remember } from '../../../../src/host/memory/workspaceMemory';
import { jsonMemory } from '../../../support/jsonMemory';

const neverComplains = (text: string) => assert.fail(text);

describe('the memory of a workspace', () => {
  it('is empty at first', () => {
    assert.deepEqual(recall(rememberedSockets, jsonMemory(), neverComplains), { next: 1, items: [] });
  });

  it('gives back each socket with exact bytes', async () => {
    const memory = jsonMemory();
    const specs: RememberedSpec[] = [
      {
        id: 's1',
        type: 'sub',
        name: 'weather',
        connect: ['tcp://localhost:5555'],
        subscribe: [new Uint8Array(0), Uint8Array.of(0, 255, 128), new TextEncoder().encode('ä')],
        options: {},
      },
      {
        id: 's7',
        type: 'router',
        name: '<img src=x onerror=alert(1)>',
        bind: ['tcp://127.0.0.1:*'],
        options: { routingId: Uint8Array.of(1, 0, 255), mandatory: false, sendHighWaterMark: 3 },
      },
    ];
    await remember(rememberedSockets, memory, { next: 9, items: specs });
    const recalled = recall(rememberedSockets, memory, neverComplains);
    assert.equal(recalled.next, 9);
    assert.deepEqual(JSON.parse(JSON.stringify(recalled.items)), JSON.parse(JSON.stringify(specs)));
    assert.ok(recalled.items[1]?.options?.routingId instanceof Uint8Array);
  });

  it('leaves out what does not hold together, says so, and keeps the rest', () => {
    const complaints: string[] = [];
    const good = { id: 's3', type: 'pull', bind: ['inproc://a'] };
    const bad = [
      null,
      { type: 'pull' },
      { ...good, id: '../s1' },
      { ...good, id: 's4', type: 'radio' },
      { ...good, id: 's5', bind: ['tcp://*'] },
      { ...good, id: 's6', options: { linger: 'long' } },
      { ...good, id: 's8', subscribe: [{ hex: 'zz' }] },
      { ...good, id: 's9', command: 'rm' },
    ];
    const memory = jsonMemory({ sockets: { next: 2, sockets: [...bad, good] } });
    const { next, items } = recall(rememberedSockets, memory, (text) => complaints.push(text));
    assert.deepEqual(
      items.map(({ id }) => id),
      ['s3'],
    );
    assert.equal(next, 4, 'an id is never given twice');
    assert.equal(complaints.length, bad.length);
  });

  for (const [what, sockets] of Object.entries({
    'a text': 'x',
    'a list': [],
    'no number': { next: 'one', sockets: [] },
    'a number no id can have': { next: 1e15, sockets: [] },
  })) {
    it(`starts anew where it holds ${what}`, () => {
      const complaints: string[] = [];
      assert.deepEqual(
        recall(rememberedSockets, jsonMemory({ sockets }), (text) => complaints.push(text)),
        { next: 1, items: [] },
      );
      assert.equal(complaints.length, 1);
    });
  }
});
