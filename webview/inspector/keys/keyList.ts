import { t } from '@vscode/l10n';

export interface KeysOfPart {
  part: string;
  /** Keys that do the same, as `keyText` reads them, and what they do. */
  keys: readonly (readonly [keys: readonly string[], what: string])[];
}

/** All keys of the inspector, by the part of the panel that has the focus. */
export function keyList(): readonly KeysOfPart[] {
  return [
    {
      part: t('Everywhere'),
      keys: [
        [['?'], t('this list, where no text is typed')],
        [['Ctrl+F'], t('looks for something among the rows, and hides none')],
        [['/'], t('goes to the filter, where no text is typed')],
        [['Ctrl+G'], t('goes to a number or a time')],
        [['F3', 'Shift+F3'], t('next match of what is looked for, or else of the filter; the one before')],
        [['F6'], t('goes on to the next part: histogram, log, details, statistics, plot, forms')],
        [['Shift+F10'], t('menu of what has the focus')],
        [['Escape'], t('closes the details or the form that has the focus')],
        [['Arrows'], t('resize details or forms, at a splitter')],
      ],
    },
    {
      part: t('Log'),
      keys: [
        [['Up', 'Down', 'PageUp', 'PageDown'], t('another record')],
        [['Home', 'End'], t('oldest record; newest, and follows what comes')],
        [['Enter', 'Space'], t('details of the record')],
        [['Shift+Up', 'Shift+Down'], t('select several records')],
        [['Control+Space'], t('adds the record to the selection, or takes it away')],
        [['Ctrl+A'], t('selects all that the filter finds')],
        [['Ctrl+C'], t('copies the selected records as text')],
        [['M'], t('marks the selected records, or takes the marks away')],
        [['N', 'Shift+N'], t('next marked record, the one before')],
        [['F2'], t('writes a note to the record')],
        [['Escape'], t('selects nothing, then closes the details')],
      ],
    },
    {
      part: t('Histogram'),
      keys: [
        [['Left', 'Right'], t('another bar')],
        [['Shift+Left', 'Shift+Right'], t('selects a range of bars')],
        [['Enter'], t('goes to the bar, or filters by the range')],
        [['Escape'], t('selects nothing')],
      ],
    },
    {
      part: t('Statistics'),
      keys: [
        [['Up', 'Down', 'Home', 'End'], t('another line')],
        [['Enter'], t('sorts by a column, at its header')],
        [['Escape'], t('closes the statistics')],
      ],
    },
    {
      part: t('Filter'),
      keys: [
        [['Enter', 'Shift+Enter'], t('filters; then next match, the one before')],
        [['Control+Space'], t('what can be written here')],
        [['Down'], t('filters used before, in an empty box')],
        [['Tab'], t('takes the first suggestion, or the chosen one')],
        [['Escape'], t('closes the suggestions, then shows all records')],
      ],
    },
    {
      part: t('Find bar'),
      keys: [
        [['Enter', 'Shift+Enter'], t('next match, the one before')],
        [['Escape'], t('closes the suggestions, then the bar')],
      ],
    },
    {
      part: t('Frames in the details'),
      keys: [
        [['Enter', 'Space'], t('folds or unfolds the frame')],
        [['Left', 'Right'], t('folds it, unfolds it')],
        [['Up', 'Down', 'Home', 'End'], t('another frame')],
      ],
    },
    {
      part: t('Tree of values'),
      keys: [
        [['Up', 'Down', 'PageUp', 'PageDown', 'Home', 'End'], t('another value')],
        [['Right', 'Left'], t('unfolds and goes in, folds and goes out')],
        [['Enter', 'Space'], t('folds or unfolds the value')],
        [['*'], t('unfolds all')],
        [['Ctrl+C'], t('copies the value')],
      ],
    },
    {
      part: t('Hex dump'),
      keys: [[['Arrows', 'Home', 'End'], t('another byte, and the value that it belongs to')]],
    },
    {
      part: t('Plot'),
      keys: [
        [['Plus', '-'], t('closer, farther')],
        [['Left', 'Right'], t('earlier, later')],
        [['0'], t('all of it')],
        [['Enter'], t('shows the message of the last value')],
      ],
    },
    {
      part: t('Forms'),
      keys: [
        [['Ctrl+Enter'], t('sends the message')],
        [['Alt+Up', 'Alt+Down'], t('moves the frame up, down')],
      ],
    },
  ];
}
