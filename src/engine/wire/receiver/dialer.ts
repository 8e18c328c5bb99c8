import type { NetConnectOpts, Socket } from 'node:net';
import type { SocketOptions } from '../../../protocol/sockets';
import { codeOf } from '../../process/errno';
import type { ConnectionEvent } from './connectionEvent';
import { isToItself } from '../stream/targets';
import { connectInto, type Reader } from './reading';

/** What a dialer does to its socket. */
export interface DialerOwner {
  readonly options: SocketOptions;
  event(event: ConnectionEvent): void;
  /** The connection is made: who reads it. */
  connected(socket: Socket): Reader;
}

/** The system knows no way there: nobody was asked. */
const unreached = ['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'ENOENT', 'EACCES'];
const defaultInterval = 100;

/** One endpoint that a socket connects to: once, and again after the pauses that libzmq makes (zmq_setsockopt(3), ZMQ_RECONNECT_IVL). */
export class Dialer {
  private socket: Socket | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;
  private pause: number;

  /** `endpoint`: as events name it. */
  constructor(
    readonly endpoint: string,
    private readonly target: () => NetConnectOpts,
    private readonly owner: DialerOwner,
  ) {
    this.pause = this.interval;
    this.dial();
  }

  private get interval(): number {
    return this.owner.options.reconnectInterval ?? defaultInterval;
  }

  private dial(): void {
    let reader: Reader | undefined;
    const socket = connectInto(this.target(), () => reader);
    this.socket = socket;
    let failure: string | undefined;
    socket.once('connect', () => {
      if (isToItself(socket)) {
        failure = 'ECONNREFUSED';
        socket.destroy();
        return;
      }
      this.pause = this.interval;
      this.owner.event({ type: 'connect', address: this.endpoint });
      reader = this.owner.connected(socket);
    });
    socket.once('error', (error) => (failure = codeOf(error)));
    socket.once('close', () => {
      if (this.isStopped || reader) return;
      if (!unreached.includes(failure ?? '')) this.owner.event({ type: 'connect:delay', address: this.endpoint });
      this.again();
    });
  }

  /** Tries once more after a pause, unless that is not wished. @param atLeast ms */
  again(atLeast = 0): void {
    const { interval } = this;
    if (this.isStopped || interval <= 0) return;
    const most = this.owner.options.reconnectMaxInterval ?? 0;
    // Growing ones are exact, equal ones are strewn.
    const next = most > 0 ? Math.min(most, this.pause) : interval + Math.floor(Math.random() * interval);
    const pause = Math.max(atLeast, next);
    if (most > 0) this.pause = Math.min(most, 2 * this.pause);
    this.owner.event({ type: 'connect:retry', address: this.endpoint, interval: pause });
    this.timer = setTimeout(() => this.dial(), pause);
  }

  /** Its connection ends as well. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.socket?.destroy();
  }
}
