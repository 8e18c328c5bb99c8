import { endpointStateWord, roleWord, turnText } from '../../../src/core/socket/socketWords';
import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { previewFrame, visibleText } from '../../../src/core/base/preview';
import { socketOptions, type OptionName } from '../../../src/core/socket/socketOptions';
import { socketTypes } from '../../../src/core/socket/socketTypes';
import { removeSocket, reopenSocket, type SocketEntry } from '../../../src/protocol/inspector';
import { addEndpoint, closeSocket, removeEndpoint, type EndpointInfo, type SocketInfo } from '../../../src/protocol/sockets';
import { splitEndpoints } from '../../../src/core/socket/writtenEndpoint';
import { endpointError, type EndpointDraft } from '../../shared/forms/endpointDraft';
import { canProbe } from '../../shared/forms/endpointProbe';
import { countText, counted } from '../../../src/core/base/quantities';
import { icons } from '../../shared/looks/icons';
import { refusal } from '../../shared/forms/refusal';
import { requestError, type RequestError } from '../../shared/page/requestError';
import { baseStyles, formStyles } from '../../shared/looks/theme';
import './subscriptionList';
import { topicLabel } from './subscriptionList';

/** A socket of this workspace: its endpoints and subscriptions, and what can be done with it. Fires `removed`. */
@customElement('zmq-socket-manager')
export class SocketManager extends LitElement {
  static override styles = [
    baseStyles,
    formStyles,
    css`
      li {
        display: grid;
        grid-template-columns: 1fr auto;
        align-items: center;
        padding: 2px 0;
        overflow-wrap: anywhere;
      }
      .connected,
      .listening {
        color: var(--vscode-charts-green);
      }
      .retrying,
      .connecting {
        color: var(--vscode-editorWarning-foreground);
      }
      .refused {
        color: var(--vscode-errorForeground);
      }
    `,
  ];

