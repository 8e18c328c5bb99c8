import { t } from '@vscode/l10n';
import { visibleText } from '../../../src/core/base/preview';
import { connectionQuery, peerQuery, socketQuery, textValue, topicQuery } from '../../../src/core/query/write';
import type { Row } from '../../../src/protocol/log';

/** A condition of the query language that a row meets, and what it is about, for a person. */
export interface RowCondition {
  label: string;
  condition: string;
}

/** Characters of a name in a menu. */
const shownLength = 40;

/** What a row can be filtered by: its socket, topic, peer, and the kind of an event. */
export function rowConditions(row: Row): RowCondition[] {
  const { socketName, topic, peer, peerBytes, direction, event } = row;
  const connection = peerBytes ? undefined : /^#(\d+)/.exec(peer)?.[1];
  return [
    { label: t('Socket “{0}”', short(socketName)), condition: socketQuery(socketName) },
    ...(direction !== 'event' && topic !== '' ? [topicCondition(row)] : []),
    ...(connection === undefined
      ? []
      : [{ label: t('Connection {0}', connection), condition: connectionQuery(socketName, Number(connection)) }]),
    ...(peerBytes && peerBytes.length > 0 ? [{ label: t('Peer “{0}”', short(peer)), condition: peerQuery(peerBytes) }] : []),
    ...(event === undefined ? [] : [{ label: t('Events “{0}”', event), condition: `event:${textValue(event)}` }]),
  ];
}

function topicCondition({ topic, topicBytes, topicGoesOn }: Row): RowCondition {
  const condition = topicQuery(topicBytes ?? new TextEncoder().encode(topic), !topicGoesOn);
  // So long a topic is found by its beginning.
  return { label: topicGoesOn ? t('Topics that begin with “{0}”', short(topic)) : t('Topic “{0}”', short(topic)), condition };
}

function short(text: string): string {
  const visible = visibleText(text);
  return visible.length > shownLength ? `${visible.slice(0, shownLength - 1)}…` : visible;
}
