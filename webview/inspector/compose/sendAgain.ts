import { t } from '@vscode/l10n';
import { eitherOf } from '../../../src/core/base/listed';
import { socketTypes } from '../../../src/core/socket/socketTypes';
import { draftOfRecord, sendAgain } from '../../../src/protocol/composer';
import type { SocketEntry } from '../../../src/protocol/inspector';
import type { RecordDetails } from '../../../src/protocol/log';
import type { SocketId, SocketType } from '../../../src/protocol/sockets';
import { draftOf } from '../../shared/bytes/bytesDraft';
import type { MenuItem } from '../../shared/controls/menu';
import { requestError } from '../../shared/page/requestError';
import type { ComposeDraft } from '../state/panelState';
import type { EngineMirror } from '../state/engineMirror';
import { socketLabel } from '../sockets/socketLabel';

/** What sending anew needs of the panel. */
interface Panel {
  readonly mirror: EngineMirror | undefined;
  readonly state: { composeDraft: ComposeDraft };
  /** Says it where the record is shown. */
  say(text: string): void;
  /** Opens the composer with what is to be edited. */
  compose(draft: Omit<ComposeDraft, 'hold' | 'repeat'>): void;
}

/** Sends messages of the log again. */
export class SendAgain {
  constructor(private readonly panel: Panel) {}

  /** What can be done with a message, for its menu. */
  readonly actionsFor = ({ number, socket: receiver, socketType, direction }: RecordDetails['row']): MenuItem[] => {
    const answers = direction === 'in' && (socketType === 'rep' || socketType === 'router') && this.isOpen(receiver);
    const again = (socket?: SocketId) => (): void => void this.attempt((mirror) => this.sendAgain(mirror, number, socket));
    const senders = this.sendersInsteadOf(socketType);
    return [
      ...(answers ? [{ label: t('Reply'), run: () => void this.attempt((mirror) => this.reply(mirror, number)) }] : []),
      ...(senders.length === 0
        ? [{ label: t('Send Again'), run: again() }]
        : senders.map((entry) => ({ label: t('Send Again by {0}', socketLabel(entry)), run: again(entry.id) }))),
      { label: t('Edit and Send'), run: () => void this.attempt((mirror) => this.edit(mirror, number, socketType)) },
    ];
  };

  private isOpen(socket: SocketId): boolean {
    return this.panel.mirror?.entry(socket)?.state === 'open';
  }

  /** The open sockets that can send what one that only receives has received. */
  private sendersInsteadOf(type: SocketType | undefined): SocketEntry[] {
    if (!type || socketTypes[type].canSend) return [];
    return (
      this.panel.mirror?.sockets.filter(({ state, info }) => state === 'open' && info && socketTypes[type].peers.includes(info.type)) ?? []
    );
  }

  private async sendAgain({ connection }: EngineMirror, number: number, socket: SocketId | undefined): Promise<void> {
    const outcome = await connection.sendRequest(sendAgain, { number, ...(socket === undefined ? {} : { socket }) });
    this.panel.say(outcome.outcome === 'refused' && outcome.hint ? `${outcome.message} ${outcome.hint}` : outcome.message);
  }

  /** To whom has asked, on the way that the request came: with its routing id, and its envelope up to the delimiter. */
  private async reply({ connection }: EngineMirror, number: number): Promise<void> {
    const { socket, frames, delimiter, routingId } = await connection.sendRequest(draftOfRecord, { number });
    const end = routingId && !delimiter ? frames.slice(0, -1).findIndex(({ text }) => text === '') : -1;
    this.panel.compose({
      socket,
      frames: [...frames.slice(0, end + 1), { format: 'text', text: '' }],
      delimiter: delimiter ?? false,
      ...(routingId ? { routingId: draftOf(routingId) } : {}),
    });
  }

  private async edit(mirror: EngineMirror, number: number, type: SocketType | undefined): Promise<void> {
    const { socket, frames, delimiter, routingId } = await mirror.connection.sendRequest(draftOfRecord, { number });
    if (!type || socketTypes[type].canSend)
      return this.panel.compose({ socket, frames, delimiter, ...(routingId ? { routingId: draftOf(routingId) } : {}) });
    const senders = this.sendersInsteadOf(type);
    const sender = senders.find(({ id }) => id === this.panel.state.composeDraft.socket) ?? senders[0];
    this.panel.compose({ socket: sender?.id ?? '', frames });
    const { label, peers } = socketTypes[type];
    this.panel.say(
      sender
        ? t('A {0} only receives: {1} will send it.', label, socketLabel(sender))
        : t('A {0} only receives, and no {1} is open.', label, eitherOf(peers.map((peer) => socketTypes[peer].label))),
    );
  }

  private async attempt(action: (mirror: EngineMirror) => Promise<void>): Promise<void> {
    const { mirror } = this.panel;
    if (!mirror) return;
    try {
      await action(mirror);
    } catch (error) {
      const { message, hint } = requestError(error);
      this.panel.say(hint ? `${message} ${hint}` : message);
    }
  }
}
