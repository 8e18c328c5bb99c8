import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Tallest spacer in px. Chromium lays nothing out beyond 2^25 px (33 million); well below that, a longer list is
 * mapped onto this height.
 */
const maxSpacer = 10_000_000;
/** A scroll position that was set comes back rounded to device pixels. */
const rounding = 1;

export interface ListRange {
  /** Position of the first row. */
  first: number;
  /** Position after the last row. */
  end: number;
}

/**
 * Scroll state of a list of any length with rows of one height. `top` (a position, with fraction) is the truth; the
 * native scroll bar is made to agree with it. The host renders the rows of `window()` into a layer that sticks to the
 * top of the scroller, and a spacer of `spacerHeight` below.
 */
export class VirtualList implements ReactiveController {
  range: ListRange = { first: 0, end: 0 };
  /** Keeps the newest row in sight until the person scrolls away; scrolling to the end turns it on again. */
  follow = true;
  /** Position of a row that a change of height does not push out of sight. */
  kept: number | undefined;
  /** Height of the layer in px. */
  viewport = 0;
  private top = 0;
  private expected = 0;
  private scroller: HTMLElement | undefined;
  private readonly resize = new ResizeObserver(() => this.measure());

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly rowHeight: number,
    /** Height in px of what sticks above the rows. */
    private readonly header: number,
    private readonly followChanged: (follow: boolean) => void,
  ) {
    host.addController(this);
  }

  /** Called by the host once its scroller exists. */
  attach(scroller: HTMLElement): void {
    this.scroller = scroller;
    scroller.addEventListener('scroll', () => this.adoptScroll());
    scroller.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    this.resize.observe(scroller);
    this.measure();
  }

  hostDisconnected(): void {
    this.resize.disconnect();
  }

  hostConnected(): void {
    if (this.scroller) this.resize.observe(this.scroller);
  }

  /** Before rendering: takes what the person scrolled since, then fits `top` to the range. */
  setRange(range: ListRange): void {
    this.adoptScroll();
    this.range = range;
    this.settle();
  }

  hostUpdated(): void {
    this.showPosition();
  }

  get rows(): number {
    return this.range.end - this.range.first;
  }

  /** Whole rows that fit. */
  get pageSize(): number {
    return Math.max(1, Math.floor(this.viewport / this.rowHeight));
  }

  /** True while the newest row is in sight. */
  get atEnd(): boolean {
    return this.top >= this.maxTop - 0.5;
  }

  get spacerHeight(): number {
    return Math.min(this.rows * this.rowHeight, maxSpacer);
  }

  /** Rows to draw, and how many px the first of them is shifted up. */
  window(): { from: number; count: number; shift: number } {
    const from = Math.floor(this.top);
    const count = Math.min(Math.ceil(this.viewport / this.rowHeight) + 1, this.range.end - from);
    return { from, count: Math.max(0, count), shift: (this.top - from) * this.rowHeight };
  }

  scrollBy(rows: number): void {
    this.scrollTo(this.top + rows);
  }

  scrollTo(position: number): void {
    this.moveTo(position);
    this.host.requestUpdate();
  }

  /** Puts a row at the top, where it stays: following ends. */
  goTo(position: number): void {
    this.setFollow(false);
    this.top = position;
    this.settle();
  }

  toEnd(): void {
    this.setFollow(true);
    this.settle();
    this.host.requestUpdate();
  }

  stopFollowing(): void {
    this.setFollow(false);
  }

  /** Scrolls as little as shows the whole row, which then stays: following ends. */
  reveal(position: number): void {
    this.setFollow(false);
    this.top = this.topToShow(position);
    this.settle();
    this.host.requestUpdate();
  }

  private topToShow(position: number): number {
    return Math.min(position, Math.max(this.top, position + 1 - this.viewport / this.rowHeight));
  }

  private get maxTop(): number {
    return Math.max(this.range.first, this.range.end - this.viewport / this.rowHeight);
  }

  private get maxScroll(): number {
    return Math.max(0, this.spacerHeight - this.viewport);
  }

  private get scaled(): boolean {
    return this.rows * this.rowHeight > maxSpacer;
  }

  private settle(): void {
    this.top = this.follow ? this.maxTop : Math.min(Math.max(this.top, this.range.first), this.maxTop);
  }

  private moveTo(position: number): void {
    this.setFollow(position >= this.maxTop - 0.5 / this.rowHeight);
    this.top = position;
    this.settle();
  }

  private setFollow(follow: boolean): void {
    if (this.follow === follow) return;
    this.follow = follow;
    this.followChanged(follow);
  }

  private adoptScroll(): void {
    const scroller = this.scroller;
    if (!scroller) return;
    // A scroller that grew moves by itself: that is no wish of the person's.
    if (this.measure()) this.expected = scroller.scrollTop;
    if (Math.abs(scroller.scrollTop - this.expected) <= rounding) return;
    const share = this.maxScroll === 0 ? 0 : Math.min(1, scroller.scrollTop / this.maxScroll);
    this.expected = scroller.scrollTop;
    this.moveTo(this.range.first + share * (this.maxTop - this.range.first));
    this.host.requestUpdate();
  }

  private showPosition(): void {
    const scroller = this.scroller;
    if (!scroller) return;
    const height = this.maxTop - this.range.first;
    const wanted = height === 0 ? 0 : ((this.top - this.range.first) / height) * this.maxScroll;
    if (Math.abs(scroller.scrollTop - wanted) > rounding) scroller.scrollTop = wanted;
    this.expected = scroller.scrollTop;
  }

  private wheel(event: WheelEvent): void {
    if (event.ctrlKey || event.deltaY === 0) return;
    // Before the scroll event: rows that arrive in between must not pull the list down again.
    if (event.deltaY < 0 && this.maxTop > this.range.first) this.setFollow(false);
    if (!this.scaled) return;
    // One px of the scroll bar stands for many rows here, so the wheel moves rows itself.
    event.preventDefault();
    const unit =
      event.deltaMode === WheelEvent.DOM_DELTA_PIXEL
        ? 1 / this.rowHeight
        : event.deltaMode === WheelEvent.DOM_DELTA_LINE
          ? 1
          : this.pageSize;
    this.scrollBy(event.deltaY * unit);
  }

  /** True when the height had changed. */
  private measure(): boolean {
    const viewport = Math.max(0, (this.scroller?.clientHeight ?? 0) - this.header);
    if (viewport === this.viewport) return false;
    const { kept } = this;
    const inSight = kept !== undefined && !this.follow && kept > this.top - 1 && kept < this.top + this.viewport / this.rowHeight;
    this.viewport = viewport;
    if (inSight) this.top = this.topToShow(kept);
    this.settle();
    this.host.requestUpdate();
    return true;
  }
}
