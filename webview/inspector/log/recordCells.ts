import { directionWord } from '../../shared/text/statusWords';
import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { visibleText } from '../../../src/core/base/preview';
import type { Exchange, Row } from '../../../src/protocol/log';
import type { Irregularity } from '../../../src/protocol/plot';
import type { EventKind } from '../../../src/protocol/events';
import { pathOfColumn, type ColumnId, type ColumnKey } from '../../../src/protocol/inspector';
import { countText, sizeText } from '../../../src/core/base/quantities';
import { formatElapsed, formatSince, formatTime, formatUtc } from '../../shared/text/format';
import type { TimeOrigin } from '../state/panelState';
import { icons } from '../../shared/looks/icons';
import { markedText } from '../../shared/text/markedText';

/** Characters that leave a match in sight even in narrow panels. */
const nearStart = 12;

const failures: ReadonlySet<EventKind> = new Set([
  'bind failed',
  'accept failed',
  'handshake failed',
  'records lost',
  'send refused',
  'fault',
]);
const cautions: ReadonlySet<EventKind> = new Set(['retry', 'disconnected', 'warning', 'repeated']);

export function severity(kind: EventKind | undefined): '' | 'failure' | 'caution' {
  if (!kind) return '';
  return failures.has(kind) ? 'failure' : cautions.has(kind) ? 'caution' : '';
}

const directionSigns = { in: '←', out: '→', event: '•' } as const;

/** How times are shown: of day, in UTC or not, or since the record before, or a chosen one. */
export type TimeForm = 'local' | 'utc' | 'since previous' | TimeOrigin;

/** The cells of one record, in the order of these columns. @param isFixed each column has its place, also where it is empty */
export function cells(
  row: Row,
  previous: Row | undefined,
  {
    columns,
    times,
    isFixed,
    note,
  }: { columns: readonly ColumnKey[]; times: TimeForm; isFixed: boolean; /** Of a marked record. */ note: string | undefined },
): TemplateResult[] {
  return columns.map((column) => {
    if (column === 'time') return timeCell(row, previous, times);
    if (column === 'number') return numberCell(row, note);
    if (column === 'preview') return previewCell(row, note);
    const path = pathOfColumn(column);
    return path === undefined ? cellOf[column as Exclude<ColumnId, OwnCell>](row, isFixed) : valueCell(row, path);
  });
}

function valueCell({ values }: Row, path: string): TemplateResult {
  const text = values && Object.hasOwn(values, path) ? visibleText(values[path] ?? '') : '';
  return html`<div role="gridcell" class="value" title=${text}>${text}</div>`;
}

function timeCell(row: Row, previous: Row | undefined, times: TimeForm): TemplateResult {
  const text = timeText(row, previous, times);
  return html`<div role="gridcell" class="time">${text}</div>`;
}

function numberCell({ number }: Row, note: string | undefined): TemplateResult {
  return html`<div role="gridcell" class="number">
    ${note === undefined ? nothing : html`<span class="mark" title="${t('Marked')}">${icons.mark}<span class="unseen">${t('marked')}</span></span>`}${countText(number)}
  </div>`;
}

/** Columns whose cells need more than their row. */
type OwnCell = 'number' | 'time' | 'preview';

function timeText({ time }: Row, previous: Row | undefined, times: TimeForm): string {
  if (times === 'since previous') return previous ? formatSince(time - previous.time) : '—';
  if (typeof times === 'object') return formatSince(time - times.time);
  return times === 'utc' ? formatUtc(time) : formatTime(time);
}

