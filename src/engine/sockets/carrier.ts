import type { ZmqSocket } from './zmq';

/** What carries the messages of a socket over its endpoints: libzmq, or our own codec. */
export interface Carrier {
  readonly closed: boolean;
  /** Holds for what is bound or connected from then on. */
  ipv6: boolean;
  /** The endpoint as it was resolved. @throws with the system's `code` */
  listen(endpoint: string): Promise<string>;
  connect(endpoint: string): void;
  unbind(endpoint: string): void;
  disconnect(endpoint: string): void;
  send(frames: Uint8Array[]): Promise<void>;
  subscribe?(topic: Uint8Array): void;
  unsubscribe?(topic: Uint8Array): void;
  close(): void;
}

/** A socket of libzmq. */
export class LibzmqCarrier implements Carrier {
  constructor(private readonly socket: ZmqSocket) {}

  get closed(): boolean {
    return this.socket.closed;
  }
  get ipv6(): boolean {
    return this.socket.ipv6;
  }
  set ipv6(ipv6: boolean) {
    this.socket.ipv6 = ipv6;
  }

  listen(endpoint: string): Promise<string> {
    return new Promise((resolve) => {
      this.socket.bindSync(endpoint);
      resolve(this.socket.lastEndpoint ?? endpoint);
    });
  }
  connect(endpoint: string): void {
    this.socket.connect(endpoint);
  }
  /** libzmq asks for no role: of an endpoint that is connected as well it ends both. */
  unbind(endpoint: string): void {
    this.socket.disconnect(endpoint);
  }
  disconnect(endpoint: string): void {
    this.socket.disconnect(endpoint);
  }
  send(frames: Uint8Array[]): Promise<void> {
    return this.socket.send(frames);
  }
  subscribe(topic: Uint8Array): void {
    this.socket.subscribe?.(Buffer.from(topic));
  }
  unsubscribe(topic: Uint8Array): void {
    this.socket.unsubscribe?.(Buffer.from(topic));
  }
  close(): void {
    this.socket.close();
  }
}
