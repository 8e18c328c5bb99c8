import { t } from '@vscode/l10n';
import {
  columnIds,
  pathOfColumn,
  saveColumns,
  valueColumn,
  type ChosenColumns,
  type ColumnId,
  type ColumnKey,
} from '../../../src/protocol/inspector';
import { maxValuePath, maxValuePaths } from '../../../src/protocol/log';
import { visibleText } from '../../../src/core/base/preview';
import type { MenuEntry, MenuGroup } from '../../shared/controls/menu';
import type { EngineMirror } from '../state/engineMirror';

const names: Readonly<Record<ColumnId, () => string>> = {
  number: () => t('No.'),
  time: () => t('Time'),
  direction: () => t('Direction'),
  socket: () => t('Socket'),
  peer: () => t('Peer'),
  topic: () => t('Topic'),
  preview: () => t('Preview'),
  frames: () => t('Frames'),
  size: () => t('Size'),
};

/** The name of a column, for its header and for menus. */
export function columnName(key: ColumnKey): string {
  const path = pathOfColumn(key);
  return path === undefined ? names[key as ColumnId]() : visibleText(path);
}

/** Where nobody chose a width: how narrow it gets where there is little room, and how wide. */
const widths: Readonly<Record<ColumnId, readonly [least: string, most: string]>> = {
  number: ['4ch', 'var(--number-width)'],
  time: ['8ch', '13ch'],
  direction: ['2ch', '2ch'],
  socket: ['5ch', '15ch'],
  peer: ['5ch', '24ch'],
  topic: ['5ch', '22ch'],
  preview: ['16ch', '1fr'],
  frames: ['3ch', '7ch'],
  size: ['5ch', '9ch'],
};
const widthOfValue = ['5ch', '16ch'] as const;
const least = 24;
const most = 1200;
const step = 24;

/**
 * The columns as a person has chosen them, for all logs of the workspace. Until somebody chooses, the log shows what there is room for. Fires
 * `change`.
 */
export class ColumnChoice extends EventTarget {
  private known: ChosenColumns | undefined;

  constructor(private readonly mirror: EngineMirror) {
    super();
    mirror.addEventListener('change', () => {
      if (mirror.columns === this.known) return;
      this.known = mirror.columns;
      mirror.view.wantValues(this.paths);
      this.dispatchEvent(new Event('change'));
    });
  }

  /** Somebody chose. */
  get isMade(): boolean {
    return this.mirror.columns !== undefined;
  }

  get isUtc(): boolean {
    return this.mirror.columns?.utc === true;
  }

  /** All columns in order. */
  get order(): readonly ColumnKey[] {
    const { order = [] } = this.mirror.columns ?? {};
    return [...order, ...columnIds.filter((id) => !order.includes(id))];
  }

  /** Paths of the columns of values. */
  get paths(): readonly string[] {
    return this.order.flatMap((key) => pathOfColumn(key) ?? []);
  }

  /** Those to be shown, in order. @param hasPeers a column of peers has something to show */
  shown(hasPeers: boolean): readonly ColumnKey[] {
    const { hidden = [] } = this.mirror.columns ?? {};
    return this.order.filter((id) => !hidden.includes(id) && (id !== 'peer' || hasPeers));
  }

  /** For `grid-template-columns`. The last one takes what is left where the preview is hidden. */
  template(shown: readonly ColumnKey[]): string {
    const { widths: chosen = {} } = this.mirror.columns ?? {};
    // However many there are, none ends beyond the edge.
    const share = `${(64 / shown.length).toFixed(1)}cqw`;
    const hasRest = shown.includes('preview') && chosen.preview === undefined;
    return shown
      .map((id, i) => {
        if (!hasRest && i === shown.length - 1) return `minmax(${least}px, 1fr)`;
        const room = id === 'preview' ? '16cqw' : share;
        const [narrow, wide] = pathOfColumn(id) === undefined ? widths[id as ColumnId] : widthOfValue;
        return chosen[id] === undefined ? `minmax(min(${narrow}, ${room}), ${wide})` : `minmax(min(${least}px, ${room}), ${chosen[id]}px)`;
      })
      .join(' ');
  }

  resize(id: ColumnKey, width: number, displayed: readonly ColumnKey[]): void {
    const columns = this.chosen(displayed);
    this.save({ ...columns, widths: { ...columns.widths, [id]: Math.round(Math.min(most, Math.max(least, width))) } });
  }

  /** As wide as it comes. */
  fit(id: ColumnKey, displayed: readonly ColumnKey[]): void {
    const columns = this.chosen(displayed);
    const { [id]: _gone, ...rest } = columns.widths;
    this.save({ ...columns, widths: rest });
  }

