import { t } from '@vscode/l10n';
import { LitElement, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { visibleText } from '../../../src/core/base/preview';
import type { EndpointRole } from '../../../src/protocol/sockets';
import '../controls/choice';
import { endpointError, type EndpointDraft } from './endpointDraft';
import { fault } from './fault';
import { icons } from '../looks/icons';
import { baseStyles, formStyles } from '../looks/theme';
import '../controls/menuButton';
import type { TextField } from '../controls/toolkit';

const roles = [
  {
    value: 'connect',
    get label() {
      return t('Connect');
    },
  },
  {
    value: 'bind',
    get label() {
      return t('Bind');
    },
  },
];

/** One endpoint as one types it: bind or connect, the address, and what is wrong with it. */
@customElement('zmq-endpoint-field')
export class EndpointField extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [baseStyles, formStyles];

  /** Accessible name of the address; must not change. */
  @property() label = t('Endpoint');
  @property({ attribute: false }) draft!: EndpointDraft;
  /** Complains about an empty address as well. */
  @property({ type: Boolean }) strict = false;
  /** What is wrong beyond the address itself; its owner shows it. */
  @property() problem = '';
  /** Takes several endpoints, parted by commas, blanks or line ends. */
  @property({ type: Boolean }) several = false;
  @property({ type: Boolean }) removable = false;
  /** Bound or connected is not for the person to choose. */
  @property({ type: Boolean }) fixed = false;
  /** Endpoints to choose from. */
  @property({ attribute: false }) recent: readonly string[] = [];
  @property({ attribute: false }) edit: (draft: EndpointDraft) => void = () => undefined;

  override render() {
    const { draft } = this;
    const error = draft.text === '' && !this.strict ? undefined : endpointError(draft, this.several);
    return html`<div class="row tight">
        ${
          this.fixed
            ? nothing
            : html`<zmq-choice
                class="role"
                label="${t('Bind or connect{0}', this.label.replace('Endpoint', ''))}"
                .options=${roles}
                .value=${draft.role}
                .choose=${(role: string) => this.edit({ ...draft, role: role as EndpointRole })}
              ></zmq-choice>`
        }
        <vscode-text-field
          class="grow data"
          placeholder=${draft.role === 'bind' ? 'tcp://127.0.0.1:5555' : 'tcp://localhost:5555'}
          spellcheck="false"
          .value=${draft.text}
          ${fault(error ? `${error.message} ${error.hint ?? ''}`.trim() : this.problem || undefined)}
          @input=${(event: Event) => this.edit({ ...draft, text: (event.target as TextField).value })}
          >${this.label}</vscode-text-field
        >
        ${
          this.recent.length > 0
            ? html`<zmq-menu-button
                label="${t('Recent endpoints for {0}', this.label)}"
                .icon=${icons.clock}
                .items=${this.recent.map((text) => ({ label: visibleText(text), run: () => this.edit({ ...draft, text }) }))}
              ></zmq-menu-button>`
            : nothing
        }
        ${
          this.removable
            ? html`<vscode-button
                appearance="icon"
                aria-label="${t('Remove {0}', this.label)}"
                title="${t('Remove {0}', this.label)}"
                @click=${() => this.dispatchEvent(new CustomEvent('remove'))}
                >${icons.close}</vscode-button
              >`
            : nothing
        }
      </div>
      ${error ? html`<p class="problem">${error.message} ${error.hint ?? ''} ${this.suggestion(error.suggestion)}</p>` : nothing}`;
  }

  /** The text field, where it is marked as wrong. */
  async wrongField(): Promise<HTMLElement | undefined> {
    await this.updateComplete;
    return this.renderRoot.querySelector<HTMLElement>('vscode-text-field[aria-invalid=true]') ?? undefined;
  }

  private suggestion(suggestion: string | undefined) {
    if (!suggestion) return nothing;
    return html`<vscode-button appearance="secondary" @click=${() => this.edit({ ...this.draft, text: suggestion })}
      >${t('Use {0}', suggestion)}</vscode-button
    >`;
  }
}
