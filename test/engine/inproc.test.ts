import assert from 'node:assert/strict';
import { it } from 'node:test';
import { EngineClient } from '../support/engineClient';

it('a socket that waits while it is connected over inproc gets what the bound side sends', async (t) => {
  const engine = EngineClient.start(t);
  const bound = await engine.open({ type: 'pair', bind: ['inproc://meeting'] });
  const connected = await engine.open({ type: 'pair', connect: ['inproc://meeting'] });
  await engine.sendNow(bound.id, ['hello']);
  assert.deepEqual(await engine.received(connected.id), ['hello']);

  const later = await engine.open({ type: 'pull' });
  const push = await engine.open({ type: 'push', bind: ['inproc://late'] });
  await engine.connection.sendRequest('socket/addEndpoint', { socket: later.id, role: 'connect', endpoint: 'inproc://late' });
  await engine.sendNow(push.id, ['job']);
  assert.deepEqual(await engine.received(later.id), ['job']);
});