const cellOf: Readonly<Record<Exclude<ColumnId, OwnCell>, (row: Row, isFixed: boolean) => TemplateResult>> = {
  direction: (row) =>
    html`<div role="gridcell" class="direction" title=${directionWord(row.direction)}>
      <span aria-hidden="true">${directionSigns[row.direction]}</span><span class="unseen">${directionWord(row.direction)}</span>
    </div>`,
  socket: (row) => {
    const socket = visibleText(row.socketName);
    return html`<div role="gridcell" class="socket" title=${socket}>${socket}</div>`;
  },
  peer: (row) =>
    html`<div role="gridcell" class="peer" title=${visibleText(row.peer)}>
      ${markedText(row.peer, row.topic ? undefined : row.topicMarks)}
    </div>`,
  topic: (row, isFixed) => {
    const topic = visibleText(row.topic);
    return html`<div role="gridcell" class="topic" title=${topic} ?hidden=${!isFixed && row.direction === 'event' && topic === ''}>
      ${markedText(row.topic, row.topic ? row.topicMarks : undefined)}
    </div>`;
  },
  frames: (row) =>
    html`<div role="gridcell" class="frames">
      ${row.direction === 'event' ? '' : countText(row.frames)}${
        row.conflated ? html`<span title=${conflatedSentence()}>?</span>` : nothing
      }
    </div>`,
  size: (row) => {
    const isEvent = row.direction === 'event';
    return html`<div role="gridcell" class="size" title=${isEvent ? '' : t('{0} bytes', countText(row.size))}>
      ${isEvent ? '' : sizeText(row.size)}${row.cut ? html`<span title="${t('Kept in part')}">✂</span>` : nothing}
    </div>`;
  },
};

function previewCell(row: Row, note: string | undefined): TemplateResult {
  const before = partBefore(row);
  return html`<div role="gridcell" class="preview ${before > 0 ? 'split' : ''}">
    ${note ? html`<span class="remark" title=${visibleText(note)}>${visibleText(note)}</span>` : nothing}${row.direction === 'event' ? html`<span class="kind">${row.event}</span>` : nothing}${row.gap ? gapBadge(row.gap) : nothing}${row.exchange ? exchange(row.exchange) : nothing}${
      row.decoder
        ? html`<span class="decoder" title="${t('Decoder of the first frame after the envelope')}">${row.decoder}</span>`
        : nothing
    }${before > 0 ? html`<span class="exact before">${visibleText(row.preview.slice(0, before))}</span>` : nothing}<span class="exact"
      >${markedText(
        row.preview.slice(before),
        row.marks?.map(([from, to]) => [from - before, to - before]),
      )}</span
    >
  </div>`;
}

/** Of a socket with `conflate`. */
export function conflatedSentence(): string {
  return t('The option conflate is set: this may be the last frame of a message of several.');
}

/** What stands before a match further on gives way to it where there is little room; 0 where all of it stays. */
function partBefore({ marks }: Row): number {
  const match = marks?.[0]?.[0] ?? 0;
  return match > nearStart ? match : 0;
}

/** What is odd about the number that counts the messages. */
function gapBadge(gap: Irregularity): TemplateResult {
  const text =
    gap.kind === 'missing'
      ? t('{0} missing', countText(gap.missing))
      : gap.kind === 'duplicate'
        ? t('duplicate')
        : gap.kind === 'back'
          ? t('back')
          : t('late');
  return html`<span class="gap" title="${gapSentences[gap.kind]()}">${text}</span>`;
}

const gapSentences: Readonly<Record<Irregularity['kind'], () => string>> = {
  missing: () => t('So many messages are missing before this one, by its number'),
  duplicate: () => t('It has the number of the message before'),
  back: () => t('Its number is lower than the one before: the numbers begin anew, or an old message came again'),
  late: () => t('Its number was missing until now'),
};

/** Requests without a reply stand out; a reply says how long it took. */
function exchange({ role, other, elapsed, untold }: Exchange): TemplateResult | typeof nothing {
  if (role === 'request') {
    return other === undefined && !untold
      ? html`<span class="unanswered" title="${t('No reply yet')}"
          >${icons.unanswered}<span class="unseen">${t('no reply yet')}</span></span
        >`
      : nothing;
  }
  if (elapsed === undefined) return nothing;
  return html`<span
    class="elapsed"
    title=${other === undefined ? t('Since the request') : t('Since the request, No. {0}', countText(other))}
    >${formatElapsed(elapsed)}</span
  >`;
}
