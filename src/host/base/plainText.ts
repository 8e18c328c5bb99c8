import { visibleText } from '../../core/base/preview';

/** Longest foreign text shown in one place. */
const maxLength = 300;

/** Foreign text on one line, with nothing invisible in it. */
export function oneLine(text: string): string {
  const line = visibleText(text);
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}

/** For notifications, which turn `[text](command:…)` into links. */
export function forNotification(text: string): string {
  return oneLine(text).replace(/\]\(/g, '] (');
}

/** For quick picks and the status bar, which turn `$(name)` into pictures. */
export function forLabel(text: string): string {
  return oneLine(text).replace(/\$\(/g, '\\$(');
}
