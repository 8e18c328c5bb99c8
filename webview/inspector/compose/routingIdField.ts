import { t } from '@vscode/l10n';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { toHex } from '../../../src/core/base/bytes';
import { previewFrame } from '../../../src/core/base/preview';
import { draftOf, readDraft, type BytesDraft } from '../../shared/bytes/bytesDraft';
import '../../shared/bytes/bytesField';
import '../../shared/controls/choice';
import { baseStyles, formStyles } from '../../shared/looks/theme';

const other = 'other';

/** Whom to send to: one of the routing ids heard, or a typed one. */
@customElement('zmq-routing-id-field')
export class RoutingIdField extends LitElement {
  static override styles = [baseStyles, formStyles];

  /** The latest heard first. */
  @property({ attribute: false }) seen: Uint8Array[] = [];
  /** What was typed; undefined takes the one heard last. */
  @property({ attribute: false }) draft: BytesDraft | undefined;
  @property({ attribute: false }) edit!: (draft: BytesDraft | undefined) => void;

  /** What is typed stays typed, also where it is the same as one that was heard. */
  @state() private typing = false;

  override render() {
    const { draft, seen } = this;
    const [latest] = seen;
    const chosen = draft && readDraft(draft).bytes;
    const heard = chosen && seen.find((id) => toHex(id) === toHex(chosen));
    const options = [
      ...(latest ? [{ value: '', label: t('Latest heard') }] : []),
      ...seen.map((id) => ({ value: toHex(id), label: previewFrame(id, 60) })),
      { value: other, label: t('Other…') },
    ];
    const value = !draft && latest ? '' : heard && !this.typing ? toHex(heard) : other;
    return html`<zmq-choice
        label="${t('Routing id')}"
        labelled
        .options=${options}
        .value=${value}
        .choose=${(choice: string) => this.choose(choice)}
      ></zmq-choice>
      ${value === '' && latest ? html`<p class="muted">${t('Now')} <span class="data">${previewFrame(latest, 60)}</span></p>` : nothing}
      ${
        value === other
          ? html`<zmq-bytes-field
              label="${t('Other routing id')}"
              placeholder="${t('identity of the peer')}"
              .draft=${draft ?? { format: 'text', text: '' }}
              .edit=${this.edit}
            ></zmq-bytes-field>`
          : nothing
      }`;
  }

  private choose(choice: string): void {
    this.typing = choice === other;
    if (choice === '') return this.edit(undefined);
    if (choice === other) return this.edit({ format: 'text', text: '' });
    const id = this.seen.find((candidate) => toHex(candidate) === choice);
    if (id) this.edit(draftOf(id));
  }
}

/** The routing id to send to, undefined while there is none. */
export function readRoutingId(draft: BytesDraft | undefined, seen: Uint8Array[]): Uint8Array | undefined {
  if (!draft) return seen[0];
  const bytes = readDraft(draft).bytes;
  return bytes && bytes.length > 0 ? bytes : undefined;
}
