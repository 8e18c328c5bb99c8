import type { SocketType } from '../../protocol/sockets';
import { signOf } from '../protocols/known';
import { callKey } from '../protocols/jsonRpc';
import { keyOf } from '../protocols/protocol';
import { idTag, tagsOf } from '../protocols/tags';
import { Batches } from './batches';
import { Conversation } from './conversation';
import type { Findings, Said } from './conversation';
import { IN, OUT } from './segment';

/** Frames looked at for the empty delimiter. */
const maxEnvelope = 16;
/** Conversations of one socket that are remembered: those of late, and as many before them. */
const maxConversations = 32_768;
/** Requests and replies that are remembered in all of them. */
const maxRemembered = 100_000;

/** How the records of a source that asks and answers are to be read. */
export interface ExchangeForm {
  /** Frames before the envelope: the routing id that a ROUTER puts before what it receives. */
  base: 0 | 1;
  /** The direction of requests. */
  asks: typeof IN | typeof OUT;
  /** One exchange at a time: a REQ is on one side (RFC 28); with or without the envelope that it puts before what it sends. */
  inTurn?: 'bare' | 'enveloped';
}

/** As a socket of this type sees its messages. */
export function formOfSocket(type: 'req' | 'rep' | 'dealer' | 'router'): ExchangeForm {
  return {
    base: type === 'router' ? 1 : 0,
    asks: type === 'req' || type === 'dealer' ? OUT : IN,
    ...(type === 'req' || type === 'rep' ? { inTurn: 'bare' } : {}),
  };
}

/** As messages are on the wire between who connected and who was bound; OUT goes to the latter. */
export function formOnWire(connector: SocketType, binder: SocketType): ExchangeForm {
  const isReversed = connector === 'rep' || (connector === 'router' && binder !== 'router' && binder !== 'rep') || binder === 'req';
  return { base: 0, asks: isReversed ? IN : OUT, ...(connector === 'req' || binder === 'req' ? { inTurn: 'enveloped' } : {}) };
}

/**
 * Finds which records of one REQ, REP, DEALER or ROUTER socket, or of one connection between two of them, are request and reply. Neither ZMTP nor libzmq number them. REQ and REP have
 * one exchange at a time. On DEALER and ROUTER, messages of a known protocol say it themselves (`core/protocols`); in what is left, each
 * envelope (RFC 28: routing ids up to the empty delimiter, or the routing id alone) is a conversation of its own, and who began it asks.
 */
export class Exchanges {
  /** By envelope, and by what messages say they belong to. */
  private recent = new Map<string, Conversation>();
  /** What was not used since `recent` was begun; it goes when that is full. */
  private earlier = new Map<string, Conversation>();
  /** Requests and replies that are remembered until it is known what belongs together. */
  remembered = 0;
  private readonly batches = new Batches();
  /** In turn: the request that waits, and what stands before its delimiter, where that is on the wire (`ZMQ_REQ_CORRELATE`). */
  private turn?: { number: number; key: string };

  constructor(private readonly form: ExchangeForm) {}

  /** Takes the next message in and tells what that says of its record and of others. `time`: ms. */
  note(direction: typeof IN | typeof OUT, frames: readonly Uint8Array[], number: number, time: number, findings: Findings): void {
    const { base, asks, inTurn } = this.form;
    const toServer = direction === asks;
    if (inTurn) {
      this.takeTurn(toServer, frames, number, findings);
      return;
    }
    const delimiter = delimiterIn(frames, base);
    const body = delimiter < 0 ? base : delimiter + 1;
    const sign = signOf({ frames, body, toServer });
    if (!sign) {
      const { own, answered } = tagsOf(frames, body);
      // Something that is no reply of JSON-RPC may answer a call all the same.
      const id = answered?.startsWith(idTag) ? answered.slice(idTag.length) : undefined;
      const call = id === undefined ? undefined : this.called(keyOfFrames(frames, body), !toServer, id);
      if (call && call.asker !== direction) this.say(call, 'answer', { number, time }, findings);
      else this.noteByEnvelope(direction, frames, base, delimiter, { number, time, own, answered }, findings);
      return;
    }
    const said = { number, time };
    const envelope = keyOfFrames(frames, sign.isRouteless ? base : body);
    const keysOf = (parts: string | readonly string[] = []) =>
      (typeof parts === 'string' ? [parts] : parts).map((part) => underEnvelope(envelope, part));
    const answered = keysOf(sign.answers).flatMap((key) => {
      const conversation = this.find(key);
      return conversation && conversation.asker !== direction ? [conversation] : [];
    });
    const asked = keysOf(sign.asks);
    const isReply = answered.length > 0;
    if (!isReply && asked.length > 1) this.batches.add(number);
    const told = this.batches.told(number, isReply ? answered.length : asked.length, findings);
    if (isReply) for (const conversation of answered) this.say(conversation, 'answer', said, told);
    else if (asked.length === 0) findings.unpaired(number);
    else for (const key of asked) this.ask(key, direction, said, told);
  }

