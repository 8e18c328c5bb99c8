import { t } from '@vscode/l10n';
import { countText } from '../../core/base/quantities';
import { inSlices } from '../process/inSlices';
import { mentions, parseMessage } from '../../core/chat/format';
import type { OwnAddress } from '../../core/chat/invite';
import { roomOfTopic } from '../../core/chat/rooms';
import { withPorts } from '../../core/chat/sockets';
import { chatTitle, checkChatSpec } from '../../core/chat/spec';
import { isSamePlace } from '../../core/socket/endpoint';
import { ZmqError } from '../../core/base/errors';
import type { ChatEntries, ChatEntriesParams, ChatId, ChatInfo, ChatQuery, ChatSocket, ChatSpec } from '../../protocol/chat';
import { now } from '../process/clock';
import type { CaptureWriter } from '../inspection/captureWriter';
import type { EngineSocket } from '../sockets/engineSocket';
import type { SocketRegistry } from '../sockets/socketRegistry';
import { ChatHealth } from './chatHealth';
import { ChatSockets } from './chatSockets';
import { Inbox } from './inbox';
import type { Delivery } from './inbox';
import { ownSocketAt } from '../process/ownAddresses';
import { OwnMessages } from './ownMessages';
import { readRecord } from './readRecord';
import { ReceivedRecords } from './receivedRecords';
import type { Pulse } from '../process/pulse';
import { SystemLines } from './systemLines';
import type { KeptEntry, NewEntry } from './transcript';
import { Transcript } from './transcript';

/** What a chat uses of the engine, and whom it tells. */
export interface ChatSurroundings {
  sockets: SocketRegistry;
  writer: CaptureWriter;
  pulse: Pulse;
  addresses(): readonly OwnAddress[];
  /** Something that can be asked for has changed. */
  changed(): void;
  /** There is an entry to remember, or one has changed. */
  noted(entry: KeptEntry): void;
  /** A message is here, or an own one has its outcome. */
  said(entry: KeptEntry): void;
  mentioned(entry: KeptEntry): void;
}

/** One chat: its sockets while it is joined, and what was said. */
export class Chat {
  readonly transcript = new Transcript((room) => roomOfTopic(room, this.currentSpec.rooms));
  revision = 0;
  private sockets?: ChatSockets;
  /** How they were when that was told last. */
  private socketsState = '';
  private received?: ReceivedRecords;
  private readonly inbox = new Inbox((delivery) => this.take(delivery));
  private readonly own: OwnMessages;
  private readonly health = new ChatHealth((on) => this.attempt(this.listenToAll(on)));
  /** Joining, leaving and changes of sockets, one after the other. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly id: ChatId,
    private currentSpec: ChatSpec,
    private readonly around: ChatSurroundings,
  ) {
    this.own = new OwnMessages(this);
  }

  get spec(): ChatSpec {
    return this.currentSpec;
  }

  get title(): string {
    return chatTitle(this.currentSpec);
  }

  get isJoined(): boolean {
    return this.sockets !== undefined;
  }

  get info(): ChatInfo {
    const sockets = this.sockets?.list ?? [];
    const { unread, mentions: named, kept, evicted } = this.transcript;
    return {
      id: this.id,
      spec: this.currentSpec,
      title: this.title,
      state: this.isJoined ? 'joined' : 'left',
      revision: this.revision,
      sockets,
      peers: this.peersOf(sockets),
      turn: this.sockets?.sender?.turn,
      cannotSend: this.own.cannotSend,
      unread,
      mentions: named,
      rooms: this.currentSpec.rooms.map((room) => ({ room, unread: this.transcript.unreadIn(room) })),
      entries: { kept, evicted },
      problems: this.health.problems,
    };
  }

  get sender(): EngineSocket | undefined {
    return this.sockets?.sender;
  }

  get hearsItself(): boolean {
    const { pattern, connect = [] } = this.currentSpec;
    if (pattern !== 'group') return pattern === 'room';
    // Where all of a group share one list, each one's own endpoint is in it.
    const sockets = this.sockets?.list ?? [];
    return connect.some((endpoint) => ownSocketAt(endpoint, sockets) !== undefined);
  }

  /** @throws ZmqError as opening a socket does; the chat is then as it was. */
  join(spec: ChatSpec): Promise<ChatInfo> {
    return this.exclusively(async () => {
      if (this.sockets) throw new ZmqError('invalidChat', t('{0} is joined already.', this.title), { hint: t('Leave it first.') });
      const lines = new SystemLines(spec.pattern);
      const { sockets, writer, pulse } = this.around;
      const { capture } = writer;
      const from = capture.end;
      this.sockets = await ChatSockets.open(this.id, spec, sockets, writer, {
        event: (...event) => {
          const line = lines.lineOf(...event);
          if (line) this.note(line.text, line.severity);
        },
        lost: (name) => this.attempt(this.leave(t('"{0}" was closed, and with it the chat: join again to go on.', name), 'warning')),
      });
      this.received = new ReceivedRecords(capture, pulse, this.sockets.receiver?.source.number, from, (record) => this.inbox.push(record));
      this.currentSpec = withPorts(spec, this.sockets.list);
      this.health.joined();
      this.touch();
      return this.info;
    });
  }

