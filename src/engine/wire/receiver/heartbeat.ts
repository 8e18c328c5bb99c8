import type { SocketOptions } from '../../../protocol/sockets';
import { now } from '../../process/clock';

/** What a heartbeat does to its connection. */
export interface HeartbeatEnd {
  send(name: 'PING' | 'PONG', content: Uint8Array): void;
  /** The other side was silent for longer than was agreed. */
  silent(): void;
}

/** Signs of life of one connection (RFC 37): asks for them as the options say, and ends where they were promised and do not come. */
export class Heartbeat {
  /** Nothing is read for now: silence says nothing. */
  isDeaf = false;
  private heardAt = now();
  private interval: NodeJS.Timeout | undefined;
  private waiting: NodeJS.Timeout | undefined;
  private promised: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: SocketOptions,
    private readonly end: HeartbeatEnd,
  ) {}

  /** The handshake is over, with a peer that knows PING. */
  start(): void {
    const { heartbeatInterval = 0, heartbeatTimeToLive = 0 } = this.options;
    if (heartbeatInterval === 0) return;
    const tenths = Math.min(0xffff, Math.round(heartbeatTimeToLive / 100));
    this.interval = setInterval(() => {
      this.end.send('PING', Uint8Array.of(tenths >> 8, tenths & 0xff));
      this.waiting ??= this.after(this.options.heartbeatTimeout || heartbeatInterval, () => (this.waiting = undefined));
    }, heartbeatInterval);
  }

  /** Whatever came is a sign of life. */
  heard(): void {
    this.heardAt = now();
  }

  /** @param timeToLive in tenths of a second; 0 for no promise */
  ping(timeToLive: number, context: Uint8Array): void {
    this.end.send('PONG', context);
    clearTimeout(this.promised);
    this.promised = timeToLive > 0 ? this.after(timeToLive * 100, () => (this.promised = undefined)) : undefined;
  }

  /** Silent for so many ms: it is over; else `over` is told, or it is looked at again. */
  private after(ms: number, over: () => void): NodeJS.Timeout {
    const asked = now();
    return setTimeout(() => {
      over();
      if (this.heardAt < asked && !this.isDeaf) this.end.silent();
    }, ms);
  }

  stop(): void {
    clearInterval(this.interval);
    clearTimeout(this.waiting);
    clearTimeout(this.promised);
  }
}
