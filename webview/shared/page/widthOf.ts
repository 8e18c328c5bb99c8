import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** The width of a part of an element, px; draws the element anew as it changes. */
export class WidthOf implements ReactiveController {
  px = 0;
  private part: Element | null = null;
  private readonly observer = new ResizeObserver(([entry]) => {
    const px = entry?.contentRect.width ?? 0;
    if (px === this.px) return;
    this.px = px;
    this.host.requestUpdate();
  });

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly find: () => Element | null,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    const part = this.find();
    if (part === this.part) return;
    this.hostDisconnected();
    this.part = part;
    if (part) this.observer.observe(part);
  }

  hostDisconnected(): void {
    this.observer.disconnect();
    this.part = null;
  }
}
