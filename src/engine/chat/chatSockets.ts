import { t } from '@vscode/l10n';
import { toHex } from '../../core/base/bytes';
import { forwarderOf, fromHere, socketsOf, specOf, subscriptionsOf } from '../../core/chat/sockets';
import type { ChatSocket, ChatSpec } from '../../protocol/chat';
import type { SocketType } from '../../protocol/sockets';
import type { EngineSocket, SocketOwner } from '../sockets/engineSocket';
import type { SocketRegistry } from '../sockets/socketRegistry';
import type { CaptureWriter } from '../inspection/captureWriter';
import { Proxy } from '../proxies/proxy';

type Part = ChatSocket['part'];

/** What a chat is told of its sockets. */
export interface ChatSocketsOwner {
  event(part: Part | 'room', ...event: Parameters<SocketOwner['event']>): void;
  /** One of them was closed by somebody else: the others follow. */
  lost(name: string): void;
}

/** The open sockets of one chat, opened and closed together. */
export class ChatSockets {
  private open: { id: string; part: Part }[] = [];
  /** Closing is what was asked for. */
  private expected = false;
  /** Of a hosted room: what publishers send goes to all subscribers, and subscriptions go the other way. */
  private forwarder: Proxy | undefined;

  private constructor(
    private readonly isGuest: boolean,
    private readonly chat: string,
    private readonly sockets: SocketRegistry,
    private readonly writer: CaptureWriter,
    private readonly owner: ChatSocketsOwner,
  ) {}

  /** All of them, or none. @throws ZmqError as opening a socket does. */
  static async open(
    chat: string,
    spec: ChatSpec,
    sockets: SocketRegistry,
    writer: CaptureWriter,
    owner: ChatSocketsOwner,
  ): Promise<ChatSockets> {
    const opened = new ChatSockets(spec.pattern === 'room' && !spec.host, chat, sockets, writer, owner);
    try {
      await opened.openAll(spec);
    } catch (error) {
      await opened.close();
      throw error;
    }
    return opened;
  }

  private async openAll(spec: ChatSpec): Promise<void> {
    const room = spec.host ? await this.openForwarder(spec) : undefined;
    for (const plan of socketsOf(spec, room)) {
      const id = `${this.chat}-${plan.type}`;
      const name = `Chat ${this.chat} ${plan.type.toUpperCase()}`;
      await this.sockets.open(specOf(plan, id, name), this.follow(plan.part, name));
      this.open.push({ id, part: plan.part });
    }
  }

  /** Where a program on this computer reaches it. */
  private async openForwarder(spec: ChatSpec): Promise<{ publishers: string; subscribers: string }> {
    const { chat } = this;
    const [xsub, xpub] = forwarderOf(spec);
    const sides = {
      frontend: specOf(xsub, `${chat}-xsub`, `Chat ${chat} XSUB`),
      backend: specOf(xpub, `${chat}-xpub`, `Chat ${chat} XPUB`),
    };
    this.forwarder = await Proxy.start({ id: `${chat}-room`, name: `Chat ${chat} room`, sides }, this.sockets, this.writer, {
      chat,
      changed: () => {},
      // Everybody has two connections; one is enough to tell of somebody.
      event: (side, ...event) => this.owner.event(side === 'backend' ? 'room' : 'forwarder', ...event),
      lost: () => this.lost(t('the forwarder')),
    });
    for (const { id } of Object.values(sides)) this.open.push({ id, part: 'forwarder' });
    const [publishers = '', subscribers = ''] = Object.values(sides).map(({ id }) => this.sockets.get(id).endpoints[0]?.resolved);
    return { publishers: fromHere(publishers), subscribers: fromHere(subscribers) };
  }

  private follow(part: Part, name: string): SocketOwner {
    return {
      chat: this.chat,
      event: (...event) => this.owner.event(part, ...event),
      closed: () => this.lost(name),
    };
  }

  private lost(name: string): void {
    if (!this.expected) this.owner.lost(name);
  }

  async close(): Promise<void> {
    this.expected = true;
    // What talks first: the forwarder may still pass its last words on.
    for (const { id, part } of this.open.splice(0).reverse())
      if (part !== 'forwarder' && this.sockets.has(id)) await this.sockets.close(id);
    await this.forwarder?.stop();
  }

  get list(): ChatSocket[] {
    return this.open
      .filter(({ id }) => this.sockets.has(id))
      .map(({ id, part }) => {
        const { name, type, endpointInfos, peers } = this.sockets.get(id);
        return { socket: id, name, type, part, endpoints: endpointInfos, peers };
      });
  }

  /** What others have subscribed to at what this chat publishes with; undefined where that cannot be seen. */
  get subscribedByOthers(): Uint8Array[] | undefined {
    const forwarder = this.find((part) => part === 'forwarder', 'xpub');
    const publisher = forwarder ?? this.find((part) => part === 'sends', 'pub');
    // What a guest's publisher sees are the forwarder's subscriptions, this chat's own among them.
    if (!publisher || this.isGuest) return undefined;
    const own = new Set(forwarder ? this.receiver?.info.subscriptions.map((topic) => toHex(topic)) : []);
    return publisher.info.peerSubscriptions
      ?.filter(({ topic, count }) => count > (own.has(toHex(topic)) ? 1 : 0))
      .map(({ topic }) => topic);
  }

  /** The one that sends, where there is one. */
  get sender(): EngineSocket | undefined {
    return this.find((part) => part === 'sends' || part === 'both');
  }

  get receiver(): EngineSocket | undefined {
    return this.find((part) => part === 'receives' || part === 'both');
  }

  private find(fits: (part: Part) => boolean, type?: SocketType): EngineSocket | undefined {
    const found = this.open.filter(({ id, part }) => fits(part) && this.sockets.has(id)).map(({ id }) => this.sockets.get(id));
    return found.find((socket) => type === undefined || socket.type === type);
  }

  /** Closes the one that sends and opens it as it was. @throws ZmqError where its address was taken meanwhile; the chat is lost then. */
  async reopenSender(): Promise<void> {
    const { sender } = this;
    if (!sender) return;
    const { id, name } = sender;
    const bind = sender.endpoints.filter(({ role }) => role === 'bind').map(({ resolved }) => resolved);
    // A peer that connects here keeps its late answer for whoever listens next: by number it is told apart and dropped.
    const options = sender.type === 'req' ? { ...sender.spec.options, correlate: true } : sender.spec.options;
    const spec = { ...sender.spec, bind, options };
    this.expected = true;
    await this.sockets.close(id);
    this.expected = false;
    try {
      await this.sockets.open(spec, this.follow('both', name));
    } catch (error) {
      this.owner.lost(name);
      throw error;
    }
  }

  /** Adds or removes subscriptions so that they fit other rooms. */
  async setRooms(before: readonly string[], after: readonly string[]): Promise<void> {
    const socket = this.find((part) => part === 'receives');
    if (socket?.type !== 'sub') return;
    const topics = (rooms: readonly string[]) => new Map(subscriptionsOf(rooms).map((topic) => [toHex(topic), topic]));
    const [old, wanted] = [topics(before), topics(after)];
    for (const [key, topic] of wanted) if (!old.has(key)) await socket.subscribe(topic);
    for (const [key, topic] of old) if (!wanted.has(key)) await socket.unsubscribe(topic);
  }
}
