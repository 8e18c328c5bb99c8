import { t } from '@vscode/l10n';
import { countText } from '../../core/base/quantities';
import { EVENT } from '../../core/capture/segment';
import { ZmqError } from '../../core/base/errors';
import { signatureIn } from '../../core/protocols/jupyter';
import { maxInput } from '../../core/codecs/values/limits';
import { maxContextFrames } from '../../core/capture/messageContext';
import { socketTypes } from '../../core/socket/socketTypes';
import type { ComposedMessage, FrameCheck, FrameDraft } from '../../protocol/composer';
import type { SendOutcome, SocketId } from '../../protocol/sockets';
import type { Decoding } from '../decoding/decoding';
import { tooSlow } from '../decoding/decoderThread';
import type { RecordRows } from '../inspection/recordRows';
import type { SocketRegistry } from '../sockets/socketRegistry';
import { signed, signedAnew } from './jupyterSignature';

/** Longest time to encode one frame, ms: a file of 64 MiB has to be read. */
const encodeLimit = 5000;

/** Makes frames of what a person wrote, and what a person wrote of frames. */
export class Composer {
  constructor(
    private readonly sockets: SocketRegistry,
    private readonly decoding: Decoding,
  ) {}

  async check(drafts: FrameDraft[]): Promise<FrameCheck[]> {
    const checks = await this.decoding.reader.run('check', { drafts }, drafts.length, { limit: encodeLimit });
    return checks.map((check) => (check === tooSlow ? { problem: t('Encoding this takes too long.') } : check));
  }

  /** The frames of `count` repetitions from the `n`th on. @throws ZmqError `invalidFrame`, `needsKey`, `tooSlow` */
  async encode(
    { frames: drafts, key }: Pick<ComposedMessage, 'frames' | 'key'>,
    n: number,
    count: number,
    every = 0,
  ): Promise<Uint8Array[][]> {
    const frames = await this.decoding.reader.run('encode', { drafts, n, every }, drafts.length * count, { limit: encodeLimit });
    const messages: Uint8Array[][] = [];
    frames.forEach((frame, i) => {
      if (frame === tooSlow)
        throw new ZmqError('tooSlow', t('Frame {0} takes too long to encode.', (i % drafts.length) + 1), { hint: t('Make it smaller.') });
      if (i % drafts.length === 0) messages.push([]);
      messages.at(-1)?.push(frame);
    });
    const signatures = drafts.flatMap(({ format }, index) => (format === 'signature' ? [index] : []));
    return signatures.length === 0
      ? messages
      : messages.map((message) => signatures.reduce((frames, at) => signed(frames, at, key), message));
  }

  /** @throws ZmqError `noSuchSocket`, `invalidFrame`, `needsKey`, `tooSlow` */
  async send(message: ComposedMessage): Promise<SendOutcome> {
    const socket = this.sockets.getOwn(message.socket);
    const [frames] = await this.encode(message, 1, 1);
    const { routingId, holdForSubscriber } = message;
    return socket.send({
      socket: message.socket,
      frames: framesToSend(message, frames ?? []),
      ...(routingId ? { routingId } : {}),
      ...(holdForSubscriber ? { holdForSubscriber } : {}),
    });
  }

  /** @throws ZmqError `noSuchRecord`, `noSuchSocket`, `invalidFrame`, `needsKey` */
  async sendAgain(rows: RecordRows, number: number, by: SocketId | undefined, key: string | undefined): Promise<SendOutcome> {
    const place = await rows.place(number);
    const { segment, row } = place;
    const from = rows.sourceOf(place);
    if (segment.directionOf(row) === EVENT)
      throw new ZmqError('invalidFrame', t('Record {0} is an event.', number), { hint: t('Only messages can be sent again.') });
    if (segment.isCut(row))
      throw new ZmqError('invalidFrame', t('Record {0} was kept in part.', number), {
        hint: t('Raise zmq.capture.maxMegabytes to keep larger messages whole.'),
      });
    const socket = this.sockets.getOwn(by ?? from.socketId);
    const kept = Array.from(segment.frames(row), ({ bytes }) => bytes.slice());
    const signature = key === '' ? undefined : signatureIn(kept);
    const frames = signature === undefined ? kept : signedAnew(kept, signature, key);
    const routingId = from.type && socketTypes[from.type].routingIdToSend ? frames.shift() : undefined;
    return socket.send({ socket: socket.id, frames, ...(routingId && socketTypes[socket.type].routingIdToSend ? { routingId } : {}) });
  }

  /** @throws ZmqError `noSuchRecord`, `invalidFrame` */
  async draft(rows: RecordRows, number: number): Promise<Omit<ComposedMessage, 'holdForSubscriber' | 'key'>> {
    const place = await rows.place(number);
    const { segment, row } = place;
    const from = rows.sourceOf(place);
    const context = await rows.context(number);
    if (context.direction === 'event')
      throw new ZmqError('invalidFrame', t('Record {0} is an event.', number), { hint: t('Only messages can be edited.') });
    if (segment.framesOf(row) > maxContextFrames || context.frames.some(({ size, bytes }) => size > bytes.length)) {
      throw new ZmqError(
        'invalidFrame',
        t('Record {0} is too large to be edited: at most {1} frames of {2} bytes are.', number, maxContextFrames, countText(maxInput)),
        { hint: t('Send Again takes it as it is.') },
      );
    }
    const indexes = context.frames.map((_, index) => index);
    const routingId = from.type && socketTypes[from.type].routingIdToSend ? context.frames[indexes.shift() ?? 0]?.bytes : undefined;
    const delimiter =
      (from.type === 'dealer' || from.type === 'router') && indexes.length > 1 && context.frames[indexes[0] as number]?.size === 0;
    if (delimiter) indexes.shift();
    const drafts = await this.decoding.reader.run('draft', { context, frames: indexes }, indexes.length);
    const signature = signatureIn(context.frames.map(({ bytes }) => bytes));
    const frames = drafts.map((draft, i): FrameDraft => {
      if (draft === tooSlow)
        throw new ZmqError('tooSlow', t('A frame of record {0} takes too long to read.', number), {
          hint: t('Send Again takes it as it is.'),
        });
      if (signature === undefined) return draft;
      if (indexes[i] === signature) return { format: 'signature', text: '' };
      return indexes[i] === signature + 1 ? { ...draft, text: draft.text.replace(messageId, '$1"{{uuid}}"') } : draft;
    });
    return { socket: from.socketId, frames, ...(delimiter ? { delimiter } : {}), ...(routingId ? { routingId } : {}) };
  }
}

/** In a header of Jupyter: a kernel refuses a second message of the same id and content. */
const messageId = /("msg_id"\s*:\s*)"[^"\\]*"/;

/** With the empty frame before them, where the message has one. */
export function framesToSend({ delimiter }: Pick<ComposedMessage, 'delimiter'>, frames: Uint8Array[]): Uint8Array[] {
  return delimiter ? [new Uint8Array(0), ...frames] : frames;
}
