import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { previewFrame } from '../../../src/core/base/preview';
import { subscribe, unsubscribe, type SocketInfo } from '../../../src/protocol/sockets';
import { readDraft, type BytesDraft } from '../../shared/bytes/bytesDraft';
import '../../shared/bytes/bytesField';
import { icons } from '../../shared/looks/icons';
import { requestError, type RequestError } from '../../shared/page/requestError';
import { baseStyles, formStyles } from '../../shared/looks/theme';

/** A topic prefix in words. */
export function topicLabel(topic: Uint8Array): string {
  return topic.length === 0 ? '(everything)' : previewFrame(topic, 80);
}

/** The subscriptions of an open socket, which can be added and removed here. */
@customElement('zmq-subscription-list')
export class SubscriptionList extends LitElement {
  static override styles = [
    baseStyles,
    formStyles,
    css`
      li {
        display: flex;
        align-items: center;
        justify-content: space-between;
        min-height: 24px;
      }
      vscode-button {
        align-self: end;
      }
    `,
  ];

  @property({ attribute: false }) connection!: MessageConnection;
  @property({ attribute: false }) info!: SocketInfo;
  @state() private draft: BytesDraft = { format: 'text', text: '' };
  @state() private error: RequestError | undefined;

  override render() {
    const { subscriptions } = this.info;
    return html`<fieldset class="fields">
      <legend>${t('Subscriptions')}</legend>
      ${
        subscriptions.length === 0
          ? html`<p class="warning">${t('Without a subscription it receives nothing.')}</p>`
          : html`<ul role="list">
              ${subscriptions.map(
                (topic) =>
                  html`<li>
                    <span class="data clip">${topicLabel(topic)}</span>
                    <vscode-button
                      appearance="icon"
                      aria-label="${t('Unsubscribe {0}', topicLabel(topic))}"
                      title="${t('Unsubscribe')}"
                      @click=${() => this.ask(unsubscribe, topic)}
                      >${icons.close}</vscode-button
                    >
                  </li>`,
              )}
            </ul>`
      }
      <div class="row tight">
        <zmq-bytes-field
          class="grow"
          label="${t('New topic')}"
          placeholder="${t('empty takes everything')}"
          .draft=${this.draft}
          .edit=${(draft: BytesDraft) => (this.draft = draft)}
        ></zmq-bytes-field>
        <vscode-button appearance="secondary" @click=${() => this.add()}>${t('Subscribe')}</vscode-button>
      </div>
      ${this.error ? html`<p class="problem" role="alert">${this.error.message} ${this.error.hint ?? ''}</p>` : nothing}
    </fieldset>`;
  }

  private async add(): Promise<void> {
    const topic = readDraft(this.draft).bytes;
    if (topic && (await this.ask(subscribe, topic))) this.draft = { ...this.draft, text: '' };
  }

  private async ask(request: typeof subscribe, topic: Uint8Array): Promise<boolean> {
    try {
      await this.connection.sendRequest(request, { socket: this.info.id, topic });
      this.error = undefined;
      return true;
    } catch (error) {
      this.error = requestError(error);
      return false;
    }
  }
}
