import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RequestError } from '../../shared/page/requestError';
import { baseStyles, formStyles } from '../../shared/looks/theme';
import './question';

/** What is asked before it is done. */
export type Question = 'clear' | 'remove' | '';

const questions = {
  clear: {
    get text() {
      return t('Delete everything that was said in this chat, here and in its history?');
    },
    get yes() {
      return t('Clear');
    },
  },
  remove: {
    get text() {
      return t('Remove this chat and its history?');
    },
    get yes() {
      return t('Remove');
    },
  },
};

/** What a person has to know or decide about a chat as a whole. Fires `yes` and `no`, `rejoin`, `remove`. */
@customElement('zmq-chat-notices')
export class ChatNotices extends LitElement {
  static override styles = [
    baseStyles,
    formStyles,
    css`
      :host {
        display: block;
      }
      .notice {
        padding: 4px 10px 0;
      }
      .message .row {
        margin-top: 4px;
      }
    `,
  ];

  @property() asking: Question = '';
  @property({ type: Boolean }) left = false;
  @property({ attribute: false }) problem: RequestError | undefined;

  override render() {
    const { asking, left, problem } = this;
    const question = asking === '' ? undefined : questions[asking];
    return html`${
      question
        ? html`<div class="notice">
            <zmq-question
              .text=${question.text}
              .yes=${question.yes}
              @yes=${() => this.fire('yes')}
              @no=${() => this.fire('no')}
            ></zmq-question>
          </div>`
        : nothing
    }
    ${
      left && asking !== 'remove'
        ? html`<div class="notice">
            <div class="message">
              <p>${t('This chat is not joined.')}</p>
              <div class="row">
                <vscode-button class="small" @click=${() => this.fire('rejoin')}>${t('Rejoin')}</vscode-button>
                <vscode-button class="small" appearance="secondary" @click=${() => this.fire('remove')}>${t('Remove…')}</vscode-button>
              </div>
            </div>
          </div>`
        : nothing
    }
    ${problem ? html`<div class="notice"><p class="message error" role="alert">${problem.message} ${problem.hint ?? ''}</p></div>` : nothing}`;
  }

  private fire(event: 'yes' | 'no' | 'rejoin' | 'remove'): void {
    this.dispatchEvent(new CustomEvent(event));
  }
}
