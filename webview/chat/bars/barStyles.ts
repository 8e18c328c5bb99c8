import { css } from 'lit';

/** Narrow strips between header and log. */
export const barStyles = css`
  :host {
    display: block;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 6px;
    padding: 4px 10px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .bar vscode-text-field {
    flex: 1 1 100px;
    width: auto;
    min-width: 0;
  }
  .bar vscode-text-field::part(label) {
    display: none;
  }
  .bar vscode-text-field::part(root) {
    min-width: 0;
  }
  .bar zmq-choice {
    flex: 0 1 118px;
  }
  .facts {
    font-size: 12px;
    overflow-wrap: anywhere;
  }
  .actions {
    display: flex;
    flex: none;
  }
`;
