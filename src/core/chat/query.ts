import { t } from '@vscode/l10n';
import type { ChatPattern, ChatSpec } from '../../protocol/chat';
import { ZmqError } from '../base/errors';
import { chatPatterns, endpointFields, endpointsOf } from './patterns';
import { checkChatSpec } from './spec';

const maxQuery = 8192;
/** What a link carries under a name that stands once. */
const singles = ['pattern', 'format', 'publishers', 'subscribers'] as const;
const lists = ['bind', 'connect', 'pushConnect', 'pullBind'] as const;

/** The query of a link to join with this spec; who joins, and what is kept of the chat, is for that person to say. */
export function queryOf(spec: ChatSpec): string {
  const query = new URLSearchParams();
  query.append('pattern', spec.pattern);
  query.append('format', spec.format);
  for (const room of spec.rooms) query.append('room', room);
  for (const field of endpointFields) for (const endpoint of endpointsOf(spec, field)) query.append(field, endpoint);
  return query.toString();
}

const isPattern = (given: unknown): given is ChatPattern => typeof given === 'string' && Object.hasOwn(chatPatterns, given);

/**
 * What a link asks to join: all of a spec but nick and history. Names that are not of a link are passed over; nobody hosts
 * by a link.
 * @throws ZmqError `invalidChat`, or what `parseEndpoint` throws.
 */
export function specOfQuery(text: string): Omit<ChatSpec, 'nick' | 'history'> {
  const refuse = (message: string) => new ZmqError('invalidChat', message, { hint: t('Ask for the link anew, and copy all of it.') });
  if (text.length > maxQuery) throw refuse(t('The link is too long.'));
  const query = new URLSearchParams(text);
  const given: Record<string, unknown> = { rooms: query.getAll('room'), nick: 'guest', history: false };
  for (const name of singles) {
    const values = query.getAll(name);
    if (values.length > 1) throw refuse(t('The link has more than one "{0}".', name));
    if (values.length === 1) given[name] = values[0];
  }
  for (const name of lists) {
    const values = query.getAll(name);
    if (values.length > 0) given[name] = values;
  }
  const {
    nick: _nick,
    history: _history,
    ...spec
  } = checkChatSpec({ format: isPattern(given.pattern) ? chatPatterns[given.pattern].format : 'text', ...given });
  return spec;
}
