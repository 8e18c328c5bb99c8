import { t } from '@vscode/l10n';
import { countText } from '../base/quantities';
import type { EventFacts, ProbedFacts, ProxySideName, TapSide } from '../../protocol/events';
import type { SocketType } from '../../protocol/sockets';
import { socketTypes } from '../socket/socketTypes';
import { eventMessages, type EventMessage } from './messages';

/** Which message tells these facts. */
export function messageOf(facts: EventFacts): EventMessage {
  switch (facts.code) {
    case 'listening':
      return facts.endpoint === facts.requested ? 'listening' : 'listening: resolved';
    case 'bind failed':
      return facts.cause === 'in use' && facts.owner !== undefined ? 'bind failed: in use, owner' : `bind failed: ${facts.cause}`;
    case 'handshake':
      return facts.cause ? `handshake: ${facts.cause}` : 'handshake';
    case 'handshake failed':
      if (facts.cameIn) return facts.peer === undefined ? 'handshake failed: came in' : 'handshake failed: came in, address';
      return facts.other === undefined ? `handshake failed: ${facts.cause}` : 'handshake failed: other type';
    case 'retry':
      return `retry: ${facts.cause}`;
    case 'disconnected':
      return `disconnected: ${facts.cause}`;
    case 'subscribe':
    case 'unsubscribe':
      return facts.topic === '' ? `${facts.code}: everything` : facts.code;
    case 'send refused':
      return `send refused: ${facts.cause}`;
    case 'repeated':
      if (facts.count === 1) return facts.last ? 'repeated: once with reason' : 'repeated: once';
      return facts.last ? 'repeated: with reason' : 'repeated';
    case 'records lost':
      return facts.count === 0 ? 'records lost: none' : 'records lost';
    case 'target down':
    case 'not decoded':
    case 'tap ended':
    case 'not passed on':
    case 'peer cut off':
      return `${facts.code}: ${facts.cause}` as EventMessage;
    case 'side ready':
      if (facts.socketType === undefined) return 'side ready';
      return facts.identity === undefined ? 'side ready: type' : 'side ready: identity';
    case 'handshake step':
      return facts.username === undefined ? 'handshake step' : 'handshake step: user';
    case 'fault':
      if (facts.act === 'moved') return (facts.places ?? 0) > 0 ? 'fault: moved later' : 'fault: moved earlier';
      return `fault: ${facts.act}`;
    case 'faults':
      return facts.kinds.length === 0 ? 'faults: none' : 'faults';
    case 'ping':
      return facts.timeToLive === undefined ? 'ping' : 'ping: time to live';
    case 'probed':
      if (facts.found === 'other protocol') return facts.protocol === undefined ? 'probed: other protocol' : 'probed: protocol';
      return facts.found === 'zmtp' ? messageOfSocket(facts) : `probed: ${facts.found}`;
    default:
      return facts.code;
  }
}

function messageOfSocket({ own, version, mechanism = 'NULL', socketType, identity }: ProbedFacts): EventMessage {
  if (own !== undefined) return 'probed: own';
  if (socketType !== undefined) return identity === undefined ? 'probed: type' : 'probed: type, identity';
  if (mechanism !== 'NULL') return 'probed: secured';
  return version === '1.0' ? 'probed: version 1' : 'probed: no type';
}

const placeholder = /\{(\w+)\}/g;

/** The fields that a message names. */
export function placeholdersOf(message: string): string[] {
  return Array.from(message.matchAll(placeholder), ([, name = '']) => name);
}

/** What an event says to a person. */
export function eventSentence(facts: EventFacts): string {
  const message: string | undefined = eventMessages[messageOf(facts)];
  // Written by an engine that knows more than this one.
  if (message === undefined) return facts.code;
  return withFields(message, facts);
}

/** A message with its fields filled in. */
export function withFields(message: string, fields: object): string {
  return message.replace(placeholder, (_, name: string) => written(name, (fields as Readonly<Record<string, unknown>>)[name]));
}

/** Whether the sentence names the endpoint it is about. */
export function saysEndpoint(facts: EventFacts): boolean {
  return placeholdersOf(eventMessages[messageOf(facts)]).includes('endpoint');
}

const sides: Readonly<Record<TapSide | ProxySideName, () => string>> = {
  connector: () => t('The program that connected'),
  binder: () => t('The program that it reached'),
  frontend: () => t('The frontend'),
  backend: () => t('The backend'),
};

function written(name: string, value: unknown): string {
  // As it is typed where it is set.
  if (name === 'maxMessageSize') return String(value);
  if (name === 'places') return countText(Math.abs(value as number));
  if (name === 'kinds') return (value as string[]).join(', ');
  if (name === 'side') return sides[value as TapSide | ProxySideName]();
  if (typeof value === 'number') return countText(value);
  if (name === 'type') return labelOf(value as SocketType);
  if (Array.isArray(value)) return (value as SocketType[]).map(labelOf).join(', ');
  if (typeof value === 'object' && value !== null) return eventSentence(value as EventFacts);
  return typeof value === 'string' ? value : '';
}

function labelOf(type: SocketType): string {
  return socketTypes[type].label;
}
