import { css } from 'lit';

export const conversationStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    outline: none;
    container-type: size;
  }
  .section {
    flex: 0 1 auto;
    min-height: 90px;
    max-height: 65%;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .section > * {
    border-bottom: 0;
  }
  .covered {
    display: none;
    padding: 4px 10px;
  }
  zmq-chat-problems {
    flex: 0 1 auto;
    max-height: 50%;
  }
  zmq-chat-problems.some {
    padding-bottom: 4px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  zmq-entry-list {
    flex: 1 1 60px;
    min-height: 60px;
  }
  zmq-composer {
    flex: none;
  }
  /* A section and the log have no room beside each other here. */
  @container (max-height: 560px) {
    .section {
      flex-grow: 1;
      max-height: none;
    }
    .section ~ zmq-entry-list {
      display: none;
    }
    .covered {
      display: block;
    }
  }
`;
