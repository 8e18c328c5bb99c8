import { directionWord } from '../../shared/text/statusWords';
import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { visibleText } from '../../../src/core/base/preview';
import type { Exchange, Row } from '../../../src/protocol/log';
import type { EventKind } from '../../../src/protocol/events';
import { countText, sizeText } from '../../../src/core/base/quantities';
import { formatElapsed, formatSince, formatTime } from '../../shared/text/format';
import { icons } from '../../shared/looks/icons';
import { markedText } from '../../shared/text/markedText';

/** Columns of the log in order; the style sheet of the log hides some where there is little room. */
export const columns = [
  {
    id: 'number',
    get label() {
      return t('No.');
    },
  },
  {
    id: 'time',
    get label() {
      return t('Time');
    },
  },
  {
    id: 'direction',
    get label() {
      return t('Direction');
    },
    short: '⇅',
  },
  {
    id: 'socket',
    get label() {
      return t('Socket');
    },
  },
  {
    id: 'peer',
    get label() {
      return t('Peer');
    },
  },
  {
    id: 'topic',
    get label() {
      return t('Topic');
    },
  },
  {
    id: 'preview',
    get label() {
      return t('Preview');
    },
  },
  {
    id: 'frames',
    get label() {
      return t('Frames');
    },
  },
  {
    id: 'size',
    get label() {
      return t('Size');
    },
  },
] as const;

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

/** The cells of one record. */
export function cells(row: Row, previous: Row | undefined, sincePrevious: boolean): TemplateResult {
  const isEvent = row.direction === 'event';
  const socket = visibleText(row.socketName);
  const topic = visibleText(row.topic);
  const peer = visibleText(row.peer);
  const before = partBefore(row);
  return html`<div role="gridcell" class="number">${countText(row.number)}</div>
    <div role="gridcell" class="time">
      ${sincePrevious ? (previous ? formatSince(row.time - previous.time) : '—') : formatTime(row.time)}
    </div>
    <div role="gridcell" class="direction" title=${directionWord(row.direction)}>
      <span aria-hidden="true">${directionSigns[row.direction]}</span><span class="unseen">${directionWord(row.direction)}</span>
    </div>
    <div role="gridcell" class="socket" title=${socket}>${socket}</div>
    <div role="gridcell" class="peer" title=${peer}>${markedText(row.peer, row.topic ? undefined : row.topicMarks)}</div>
    <div role="gridcell" class="topic" title=${topic} ?hidden=${isEvent && topic === ''}>
      ${markedText(row.topic, row.topic ? row.topicMarks : undefined)}
    </div>
    <div role="gridcell" class="preview ${before > 0 ? 'split' : ''}">
      ${isEvent ? html`<span class="kind">${row.event}</span>` : nothing}${row.exchange ? exchange(row.exchange) : nothing}${
        row.decoder
          ? html`<span class="decoder" title="${t('Decoder of the first frame after the envelope')}">${row.decoder}</span>`
          : nothing
      }${before > 0 ? html`<span class="exact before">${visibleText(row.preview.slice(0, before))}</span>` : nothing}<span class="exact"
        >${markedText(
          row.preview.slice(before),
          row.marks?.map(([from, to]) => [from - before, to - before]),
        )}</span
      >
    </div>
    <div role="gridcell" class="frames">
      ${isEvent ? '' : countText(row.frames)}${row.conflated ? html`<span title=${conflatedSentence()}>?</span>` : nothing}
    </div>
    <div role="gridcell" class="size" title=${isEvent ? '' : t('{0} bytes', countText(row.size))}>
      ${isEvent ? '' : sizeText(row.size)}${row.cut ? html`<span title="${t('Kept in part')}">✂</span>` : nothing}
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
