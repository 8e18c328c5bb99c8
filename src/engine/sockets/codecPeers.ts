import { noCounters, type Source, type SourceDescription } from '../../core/capture/sources';
import { isWireType, wireObstacle, type WireType } from '../../core/socket/receiverChoice';
import { parseEndpoint } from '../../core/socket/endpoint';
import type { PeerInfo, ReceiverWish, SocketSpec, SocketType } from '../../protocol/sockets';
import type { CaptureWriter } from '../inspection/captureWriter';
import { notByCodec, type WishOrigin } from '../wire/receiver/obstacles';
import type { PeerLink } from '../wire/receiver/peerLink';

const maxListed = 200;

/** Undefined where libzmq alone is to receive: it takes what our own codec cannot. @throws ZmqError `unsupportedTransport`, `invalidOption` where our own codec alone is wished for */
export function wireTypeOf(
  { type, options = {}, bind = [], connect = [] }: SocketSpec,
  wish: ReceiverWish,
  origin: WishOrigin,
): WireType | undefined {
  if (wish === 'libzmq' || !isWireType(type)) return undefined;
  const endpoints = [...bind.map((each) => parseEndpoint(each, 'bind')), ...connect.map((each) => parseEndpoint(each, 'connect'))];
  const beyond = endpoints.filter((each) => wireObstacle({}, [each], process.platform) !== undefined);
  const obstacle = wireObstacle(options, beyond, process.platform);
  if (obstacle !== undefined && wish === 'wire') throw notByCodec(obstacle, origin, beyond[0]?.text);
  const isForOne = endpoints.length === 0 || beyond.length < endpoints.length;
  return wireObstacle(options, [], process.platform) === undefined && isForOne ? type : undefined;
}

/** Whose peers they are. */
interface PeersOwner {
  readonly id: string;
  readonly name: string;
  readonly type: SocketType;
  readonly source: Source;
}

/** The peers of a socket that our own codec receives from, each a source of the log. */
export class CodecPeers {
  private readonly links = new Map<number, PeerLink>();
  private lastNumber = 0;

  constructor(
    private readonly socket: PeersOwner,
    private readonly writer: CaptureWriter,
  ) {}

  nextNumber(): number {
    return (this.lastNumber = this.writer.sources.nextPart(this.socket.id, this.lastNumber));
  }

  joined(link: PeerLink, endpoint?: string): Source {
    this.links.set(link.number, link);
    return this.writer.sources.open({ ...this.sourceOf(link), ...(endpoint === undefined ? {} : { endpoint }) });
  }

  left({ number, source }: PeerLink): void {
    this.links.delete(number);
    if (source) this.writer.sources.release(source);
  }

  private sourceOf({ number, address, identity, speaks, socketType }: PeerLink): SourceDescription {
    const { id, name, type, source } = this.socket;
    return {
      id: `${id}/${number}`,
      name,
      kind: 'peer',
      types: [type],
      partOf: { id, number },
      peer: { address, identity, speaks, socketType },
      whole: source,
    };
  }

  get list(): PeerInfo[] {
    return [...this.links.values()].slice(0, maxListed).map(({ number, address, identity, socketType, speaks, source }) => ({
      number,
      address,
      identity,
      socketType,
      speaks,
      counters: { ...(source?.counters ?? noCounters()) },
    }));
  }
}
