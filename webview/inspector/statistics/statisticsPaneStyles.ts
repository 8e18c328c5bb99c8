import { css } from 'lit';

export const statisticsPaneStyles = css`
  .title {
    flex-wrap: wrap;
  }
  .title zmq-choice {
    flex: 0 1 130px;
    margin-left: 10px;
  }
  .title [role='status'] {
    flex: 1 1 200px;
    margin: 0 10px;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  p {
    padding: 4px 10px;
  }
  zmq-figures-table {
    flex: 1 1 0;
    min-height: 84px;
  }
  .spread {
    display: flex;
    flex-wrap: wrap;
    flex: 0 1 auto;
    max-height: 45%;
    gap: 4px 24px;
    padding: 6px 10px;
    overflow: auto;
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  @container (max-width: 560px) {
    .spread {
      max-height: 30%;
    }
  }
  h3 {
    flex: 0 0 100%;
    font-size: 11px;
  }
  figure {
    flex: 1 1 180px;
    min-width: 0;
    max-width: 340px;
    margin: 0;
    font-size: 11px;
    font-variant-numeric: tabular-nums;
  }
  figcaption {
    color: var(--vscode-descriptionForeground);
  }
  svg[role='img'] {
    display: block;
    width: 100%;
    height: 46px;
    border-bottom: 1px solid var(--vscode-descriptionForeground);
  }
  rect {
    fill: var(--vscode-charts-blue);
  }
  .ends {
    display: flex;
    justify-content: space-between;
  }
`;
