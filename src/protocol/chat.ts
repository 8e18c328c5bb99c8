import * as v from 'valibot';
import { Method, Notice, result } from './method';
import { count, empty, given, shortText, unchecked } from './shapes';
import type { EndpointInfo, EndpointRole, SocketId, SocketType, Turn } from './sockets';

/** Names one chat for as long as the workspace remembers it: `c1`, `c2`, … */
export const chatId = v.pipe(v.string(), v.regex(/^c[1-9]\d{0,8}$/, 'must be an id of a chat, such as c1'));
export type ChatId = v.InferOutput<typeof chatId>;

/** How people talk: which sockets a chat has and who may speak when. In the order of lists. */
export const chatPatternNames = ['req', 'rep', 'pub', 'sub', 'group', 'pipeline', 'pair', 'room'] as const;
export type ChatPattern = (typeof chatPatternNames)[number];

/**
 * How a message stands on the wire. `text`: the text alone. `nick`: `nick: text`. `topic`: the room as first frame, then the
 * text. `prefix`: `room:text`. `json`, `msgpack`: a map of nick, text and time (ISO 8601).
 * With every format but `prefix`, a message to a room has the room as its first frame: subscriptions match that.
 */
export const chatFormatNames = ['text', 'nick', 'topic', 'prefix', 'json', 'msgpack'] as const;
export type ChatFormat = (typeof chatFormatNames)[number];

const endpoints = v.optional(v.pipe(v.array(shortText), v.maxLength(100)));

/** What it takes to join. Endpoints mean what they mean for a socket. What it says is checked by `core/chat/spec.ts`. */
export const chatSpec = v.strictObject({
  pattern: v.picklist(chatPatternNames),
  nick: shortText,
  format: v.picklist(chatFormatNames),
  /** Topics subscribed to and talked in; none takes everything. `topic` and `prefix` need one. */
  rooms: v.pipe(v.array(shortText), v.maxLength(1000)),
  /** Whether messages are kept in the workspace. */
  history: v.boolean(),
  /** Endpoints of the one socket (req, rep, pub, sub, pair); of PUB (group); of PUSH (pipeline). */
  bind: endpoints,
  /** Endpoints of the one socket (req, rep, pub, sub, pair); of SUB, that is the peers (group); of PULL (pipeline). */
  connect: endpoints,
  /** Pipeline the other way around: PUSH connects. */
  pushConnect: endpoints,
  /** Pipeline the other way around: PULL binds. */
  pullBind: endpoints,
  /** Room: where everybody's PUB connects to. */
  publishers: v.optional(shortText),
  /** Room: where everybody's SUB connects to. */
  subscribers: v.optional(shortText),
  /** Room: its forwarder (XSUB, XPUB) is bound to these two here. */
  host: v.optional(v.boolean()),
});
export type ChatSpec = v.InferOutput<typeof chatSpec>;

/** One socket of a chat; its traffic is in the log under its name. */
export interface ChatSocket {
  socket: SocketId;
  name: string;
  type: SocketType;
  /** `forwarder`: one of the two sockets of a hosted room. */
  part: 'sends' | 'receives' | 'both' | 'forwarder';
  endpoints: EndpointInfo[];
  peers: number;
}

/** Why a chat does not work as it might, each with what to do. */
export interface ChatProblem {
  kind:
    | 'nobody connected'
    | 'nobody listens'
    | 'not resolved'
    | 'handshake'
    | 'wrong pattern'
    | 'nobody in room'
    | 'other room'
    | 'turn'
    | 'no handshake'
    | 'crowd';
  /** One sentence. */
  text: string;
  /** What to do, a sentence. */
  hint: string;
  /** What `endpoint/probe` may be asked about. */
  endpoint?: string;
  /** A room to join: it talks, or is listened to. */
  room?: string;
}

export interface ChatRoom {
  room: string;
  unread: number;
}

