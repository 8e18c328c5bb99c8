import { t } from '@vscode/l10n';

/** Keys that are pressed together, joined by `+`, as they are called on keyboards. */
export function keyText(keys: string): string {
  const isMac = navigator.userAgent.includes('Mac');
  const names: Record<string, string> = {
    Ctrl: isMac ? '⌘' : t('Ctrl'),
    Control: t('Ctrl'),
    Alt: isMac ? '⌥' : t('Alt'),
    Shift: isMac ? '⇧' : t('Shift'),
    Enter: t('Enter'),
    Escape: t('Escape'),
    Space: t('Space'),
    Tab: t('Tab'),
    Home: t('Home'),
    End: t('End'),
    PageUp: t('Page Up'),
    PageDown: t('Page Down'),
    Arrows: '← → ↑ ↓',
    Up: '↑',
    Down: '↓',
    Left: '←',
    Right: '→',
    Plus: '+',
  };
  return keys
    .split('+')
    .map((key) => names[key] ?? key)
    .join(isMac ? ' ' : '+');
}
