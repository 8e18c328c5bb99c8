import { t } from '@vscode/l10n';
import { toHex } from '../../../src/core/base/bytes';
import { socketTypes } from '../../../src/core/socket/socketTypes';
import type { HeardPeer, SocketInfo, SocketType } from '../../../src/protocol/sockets';

/** Why nothing can be sent from this socket now, a sentence; undefined where it can. */
export function whyNotNow(info: SocketInfo): string | undefined {
  const traits = socketTypes[info.type];
  if (!traits.canSend) return t('{0} sockets only receive.', traits.label);
  if (isStuck(info)) return t('Awaiting the reply to the last request.');
  if (info.turn === 'awaiting request') return t('There is no request to answer yet.');
  return undefined;
}

/** It waits for a reply that may never come. The turn of a chat is reset in the chat. */
export function canReset(info: SocketInfo): boolean {
  return isStuck(info) && info.chat === undefined;
}

function isStuck(info: SocketInfo): boolean {
  return info.turn === 'awaiting reply' && !info.options.relaxed;
}

/** Types for which the person decides about the empty delimiter of RFC 28; REQ and REP put it in themselves. */
export function hasDelimiter(type: SocketType): boolean {
  return socketTypes[type].delimiterFor.length > 0;
}

/**
 * Whether to put the empty delimiter before the body: as the peer last sent. Before anything was heard, a DEALER may be
 * talking to a REP, which never speaks first and drops what lacks it; a ROUTER hears every REQ before it can answer.
 */
export function defaultDelimiter(info: SocketInfo, routingId: Uint8Array | undefined): boolean {
  if (info.type === 'dealer') return info.delimiterSeen ?? true;
  return heardPeer(info, routingId)?.delimiterSeen ?? false;
}

/** The peer with this routing id, if it was heard. */
export function heardPeer(info: SocketInfo, routingId: Uint8Array | undefined): HeardPeer | undefined {
  const key = routingId && toHex(routingId);
  return info.heardPeers.find((peer) => toHex(peer.routingId) === key);
}
