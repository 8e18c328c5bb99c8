import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { StatisticsRow } from '../../../src/protocol/statistics';
import { icons } from '../../shared/looks/icons';
import { baseStyles } from '../../shared/looks/theme';
import { headsOf, type FigureColumn } from './figureColumns';

/** A row of the table; `isFixed` ones are not sorted with the others. */
export interface ShownFigures {
  row: StatisticsRow;
  isFixed?: true;
}

/** The grid of figures. Its owner sorts the rows; fires `sort` with the key of a column, `select` with a row. */
@customElement('zmq-figures-table')
export class FiguresTable extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        overflow: auto;
        min-height: 0;
        /* The header, below which a row that gets the focus has to stay. */
        scroll-padding-top: 42px;
      }
      table {
        min-width: 100%;
        border-collapse: separate;
        border-spacing: 0;
        font-variant-numeric: tabular-nums;
      }
      th,
      td {
        padding: 0 10px 0 0;
        height: 22px;
        text-align: end;
        font-weight: normal;
        white-space: nowrap;
      }
      thead th {
        position: sticky;
        z-index: 2;
        background: var(--vscode-panel-background, var(--vscode-editor-background));
        color: var(--vscode-descriptionForeground);
        font-size: 11px;
      }
      thead tr:first-child th {
        top: 0;
        height: 18px;
        text-align: start;
      }
      thead tr:last-child th {
        top: 18px;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      .words {
        text-align: start;
        max-width: 24em;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      /* What a row is about stays in sight while its figures are scrolled. */
      tr > :first-child {
        position: sticky;
        left: 0;
        z-index: 1;
        padding-left: 10px;
        max-width: min(24em, 45cqw);
        background: var(--vscode-panel-background, var(--vscode-editor-background));
      }
      thead tr > :first-child {
        z-index: 3;
      }
      .first {
        padding-left: 14px;
      }
      button {
        display: inline-flex;
        align-items: center;
        max-width: 100%;
        padding: 0;
        border: 0;
        background: none;
        color: inherit;
        font: inherit;
        cursor: pointer;
      }
      button svg {
        width: 11px;
        height: 11px;
        flex: none;
      }
      [aria-sort='ascending'],
      [aria-sort='descending'] {
        color: var(--vscode-foreground);
      }
      tbody tr {
        cursor: default;
        outline-offset: -1px;
      }
      tbody tr:hover > * {
        background: var(--vscode-list-hoverBackground);
      }
      tbody tr[aria-selected='true'] > * {
        background: var(--vscode-list-inactiveSelectionBackground);
        border-block: 1px dashed var(--vscode-contrastActiveBorder, transparent);
      }
      tbody tr:focus[aria-selected='true'] > * {
        background: var(--vscode-list-activeSelectionBackground);
        color: var(--vscode-list-activeSelectionForeground);
      }
      .fixed > * {
        font-weight: 600;
      }
    `,
  ];

  /** Accessible name. */
  @property() label = '';
  @property({ attribute: false }) columns: readonly FigureColumn[] = [];
  @property({ attribute: false }) rows: readonly ShownFigures[] = [];
  @property({ attribute: false }) selected: StatisticsRow | undefined;
  @property() sortBy = '';
  @property({ type: Boolean }) descending = false;

  override render() {
    const { columns, rows } = this;
    return html`<table role="grid" aria-label=${this.label} aria-rowcount=${rows.length + 2} @keydown=${this.keydown}>
      <thead>
        <tr>
          ${headsOf(columns).map(({ name, span }) => html`<th scope="colgroup" colspan=${span} class=${name ? 'first' : ''}>${name}</th>`)}
        </tr>
        <tr>
          ${columns.map((column) => this.heading(column))}
        </tr>
      </thead>
      <tbody>
        ${rows.map((each) => this.row(each))}
      </tbody>
    </table>`;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('tbody tr[tabindex="0"]')?.focus();
  }

  private heading(column: FigureColumn) {
    const isSorted = column.key === this.sortBy;
    return html`<th scope="col" class=${classOf(column)} aria-sort=${isSorted ? (this.descending ? 'descending' : 'ascending') : nothing}>
      <button
        aria-label=${column.name}
        title=${t('Sort by {0}', column.name)}
        @click=${() => this.dispatchEvent(new CustomEvent('sort', { detail: column.key }))}
      >
        ${column.heading}${isSorted ? (this.descending ? icons.down : icons.up) : nothing}
      </button>
    </th>`;
  }

  private row({ row, isFixed }: ShownFigures) {
    const isSelected = row === this.selected;
    return html`<tr
      class=${isFixed ? 'fixed' : ''}
      aria-selected=${isSelected ? 'true' : 'false'}
      tabindex=${isSelected ? '0' : '-1'}
      @click=${() => this.select(row)}
    >
      ${this.columns.map((column, at) => {
        const text = column.text(row);
        return at === 0
          ? html`<th scope="row" role="rowheader" class="words" title=${text}>${text}</th>`
          : html`<td role="gridcell" class=${classOf(column)}>${text}</td>`;
      })}
    </tr>`;
  }

  private select(row: StatisticsRow): void {
    this.dispatchEvent(new CustomEvent('select', { detail: row }));
  }

  /** Through the rows; the focus goes along. */
  private keydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLTableRowElement)) return;
    const at = this.rows.findIndex(({ row }) => row === this.selected);
    const last = this.rows.length - 1;
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 10, PageUp: at - 10, Home: 0, End: last };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = this.rows[Math.min(Math.max(to, 0), last)];
    if (!next) return;
    this.select(next.row);
    void this.updateComplete.then(() => this.focus());
  }
}

function classOf({ key, heading, group }: FigureColumn): string {
  if (key === 'label' || key === 'source') return 'words';
  return group && heading === t('Min') ? 'first' : '';
}
