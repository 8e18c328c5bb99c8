import { html, nothing, type TemplateResult } from 'lit';
import { visibleText } from '../../src/core/preview';
import type { EventKind, Row } from '../../src/protocol/log';
import { formatCount, formatSince, formatSize, formatTime } from '../shared/format';

/** Columns of the log in order; the style sheet of the log hides some where there is little room. */
export const columns = [
  { id: 'number', label: 'No.' },
  { id: 'time', label: 'Time' },
  { id: 'direction', label: 'Direction', short: '⇅' },
  { id: 'socket', label: 'Socket' },
  { id: 'topic', label: 'Peer or topic' },
  { id: 'preview', label: 'Preview' },
  { id: 'frames', label: 'Frames' },
  { id: 'size', label: 'Size' },
] as const;

const failures: ReadonlySet<EventKind> = new Set(['bind failed', 'accept failed', 'handshake failed', 'records lost', 'send refused']);
const cautions: ReadonlySet<EventKind> = new Set(['retry', 'disconnected', 'warning', 'repeated']);

export function severity(kind: EventKind | undefined): '' | 'failure' | 'caution' {
  if (!kind) return '';
  return failures.has(kind) ? 'failure' : cautions.has(kind) ? 'caution' : '';
}

export const directionNames = { in: 'received', out: 'sent', event: 'event' } as const;
const directionSigns = { in: '←', out: '→', event: '•' } as const;

/** The cells of one record. */
export function cells(row: Row, previous: Row | undefined, sincePrevious: boolean): TemplateResult {
  const isEvent = row.direction === 'event';
  const socket = visibleText(row.socketName);
  const topic = visibleText(row.topic);
  return html`<div role="gridcell" class="number">${formatCount(row.number)}</div>
    <div role="gridcell" class="time">${sincePrevious ? (previous ? formatSince(row.time - previous.time) : '—') : formatTime(row.time)}</div>
    <div role="gridcell" class="direction" title=${directionNames[row.direction]}>
      <span aria-hidden="true">${directionSigns[row.direction]}</span><span class="unseen">${directionNames[row.direction]}</span>
    </div>
    <div role="gridcell" class="socket" title=${socket}>${socket}</div>
    <div role="gridcell" class="topic" title=${topic}>${topic}</div>
    <div role="gridcell" class="preview">
      ${isEvent ? html`<span class="kind">${row.event}</span>` : nothing}<span class="exact">${visibleText(row.preview)}</span>
    </div>
    <div role="gridcell" class="frames">${isEvent ? '' : formatCount(row.frames)}</div>
    <div role="gridcell" class="size" title=${isEvent ? '' : `${formatCount(row.size)} bytes`}>
      ${isEvent ? '' : formatSize(row.size)}${row.cut ? html`<span title="Kept in part">✂</span>` : nothing}
    </div>`;
}
