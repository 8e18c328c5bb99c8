import { now } from '../process/clock';
import { Backlog } from '../process/backlog';
import { codeOf } from '../process/errno';
import type { ZmqSocket } from './zmq';

/** Longest stretch without returning to the event loop, ms. Shared by all sockets that are in a burst. */
const slice = 4;
const minSlice = 1;
/** So many messages within `window` ms make a burst. */
const burstMessages = 1000;
const window = 5;
/** Calls in flight during a burst; legal only while `receiveTimeout` is 0. */
const batch = 64;

let bursts = 0;

export interface Receiver {
  /** One message; its frames are to be copied before this returns. */
  message(frames: Buffer[], time: number): void;
  /** Awaited before each receive of a lock-step socket. */
  turn?(): Promise<void>;
  /** Awaited when libzmq says EBUSY because an operation is under way on the socket. */
  settled(): Promise<void>;
  /** Messages came so fast that the queue was not empty for so many seconds, 1 or more; once for each such time. */
  behind(seconds: number): void;
  /** The loop cannot go on. */
  failed(error: Error): void;
}

/**
 * Receives until the socket is closed. Waiting for each message costs system calls per message; draining without waiting
 * costs CPU when there is little. So it waits, and drains while messages come in bursts (figures: `npm run bench`).
 */
export async function receiveLoop(socket: ZmqSocket, receiver: Receiver): Promise<void> {
  let count = 0;
  let windowStart = now();
  let lastYield = windowStart;
  const backlog = new Backlog((seconds) => receiver.behind(seconds));
  socket.receiveTimeout = -1;
  while (!socket.closed) {
    if (receiver.turn) await receiver.turn();
    let frames: Buffer[];
    try {
      frames = await socket.receive();
    } catch (error) {
      if (socket.closed) return;
      const code = codeOf(error);
      if (code === 'EBUSY') await receiver.settled();
      else if (code !== 'EAGAIN' && code !== 'EFSM') return receiver.failed(error as Error);
      // EAGAIN while open: a message that libzmq threw away, such as a request without its delimiter at a REP.
      await immediate();
      continue;
    }
    const time = now();
    receiver.message(frames, time);
    if (time - windowStart > window) {
      windowStart = time;
      count = 0;
    }
    if (++count > burstMessages && !receiver.turn) {
      await burst(socket, receiver, backlog);
      count = 0;
      lastYield = windowStart = now();
    } else if (time - lastYield > slice) {
      // Large messages may be there at once each time, without ever reaching the rate of a burst.
      await immediate();
      lastYield = now();
      backlog.look(isEmpty(socket), lastYield);
    } else if (backlog.isOpen) {
      // The clock does not tell whether the next one is waited for: a thread may have to wait for a processor.
      backlog.look(isEmpty(socket), time);
    }
  }
}

/** Drains without waiting until little comes, in order. */
async function burst(socket: ZmqSocket, receiver: Receiver, backlog: Backlog): Promise<void> {
  bursts++;
  socket.receiveTimeout = 0;
  try {
    for (;;) {
      const start = now();
      let time = start;
      let received = 0;
      let drained = false;
      while (!drained && time - start < Math.max(minSlice, slice / bursts)) {
        const pending: Promise<Buffer[]>[] = [];
        try {
          for (let i = 0; i < batch; i++) pending.push(socket.receive());
        } catch (error) {
          if (codeOf(error) !== 'EBUSY') throw error;
          drained = true;
        }
        // Every call is awaited, also after a failure: a rejection nobody awaits would end the process.
        let failure: unknown;
        for (const message of pending) {
          try {
            receiver.message(await message, time);
            received++;
          } catch (error) {
            drained = true;
            if (codeOf(error) !== 'EAGAIN') failure ??= error;
          }
        }
        if (failure) throw failure;
        time = now();
      }
      backlog.look(drained, time);
      await immediate();
      if (socket.closed || (drained && received < batch)) return;
    }
  } catch (error) {
    if (!socket.closed && codeOf(error) !== 'EBUSY') throw error;
  } finally {
    bursts--;
    if (!socket.closed) socket.receiveTimeout = -1;
  }
}

function isEmpty(socket: ZmqSocket): boolean {
  return socket.closed || !socket.readable;
}

function immediate(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
