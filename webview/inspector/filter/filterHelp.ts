import { t } from '@vscode/l10n';
import { keyNames, keys } from '../../../src/core/query/ast';

/** The query language in examples. */
export const filterHelp = (): readonly { example: string; meaning: string }[] => [
  {
    example: 'storm',
    meaning: t('text in a frame or topic, in either case'),
  },
  {
    example: '"two words"',
    meaning: t('text with spaces'),
  },
  {
    example: '/temp: \\d+/i',
    meaning: t('regular expression'),
  },
  ...keyNames.map((key) => {
    const { example, detail, more }: { example: string; detail: string; more?: string } = keys[key];
    return { example, meaning: more ? t('{0}; also {1}', detail, more) : detail };
  }),
  {
    example: 'not dir:event',
    meaning: t('the opposite'),
  },
  {
    example: 'storm or (rain size>100)',
    meaning: t('either; conditions side by side must all be met'),
  },
];
