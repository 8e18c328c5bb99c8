import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { roomProblem } from '../../../src/core/chat/spec';
import { visibleText } from '../../../src/core/base/preview';
import type { ChatInfo } from '../../../src/protocol/chat';
import { countText, counted } from '../../../src/core/base/quantities';
import { fault } from '../../shared/forms/fault';
import { icons } from '../../shared/looks/icons';
import { baseStyles } from '../../shared/looks/theme';
import type { TextField } from '../../shared/controls/toolkit';
import { barStyles } from './barStyles';

/** The rooms of a chat: all of them, or one alone. Fires `asked` when the field for another room closes. */
@customElement('zmq-room-strip')
export class RoomStrip extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    baseStyles,
    barStyles,
    css`
      .room {
        display: inline-flex;
        align-items: center;
        max-width: 100%;
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: 10px;
        background: color-mix(in srgb, var(--vscode-foreground) 8%, transparent);
      }
      .room.chosen {
        color: var(--vscode-inputOption-activeForeground);
        background: var(--vscode-inputOption-activeBackground);
        border-color: var(--vscode-inputOption-activeBorder, transparent);
      }
      .room > button {
        display: flex;
        align-items: center;
        gap: 4px;
        min-width: 0;
        height: 20px;
        padding: 0 8px;
        border: 0;
        border-radius: 10px;
        background: none;
        color: inherit;
        font: inherit;
        font-size: 12px;
        cursor: pointer;
      }
      .count {
        font-weight: 600;
      }
      vscode-button {
        flex: none;
      }
      .problem {
        flex-basis: 100%;
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) chat!: ChatInfo;
  @property({ attribute: false }) room: string | undefined;
  @property({ attribute: false }) choose: (room: string | undefined) => void = () => undefined;
  @property({ attribute: false }) join: (room: string) => void = () => undefined;
  @property({ attribute: false }) leave: (room: string) => void = () => undefined;
  @state() private typed: string | undefined;

  override render() {
    const { chat, typed } = this;
    const problem = typed ? roomProblem(typed.trim(), chat.spec.format) : undefined;
    return html`<div class="bar" role="group" aria-label="${t('Rooms')}">
      ${chat.rooms.length > 0 ? html`${this.chip(t('All'), undefined, chat.unread)} ${chat.rooms.map(({ room, unread }) => this.chip(visibleText(room), room, unread))}` : nothing}
      ${
        typed === undefined
          ? chat.state === 'joined'
            ? html`<vscode-button
                appearance="icon"
                aria-label="${t('Join a room')}"
                title="${t('Join a room')}"
                @click=${() => this.begin()}
                >${icons.add}</vscode-button
              >`
            : nothing
          : html`<vscode-text-field
                placeholder="lab"
                .value=${typed}
                ${fault(problem)}
                @input=${(event: Event) => (this.typed = (event.target as TextField).value)}
                @keydown=${this.keydown}
                >${t('Room to join')}</vscode-text-field
              >
              <vscode-button class="small" ?disabled=${typed.trim() === '' || problem !== undefined} @click=${() => this.end(typed)}
                >${t('Join Room')}</vscode-button
              >`
      }
      ${problem ? html`<p class="problem">${problem}</p>` : nothing}
    </div>`;
  }

  private chip(label: string, room: string | undefined, unread: number) {
    const chosen = room === this.room;
    return html`<span class="room ${chosen ? 'chosen' : ''}">
      <button
        aria-pressed=${chosen ? 'true' : 'false'}
        aria-label="${label}${unread > 0 ? `, ${counted(unread, 'unread message')}` : ''}"
        @click=${() => this.choose(room)}
      >
        <bdi class="clip">${label}</bdi>${unread > 0 ? html`<span class="count">${countText(unread)}</span>` : nothing}
      </button>
      ${
        chosen && room !== undefined && this.chat.state === 'joined'
          ? html`<vscode-button
              appearance="icon"
              aria-label="${t('Leave room {0}', label)}"
              title="${t('Leave room {0}', label)}"
              @click=${() => this.leave(room)}
              >${icons.close}</vscode-button
            >`
          : nothing
      }
    </span>`;
  }

  /** Opens the field for another room. */
  async begin(): Promise<void> {
    this.typed ??= '';
    await this.updateComplete;
    requestAnimationFrame(() => this.renderRoot.querySelector<TextField>('vscode-text-field')?.focus());
  }

  private end(room?: string): void {
    const name = room?.trim();
    if (name !== undefined && (name === '' || roomProblem(name, this.chat.spec.format))) return;
    this.typed = undefined;
    this.dispatchEvent(new CustomEvent('asked'));
    if (name) this.join(name);
  }

  private keydown(event: KeyboardEvent): void {
    if (event.key === 'Enter') this.end(this.typed);
    else if (event.key === 'Escape') {
      event.stopPropagation();
      this.end();
    } else return;
    event.preventDefault();
  }
}