  leave(why = t('You left the chat.'), severity: 'info' | 'warning' = 'info'): Promise<void> {
    return this.exclusively(async () => {
      if (!this.sockets) return;
      const { sockets } = this;
      this.received?.close();
      this.received = undefined;
      this.inbox.drain();
      this.own.giveUp();
      this.sockets = undefined;
      this.health.left();
      await sockets.close();
      this.note(why, severity);
    });
  }

  /** What nobody waits for; that it failed is said. */
  private attempt(work: Promise<void>): void {
    work.catch((error: unknown) => this.note(error instanceof Error ? error.message : String(error), 'warning'));
  }

  /** Gives up the answer or request under way. libzmq has no other way than a new socket. */
  resetTurn(): Promise<void> {
    return this.exclusively(async () => {
      const sender = this.sockets?.sender;
      if (!sender?.turn) throw new ZmqError('notSupportedByType', t('This chat has no turns.'), { hint: t('REQ and REP have.') });
      this.received?.readOn();
      await this.sockets?.reopenSender();
      this.received?.change(this.sockets?.receiver?.source.number);
      this.note(
        sender.type === 'req'
          ? t('The turn was reset; an answer that still comes is lost.')
          : t('The request was given up: whoever asked gets no answer, nor do those who asked meanwhile.'),
        'info',
      );
    });
  }

  /** @throws ZmqError as adding an endpoint does, or `invalidChat`. */
  addPeer(endpoint: string): Promise<void> {
    return this.changePeers(
      (connect) => [...connect, endpoint.trim()],
      (receiver) => receiver.addEndpoint('connect', endpoint),
    );
  }

  /** @throws ZmqError `noSuchEndpoint` */
  removePeer(endpoint: string): Promise<void> {
    return this.changePeers(
      (connect) => connect.filter((other) => other !== endpoint),
      (receiver) => receiver.removeEndpoint('connect', endpoint),
    );
  }

  private changePeers(
    change: (connect: string[]) => string[],
    act: (receiver: NonNullable<ChatSockets['receiver']>) => Promise<unknown>,
  ): Promise<void> {
    return this.exclusively(async () => {
      const spec = checkChatSpec({ ...this.currentSpec, connect: change(this.currentSpec.connect ?? []) });
      const receiver = this.sockets?.receiver;
      if (receiver && receiver.type !== 'sub')
        throw new ZmqError('notSupportedByType', t('Only chats that subscribe have peers to add.'), {
          hint: t('Groups do, and those that listen.'),
        });
      if (receiver) await act(receiver);
      this.currentSpec = { ...this.currentSpec, connect: spec.connect };
      this.touch();
    });
  }

  /** @throws ZmqError `invalidChat` for a room that cannot be one. */
  setRooms(change: (rooms: string[]) => string[]): Promise<void> {
    return this.exclusively(async () => {
      const before = this.currentSpec.rooms;
      const spec = checkChatSpec({ ...this.currentSpec, rooms: change(before) });
      await this.sockets?.setRooms(before, spec.rooms);
      this.currentSpec = { ...this.currentSpec, rooms: spec.rooms };
      this.health.roomsChanged();
      this.touch();
    });
  }

  /** @throws ZmqError `invalidChat` */
  update(change: Partial<Pick<ChatSpec, 'nick' | 'format' | 'history'>>): void {
    this.currentSpec = checkChatSpec({ ...this.currentSpec, ...change });
    this.touch();
  }

  /** @see OwnMessages.send */
  send(text: string, room?: string): number {
    return this.own.send(text, room);
  }

  /** @see OwnMessages.retry */
  retry(number: number): void {
    this.own.retry(number);
  }

  cancel(number: number): void {
    this.own.cancel(number);
  }

  /** An own entry is new, or its state has changed. */
  changed(entry: KeptEntry): void {
    // Cleared meanwhile, it is not to be remembered.
    if (this.transcript.get(entry.number) === entry) this.around.noted(entry);
    if (entry.state !== 'waiting') this.around.said(entry);
    this.touch();
  }

  private take({ records, missed, firstMissed }: Delivery): void {
    if (!this.sockets) return;
    let gone = missed;
    const fresh: NewEntry[] = [];
    const { rooms, nick } = this.currentSpec;
    for (const record of records) {
      const read = readRecord(this.around.writer.capture, record);
      if (!read) {
        gone++;
        continue;
      }
      const { frames, time, size, cut } = read;
      if (this.own.isEcho(frames, size) || this.health.isElsewhere(frames, rooms)) continue;
      const message = parseMessage(frames, this.currentSpec);
      fresh.push({
        kind: 'message',
        time,
        own: false,
        ...message,
        size,
        cut: cut || undefined,
        record,
        unread: true,
        mention: mentions(message.text, nick) || undefined,
      });
    }
    if (gone > 0)
      this.add({
        kind: 'missed',
        time: now(),
        own: false,
        text:
          gone === 1
            ? t('1 message came too fast to be shown here; the inspector has it if its log still keeps it.')
            : t('{0} messages came too fast to be shown here; the inspector has what its log still keeps.', countText(gone)),
        size: 0,
        count: gone,
        record: firstMissed || undefined,
        unread: true,
      });
    for (const entry of fresh) {
      const added = this.add(entry);
      if (added.mention) this.around.mentioned(added);
    }
    if (fresh.length > 0 || gone > 0) this.health.wasHeard();
    this.touch();
  }

