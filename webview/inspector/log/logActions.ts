import { t } from '@vscode/l10n';
import { countText, counted } from '../../../src/core/base/quantities';
import { withCondition } from '../../../src/core/query/withCondition';
import { copyMatches, exportMatches } from '../../../src/protocol/inspector';
import { isIn, positionsIn, type CopyForm, type Exported, type Stretches } from '../../../src/protocol/export';
import type { Row } from '../../../src/protocol/log';
import type { MenuEntry, MenuGroup, MenuItem } from '../../shared/controls/menu';
import type { LineQuestion } from '../../shared/controls/lineBox';
import { requestError } from '../../shared/page/requestError';
import type { FilterControl } from '../filter/filterControl';
import type { EngineMirror } from '../state/engineMirror';
import type { ReadingPlace } from '../state/readingPlace';
import type { Marks } from './marks';
import type { TimeOrigin } from '../state/panelState';
import { rowConditions, type RowCondition } from './rowConditions';
import type { Selection } from './selection';
import { keyText } from '../keys/keyText';

/** What the panel around the log does for it. */
export interface LogPanel {
  sayOfLog(text: string): void;
  /** In a box over the log. */
  askLine(question: Omit<LineQuestion, 'closed'>): void;
  /** The record that times are counted from. */
  timeOrigin: TimeOrigin | undefined;
}

/** What can be done with rows of the log. */
export class LogActions {
  constructor(
    private readonly mirror: EngineMirror,
    private readonly selection: Selection,
    private readonly place: ReadingPlace,
    private readonly filter: FilterControl,
    private readonly marks: Marks,
    /** More that can be done with one message. */
    private readonly actionsFor: (row: Row) => readonly MenuItem[],
    private readonly panel: LogPanel,
  ) {}

  /** What is meant: the selected rows, or the one that the keyboard is at. */
  private get targets(): Stretches {
    const { stretches } = this.selection;
    const { active } = this.place;
    if (stretches.length > 0) return stretches;
    return active === undefined ? [] : [[active, active + 1]];
  }

  /** For the row that was clicked, which is one of the selected ones. */
  menu(row: Row | undefined): MenuEntry[] {
    const { targets } = this;
    const count = positionsIn(targets);
    const single = count === 1 && row && row.direction !== 'event' ? this.actionsFor(row) : [];
    return [
      { label: t('Copy'), keys: keyText('Ctrl+C'), run: () => this.copy('text') },
      copyAs((form) => this.copy(form)),
      { label: t('Export…'), run: () => this.export() },
      ...(row
        ? ([
            'separator',
            this.conditions(t('Filter by'), row, ({ condition }) => this.filterBy(condition)),
            this.conditions(t('Exclude'), row, ({ condition }) =>
              this.filterBy(`not ${condition.includes(' ') ? `(${condition})` : condition}`),
            ),
          ] as MenuEntry[])
        : []),
      'separator',
      { label: this.areMarked ? t('Unmark') : t('Mark'), keys: 'M', run: () => this.mark() },
      ...(count === 1 && row ? [{ label: t('Note…'), keys: 'F2', run: () => this.note() }, this.timing(row)] : []),
      ...(single.length > 0 ? ['separator' as const, ...single] : []),
      'separator',
      { label: t('Select All'), keys: keyText('Ctrl+A'), run: () => this.selectAll() },
    ];
  }

  selectAll(): void {
    this.selection.everything(this.mirror.view.range);
  }

  copy(form: CopyForm): void {
    const { targets, mirror } = this;
    const view = mirror.view.status?.view;
    if (targets.length === 0 || view === undefined) return;
    void (async () => {
      try {
        this.panel.sayOfLog(
          outcome(await mirror.view.hold(view, () => mirror.connection.sendRequest(copyMatches, { view, stretches: targets, form })), form),
        );
      } catch (error) {
        const { message, hint } = requestError(error);
        this.panel.sayOfLog(hint ? `${message} ${hint}` : message);
      }
    })();
  }

  readonly filterBy = (condition: string): void => {
    this.filter.use(withCondition(this.filter.text, condition));
  };

