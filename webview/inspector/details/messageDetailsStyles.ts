import { css } from 'lit';
import { markStyles } from '../../shared/text/markedText';

export const messageDetailsStyles = [
  markStyles,
  css`
    :host {
      display: flex;
      flex-direction: column;
      min-height: 0;
      overflow: hidden;
      background: var(--vscode-panel-background, var(--vscode-editor-background));
    }
    section {
      display: flex;
      flex-direction: column;
      min-height: 0;
      flex: 1;
      outline: none;
    }
    .title {
      display: flex;
      align-items: center;
      gap: 4px 12px;
      padding: 2px 4px 2px 10px;
      min-height: 30px;
    }
    .facts {
      flex: 1 1 0;
    }
    .facts > * {
      margin-right: 12px;
    }
    .title > .clip.muted {
      max-width: 50%;
    }
    /* What takes more than a few words has lines of its own. */
    .title:has(> .long) {
      flex-wrap: wrap;
    }
    .long {
      order: 1;
      flex: 1 0 100%;
      overflow-wrap: anywhere;
    }
    .narrow h2,
    .narrow .date {
      display: none;
    }
    /* A warning is never cut away. */
    .narrow:has(.facts > .warning) {
      align-items: flex-start;
    }
    .narrow .facts:has(> .warning) {
      padding-top: 4px;
      white-space: normal;
    }
    .body {
      overflow: auto;
      flex: 1;
      min-height: 0;
    }
    .relations {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px 18px;
      padding: 0 10px 4px;
    }
    .relations > span {
      overflow-wrap: anywhere;
    }
    .relations vscode-button,
    p > vscode-button {
      vertical-align: middle;
    }
    .event {
      padding: 6px 10px;
      overflow-wrap: anywhere;
      user-select: text;
    }
    .more,
    .problem {
      padding: 6px 10px;
    }
    .failure {
      color: var(--vscode-errorForeground);
    }
    .caution {
      color: var(--vscode-editorWarning-foreground);
    }
  `,
];
