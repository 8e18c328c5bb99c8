import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import type { ChatProblem } from '../../../src/protocol/chat';
import { counted } from '../../../src/core/base/quantities';
import { baseStyles, formStyles } from '../../shared/looks/theme';
import './problemBanner';

/** The problems of a chat: of each kind the first one, the others when asked for. */
@customElement('zmq-chat-problems')
export class ProblemList extends LitElement {
  static override styles = [
    baseStyles,
    formStyles,
    css`
      :host {
        display: block;
      }
      .more {
        padding: 4px 10px 0;
      }
    `,
  ];

  @property({ attribute: false }) connection!: MessageConnection;
  @property({ attribute: false }) problems: readonly ChatProblem[] = [];
  @property({ attribute: false }) joinRoom: (room: string) => void = () => undefined;
  @property({ attribute: false }) resetTurn: () => void = () => undefined;
  @state() private open: ReadonlySet<ChatProblem['kind']> = new Set();

  override render() {
    const kinds = [...new Set(this.problems.map(({ kind }) => kind))];
    return html`<div aria-live="polite" aria-relevant="additions">
      ${repeat(
        kinds,
        (kind) => kind,
        (kind) => this.ofKind(kind),
      )}
    </div>`;
  }

  private ofKind(kind: ChatProblem['kind']) {
    const all = this.problems.filter((problem) => problem.kind === kind);
    const open = this.open.has(kind);
    const more = all.length - 1;
    return html`${repeat(
      open ? all : all.slice(0, 1),
      ({ endpoint, room }) => `${endpoint}\n${room}`,
      (problem) =>
        html`<zmq-chat-problem
          .connection=${this.connection}
          .problem=${problem}
          .joinRoom=${this.joinRoom}
          @reset-turn=${() => this.resetTurn()}
        ></zmq-chat-problem>`,
    )}
    ${
      more > 0
        ? html`<div class="more">
            <vscode-button class="small" appearance="secondary" @click=${() => this.toggle(kind)}
              >${open ? t('Fewer problems') : counted(more, 'more problem')}</vscode-button
            >
          </div>`
        : nothing
    }`;
  }

  private toggle(kind: ChatProblem['kind']): void {
    const open = new Set(this.open);
    if (!open.delete(kind)) open.add(kind);
    this.open = open;
  }
}
