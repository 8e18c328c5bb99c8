import { t } from '@vscode/l10n';
import { parseHex } from '../../../src/core/base/bytes';
import { visibleText } from '../../../src/core/base/preview';
import { connectionQuery, socketQuery, textValue, topicQuery } from '../../../src/core/query/write';
import type { Row } from '../../../src/protocol/log';

/** A condition of the query language that a row meets, and what it is about, for a person. */
export interface RowCondition {
  label: string;
  condition: string;
}

/** Characters of a name in a menu. */
const shownLength = 40;

/** What a row can be filtered by: its socket, topic, peer, and the kind of an event. */
export function rowConditions({ socketName, topic, peer, direction, event }: Row): RowCondition[] {
  const connection = /^#(\d+)/.exec(peer)?.[1];
  return [
    { label: t('Socket “{0}”', short(socketName)), condition: socketQuery(socketName) },
    ...(direction !== 'event' && topic !== '' ? [{ label: t('Topic “{0}”', short(topic)), condition: topicCondition(topic) }] : []),
    ...(connection !== undefined
      ? [{ label: t('Connection {0}', connection), condition: connectionQuery(socketName, Number(connection)) }]
      : peer !== ''
        ? [{ label: t('Peer “{0}”', short(peer)), condition: /^0x[0-9a-f]+$/.test(peer) ? `peer:${peer}` : `peer=${textValue(peer)}` }]
        : []),
    ...(event === undefined ? [] : [{ label: t('Events “{0}”', event), condition: `event:${textValue(event)}` }]),
  ];
}

/** As the row shows it: text, or bytes in hex; `…` where it goes on. */
function topicCondition(shown: string): string {
  const isCut = shown.endsWith('…');
  const text = isCut ? shown.slice(0, -1) : shown;
  const isHex = /^0x(?:[0-9a-f]{2})+$/.test(text);
  return topicQuery(isHex ? parseHex(text) : new TextEncoder().encode(text), !isCut);
}

function short(text: string): string {
  const visible = visibleText(text);
  return visible.length > shownLength ? `${visible.slice(0, shownLength - 1)}…` : visible;
}