export interface ChatInfo {
  id: ChatId;
  /** With what was changed since it was joined. */
  spec: ChatSpec;
  /** One line, such as `Room lab at tcp://10.0.0.5:5555`. */
  title: string;
  state: 'joined' | 'left';
  /** Grows with every change of what can be asked of this chat. */
  revision: number;
  sockets: ChatSocket[];
  /** Others at the other ends: the most that one of the sockets has. Of a hosted room: at its forwarder, without this chat itself. */
  peers: number;
  /** Lock-step patterns only. */
  turn?: Turn;
  /** Why nothing can be sent now, a sentence: not joined, only listening, not its turn. */
  cannotSend?: string;
  /** Messages of others since `chat/seen`; those of every room together. */
  unread: number;
  /** Unread ones that name this chat's nick. */
  mentions: number;
  /** Of the rooms joined. */
  rooms: ChatRoom[];
  /** Entries kept; those before had to make room. */
  entries: { kept: number; evicted: number };
  problems: ChatProblem[];
}

/** `waiting`: goes out when it can. `refused`: it did not go out; it can be tried again. */
export type SendState = 'waiting' | 'sent' | 'refused';

/** One line of a chat. */
export interface ChatEntry {
  /** From 1, in order, never used twice in a chat. */
  number: number;
  /** `missed`: messages that came too fast to be shown; `text` says how many. */
  kind: 'message' | 'system' | 'missed';
  /** When it was received, sent or noted, ms since 1970. */
  time: number;
  /** Sent from here. */
  own: boolean;
  /** Exactly as sent; whatever shows them makes it harmless. Nick, room and `said` only where the message carries them. */
  text: string;
  nick?: string;
  room?: string;
  /** When its sender says that it was written, ms since 1970. */
  said?: number;
  /** Payload bytes, all frames; 0 for system lines. */
  size: number;
  /** `text` is only the beginning: `chat/text` has more. */
  folded?: boolean;
  /** Not UTF-8: `text` shows the bytes as hexadecimal digits, the first ones where `folded`. */
  binary?: boolean;
  /** Own messages. */
  state?: SendState;
  /** Why it waits or was refused, or what became of it, a sentence. */
  reason?: string;
  /** Names this chat's nick. */
  mention?: boolean;
  /** Its record in the log of this engine; absent for entries of earlier ones. */
  record?: number;
  /** System lines. */
  severity?: 'info' | 'warning';
  /** `missed`: how many. */
  count?: number;
}

/** Which entries count. System lines and `missed` belong to every room, and to no filter. */
const chatQuery = v.strictObject({
  /** Only this room; all otherwise. */
  room: v.optional(shortText),
  /** Matches in either case. */
  filter: v.optional(v.strictObject({ how: v.picklist(['begins with', 'contains']), text: shortText })),
});
export type ChatQuery = v.InferOutput<typeof chatQuery>;

const oneChat = v.strictObject({ chat: chatId });
const oneEntry = v.strictObject({ chat: chatId, number: count });
const onePeer = v.strictObject({ chat: chatId, endpoint: shortText });
const oneRoom = v.strictObject({ chat: chatId, room: shortText });

export const joinChat = new Method(
  'chat/join',
  v.strictObject({
    /** One that was left or restored: it gets this spec. */
    id: v.optional(chatId),
    spec: unchecked<ChatSpec>(),
    /** It was joined in an engine that ended: the chat says what that means. */
    afterCrash: v.optional(v.boolean()),
  }),
  result<ChatInfo>(),
);
/** Makes chats of earlier sessions known, as left ones, with their history. Those known already stay as they are. */
export const restoreChats = new Method(
  'chat/restore',
  v.strictObject({ chats: v.pipe(v.array(v.strictObject({ id: chatId, spec: unchecked<ChatSpec>() })), v.maxLength(1000)) }),
  result<null>(),
);
/** Closes its sockets; what was said stays. */
export const leaveChat = new Method('chat/leave', oneChat, result<null>());
/** Leaves it and deletes its history. */
export const removeChat = new Method('chat/remove', oneChat, result<null>());
export const listChats = new Method('chat/list', empty, result<ChatInfo[]>());

/**
 * The newest `count` entries that the query takes; with `before`, those below that number; with `from`, the first ones at or after
 * it. In order.
 */