  @property({ attribute: false }) connection!: MessageConnection;
  @property({ attribute: false }) entry!: SocketEntry;
  @state() private draft: EndpointDraft = { role: 'connect', text: '' };
  @state() private strict = false;
  @state() private error: RequestError | undefined;
  @state() private busy = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('entry');
    if (before && (before.id !== this.entry.id || before.state !== this.entry.state)) this.error = undefined;
  }

  override render() {
    const { entry } = this;
    const { info } = entry;
    return html`<div class="fields">
      ${info ? this.open(info) : this.closed()} ${this.error ? this.refusal(this.error, info) : nothing}
      <div class="row">
        ${
          info
            ? html`<vscode-button
                appearance="secondary"
                ?disabled=${this.busy}
                @click=${() => this.attempt(() => this.connection.sendRequest(closeSocket, { socket: entry.id }))}
                >${t('Close socket')}</vscode-button
              >`
            : html`<vscode-button ?disabled=${this.busy} @click=${() => this.reopen()}>${t('Reopen socket')}</vscode-button>`
        }
        ${entry.chat === undefined ? html`<vscode-button appearance="secondary" ?disabled=${this.busy} @click=${() => this.forget()}>${t('Remove socket')}</vscode-button>` : nothing}
      </div>
    </div>`;
  }

  private open(info: SocketInfo) {
    const traits = socketTypes[info.type];
    const { chat } = this.entry;
    return html`${chat === undefined ? nothing : html`<p class="message">${t('This socket belongs to a chat, which opens and closes it: closing it here leaves that chat.')}</p>`}
      <p class="muted">
        ${t('{0}, {1} received, {2} sent', counted(info.peers, 'peer'), countText(info.counters.received), countText(info.counters.sent))}${info.turn ? html`, ${turnText(info.turn)}` : nothing}
      </p>
      <fieldset class="fields">
        <legend>${t('Endpoints')}</legend>
        ${
          info.endpoints.length === 0
            ? html`<p class="warning">${t('It has no endpoint, so nobody can reach it.')}</p>`
            : html`<ul role="list">
                ${info.endpoints.map((endpoint) => this.endpoint(endpoint))}
              </ul>`
        }
        ${
          chat === undefined
            ? html`<zmq-endpoint-field
                  .label=${t('New endpoint')}
                  .draft=${this.draft}
                  ?strict=${this.strict}
                  several
                  .edit=${(draft: EndpointDraft) => (this.draft = draft)}
                ></zmq-endpoint-field>
                <div class="row">
                  <vscode-button appearance="secondary" ?disabled=${this.busy} @click=${() => this.add()}
                    >${t('Add endpoint')}</vscode-button
                  >
                </div>`
            : nothing
        }
      </fieldset>
      ${traits.subscribes && chat === undefined ? html`<zmq-subscription-list .connection=${this.connection} .info=${info}></zmq-subscription-list>` : nothing}
      ${info.peerSubscriptions ? this.peerSubscriptions(info) : nothing} ${this.options(info.options)}`;
  }

  private endpoint(endpoint: EndpointInfo) {
    const { role, requested, resolved, state: condition, peers, reason } = endpoint;
    return html`<li>
      <div>
        <div class="data">
          ${roleWord(role)}
          ${visibleText(resolved)}${resolved === requested ? nothing : html` <span class="muted">(${visibleText(requested)})</span>`}
        </div>
        <span class=${condition}>${endpointStateWord(condition)}</span
        >${peers > 0 ? html`<span class="muted">, ${counted(peers, 'peer')}</span>` : nothing}
        ${reason ? html`<p class="muted">${reason}</p>` : nothing}
        ${
          role === 'connect' && (condition === 'retrying' || condition === 'refused') && canProbe(resolved)
            ? html`<zmq-endpoint-probe .connection=${this.connection} .endpoint=${resolved}></zmq-endpoint-probe>`
            : nothing
        }
      </div>
      ${
        this.entry.chat === undefined
          ? html`<vscode-button
              appearance="icon"
              aria-label="${t('Remove endpoint {0}', requested)}"
              title="${t('Remove endpoint')}"
              @click=${() => this.attempt(() => this.connection.sendRequest(removeEndpoint, { socket: this.entry.id, role, endpoint: resolved }))}
              >${icons.close}</vscode-button
            >`
          : nothing
      }
    </li>`;
  }

  private peerSubscriptions({ peerSubscriptions = [], peerSubscriptionsCut = 0 }: SocketInfo) {
    return html`<fieldset>
      <legend>${t('Subscriptions of peers')}</legend>
      ${peerSubscriptions.length === 0 ? html`<p class="muted">${t('Nobody has subscribed yet.')}</p>` : nothing}
      <ul role="list">
        ${peerSubscriptions.map(({ topic, count }) => html`<li><span class="data">${topicLabel(topic)}</span>${count > 1 ? html`<span class="muted">×${count}</span>` : nothing}</li>`)}
      </ul>
      ${peerSubscriptionsCut > 0 ? html`<p class="muted">${t('and {0} more', countText(peerSubscriptionsCut))}</p>` : nothing}
    </fieldset>`;
  }

  private options(options: SocketInfo['options']) {
    const set = Object.entries(options).filter(([, value]) => value !== undefined);
    if (set.length === 0) return nothing;
    return html`<fieldset>
      <legend>${t('Options')}</legend>
      <ul role="list">
        ${set.map(([name, value]) => html`<li><span>${socketOptions[name as OptionName].label}</span><span class="data">${value instanceof Uint8Array ? previewFrame(value, 60) : String(value)}</span></li>`)}
      </ul>
    </fieldset>`;
  }

  private closed() {
    const { spec } = this.entry;
    return html`<p class="muted">${t('This socket is closed.')}</p>
      <ul role="list">
        ${(spec.bind ?? []).map((endpoint) => html`<li class="data">${t('bind {0}', visibleText(endpoint))}</li>`)}
        ${(spec.connect ?? []).map((endpoint) => html`<li class="data">${t('connect {0}', visibleText(endpoint))}</li>`)}
        ${(spec.subscribe ?? []).map((topic) => html`<li class="data">${t('subscribe {0}', topicLabel(topic))}</li>`)}
      </ul>`;
  }

  /** What was refused is the endpoint being added to an open socket, or one of those a closed one had. */
  private refusal(error: RequestError, info: SocketInfo | undefined) {
    if (info) {
      return refusal(error, [this.draft], (_, endpoint) => {
        this.draft = endpoint;
        this.error = undefined;
      });
    }
    const { bind = [], connect = [] } = this.entry.spec;
    const endpoints = [
      ...bind.map((text): EndpointDraft => ({ role: 'bind', text })),
      ...connect.map((text): EndpointDraft => ({ role: 'connect', text })),
    ];
    return refusal(error, endpoints, (index, endpoint) => void this.reopen(endpoints.with(index, endpoint)));
  }

  private async reopen(endpoints?: EndpointDraft[]): Promise<void> {
    const of = (role: EndpointDraft['role']): string[] | undefined =>
      endpoints?.filter((endpoint) => endpoint.role === role).map(({ text }) => text);
    await this.attempt(() =>
      this.connection.sendRequest(reopenSocket, {
        socket: this.entry.id,
        ...(endpoints ? { endpoints: { bind: of('bind'), connect: of('connect') } } : {}),
      }),
    );
  }

  private async add(): Promise<void> {
    this.strict = true;
    if (endpointError(this.draft, true)) return;
    const { role, text } = this.draft;
    const endpoints = splitEndpoints(text);
    for (const [index, endpoint] of endpoints.entries()) {
      // What was added is not tried again with what was not.
      this.draft = { role, text: endpoints.slice(index).join(', ') };
      if (!(await this.attempt(() => this.connection.sendRequest(addEndpoint, { socket: this.entry.id, role, endpoint })))) return;
    }
    this.strict = false;
    this.draft = { role, text: '' };
  }

  private async forget(): Promise<void> {
    if (await this.attempt(() => this.connection.sendRequest(removeSocket, { socket: this.entry.id })))
      this.dispatchEvent(new CustomEvent('removed'));
  }

  private async attempt(action: () => Promise<unknown>): Promise<boolean> {
    this.busy = true;
    try {
      await action();
      this.error = undefined;
      return true;
    } catch (error) {
      this.error = requestError(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
