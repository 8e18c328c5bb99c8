import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { readDraft, type BytesDraft, type BytesFormat } from './bytesDraft';
import '../controls/choice';
import { fault } from '../forms/fault';
import { baseStyles, formStyles } from '../looks/theme';
import type { TextField } from '../controls/toolkit';

const formats = [
  {
    value: 'text',
    get label() {
      return t('Text');
    },
  },
  {
    value: 'hex',
    get label() {
      return t('Hex');
    },
  },
];

/** One line of bytes, typed as text or hex. */
@customElement('zmq-bytes-field')
export class BytesField extends LitElement {
  static override styles = [
    baseStyles,
    formStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      zmq-choice {
        flex: 0 0 72px;
        align-self: end;
      }
    `,
  ];

  /** Accessible name; must not change. */
  @property() label = '';
  @property() placeholder = '';
  @property({ attribute: false }) draft: BytesDraft = { format: 'text', text: '' };
  /** Why the bytes themselves will not do, beyond what their format says. */
  @property() problem = '';
  @property({ attribute: false }) edit: (draft: BytesDraft) => void = () => undefined;

  override render() {
    const problem = readDraft(this.draft).problem ?? this.problem;
    return html`<div class="row tight">
        <vscode-text-field
          class="grow data"
          placeholder=${this.placeholder}
          .value=${this.draft.text}
          ${fault(problem)}
          @input=${(event: Event) => this.edit({ ...this.draft, text: (event.target as TextField).value })}
          >${this.label}</vscode-text-field
        >
        <zmq-choice
          label="${t('Format of {0}', this.label)}"
          .options=${formats}
          .value=${this.draft.format}
          .choose=${(format: string) => this.edit({ ...this.draft, format: format as BytesFormat })}
        ></zmq-choice>
      </div>
      ${problem ? html`<p class="problem">${problem}</p>` : nothing}`;
  }
}
