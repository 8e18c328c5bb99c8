import { parseEndpoint } from '../../core/socket/endpoint';
import { wireObstacle, type WireObstacle } from '../../core/socket/receiverChoice';
import { encodeSubscription } from '../../core/socket/subscriptions';
import type { EndpointRole } from '../../protocol/sockets';
import type { WireReceiver } from '../wire/receiver/wireReceiver';
import type { Carrier } from './carrier';

/** Our own codec where it can, and libzmq beside it for the endpoints that it cannot take. */
export class CodecCarrier implements Carrier {
  ipv6 = false;
  private libzmq: Carrier | undefined;
  /** Whose each endpoint is, as it was resolved; one can be bound and connected. */
  private readonly places: Readonly<Record<EndpointRole, Map<string, Carrier>>> = { bind: new Map(), connect: new Map() };

  constructor(
    private readonly codec: WireReceiver,
    /** @throws ZmqError `unsupportedTransport` where nothing but the codec is to receive */
    private readonly makeLibzmq: (obstacle: WireObstacle, endpoint: string) => Carrier,
  ) {}

  get closed(): boolean {
    return this.codec.closed;
  }

  /** @throws ZmqError `unsupportedTransport` */
  private carrierFor(text: string, role: EndpointRole): Carrier {
    const obstacle = wireObstacle({}, [parseEndpoint(text, role)], process.platform);
    const carrier = obstacle === undefined ? this.codec : this.beside(obstacle, text);
    carrier.ipv6 = this.ipv6;
    return carrier;
  }

  /** libzmq, which hears of all that was subscribed to before it was needed. @throws ZmqError `unsupportedTransport` */
  private beside(obstacle: WireObstacle, endpoint: string): Carrier {
    if (this.libzmq) return this.libzmq;
    const carrier = (this.libzmq = this.makeLibzmq(obstacle, endpoint));
    for (const { topic, times } of this.codec.topics.topics())
      for (let i = 0; i < times; i++) {
        if (this.codec.type === 'xsub') void carrier.send([encodeSubscription(topic, true)]);
        else carrier.subscribe?.(topic);
      }
    return carrier;
  }

  async listen(text: string): Promise<string> {
    const carrier = this.carrierFor(text, 'bind');
    const resolved = await carrier.listen(text);
    this.places.bind.set(resolved, carrier);
    return resolved;
  }

  connect(text: string): void {
    const carrier = this.carrierFor(text, 'connect');
    carrier.connect(text);
    this.places.connect.set(text, carrier);
  }

  unbind(text: string): void {
    this.places.bind.get(text)?.unbind(text);
    this.places.bind.delete(text);
  }
  disconnect(text: string): void {
    this.places.connect.get(text)?.disconnect(text);
    this.places.connect.delete(text);
  }

  async send(frames: Uint8Array[]): Promise<void> {
    await Promise.all([this.codec.send(frames), this.libzmq?.send(frames)]);
  }

  subscribe(topic: Uint8Array): void {
    this.codec.subscribe(topic);
    this.libzmq?.subscribe?.(topic);
  }
  unsubscribe(topic: Uint8Array): void {
    this.codec.unsubscribe(topic);
    this.libzmq?.unsubscribe?.(topic);
  }

  close(): void {
    this.codec.close();
    this.libzmq?.close();
  }
}
