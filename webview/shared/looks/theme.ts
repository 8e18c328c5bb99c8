import { css } from 'lit';

/** For the document itself: VS Code pads a webview's body, and pages fill it to the edge. Behind them is what is behind the view. */
export const documentStyles = css`
  html,
  body {
    height: 100%;
    margin: 0;
    padding: 0;
    overflow: hidden;
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family);
    font-size: var(--vscode-font-size);
  }
`;

/** What all components share. */
export const baseStyles = css`
  :host {
    box-sizing: border-box;
    line-height: 1.4;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  h2,
  h3,
  p,
  pre,
  ul,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  ul {
    list-style: none;
  }
  h2 {
    font-size: 11px;
    font-weight: 700;
    text-transform: uppercase;
  }
  fieldset {
    min-width: 0;
  }
  h3,
  legend {
    padding: 0;
    font-size: inherit;
    font-weight: 600;
  }
  :not(vscode-text-field).data {
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: min(var(--vscode-editor-font-size, 12px), var(--vscode-font-size, 13px));
  }
  .muted {
    color: var(--vscode-descriptionForeground);
  }
  .problem {
    color: var(--vscode-errorForeground);
  }
  /* Themes have the colour for lines below code: as a text it is faint in light ones. */
  .warning {
    color: color-mix(in srgb, var(--vscode-editorWarning-foreground) 55%, var(--vscode-foreground));
  }
  vscode-text-field.data::part(control) {
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: min(var(--vscode-editor-font-size, 12px), var(--vscode-font-size, 13px));
  }
  /* As VS Code draws its own; the toolkit knows one border for all buttons, which is that of the primary one. */
  vscode-button[appearance='secondary']::part(control) {
    border-color: var(--vscode-button-secondaryBorder, var(--vscode-button-border, transparent));
  }
  vscode-button.small::part(control) {
    padding: 1px 7px;
    font-size: 12px;
  }
  .clip {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  /* Its scroll bar looks like VS Code's and stays in sight, where systems hide theirs. */
  .scrolls {
    overflow: hidden auto;
    scrollbar-color: auto;
  }
  .scrolls::-webkit-scrollbar {
    width: 10px;
  }
  .scrolls::-webkit-scrollbar-thumb {
    background: var(--vscode-scrollbarSlider-background);
  }
  .scrolls::-webkit-scrollbar-thumb:hover {
    background: var(--vscode-scrollbarSlider-hoverBackground);
  }
  .scrolls::-webkit-scrollbar-thumb:active {
    background: var(--vscode-scrollbarSlider-activeBackground);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  vscode-text-field::part(control)::placeholder {
    color: var(--vscode-input-placeholderForeground);
  }
  vscode-text-field[aria-invalid='true']::part(root),
  vscode-text-area[aria-invalid='true']::part(control) {
    border-color: var(--vscode-inputValidation-errorBorder);
  }
`;

/** Forms: fields below one another, actions in a row. */
export const formStyles = css`
  .fields,
  form {
    display: flex;
    flex-direction: column;
    gap: 10px;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
  }
  .row.tight {
    flex-wrap: nowrap;
    align-items: flex-end;
  }
  .grow {
    flex: 1 1 0;
    min-width: 0;
  }
  vscode-text-field,
  vscode-text-area {
    width: 100%;
    min-width: 0;
  }
  /* The toolkit keeps 100 px for each, which narrow panels do not have. */
  vscode-text-field::part(root),
  vscode-text-area::part(control) {
    min-width: 0;
  }
  vscode-checkbox::part(control) {
    flex: none;
  }
  .message {
    padding: 6px 8px;
    border-left: 3px solid var(--vscode-editorWarning-foreground);
    background: var(--vscode-textBlockQuote-background);
    overflow-wrap: anywhere;
  }
  .message.error {
    border-color: var(--vscode-errorForeground);
  }
  .message.good {
    border-color: var(--vscode-charts-green);
  }
  details > summary {
    cursor: pointer;
    padding: 2px 0;
    font-weight: 600;
  }
`;

/** A line across a page that says what is wrong with all of it. */
export const noticeStyles = css`
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    padding: 6px 10px;
    background: var(--vscode-inputValidation-warningBackground);
    color: var(--vscode-inputValidation-warningForeground, inherit);
    border-bottom: 1px solid var(--vscode-inputValidation-warningBorder, transparent);
    overflow-wrap: anywhere;
  }
`;
