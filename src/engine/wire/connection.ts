import { connect, type NetConnectOpts } from 'node:net';
import { isToItself } from './stream/targets';

/** What is told of a connection. */
export interface ConnectionEvents {
  connected(): void;
  /** There is more in `received`. */
  received(): void;
  /** By the other side after it was made, or because time is over; also where it was not made by then. */
  ended(): void;
  failed(error: Error): void;
}

/** More than a greeting and a READY, or the first line of anything, have. */
const maxBytes = 1024;
/** How long one address of a name is tried, ms. */
const attempt = 1000;

/** A connection for a few bytes in both directions. */
export class Connection {
  private readonly bytes = new Uint8Array(maxBytes);
  private count = 0;
  private connected = false;
  private ended = false;
  private readonly socket;

  constructor(target: NetConnectOpts, over: AbortSignal, events: ConnectionEvents) {
    this.socket = connect({ ...target, autoSelectFamilyAttemptTimeout: attempt });
    this.socket.once('connect', () => {
      if (isToItself(this.socket)) return events.failed(Object.assign(new Error('connected to itself'), { code: 'ECONNREFUSED' }));
      this.connected = true;
      events.connected();
    });
    this.socket.on('data', (chunk) => {
      const taken = chunk.subarray(0, maxBytes - this.count);
      this.bytes.set(taken, this.count);
      this.count += taken.length;
      events.received();
    });
    this.socket.once('close', () => {
      this.ended = true;
      if (this.connected) events.ended();
    });
    this.socket.once('error', (error) => {
      if (!this.connected) events.failed(error);
    });
    const expire = () => events.ended();
    if (over.aborted) queueMicrotask(expire);
    else over.addEventListener('abort', expire, { once: true });
    this.socket.once('close', () => over.removeEventListener('abort', expire));
  }

  /** What came so far. */
  get received(): Uint8Array {
    return this.bytes.subarray(0, this.count);
  }
  get isFull(): boolean {
    return this.count === maxBytes;
  }
  get isConnected(): boolean {
    return this.connected;
  }
  /** The other side hung up. */
  get isEnded(): boolean {
    return this.ended;
  }

  write(bytes: Uint8Array): void {
    if (!this.socket.destroyed) this.socket.write(bytes);
  }

  /** What was written goes out first. */
  end(): void {
    if (this.socket.writableLength === 0 || !this.connected) this.socket.destroy();
    else this.socket.end(() => this.socket.destroy());
  }
}
