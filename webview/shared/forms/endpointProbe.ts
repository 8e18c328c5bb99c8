import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { visibleText } from '../../../src/core/base/preview';
import { socketTypes } from '../../../src/core/socket/socketTypes';
import { probeEndpoint, type Probe } from '../../../src/protocol/probe';
import type { SocketType } from '../../../src/protocol/sockets';
import { requestError } from '../page/requestError';
import { baseStyles, formStyles } from '../looks/theme';
import { endpointError } from './endpointDraft';

/** Types that are offered at once: where more come into question, none stands out. */
const offered = 3;

/** Whether there is anything to find out: what is within one process cannot be probed. */
export function canProbe(endpoint: string): boolean {
  return /^(tcp|ipc):/.test(endpoint.trim()) && endpointError({ role: 'connect', text: endpoint }) === undefined;
}

/** A button that finds out what listens at an endpoint, and what was found. */
@customElement('zmq-endpoint-probe')
export class EndpointProbe extends LitElement {
  static override styles = [
    baseStyles,
    formStyles,
    css`
      :host {
        display: block;
      }
      [role='status']:not(:empty) {
        margin-top: 4px;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) connection!: MessageConnection;
  @property() endpoint = '';
  /** Takes a type that fits what was found, other than `type`; none are offered without. */
  @property({ attribute: false }) choose: ((type: SocketType) => void) | undefined;
  @property() type: SocketType | undefined;
  @state() private probing = false;
  @state() private found: Probe | undefined;
  @state() private said = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('endpoint')) return;
    this.found = undefined;
    this.said = '';
  }

  override render() {
    const endpoint = this.endpoint.trim();
    return html`<div class="row">
        <vscode-button
          class="small"
          appearance="secondary"
          title="${t('Find out what listens at {0}', visibleText(endpoint))}"
          ?disabled=${this.probing}
          @click=${() => this.probe(endpoint)}
          >${this.probing ? t('Probing…') : t('Probe')}</vscode-button
        >
        ${this.fitting.map(
          (type) =>
            html`<vscode-button class="small" appearance="secondary" @click=${() => this.choose?.(type)}
              >${t('Use {0}', socketTypes[type].label)}</vscode-button
            >`,
        )}
      </div>
      <p role="status">${this.said || nothing}</p>`;
  }

  private get fitting(): readonly SocketType[] {
    const { fits } = this.found ?? { fits: [] };
    return this.choose && fits.length <= offered && !fits.some((type) => type === this.type) ? fits : [];
  }

  private async probe(endpoint: string): Promise<void> {
    this.probing = true;
    this.found = undefined;
    this.said = '';
    try {
      const found = await this.connection.sendRequest(probeEndpoint, { endpoint });
      // Another one may have been typed meanwhile.
      if (endpoint === this.endpoint.trim()) {
        this.found = found;
        this.said = visibleText(found.text);
      }
    } catch (error) {
      const { message, hint } = requestError(error);
      this.said = [message, hint].filter(Boolean).join(' ');
    } finally {
      this.probing = false;
    }
    await this.updateComplete;
    this.renderRoot.querySelector('[role=status]')?.scrollIntoView({ block: 'nearest' });
  }
}
