import { t } from '@vscode/l10n';
import { LitElement, css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';

const least = 80;
const step = 22;

/** The bar above what it resizes; by pointer, or by arrow keys. */
@customElement('zmq-splitter')
export class Splitter extends LitElement {
  static override styles = css`
    :host {
      display: block;
      flex: none;
      height: 5px;
      margin: -2px 0;
      z-index: 4;
      position: relative;
    }
    div {
      height: 100%;
      cursor: row-resize;
      touch-action: none;
      background: linear-gradient(
          var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)),
          var(--vscode-panel-border, var(--vscode-contrastBorder, transparent))
        )
        center / 100% 1px no-repeat;
      outline: none;
    }
    div:hover,
    div:active,
    div:focus-visible {
      background: var(--vscode-sash-hoverBorder, var(--vscode-focusBorder));
    }
  `;

  /** Height of the resized element in px. */
  @property({ type: Number }) height = 240;
  @property({ attribute: false }) resize: (height: number) => void = () => undefined;

  override render() {
    return html`<div
      role="separator"
      aria-orientation="horizontal"
      aria-label="${t('Resize details')}"
      aria-valuenow=${Math.round(this.height)}
      aria-valuemin=${least}
      tabindex="0"
      @pointerdown=${this.grab}
      @keydown=${this.keydown}
    ></div>`;
  }

  private grab(event: PointerEvent): void {
    const bar = event.currentTarget as HTMLElement;
    const from = event.clientY + this.height;
    bar.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent): void => this.set(from - moved.clientY);
    bar.addEventListener('pointermove', move);
    bar.addEventListener('lostpointercapture', () => bar.removeEventListener('pointermove', move), { once: true });
  }

  private keydown(event: KeyboardEvent): void {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    this.set(this.height + (event.key === 'ArrowUp' ? step : -step));
  }

  private set(height: number): void {
    this.resize(Math.min(Math.max(height, least), Math.max(least, window.innerHeight - 160)));
  }
}
