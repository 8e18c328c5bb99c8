import { t } from '@vscode/l10n';
import { listed } from '../base/listed';
import * as v from 'valibot';
import { chatPatternNames, chatSpec, type ChatFormat, type ChatSpec } from '../../protocol/chat';
import { isWildcard, parseEndpoint } from '../socket/endpoint';
import { ZmqError } from '../base/errors';
import { issueSentence, ownMessages } from '../base/issueSentence';
import { indexOfUnsafe, visibleText } from '../base/preview';
import { chatFormats, chatPatterns, endpointFields, endpointsOf, roleOf } from './patterns';
import type { EndpointField } from './patterns';

const maxEndpoints = 100;
const maxRooms = 100;
const maxNick = 40;
const maxRoom = 100;

/** Why a nick would be refused, a sentence; undefined where it is right. */
export function nickProblem(nick: string): string | undefined {
  if (nick === '') return t('The nick is empty.');
  if (nick.length > maxNick) return t('The nick has more than {0} characters.', maxNick);
  // `nick: text` could not be taken apart again.
  if (/[\s:]/.test(nick)) return t('A nick contains neither blanks nor colons.');
  return invisibleProblem(nick, t('The nick'));
}

/** Why the name of a room would be refused, a sentence; undefined where it is right. */
export function roomProblem(room: string, format: ChatFormat): string | undefined {
  if (room === '') return t('The name of the room is empty.');
  if (room.length > maxRoom) return t('The name of the room has more than {0} characters.', maxRoom);
  // `room:text` could not be taken apart again; one at the end is the one that parts them.
  if (format === 'prefix' && room.slice(0, -1).includes(':'))
    return t('The room "{0}" contains a colon, which the format "{1}" cannot carry.', visibleText(room), chatFormats.prefix.label);
  if (room.trim() !== room) return t('The room "{0}" begins or ends with a blank.', visibleText(room));
  return invisibleProblem(room, t('The room'));
}

/** Two names must not look alike, nor change the order of what stands beside them. */
function invisibleProblem(name: string, what: string): string | undefined {
  return indexOfUnsafe(name) >= 0 || /\p{Cs}/u.test(name)
    ? t('{0} "{1}" contains invisible characters.', what, visibleText(name))
    : undefined;
}

/** A nick made of the name of a user of this computer. */
export function asNick(userName: string): string {
  const parts = userName.split('\\');
  const joined = (parts.at(-1) ?? '').trim().replace(/[\s:]+/g, '_');
  const nick = [...joined]
    .filter((character) => invisibleProblem(character, '') === undefined)
    .join('')
    .slice(0, maxNick)
    .replace(/\p{Cs}/gu, '');
  return nick === '' ? 'guest' : nick;
}

interface SpecProblem {
  field: keyof ChatSpec;
  error: ZmqError;
}

/** What keeps a spec from being joined, in the order of a form. */
function problemsOf(spec: Partial<ChatSpec>): SpecProblem[] {
  const problems: SpecProblem[] = [];
  const refuse = (field: keyof ChatSpec, message: string, hint: string) =>
    problems.push({ field, error: new ZmqError('invalidChat', message, { hint }) });

  const nick = nickProblem(spec.nick ?? '');
  if (nick) refuse('nick', nick, t('Choose one of 1 to {0} letters, digits or signs, such as ada.', maxNick));

  const rooms = spec.rooms ?? [];
  for (const room of rooms) {
    const problem = roomProblem(room, spec.format ?? 'text');
    if (problem) refuse('rooms', problem, t('Choose a name of 1 to {0} letters, digits or signs, such as lab.', maxRoom));
  }
  if (rooms.length > maxRooms) refuse('rooms', t('{0} rooms are too many.', rooms.length), t('Join at most {0}.', maxRooms));
  if (spec.format && chatFormats[spec.format].needsRoom && rooms.length === 0) {
    refuse(
      'rooms',
      t('The format "{0}" needs a room.', chatFormats[spec.format].label),
      t('Name a room, such as lab, or choose another format.'),
    );
  }

  if (spec.pattern === undefined) refuse('pattern', t('The pattern is missing.'), t('Choose one of {0}.', chatPatternNames.join(', ')));
  else problems.push(...endpointProblems({ ...spec, pattern: spec.pattern }));
  return problems;
}

