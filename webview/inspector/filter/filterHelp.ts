import { keyNames, keys } from '../../../src/core/query/ast';

/** The query language in examples. */
export const filterHelp: readonly { example: string; meaning: string }[] = [
  { example: 'storm', meaning: 'text in a frame or topic, in either case' },
  { example: '"two words"', meaning: 'text with spaces' },
  { example: '/temp: \\d+/i', meaning: 'regular expression' },
  ...keyNames.map((key) => {
    const { example, detail, more }: { example: string; detail: string; more?: string } = keys[key];
    return { example, meaning: more ? `${detail}; also ${more}` : detail };
  }),
  { example: 'not dir:event', meaning: 'the opposite' },
  { example: 'storm or (rain size>100)', meaning: 'either; conditions side by side must all be met' },
];
