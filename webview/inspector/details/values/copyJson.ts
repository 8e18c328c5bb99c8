import { t } from '@vscode/l10n';
import { valueJson } from '../../../../src/core/codecs/values/valueJson';
import type { ValueNode } from '../../../../src/protocol/decoding';
import type { MenuItem } from '../../../shared/controls/menu';

/** Copies a value as JSON. `what` begins the sentence that tells so. */
export function copyJson(value: ValueNode, what: string, copy: (text: string, said: string) => void): MenuItem {
  return {
    label: t('Copy as JSON'),
    title: t('JSON that every parser takes: NaN, bytes and keys that are not strings become text, sets arrays, objects {"class": …}'),
    run: () => {
      const { text, isCut } = valueJson(value);
      copy(text, isCut ? t('{0} copied as JSON, without what was cut.', what) : t('{0} copied as JSON.', what));
    },
  };
}
