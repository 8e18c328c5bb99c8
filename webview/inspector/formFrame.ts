import { css, html, type TemplateResult } from 'lit';
import { icons } from '../shared/icons';

export const formFrameStyles = css`
  :host {
    display: block;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  form {
    padding: 6px 12px 14px;
  }
  .heading {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: 28px;
  }
`;

/** A form with its heading and a button that closes it; what is submitted stays on the page. */
export function formFrame(name: string, close: () => void, content: unknown): TemplateResult {
  return html`<form aria-label=${name} @submit=${(event: Event) => event.preventDefault()}>
    <div class="heading">
      <h2>${name}</h2>
      <vscode-button appearance="icon" aria-label="Close form" title="Close (Escape)" type="button" @click=${close}>${icons.close}</vscode-button>
    </div>
    ${content}
  </form>`;
}
