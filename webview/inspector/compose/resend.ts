import { socketTypes } from '../../../src/core/socketTypes';
import { draftOfRecord, sendAgain } from '../../../src/protocol/composer';
import { draftOf } from '../../shared/bytesDraft';
import type { MenuItem } from '../../shared/menuButton';
import { requestError } from '../../shared/requestError';
import type { ComposeDraft } from '../panelState';
import type { Session } from '../session';

/** What sending anew needs of the panel. */
interface Panel {
  readonly session: Session | undefined;
  /** Says it where the record is shown. */
  say(text: string): void;
  /** Opens the composer with what is to be edited. */
  compose(draft: Omit<ComposeDraft, 'hold' | 'repeat'>): void;
}

/** Sends messages of the log again. */
export class Resend {
  constructor(private readonly panel: Panel) {}

  /** What can be done with a message, for its menu. */
  readonly actionsFor = (number: number): MenuItem[] => [
    { label: 'Send Again', run: () => void this.attempt((session) => this.sendAgain(session, number)) },
    { label: 'Edit and Send', run: () => void this.attempt((session) => this.edit(session, number)) },
  ];

  private async sendAgain({ connection }: Session, number: number): Promise<void> {
    const outcome = await connection.sendRequest(sendAgain, { number });
    this.panel.say(outcome.outcome === 'refused' && outcome.hint ? `${outcome.message} ${outcome.hint}` : outcome.message);
  }

  private async edit(session: Session, number: number): Promise<void> {
    const { socket, frames, delimiter, routingId } = await session.connection.sendRequest(draftOfRecord, { number });
    const type = session.entry(socket)?.spec.type;
    // What a SUB received can be sent by another socket only, which knows neither routing id nor delimiter of this one.
    const sends = type !== undefined && socketTypes[type].canSend;
    this.panel.compose({ frames, ...(sends ? { socket, delimiter, ...(routingId ? { routingId: draftOf(routingId) } : {}) } : {}) });
  }

  private async attempt(action: (session: Session) => Promise<void>): Promise<void> {
    const { session } = this.panel;
    if (!session) return;
    try {
      await action(session);
    } catch (error) {
      const { message, hint } = requestError(error);
      this.panel.say(hint ? `${message} ${hint}` : message);
    }
  }
}