  private add(entry: NewEntry): KeptEntry {
    const added = this.transcript.add(entry);
    this.around.noted(added);
    this.around.said(added);
    return added;
  }

  note(text: string, severity: 'info' | 'warning'): void {
    this.transcript.add({ kind: 'system', time: now(), own: false, text, size: 0, severity });
    this.touch();
  }

  /** Puts in what was said in earlier sessions. */
  restore(entries: readonly NewEntry[]): void {
    for (const entry of entries) this.transcript.add(entry);
    this.touch();
  }

  entries(params: ChatEntriesParams): ChatEntries {
    return { ...this.transcript.window(params), revision: this.revision };
  }

  async find(query: ChatQuery | undefined, text: string): Promise<{ matches: number[] }> {
    return { matches: await inSlices(this.transcript.find(query, text)) };
  }

  /** @throws ZmqError `noSuchEntry` */
  text(number: number): { text: string; cut: boolean } {
    const entry = this.transcript.get(number);
    if (!entry)
      throw new ZmqError('noSuchEntry', t('This message is no longer kept here.'), { hint: t('The inspector may still have it.') });
    return { text: entry.text, cut: entry.cut ?? false };
  }

  seen(upTo: number, room: string | undefined): void {
    this.transcript.seen(upTo, room);
    this.touch();
  }

  /** What waits will not go out any more: nobody would see that it did. */
  clear(): void {
    this.own.giveUp();
    this.own.forget();
    this.transcript.clear();
    this.touch();
  }

  /** Sockets may have changed: sends what can go now. */
  socketsChanged(): void {
    if (!this.sockets) return;
    const { list, sender } = this.sockets;
    this.health.follow(this.peersOf(list), sender?.turn);
    this.own.pump();
    // Mostly it was another's socket.
    const state = JSON.stringify([list, sender?.turn]);
    if (state === this.socketsState) return;
    this.socketsState = state;
    this.touch();
  }

  /** Once a second: what only time tells. */
  tick(): void {
    if (!this.sockets) return;
    const { sender, receiver, list } = this.sockets;
    const spec = this.currentSpec;
    const differs = this.health.tick({
      spec,
      sockets: list,
      peers: this.peersOf(list),
      turn: sender?.turn,
      subscribed: this.sockets.subscribedByOthers,
      addresses: this.around.addresses(),
      alsoPulling: receiver?.type === 'pull' ? alsoPulling(receiver, this.around.sockets) : undefined,
      canScout: spec.rooms.length > 0 && receiver?.type === 'sub',
    });
    if (differs) this.touch();
  }

  /** People and programs at the other ends; in a hosted room those at the forwarder, without this chat. */
  private peersOf(sockets: readonly ChatSocket[]): number {
    const forwarder = sockets.find(({ part, type }) => part === 'forwarder' && type === 'xpub');
    if (forwarder) return Math.max(0, forwarder.peers - 1);
    // Whoever talks in both directions has a connection to each of two sockets.
    return Math.max(0, ...sockets.map(({ peers }) => peers));
  }

  private async listenToAll(on: boolean): Promise<void> {
    const receiver = this.sockets?.receiver;
    if (receiver?.type !== 'sub' || this.currentSpec.rooms.length === 0) return;
    const everything = new Uint8Array(0);
    if (on) await receiver.subscribe(everything);
    else await receiver.unsubscribe(everything);
  }

  private touch(): void {
    this.revision++;
    this.around.changed();
  }

  private exclusively<T>(operation: () => Promise<T>): Promise<T> {
    const result = this.last.then(operation, operation);
    this.last = result.catch(() => undefined);
    return result;
  }
}

/** A PUSH gives each message to one of those that connect to it: these are known, those in other programs are not. */
function alsoPulling(receiver: EngineSocket, { list }: SocketRegistry): { name: string; endpoint: string }[] {
  const own = receiver.endpointInfos.filter(({ role }) => role === 'connect').map(({ resolved }) => resolved);
  return list
    .filter(({ id, type }) => type === 'pull' && id !== receiver.id)
    .flatMap(({ name, endpoints }) =>
      endpoints
        .filter(({ role, resolved }) => role === 'connect' && own.some((mine) => isSamePlace(mine, resolved)))
        .map(({ resolved }) => ({ name, endpoint: resolved })),
    );
}