const entriesParams = v.strictObject({
  chat: chatId,
  query: v.optional(chatQuery),
  before: v.optional(count),
  from: v.optional(count),
  count: v.pipe(count, v.minValue(1), v.maxValue(200)),
});
export type ChatEntriesParams = v.InferOutput<typeof entriesParams>;
export interface ChatEntries {
  entries: ChatEntry[];
  /** Whether there are more before and after these. */
  before: boolean;
  after: boolean;
  /** The chat's revision that this answer shows. */
  revision: number;
}
export const chatEntries = new Method('chat/entries', entriesParams, result<ChatEntries>());
/** Of a folded entry, at most 1 MiB of UTF-8; `cut` where there was more. @see ChatEntry.folded */
export const chatText = new Method('chat/text', oneEntry, result<{ text: string; cut: boolean }>());
/** Numbers of the entries that the query takes and whose text, nick or room contains this one, in either case. */
export const findInChat = new Method(
  'chat/find',
  v.strictObject({ chat: chatId, query: v.optional(chatQuery), text: v.pipe(shortText, v.minLength(1)) }),
  result<{ matches: number[] }>(),
);

/** Never waits: the entry's state says what became of the message. Without `room` it goes to the first room joined, if any. */
export const sendToChat = new Method(
  'chat/send',
  v.strictObject({ chat: chatId, text: v.pipe(v.string(), v.minLength(1), v.maxLength(64 * 1024 * 1024)), room: v.optional(shortText) }),
  result<{ number: number }>(),
);
export const retryChatMessage = new Method('chat/retry', oneEntry, result<null>());
/** A waiting message will not be sent any more. */
export const cancelChatMessage = new Method('chat/cancel', oneEntry, result<null>());
/** REQ, REP: gives up the answer or request under way; the socket is opened anew on the same endpoints. */
export const resetChatTurn = new Method('chat/resetTurn', oneChat, result<null>());
/** Group and listen: connects to one more publisher. */
export const addChatPeer = new Method('chat/addPeer', onePeer, result<null>());
export const removeChatPeer = new Method('chat/removePeer', onePeer, result<null>());
export const joinChatRoom = new Method('chat/joinRoom', oneRoom, result<null>());
export const leaveChatRoom = new Method('chat/leaveRoom', oneRoom, result<null>());
export const updateChat = new Method(
  'chat/update',
  v.strictObject({
    chat: chatId,
    nick: v.optional(shortText),
    format: v.optional(v.picklist(chatFormatNames)),
    history: v.optional(v.boolean()),
  }),
  result<null>(),
);
/** Entries up to this number, of one room or of all, were on a person's screen. */
export const chatSeen = new Method('chat/seen', v.strictObject({ chat: chatId, room: v.optional(shortText), upTo: count }), result<null>());
/** Deletes what was said, here and in the history. */
export const clearChat = new Method('chat/clear', oneChat, result<null>());

/** What another side needs to join, for one way to reach this one. */
export interface ChatInvitation {
  /** Address of this computer; empty where the other side needs none of it. */
  address: string;
  family: 'IPv4' | 'IPv6' | 'none';
  /** Name of the network interface. */
  network: string;
  /** What the other side binds or connects to. */
  endpoints: { role: EndpointRole; endpoint: string; type: SocketType }[];
  /** Query of a link for another user of this extension. */
  query: string;
  /** A Python program for those who have none. */
  script: string;
}
export interface ChatInvitations {
  /** The likeliest first. */
  invitations: ChatInvitation[];
  /** Who cannot reach this chat and why, what else is needed; sentences. */
  notes: string[];
}
export const inviteToChat = new Method('chat/invite', oneChat, result<ChatInvitations>());

/** A stretch of what `Save Chat As…` writes; `next` is the `from` of the next one. */
export const exportChat = new Method(
  'chat/export',
  v.strictObject({ chat: chatId, form: v.picklist(['text', 'jsonl']), from: v.optional(count) }),
  result<{ text: string; next?: number }>(),
);

/** From the engine to its client: somebody named this chat's nick. At most one in 3 s for each chat; `more` counts those held back. */
export interface ChatMention {
  chat: ChatId;
  title: string;
  nick?: string;
  room?: string;
  /** At most 200 characters. */
  text: string;
  more: number;
}
export const chatMention = new Notice('chat/mention', given<ChatMention>());

/** What a chat tells with every notice; the rest is asked for when `revision` has grown. */
export interface ChatNotice {
  chat: ChatId;
  revision: number;
}

/** Part of the engine's configuration. */
export const chatConfiguration = v.strictObject({
  /** Directory for histories; none are kept without. */
  historyFolder: v.optional(shortText),
  /** Text file that all chats are appended to; none without. At 10 MB it is renamed to `….1`. */
  logFile: v.optional(shortText),
});
export type ChatConfiguration = v.InferOutput<typeof chatConfiguration>;
