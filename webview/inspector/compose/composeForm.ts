import { t } from '@vscode/l10n';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { socketTypes } from '../../../src/core/socket/socketTypes';
import {
  compose,
  startJob,
  stopJob,
  type ComposedMessage,
  type FrameDraft,
  type JobId,
  type SendJob,
} from '../../../src/protocol/composer';
import { saveMessage, type SavedMessage } from '../../../src/protocol/inspector';
import { resetTurn, type SendOutcome, type SocketInfo } from '../../../src/protocol/sockets';
import { draftOf, type BytesDraft } from '../../shared/bytes/bytesDraft';
import '../../shared/controls/choice';
import { counted } from '../../../src/core/base/quantities';
import { requestError } from '../../shared/page/requestError';
import { Follow } from '../../shared/page/follow';
import { baseStyles, formStyles } from '../../shared/looks/theme';
import type { Checkbox } from '../../shared/controls/toolkit';
import { formFrame, formFrameStyles } from '../../shared/forms/formFrame';
import type { Composing } from './composing';
import './frameList';
import './repeatPart';
import './savedMessages';
import type { ComposeDraft, RepeatDraft } from '../state/panelState';
import './routingIdField';
import { readRoutingId } from './routingIdField';
import { replaced, restored } from './putAside';
import { canReset, defaultDelimiter, hasDelimiter, heardPeer, whyNotNow } from './sendRules';
import '../sockets/subscriptionList';
import { socketLabel } from '../sockets/socketLabel';

/** Longest wait for a subscriber, in ms. */
const hold = 5000;

