import type { PageStore } from '../../shared/page/pageStore';
import type { EngineMirror } from './engineMirror';
import type { PanelState, StoredPlace } from './panelState';

/** Where the person is in the log of the running engine. What is stored comes back with the page. Fires `change`. */
export class ReadingPlace extends EventTarget {
  private at: { opening: number; position: number } | undefined;

  constructor(
    private readonly mirror: EngineMirror,
    private readonly store: PageStore<PanelState>,
  ) {
    super();
  }

  /** Position in the view that the keyboard is at; in another view it is nowhere yet. */
  get active(): number | undefined {
    return this.at?.opening === this.mirror.view.opening ? this.at.position : undefined;
  }

  /** Number of the record whose details are shown. */
  get selected(): number | undefined {
    return this.stored?.selected;
  }

  /** Number of the record that is first in sight; undefined while the newest are followed. */
  get top(): number | undefined {
    return this.stored?.top;
  }

  /** Number of the last record seen before the pause; undefined while not paused. */
  get pausedAt(): number | undefined {
    return this.stored?.pausedAt;
  }

  /** Number of the record that was selected for a comparison. */
  get compared(): number | undefined {
    return this.stored?.compared;
  }

  activate(position: number | undefined): void {
    if (position === this.active) return;
    this.at = position === undefined ? undefined : { opening: this.mirror.view.opening, position };
    this.dispatchEvent(new Event('change'));
  }

  move(change: Partial<Omit<StoredPlace, 'generation'>>): void {
    if (!this.stored) return;
    this.store.update({ place: { ...this.stored, ...change } });
    this.dispatchEvent(new Event('change'));
  }

  private get stored(): StoredPlace | undefined {
    const { generation } = this.mirror;
    if (generation === undefined) return undefined;
    const { place } = this.store.state;
    return place?.generation === generation ? place : { generation };
  }
}
