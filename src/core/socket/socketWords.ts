import { t } from '@vscode/l10n';
import type { EndpointRole, EndpointState, Turn } from '../../protocol/sockets';

/** What the protocol says of sockets in codes, in the language in use. */

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

export function roleWord(role: EndpointRole): string {
  return role === 'bind' ? t('bind') : t('connect');
}

export function endpointStateWord(state: EndpointState): string {
  return {
    listening: t('listening'),
    connecting: t('connecting'),
    connected: t('connected'),
    retrying: t('retrying'),
    refused: t('refused'),
  }[state];
}
