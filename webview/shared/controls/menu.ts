import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { icons } from '../looks/icons';
import { menuStyles } from './menuStyles';
import { baseStyles } from '../looks/theme';

export interface MenuItem {
  label: string;
  /** More than the label says. */
  title?: string;
  /** The keys that do the same, for people. */
  keys?: string;
  /** One of several that are on or off. */
  checked?: boolean;
  run: () => void;
}

/** Opens a menu of its own beside it. */
export interface MenuGroup {
  label: string;
  items: readonly MenuEntry[];
}

export type MenuEntry = MenuItem | MenuGroup | 'separator';

/** A menu above the page: of a button, or a context menu. */
@customElement('zmq-menu')
export class Menu extends LitElement {
  static override styles = [
    baseStyles,
    menuStyles,
    css`
      .menu {
        min-width: 140px;
        max-height: calc(100vh - 8px);
      }
      .item {
        display: flex;
        gap: 24px;
        width: 100%;
        padding: 3px 12px;
        overflow-wrap: anywhere;
      }
      .item > :first-child {
        flex: 1;
      }
      .keys {
        color: var(--vscode-descriptionForeground);
        white-space: nowrap;
      }
      .item:focus,
      .item[aria-expanded='true'] {
        color: var(--vscode-menu-selectionForeground, var(--vscode-list-activeSelectionForeground, inherit));
        background: var(--vscode-menu-selectionBackground, var(--vscode-list-activeSelectionBackground));
      }
      .item:focus .keys,
      .item[aria-expanded='true'] .keys {
        color: inherit;
      }
      .item svg {
        flex: none;
        align-self: center;
        width: 12px;
        height: 12px;
        margin-right: -6px;
      }
      hr {
        margin: 4px 8px;
        border: 0;
        border-top: 1px solid var(--vscode-menu-separatorBackground, var(--vscode-panel-border, currentColor));
      }
    `,
  ];

  /** Accessible name. */
  @property() label = '';
  @property({ attribute: false }) items: readonly MenuEntry[] = [];
  /** Called as it opens and closes. */
  @property({ attribute: false }) toggled: (open: boolean) => void = () => undefined;
  /** Of a menu beside another one: closes all of them. */
  @property({ attribute: false }) closeAll: (() => void) | undefined;
  /** Index of the group whose menu is open. */
  @state() private openGroup: number | undefined;
  @query('.menu') private menu!: HTMLElement;
  /** Gets the focus when the menu closes. */
  private origin: HTMLElement | undefined;

  override render() {
    return html`<div
      class="menu"
      role="menu"
      aria-label=${this.label}
      popover="auto"
      @toggle=${this.onToggle}
      @keydown=${this.keydown}
      @contextmenu=${(event: Event) => event.preventDefault()}
    >
      ${this.items.map((entry, index) => (entry === 'separator' ? html`<hr role="separator" />` : 'items' in entry ? this.group(entry, index) : this.item(entry)))}
    </div>`;
  }

  private item(item: MenuItem): TemplateResult {
    return html`<button
      class="item"
      role=${item.checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
      aria-checked=${item.checked ?? nothing}
      tabindex="-1"
      title=${item.title ?? nothing}
      @mouseenter=${() => (this.openGroup = undefined)}
      @click=${() => this.choose(item)}
    >
      <span>${item.label}</span
      >${item.checked ? icons.check : nothing}${item.keys === undefined ? nothing : html`<span class="keys" aria-hidden="true">${item.keys}</span>`}
    </button>`;
  }

  private group({ label, items }: MenuGroup, index: number): TemplateResult {
    const isOpen = this.openGroup === index;
    return html`<button
        class="item"
        role="menuitem"
        tabindex="-1"
        aria-haspopup="menu"
        aria-expanded=${isOpen ? 'true' : 'false'}
        data-index=${index}
        @mouseenter=${() => void this.showGroup(index, false)}
        @click=${() => void this.showGroup(index, true)}
      >
        <span>${label}</span>${icons.right}
      </button>
      ${
        isOpen
          ? html`<zmq-menu
              .label=${label}
              .items=${items}
              .closeAll=${() => this.close()}
              .toggled=${(open: boolean) => {
                if (!open && this.openGroup === index) this.openGroup = undefined;
              }}
            ></zmq-menu>`
          : nothing
      }`;
  }

  /** Opens it beside a part of the page; `origin` has the focus once it closes. */
  openBeside({ left, right, bottom, top }: DOMRect, origin: HTMLElement): void {
    this.place(origin, ({ width, height }) => ({
      left: Math.min(left, window.innerWidth - width - 4, right),
      top: bottom + height <= window.innerHeight || top < height ? Math.min(bottom, window.innerHeight - height - 4) : top - height,
    }));
    this.focusFirst();
  }

  private place(origin: HTMLElement, at: (size: DOMRect) => { left: number; top: number }): void {
    this.origin = origin;
    this.menu.showPopover();
    const { left, top } = at(this.menu.getBoundingClientRect());
    this.menu.style.left = `${Math.max(4, left)}px`;
    this.menu.style.top = `${Math.max(4, top)}px`;
  }

  private focusFirst(): void {
    this.entries[0]?.focus();
  }

  private async showGroup(index: number, isChosen: boolean): Promise<void> {
    if (this.openGroup !== index) {
      this.openGroup = index;
      await this.updateComplete;
    }
    const button = this.renderRoot.querySelector<HTMLElement>(`[data-index="${index}"]`);
    const menu = this.renderRoot.querySelector<Menu>('zmq-menu');
    if (!button || !menu) return;
    await menu.updateComplete;
    const { left, right, top } = button.getBoundingClientRect();
    menu.place(button, ({ width, height }) => ({
      left: right + width <= window.innerWidth - 4 ? right : left - width,
      top: Math.min(top - 5, window.innerHeight - height - 4),
    }));
    if (isChosen) menu.focusFirst();
  }

  private choose(item: MenuItem): void {
    // Closing gives the focus back; what the item does may move it on.
    this.close();
    item.run();
  }

  private close(): void {
    if (this.closeAll) return this.closeAll();
    this.menu.hidePopover();
    this.origin?.focus();
  }

  private readonly onToggle = (event: ToggleEvent): void => {
    if (event.target !== this.menu) return;
    const isOpen = event.newState === 'open';
    if (!isOpen) this.openGroup = undefined;
    this.toggled(isOpen);
  };

  private get entries(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('.item')];
  }

  private keydown(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    const { entries } = this;
    const at = entries.findIndex((entry) => entry === this.shadowRoot?.activeElement);
    const last = entries.length - 1;
    const to: Record<string, number> = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last };
    const next = to[event.key] ?? (event.key.length === 1 && event.key !== ' ' ? this.beginningWith(event.key, at) : undefined);
    const group = entries[at]?.dataset['index'];
    if (next !== undefined) entries[next]?.focus();
    else if (event.key === 'ArrowRight' && group !== undefined) void this.showGroup(Number(group), true);
    else if (event.key === 'ArrowLeft' && this.closeAll) {
      this.origin?.focus();
      this.menu.hidePopover();
    } else if (event.key === 'Escape' || event.key === 'Tab') this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The next entry after `at` whose label begins so. */
  private beginningWith(letter: string, at: number): number | undefined {
    const labels = this.entries.map((entry) => entry.textContent.trim().toLowerCase());
    for (let step = 1; step <= labels.length; step++) {
      const index = (at + step) % labels.length;
      if (labels[index]?.startsWith(letter.toLowerCase())) return index;
    }
    return undefined;
  }
}
