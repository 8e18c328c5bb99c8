import { setTimeout as delay } from 'node:timers/promises';
import type { SocketId } from '../../src/protocol/sockets';
import type { EngineClient } from '../support/engineClient';

/** Messages that a socket has received once no more come: a publisher drops some, and what comes, comes at once. */
export async function receivedInAll(engine: EngineClient, socket: SocketId): Promise<number> {
  const count = async () => (await engine.info(socket)).counters.received;
  let received = await count();
  for (let before = -1; received !== before; received = await count()) {
    before = received;
    await delay(500);
  }
  return received;
}
