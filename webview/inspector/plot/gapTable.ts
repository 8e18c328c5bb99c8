import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { visibleText } from '../../../src/core/base/preview';
import { countText, counted } from '../../../src/core/base/quantities';
import { seriesGaps, type GapCounts, type GapGroup, type SeriesStatus } from '../../../src/protocol/plot';
import { directionWord } from '../../shared/text/statusWords';
import { baseStyles } from '../../shared/looks/theme';
import { numberText } from './seriesValues';

/** What was found in numbers that count messages, and by source and topic once it is opened. */
@customElement('zmq-gap-table')
export class GapTable extends LitElement {
  static override styles = [
    baseStyles,
    css`
      summary {
        cursor: pointer;
      }
      .scroll {
        overflow-x: auto;
      }
      table {
        margin: 4px 0 6px 14px;
        border-collapse: collapse;
        font-variant-numeric: tabular-nums;
      }
      th,
      td {
        padding: 0 12px 0 0;
        text-align: end;
        font-weight: normal;
        white-space: nowrap;
      }
      thead th {
        color: var(--vscode-descriptionForeground);
      }
      tbody th,
      thead th:first-child {
        max-width: 40ch;
        overflow: hidden;
        text-overflow: ellipsis;
        text-align: start;
      }
      .begins {
        display: block;
        color: var(--vscode-descriptionForeground);
      }
      .odd {
        color: color-mix(in srgb, var(--vscode-editorWarning-foreground) 55%, var(--vscode-foreground));
      }
    `,
  ];

  @property({ attribute: false }) connection!: MessageConnection;
  @property({ attribute: false }) status!: SeriesStatus;
  /** Puts a condition into the filter. */
  @property({ attribute: false }) filterBy!: (condition: string) => void;
  @state() private groups: readonly GapGroup[] = [];
  @state() private more = 0;
  @state() private beyond = 0;
  @state() private isOpen = false;
  /** What the groups were asked for at. */
  private asked = '';
  private isAsking = false;

  override render() {
    const { gaps } = this.status;
    if (!gaps) return nothing;
    const odd = gaps.gaps + gaps.duplicates + gaps.back + gaps.late;
    return html`<details @toggle=${(event: Event) => this.toggle((event.currentTarget as HTMLDetailsElement).open)}>
        <summary class=${odd > 0 ? 'odd' : 'muted'}>
          ${this.status.count + this.status.dropped > 0 ? summary(gaps) : t('Nothing was counted yet.')}
        </summary>
        ${this.isOpen ? this.table() : nothing}
      </details>
      ${
        odd > 0
          ? html`<vscode-button class="small" appearance="secondary" @click=${() => this.filterBy('gap:any')}
              >${t('Show Them in the Log')}</vscode-button
            >`
          : nothing
      }`;
  }

  protected override updated(): void {
    if (this.isOpen) void this.ask();
  }

  private table() {
    const { groups, more, beyond } = this;
    return html`<div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">${t('Counted by')}</th>
              <th scope="col">${t('Messages')}</th>
              <th scope="col">${t('Missing')}</th>
              <th scope="col">${t('Gaps')}</th>
              <th scope="col">${t('Duplicates')}</th>
              <th scope="col">${t('Back')}</th>
              <th scope="col">${t('Late')}</th>
              <th scope="col">${t('Last number')}</th>
            </tr>
          </thead>
          <tbody>
            ${groups.map((group) => {
              const { gaps, count, last, ofConnection } = group;
              const name = nameOf(group);
              return html`<tr>
                <th scope="row" title=${name}>
                  ${name}${ofConnection ? html`<span class="begins" title=${t('What was lost before it is not counted: nobody can tell who connects again')}>${t('begins with a new connection')}</span>` : nothing}
                </th>
                <td>${countText(count)}</td>
                <td>${countText(gaps.missing)}</td>
                <td>${countText(gaps.gaps)}</td>
                <td>${countText(gaps.duplicates)}</td>
                <td>${countText(gaps.back)}</td>
                <td>${countText(gaps.late)}</td>
                <td>${numberText(last)}</td>
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
      ${more > 0 ? html`<p class="muted">${t('{0} more that are not listed.', countText(more))}</p>` : nothing}
      ${beyond > 0 ? html`<p class="warning">${t('{0} of further topics were not looked at.', counted(beyond, 'message'))}</p>` : nothing}`;
  }

  private toggle(isOpen: boolean): void {
    this.isOpen = isOpen;
  }

  private async ask(): Promise<void> {
    const { series, count } = this.status;
    const now = `${series} ${count}`;
    if (this.isAsking || now === this.asked) return;
    this.isAsking = true;
    this.asked = now;
    try {
      const { groups, more, beyond } = await this.connection.sendRequest(seriesGaps, { series });
      Object.assign(this, { groups, more, beyond });
    } catch {
      // It went with its engine; the plot says so.
      return;
    } finally {
      this.isAsking = false;
    }
  }
}

function summary({ missing, gaps, duplicates, back, late, wraps }: GapCounts): string {
  if (missing + gaps + duplicates + back + late === 0)
    return wraps > 0 ? t('Nothing is missing; it began anew {0} times.', countText(wraps)) : t('Nothing is missing.');
  return [
    t('{0} missing in {1}', countText(missing), counted(gaps, 'gap')),
    counted(duplicates, 'duplicate'),
    t('{0} back', countText(back)),
    t('{0} late', countText(late)),
  ].join(', ');
}

function nameOf({ socket, direction, topic, peer }: GapGroup): string {
  return [socket, directionWord(direction), topic, peer]
    .filter((part) => part !== '')
    .map(visibleText)
    .join(' · ');
}
