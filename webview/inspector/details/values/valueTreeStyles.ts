import { css } from 'lit';
import { markStyles } from '../../../shared/text/markedText';

/** Lines as VS Code's trees have them, values in the colours of its debug console. */
export const valueTreeStyles = [
  markStyles,
  css`
    :host {
      display: block;
      min-width: 0;
    }
    /* Over the end of the first line, which the whole value leaves free. */
    .tools {
      position: absolute;
      inset: 0 0 auto auto;
      z-index: 1;
      display: flex;
      align-items: center;
      height: 22px;
      border-radius: 5px;
      background: var(--vscode-panel-background, var(--vscode-editor-background));
    }
    :host {
      position: relative;
    }
    .row[aria-level='1'] {
      padding-right: 80px;
    }
    .tree {
      overflow: hidden auto;
      max-width: 100%;
      outline: none;
      cursor: default;
      user-select: none;
    }
    .layer {
      position: sticky;
      top: 0;
      height: 0;
    }
    .rows {
      height: var(--viewport, 0);
      overflow: hidden;
    }
    .row:first-child {
      margin-top: var(--shift, 0);
    }
    .spacer {
      height: var(--spacer, 0);
    }
    .row {
      position: relative;
      display: flex;
      align-items: center;
      height: 22px;
      padding-right: 8px;
      white-space: pre;
    }
    /* Colours that themes have for what is behind an editor would be faint there. */
    .row.active :is(.key, .colon, .value) {
      color: inherit;
    }
    .row:hover {
      background: var(--vscode-list-hoverBackground);
    }
    .row.active {
      background: var(--vscode-list-inactiveSelectionBackground);
      outline: 1px dotted var(--vscode-contrastActiveBorder, transparent);
      outline-offset: -1px;
    }
    .tree:focus .row.active {
      background: var(--vscode-list-activeSelectionBackground, var(--vscode-list-inactiveSelectionBackground));
      color: var(--vscode-list-activeSelectionForeground, inherit);
      outline: 1px solid
        var(--vscode-list-focusAndSelectionOutline, var(--vscode-contrastActiveBorder, var(--vscode-list-focusOutline, transparent)));
    }
    .tree:focus:not(:has(.active)) {
      outline: 1px solid var(--vscode-focusBorder);
      outline-offset: -1px;
    }
    .indent,
    .twistie,
    .colon,
    .badge {
      flex: none;
    }
    .twistie {
      width: 16px;
      height: 16px;
      margin-right: 2px;
      color: var(--vscode-icon-foreground);
    }
    .twistie.open svg {
      transform: rotate(90deg);
    }
    .key {
      flex: 0 1 auto;
      max-width: 60%;
      overflow: hidden;
      text-overflow: ellipsis;
      color: var(--vscode-debugTokenExpression-name, var(--vscode-foreground));
    }
    .key.index {
      color: var(--vscode-descriptionForeground);
    }
    .colon {
      color: var(--vscode-descriptionForeground);
    }
    /* Gives way before key and type lose even a part of a pixel, which would cost them their end. */
    .value {
      flex: 0 1000000 auto;
      min-width: 3ch;
      overflow: hidden;
      text-overflow: ellipsis;
      color: var(--vscode-debugTokenExpression-value, var(--vscode-descriptionForeground));
    }
    .string,
    .bytes {
      color: var(--vscode-debugTokenExpression-string, var(--vscode-foreground));
    }
    .integer,
    .float {
      color: var(--vscode-debugTokenExpression-number, var(--vscode-foreground));
    }
    .boolean,
    .null {
      color: var(--vscode-debugTokenExpression-boolean, var(--vscode-foreground));
    }
    .type,
    .note {
      flex: 0 1 auto;
      overflow: hidden;
      text-overflow: ellipsis;
      margin-left: 10px;
      color: var(--vscode-descriptionForeground);
    }
    /* Of a number every digit counts. */
    .value:is(.integer, .float, .boolean, .null) {
      flex-shrink: 1;
    }
    .value:is(.integer, .float, .boolean, .null) ~ :is(.type, .note) {
      flex-shrink: 1000000;
      min-width: 5ch;
    }
    .note {
      color: var(--vscode-editorWarning-foreground);
    }
    .badge {
      margin-left: 8px;
      padding: 0 5px;
      border: 1px solid var(--vscode-editorWarning-foreground);
      border-radius: 8px;
      font-size: 10px;
      line-height: 14px;
      color: var(--vscode-editorWarning-foreground);
    }
    .tree:focus .row.active :is(.key, .colon, .value, .type, .note, .twistie) {
      color: inherit;
    }
    .plot {
      flex: none;
      margin-left: 6px;
      visibility: hidden;
    }
    .row:hover .plot,
    .row.active .plot {
      visibility: visible;
    }
    .whole {
      max-height: 30vh;
      overflow: auto;
      margin-top: 6px;
      padding: 4px 8px;
      background: var(--vscode-textBlockQuote-background);
      user-select: text;
    }
    .whole pre {
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
  `,
];
