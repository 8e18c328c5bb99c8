import { t } from '@vscode/l10n';
import { countText, frequencyText, sizeText } from '../../core/base/quantities';

/** Numbers as the language of VS Code writes them. */

export function localCount(count: number): string {
  return countText(count);
}

export function localFrequency(perSecond: number): string {
  return frequencyText(perSecond);
}

/** `1 message/s`, `1,234 messages/s` */
export function localMessageRate(perSecond: number): string {
  const frequency = localFrequency(perSecond);
  return frequency === '1' ? t('1 message/s') : t('{0} messages/s', frequency);
}

export function localSize(bytes: number): string {
  return sizeText(bytes);
}

/** How long ago something was. */
export function agoText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return t('{0} s ago', seconds);
  if (seconds < 3600) return t('{0} min ago', Math.floor(seconds / 60));
  if (seconds < 86_400) return t('{0} h ago', Math.floor(seconds / 3600));
  return t('{0} d ago', Math.floor(seconds / 86_400));
}
