import { LitElement, css, html } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { baseStyles } from '../looks/theme';
import type { Menu, MenuEntry } from './menu';
import './menu';

/** An icon button that opens a menu. What it does goes to the item's `run`. */
@customElement('zmq-menu-button')
export class MenuButton extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-block;
        flex: none;
      }
    `,
  ];

  /** Accessible name of button and menu. */
  @property() label = '';
  @property({ attribute: false }) icon: unknown;
  @property({ attribute: false }) items: readonly MenuEntry[] = [];
  @state() private open = false;
  @query('zmq-menu') private menu!: Menu;

  override render() {
    return html`<vscode-button
        appearance="icon"
        aria-label=${this.label}
        title=${this.label}
        aria-haspopup="menu"
        aria-expanded=${this.open ? 'true' : 'false'}
        .ariaExpanded=${this.open ? 'true' : 'false'}
        .ariaHaspopup=${'menu'}
        @click=${() => this.menu.openBeside(this.getBoundingClientRect(), this)}
        >${this.icon}</vscode-button
      >
      <zmq-menu .label=${this.label} .items=${this.items} .toggled=${(open: boolean) => (this.open = open)}></zmq-menu>`;
  }

  /** Opens it as a context menu of another element, once its items of now are drawn: it is placed by its size. */
  async showAt(x: number, y: number, origin: HTMLElement): Promise<void> {
    await this.updateComplete;
    await this.menu.updateComplete;
    this.menu.openBeside(new DOMRect(x, y, 0, 0), origin);
  }
}
