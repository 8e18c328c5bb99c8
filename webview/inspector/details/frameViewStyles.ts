import { css } from 'lit';
import { markStyles } from '../../shared/text/markedText';
import { jsonColourStyles } from '../../shared/text/jsonColours';

export const frameViewStyles = [
  markStyles,
  jsonColourStyles,
  css`
    :host {
      display: block;
      padding: 4px 10px 6px;
      border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    }
    header {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px 10px;
      min-height: 28px;
      cursor: pointer;
    }
    .fold {
      display: flex;
      align-items: center;
      padding: 0 4px 0 0;
      border: 0;
      color: inherit;
      background: none;
      font: inherit;
      cursor: inherit;
    }
    .twistie {
      display: flex;
      width: 16px;
      margin-left: -4px;
    }
    .twistie.open svg {
      transform: rotate(90deg);
    }
    .folded {
      margin: -4px 0 -6px;
    }
    .excerpt {
      flex: 1 1 0;
      min-width: 8ch;
    }
    header > .problem {
      flex: 0 1 auto;
      min-width: 8ch;
    }
    :is(.decoder, .reason, .actions) {
      cursor: default;
    }
    .far {
      height: 100px;
    }
    .guess {
      padding: 0 4px;
      border: 1px dashed var(--vscode-descriptionForeground, currentcolor);
      border-radius: 2px;
      color: var(--vscode-descriptionForeground);
      white-space: nowrap;
    }
    .offer {
      margin: 4px 0;
    }
    .role {
      padding: 0 6px;
      border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, currentColor));
      border-radius: 9px;
      font-size: 11px;
      line-height: 16px;
      white-space: nowrap;
    }
    .role.muted {
      padding: 0;
      border: 0;
    }
    .meaning {
      font-weight: 600;
      overflow-wrap: anywhere;
    }
    .size {
      white-space: nowrap;
    }
    .decoder {
      flex: 1 1 150px;
      max-width: max-content;
      display: flex;
      align-items: center;
      gap: 8px;
      min-width: 0;
    }
    .decoder zmq-choice {
      flex: 0 1 190px;
      width: 190px;
      min-width: 90px;
    }
    /* Where it is narrow it goes to the next line, and into more than one. */
    .reason {
      flex: 100 1 16ch;
      min-width: 16ch;
      overflow-wrap: anywhere;
    }
    div.reading,
    div.value-choice {
      display: flex;
      flex-wrap: wrap;
      align-items: end;
      gap: 4px 12px;
      margin: 4px 0;
    }
    .reading zmq-choice,
    .value-choice zmq-choice {
      width: 190px;
    }
    div.value-choice {
      align-items: center;
    }
    .value-choice .clip {
      max-width: 40ch;
    }
    .actions {
      display: flex;
      align-items: center;
      gap: 4px;
      margin-left: auto;
      white-space: nowrap;
    }
    [role='group'] {
      display: inline-flex;
      gap: 2px;
    }
    p > vscode-button {
      vertical-align: middle;
    }
    .toggle::part(control) {
      min-width: 22px;
      height: 22px;
      padding: 1px 6px;
      font-size: 12px;
    }
    p[role='note'] {
      margin: 2px 0;
      overflow-wrap: anywhere;
    }
    .views {
      display: flex;
      flex-wrap: wrap;
      align-items: flex-start;
      gap: 8px 20px;
    }
    .tree,
    .text,
    .array,
    .picture {
      flex: 1 1 280px;
      min-width: 0;
      max-width: 100%;
    }
    .text {
      display: block;
      max-height: 60vh;
      overflow: auto;
      user-select: text;
    }
    .text pre {
      font: inherit;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    .hex {
      flex: 0 1 auto;
      min-width: 0;
      max-width: 100%;
    }
    /* Dumps of one width stand below one another, however short their frames are. */
    .hex.beside {
      min-width: min(100%, calc(39ch + 40px));
    }
    .hex.beside.wide {
      min-width: min(100%, calc(72ch + 40px));
    }
    .layers {
      height: 26px;
    }
    .array {
      display: block;
    }
    dl {
      display: grid;
      grid-template-columns: max-content 1fr;
      gap: 1px 12px;
      margin: 0 0 6px;
    }
    dt {
      color: var(--vscode-descriptionForeground);
    }
    dd {
      margin: 0;
      user-select: text;
      overflow-wrap: anywhere;
    }
    .values {
      max-height: 12em;
      overflow: auto;
      white-space: pre-wrap;
      user-select: text;
    }
    .numbers {
      display: flex;
      flex-wrap: wrap;
      gap: 4px;
      align-items: center;
      margin-top: 6px;
      font-family: var(--vscode-font-family);
      font-size: var(--vscode-font-size);
    }
  `,
];