function endpointProblems(spec: Partial<ChatSpec> & Pick<ChatSpec, 'pattern'>): SpecProblem[] {
  const problems: SpecProblem[] = [];
  const { label, endpoints: places } = chatPatterns[spec.pattern];
  const refuse = (field: keyof ChatSpec, message: string, hint: string) =>
    problems.push({ field, error: new ZmqError('invalidChat', message, { hint }) });

  if (spec.host && spec.pattern !== 'room') refuse('host', t('Only rooms are hosted, not {0}.', label), t('Choose the pattern "room".'));
  let count = 0;
  for (const field of endpointFields) {
    const given = endpointsOf(spec, field);
    count += given.length;
    if (given.length > 0 && !places.some((place) => place.field === field)) {
      refuse(field, t('{0} does not use "{1}".', label, field), t('It uses {0}.', listed(places.map((place) => `"${place.field}"`))));
      continue;
    }
    for (const endpoint of given) {
      const error = endpointError(endpoint, field, spec.host);
      if (error) problems.push({ field, error });
    }
  }
  if (count > maxEndpoints) refuse('connect', t('{0} endpoints are too many.', count), t('Give at most {0}.', maxEndpoints));

  const lacks = (field: EndpointField) => endpointsOf(spec, field).length === 0;
  const example = (field: EndpointField) => places.find((place) => place.field === field)?.proposal || 'tcp://127.0.0.1:5555';
  const first = places[0]?.field ?? 'bind';
  if (spec.pattern === 'room') {
    for (const field of ['publishers', 'subscribers'] as const) {
      if (lacks(field)) refuse(field, t('A room needs an endpoint for its {0}.', field), t('It looks like {0}.', example(field)));
    }
    const { publishers, subscribers } = spec;
    if (
      publishers !== undefined &&
      publishers.trim() === subscribers?.trim() &&
      !endpointError(publishers, 'publishers', spec.host) &&
      !isWildcard(parseEndpoint(publishers, roleOf('publishers', spec.host)))
    ) {
      refuse(
        'subscribers',
        t('Publishers and subscribers of a room need an endpoint each.'),
        t('Give each of them an endpoint of its own.'),
      );
    }
  } else if (spec.pattern === 'group') {
    if (lacks('bind'))
      refuse(
        'bind',
        t('A group needs an endpoint at which others hear you.'),
        t('It looks like {0}; peers can be added later.', example('bind')),
      );
  } else if (places.every((place) => lacks(place.field))) {
    refuse(first, t('{0} needs an endpoint to bind or to connect to.', label), t('It looks like {0}.', example(first)));
  }
  return problems;
}

function endpointError(endpoint: string, field: EndpointField, host?: boolean): ZmqError | undefined {
  try {
    parseEndpoint(endpoint, roleOf(field, host));
    return undefined;
  } catch (error) {
    if (error instanceof ZmqError) return error;
    throw error;
  }
}

/**
 * A spec that can be joined: endpoints without surrounding blanks, nothing twice, nothing empty.
 * @throws ZmqError `invalidChat`, or what `parseEndpoint` throws, for the first thing that is wrong.
 */
export function checkChatSpec(given: unknown): ChatSpec {
  const result = v.safeParse(chatSpec, given, ownMessages);
  if (!result.success)
    throw new ZmqError('invalidChat', issueSentence(result.issues[0], t('A chat')), {
      hint: t('Fill in the form of "ZMQ: Join Chat…", or see the README for what a chat takes.'),
    });
  const { pattern, nick, format, history, host } = result.output;
  const spec: ChatSpec = { pattern, nick, format, rooms: [...new Set(result.output.rooms)], history };
  for (const field of ['bind', 'connect', 'pushConnect', 'pullBind'] as const) {
    const endpoints = new Set(endpointsOf(result.output, field).map((endpoint) => endpoint.trim()));
    if (endpoints.size > 0) spec[field] = [...endpoints];
  }
  for (const field of ['publishers', 'subscribers'] as const) {
    const endpoint = result.output[field]?.trim();
    if (endpoint !== undefined) spec[field] = endpoint;
  }
  if (host) spec.host = true;
  const [problem] = problemsOf(spec);
  if (problem) throw problem.error;
  return spec;
}

/** What is wrong with a form that is being filled in: a sentence or two for each part of it, the first problem of each. */
export function specProblems(spec: Partial<ChatSpec>): Partial<Record<keyof ChatSpec, string>> {
  const sentences: Partial<Record<keyof ChatSpec, string>> = {};
  for (const { field, error } of problemsOf(spec)) sentences[field] ??= [error.message, error.data.hint].filter(Boolean).join(' ');
  return sentences;
}

/** Whether both talk in the same way at the same endpoints, in whatever order these are given. */
export function isSameChat(a: ChatSpec, b: ChatSpec): boolean {
  return (
    a.pattern === b.pattern &&
    endpointFields.every((field) => {
      const [one, other] = [new Set(endpointsOf(a, field)), new Set(endpointsOf(b, field))];
      return one.size === other.size && [...one].every((endpoint) => other.has(endpoint));
    })
  );
}

/** One line that tells chats apart, such as `Room lab at tcp://10.0.0.5:5555` or `REQ to tcp://localhost:5555`. */
export function chatTitle(spec: ChatSpec): string {
  const { pattern, rooms } = spec;
  const name = chatPatterns[pattern].short;
  const shown =
    rooms.length === 0 || !chatPatterns[pattern].hasRooms ? '' : ` ${rooms.slice(0, 3).join(', ')}${rooms.length > 3 ? ', …' : ''}`;
  const fields = chatPatterns[pattern].endpoints.map(({ field }) => field).filter((field) => endpointsOf(spec, field).length > 0);
  // Where somebody else is reached says more than where this side listens; a group is known by its own endpoint.
  const field = (pattern === 'group' ? undefined : fields.find((name) => name === 'connect')) ?? fields[0] ?? 'bind';
  const given = endpointsOf(spec, field);
  const [first = ''] = given;
  const where = pattern !== 'room' && given.length > 1 ? t('{0} and {1} more', first, given.length - 1) : first;
  const who = `${name}${shown}`;
  return visibleText(pattern === 'room' || roleOf(field) === 'bind' ? t('{0} at {1}', who, where) : t('{0} to {1}', who, where));
}
