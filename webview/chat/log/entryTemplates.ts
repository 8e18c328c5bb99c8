import { filled } from '../../shared/text/filled';
import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { inlineParts, type InlinePart } from '../../../src/core/chat/inlineText';
import { visibleText } from '../../../src/core/base/preview';
import type { ChatEntry } from '../../../src/protocol/chat';
import { countText, counted, sizeText } from '../../../src/core/base/quantities';
import { formatDate, formatTime } from '../../shared/text/format';
import { icons } from '../../shared/looks/icons';
import { nickColor, type EntryPlace } from './grouping';
import { isEmojiOnly, markedText } from '../find/textMarks';

/** What a person can do with an entry. */
export interface EntryActions {
  openLink(url: string): void;
  showRecord(record: number): void;
  showAll(entry: ChatEntry): void;
  retry(entry: ChatEntry): void;
  cancel(entry: ChatEntry): void;
}

export interface EntryLook {
  /** What is searched for. */
  found?: RegExp;
  /** The match that is shown. */
  current?: number;
  /** Says the room of each message, but not of those in `room`. */
  withRooms: boolean;
  room?: string;
  /** Whole texts of folded entries, by number. */
  whole: ReadonlyMap<number, { text: string; cut: boolean }>;
  actions: EntryActions;
}

/** Longer ones are shown as they are, without links and code. */
const longest = 100_000;
/** Clocks of two computers differ by less, mostly. */
const sameTime = 2000;

/** One entry of the log, with the day that begins before it. */
export function entryTemplate(place: EntryPlace, look: EntryLook): TemplateResult {
  const { entry, day } = place;
  const content = entry.kind === 'message' ? message(place, look) : note(entry, look);
  return html`<div class="entry ${entry.number === look.current ? 'current' : ''}" data-number=${entry.number}>
    ${day ? html`<div class="day" role="separator" aria-label=${day}><span>${day}</span></div>` : nothing}${content}
  </div>`;
}

/** `2026-03-09 09:41:07.042` */
function exactTime(ms: number): string {
  return `${formatDate(ms)} ${formatTime(ms)}`;
}

function timesOf({ time, said }: ChatEntry): string {
  return said !== undefined && Math.abs(said - time) >= sameTime
    ? t('{0}, written {1}', exactTime(time), exactTime(said))
    : exactTime(time);
}

function message({ entry, leads, nameless }: EntryPlace, look: EntryLook): TemplateResult {
  const { own, nick, room, state, mention } = entry;
  const who = own ? t('You') : nick ? visibleText(nick) : t('No name');
  const where = look.withRooms && room !== undefined && room !== look.room;
  const times = timesOf(entry);
  return html`<article
    class="message ${own ? 'own' : 'other'} ${mention ? 'mention' : ''} ${leads ? 'leads' : ''}"
    aria-label=${where ? t('{0} in {1}, {2}', who, visibleText(room), times) : `${who}, ${times}`}
  >
    ${
      leads && (where || nameless || (!own && nick))
        ? html`<div class="who clip">
            ${!own && nick ? html`<bdi class="nick color-${nickColor(nick)}" title=${visibleText(nick)}>${markedText(nick, look.found, visibleText)}</bdi>` : nothing}
            ${nameless ? html`<span class="muted">${t('No name')}</span>` : nothing}
            ${where ? html`<bdi class="room">${markedText(room, look.found, visibleText)}</bdi>` : nothing}
          </div>`
        : nothing
    }
    <div class="bubble ${state ?? ''}">
      ${body(entry, look)}<span class="meta" title=${times}
        ><time datetime=${new Date(entry.time).toISOString()}>${formatTime(entry.time).slice(0, 5)}</time>${
          state === 'sent'
            ? html`<span class="tick" title=${entry.reason ?? t('Sent')}>${icons.check}<span class="unseen">${t('sent')}</span></span>`
            : nothing
        }</span
      >
    </div>
    ${state === 'waiting' || state === 'refused' ? sendState(entry, look.actions) : nothing}
  </article>`;
}

