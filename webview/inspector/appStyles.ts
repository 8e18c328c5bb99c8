import { css } from 'lit';

/** For the document: the panel is an editor, whatever the place that it is shown in. */
export const editorStyles = css`
  body {
    background: var(--vscode-editor-background);
  }
`;

export const appStyles = css`
  :host {
    /* Stronger than what the page says of an element it does not know yet. */
    display: flex !important;
    flex-direction: column;
    height: 100vh;
    container-type: size;
    color: var(--vscode-foreground);
  }
  main {
    position: relative;
    flex: 1;
    min-height: 0;
    display: flex;
  }
  .left {
    flex: 1;
    min-width: 0;
    min-height: 0;
    display: flex;
    flex-direction: column;
    container-type: inline-size;
    /* The status line stays in sight. */
    overflow: hidden;
  }
  .upper {
    flex: 1 1 0;
    min-height: 66px;
    display: flex;
    flex-direction: column;
  }
  .upper:has(zmq-histogram) {
    min-height: 128px;
  }
  .log {
    position: relative;
    flex: 1 1 0;
    min-height: 0;
    display: grid;
  }
  /* Its header and eight rows, also where details are tall. */
  .left:not(:has(zmq-plot-pane, zmq-statistics-pane)) .upper {
    min-height: min(198px, 45%);
  }
  .lower {
    flex: 0 1 auto;
    min-height: 60px;
    display: flex;
  }
  .lower > * {
    flex: 1 1 0;
    min-width: 0;
  }
  /* Its title, a line one can read, and two series. */
  .lower:has(> zmq-plot-pane) {
    min-height: min(200px, 70%);
  }
  .lower > zmq-statistics-pane {
    flex-grow: 2;
  }
  .lower:has(> zmq-statistics-pane) {
    min-height: min(240px, 70%);
  }
  .lower > * + * {
    border-left: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  /* No room side by side: details over plot. */
  .stacked {
    flex-direction: column;
  }
  .stacked > * {
    min-height: 60px;
  }
  .stacked > * + zmq-statistics-pane,
  .stacked > zmq-statistics-pane + * {
    min-height: min(200px, 55%);
  }
  .stacked > zmq-message-details + zmq-plot-pane {
    min-height: min(210px, 55%);
  }
  .stacked > * + * {
    border-left: 0;
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .left:not(.beside) .stacked:has(> * + *) {
    min-height: min(440px, 70%);
  }
  .beside {
    flex-direction: row;
  }
  .beside > :is(.upper, .lower) {
    min-width: 240px;
  }
  .forms {
    flex: 0 0 var(--forms-width, clamp(320px, 34%, 440px));
    min-width: min(240px, 50%);
    max-width: calc(100% - 240px);
    min-height: 0;
    overflow: auto;
    background: var(--vscode-sideBar-background);
    color: var(--vscode-sideBar-foreground, var(--vscode-foreground));
  }
  @container (max-width: 700px) {
    main.with-forms {
      flex-direction: column;
    }
    main.with-forms .left:not(:has(zmq-plot-pane, zmq-statistics-pane)) .upper {
      min-height: min(198px, 65%);
    }
    .of-forms {
      display: none;
    }
    .forms {
      flex: 0 1 auto;
      max-width: none;
      max-height: 55%;
      border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    }
  }
  /* No room for both: the forms cover log and details, which stay laid out and so keep their scroll positions. */
  @container (max-width: 700px) and (max-height: 640px) {
    main.with-forms .left {
      visibility: hidden;
    }
    .forms {
      position: absolute;
      inset: 0;
      max-height: none;
      border-top: 0;
    }
  }
`;
