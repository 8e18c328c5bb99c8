import { t } from '@vscode/l10n';
import { css, html, nothing, type TemplateResult } from 'lit';
import { icons } from '../looks/icons';

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

/** A form with its heading and a button that closes it, where it can be closed; what is submitted stays on the page. */
export function formFrame(name: string, close: (() => void) | undefined, content: unknown): TemplateResult {
  return html`<form aria-label=${name} @submit=${(event: Event) => event.preventDefault()}>
    <div class="heading">
      <h2>${name}</h2>
      ${close ? html`<vscode-button appearance="icon" aria-label="${t('Close form')}" title="${t('Close (Escape)')}" type="button" @click=${close}>${icons.close}</vscode-button>` : nothing}
    </div>
    ${content}
  </form>`;
}
