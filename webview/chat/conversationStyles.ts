import { css } from 'lit';

export const conversationStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    outline: none;
  }
  .section {
    flex: 0 1 auto;
    min-height: 90px;
    max-height: 60%;
    overflow: auto;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .section > * {
    border-bottom: 0;
  }
  .problems {
    flex: 0 1 auto;
    max-height: 40%;
    overflow: auto;
  }
  zmq-message-log {
    flex: 1 1 60px;
    min-height: 60px;
  }
  zmq-composer {
    flex: none;
  }
`;
