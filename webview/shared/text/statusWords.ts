import { t } from '@vscode/l10n';
import type { Direction, FrameRole } from '../../../src/protocol/log';

/** What the protocol says in codes, in the words of the page's language. */

export function directionWord(direction: Direction): string {
  return { in: t('received'), out: t('sent'), event: t('event') }[direction];
}

/** What a frame is for; the names of a protocol's parts are its own. */
export function frameRoleWord(role: FrameRole): string {
  switch (role) {
    case 'routing id':
      return t('routing id');
    case 'delimiter':
      return t('delimiter');
    case 'topic':
      return t('topic');
    case 'subscription':
      return t('subscription');
    case 'body':
      return t('body');
    case 'protocol':
      return t('protocol');
    case 'command':
      return t('command');
    case 'service':
      return t('service');
    case 'client address':
      return t('client address');
    case 'sequence':
      return t('sequence number');
    case 'signal':
      return t('sign of life');
    default:
      return role;
  }
}
