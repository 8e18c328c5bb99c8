import { t } from '@vscode/l10n';
import { jsonLine, textLine } from '../../core/chat/export';
import { invitationsFor } from '../../core/chat/invite';
import { checkChatSpec } from '../../core/chat/spec';
import { ZmqError } from '../../core/base/errors';
import { visibleText } from '../../core/base/preview';
import type { ChatConfiguration, ChatEntry, ChatId, ChatInfo, ChatInvitations, ChatMention, ChatNotice } from '../../protocol/chat';
import type { CaptureWriter } from '../inspection/captureWriter';
import type { Pulse } from '../process/pulse';
import type { SocketRegistry } from '../sockets/socketRegistry';
import { Chat } from './chat';
import { History } from './history';
import { LogFile } from './logFile';
import { MentionTeller } from './mentionTeller';
import { ownAddresses } from '../process/ownAddresses';
import type { KeptEntry } from './transcript';

/** Chats at once, joined and left. */
const maxChats = 200;
/** Entries in one stretch of an export. */
const exportStep = 500;
/** Characters in one stretch of an export; a single entry may have more. */
const exportLength = 1024 * 1024;
const mentionLength = 200;

interface Member {
  chat: Chat;
  /** Its history is read. */
  ready: Promise<void>;
  history?: History;
  mentions: MentionTeller;
}

/** Whom the chats tell. */
export interface ChatsOwner {
  changed(): void;
  mentioned(mention: ChatMention): void;
  complained(text: string): void;
}

/** All chats of this engine, with what is written of them to disk. */
export class Chats {
  private readonly members = new Map<ChatId, Member>();
  private historyFolder?: string;
  private logFile?: LogFile;
  private socketsRevision = 0;

  constructor(
    private readonly sockets: SocketRegistry,
    private readonly writer: CaptureWriter,
    private readonly pulse: Pulse,
    private readonly owner: ChatsOwner,
  ) {}

  configure({ historyFolder, logFile }: ChatConfiguration): void {
    this.historyFolder = historyFolder;
    if (logFile === this.logFile?.file) return;
    void this.logFile?.settled();
    this.logFile =
      logFile === undefined
        ? undefined
        : new LogFile(logFile, (text) => {
            this.owner.complained(text);
            for (const { chat } of this.members.values()) if (chat.isJoined) chat.note(text, 'warning');
          });
  }

  get notices(): ChatNotice[] {
    return [...this.members].map(([id, { chat }]) => ({ chat: id, revision: chat.revision }));
  }

  get list(): ChatInfo[] {
    return [...this.members.values()].map(({ chat }) => chat.info);
  }

  /** @throws ZmqError for a spec that cannot be joined, or as opening sockets does. */
  async join(id: ChatId | undefined, given: unknown, afterCrash = false): Promise<ChatInfo> {
    const spec = checkChatSpec(given);
    const known = id === undefined ? undefined : this.members.get(id);
    const member = known ?? this.add(id ?? this.newId(), spec);
    try {
      await member.ready;
      if (afterCrash) member.chat.note(t('The engine was started again: what was on its way meanwhile may be lost.'), 'warning');
      const info = await member.chat.join(spec);
      if (!spec.history) member.history?.delete();
      return info;
    } catch (error) {
      // What was never joined is no chat.
      if (!known && !member.chat.isJoined) this.members.delete(member.chat.id);
      throw error;
    }
  }

  /** @throws ZmqError for a spec that is none; those before it are restored. */
  async restore(chats: readonly { id: ChatId; spec: unknown }[]): Promise<void> {
    for (const { id, spec } of chats) await (this.members.get(id) ?? this.add(id, checkChatSpec(spec))).ready;
  }

  private add(id: ChatId, spec: Chat['spec']): Member {
    if (this.members.size >= maxChats)
      throw new ZmqError('limitReached', t('There are {0} chats.', maxChats), { hint: t('Remove some that were left.') });
    const mentions = new MentionTeller((mention) => this.owner.mentioned(mention));
    const chat: Chat = new Chat(id, spec, {
      sockets: this.sockets,
      writer: this.writer,
      pulse: this.pulse,
      addresses: ownAddresses,
      changed: () => this.owner.changed(),
      noted: (entry) => {
        if (chat.spec.history) member.history?.append(entry);
      },
      said: (entry) => this.said(chat, entry),
      mentioned: ({ nick, room, text }) => mentions.note({ chat: id, title: chat.title, nick, room, text: text.slice(0, mentionLength) }),
    });
    const folder = this.historyFolder;
    const history =
      folder === undefined
        ? undefined
        : new History(
            folder,
            id,
            () => chat.transcript.all,
            (text) => chat.note(text, 'warning'),
          );
    const member: Member = { chat, history, mentions, ready: history && spec.history ? readInto(chat, history) : Promise.resolve() };
    this.members.set(id, member);
    return member;
  }

