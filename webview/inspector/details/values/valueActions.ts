import { t } from '@vscode/l10n';
import type { ValueNode } from '../../../../src/protocol/decoding';
import type { MenuItem } from '../../../shared/controls/menu';
import { valueCondition } from './valueCondition';

/** What the log can do with a value at a path of messages. */
export type ValueActions = (path: string, node: ValueNode) => MenuItem[];

/** By a filter and by a column. */
export function valueActions(filterBy: (condition: string) => void, addColumn: (path: string) => void): ValueActions {
  return (path, node) => {
    const condition = valueCondition(path, node);
    return [
      { label: t('Filter by This Value'), title: condition, run: () => filterBy(condition) },
      { label: t('Exclude This Value'), title: condition, run: () => filterBy(`not ${condition}`) },
      { label: t('Show as Column'), title: path, run: () => addColumn(path) },
    ];
  };
}
