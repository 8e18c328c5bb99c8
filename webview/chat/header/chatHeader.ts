import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { visibleText } from '../../../src/core/base/preview';
import type { ChatInfo } from '../../../src/protocol/chat';
import { counted } from '../../../src/core/base/quantities';
import { turnText } from '../../../src/core/socket/socketWords';
import { icons } from '../../shared/looks/icons';
import '../../shared/controls/menuButton';
import type { MenuItem } from '../../shared/controls/menu';
import { baseStyles } from '../../shared/looks/theme';
import { toggleButton, toggleButtonStyles } from '../../shared/controls/toggleButton';
import { inspectorNames, titleText, titleTextStyles } from './titleText';

/** Title, state and actions of a chat. */
@customElement('zmq-chat-header')
export class ChatHeader extends LitElement {
  static override styles = [
    baseStyles,
    toggleButtonStyles,
    titleTextStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 8px;
        padding: 3px 6px 3px 10px;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      .facts {
        flex: 1 1 110px;
        min-width: 0;
      }
      h2 {
        font-size: inherit;
        font-weight: 600;
        text-transform: none;
      }
      .state {
        font-size: 11px;
      }
      [role='toolbar'] {
        display: flex;
        flex: none;
        margin-left: auto;
      }
    `,
  ];

  @property({ attribute: false }) chat!: ChatInfo;
  @property({ type: Boolean }) inviting = false;
  @property({ type: Boolean }) finding = false;
  @property({ type: Boolean }) filtering = false;
  @property({ attribute: false }) toggle: (what: 'invite' | 'find' | 'filter') => void = () => undefined;
  @property({ attribute: false }) items: readonly MenuItem[] = [];

  override render() {
    const { chat } = this;
    const title = visibleText(chat.title);
    return html`<div class="facts">
        <h2 title=${[title, inspectorNames(chat)].filter(Boolean).join('\n')} aria-label=${title}>${titleText(title)}</h2>
        <div class="state muted clip">${this.stateText()}</div>
      </div>
      <div role="toolbar" aria-label="${t('Chat')}">
        ${chat.state === 'joined' ? toggleButton({ label: t('Invite'), icon: icons.invite, pressed: this.inviting, press: () => this.toggle('invite') }) : nothing}
        ${toggleButton({ label: t('Find'), title: t('Find (Ctrl+F)'), icon: icons.search, pressed: this.finding, press: () => this.toggle('find') })}
        ${toggleButton({ label: t('Filter'), title: t('Filter messages'), icon: icons.filter, pressed: this.filtering, press: () => this.toggle('filter') })}
        <zmq-menu-button label="${t('More actions')}" .icon=${icons.more} .items=${this.items}></zmq-menu-button>
      </div>`;
  }

  private stateText(): string {
    const { state, peers, spec, turn } = this.chat;
    if (state === 'left') return t('not joined');
    // A guest has one connection to the room, whoever else is in it.
    const others = spec.pattern === 'room' && !spec.host ? (peers > 0 ? t('in the room') : t('not in the room')) : counted(peers, 'peer');
    return [others, visibleText(spec.nick), ...(turn ? [turnText(turn)] : [])].join(' · ');
  }
}
