import { css } from 'lit';

export const plotPaneStyles = css`
  section {
    overflow: hidden auto;
  }
  .title [role='status'] {
    flex: 1 1 0;
    margin-left: 12px;
  }
  .chart {
    /* In less room it is scrolled to: axes and margins would leave nothing of it. */
    flex: 1 0 110px;
    display: grid;
    padding: 0 8px 0 2px;
  }
  .legend {
    flex: 0 1 auto;
    min-height: 46px;
    max-height: 40%;
    overflow: auto;
    padding: 0 4px 4px 10px;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 0 8px 0 0;
    text-align: end;
    font-weight: normal;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  thead th {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
  }
  .name {
    width: 100%;
    min-width: 10em;
    max-width: 0;
    text-align: start;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .label {
    display: flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
    max-width: 100%;
    padding: 1px 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .label:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
  .label[aria-pressed='false'] {
    color: var(--vscode-disabledForeground, var(--vscode-descriptionForeground));
  }
  .label[aria-pressed='false'] svg {
    opacity: 0.4;
  }
  .label svg {
    flex: none;
  }
  .remove {
    padding: 0;
  }
  .gaps {
    max-width: 0;
    text-align: start;
  }
  @container (max-width: 520px) {
    .count,
    .extreme {
      display: none;
    }
  }
`;
