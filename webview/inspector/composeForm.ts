import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { socketTypes } from '../../src/core/socketTypes';
import type { SocketEntry } from '../../src/protocol/inspector';
import { send, type SendOutcome, type SocketInfo } from '../../src/protocol/sockets';
import { readDraft, type BytesDraft } from '../shared/bytesDraft';
import '../shared/choice';
import { counted } from '../shared/format';
import { icons } from '../shared/icons';
import { requestError } from '../shared/requestError';
import { baseStyles, formStyles } from '../shared/theme';
import type { Checkbox } from '../shared/toolkit';
import { formFrame, formFrameStyles } from '../shared/formFrame';
import './frameEditor';
import type { ComposeDraft } from './panelState';
import './routingIdField';
import { readRoutingId } from './routingIdField';
import { defaultDelimiter, hasDelimiter, heardPeer, whyNotNow } from './sendRules';
import './subscriptionList';
import { socketLabel } from './toolbar';

/** Longest wait for a subscriber, in ms. */
const hold = 5000;

/** The form `Compose message`. Fires `close-form`. */
@customElement('zmq-compose-form')
export class ComposeForm extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [baseStyles, formStyles, formFrameStyles];

  @property({ attribute: false }) connection!: MessageConnection;
  @property({ attribute: false }) sockets: SocketEntry[] = [];
  @property({ attribute: false }) draft!: ComposeDraft;
  @property({ attribute: false }) edit!: (draft: ComposeDraft) => void;
  @state() private outcome: SendOutcome | undefined;
  @state() private sending = false;
  /** The frame that `Remove frame` takes. */
  @state() private focused = 0;

  override render() {
    const open = this.sockets.filter((entry) => entry.state === 'open' && entry.info);
    const info = this.chosen;
    return formFrame(
      'Compose message',
      () => this.dispatchEvent(new CustomEvent('close-form')),
      open.length === 0
        ? html`<p class="muted">No socket is open. Open one to send from it.</p>`
        : html`<zmq-choice
              label="Send from"
              labelled
              .options=${open.map((entry) => ({ value: entry.id, label: socketLabel(entry) }))}
              .value=${info?.id ?? ''}
              .choose=${(socket: string) => this.chooseSocket(socket)}
            ></zmq-choice>
            ${info ? this.composer(info) : nothing}`,
    );
  }

  /** The socket chosen before, or the first one that can send. */
  private get chosen(): SocketInfo | undefined {
    const open = this.sockets.flatMap((entry) => (entry.state === 'open' && entry.info ? [entry.info] : []));
    return open.find((info) => info.id === this.draft.socket) ?? open.find((info) => socketTypes[info.type].canSend) ?? open[0];
  }

  /** The draft for the chosen socket: routing id and delimiter were meant for the one they were chosen for. */
  private get current(): ComposeDraft {
    const { draft, chosen } = this;
    return !chosen || chosen.id === draft.socket ? draft : { ...draft, socket: chosen.id, delimiter: undefined, routingId: undefined };
  }

  private composer(info: SocketInfo) {
    const traits = socketTypes[info.type];
    const subscriptions = traits.subscribes && info.chat === undefined ? html`<zmq-subscription-list .connection=${this.connection} .info=${info}></zmq-subscription-list>` : nothing;
    const why = whyNotNow(info);
    if (!traits.canSend) return html`<p class="muted">${why}</p>${subscriptions}`;
    const draft = this.current;
    const { frames } = draft;
    return html`${subscriptions}
      ${traits.routingIdToSend
        ? html`<zmq-routing-id-field .seen=${heardIds(info)} .draft=${draft.routingId} .edit=${(routingId: BytesDraft | undefined) => this.address(info, routingId)}></zmq-routing-id-field>`
        : nothing}
      ${hasDelimiter(info.type)
        ? html`<vscode-checkbox
            title="An empty frame before the body, as ${traits.delimiterFor.map((type) => socketTypes[type].label).join(', ')} peers need it"
            .checked=${this.delimiter(info)}
            @change=${(event: Event) => this.set({ delimiter: (event.target as Checkbox).checked })}
            >Empty delimiter</vscode-checkbox
          >`
        : nothing}
      <div class="fields" @keydown=${(event: KeyboardEvent) => this.keydown(event, info)}>
        ${frames.map(
          (frame, index) =>
            html`<zmq-frame-editor
              .index=${index}
              .draft=${frame}
              .edit=${(changed: BytesDraft) => this.set({ frames: frames.with(index, changed) })}
              @focusin=${() => (this.focused = index)}
            ></zmq-frame-editor>`,
        )}
      </div>
      <div class="row">
        <vscode-button appearance="secondary" @click=${() => this.addFrame()}>Add frame<span slot="start">${icons.add}</span></vscode-button>
        <vscode-button
          appearance="secondary"
          title="Remove frame ${this.removed + 1}"
          ?disabled=${frames.length === 1}
          @click=${() => this.removeFrame()}
          >Remove frame<span slot="start">${icons.remove}</span></vscode-button
        >
      </div>
      ${traits.seesSubscriptions
        ? html`<vscode-checkbox .checked=${draft.hold} @change=${(event: Event) => this.set({ hold: (event.target as Checkbox).checked })}>Hold until a subscriber matches (up to 5 s)</vscode-checkbox>`
        : nothing}
      <div class="row">
        <vscode-button ?disabled=${why !== undefined || this.sending} title="Send (Ctrl+Enter)" @click=${() => this.send(info)}>${this.sending ? 'Sending…' : 'Send'}</vscode-button>
        <span class="muted">${why ?? this.missing(info) ?? this.envelope(info)}</span>
      </div>
      <div aria-live="polite">${this.outcomeText()}</div>`;
  }

  private outcomeText() {
    const { outcome } = this;
    if (!outcome) return nothing;
    const refused = outcome.outcome === 'refused';
    return html`<p class="message ${refused ? 'error' : outcome.outcome === 'sent' ? 'good' : ''}">${outcome.message} ${refused ? (outcome.hint ?? '') : ''}</p>`;
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
    const wrong = this.draft.frames.findIndex((frame) => readDraft(frame).bytes === undefined);
    if (wrong >= 0) return `Frame ${wrong + 1} is not right yet.`;
    if (socketTypes[info.type].routingIdToSend && !this.routingId(info)) return 'Say whom to send to: a routing id.';
    return undefined;
  }

  /** What goes out, in words. */
  private envelope(info: SocketInfo): string {
    const parts = [
      ...(socketTypes[info.type].routingIdToSend ? ['routing id'] : []),
      ...(this.delimiter(info) ? ['empty delimiter'] : []),
      counted(this.draft.frames.length, 'frame'),
    ];
    return parts.join(' + ');
  }

  private chooseSocket(socket: string): void {
    this.outcome = undefined;
    this.edit({ ...this.draft, socket, delimiter: undefined, routingId: undefined });
  }

  private set(change: Partial<ComposeDraft>): void {
    this.edit({ ...this.current, ...change });
  }

  private addFrame(): void {
    const { frames } = this.draft;
    this.set({ frames: [...frames, { format: frames.at(-1)?.format ?? 'text', text: '' }] });
    this.focused = frames.length;
    void this.focusFrame(frames.length);
  }

  private get removed(): number {
    return Math.min(this.focused, this.draft.frames.length - 1);
  }

  private removeFrame(): void {
    const { frames } = this.draft;
    if (frames.length > 1) this.set({ frames: frames.toSpliced(this.removed, 1) });
  }

  private async focusFrame(index: number): Promise<void> {
    await new Promise(requestAnimationFrame);
    this.renderRoot.querySelectorAll<HTMLElement>('zmq-frame-editor')[index]?.focus();
  }

  private keydown(event: KeyboardEvent, info: SocketInfo): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void this.send(info);
  }

  private async send(info: SocketInfo): Promise<void> {
    if (this.sending || whyNotNow(info) || this.missing(info)) return;
    const draft = this.current;
    const body = draft.frames.flatMap((frame) => readDraft(frame).bytes ?? []);
    const routingId = this.routingId(info);
    this.sending = true;
    this.outcome = undefined;
    try {
      this.outcome = await this.connection.sendRequest(send, {
        socket: info.id,
        frames: this.delimiter(info) ? [new Uint8Array(0), ...body] : body,
        ...(routingId ? { routingId } : {}),
        ...(socketTypes[info.type].seesSubscriptions && draft.hold ? { holdForSubscriber: hold } : {}),
      });
    } catch (error) {
      const { message, hint } = requestError(error);
      this.outcome = { outcome: 'refused', reason: 'failed', message, hint };
    } finally {
      this.sending = false;
    }
  }
}

function heardIds(info: SocketInfo): Uint8Array[] {
  return info.heardPeers.map(({ routingId }) => routingId);
}