function sendState(entry: ChatEntry, actions: EntryActions): TemplateResult {
  const refused = entry.state === 'refused';
  return html`<div class="state ${refused ? 'problem' : 'muted'}">
    <span>${refused ? t('Refused') : t('Waiting')}${entry.reason ? `: ${visibleText(entry.reason)}` : ''}</span>
    ${
      refused
        ? html`<button class="link" @click=${() => actions.retry(entry)}>${t('Retry')}</button>`
        : html`<button class="link" @click=${() => actions.cancel(entry)}>${t('Cancel')}</button>`
    }
  </div>`;
}

function body(entry: ChatEntry, look: EntryLook): TemplateResult {
  const { record } = entry;
  const toInspector =
    record === undefined
      ? nothing
      : html`<button class="link" @click=${() => look.actions.showRecord(record)}>${t('Show in inspector')}</button>`;
  if (entry.binary) {
    return html`<div class="fact">${t('Not UTF-8, {0}', counted(entry.size, 'byte'))}</div>
      <div class="text data" dir="ltr">${markedText(entry.text, look.found)}${entry.folded ? '…' : ''}</div>
      <div class="fact">${toInspector}</div>`;
  }
  const whole = look.whole.get(entry.number);
  if (!entry.folded) return textBody(entry.text, look);
  if (!whole) {
    return html`${textBody(`${entry.text}…`, look)}
      <div class="fact">
        ${sizeText(entry.size)} <button class="link" @click=${() => look.actions.showAll(entry)}>${t('Show all')}</button>
      </div>`;
  }
  return html`${textBody(whole.text, look)}
  ${whole.cut ? html`<div class="fact">${filled(t('Only the beginning of {0} is shown. {1}'), sizeText(entry.size), toInspector)}</div>` : nothing}`;
}

function textBody(text: string, look: EntryLook): TemplateResult {
  if (text === '') return html`<div class="text muted">${t('(empty message)')}</div>`;
  const parts = text.length > longest ? [{ kind: 'text' as const, text }] : inlineParts(text);
  const shown = parts.map((part) => shownPart(part, look));
  // White space is kept here: what stands between the tag and the text would be shown.
  return html`<div class="text ${isEmojiOnly(text) ? 'emoji' : ''}" dir="auto">${shown}</div>`;
}

function shownPart({ kind, text, url }: InlinePart, { found, actions }: EntryLook): unknown {
  const shown = markedText(text, found);
  if (kind === 'code') return html`<code class="data">${shown}</code>`;
  if (kind === 'code block') return html`<pre class="data" dir="ltr" tabindex="0">${shown}</pre>`;
  return kind === 'link' ? link(url ?? text, shown, actions) : shown;
}

/** Without an address of its own: VS Code would follow that by itself, unasked. */
function link(url: string, shown: unknown, actions: EntryActions): TemplateResult {
  const open = (): void => actions.openLink(url);
  const keydown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') open();
  };
  return html`<a class="link" role="link" tabindex="0" title=${visibleText(url)} @click=${open} @keydown=${keydown}>${shown}</a>`;
}

function note(entry: ChatEntry, look: EntryLook): TemplateResult {
  const { record } = entry;
  const missed = entry.kind === 'missed';
  const warns = missed || entry.severity === 'warning';
  const text = entry.text || t('{0} messages came too fast to be shown.', countText(entry.count ?? 0));
  return html`<div class="note ${warns ? 'warns' : ''}" title=${exactTime(entry.time)}>
    ${warns ? icons.warning : icons.info}<span class="unseen">${exactTime(entry.time)}</span>
    <span class="said" dir="auto">${markedText(text, look.found, visibleText)}</span>
    ${missed && record !== undefined ? html`<button class="link" @click=${() => look.actions.showRecord(record)}>${t('Show in inspector')}</button>` : nothing}
  </div>`;
}
