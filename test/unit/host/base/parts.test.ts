import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DisposableStore } from '../../../../src/host/base/disposableStore';
import { exactBytes } from '../../../../src/host/base/exactBytes';
import { OperationQueues } from '../../../../src/host/base/operationQueues';
import { RecentEndpoints } from '../../../../src/host/memory/recentEndpoints';
import { Throttle } from '../../../../src/host/base/throttle';
import { isFirstRequest, parseMessage } from '../../../../src/host/pages/webviewTransport';

describe('bytes for a webview', () => {
  it('are Uint8Arrays on buffers of exactly their length', () => {
    const whole = new Uint8Array(1000).fill(7);
    const sent = exactBytes({ frames: [whole.subarray(10, 12), Buffer.from('ab'), whole], text: 'x', none: null, missing: undefined });
    for (const frame of sent.frames) {
      assert.equal(frame.constructor, Uint8Array);
      assert.equal(frame.buffer.byteLength, frame.byteLength);
    }
    assert.deepEqual(sent.frames[0], Uint8Array.of(7, 7));
    assert.equal(sent.frames[2], whole, 'what is exact already is not copied');
    assert.deepEqual([sent.text, sent.none, sent.missing], ['x', null, undefined]);
  });
});

describe('messages of a webview', () => {
  it('are taken only where they are JSON-RPC', () => {
    const request = { jsonrpc: '2.0', id: 0, method: 'view/open', params: {} };
    assert.equal(parseMessage(request), request);
    for (const junk of [
      undefined,
      null,
      1,
      'x',
      [],
      {},
      { id: 1 },
      { method: '$/cancelRequest' },
      { method: '$/cancelRequest', params: null },
    ]) {
      assert.equal(parseMessage(junk), undefined, JSON.stringify(junk));
    }
  });

  it('numbered 0 begin a page', () => {
    assert.equal(isFirstRequest({ jsonrpc: '2.0', id: 0, method: 'a' } as never), true);
    assert.equal(isFirstRequest({ jsonrpc: '2.0', id: 1, method: 'a' } as never), false);
    assert.equal(isFirstRequest({ jsonrpc: '2.0', id: 0, result: null } as never), false);
  });
});

describe('a store of disposables', () => {
  it('disposes in reverse order, and late arrivals at once', () => {
    const order: string[] = [];
    const item = (name: string) => ({ dispose: () => order.push(name) });
    const store = new DisposableStore();
    store.add(item('first'));
    store.add(item('second'));
    store.dispose();
    store.add(item('late'));
    store.dispose();
    assert.deepEqual(order, ['second', 'first', 'late']);
  });

  it('disposes the others where one throws, and tells', () => {
    const order: string[] = [];
    const store = new DisposableStore();
    store.add({ dispose: () => order.push('other') });
    store.add({
      dispose: () => {
        throw new Error('broken');
      },
    });
    assert.throws(() => store.dispose(), AggregateError);
    assert.deepEqual(order, ['other']);
  });
});

describe('a throttle', () => {
  it('works at once, then once more for all that was asked meanwhile', async () => {
    let done = 0;
    let release: () => void = () => assert.fail('not started');
    const second = new Promise<void>((resolve) => {
      release = resolve;
    });
    const throttle = new Throttle(1, () => {
      done++;
      if (done === 2) release();
    });
    throttle.ask();
    assert.equal(done, 1);
    for (let i = 0; i < 10; i++) throttle.ask();
    assert.equal(done, 1);
    await second;
    assert.equal(done, 2);
  });
});

describe('queues of operations', () => {
  it('do those on the same thing one after the other, also past a failure, and others meanwhile', async () => {
    const queues = new OperationQueues();
    const order: string[] = [];
    let release: () => void = () => assert.fail('not started');
    const first = queues.run('a', async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      order.push('first');
      throw new Error('broken');
    });
    const second = queues.run('a', async () => void order.push('second'));
    await queues.run('b', async () => void order.push('other'));
    release();
    await assert.rejects(first, /broken/);
    await second;
    assert.deepEqual(order, ['other', 'first', 'second']);
  });
});

describe('recent endpoints', () => {
  const memory = (initial?: unknown) => {
    let value = initial;
    return {
      get: () => value,
      update: async (_: string, given: unknown) => {
        value = given;
      },
    };
  };

  it('come latest first, each once, ten at most', async () => {
    const recent = new RecentEndpoints(memory());
    for (let port = 1; port <= 12; port++) await recent.note(`tcp://localhost:${port}`, 'connect');
    await recent.note('tcp://localhost:5', 'connect');
    const list = recent.list('connect');
    assert.equal(list.length, 10);
    assert.deepEqual(list.slice(0, 3), ['tcp://localhost:5', 'tcp://localhost:12', 'tcp://localhost:11']);
  });

  it('leave out what the memory should not hold', () => {
    assert.deepEqual(new RecentEndpoints(memory('x')).list('bind'), []);
    assert.deepEqual(new RecentEndpoints(memory([1, null, 'nonsense', 'inproc://a'])).list('bind'), ['inproc://a']);
  });
});
