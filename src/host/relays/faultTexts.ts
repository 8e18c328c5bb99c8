import { t } from '@vscode/l10n';
import { countText, numberText, sizeText } from '../../core/base/quantities';
import type { Fault, FaultKind, FaultWay } from '../../protocol/faults';

/** What each fault does, for people. */
export const faultMeanings: Readonly<Record<FaultKind, () => string>> = {
  delay: () => t('messages come later'),
  drop: () => t('messages do not come'),
  duplicate: () => t('messages come twice'),
  reorder: () => t('messages change places'),
  corrupt: () => t('one byte of a message is changed'),
  limit: () => t('so many messages or bytes in a second, and no more'),
  'black hole': () => t('after a time nothing comes any more, and nobody is told'),
  reset: () => t('connections are broken off after so many messages'),
  hold: () => t('messages wait until you let them go'),
};

/** `drop 50 %, → target, topic:x`. */
export function faultText(fault: Fault): string {
  const parts = [`${fault.kind}${amountText(fault)}`];
  if (fault.way) parts.push(wayText(fault.way));
  if ('filter' in fault && fault.filter) parts.push(fault.filter);
  return parts.join(', ');
}

function amountText(fault: Fault): string {
  switch (fault.kind) {
    case 'delay':
      return ` ${countText(fault.ms)}${fault.jitter ? ` ± ${countText(fault.jitter)}` : ''} ms`;
    case 'reorder':
      return ` ${countText(fault.window)}`;
    case 'limit':
      return fault.bytesPerSecond === undefined
        ? ` ${t('{0} messages/s', numberText(fault.messagesPerSecond ?? 0))}`
        : ` ${t('{0}/s', sizeText(fault.bytesPerSecond))}`;
    case 'black hole':
      return ` ${t('after {0} s', numberText(fault.afterSeconds))}`;
    case 'reset':
      return ` ${t('after {0} messages', countText(fault.afterMessages))}`;
    case 'hold':
      return '';
    default:
      return fault.share === undefined ? '' : ` ${numberText(fault.share * 100)} %`;
  }
}

export function wayText(way: FaultWay): string {
  return way === 'to target' ? t('to the target or backend') : t('from the target or backend');
}