  /** Puts it before another one. */
  moveBefore(id: ColumnKey, other: ColumnKey | undefined, displayed: readonly ColumnKey[]): void {
    if (id === other) return;
    const columns = this.chosen(displayed);
    const rest = columns.order.filter((each) => each !== id);
    const at = other === undefined ? rest.length : rest.indexOf(other);
    this.save({ ...columns, order: [...rest.slice(0, at), id, ...rest.slice(at)] });
  }

  /**
   * What can be done with columns; `at` is the one that was clicked.
   * @param displayed those that are on the screen now @param widthOf px
   */
  menu(at: ColumnKey | undefined, displayed: readonly ColumnKey[], widthOf: (id: ColumnKey) => number): MenuEntry[] {
    const fixed = this.order.filter((id) => pathOfColumn(id) === undefined);
    const ofValues = this.order.filter((id) => pathOfColumn(id) !== undefined);
    const toggles = fixed.map((id): MenuEntry => ({
      label: columnName(id),
      checked: displayed.includes(id),
      run: () => this.toggle(id, displayed),
    }));
    const arranging = (id: ColumnKey): MenuEntry[] => {
      const place = displayed.indexOf(id);
      const [before, afterNext] = [displayed[place - 1], displayed[place + 2]];
      return [
        ...(before === undefined ? [] : [{ label: t('Move Left'), run: () => this.moveBefore(id, before, displayed) }]),
        ...(place < displayed.length - 1 ? [{ label: t('Move Right'), run: () => this.moveBefore(id, afterNext, displayed) }] : []),
        { label: t('Wider'), run: () => this.resize(id, widthOf(id) + step, displayed) },
        { label: t('Narrower'), run: () => this.resize(id, widthOf(id) - step, displayed) },
      ];
    };
    const groups: MenuGroup[] = displayed.map((id) => ({ label: t('Arrange {0}', columnName(id)), items: arranging(id) }));
    return [
      ...(at === undefined
        ? []
        : [...arranging(at), { label: t('Hide {0}', columnName(at)), run: () => this.hide(at, displayed) }, 'separator' as const]),
      ...toggles,
      ...ofValues.map((id): MenuEntry => ({ label: columnName(id), checked: true, run: () => this.hide(id, displayed) })),
      'separator',
      ...(at === undefined ? [...groups, 'separator' as const] : []),
      { label: t('Times in UTC'), checked: this.isUtc, run: () => this.save({ ...this.chosen(displayed), utc: !this.isUtc }) },
      { label: t('Reset Columns'), run: () => this.save(undefined) },
    ];
  }

  /** A column of its own for what stands at a path, before the preview; why not, where it cannot be. */
  addValue(path: string, displayed: readonly ColumnKey[]): string | undefined {
    const columns = this.chosen(displayed);
    const key = valueColumn(path);
    if (columns.order.includes(key)) return t('{0} has a column already.', visibleText(path));
    if (this.paths.length >= maxValuePaths) return t('There are {0} columns of values; hide one first.', maxValuePaths);
    if (path.length > maxValuePath) return t('This path is too long for a column.');
    const order = this.order.toSpliced(this.order.indexOf('preview'), 0, key);
    this.save({ ...columns, order });
    return undefined;
  }

  /** A column of a value is gone then. */
  private hide(id: ColumnKey, displayed: readonly ColumnKey[]): void {
    if (pathOfColumn(id) === undefined) return this.toggle(id, displayed);
    const columns = this.chosen(displayed);
    const { [id]: _gone, ...widths } = columns.widths;
    this.save({ ...columns, order: columns.order.filter((each) => each !== id), widths });
  }

  private toggle(id: ColumnKey, displayed: readonly ColumnKey[]): void {
    const columns = this.chosen(displayed);
    const isShown = displayed.includes(id);
    if (isShown && displayed.length === 1) return;
    this.save({ ...columns, hidden: isShown ? [...columns.hidden, id] : columns.hidden.filter((each) => each !== id) });
  }

  /** The choice that there is, or one of what is on the screen. A column of peers comes by itself. */
  private chosen(displayed: readonly ColumnKey[]): ChosenColumns {
    return (
      this.mirror.columns ?? {
        order: [...columnIds],
        hidden: columnIds.filter((id) => !displayed.includes(id) && id !== 'peer'),
        widths: {},
      }
    );
  }

  private save(columns: ChosenColumns | undefined): void {
    // At once: a column is dragged.
    this.mirror.columns = columns;
    this.mirror.dispatchEvent(new Event('change'));
    void this.mirror.attempt((connection) => connection.sendRequest(saveColumns, columns ? { columns } : {}));
  }
}
