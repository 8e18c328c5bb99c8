import { t } from '@vscode/l10n';
import { patience } from '../../core/base/patience';
import { encodeMessage } from '../../core/chat/format';
import { canSend } from '../../core/chat/patterns';
import { roomProblem } from '../../core/chat/spec';
import { ZmqError } from '../../core/base/errors';
import type { ChatSpec } from '../../protocol/chat';
import type { SendOutcome } from '../../protocol/sockets';
import { now } from '../process/clock';
import type { EngineSocket } from '../sockets/engineSocket';
import { Echoes } from './echoes';
import type { Letter, Obstacle } from './outbox';
import { Outbox } from './outbox';
import type { KeptEntry, Transcript } from './transcript';

/** Characters kept of an own message; what goes out is not cut. */
const maxKeptText = 1024 * 1024;

/** The chat that talks. */
export interface Talker {
  readonly spec: ChatSpec;
  readonly transcript: Transcript;
  readonly isJoined: boolean;
  /** The socket that sends, where there is one. */
  readonly sender: EngineSocket | undefined;
  /** Whether own broadcasts may come back. */
  readonly hearsItself: boolean;
  /** The entry is new, or its state has changed. */
  changed(entry: KeptEntry): void;
}

/** What is said from here: from the text to the outcome. */
export class OwnMessages {
  private readonly outbox: Outbox;
  private readonly echoes = new Echoes();

  constructor(private readonly talker: Talker) {
    this.outbox = new Outbox({
      obstacle: (letter) => this.obstacle(letter),
      send: (frames) => this.sendFrames(frames),
      changed: ({ entry }) => talker.changed(entry),
    });
  }

  /** Why nothing can be said now, a sentence. */
  get cannotSend(): string | undefined {
    const { isJoined, spec, sender } = this.talker;
    if (!isJoined) return t('This chat is not joined: join again to talk.');
    if (!canSend(spec)) return t('This chat only listens: it has no socket that sends.');
    if (sender?.turn === 'awaiting reply') return t('Waiting for the answer: REQ sends again after it has come.');
    if (sender?.turn === 'awaiting request') return t('Waiting for a request: REP answers what it was asked.');
    if (sender?.type === 'req' && this.outbox.size > 0) return t('Your request waits for somebody to connect.');
    return undefined;
  }

  /** The number of its entry. @throws ZmqError `limitReached`, `invalidChat` for a room that cannot be one. */
  send(text: string, room = this.talker.spec.rooms[0]): number {
    const { spec, transcript } = this.talker;
    const problem = room === undefined ? undefined : roomProblem(room, spec.format);
    if (problem) throw new ZmqError('invalidChat', problem, { hint: t('Choose a room that was joined.') });
    if (this.outbox.isFull)
      throw new ZmqError('limitReached', t('{0} messages wait already.', this.outbox.size), {
        hint: t('They go out when somebody connects; cancel some, or wait.'),
      });
    const { nick, format } = spec;
    const time = now();
    const frames = encodeMessage({ nick, text, room, time }, format);
    const size = frames.reduce((sum, frame) => sum + frame.length, 0);
    const cut = text.length > maxKeptText || undefined;
    const entry = transcript.add({
      kind: 'message',
      time,
      own: true,
      text: text.slice(0, maxKeptText),
      cut,
      nick,
      room,
      size,
      state: 'waiting',
    });
    this.post(entry, frames);
    return entry.number;
  }

  /** @throws ZmqError `noSuchEntry` */
  retry(number: number): void {
    const frames = this.outbox.framesOf(number);
    const entry = this.talker.transcript.get(number);
    if (!frames || !entry)
      throw new ZmqError('noSuchEntry', t('This message is no longer kept for sending.'), { hint: t('Copy its text and send it anew.') });
    this.post(entry, frames);
  }

  cancel(number: number): void {
    this.outbox.cancel(number);
  }

  /** @see Echoes.take */
  isEcho(frames: readonly Uint8Array[], size: number): boolean {
    return this.echoes.take(frames, size);
  }

  /** Sends what can go now. */
  pump(): void {
    if (this.outbox.size > 0) this.outbox.pump();
  }

  giveUp(): void {
    this.outbox.giveUp(t('Not sent: the chat was left or cleared before.'));
  }

  forget(): void {
    this.outbox.forget();
  }

  private post(entry: KeptEntry, frames: Uint8Array[]): void {
    entry.state = 'waiting';
    entry.reason = undefined;
    this.talker.changed(entry);
    const isBroadcast = this.talker.sender?.type === 'pub';
    this.outbox.take({
      entry,
      frames,
      lane: isBroadcast ? (entry.room ?? '') : '',
      until: isBroadcast ? Date.now() + patience.subscriber : undefined,
    });
  }

  private obstacle({ frames }: Letter): Obstacle | undefined {
    const { sender } = this.talker;
    if (!sender) return { final: true, text: this.cannotSend ?? t('The chat was left.') };
    if (sender.turn === 'awaiting reply' || sender.turn === 'awaiting request')
      return { final: true, text: t('Not sent: it is not your turn. {0}', this.cannotSend ?? '') };
    if (sender.type === 'pub' && sender.peers === 0) return { final: false, text: t('Nobody is connected.') };
    if (sender.hasSubscriber(frames[0] as Uint8Array) === false) return { final: false, text: t('Nobody has subscribed to this.') };
    if (sender.type !== 'rep' && sender.peers === 0) return { final: false, text: t('It goes out when somebody connects.') };
    return undefined;
  }

  private async sendFrames(frames: Uint8Array[]): Promise<SendOutcome> {
    const { sender, spec, hearsItself } = this.talker;
    if (!sender) throw new Error('The chat was left.');
    const isForNobody = sender.type === 'rep' && sender.peers === 0;
    const outcome = await sender.send({ socket: sender.id, frames });
    if (outcome.outcome === 'refused') return outcome;
    if (isForNobody)
      return { outcome: 'refused', reason: 'unroutable', message: t('Not delivered: whoever asked is gone, and libzmq drops the answer.') };
    if (hearsItself) this.echoes.note(frames);
    return spec.pattern === 'room' ? { ...outcome, message: t('Sent to the room.') } : outcome;
  }
}
