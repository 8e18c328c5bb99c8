import { t } from '@vscode/l10n';
import type { Turn } from '../../protocol/sockets';

/** Whose turn it is at a socket that sends and receives in turns, in a few words. */
export function turnText(turn: Turn): string {
  switch (turn) {
    case 'ready to send':
      return t('ready to send');
    case 'awaiting reply':
      return t('awaiting reply');
    case 'awaiting request':
      return t('awaiting request');
    case 'has a request to answer':
      return t('has a request to answer');
  }
}