  /** The host asks for the rest. */
  export(): void {
    const { mirror, selection } = this;
    const { range, status, shown } = mirror.view;
    if (!status) return;
    const selected = selection.count > 1 ? selection.stretches : undefined;
    void mirror.attempt((connection) =>
      mirror.view.hold(status.view, () =>
        connection.sendRequest(exportMatches, {
          view: status.view,
          ...(selected ? { stretches: selected } : {}),
          selected: selected ? selection.count : 0,
          matches: range.end - range.first,
          filter: [shown.filter, shown.socket && `socket: ${shown.socket}`].filter(Boolean).join(' '),
        }),
      ),
    );
  }

  /** Marks what is meant, or takes the marks away where all of it that is kept is marked; says what of it is not. */
  mark(): void {
    const { kept, evicted } = this;
    if (positionsIn(kept) > 0) void this.marks.mark(kept, { marked: !this.areMarked });
    if (evicted > 0)
      this.panel.sayOfLog(
        [...(positionsIn(kept) > 0 ? [] : [t('Nothing was marked.')]), t('{0} had been evicted.', countText(evicted))].join(' '),
      );
    else if (positionsIn(kept) === 0) this.panel.sayOfLog(t('Nothing was marked: no record is selected.'));
  }

  /** Asks for a note on the row that the keyboard is at. */
  note(): void {
    const { active } = this.place;
    const row = active === undefined ? undefined : this.mirror.view.row(active);
    if (row) this.panel.askLine(this.marks.noteQuestion(row.number, row.position));
  }

  private get areMarked(): boolean {
    const { kept } = this;
    const marked = this.marks.all.filter(({ position }) => isIn(kept, position));
    return marked.length > 0 && marked.length === positionsIn(kept);
  }

  /** What is meant and has not been evicted. */
  private get kept(): Stretches {
    const first = this.mirror.view.status?.first ?? 0;
    return this.targets.flatMap(([from, to]): Stretches => (to > first ? [[Math.max(from, first), to]] : []));
  }

  private get evicted(): number {
    return positionsIn(this.targets) - positionsIn(this.kept);
  }

  private timing({ number, time }: Row): MenuItem {
    return this.panel.timeOrigin?.number === number
      ? { label: t('Count Times No Longer from Here'), run: () => (this.panel.timeOrigin = undefined) }
      : { label: t('Count Times from Here'), run: () => (this.panel.timeOrigin = { number, time }) };
  }

  private conditions(label: string, row: Row, run: (condition: RowCondition) => void): MenuGroup {
    return { label, items: rowConditions(row).map((each) => ({ label: each.label, title: each.condition, run: () => run(each) })) };
  }
}

/** The names of the forms; those of programs last. */
const forms: readonly (readonly [CopyForm, () => string])[] = [
  ['text', () => t('Text')],
  ['hex', () => t('Hex')],
  ['json', () => 'JSON'],
  ['csv', () => 'CSV'],
  ['markdown', () => t('Markdown Table')],
  ['pyzmq', () => t('Python That Sends It (pyzmq)')],
  ['zeromq.js', () => t('JavaScript That Sends It (zeromq.js)')],
  ['c', () => t('C That Sends It (libzmq)')],
  ['omq', () => t('Shell That Sends It (omq)')],
];
const firstProgram = 5;

function copyAs(copy: (form: CopyForm) => void): MenuGroup {
  const items: MenuEntry[] = forms.map(([form, label]) => ({ label: label(), run: () => copy(form) }));
  return { label: t('Copy As'), items: [...items.slice(0, firstProgram), 'separator', ...items.slice(firstProgram)] };
}

function outcome({ records, evicted, passedOver }: Exported, form: CopyForm): string {
  const name = forms.find(([each]) => each === form)?.[1]() ?? form;
  const copied = records - passedOver;
  return [
    copied > 0 ? t('{0} copied: {1}.', counted(copied, 'record'), name) : t('Nothing was copied.'),
    ...(evicted > 0 ? [t('{0} had been evicted.', countText(evicted))] : []),
    ...(passedOver > 0 ? [t('{0} are no messages that a program could send.', countText(passedOver))] : []),
  ].join(' ');
}
