import { visibleText } from '../../../src/core/base/preview';

/** Text of several lines in which every character can be seen; a line feed is marked and breaks the line. */
export function visibleBlock(text: string): string {
  return text.split('\n').map(visibleText).join('↵\n');
}
