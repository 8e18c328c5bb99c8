import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { momentOf } from '../../../src/core/query/moment';
import { parseQuery } from '../../../src/core/query/parse';
import { baseStyles } from '../../shared/looks/theme';

/** Where a person wants to go: a record by its number, or the first one that is not before a moment, ms since 1970. */
export type Destination = { number: number } | { time: number };

/** The box `Go to`, for a number or a time. What is typed goes to `go`, which answers with why it did not. */
@customElement('zmq-go-to')
export class GoTo extends LitElement {
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

  @property({ attribute: false }) go: (to: Destination) => Promise<string | undefined> = () => Promise.resolve(undefined);
  /** Who has the focus once it closes. */
  @property({ attribute: false }) closed: () => void = () => undefined;
  @state() private isOpen = false;
  @state() private problem = '';
  @query('input') private input!: HTMLInputElement;

  override render() {
    if (!this.isOpen) return nothing;
    return html`<form role="dialog" aria-label="${t('Go to')}" @submit=${this.submit} @keydown=${this.keydown} @focusout=${this.focusout}>
      <input
        aria-label="${t('Number or time')}"
        aria-describedby="hint"
        aria-invalid=${this.problem ? 'true' : 'false'}
        @input=${() => (this.problem = '')}
      />
      <p id="hint" class=${this.problem ? 'problem' : 'muted'} role=${this.problem ? 'alert' : 'note'}>
        ${this.problem || t('The number of a record, or a time: 10:32, 10:32:05.123, 2024-05-01T10:32, -5m')}
      </p>
    </form>`;
  }

  async open(): Promise<void> {
    this.isOpen = true;
    this.problem = '';
    await this.updateComplete;
    this.input.focus();
    this.input.select();
  }

  private close(): void {
    this.isOpen = false;
    this.closed();
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const to = destinationOf(this.input.value);
    const problem = to === undefined ? t('This is neither a number nor a time.') : await this.go(to);
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
    if (event.relatedTarget === null || !(event.currentTarget as Element).contains(event.relatedTarget as Node)) this.isOpen = false;
  }
}

/** A number with or without separators, or what `time>=` of the query language takes. */
function destinationOf(text: string): Destination | undefined {
  const typed = text.trim();
  if (/^\d[\d.,'\u00a0\u202f ]*$/.test(typed) && typed.replace(/\D/g, '').length < 9) return { number: Number(typed.replace(/\D/g, '')) };
  const { query: node, problems } = parseQuery(`time>=${typed}`);
  return problems.length === 0 && node?.kind === 'time' ? { time: momentOf(node.time, Date.now()) } : undefined;
}
