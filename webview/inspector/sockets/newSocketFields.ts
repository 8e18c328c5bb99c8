import { t } from '@vscode/l10n';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { socketTypes } from '../../../src/core/socket/socketTypes';
import { socketTypeNames, openSocket, type SocketSpec, type SocketType } from '../../../src/protocol/sockets';
import { readDraft, type BytesDraft } from '../../shared/bytes/bytesDraft';
import '../../shared/bytes/bytesField';
import '../../shared/controls/choice';
import { endpointError, type EndpointDraft } from '../../shared/forms/endpointDraft';
import { canProbe } from '../../shared/forms/endpointProbe';
import { icons } from '../../shared/looks/icons';
import { refusal } from '../../shared/forms/refusal';
import { requestError, type RequestError } from '../../shared/page/requestError';
import { baseStyles, formStyles } from '../../shared/looks/theme';
import type { TextField } from '../../shared/controls/toolkit';
import './optionFields';
import { readOptions } from './optionFields';
import type { OpenDraft } from '../state/panelState';

const types = socketTypeNames.map((type) => ({ value: type, label: socketTypes[type].label }));

/** Everything it takes to open a new socket. Fires `opened` with its SocketInfo. */
@customElement('zmq-new-socket-fields')
export class NewSocketFields extends LitElement {
  static override styles = [baseStyles, formStyles];

  @property({ attribute: false }) connection!: MessageConnection;
  @property({ attribute: false }) draft!: OpenDraft;
  @property({ attribute: false }) edit!: (draft: OpenDraft) => void;
  @state() private error: RequestError | undefined;
  @state() private busy = false;
  /** Set once the person tried to open: from then on, what is missing counts as wrong. */
  @state() private strict = false;

  override render() {
    const { draft } = this;
    const traits = socketTypes[draft.type];
    return html`<div class="fields">
      <zmq-choice
        label="${t('Type')}"
        labelled
        .options=${types}
        .value=${draft.type}
        .choose=${(type: string) => this.set({ type: type as SocketType })}
      ></zmq-choice>
      <p class="muted">${traits.summary}.</p>
      ${
        traits.takesMessages
          ? html`<p class="message">
              ${t('A {0} socket that joins a running system takes part in it: messages it receives no longer reach the program they were meant for.', traits.label)}
            </p>`
          : nothing
      }
      ${draft.endpoints.map(
        (endpoint, index) =>
          html`<zmq-endpoint-field
              .label=${index === 0 ? t('Endpoint') : t('Endpoint {0}', index + 1)}
              .draft=${endpoint}
              ?strict=${this.strict}
              several
              ?removable=${draft.endpoints.length > 1}
              .edit=${(changed: EndpointDraft) => this.set({ endpoints: draft.endpoints.with(index, changed) })}
              @remove=${() => this.set({ endpoints: draft.endpoints.toSpliced(index, 1) })}
            ></zmq-endpoint-field>
            ${
              endpoint.role === 'connect' && canProbe(endpoint.text)
                ? html`<zmq-endpoint-probe
                    .connection=${this.connection}
                    .endpoint=${endpoint.text}
                    .type=${draft.type}
                    .choose=${(type: SocketType) => this.set({ type })}
                  ></zmq-endpoint-probe>`
                : nothing
            }`,
      )}
      <div class="row">
        <vscode-button
          appearance="secondary"
          @click=${() => this.set({ endpoints: [...draft.endpoints, { role: draft.endpoints.at(-1)?.role ?? 'connect', text: '' }] })}
          >${t('Add endpoint')}<span slot="start">${icons.add}</span></vscode-button
        >
      </div>
      ${traits.subscribes ? this.topics() : nothing}
      <vscode-text-field
        placeholder="${t('chosen from the type')}"
        .value=${draft.name}
        @input=${(event: Event) => this.set({ name: (event.target as TextField).value })}
        >${t('Name')}</vscode-text-field
      >
      <zmq-option-fields
        .type=${draft.type}
        .typed=${draft.options}
        .edit=${(options: OpenDraft['options']) => this.set({ options })}
      ></zmq-option-fields>
      ${this.error ? refusal(this.error, draft.endpoints, (index, endpoint) => this.replace(index, endpoint)) : nothing}
      <div class="row">
        <vscode-button ?disabled=${this.busy} @click=${() => this.open()}>${this.busy ? t('Opening…') : t('Open')}</vscode-button>
      </div>
    </div>`;
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    // Options that are unfolded may have pushed it out of sight.
    if (changed.has('error') && this.error) this.renderRoot.querySelector('.error')?.scrollIntoView({ block: 'nearest' });
  }

  private topics() {
    const { topics } = this.draft;
    return html`<fieldset class="fields">
      <legend>${t('Topics')}</legend>
      ${topics.map(
        (topic, index) =>
          html`<div class="row tight">
            <zmq-bytes-field
              class="grow"
              label=${index === 0 ? t('Topic') : t('Topic {0}', index + 1)}
              placeholder="${t('empty takes everything')}"
              .draft=${topic}
              .edit=${(changed: BytesDraft) => this.set({ topics: topics.with(index, changed) })}
            ></zmq-bytes-field>
            <vscode-button
              appearance="icon"
              aria-label="${t('Remove topic {0}', index + 1)}"
              title="${t('Remove topic {0}', index + 1)}"
              @click=${() => this.set({ topics: topics.toSpliced(index, 1) })}
              >${icons.close}</vscode-button
            >
          </div>`,
      )}
      ${topics.length === 0 ? html`<p class="warning">${t('Without a subscription it receives nothing.')}</p>` : nothing}
      <div class="row">
        <vscode-button appearance="secondary" @click=${() => this.set({ topics: [...topics, { format: 'text', text: '' }] })}
          >${t('Add topic')}<span slot="start">${icons.add}</span></vscode-button
        >
      </div>
    </fieldset>`;
  }

  private replace(index: number, endpoint: EndpointDraft): void {
    this.error = undefined;
    this.set({ endpoints: this.draft.endpoints.with(index, endpoint) });
  }

  private set(change: Partial<OpenDraft>): void {
    this.edit({ ...this.draft, ...change });
  }

  private async open(): Promise<void> {
    this.strict = true;
    const spec = this.spec();
    if (!spec || this.busy) return;
    this.busy = true;
    this.error = undefined;
    try {
      const info = await this.connection.sendRequest(openSocket, spec);
      this.strict = false;
      this.dispatchEvent(new CustomEvent('opened', { detail: info }));
    } catch (error) {
      this.error = requestError(error);
    } finally {
      this.busy = false;
    }
  }

  /** What the form says, undefined while some of it is wrong (and marked so). */
  private spec(): SocketSpec | undefined {
    const { type, name, endpoints, topics } = this.draft;
    const options = readOptions(type, this.draft.options);
    const prefixes = socketTypes[type].subscribes ? topics.map((topic) => readDraft(topic).bytes) : [];
    if (!options) this.error = { message: t('An option is not right.'), hint: t('See “Options”.') };
    if (!options || prefixes.includes(undefined) || endpoints.some((endpoint) => endpointError(endpoint, true))) return undefined;
    const of = (role: EndpointDraft['role']): string[] =>
      endpoints.filter((endpoint) => endpoint.role === role).map((endpoint) => endpoint.text.trim());
    return {
      type,
      bind: of('bind'),
      connect: of('connect'),
      ...(name.trim() ? { name: name.trim() } : {}),
      ...(socketTypes[type].subscribes ? { subscribe: prefixes.filter((prefix) => prefix !== undefined) } : {}),
      options,
    };
  }
}
