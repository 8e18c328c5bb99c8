import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ZmqError } from '../../../../src/core/base/errors';
import { InspectorMemory } from '../../../../src/host/inspector/inspectorMemory';
import type { ChosenColumns } from '../../../../src/protocol/inspector';
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

describe('the columns that a workspace remembers', () => {
  const recalled = (columns: unknown): { columns: ChosenColumns | undefined; complaints: string[] } => {
    const complaints: string[] = [];
    const memory = new InspectorMemory(jsonMemory({ columns }), (text) => complaints.push(text));
    return { columns: memory.columns, complaints };
  };
  const nothing: ChosenColumns = { order: [], hidden: [], widths: {} };

  it('come back as they were chosen', async () => {
    const stored = jsonMemory();
    const columns = {
      order: ['size', 'json:.temp', 'json:[0]."a b"', 'json:#2'],
      hidden: ['frames'],
      widths: { size: 80.5, 'json:.temp': 16 },
      utc: true,
    };
    await new InspectorMemory(stored, neverComplains).saveColumns({ columns });
    assert.deepEqual(new InspectorMemory(stored, neverComplains).columns, columns);
    await new InspectorMemory(stored, neverComplains).saveColumns({});
    assert.equal(new InspectorMemory(stored, neverComplains).columns, undefined);
  });

  it('lose what cannot be read, and keep the rest', () => {
    const { columns, complaints } = recalled({
      order: ['size', 'colour', 7, null, ['size'], 'size', 'json:.temp', 'json:.temp', 'json:.a[', 'json:.list[*]', `json:.${'x'.repeat(300)}`, 'time'],
      hidden: ['peer', 'peer', 'json:.temp', {}, 'toString'],
      widths: { number: 90, size: -5, time: 1e9, topic: NaN, peer: '100', frames: null, socket: Infinity, colour: 80, 'json:.temp': 120, 'json:.gone': 90 },
      utc: 'yes',
      run: 'rm',
    }); // prettier-ignore
    assert.deepEqual(columns, {
      order: ['size', 'json:.temp', 'time'],
      hidden: ['peer'],
      widths: { number: 90, 'json:.temp': 120 },
    });
    assert.deepEqual(complaints, ['Of the remembered choice of columns 22 parts are left out, for they cannot be read.']);
  });

  it('are bounded, however many are stored', () => {
    const paths = Array.from({ length: 50_000 }, (_, i) => `json:.v${i}`);
    const { columns, complaints } = recalled({
      order: [...paths, 'number'],
      hidden: [...paths, 'size'],
      widths: Object.fromEntries(paths.map((path) => [path, 100])),
    });
    assert.deepEqual(columns?.order, [...paths.slice(0, 8), 'number']);
    assert.deepEqual(columns.hidden, ['size']);
    assert.deepEqual(Object.keys(columns.widths), paths.slice(0, 8));
    assert.equal(complaints.length, 1);
  });

  it('are none where nothing like a choice is stored, and as they come where each part is of a wrong type', () => {
    for (const none of [null, 7, 'order', true, ['number', 'time']]) {
      const { columns, complaints } = recalled(none);
      assert.deepEqual([columns, complaints.length], [undefined, 1], JSON.stringify(none));
    }
    for (const odd of [{ order: 'number' }, { hidden: { peer: true } }, { widths: [100] }, { widths: 7 }, { utc: 1 }])
      assert.deepEqual(recalled(odd).columns, nothing, JSON.stringify(odd));
    assert.deepEqual(recalled({}), { columns: nothing, complaints: [] });
    const hostile = JSON.parse(
      '{"__proto__": {"order": ["size"]}, "widths": {"__proto__": 100, "constructor": 100, "size": 50}}',
    ) as unknown;
    assert.deepEqual(recalled(hostile).columns, { ...nothing, widths: { size: 50 } });
  });

  it('are refused from a page where they are more than can be shown', async () => {
    const memory = new InspectorMemory(jsonMemory(), neverComplains);
    const widths = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`json:.v${i}`, 100]));
    for (const columns of [
      { ...nothing, widths },
      { ...nothing, order: Array.from({ length: 18 }, () => 'size') },
    ])
      await assert.rejects(memory.saveColumns({ columns }), refusal('invalidParams', /columns/));
  });
});
