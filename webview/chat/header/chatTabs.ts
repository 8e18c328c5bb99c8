import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { visibleText } from '../../../src/core/base/preview';
import type { ChatId, ChatInfo } from '../../../src/protocol/chat';
import { countText, counted } from '../../../src/core/base/quantities';
import { icons } from '../../shared/looks/icons';
import { baseStyles } from '../../shared/looks/theme';
import { titleText, titleTextStyles } from './titleText';

/** The tabs of all chats. Fires `join-another`. */
@customElement('zmq-chat-tabs')
export class ChatTabs extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    baseStyles,
    titleTextStyles,
    css`
      :host {
        display: flex;
        align-items: stretch;
        min-width: 0;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      [role='tablist'] {
        display: flex;
        flex: 0 1 auto;
        min-width: 0;
        overflow-x: auto;
        scrollbar-width: none;
      }
      .tab {
        display: flex;
        align-items: center;
        position: relative;
        flex: 0 0 auto;
        max-width: 240px;
        border-bottom: 1px solid transparent;
        color: var(--vscode-panelTitle-inactiveForeground, var(--vscode-descriptionForeground));
      }
      .tab.active {
        color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground));
        border-bottom-color: var(--vscode-panelTitle-activeBorder, var(--vscode-focusBorder));
      }
      .name {
        min-width: 0;
      }
      .tab.left .name {
        font-style: italic;
      }
      [role='tab'] {
        display: flex;
        align-items: center;
        gap: 6px;
        flex: 1 1 auto;
        min-width: 0;
        height: 27px;
        padding: 0 8px;
        border: 0;
        background: none;
        color: inherit;
        font: inherit;
        cursor: pointer;
      }
      [role='tab']:hover {
        color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground));
      }
      .count {
        flex: none;
        min-width: 16px;
        padding: 0 4px;
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: 8px;
        font-size: 10px;
        line-height: 16px;
        text-align: center;
        color: var(--vscode-badge-foreground, var(--vscode-button-foreground));
        background: var(--vscode-badge-background, var(--vscode-button-background));
      }
      .close {
        flex: none;
      }
      /* Over the end of the name: tabs keep their places while the pointer moves. */
      .tab:not(.active) .close {
        position: absolute;
        right: 0;
        opacity: 0;
        background: var(--vscode-menu-background, var(--vscode-dropdown-background));
        border-radius: 4px;
      }
      .tab:hover .close,
      .tab:focus-within .close {
        opacity: 1;
      }
      .add {
        flex: none;
        align-self: center;
        margin: 0 4px;
      }
    `,
  ];

  @property({ attribute: false }) chats: readonly ChatInfo[] = [];
  /** The chat that is shown; undefined while the join form is. */
  @property({ attribute: false }) active: ChatId | undefined;
  @property({ attribute: false }) choose: (chat: ChatId) => void = () => undefined;
  /** Leaves a chat, or takes away one that was left. */
  @property({ attribute: false }) close: (chat: ChatInfo) => void = () => undefined;

  override render() {
    const { chats, active } = this;
    const reachable = active ?? chats[0]?.id;
    return html`<div role="tablist" aria-label="${t('Chats')}" @keydown=${this.keydown}>
        ${repeat(
          chats,
          ({ id }) => id,
          (chat) => this.tab(chat, chat.id === reachable),
        )}
      </div>
      <vscode-button
        class="add"
        appearance="icon"
        aria-label="${t('Join another chat')}"
        title="${t('Join another chat')}"
        @click=${() => this.dispatchEvent(new CustomEvent('join-another'))}
        >${icons.add}</vscode-button
      >`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('active')) return;
    this.renderRoot.querySelector('.tab.active')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  private tab(chat: ChatInfo, reachable: boolean) {
    const { id, state, unread } = chat;
    const title = visibleText(chat.title);
    const selected = id === this.active;
    const closing = state === 'left' ? t('Remove {0}', title) : t('Leave {0}', title);
    return html`<div role="none" class="tab ${selected ? 'active' : ''} ${state}">
      <button
        role="tab"
        id="tab-${id}"
        aria-selected=${selected ? 'true' : 'false'}
        aria-label="${state === 'left' ? t('{0}, left', title) : title}${unread > 0 ? `, ${counted(unread, 'unread message')}` : ''}"
        tabindex=${reachable ? '0' : '-1'}
        title=${title}
        .chat=${chat}
        @click=${() => this.choose(id)}
      >
        <span class="name">${titleText(title)}</span
        >${unread > 0 ? html`<span class="count">${unread > 999 ? '999+' : countText(unread)}</span>` : nothing}
      </button>
      <vscode-button class="close" appearance="icon" aria-label=${closing} title=${closing} @click=${() => this.close(chat)}
        >${icons.close}</vscode-button
      >
    </div>`;
  }

  private keydown(event: KeyboardEvent): void {
    const target = event.composedPath()[0];
    const tabs = [...this.renderRoot.querySelectorAll<HTMLElement & { chat: ChatInfo }>('[role=tab]')];
    const at = tabs.findIndex((tab) => tab === target);
    if (at < 0) return;
    const last = tabs.length - 1;
    const to: Record<string, number> = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last };
    const tab = tabs[to[event.key] ?? -1];
    const own = tabs[at];
    if (tab) {
      event.preventDefault();
      this.choose(tab.chat.id);
      tab.focus();
    } else if (event.key === 'Delete' && own) {
      event.preventDefault();
      this.close(own.chat);
    }
  }
}
