import { css } from 'lit';

export const trafficLogStyles = css`
  :host {
    display: block;
    position: relative;
    min-height: 0;
    container-type: size;
    background: var(--vscode-editor-background);
  }
  .grid {
    position: absolute;
    inset: 0;
    overflow: hidden scroll;
    outline-offset: -1px;
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: min(var(--vscode-editor-font-size, 12px), var(--vscode-font-size, 13px));
    --peer-column: ;
    --columns: var(--number-width) 13ch 2ch minmax(6ch, 15ch) var(--peer-column) minmax(8ch, 22ch) minmax(28ch, 1fr) 7ch 9ch;
    --topic-column: 5;
  }
  .grid.since {
    --columns: var(--number-width) 11ch 2ch minmax(6ch, 15ch) var(--peer-column) minmax(8ch, 22ch) minmax(28ch, 1fr) 7ch 9ch;
  }
  .grid.peers {
    --peer-column: minmax(8ch, 30ch);
    --topic-column: 6;
  }
  .grid:not(.peers, .chosen) .peer {
    display: none;
  }
  [role='row'] {
    display: grid;
    grid-template-columns: var(--columns);
    column-gap: 10px;
    height: 22px;
    line-height: 22px;
    padding: 0 10px;
    white-space: nowrap;
  }
  .grid.chosen [role='row'] {
    column-gap: min(10px, 1.2cqw);
  }
  [role='row'] > * {
    overflow: hidden;
    text-overflow: ellipsis;
    min-width: 0;
  }
  .header {
    position: sticky;
    top: 0;
    z-index: 2;
    background: var(--vscode-editor-background);
    box-shadow: inset 0 -1px var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    color: var(--vscode-descriptionForeground);
    user-select: none;
  }
  .header > * {
    font-family: var(--vscode-font-family);
    font-size: 12px;
  }
  .header > * {
    position: relative;
  }
  .edge {
    position: absolute;
    top: 0;
    right: 0;
    z-index: 1;
    width: 7px;
    height: 100%;
    cursor: col-resize;
    touch-action: none;
  }
  .edge:hover,
  .edge:active {
    background: linear-gradient(
        var(--vscode-sash-hoverBorder, var(--vscode-focusBorder)),
        var(--vscode-sash-hoverBorder, var(--vscode-focusBorder))
      )
      center / 2px 100% no-repeat;
  }
  .layer {
    position: sticky;
    top: 22px;
    overflow: hidden;
    contain: strict;
    height: var(--viewport);
    margin-bottom: calc(-1 * var(--viewport));
  }
  .rows {
    transform: translateY(var(--shift));
    user-select: none;
  }
  .spacer {
    height: var(--spacer);
  }
  .record {
    cursor: default;
  }
  .coloured {
    background: color-mix(in srgb, var(--row-colour) 14%, transparent);
    box-shadow: inset 3px 0 var(--row-colour);
  }
  .record.found {
    background: color-mix(in srgb, var(--vscode-editor-findMatchHighlightBackground, transparent) 55%, transparent);
    outline: 1px dotted var(--vscode-editor-findMatchHighlightBorder, var(--vscode-contrastActiveBorder, transparent));
    outline-offset: -1px;
  }
  .record:hover {
    background: var(--vscode-list-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .record[aria-selected='true'] {
    background: var(--vscode-list-inactiveSelectionBackground);
    color: var(--vscode-list-inactiveSelectionForeground, inherit);
    outline: 1px dotted var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .grid:focus .record[aria-selected='true'] {
    background: var(--vscode-list-activeSelectionBackground);
    color: var(--vscode-list-activeSelectionForeground);
  }
  .record.found.active {
    outline: 1px solid var(--vscode-editor-findMatchBorder, var(--vscode-focusBorder));
    outline-offset: -1px;
  }
  .grid:focus .record.active {
    outline: 1px solid var(--vscode-list-focusOutline, var(--vscode-focusBorder));
    outline-offset: -1px;
  }
  .number,
  .time,
  .frames,
  .size {
    color: var(--vscode-descriptionForeground);
  }
  /* Faint on a colour. */
  .coloured > :is(.number, .time, .frames, .size),
  .coloured .elapsed {
    color: color-mix(in srgb, var(--vscode-descriptionForeground) 50%, var(--vscode-foreground));
  }
  .record[aria-selected='true'] > *,
  .record[aria-selected='true'] :is(.kind, .decoder, .elapsed, .unanswered, .gap) {
    color: inherit !important;
  }
  .number,
  .frames,
  .size {
    text-align: right;
  }
  .direction {
    text-align: center;
  }
  .in .direction {
    color: var(--vscode-charts-blue);
  }
  .out .direction {
    color: var(--vscode-charts-green);
  }
  .exact {
    white-space: pre;
  }
  .preview.split {
    display: flex;
    align-items: baseline;
  }
  .split > * {
    flex: none;
  }
  .split > .exact {
    flex: 0 4 auto;
    min-width: 14ch;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .split > .before {
    flex-shrink: 1;
    min-width: 4ch;
  }
  .gap {
    margin-right: 1ch;
    color: var(--vscode-editorWarning-foreground);
    font-family: var(--vscode-font-family);
    font-size: 0.85em;
  }
  .decoder,
  .elapsed {
    margin-right: 1ch;
    color: var(--vscode-descriptionForeground);
    font-family: var(--vscode-font-family);
    font-size: 0.85em;
  }
  .unanswered {
    position: relative;
    margin-right: 0.6ch;
    color: var(--vscode-editorWarning-foreground);
  }
  .unanswered svg {
    width: 12px;
    height: 12px;
    vertical-align: -1px;
  }
  .record.event {
    color: var(--vscode-descriptionForeground);
    font-style: italic;
  }
  /* An event has no frames and no size, and often no endpoint: its text takes their room. */
  .grid:not(.chosen) .event > .preview {
    grid-column: calc(var(--topic-column) + 1) / -1;
  }
  .grid:not(.chosen) .event > .topic[hidden] {
    display: none;
  }
  .grid:not(.chosen) .event > .topic[hidden] + .preview {
    grid-column-start: var(--topic-column);
  }
  .grid:not(.chosen) .event > :is(.frames, .size) {
    position: absolute;
    visibility: hidden;
  }
  .kind {
    font-weight: 600;
    margin-right: 1ch;
  }
  .event.caution .kind,
  .event.caution .direction {
    color: var(--vscode-editorWarning-foreground);
  }
  .event.failure .kind,
  .event.failure .direction {
    color: var(--vscode-errorForeground);
  }
  .note {
    display: block;
    color: var(--vscode-descriptionForeground);
    text-align: center;
    font-family: var(--vscode-font-family);
  }
  .mark {
    position: relative;
    float: left;
    color: var(--vscode-charts-yellow);
  }
  .mark svg {
    width: 12px;
    height: 12px;
    fill: currentColor;
    vertical-align: -2px;
  }
  .remark {
    display: inline-block;
    max-width: min(40ch, 100% - 1ch);
    overflow: hidden;
    text-overflow: ellipsis;
    vertical-align: middle;
    line-height: 15px;
    margin-right: 1ch;
    padding: 0 5px;
    border: 1px solid var(--vscode-charts-yellow);
    border-radius: 3px;
    font-family: var(--vscode-font-family);
    font-size: 0.85em;
  }
  .ruler {
    position: absolute;
    top: 22px;
    right: var(--scrollbar, 10px);
    bottom: 0;
    z-index: 2;
    width: 6px;
    pointer-events: none;
  }
  .ruler > * {
    position: absolute;
    right: 0;
    width: 6px;
    margin-top: -1px;
  }
  .ruler > .found {
    background: var(
      --vscode-editorOverviewRuler-findMatchForeground,
      var(--vscode-editor-findMatchHighlightBackground, var(--vscode-contrastActiveBorder, transparent))
    );
  }
  .ruler > .marked {
    height: 3px;
    background: var(--vscode-charts-yellow);
    cursor: pointer;
    pointer-events: auto;
  }
  .latest {
    position: absolute;
    right: 26px;
    bottom: 12px;
    z-index: 3;
    background: var(--vscode-editor-background);
    box-shadow: 0 0 8px 2px var(--vscode-widget-shadow, transparent);
  }
  .words {
    margin-left: 8px;
  }
  @container (max-width: 640px) or (max-height: 160px) {
    .words {
      display: none;
    }
    .latest vscode-button::part(control) {
      padding: 3px;
    }
    .latest {
      right: 22px;
      bottom: 6px;
    }
  }
  @container (max-width: 820px) {
    .grid:not(.chosen) {
      --columns: var(--number-width) 13ch 2ch minmax(5ch, 12ch) var(--peer-column) minmax(6ch, 21ch) minmax(26ch, 1fr) 9ch;
    }
    .grid:not(.chosen) .frames {
      display: none;
    }
  }
  @container (max-width: 640px) {
    .grid:not(.chosen) {
      --columns: 13ch 2ch var(--peer-column) minmax(5ch, 14ch) minmax(20ch, 1fr) 9ch;
      --topic-column: 3;
    }
    .grid.peers:not(.chosen) {
      --peer-column: minmax(5ch, 14ch);
      --topic-column: 4;
    }
    .grid:not(.chosen) :is(.number, .socket) {
      display: none;
    }
  }
  @container (max-width: 480px) {
    .grid:not(.chosen) {
      --columns: 13ch 2ch minmax(5ch, 14ch) minmax(16ch, 1fr);
    }
    .grid.peers:not(.chosen) {
      --topic-column: 3;
    }
    .grid:not(.chosen) :is(.peer, .size) {
      display: none;
    }
  }
  @container (max-width: 360px) {
    .grid:not(.chosen) {
      --columns: 13ch 2ch minmax(0, 1fr);
    }
    .grid:not(.chosen) .topic {
      display: none;
    }
    .grid:not(.chosen) .event > .preview {
      grid-column-start: var(--topic-column);
    }
  }
`;