/** The form `Compose message`. Fires `close-form`. */
@customElement('zmq-compose-form')
export class ComposeForm extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [baseStyles, formStyles, formFrameStyles];

  @property({ attribute: false }) composing!: Composing;
  @state() private outcome: SendOutcome | { outcome: 'reset'; message: string } | undefined;
  @state() private sending = false;
  /** What `outcome` was said of. */
  private saidOf: { frames: readonly FrameDraft[]; jobs: readonly SendJob[] } | undefined;

  constructor() {
    super();
    new Follow(this, () => [this.composing]);
  }

  protected override willUpdate(): void {
    const { draft, jobs, checks } = this.composing;
    const { saidOf } = this;
    // What was said of one message is not said of another, nor of a job that began since.
    if (saidOf && (saidOf.frames !== draft.frames || jobs.some(({ job }) => !saidOf.jobs.some((known) => known.job === job))))
      this.outcome = undefined;
    this.saidOf = { frames: draft.frames, jobs };
    checks.want(draft.frames);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.composing.checks.stop();
  }

  override render() {
    const open = this.composing.sockets.filter((entry) => entry.state === 'open' && entry.info);
    const info = this.chosen;
    return formFrame(
      t('Compose message'),
      () => this.dispatchEvent(new CustomEvent('close-form')),
      open.length === 0
        ? html`<p class="muted">${t('No socket is open. Open one to send from it.')}</p>`
        : html`<zmq-choice
              label="${t('Send from')}"
              labelled
              .options=${[...(info ? [] : [{ value: '', label: t('Choose a socket') }]), ...open.map((entry) => ({ value: entry.id, label: socketLabel(entry) }))]}
              .value=${info?.id ?? ''}
              .choose=${(socket: string) => this.chooseSocket(socket)}
            ></zmq-choice>
            ${info ? this.composer(info) : html`<p class="muted">${t('Choose the socket to send the message from.')}</p>`}`,
    );
  }

  /** The socket chosen before, or the first one that can send; undefined where there is none, or the person has to choose. */
  private get chosen(): SocketInfo | undefined {
    if (this.composing.draft.socket === '') return undefined;
    const open = this.composing.sockets.flatMap((entry) => (entry.state === 'open' && entry.info ? [entry.info] : []));
    return open.find((info) => info.id === this.composing.draft.socket) ?? open.find((info) => socketTypes[info.type].canSend) ?? open[0];
  }

  /** The draft for the chosen socket: routing id and delimiter were meant for the one they were chosen for. */
  private get current(): ComposeDraft {
    const { chosen } = this;
    const { draft } = this.composing;
    return !chosen || chosen.id === draft.socket ? draft : { ...draft, socket: chosen.id, delimiter: undefined, routingId: undefined };
  }

  private composer(info: SocketInfo) {
    const traits = socketTypes[info.type];
    const subscriptions =
      traits.subscribes && info.chat === undefined
        ? html`<zmq-subscription-list .connection=${this.composing.connection} .info=${info}></zmq-subscription-list>`
        : nothing;
    const why = whyNotNow(info);
    if (!traits.canSend)
      return html`<p class="muted">${why}</p>
        ${subscriptions}${this.composing.jobs.length > 0 ? this.repeat(info, why) : nothing}`;
    const draft = this.current;
    return html`${subscriptions}
      ${
        traits.routingIdToSend
          ? html`<zmq-routing-id-field
              .seen=${heardIds(info)}
              .draft=${draft.routingId}
              .edit=${(routingId: BytesDraft | undefined) => this.address(info, routingId)}
            ></zmq-routing-id-field>`
          : nothing
      }
      ${
        hasDelimiter(info.type)
          ? html`<vscode-checkbox
              title="${t('An empty frame before the body, as {0} peers need it', traits.delimiterFor.map((type) => socketTypes[type].label).join(', '))}"
              .checked=${this.delimiter(info)}
              @change=${(event: Event) => this.set({ delimiter: (event.target as Checkbox).checked })}
              >${t('Empty delimiter')}</vscode-checkbox
            >`
          : nothing
      }
      ${
        draft.putAside
          ? html`<p class="muted">
              ${t('The draft from before was put aside.')}
              <vscode-button class="small" appearance="secondary" @click=${() => this.composing.edit(restored(draft))}
                >${t('Restore Draft')}</vscode-button
              >
            </p>`
          : nothing
      }
      <zmq-frame-list
        .connection=${this.composing.connection}
        .frames=${draft.frames}
        .hasTopic=${traits.topics && traits.seesSubscriptions}
        .checks=${this.composing.checks}
        .decodersRevision=${this.composing.decodersRevision}
        .attempt=${this.attempt}
        .edit=${(frames: FrameDraft[]) => this.set({ frames })}
        @keydown=${(event: KeyboardEvent) => this.keydown(event, info)}
      ></zmq-frame-list>
      ${
        traits.seesSubscriptions
          ? html`<vscode-checkbox .checked=${draft.hold} @change=${(event: Event) => this.set({ hold: (event.target as Checkbox).checked })}
              >${t('Hold until a subscriber matches (up to 5 s)')}</vscode-checkbox
            >`
          : nothing
      }
      <div class="row">
        <vscode-button ?disabled=${why !== undefined} title="${t('Send (Ctrl+Enter)')}" @click=${() => this.send(info)}
          >${this.sending ? t('Sending…') : t('Send')}</vscode-button
        >
        <span class="muted">${why ?? this.missing(info) ?? this.envelope(info)}</span>
      </div>
      ${
        canReset(info)
          ? html`<div class="row">
              <vscode-button class="small" appearance="secondary" @click=${() => this.reset(info)}>${t('Reset turn')}</vscode-button>
              <span class="muted grow">${t('gives up the request: the socket is opened anew, and a reply that still comes is lost.')}</span>
            </div>`
          : nothing
      }
      <div aria-live="polite">${this.outcomeText()}</div>
      ${this.repeat(info, why)}
      <zmq-saved-messages
        .messages=${this.composing.messages}
        .load=${(message: SavedMessage) => this.load(message)}
        .save=${(name: string) => this.save(name, info)}
        .forget=${(name: string) => void this.attempt(() => this.composing.connection.sendRequest(saveMessage, { name }))}
      ></zmq-saved-messages>`;
  }

  /** Also where this socket cannot send: others may be sending. */
  private repeat(info: SocketInfo, why: string | undefined) {
    return html`<zmq-repeat-part
      .draft=${this.current.repeat}
      .edit=${(repeat: RepeatDraft) => this.set({ repeat })}
      .jobs=${this.composing.jobs}
      .socketName=${(job: SendJob) => this.composing.sockets.find(({ id }) => id === job.socket)?.info?.name ?? job.socket}
      ?disabled=${why !== undefined || this.missing(info) !== undefined}
      .start=${(every: number, count: number) => this.startJob(info, every, count)}
      .stop=${(job: JobId) => this.stopJob(job)}
    ></zmq-repeat-part>`;
  }

  private outcomeText() {
    const { outcome } = this;
    if (!outcome) return nothing;
    const refused = outcome.outcome === 'refused';
    return html`<p class="message ${refused ? 'error' : outcome.outcome === 'sent' && outcome.subscribers?.atMost !== 0 ? 'good' : ''}">
      ${outcome.message} ${refused ? (outcome.hint ?? '') : ''}
    </p>`;
  }

  private routingId(info: SocketInfo): Uint8Array | undefined {
    return socketTypes[info.type].routingIdToSend ? readRoutingId(this.current.routingId, heardIds(info)) : undefined;
  }

  /** A choice of delimiter was made for one peer; another one that was heard has its own default. */
  private address(info: SocketInfo, routingId: BytesDraft | undefined): void {
    const known = heardPeer(info, readRoutingId(routingId, heardIds(info)));
    this.set({ routingId, ...(known ? { delimiter: undefined } : {}) });
  }

  private delimiter(info: SocketInfo): boolean {
    return hasDelimiter(info.type) && (this.current.delimiter ?? defaultDelimiter(info, this.routingId(info)));
  }

  /** What still keeps the message from being sent. */
  private missing(info: SocketInfo): string | undefined {
    const wrong = this.composing.draft.frames.findIndex((frame) => {
      const check = this.composing.checks.of(frame);
      return check !== 'checking' && 'problem' in check;
    });
    if (wrong >= 0) return t('Frame {0} is not right yet.', wrong + 1);
    if (socketTypes[info.type].routingIdToSend && !this.routingId(info)) return t('Say whom to send to: a routing id.');
    return undefined;
  }

  /** What goes out, in words. */
  private envelope(info: SocketInfo): string {
    const parts = [
      ...(socketTypes[info.type].routingIdToSend ? [t('routing id')] : []),
      ...(this.delimiter(info) ? [t('empty delimiter')] : []),
      counted(this.composing.draft.frames.length, 'frame'),
    ];
    return parts.join(' + ');
  }

  private chooseSocket(socket: string): void {
    this.outcome = undefined;
    this.composing.edit({ ...this.composing.draft, socket, delimiter: undefined, routingId: undefined });
  }

  private set(change: Partial<ComposeDraft>): void {
    this.composing.edit({ ...this.current, ...change });
  }

  private keydown(event: KeyboardEvent, info: SocketInfo): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void this.send(info);
  }

  private async send(info: SocketInfo): Promise<void> {
    if (this.sending || whyNotNow(info) || this.missing(info)) return;
    this.sending = true;
    this.outcome = undefined;
    await this.attempt(async () => {
      this.outcome = await this.composing.connection.sendRequest(compose, this.message(info));
    });
    this.sending = false;
  }

  private message(info: SocketInfo): ComposedMessage {
    const { frames, hold: holds } = this.current;
    const routingId = this.routingId(info);
    return {
      socket: info.id,
      frames,
      ...(this.delimiter(info) ? { delimiter: true } : {}),
      ...(routingId ? { routingId } : {}),
      ...(socketTypes[info.type].seesSubscriptions && holds ? { holdForSubscriber: hold } : {}),
    };
  }

  private async reset(info: SocketInfo): Promise<void> {
    this.outcome = undefined;
    await this.attempt(async () => {
      await this.composing.connection.sendRequest(resetTurn, { socket: info.id });
      this.outcome = { outcome: 'reset', message: t('The turn was reset; an answer that still comes is lost.') };
      this.focus();
    });
  }

  private async startJob(info: SocketInfo, every: number, count: number): Promise<void> {
    await this.attempt(() => this.composing.connection.sendRequest(startJob, { ...this.message(info), every, count }));
  }

  private async stopJob(job: JobId): Promise<void> {
    await this.attempt(() => this.composing.connection.sendRequest(stopJob, { job }));
  }

  private load({ frames, delimiter, routingId }: SavedMessage): void {
    this.outcome = undefined;
    this.composing.edit(
      replaced(this.current, { ...this.current, frames, delimiter, ...(routingId ? { routingId: draftOf(routingId) } : {}) }),
    );
  }

  private save(name: string, info: SocketInfo): void {
    const { frames, delimiter, routingId } = this.message(info);
    void this.attempt(() =>
      this.composing.connection.sendRequest(saveMessage, {
        name,
        frames,
        ...(delimiter ? { delimiter } : {}),
        ...(routingId ? { routingId } : {}),
      }),
    );
  }

  /** What fails is said where the outcome of sending stands. */
  private readonly attempt = async (action: () => Promise<unknown>): Promise<void> => {
    try {
      await action();
    } catch (error) {
      const { message, hint } = requestError(error);
      this.outcome = { outcome: 'refused', reason: 'failed', message, hint };
    }
  };
}

function heardIds(info: SocketInfo): Uint8Array[] {
  return info.heardPeers.map(({ routingId }) => routingId);
}
