import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { sizeText } from '../../../src/core/base/quantities';
import { icons } from '../../shared/looks/icons';
import { requestError, type RequestError } from '../../shared/page/requestError';
import { baseStyles, formStyles } from '../../shared/looks/theme';
import type { TextArea } from '../../shared/controls/toolkit';
import '../notices/question';

/** A paste that makes a message longer than this asks first, bytes. */
const large = 1_000_000;

interface Paste {
  text: string;
  from: number;
  to: number;
  size: number;
}

/** The box that a message is written in. */
@customElement('zmq-composer')
export class Composer extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    baseStyles,
    formStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 4px;
        padding: 6px max(10px, 50% - 400px) 8px;
      }
      .box {
        display: flex;
        align-items: flex-end;
        gap: 2px;
        padding: 1px 3px 1px 1px;
        border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
        border-radius: 4px;
        background: var(--vscode-input-background);
      }
      .box:focus-within {
        border-color: var(--vscode-focusBorder);
      }
      vscode-text-area {
        flex: 1;
      }
      vscode-text-area::part(label) {
        display: none;
      }
      vscode-text-area::part(control) {
        field-sizing: content;
        min-height: 28px;
        max-height: min(160px, 40vh);
        padding: 5px 7px;
        line-height: 18px;
        border: 0;
        outline: none;
        resize: none;
        overflow-y: auto;
        overflow-wrap: anywhere;
        background: transparent;
      }
      .send {
        flex: none;
        margin-bottom: 3px;
      }
      .why {
        font-size: 12px;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property() draft = '';
  @property() placeholder = '';
  /** Why nothing can be sent now, a sentence. */
  @property() cannotSend = '';
  /** Texts sent before, the latest last. */
  @property({ attribute: false }) sent: readonly string[] = [];
  @property({ attribute: false }) edit: (draft: string) => void = () => undefined;
  /** Rejects where the message was not even taken. */
  @property({ attribute: false }) send: (text: string) => Promise<void> = () => Promise.resolve();
  @state() private paste: Paste | undefined;
  @state() private error: RequestError | undefined;
  @state() private sending = false;
  /** Which of `sent` is shown; undefined while none is. */
  private recalled: number | undefined;
  @query('vscode-text-area') private area!: TextArea;

  override render() {
    return html`${
        this.paste
          ? html`<zmq-question
              text="This makes the message ${sizeText(this.paste.size)} long."
              yes="Paste Anyway"
              @yes=${() => this.insertPaste()}
              @no=${() => this.endPaste()}
            ></zmq-question>`
          : nothing
      }
      ${this.error ? html`<p class="message error" role="alert">${this.error.message} ${this.error.hint ?? ''}</p>` : nothing}
      <div class="box">
        <vscode-text-area
          rows="1"
          placeholder=${this.placeholder}
          .value=${this.draft}
          @input=${(event: Event) => this.type((event.target as TextArea).value)}
          @beforeinput=${this.beforeInput}
          @keydown=${this.keydown}
          >${t('Message')}</vscode-text-area
        >
        <vscode-button
          class="send"
          appearance="icon"
          aria-label="${t('Send')}"
          title=${this.cannotSend || t('Send (Enter)')}
          ?disabled=${this.cannotSend !== '' || this.draft.trim() === '' || this.sending}
          @click=${() => this.submit()}
          >${icons.send}</vscode-button
        >
      </div>
      <div class="why muted" role="status">${this.cannotSend}</div>`;
  }

  private type(text: string): void {
    this.recalled = undefined;
    this.error = undefined;
    this.edit(text);
  }

  private keydown(event: KeyboardEvent): void {
    // The key that ends a composition belongs to it; Safari's engine says so by its code alone.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      void this.submit();
    } else if (
      (event.key === 'ArrowUp' || event.key === 'ArrowDown') &&
      !event.shiftKey &&
      !event.ctrlKey &&
      !event.altKey &&
      !event.metaKey
    ) {
      if (this.recall(event.key === 'ArrowUp' ? -1 : 1)) event.preventDefault();
    }
  }

  /** Up in an empty box, and from there up and down. */
  private recall(step: -1 | 1): boolean {
    const { sent } = this;
    if (this.recalled === undefined && (step > 0 || this.draft !== '' || sent.length === 0)) return false;
    const at = (this.recalled ?? sent.length) + step;
    if (at < 0) return true;
    this.recalled = at < sent.length ? at : undefined;
    this.edit(sent[at] ?? '');
    void this.caretToEnd();
    return true;
  }

  private async caretToEnd(): Promise<void> {
    await new Promise(requestAnimationFrame);
    const { control } = this.area;
    control.setSelectionRange(control.value.length, control.value.length);
  }

  private beforeInput(event: InputEvent): void {
    const { data } = event;
    if (data === null || !event.inputType.startsWith('insertFrom')) return;
    const { value, selectionStart: from, selectionEnd: to } = this.area.control;
    // A character has three bytes at most.
    if ((value.length + data.length) * 3 <= large) return;
    const size = new TextEncoder().encode(value.slice(0, from) + data + value.slice(to)).length;
    if (size <= large) return;
    event.preventDefault();
    this.paste = { text: data, from, to, size };
  }

  private insertPaste(): void {
    const { paste, draft } = this;
    if (paste) this.type(draft.slice(0, paste.from) + paste.text + draft.slice(paste.to));
    this.endPaste();
  }

  private endPaste(): void {
    this.paste = undefined;
    this.area.focus();
  }

  private async submit(): Promise<void> {
    const { draft } = this;
    if (this.cannotSend !== '' || draft.trim() === '' || this.sending) return;
    this.sending = true;
    this.recalled = undefined;
    try {
      await this.send(draft);
      this.error = undefined;
      if (this.draft === draft) this.edit('');
    } catch (error) {
      this.error = requestError(error);
    } finally {
      this.sending = false;
      this.area.focus();
    }
  }
}
