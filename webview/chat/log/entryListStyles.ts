import { css } from 'lit';

/** Mixed with the text colour: the charts' own colours are too pale for letters in some themes, and their orange is half transparent. */
const nickColors = css`
  .color-0 {
    --nick: var(--vscode-charts-blue, var(--vscode-foreground));
  }
  .color-1 {
    --nick: var(--vscode-charts-green, var(--vscode-foreground));
  }
  .color-2 {
    --nick: var(--vscode-debugTokenExpression-string, var(--vscode-foreground));
  }
  .color-3 {
    --nick: var(--vscode-charts-purple, var(--vscode-foreground));
  }
  .color-4 {
    --nick: var(--vscode-charts-red, var(--vscode-foreground));
  }
  .color-5 {
    --nick: var(--vscode-charts-yellow, var(--vscode-foreground));
  }
  .nick {
    font-weight: 600;
    color: color-mix(in srgb, var(--nick) 60%, var(--vscode-foreground));
  }
`;

export const entryListStyles = [
  nickColors,
  css`
    :host {
      position: relative;
      display: grid;
      min-height: 0;
      container-type: inline-size;
    }
    .scroller {
      min-height: 0;
      overflow-anchor: none;
      outline-offset: -1px;
      user-select: text;
    }
    .entries {
      display: flex;
      flex-direction: column;
      /* In a wide editor, own messages and those of others stay near to each other. */
      padding: 4px max(10px, 50% - 400px) 8px;
    }
    .nothing {
      margin: auto;
      padding: 24px 8px;
      text-align: center;
    }
    .day {
      display: flex;
      align-items: center;
      gap: 8px;
      margin: 10px 0 4px;
      font-size: 11px;
      color: var(--vscode-descriptionForeground);
    }
    .day::before,
    .day::after {
      content: '';
      flex: 1;
      border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    }
    .message {
      display: flex;
      flex-direction: column;
      align-items: flex-start;
      margin-top: 2px;
    }
    .message.leads {
      margin-top: 8px;
    }
    .message.own {
      align-items: flex-end;
    }
    .who {
      display: flex;
      gap: 6px;
      max-width: 100%;
      padding: 0 2px 1px;
      font-size: 12px;
    }
    .room {
      color: var(--vscode-descriptionForeground);
    }
    .room::before {
      content: '#';
    }
    .bubble {
      max-width: min(88%, 640px);
      padding: 4px 9px;
      border: 1px solid var(--vscode-contrastBorder, transparent);
      border-radius: 8px;
      background: color-mix(in srgb, var(--vscode-foreground) 9%, transparent);
      overflow-wrap: anywhere;
    }
    .own .bubble {
      background: color-mix(in srgb, var(--vscode-button-background, transparent) 26%, transparent);
    }
    .leads.other .bubble {
      border-start-start-radius: 2px;
    }
    .leads.own .bubble {
      border-start-end-radius: 2px;
    }
    .mention .bubble {
      border-color: var(--vscode-editorWarning-foreground);
    }
    .bubble.waiting,
    .bubble.refused {
      border-style: dashed;
      border-color: var(--vscode-descriptionForeground);
    }
    .bubble.refused {
      border-color: var(--vscode-errorForeground);
    }
    .text {
      display: inline;
      white-space: pre-wrap;
      unicode-bidi: isolate;
    }
    .text.emoji {
      font-size: 2em;
      line-height: 1.25;
    }
    div.text.data {
      white-space: pre-wrap;
    }
    code {
      padding: 0 3px;
      border-radius: 3px;
      background: var(--vscode-textPreformat-background, color-mix(in srgb, var(--vscode-foreground) 10%, transparent));
      color: var(--vscode-textPreformat-foreground, inherit);
      border: 1px solid var(--vscode-contrastBorder, transparent);
    }
    pre {
      margin: 4px 0;
      padding: 4px 6px;
      overflow-x: auto;
      overflow-wrap: normal;
      border-radius: 3px;
      background: var(--vscode-textCodeBlock-background, color-mix(in srgb, var(--vscode-foreground) 8%, transparent));
      border: 1px solid var(--vscode-contrastBorder, transparent);
    }
    mark {
      color: inherit;
      background: var(
        --vscode-editor-findMatchHighlightBackground,
        color-mix(in srgb, var(--vscode-charts-orange, orange) 40%, transparent)
      );
      outline: 1px solid var(--vscode-editor-findMatchHighlightBorder, var(--vscode-contrastActiveBorder, transparent));
    }
    .current mark {
      background: var(--vscode-editor-findMatchBackground, color-mix(in srgb, var(--vscode-charts-orange, orange) 80%, transparent));
      outline: 1px solid var(--vscode-editor-findMatchBorder, var(--vscode-contrastActiveBorder, transparent));
    }
    .current .bubble {
      outline: 1px solid var(--vscode-focusBorder);
    }
    .meta {
      float: inline-end;
      display: inline-flex;
      align-items: center;
      margin: 5px -3px -2px 8px;
      font-size: 10px;
      line-height: 14px;
      color: var(--vscode-descriptionForeground);
      font-variant-numeric: tabular-nums;
      user-select: none;
    }
    .tick svg {
      display: block;
      width: 12px;
      height: 12px;
    }
    .tick {
      position: relative;
      margin-left: 2px;
    }
    .fact {
      font-size: 11px;
      color: var(--vscode-descriptionForeground);
    }
    .state {
      display: flex;
      flex-wrap: wrap;
      justify-content: flex-end;
      gap: 0 8px;
      max-width: min(88%, 640px);
      padding: 1px 2px 0;
      text-align: end;
      font-size: 11px;
      overflow-wrap: anywhere;
    }
    .note {
      position: relative;
      max-width: 92%;
      margin: 6px auto 2px;
      font-size: 11px;
      text-align: center;
      color: var(--vscode-descriptionForeground);
      overflow-wrap: anywhere;
    }
    .note svg {
      width: 13px;
      height: 13px;
      vertical-align: -2px;
    }
    .note.warns svg {
      color: var(--vscode-editorWarning-foreground);
    }
    .said {
      unicode-bidi: isolate;
    }
    .link {
      padding: 0;
      border: 0;
      background: none;
      font: inherit;
      color: var(--vscode-textLink-foreground);
      text-align: start;
      cursor: pointer;
      text-decoration: none;
    }
    .link:hover {
      color: var(--vscode-textLink-activeForeground, var(--vscode-textLink-foreground));
      text-decoration: underline;
    }
    :host-context(.vscode-high-contrast) .link,
    a.link {
      text-decoration: underline;
    }
    .latest {
      position: absolute;
      inset: auto 0 8px;
      display: flex;
      justify-content: center;
      pointer-events: none;
    }
    .latest > * {
      max-width: 100%;
      pointer-events: auto;
      box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
    }
  `,
];
