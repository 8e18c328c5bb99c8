import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { readDraft, type BytesDraft, type BytesFormat } from '../shared/bytesDraft';
import '../shared/choice';
import { fault } from '../shared/fault';
import { formatCount } from '../shared/format';
import { baseStyles, formStyles } from '../shared/theme';
import type { TextArea } from '../shared/toolkit';

const formats = [
  { value: 'text', label: 'Text' },
  { value: 'json', label: 'JSON' },
  { value: 'hex', label: 'Hex' },
];

/** One frame as it is composed. */
@customElement('zmq-frame-editor')
export class FrameEditor extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    baseStyles,
    formStyles,
    css`
      :host {
        display: block;
        position: relative;
      }
      zmq-choice {
        position: absolute;
        right: 0;
        top: 0;
        width: 84px;
        z-index: 1;
      }
      vscode-text-area::part(control) {
        font-family: var(--vscode-editor-font-family, monospace);
        font-size: min(var(--vscode-editor-font-size, 12px), var(--vscode-font-size, 13px));
        padding: 4px 6px;
        resize: vertical;
        min-width: 0;
      }
      vscode-text-area::part(label) {
        min-height: 26px;
        line-height: 26px;
        margin-bottom: 3px;
      }
      .below {
        font-size: 12px;
      }
    `,
  ];

  /** From 0; must not change. */
  @property({ type: Number }) index = 0;
  @property({ attribute: false }) draft!: BytesDraft;
  @property({ type: Boolean }) disabled = false;
  @property({ attribute: false }) edit!: (draft: BytesDraft) => void;

  override render() {
    const { draft, index } = this;
    const { bytes, problem } = readDraft(draft);
    // An empty JSON frame is unfinished rather than wrong until something is typed.
    const marked = problem !== undefined && draft.text !== '';
    return html`<vscode-text-area
        rows=${draft.text.includes('\n') ? 6 : 2}
        spellcheck="false"
        .value=${draft.text}
        ?disabled=${this.disabled}
        ${fault(marked ? problem : undefined)}
        @input=${(event: Event) => this.edit({ ...draft, text: (event.target as TextArea).value })}
        >Frame ${index + 1}</vscode-text-area
      >
      <zmq-choice
        label="Format of frame ${index + 1}"
        .options=${formats}
        .value=${draft.format}
        .choose=${(format: string) => this.edit({ ...draft, format: format as BytesFormat })}
      ></zmq-choice>
      <p class="below ${marked ? 'problem' : 'muted'}">${problem === undefined ? `${formatCount(bytes.length)} B` : marked ? problem : nothing}</p>`;
  }
}
