import { LitElement, css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { jsonColourStyles, jsonParts } from '../../shared/text/jsonColours';

/** Of the field's style, what says where its letters stand. */
const taken = ['font', 'letterSpacing', 'wordSpacing', 'tabSize', 'padding', 'borderWidth'] as const;

/**
 * The text of a field, in the colours of JSON, that lies over the field: its own letters are to be transparent. It stands in the element that
 * it is placed in, which is the field's as well.
 */
@customElement('zmq-json-copy')
export class JsonCopy extends LitElement {
  static override styles = [
    jsonColourStyles,
    css`
      :host {
        position: absolute;
        border: 0 solid transparent;
        overflow: hidden;
        white-space: pre-wrap;
        overflow-wrap: break-word;
        color: var(--vscode-input-foreground);
        pointer-events: none;
        user-select: none;
      }
      /* Themes have them for what is behind an editor, which is darker than a field. */
      .json-word {
        color: color-mix(in srgb, var(--vscode-debugTokenExpression-boolean, currentColor) 75%, var(--vscode-input-foreground));
      }
      /* The field shows its letters itself there. */
      @media (forced-colors: active) {
        :host {
          display: none;
        }
      }
    `,
  ];

  @property() text = '';
  private field: HTMLTextAreaElement | undefined;
  private readonly resizes = new ResizeObserver((entries) => entries.forEach(({ contentRect }) => this.fit(contentRect)));

  constructor() {
    super();
    this.ariaHidden = 'true';
  }

  /** Lies over this field from now on. */
  over(field: HTMLTextAreaElement): void {
    if (field === this.field) return;
    this.leave();
    this.field = field;
    this.resizes.observe(field);
    field.addEventListener('scroll', this.keepUp);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.leave();
  }

  override render() {
    // The line that a break begins counts in a field, and here with something behind the break.
    return html`${jsonParts(this.text, (part) => part)(this.text, 0)}${'\n'}`;
  }

  protected override updated(): void {
    this.keepUp();
  }

  private leave(): void {
    this.resizes.disconnect();
    this.field?.removeEventListener('scroll', this.keepUp);
    this.field = undefined;
  }

  private fit({ width, height }: DOMRectReadOnly): void {
    const { field, style } = this;
    const around = this.offsetParent?.getBoundingClientRect();
    if (!field || !around) return;
    const looks = getComputedStyle(field);
    // The element around it may want all boxes otherwise.
    style.boxSizing = 'content-box';
    for (const each of taken) style[each] = looks[each];
    const { left, top } = field.getBoundingClientRect();
    style.left = `${left - around.left}px`;
    style.top = `${top - around.top}px`;
    style.width = `${width}px`;
    style.height = `${height}px`;
    this.keepUp();
  }

  private readonly keepUp = (): void => {
    if (this.field) this.scrollTop = this.field.scrollTop;
  };
}
