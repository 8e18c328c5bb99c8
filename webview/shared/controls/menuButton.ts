import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { menuStyles } from './menuStyles';
import { baseStyles } from '../looks/theme';

export interface MenuItem {
  label: string;
  /** More than the label says. */
  title?: string;
  run: () => void;
}

/** An icon button that opens a menu. What it does goes to the item's `run`. */
@customElement('zmq-menu-button')
export class MenuButton extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    baseStyles,
    menuStyles,
    css`
      :host {
        display: inline-block;
        flex: none;
      }
      .menu {
        min-width: 140px;
        max-height: calc(100vh - 8px);
      }
      .item {
        display: block;
        width: 100%;
        padding: 3px 12px;
        overflow-wrap: anywhere;
      }
      .item:focus {
        color: var(--vscode-menu-selectionForeground, var(--vscode-list-activeSelectionForeground, inherit));
        background: var(--vscode-menu-selectionBackground, var(--vscode-list-activeSelectionBackground));
      }
    `,
  ];

  /** Accessible name of button and menu. */
  @property() label = '';
  @property({ attribute: false }) icon: unknown;
  @property({ attribute: false }) items: readonly MenuItem[] = [];
  @state() private open = false;
  @query('[role=menu]') private menu!: HTMLElement;
  /** Gets the focus when the menu closes: the button itself, or what the menu was opened for. */
  private origin: HTMLElement = this;

  override render() {
    return html`<vscode-button
        appearance="icon"
        aria-label=${this.label}
        title=${this.label}
        aria-haspopup="menu"
        aria-expanded=${this.open ? 'true' : 'false'}
        .ariaExpanded=${this.open ? 'true' : 'false'}
        .ariaHaspopup=${'menu'}
        @click=${() => this.show()}
        >${this.icon}</vscode-button
      >
      <div
        class="menu"
        role="menu"
        aria-label=${this.label}
        popover="auto"
        @toggle=${(event: ToggleEvent) => (this.open = event.newState === 'open')}
        @keydown=${this.keydown}
      >
        ${this.items.map((item) => html`<button class="item" role="menuitem" tabindex="-1" title=${item.title ?? nothing} @click=${() => this.choose(item)}>${item.label}</button>`)}
      </div>`;
  }

  /** Opens it as a context menu of another element. */
  showAt(x: number, y: number, origin: HTMLElement): void {
    this.openBeside(new DOMRect(x, y, 0, 0), origin);
  }

  private show(): void {
    this.openBeside(this.getBoundingClientRect(), this);
  }

  private openBeside({ left, right, bottom, top }: DOMRect, origin: HTMLElement): void {
    this.origin = origin;
    this.menu.showPopover();
    const { width, height } = this.menu.getBoundingClientRect();
    const below = bottom + height <= window.innerHeight || top < height;
    this.menu.style.left = `${Math.max(4, Math.min(left, window.innerWidth - width - 4, right))}px`;
    this.menu.style.top = `${Math.max(4, below ? Math.min(bottom, window.innerHeight - height - 4) : top - height)}px`;
    this.renderRoot.querySelector<HTMLElement>('[role=menuitem]')?.focus();
  }

  private choose(item: MenuItem): void {
    // Closing gives the focus back to the button; what the item does may move it on.
    this.menu.hidePopover();
    this.origin.focus();
    item.run();
  }

  private keydown(event: KeyboardEvent): void {
    const items = [...this.renderRoot.querySelectorAll<HTMLElement>('[role=menuitem]')];
    const at = items.indexOf(event.target as HTMLElement);
    const last = items.length - 1;
    const to: Record<string, number> = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last };
    const next = to[event.key];
    if (next !== undefined) {
      event.preventDefault();
      items[next]?.focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      event.stopPropagation();
      this.menu.hidePopover();
      this.origin.focus();
    }
  }
}
