import { LitElement, css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

const least = 80;
const step = 22;
/** What is left to the part on its other side, px. */
const leftOver = { height: 160, width: 240 };

/** The bar before what it resizes, the element behind it: above it, or at its left. By pointer, or by arrow keys. */
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
    :host([sizes='width']) {
      width: 5px;
      height: auto;
      margin: 0 -2px;
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
    :host([sizes='width']) div {
      cursor: col-resize;
      background-size: 1px 100%;
    }
    div:hover,
    div:active,
    div:focus-visible {
      background: var(--vscode-sash-hoverBorder, var(--vscode-focusBorder));
    }
  `;

  /** Which of the two it changes. */
  @property({ reflect: true }) sizes: 'height' | 'width' = 'height';
  /** Accessible name. */
  @property() label = '';
  /** Told the new size in px. */
  @property({ attribute: false }) resize: (size: number) => void = () => undefined;
  /** As it was when the bar got the focus, and since. */
  @state() private size = least;
  @state() private most = least;

  override render() {
    return html`<div
      role="separator"
      aria-orientation=${this.sizes === 'height' ? 'horizontal' : 'vertical'}
      aria-label=${this.label}
      aria-valuenow=${Math.round(this.size)}
      aria-valuemin=${least}
      aria-valuemax=${Math.round(this.most)}
      tabindex="0"
      @focus=${() => this.set(this.drawn)}
      @pointerdown=${this.grab}
      @keydown=${this.keydown}
    ></div>`;
  }

  private get drawn(): number {
    return sizeOf(this.nextElementSibling, this.sizes);
  }

  private grab(event: PointerEvent): void {
    const bar = event.currentTarget as HTMLElement;
    const at = ({ clientX, clientY }: PointerEvent): number => (this.sizes === 'height' ? clientY : clientX);
    const from = at(event) + this.drawn;
    bar.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent): void => this.change(from - at(moved));
    bar.addEventListener('pointermove', move);
    bar.addEventListener('lostpointercapture', () => bar.removeEventListener('pointermove', move), { once: true });
  }

  private keydown(event: KeyboardEvent): void {
    const [larger, smaller] = this.sizes === 'height' ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
    if (event.key !== larger && event.key !== smaller) return;
    event.preventDefault();
    this.change(this.drawn + (event.key === larger ? step : -step));
  }

  private change(size: number): void {
    this.set(size);
    this.resize(this.size);
  }

  private set(size: number): void {
    this.most = Math.max(least, sizeOf(this.parentElement, this.sizes) - leftOver[this.sizes]);
    this.size = Math.min(Math.max(size, least), this.most);
  }
}

function sizeOf(element: Element | null, size: Splitter['sizes']): number {
  return element?.getBoundingClientRect()[size] ?? least;
}
