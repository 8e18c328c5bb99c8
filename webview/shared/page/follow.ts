import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Draws an element anew whenever one of the event targets that it was given fires `change`. */
export class Follow implements ReactiveController {
  private followed: readonly EventTarget[] = [];
  private readonly changed = (): void => this.host.requestUpdate();

  constructor(
    private readonly host: ReactiveControllerHost,
    /** Asked with each update, for properties come and go. */
    private readonly targets: () => readonly (EventTarget | undefined)[],
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.host.requestUpdate();
  }

  hostUpdate(): void {
    const targets = this.targets().filter((target) => target !== undefined);
    for (const target of this.followed) if (!targets.includes(target)) target.removeEventListener('change', this.changed);
    for (const target of targets) if (!this.followed.includes(target)) target.addEventListener('change', this.changed);
    this.followed = targets;
  }

  hostDisconnected(): void {
    for (const target of this.followed) target.removeEventListener('change', this.changed);
    this.followed = [];
  }
}