  private newId(): ChatId {
    let number = 1;
    while (this.members.has(`c${number}`)) number++;
    return `c${number}`;
  }

  /** @throws ZmqError `noSuchChat` */
  get(id: ChatId): Chat {
    return this.member(id).chat;
  }

  private member(id: ChatId): Member {
    const member = this.members.get(id);
    if (!member)
      throw new ZmqError('noSuchChat', t('There is no chat "{0}".', id), {
        hint: this.members.size > 0 ? t('There are {0}.', [...this.members.keys()].join(', ')) : t('There is none.'),
      });
    return member;
  }

  /** @throws ZmqError `noSuchChat` */
  async leave(id: ChatId): Promise<void> {
    const { chat, history } = this.member(id);
    await chat.leave();
    await history?.settled();
  }

  /** @throws ZmqError `noSuchChat` */
  async remove(id: ChatId): Promise<void> {
    const { chat, history } = this.member(id);
    await chat.leave();
    this.members.delete(id);
    history?.delete();
    await history?.settled();
    this.owner.changed();
  }

  /** @throws ZmqError `noSuchChat` */
  async clear(id: ChatId): Promise<void> {
    const { chat, history } = this.member(id);
    chat.clear();
    history?.delete();
    await history?.settled();
  }

  /** @throws ZmqError `noSuchChat`, `invalidChat` */
  async update(id: ChatId, change: Parameters<Chat['update']>[0]): Promise<void> {
    const { chat, history } = this.member(id);
    const before = chat.spec.history;
    chat.update(change);
    if (!history || chat.spec.history === before) return;
    if (before) history.delete();
    else history.rewrite();
    await history.settled();
  }

  /** @throws ZmqError `noSuchChat` */
  invitations(id: ChatId): ChatInvitations {
    const { spec, sockets } = this.get(id).info;
    return invitationsFor({ spec, resolved: sockets, addresses: ownAddresses() });
  }

  /** @throws ZmqError `noSuchChat` */
  export(id: ChatId, form: 'text' | 'jsonl', from = 0): { text: string; next?: number } {
    const write = form === 'text' ? textLine : jsonLine;
    const entries = this.get(id).transcript.all.filter(({ number }) => number >= from);
    let text = '';
    let taken = 0;
    for (const entry of entries) {
      if (taken === exportStep || text.length > exportLength) return { text, next: entry.number };
      text += `${write(asEntry(entry))}\n`;
      taken++;
    }
    return { text };
  }

  /** Something in the registry has changed; cheap where there are no chats. */
  socketsChanged(): void {
    if (this.members.size === 0 || this.socketsRevision === this.sockets.revision) return;
    this.socketsRevision = this.sockets.revision;
    for (const { chat } of this.members.values()) chat.socketsChanged();
  }

  /** Settles when all that was said is on the disk. */
  async settled(): Promise<void> {
    await Promise.all([this.logFile?.settled(), ...[...this.members.values()].map(({ history }) => history?.settled())]);
  }

  /** Once a second. */
  tick(): void {
    for (const { chat } of this.members.values()) chat.tick();
  }

  private said(chat: Chat, entry: KeptEntry): void {
    this.logFile?.append(`${textLine(asEntry(entry)).replace(/^(\[[^\]]*\])/, (time) => `${time} [${visibleText(chat.title)}]`)}\n`);
  }
}

async function readInto(chat: Chat, history: History): Promise<void> {
  const { entries, unreadable, damaged } = await history.read();
  chat.restore(entries);
  if (damaged) history.rewrite();
  if (unreadable > 0) chat.note(t("{0} lines of this chat's history cannot be read and are passed over.", unreadable), 'warning');
}

function asEntry({ unread: _unread, cut, ...entry }: KeptEntry): ChatEntry {
  return { ...entry, ...(cut ? { folded: true } : {}) };
}
