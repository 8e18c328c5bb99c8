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
    example: 'frame2:storm',
    meaning: t('text in the second frame; also {0} and {1}', 'frame2:/regex/', 'frame2:0x00ff'),
  },
  {
    example: 'topic in (storm, rain)',
    meaning: t('one of several values; also {0}', 'json:.n not in (1, 2)'),
  },
  {
    example: 'not dir:event',
    meaning: t('the opposite; also !dir:event and dir!:event'),
  },
  {
    example: 'storm or (rain size>100)',
    meaning: t('either; conditions side by side must all be met'),
  },
];
