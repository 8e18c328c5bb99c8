import { css } from 'lit';

export const histogramStyles = css`
  :host {
    display: block;
    position: relative;
    flex: none;
    padding: 4px 10px 2px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    container-type: inline-size;
  }
  .strip {
    position: relative;
    height: 38px;
    cursor: crosshair;
    touch-action: none;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .strip:focus-visible {
    outline-offset: 1px;
  }
  canvas {
    display: block;
    width: 100%;
    height: 100%;
  }
  .range,
  .cursor {
    position: absolute;
    top: 0;
    bottom: 0;
    pointer-events: none;
  }
  .range {
    background: var(--vscode-editor-selectionBackground, var(--vscode-list-inactiveSelectionBackground, transparent));
    opacity: 0.4;
    outline: 1px solid var(--vscode-focusBorder);
  }
  .cursor {
    border: 1px solid var(--vscode-focusBorder);
    background: var(--vscode-list-hoverBackground);
    min-width: 3px;
  }
  .foot {
    display: flex;
    gap: 4px 12px;
    height: 16px;
    line-height: 16px;
    font-size: 11px;
    color: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .legend {
    flex: 1 1 0;
    min-width: 0;
    display: flex;
    justify-content: center;
    gap: 12px;
    overflow: hidden;
  }
  .legend li {
    flex: 0 1 auto;
    min-width: 22px;
  }
  .swatch {
    display: inline-block;
    width: 8px;
    height: 8px;
    margin-right: 4px;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    forced-color-adjust: none;
  }
  .reading {
    position: absolute;
    top: calc(100% - 14px);
    z-index: 6;
    max-width: calc(100% - 20px);
    padding: 4px 8px;
    font-size: 12px;
    line-height: 17px;
    pointer-events: none;
    color: var(--vscode-editorHoverWidget-foreground, var(--vscode-foreground));
    background: var(--vscode-editorHoverWidget-background, var(--vscode-editor-background));
    border: 1px solid var(--vscode-editorHoverWidget-border, var(--vscode-contrastBorder, var(--vscode-panel-border)));
    border-radius: 3px;
    box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
  }
  .reading li {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  .reading .count {
    margin-left: auto;
    padding-left: 12px;
    font-variant-numeric: tabular-nums;
  }
  button {
    padding: 0 2px;
    font: inherit;
    color: var(--vscode-textLink-foreground);
    background: none;
    border: 0;
    cursor: pointer;
  }
  button:hover {
    text-decoration: underline;
  }
  @container (max-width: 480px) {
    .legend,
    .width {
      visibility: hidden;
    }
    .width {
      display: none;
    }
  }
`;
