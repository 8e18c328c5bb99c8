import { t } from '@vscode/l10n';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { counted } from '../../../src/core/base/quantities';
import { icons } from '../../shared/looks/icons';
import { Follow } from '../../shared/page/follow';
import { baseStyles } from '../../shared/looks/theme';
import { entryTemplate, type EntryActions, type EntryLook } from './entryTemplates';
import { placesOf } from './grouping';
import { entryListStyles } from './entryListStyles';
import type { Transcript } from '../state/transcript';

/** So near to an edge, in px, that more is asked for. */
const nearEdge = 300;
/** A scroll position that was set comes back rounded. */
const rounding = 4;

/** The log `Chat messages`: the entries of a transcript as bubbles. */
@customElement('zmq-entry-list')
export class EntryList extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [baseStyles, entryListStyles];

  @property({ attribute: false }) transcript!: Transcript;
  /** Messages that were not in sight yet. */
  @property({ type: Number }) unread = 0;
  @property({ type: Boolean }) withRooms = false;
  /** The room that is shown. */
  @property({ attribute: false }) room: string | undefined;
  @property({ attribute: false }) found: RegExp | undefined;
  @property({ attribute: false }) current: number | undefined;
  @property({ attribute: false }) actions!: EntryActions;
  /** What to say where there is nothing. */
  @property() empty = '';
  /** Told the number of the entry that is first in sight, undefined while the newest are followed. */
  @property({ attribute: false }) moved: (top: number | undefined) => void = () => undefined;
  /** Told the number of the newest entry each time that it is in sight. */
  @property({ attribute: false }) seen: (number: number) => void = () => undefined;
  @query('.scroller') private scroller!: HTMLElement;
  @query('.entries') private list!: HTMLElement;
  @state() private atEnd = true;
  /** An entry that keeps its place while others come and go above it. */
  private anchor: { number: number; offset: number } | undefined;
  private sought: number | undefined;
  /** Entries are on their way to which the log will scroll; until then it asks for no others. */
  private seeking = false;
  /** The person has begun to scroll away from the end, where the scroll position still is. */
  private isLeaving = false;
  /** Heights of scroller and content when the scroll position was last put right. */
  private heights = '';
  private readonly resize = new ResizeObserver(() => this.settle());
  private readonly visibility = (): void => this.tellSeen();

  constructor() {
    super();
    new Follow(this, () => [this.transcript]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.visibility);
    if (this.hasUpdated) this.observe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.visibility);
    this.resize.disconnect();
  }

  /** Brings an entry to the middle, where it stays. */
  async show(number: number): Promise<void> {
    this.sought = number;
    await this.seek(number);
  }

  /** Begins where the person was before. */
  async goBack(number: number): Promise<void> {
    this.anchor = { number, offset: 0 };
    await this.seek(number);
  }

  private async seek(number: number): Promise<void> {
    this.seeking = true;
    await this.transcript.show(number);
    this.seeking = false;
    this.requestUpdate();
  }

  async toNewest(): Promise<void> {
    this.isLeaving = false;
    await this.transcript.toNewest();
    this.requestUpdate();
  }

  protected override firstUpdated(): void {
    this.observe();
    const turned = ({ deltaY }: WheelEvent) => {
      if (deltaY < 0) this.stopFollowing();
      else if (deltaY > 0) this.isLeaving = false;
    };
    this.scroller.addEventListener('wheel', turned, { passive: true });
  }

  private observe(): void {
    this.resize.observe(this.scroller);
    this.resize.observe(this.list);
  }

  override render() {
    const { transcript } = this;
    const look: EntryLook = {
      found: this.found,
      current: this.current,
      withRooms: this.withRooms,
      room: this.room,
      whole: transcript.whole,
      actions: this.actions,
    };
    return html`<div
        class="scroller scrolls"
        role="log"
        aria-label="${t('Chat messages')}"
        aria-live="polite"
        tabindex="0"
        @scroll=${this.scrolled}
        @keydown=${this.keydown}
      >
        <div class="entries">
          ${repeat(
            placesOf(transcript.entries),
            ({ entry }) => entry.number,
            (place) => entryTemplate(place, look),
          )}
          ${transcript.entries.length === 0 && transcript.loaded ? html`<p class="nothing muted">${this.empty}</p>` : nothing}
        </div>
      </div>
      ${
        this.atEnd && !transcript.after
          ? nothing
          : html`<div class="latest">
              <vscode-button @click=${() => this.jump()}
                >${this.unread > 0 ? counted(this.unread, 'new message') : t('Newest messages')}<span slot="start"
                  >${icons.down}</span
                ></vscode-button
              >
            </div>`
      }`;
  }

  protected override updated(): void {
    const { sought } = this;
    const element = sought === undefined ? undefined : this.element(sought);
    if (element) {
      this.sought = undefined;
      element.scrollIntoView({ block: 'center' });
      this.noteAnchor();
    } else this.settle();
    this.askForMore();
    this.tellSeen();
  }

  private async jump(): Promise<void> {
    await this.toNewest();
    this.scroller.focus();
  }

  private element(number: number): HTMLElement | undefined {
    return this.list.querySelector<HTMLElement>(`[data-number="${number}"]`) ?? undefined;
  }

  /** Puts the scroll position where it belongs after a change of content or size. */
  private settle(): void {
    const { scroller, anchor, transcript } = this;
    if (scroller.clientHeight === 0) return;
    if (transcript.follow) {
      if (!transcript.after) scroller.scrollTop = scroller.scrollHeight;
    } else {
      const element = anchor && this.element(anchor.number);
      if (element) scroller.scrollTop += element.getBoundingClientRect().top - scroller.getBoundingClientRect().top - anchor.offset;
      else if (!this.seeking) this.noteAnchor();
    }
    this.noteEnd();
  }

  private noteEnd(): void {
    const { scroller } = this;
    this.heights = `${scroller.clientHeight} ${scroller.scrollHeight}`;
    const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= rounding;
    if (atEnd !== this.atEnd) this.atEnd = atEnd;
  }

  private scrolled(): void {
    const { transcript } = this;
    const { clientHeight, scrollHeight } = this.scroller;
    if (clientHeight === 0) return;
    // Where the layout has changed meanwhile, it moved by itself: that is no wish of the person's.
    if (this.heights !== `${clientHeight} ${scrollHeight}`) return this.settle();
    this.noteEnd();
    if (!this.atEnd) this.isLeaving = false;
    const follow = this.atEnd && !transcript.after && !this.isLeaving;
    // The newest may be on their way, asked for by the person.
    const awaited = transcript.follow && transcript.after;
    if (follow !== transcript.follow && !awaited) {
      transcript.setFollow(follow);
    }
    this.noteAnchor();
    this.askForMore();
    this.tellSeen();
  }

  /** The first entry in sight. */
  private noteAnchor(): void {
    const { scroller } = this;
    const { top } = scroller.getBoundingClientRect();
    const elements = this.list.querySelectorAll<HTMLElement>('.entry');
    let low = 0;
    for (let high = elements.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((elements[middle]?.getBoundingClientRect().bottom ?? 0) <= top) low = middle + 1;
      else high = middle;
    }
    const first = elements[low];
    this.anchor = first ? { number: Number(first.dataset['number']), offset: first.getBoundingClientRect().top - top } : undefined;
    this.moved(this.transcript.follow ? undefined : this.anchor?.number);
  }

  private askForMore(): void {
    const { scroller, transcript } = this;
    if (scroller.clientHeight === 0 || this.seeking) return;
    // A log that does not fill its place has no scroll bar to ask for more with.
    if (scroller.scrollTop < nearEdge && (!transcript.follow || scroller.scrollHeight <= scroller.clientHeight)) transcript.older();
    else if (!transcript.follow && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearEdge) transcript.newer();
  }

  private tellSeen(): void {
    const newest = this.transcript.entries.at(-1);
    if (
      newest &&
      this.atEnd &&
      this.transcript.follow &&
      !this.transcript.after &&
      document.visibilityState === 'visible' &&
      this.scroller.clientHeight > 0
    )
      this.seen(newest.number);
  }

  private stopFollowing(): void {
    const { scroller, transcript } = this;
    if (!transcript.follow || scroller.scrollHeight <= scroller.clientHeight) return;
    this.isLeaving = true;
    transcript.setFollow(false);
    this.noteAnchor();
  }

  private keydown(event: KeyboardEvent): void {
    if (event.target !== this.scroller) return;
    // The browser would be on its way for a while, and go on with it after a jump elsewhere.
    if (event.key === 'Home' || event.key === 'End') event.preventDefault();
    if (event.key === 'Home') this.scroller.scrollTop = 0;
    if (['ArrowUp', 'PageUp', 'Home'].includes(event.key)) this.stopFollowing();
    if (['ArrowDown', 'PageDown'].includes(event.key)) this.isLeaving = false;
    if (event.key === 'End') void this.toNewest();
  }
}