  /** The conversation about a call of JSON-RPC with this id, a number or a text. */
  private called(envelope: string, toServer: boolean, id: string): Conversation | undefined {
    return this.find(underEnvelope(envelope, callKey(toServer, id))) ?? this.find(underEnvelope(envelope, callKey(toServer, `"${id}"`)));
  }

  private takeTurn(isRequest: boolean, frames: readonly Uint8Array[], number: number, findings: Findings): void {
    const key = this.form.inTurn === 'enveloped' ? keyOfFrames(frames, delimiterIn(frames, 0)) : '';
    if (isRequest) {
      this.turn = { number, key };
      findings.request(number);
    } else if (this.turn?.key !== key) findings.unpaired(number);
    else {
      findings.pair(this.turn.number, number, false);
      this.turn = undefined;
    }
  }

  private noteByEnvelope(
    direction: typeof IN | typeof OUT,
    frames: readonly Uint8Array[],
    base: number,
    delimiter: number,
    said: Said,
    findings: Findings,
  ): void {
    const peer = keyOfFrames(frames, base);
    const isRouted = delimiter > base;
    // What has a delimiter and what has none are two conversations, as they are to the program.
    const key = delimiter < 0 ? peer : `${peer}\u0103${isRouted ? keyOfFrames(frames, delimiter, base) : ''}`;
    const known = this.find(key);
    if (known) {
      this.say(known, known.asker === direction ? 'ask' : 'answer', said, findings);
      return;
    }
    if (isRouted && !isAutomaticId(frames[delimiter - 1] as Uint8Array)) {
      // Frames before an empty one are routing ids where the other side gives them back; where it never had them, they may be anything.
      const plain = this.find(peer);
      if (plain && plain.asker !== direction) {
        this.say(plain, 'answer', said, findings);
        return;
      }
      const routes = `${peer}\u0104`;
      const first = this.find(routes);
      if (first && first.asker !== direction) {
        findings.unpaired(said.number);
        return;
      }
      if (!first) this.add(routes, new Conversation(direction));
    }
    this.ask(key, direction, said, findings);
  }

  private ask(key: string, direction: typeof IN | typeof OUT, said: Said, findings: Findings): void {
    const known = this.find(key);
    if (known && known.asker !== direction) findings.unpaired(said.number);
    else this.say(known ?? this.add(key, new Conversation(direction)), 'ask', said, findings);
  }

  private say(conversation: Conversation, part: 'ask' | 'answer', said: Said, findings: Findings): void {
    const before = conversation.remembered;
    conversation[part](said, findings);
    this.remembered += conversation.remembered - before;
    if (this.remembered > maxRemembered) this.forgetSome(conversation);
  }

  private find(key: string): Conversation | undefined {
    const recent = this.recent.get(key);
    if (recent) return recent;
    const earlier = this.earlier.get(key);
    if (!earlier) return undefined;
    this.earlier.delete(key);
    return this.add(key, earlier);
  }

  private add(key: string, conversation: Conversation): Conversation {
    if (this.recent.size >= maxConversations) this.dropEarlier();
    this.recent.set(key, conversation);
    return conversation;
  }

  private dropEarlier(): void {
    for (const { remembered } of this.earlier.values()) this.remembered -= remembered;
    this.earlier = this.recent;
    this.recent = new Map();
  }

  /** Too much waits: the conversations that were used longest ago go, and then this one does without. */
  private forgetSome(current: Conversation): void {
    for (const { remembered } of this.earlier.values()) this.remembered -= remembered;
    this.earlier.clear();
    if (this.remembered <= maxRemembered) return;
    this.remembered -= current.remembered;
    current.forget();
  }
}

const underEnvelope = (envelope: string, part: string) => `${envelope}\u0102${part}`;

/** As libzmq makes one for a peer that has none. */
function isAutomaticId(frame: Uint8Array): boolean {
  return frame.length === 5 && frame[0] === 0;
}

/** Where the empty delimiter is, from this frame on; -1 where there is none, or nothing behind it. */
function delimiterIn(frames: readonly Uint8Array[], from: number): number {
  const limit = Math.min(frames.length - 1, maxEnvelope);
  for (let i = from; i < limit; i++) if ((frames[i] as Uint8Array).length === 0) return i;
  return -1;
}

function keyOfFrames(frames: readonly Uint8Array[], end: number, from = 0): string {
  let key = '';
  for (let i = from; i < end && i < frames.length; i++) key += `${keyOf(frames[i] as Uint8Array)}\u0100`;
  return key;
}
