import { LitElement, css, html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { baseStyles } from '../looks/theme';

/** What a box asks for. */
export interface LineQuestion {
  /** Accessible name of the box. */
  title: string;
  /** Accessible name of its input. */
  label: string;
  /** Below the input. */
  hint: string;
  /** What stands in the input at first. */
  value?: string;
  /** Characters. */
  maxLength?: number;
  /** Takes what was typed, or says why not. */
  take(text: string): Promise<string | undefined>;
  /** Who has the focus once it closes. */
  closed(): void;
}

/** A box at the upper edge of what it lies on, for one line of text. */
@customElement('zmq-line-box')
export class LineBox extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    baseStyles,
    css`
      /* It takes no room of the log. */
      :host {
        position: absolute;
        inset: 0 0 auto;
        z-index: 5;
      }
      form {
        position: absolute;
        top: 0;
        left: 50%;
        width: min(440px, calc(100% - 24px));
        padding: 8px 10px;
        transform: translateX(-50%);
        color: var(--vscode-quickInput-foreground, var(--vscode-foreground));
        background: var(--vscode-quickInput-background, var(--vscode-editorWidget-background));
        border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
        border-top: 0;
        border-radius: 0 0 5px 5px;
        box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
      }
      input {
        width: 100%;
        padding: 3px 6px;
        font: inherit;
        color: var(--vscode-input-foreground);
        background: var(--vscode-input-background);
        border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
        border-radius: 2px;
      }
      input:focus {
        outline: 1px solid var(--vscode-focusBorder);
        outline-offset: -1px;
      }
      p {
        margin-top: 4px;
        font-size: 12px;
      }
    `,
  ];

  @state() private question: LineQuestion | undefined;
  @state() private problem = '';
  @query('input') private input!: HTMLInputElement;

  override render() {
    const { question, problem } = this;
    if (!question) return nothing;
    return html`<form role="dialog" aria-label=${question.title} @submit=${this.submit} @keydown=${this.keydown} @focusout=${this.focusout}>
      <input
        aria-label=${question.label}
        aria-describedby="hint"
        aria-invalid=${problem ? 'true' : 'false'}
        maxlength=${question.maxLength ?? nothing}
        @input=${() => (this.problem = '')}
      />
      <p id="hint" class=${problem ? 'problem' : 'muted'} role=${problem ? 'alert' : 'note'}>${problem || question.hint}</p>
    </form>`;
  }

  async ask(question: LineQuestion): Promise<void> {
    this.question = question;
    this.problem = '';
    await this.updateComplete;
    this.input.value = question.value ?? '';
    this.input.focus();
    this.input.select();
  }

  private close(): void {
    const { question } = this;
    this.question = undefined;
    question?.closed();
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const problem = await this.question?.take(this.input.value);
    if (problem === undefined) this.close();
    else this.problem = problem;
  }

  private keydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  }

  private focusout(event: FocusEvent): void {
    if (event.relatedTarget === null || !(event.currentTarget as Element).contains(event.relatedTarget as Node)) this.question = undefined;
  }
}
