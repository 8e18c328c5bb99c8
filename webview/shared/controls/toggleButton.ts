import { css, html, type TemplateResult } from 'lit';

export const toggleButtonStyles = css`
  .toggle[aria-pressed='true'] {
    background: var(--vscode-inputOption-activeBackground);
    color: var(--vscode-inputOption-activeForeground);
    outline: 1px solid var(--vscode-inputOption-activeBorder, transparent);
    outline-offset: -1px;
    border-radius: 4px;
  }
`;

/** An icon of a toolbar that is pressed while what it shows is there. */
export function toggleButton({
  label,
  title = label,
  icon,
  pressed,
  press,
}: {
  label: string;
  title?: string;
  icon: unknown;
  pressed: boolean;
  press: () => void;
}): TemplateResult {
  const state = pressed ? 'true' : 'false';
  return html`<vscode-button
    class="toggle"
    appearance="icon"
    aria-label=${label}
    title=${title}
    aria-pressed=${state}
    .ariaPressed=${state}
    @click=${press}
    >${icon}</vscode-button
  >`;
}
