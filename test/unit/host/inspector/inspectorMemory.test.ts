import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ZmqError } from '../../../../src/core/base/errors';
import { InspectorMemory } from '../../../../src/host/inspector/inspectorMemory';
import { jsonMemory } from '../../../support/jsonMemory';

const neverComplains = (text: string) => assert.fail(text);
const anyFile = () => undefined;
const refusal = (code: string, message: RegExp) => (error: unknown) =>
  error instanceof ZmqError && error.data.code === code && message.test(error.message);

describe('what a workspace remembers for its inspector', () => {
  it('is nothing at first', () => {
    const memory = new InspectorMemory(jsonMemory(), neverComplains);
    assert.deepEqual([memory.filters, memory.messages], [{ recent: [], saved: [] }, []]);
  });

  it('is the last filters, the latest first, each once, twenty at most', async () => {
    const stored = jsonMemory();
    const memory = new InspectorMemory(stored, neverComplains);
    for (let size = 1; size <= 25; size++) await memory.rememberFilter({ filter: `size>${size}` });
    await memory.rememberFilter({ filter: ' size>10 ' });
    await memory.rememberFilter({ filter: '  ' });
    const { recent } = new InspectorMemory(stored, neverComplains).filters;
    assert.equal(recent.length, 20);
    assert.deepEqual(recent.slice(0, 3), ['size>10', 'size>25', 'size>24']);
    await assert.rejects(memory.rememberFilter({ filter: 7 }), refusal('invalidParams', /filter/));
  });

  it('is filters by name, in alphabetical order, until they are forgotten', async () => {
    const stored = jsonMemory();
    const memory = new InspectorMemory(stored, neverComplains);
    let told = 0;
    memory.onDidChange(() => told++);
    for (const [name, filter] of [
      ['storm', 'json:.wind>20'],
      ['Big', 'size>1000'],
      ['storm', 'json:.wind>30'],
      ['cold', 'x'],
    ] as const)
      await memory.saveFilter({ name, filter });
    await memory.saveFilter({ name: 'cold' });
    assert.equal(told, 5);
    assert.deepEqual(new InspectorMemory(stored, neverComplains).filters.saved, [
      { name: 'Big', filter: 'size>1000' },
      { name: 'storm', filter: 'json:.wind>30' },
    ]);
    for (const params of [{ name: '' }, { name: 'x'.repeat(201), filter: 'a' }, { name: 'a', filter: 'b', more: 1 }])
      await assert.rejects(memory.saveFilter(params), refusal('invalidParams', /./));
    for (let i = 0; i < 198; i++) await memory.saveFilter({ name: `f${i}`, filter: 'x' });
    await assert.rejects(memory.saveFilter({ name: 'one too many', filter: 'x' }), refusal('limitReached', /200 saved filters/));
    await memory.saveFilter({ name: 'storm', filter: 'y' });
  });

  it('is messages by name with exact bytes, bounded', async () => {
    const stored = jsonMemory();
    const memory = new InspectorMemory(stored, neverComplains);
    const order = {
      name: 'order',
      frames: [
        { format: 'json', text: '{"n": {{n}}}' },
        { format: 'protobuf', text: '{}', schema: { protoFile: '/a.proto', messageType: 'a.B' } },
      ],
      delimiter: true,
      routingId: Uint8Array.of(0, 255),
    };
    await memory.saveMessage(order, anyFile);
    await memory.saveMessage({ name: 'bye', frames: [{ format: 'text', text: 'bye' }] }, anyFile);
    const [bye, recalled] = new InspectorMemory(stored, neverComplains).messages;
    assert.equal(bye?.name, 'bye');
    assert.deepEqual(recalled, order);
    await memory.saveMessage({ name: 'bye' }, anyFile);
    assert.deepEqual(
      memory.messages.map(({ name }) => name),
      ['order'],
    );
    const large = 'x'.repeat(128 * 1024);
    for (let i = 0; i < 7; i++) await memory.saveMessage({ name: `big ${i}`, frames: [{ format: 'text', text: large }] }, anyFile);
    await assert.rejects(
      memory.saveMessage({ name: 'big 8', frames: [{ format: 'text', text: large }] }, anyFile),
      refusal('limitReached', /longer than 1 MiB/),
    );
    for (const frames of [[], [{ format: 'telepathy', text: '' }], [{ format: 'text' }], 'x'])
      await assert.rejects(memory.saveMessage({ name: 'a', frames }, anyFile), refusal('invalidParams', /frames/));
    await assert.rejects(
      memory.saveMessage({ name: 'a', frames: [{ format: 'file', text: '/etc/passwd' }] }, () => {
        throw new ZmqError('invalidFrame', 'not chosen');
      }),
      refusal('invalidFrame', /not chosen/),
    );
    assert.equal(
      memory.messages.some(({ name }) => name === 'a'),
      false,
    );
  });

  it('leaves out what does not hold together, says so, and keeps the rest', () => {
    const complaints: string[] = [];
    const good = { name: 'good', frames: [{ format: 'hex', text: '00' }], routingId: { hex: '00ff' } };
    const memory = new InspectorMemory(
      jsonMemory({
        recentFilters: ['a', 7, null, 'b'],
        savedFilters: 'x',
        savedMessages: [{ name: 'bad' }, { ...good, routingId: { hex: 'zz' } }, { ...good, run: 'rm' }, good],
      }),
      (text) => complaints.push(text),
    );
    assert.deepEqual(memory.filters, { recent: ['a', 'b'], saved: [] });
    assert.deepEqual(memory.messages, [{ ...good, routingId: Uint8Array.of(0, 255) }]);
    assert.equal(complaints.length, 6);
  });
});
