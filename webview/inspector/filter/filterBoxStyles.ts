import { css } from 'lit';

export const filterBoxStyles = css`
  :host {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 6px;
    min-width: 0;
  }
  .field {
    position: relative;
    flex: 1 1 var(--field-width, 210px);
    min-width: 0;
    display: flex;
    align-items: center;
    height: 26px;
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
    border-radius: 2px;
  }
  .field:focus-within {
    border-color: var(--vscode-focusBorder);
  }
  .field.wrong {
    border-color: var(--vscode-inputValidation-errorBorder);
  }
  input,
  .behind {
    font: inherit;
    font-family: var(--vscode-font-family);
    line-height: 24px;
    letter-spacing: normal;
    padding: 0 6px;
  }
  input {
    position: relative;
    flex: 1;
    min-width: 0;
    height: 100%;
    border: 0;
    color: inherit;
    background: none;
    appearance: none;
  }
  input:focus-visible {
    outline: none;
  }
  input::placeholder {
    color: var(--vscode-input-placeholderForeground);
  }
  input::-webkit-search-cancel-button {
    appearance: none;
  }
  .behind {
    position: absolute;
    inset: 0 24px 0 0;
    margin: 0 6px;
    padding: 0;
    overflow: hidden;
    color: transparent;
    white-space: pre;
    pointer-events: none;
  }
  .squiggle {
    text-decoration: underline wavy var(--vscode-editorError-foreground, var(--vscode-errorForeground));
    text-decoration-skip-ink: none;
    text-underline-offset: 2px;
  }
  .found {
    /* What stands beside it is not to move away from a pointer as matches are counted. */
    min-width: 12ch;
    max-width: calc(100% - 60px);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .decoded {
    flex: none;
    padding: 0;
    border: 0;
    font: inherit;
    color: var(--vscode-textLink-foreground);
    background: none;
    cursor: pointer;
  }
  .decoded:hover {
    text-decoration: underline;
  }
  :host-context(.vscode-high-contrast) .decoded,
  :host-context(.vscode-high-contrast-light) .decoded {
    text-decoration: underline;
  }
  .steps {
    display: flex;
    flex: none;
  }
  .below {
    min-width: 200px;
    width: max-content;
    max-width: min(600px, calc(100vw - 8px));
  }
  .fault {
    padding: 2px 6px;
    overflow-wrap: anywhere;
    color: var(--vscode-inputValidation-errorForeground, inherit);
    background: var(--vscode-inputValidation-errorBackground, transparent);
    outline: 1px solid var(--vscode-inputValidation-errorBorder, transparent);
    outline-offset: -1px;
  }
  .item {
    display: flex;
    gap: 14px;
    justify-content: space-between;
    white-space: nowrap;
  }
  .item > .data {
    flex: none;
    max-width: 75%;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .item > .muted {
    overflow: hidden;
    text-overflow: ellipsis;
  }
`;
