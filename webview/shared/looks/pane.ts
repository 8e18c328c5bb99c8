import { css } from 'lit';

/** For what stands below the log: a title with a line of words, and a section that takes the rest. */
export const paneStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    overflow: hidden;
    background: var(--vscode-panel-background, var(--vscode-editor-background));
  }
  section {
    display: flex;
    flex-direction: column;
    flex: 1;
    min-height: 0;
    outline: none;
    container-type: inline-size;
  }
  .title {
    display: flex;
    align-items: center;
    flex: none;
    gap: 2px;
    padding: 2px 4px 2px 10px;
    min-height: 30px;
  }
  .title [role='status'] {
    min-width: 0;
  }
`;
